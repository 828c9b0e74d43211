/*
 * The walk (RFC 9989 section 4.10) and what follows from it. All its questions go out together, so that it takes one round trip, and are
 * read from the bottom to the top.
 */
#include "checks/auth/dmarc_walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/know/provider.h"

static size_t labels_of(const char *name)
{
	size_t n = 1;

	for (; *name; name++)
		n += *name == '.';
	return n;
}

/* The last n labels. */
static const char *last_labels(const char *name, size_t n)
{
	size_t labels = labels_of(name);

	for (; labels > n; labels--)
		name = strchr(name, '.') + 1;
	return name;
}

size_t dmarc_walk_names(const char *domain, char names_r[DMARC_WALK_MAX][HOST_MAX])
{
	size_t labels = labels_of(domain), n = 0;

	str_copy(names_r[n++], HOST_MAX, domain);
	if (labels > DMARC_WALK_MAX)
		labels = DMARC_WALK_MAX;
	for (labels--; labels; labels--)
		str_copy(names_r[n++], HOST_MAX, last_labels(domain, labels));
	return n;
}

static bool name_of(const char *domain, char name_r[DNS_NAME_MAX])
{
	int len = snprintf(name_r, DNS_NAME_MAX, "_dmarc.%s", domain);

	return len > 0 && len < DNS_NAME_MAX;
}

void dmarc_foresee(struct lookups *lookups, const char *domain)
{
	char names[DMARC_WALK_MAX][HOST_MAX], name[DNS_NAME_MAX];
	size_t n = dmarc_walk_names(domain, names);

	for (size_t i = 0; i < n; i++) {
		if (name_of(names[i], name))
			lookups_foresee(lookups, name, DNS_TXT);
	}
}

/*
 * A name that is too long for a question has no record. What no server says of a top-level domain is not missed: a record there, if
 * any, says psd=y, and the organisation is what it would be without.
 */
static bool is_known(const struct dmarc_step *step)
{
	enum dns_outcome outcome = step->at.outcome;

	return outcome == DNS_FOUND || outcome == DNS_BAD_NAME || dns_is_absent(outcome) ||
	       !strchr(step->domain, '.');
}

static bool stops(const struct dmarc_at *at)
{
	return dmarc_at_counts(at) && at->record.psd != 'u';
}

/* The first step from the one at i upwards that has a record; walk->n for none. */
static size_t next_record(const struct dmarc_walk *walk, size_t i)
{
	while (i < walk->n && !dmarc_at_counts(&walk->steps[i].at))
		i++;
	return i;
}

/* RFC 9989 section 4.10.2. */
static void find_organisation(struct dmarc_walk *walk)
{
	const char *domain = walk->steps[0].domain, *organisation = domain;

	for (size_t i = next_record(walk, 0); i < walk->n; i = next_record(walk, i + 1)) {
		const struct dmarc_step *step = &walk->steps[i];

		organisation = step->domain;
		if (i && step->at.record.psd == 'y')
			organisation = last_labels(domain, labels_of(step->domain) + 1);
	}
	str_copy(walk->organisation, sizeof walk->organisation, organisation);
}

struct dmarc_walk *dmarc_walk_new(struct lookups *lookups, const char *domain)
{
	struct dmarc_walk *walk = mem_new(sizeof *walk);
	char names[DMARC_WALK_MAX][HOST_MAX], name[DNS_NAME_MAX];
	size_t n = dmarc_walk_names(domain, names);

	dmarc_foresee(lookups, domain);
	walk->certain = true;
	for (size_t i = 0; i < n; i++) {
		struct dmarc_step *step = &walk->steps[walk->n++];
		const struct dns_answer too_long = {.outcome = DNS_BAD_NAME};

		str_copy(step->domain, sizeof step->domain, names[i]);
		dmarc_select(name_of(names[i], name) ? lookups_ask(lookups, name, DNS_TXT) : &too_long, true,
			&step->at);
		walk->certain &= is_known(step);
		if (stops(&step->at))
			break;
	}
	find_organisation(walk);
	return walk;
}

