/*
 * Lists of permitted servers that receivers cannot read, in words, with the mended list where it can be written.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/dns/spf.h"
#include "checks/steps/dns/spf_mend.h"

#define RECORDS_MAX 8

/* Why a term cannot be read: the end of a sentence. */
static const char *fault_words(enum spf_fault fault)
{
	static const char *const words[] = {
		[SPF_FAULT_NONE] = "",
		/* TRANSLATORS: this and what follows is the end of the sentence "Receivers cannot read …: {why}." */
		[SPF_FAULT_UNKNOWN] = N_("there is no such rule"),
		[SPF_FAULT_CHARACTER] = N_("it holds a character that may not stand there"),
		[SPF_FAULT_ARGUMENT] = N_("something is missing in it"),
		[SPF_FAULT_UNWANTED] = N_("something stands behind it that does not belong there"),
		[SPF_FAULT_NETWORK] = N_("that is no IP address of this kind"),
		[SPF_FAULT_CIDR] = N_("the number behind the slash is wrong"),
		[SPF_FAULT_DOMAIN] = N_("that is no name of a domain"),
		[SPF_FAULT_MACRO] = N_("what follows the percent sign is wrong"),
		[SPF_FAULT_MODIFIER] = N_("what stands before the equals sign is no name"),
		[SPF_FAULT_TWICE] = N_("it may stand there only once"),
	};

	return words[fault];
}

static bool is_of_others(const struct spf_view *view, const struct spf_result *result)
{
	return strcmp(result->trouble_domain, view->domain) != 0;
}

static const char *syntax_sentence(bool of_others)
{
	if (of_others)
		/* TRANSLATORS: {domain} is the part of an address behind the @, {other} another domain, {term} a literal word, {why} an end of a
		   sentence. */
		return N_("Receivers cannot read the list of servers that may send mail of {domain}, because "
			  "it "
			  "includes that of {other}, where {term} is wrong: {why} (SPF).");
	/* TRANSLATORS: as above. */
	return N_(
		"Receivers cannot read the list of servers that may send mail of {domain}, because {term} is "
		"wrong: {why} (SPF).");
}

static const char *limit_sentence(enum spf_trouble trouble)
{
	switch (trouble) {
	case SPF_TOO_MANY_LOOKUPS:
		/* TRANSLATORS: {domain} is the part of an address behind the @, {lookups} a number above 10. */
		return N_("The list of servers that may send mail of {domain} does not count for receivers: "
			  "to read "
			  "it they would have to look up {lookups} names, and 10 are allowed (SPF).");
	case SPF_TOO_MANY_VOIDS:
		/* TRANSLATORS: {domain} is the part of an address behind the @, {term} a literal word, {other} a domain. */
		return N_("The list of servers that may send mail of {domain} does not count for receivers: "
			  "more "
			  "than two of the names in it do not exist. The third is in {term} (SPF).");
	case SPF_TOO_MANY_MX:
		/* TRANSLATORS: as above. */
		return N_("The list of servers that may send mail of {domain} does not count for receivers: "
			  "{term} "
			  "stands for more than ten servers (SPF).");
	case SPF_REDIRECT_NONE:
		/* TRANSLATORS: as above. */
		return N_("The list of servers that may send mail of {domain} does not count for receivers: "
			  "it refers "
			  "to another domain that has no such list ({term}) (SPF).");
	default:
		/* TRANSLATORS: as above. */
		return N_(
			"The list of servers that may send mail of {domain} does not count for receivers: it "
			"includes that of a domain that has none ({term}) (SPF).");
	}
}

/* The record without what is wrong, and with the addresses that mail surely leaves from. */
static void mend(struct str *out, const struct spf_view *view, const struct spf_result *result)
{
	struct str STR_AUTO mended = STR_INIT;
	const char *published = view->audit.record;
	bool done;

	if (!published)
		return;
	if (result->trouble == SPF_SYNTAX && !is_of_others(view, result)) {
		const struct dns_record *chosen[2];

		done = spf_select(view->txt, chosen) == 1 &&
		       spf_mend_syntax(&mended, chosen[0]->u.txt.bytes, chosen[0]->u.txt.len);
	} else {
		done = !is_of_others(view, result) && spf_mend_drop(&mended, published, result->trouble_term);
	}
	spf_with_outlets(out, view, done ? str_text(&mended) : published);
	if (!done && strcmp(str_text(out), published) == 0)
		str_clear(out);
}

