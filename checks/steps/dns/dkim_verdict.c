/*
 * What answers and signatures together mean.
 */
#include "checks/steps/dns/dkim.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/know/provider.h"

struct dkim_asked *dkim_asked_for(struct dkim_view *view, const char *selector, const char *domain)
{
	for (size_t i = 0; i < view->n_asked; i++)
		if (ascii_caseeq(view->asked[i].selector, selector) &&
			ascii_caseeq(view->asked[i].domain, domain))
			return &view->asked[i];
	return NULL;
}

void dkim_ask_for(struct dkim_view *view, const char *selector, const char *domain, enum dkim_source source)
{
	struct dkim_asked *asked = &view->asked[view->n_asked];
	char name[HOST_MAX];

	if (view->n_asked == DKIM_ASKED_MAX || dkim_asked_for(view, selector, domain) ||
		!dkim_key_name(selector, domain, name))
		return;
	*asked = (struct dkim_asked){.source = source};
	str_copy(asked->selector, sizeof asked->selector, selector);
	str_copy(asked->domain, sizeof asked->domain, domain);
	str_copy(asked->name, sizeof asked->name, name);
	view->n_asked++;
}

/* A key that any name would have given says nothing about this name, unless somebody told the name. */
static bool is_of_wildcard(
	const struct dkim_view *view, const struct dkim_asked *asked, const struct dns_answer *answer)
{
	return view->wildcard_key && asked->source >= DKIM_FROM_SERVICE && answer->n == 1 &&
	       view->wildcard_text && strcmp(answer->records[0].u.txt.bytes, view->wildcard_text) == 0;
}

void dkim_take(struct dkim_view *view, struct dkim_asked *asked, const struct dns_answer *answer)
{
	asked->found = DKIM_UNANSWERED;
	if (dns_is_absent(answer->outcome))
		asked->found = DKIM_ABSENT;
	if (answer->outcome != DNS_FOUND)
		return;
	dkim_key_release(&asked->key);
	dkim_key_choose(answer, &asked->key);
	asked->alias = answer->canonical[0] != '\0';
	asked->found = asked->key.fault == DKIM_KEY_NO_RECORD || is_of_wildcard(view, asked, answer)
			       ? DKIM_ABSENT
			       : DKIM_FOUND;
}

static bool was_confirmed(const struct dkim_view *view, const struct dkim_signature *signature)
{
	struct message_result results[MESSAGE_RESULTS_MAX];
	size_t n = message_results(&view->mail.message, results);

	/* The topmost line is that of the last receiver; what stands below may have come with the mail. */
	for (size_t i = 0; i < n && strcmp(results[i].server, results[0].server) == 0; i++)
		if (strcmp(results[i].method, "dkim") == 0 && strcmp(results[i].result, "pass") == 0 &&
			strcmp(results[i].domain, signature->domain) == 0)
			return true;
	return false;
}

void dkim_weigh_mail(struct dkim_view *view)
{
	for (size_t i = 0; i < view->n_signed; i++) {
		struct dkim_signed *one = &view->signed_by[i];
		const struct dkim_asked *asked =
			dkim_asked_for(view, one->signature.selector, one->signature.domain);
		const struct dkim_key none = {.fault = DKIM_KEY_NO_RECORD};
		const struct dkim_key *key = NULL;

		if (asked && asked->found != DKIM_UNANSWERED)
			key = asked->found == DKIM_FOUND ? &asked->key : &none;
		one->verdict = dkim_verify(&view->mail.message, &one->signature, key, view->delivered);
		one->aligned = provider_same_organisation(one->signature.domain, view->from);
		one->confirmed = was_confirmed(view, &one->signature);
	}
}

bool dkim_is_right(const struct dkim_signed *one)
{
	if (one->verdict == DKIM_PASS || one->verdict == DKIM_PASS_HEADER)
		return true;
	/* Who took the mail saw it before it was saved. */
	return one->confirmed && (one->verdict == DKIM_BODY_CHANGED || one->verdict == DKIM_HEADER_CHANGED ||
					 one->verdict == DKIM_MISMATCH);
}