void dmarc_walk_free(struct dmarc_walk **walk)
{
	if (!*walk)
		return;
	for (size_t i = 0; i < (*walk)->n; i++)
		dmarc_at_release(&(*walk)->steps[i].at);
	free(*walk);
	*walk = NULL;
}

/* ---- the policy ---- */

static const struct dmarc_step *step_of(const struct dmarc_walk *walk, const char *domain)
{
	for (size_t i = 0; i < walk->n; i++) {
		if (strcmp(walk->steps[i].domain, domain) == 0)
			return dmarc_at_counts(&walk->steps[i].at) ? &walk->steps[i] : NULL;
	}
	return NULL;
}

/* The domain's own record, that of its organisation, that of the public suffix (RFC 9989 section 4.10.1). */
static const struct dmarc_step *deciding_step(const struct dmarc_walk *walk)
{
	const struct dmarc_step *step = step_of(walk, walk->steps[0].domain);
	const struct dmarc_step *last = &walk->steps[walk->n - 1];

	if (!step)
		step = step_of(walk, walk->organisation);
	if (!step && dmarc_at_counts(&last->at) && last->at.record.psd == 'y')
		step = last;
	return step;
}

bool dmarc_needs_existence(const struct dmarc_walk *walk)
{
	const struct dmarc_step *step = deciding_step(walk);

	return step && step != &walk->steps[0] && step->at.record.np != DMARC_POLICY_ABSENT;
}

static void choose(const struct dmarc_record *record, bool own, bool exists, struct dmarc_decision *decision)
{
	decision->asked = record->p;
	decision->tag = "p";
	if (own)
		return;
	if (record->sp != DMARC_POLICY_ABSENT) {
		decision->asked = record->sp;
		decision->tag = "sp";
	}
	if (!exists && record->np != DMARC_POLICY_ABSENT) {
		decision->asked = record->np;
		decision->tag = "np";
	}
}

static enum dmarc_policy under_test(enum dmarc_policy policy)
{
	return policy == DMARC_POLICY_REJECT ? DMARC_POLICY_QUARANTINE : DMARC_POLICY_NONE;
}

void dmarc_decide(const struct dmarc_walk *walk, bool exists, struct dmarc_decision *decision_r)
{
	const struct dmarc_step *step = deciding_step(walk);
	/* Without a record of its own, which of those above is that of the organisation depends on all of them. */
	struct dmarc_decision decision = {
		.step = step, .tag = "", .unknown = step != &walk->steps[0] && !walk->certain};

	if (step && dmarc_counts(&step->at.record)) {
		const unsigned unclear = DMARC_P_MISSING | DMARC_P_WRONG | DMARC_SUB_WRONG;

		choose(&step->at.record, step == &walk->steps[0], exists, &decision);
		if (step->at.record.faults & unclear)
			decision.asked = DMARC_POLICY_NONE;
		decision.policy = step->at.record.test ? under_test(decision.asked) : decision.asked;
	}
	*decision_r = decision;
}

/* ---- alignment ---- */

void dmarc_align(struct lookups *lookups, const struct dmarc_walk *walk, const char *identity, bool strict,
	struct dmarc_alignment *alignment_r)
{
	const char *author = walk->steps[0].domain;
	bool same = ascii_caseeq(author, identity);
	struct dmarc_walk *other;

	*alignment_r = (struct dmarc_alignment){.aligned = same, .formerly = same, .certain = true};
	if (same || strict || !identity[0])
		return;
	alignment_r->formerly = provider_same_organisation(author, identity);
	other = dmarc_walk_new(lookups, identity);
	alignment_r->aligned = ascii_caseeq(walk->organisation, other->organisation);
	alignment_r->certain = walk->certain && other->certain;
	dmarc_walk_free(&other);
}