/* How many look-ups each term of the record costs: "include:_spf.example.org 4; mx 1". */
static void add_costs(struct finding *finding, struct spf_view *view)
{
	struct str STR_AUTO costs = STR_INIT;
	char *record = mem_strdup(view->audit.record), *rest = record, *term;

	while ((term = strsep(&rest, " ")) != NULL) {
		const char *target = strpbrk(term, ":=");
		struct spf_query query = {.helo = "", .audit = true};
		struct spf_result result;

		if (!target || (strncmp(term, "include:", 8) != 0 && strncmp(term, "redirect=", 9) != 0))
			continue;
		query.sender = target + 1;
		spf_check(view->lookups, &query, &result);
		str_addf(&costs, "%s%s %d", costs.len ? "; " : "", term, result.lookups + 1);
		spf_result_release(&result);
	}
	free(record);
	run_evidence(finding, "lookups", str_text(&costs));
}

void spf_say_invalid(struct spf_view *view, const struct spf_result *result)
{
	bool syntax = result->trouble == SPF_SYNTAX;
	int lookups = view->audit.lookups > result->lookups ? view->audit.lookups : result->lookups;
	struct str STR_AUTO record = STR_INIT;
	char number[24];
	struct finding *finding;

	snprintf(number, sizeof number, "%d", lookups > SPF_LOOKUPS_MAX ? lookups : SPF_LOOKUPS_MAX + 1);
	finding = run_say(view->run, F_SPF_INVALID,
		syntax ? syntax_sentence(is_of_others(view, result)) : limit_sentence(result->trouble),
		A_HOST("domain", view->domain), A_TEXT("term", result->trouble_term),
		A_HOST("other", result->trouble_domain), A_WORD("why", fault_words(result->fault)),
		A_NAME("lookups", number));
	matter(view->run, finding);
	mend(&record, view, result);
	spf_add_evidence(finding, view, str_text(&record));
	run_evidence(finding, "term", result->trouble_term);
	run_evidence(finding, "at", result->trouble_domain);
	if (result->trouble == SPF_TOO_MANY_LOOKUPS && view->audit.record)
		add_costs(finding, view);
}

void spf_say_several(struct spf_view *view)
{
	const char *records[RECORDS_MAX];
	struct str STR_AUTO merged = STR_INIT;
	struct str STR_AUTO published = STR_INIT;
	struct finding *finding;
	size_t n = 0;

	for (size_t i = 0; i < view->txt->n && n < RECORDS_MAX; i++) {
		const struct dns_answer one = {.records = &view->txt->records[i], .n = 1};
		const struct dns_record *chosen[2];

		if (!spf_select(&one, chosen))
			continue;
		records[n++] = chosen[0]->u.txt.bytes;
		str_addf(&published, "%s\"%s\"", published.len ? " " : "", chosen[0]->u.txt.bytes);
	}
	finding = run_say(view->run, F_SPF_INVALID,
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		N_("{domain} has more than one list of servers that may send its mail. Only one is allowed, "
		   "so "
		   "receivers heed none of them (SPF)."),
		A_HOST("domain", view->domain));
	matter(view->run, finding);
	if (spf_mend_merge(&merged, records, n)) {
		struct str STR_AUTO record = STR_INIT;

		spf_with_outlets(&record, view, str_text(&merged));
		spf_add_evidence(finding, view, str_text(&record));
	} else {
		spf_add_evidence(finding, view, NULL);
	}
	run_evidence(finding, "published", str_text(&published));
}

bool spf_say_near(struct spf_view *view)
{
	const struct dns_record *near = NULL;
	struct str STR_AUTO mended = STR_INIT;
	struct str STR_AUTO record = STR_INIT;
	struct finding *finding;

	for (size_t i = 0; i < view->txt->n && !near; i++)
		if (spf_is_near(view->txt->records[i].u.txt.bytes, view->txt->records[i].u.txt.len))
			near = &view->txt->records[i];
	if (!near)
		return false;
	finding = run_say(view->run, F_SPF_INVALID,
		/* TRANSLATORS: {domain} is the part of an address behind the @; v=spf1 is literal. */
		N_("Receivers overlook the list of servers that may send mail of {domain}, because it does "
		   "not begin "
		   "exactly with v=spf1 and a blank (SPF)."),
		A_HOST("domain", view->domain));
	matter(view->run, finding);
	if (spf_mend_syntax(&mended, near->u.txt.bytes, near->u.txt.len))
		spf_with_outlets(&record, view, str_text(&mended));
	spf_add_evidence(finding, view, str_text(&record));
	run_evidence(finding, "published", near->u.txt.bytes);
	return true;
}