static int rank(const struct dkim_signed *one)
{
	if (one->aligned)
		return dkim_is_right(one) ? 4 : one->verdict == DKIM_KEY_UNANSWERED ? 3 : 2;
	return 1;
}

const struct dkim_signed *dkim_deciding(const struct dkim_view *view)
{
	const struct dkim_signed *best = NULL;

	for (size_t i = 0; i < view->n_signed; i++)
		if (!best || rank(&view->signed_by[i]) > rank(best))
			best = &view->signed_by[i];
	return best;
}

/* A key of the domain in question or of a domain below it. */
static bool is_own(const struct dkim_view *view, const struct dkim_asked *asked)
{
	return provider_same_organisation(asked->domain, view->domain);
}

const struct dkim_asked *dkim_usable(const struct dkim_view *view)
{
	for (size_t i = 0; i < view->n_asked; i++)
		if (view->asked[i].found == DKIM_FOUND && view->asked[i].key.fault == DKIM_KEY_FINE &&
			is_own(view, &view->asked[i]))
			return &view->asked[i];
	return NULL;
}

bool dkim_wants_more(const struct dkim_view *view)
{
	const struct dkim_signed *deciding = dkim_deciding(view);

	if (view->at_provider || dkim_usable(view) || (deciding && deciding->aligned && !view->other_mail))
		return false;
	for (size_t i = 0; i < view->n_asked; i++)
		if (view->asked[i].source == DKIM_FROM_PERSON)
			return false;
	return true;
}

bool dkim_nothing_there(const struct dkim_view *view)
{
	for (size_t i = 0; i < view->n_asked; i++)
		if (view->asked[i].found == DKIM_FOUND && is_own(view, &view->asked[i]))
			return false;
	return view->below == DNS_NXDOMAIN;
}

bool dkim_unanswered(const struct dkim_view *view)
{
	if (view->below != DNS_UNASKED && view->below != DNS_FOUND && !dns_is_absent(view->below))
		return true;
	for (size_t i = 0; i < view->n_asked; i++)
		if (view->asked[i].source <= DKIM_FROM_PERSON && view->asked[i].found == DKIM_UNANSWERED)
			return true;
	return false;
}

static void judge_mail(const struct dkim_view *view, struct dkim_judged *judged)
{
	const struct dkim_signed *deciding = dkim_deciding(view);

	if (!deciding) {
		judged->state = view->mail.passed ? DKIM_STATE_ABSENT : DKIM_STATE_UNKNOWN;
		return;
	}
	str_copy(judged->domain, sizeof judged->domain, deciding->signature.domain);
	if (dkim_is_right(deciding))
		judged->state = DKIM_STATE_VERIFIED;
	else if (deciding->verdict == DKIM_KEY_UNANSWERED || !view->mail.exact)
		judged->state = DKIM_STATE_UNKNOWN;
	else
		judged->state = DKIM_STATE_BROKEN;
}

void dkim_state_of(const struct dkim_view *view, struct dkim_judged *judged_r)
{
	const struct dkim_asked *usable = dkim_usable(view);

	*judged_r = (struct dkim_judged){.state = DKIM_STATE_UNKNOWN};
	if (view->has_mail)
		judge_mail(view, judged_r);
	if (judged_r->state != DKIM_STATE_UNKNOWN || view->at_provider)
		return;
	str_copy(judged_r->domain, sizeof judged_r->domain, usable ? usable->domain : "");
	if (usable)
		judged_r->state = DKIM_STATE_KEY;
	else if (dkim_nothing_there(view))
		judged_r->state = DKIM_STATE_ABSENT;
	for (size_t i = 0; !usable && i < view->n_asked; i++)
		if (view->asked[i].source == DKIM_FROM_PERSON && view->asked[i].found == DKIM_FOUND)
			judged_r->state = DKIM_STATE_BROKEN;
}
