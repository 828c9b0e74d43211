/*
 * DMARC records in words: none, unreadable ones, odd ones, and reports that would not arrive.
 */
#include "checks/steps/dns/dmarc.h"

#include <stdio.h>
#include <string.h>

#include "checks/know/provider.h"
#include "checks/steps/common/matter.h"

void dmarc_add_record(struct finding *finding, const char *domain, const char *text)
{
	run_evidencef(finding, "record", "_dmarc.%s. TXT \"%s\"", domain, text);
}

static void add_step_record(struct finding *finding, const struct dmarc_step *step)
{
	if (step->at.mended.len)
		dmarc_add_record(finding, step->domain, str_text(&step->at.mended));
	run_evidence(finding, "published", step->at.text);
	run_evidencef(finding, "query", "TXT _dmarc.%s", step->domain);
}

void dmarc_add_evidence(struct finding *finding, const struct dmarc_view *view)
{
	const struct dmarc_decision *decision = &view->decision;

	run_evidencef(
		finding, "query", "TXT _dmarc.%s", decision->step ? decision->step->domain : view->domain);
	run_evidence(finding, "organisation", view->walk->organisation);
	if (!decision->step)
		return;
	run_evidence(finding, "published", decision->step->at.text);
	if (decision->step->at.record.faults & DMARC_OLD)
		run_evidencef(finding, "out_of_date", "%s (RFC 7489)",
			dmarc_piece(&decision->step->at.record, DMARC_OLD));
	run_evidencef(finding, "policy", "%s=%s at _dmarc.%s%s", decision->tag,
		dmarc_policy_name(decision->asked), decision->step->domain,
		decision->step->at.record.test ? ", under test" : "");
}

/* ---- missing ---- */

/* A text that would be the record if it stood at _dmarc. */
static bool say_elsewhere(struct dmarc_view *view, const char *name)
{
	const struct dns_answer *answer = lookups_ask(view->lookups, name, DNS_TXT);
	struct str STR_AUTO good = STR_INIT;
	struct finding *finding;
	struct dmarc_at at;

	dmarc_select(answer, false, &at);
	if (at.n || at.near) {
		/* TRANSLATORS: {domain} is the part of an address behind the @, {name} and {place} are names in the domain name service. */
		finding = run_say(view->run, F_DMARC_INVALID,
			N_("What {domain} says about forged mail stands in the wrong place, where no "
			   "receiver looks: at {place} instead of {name} (DMARC)."),
			A_HOST("domain", view->domain), A_HOST("place", name), A_HOST("name", view->name));
		matter(view->run, finding);
		dmarc_mend(at.text, strlen(at.text), &good);
		dmarc_add_record(finding, view->domain, str_text(&good));
		run_evidence(finding, "published", at.text);
		run_evidencef(finding, "query", "TXT %s; TXT %s", view->name, name);
	}
	dmarc_at_release(&at);
	return at.n || at.near;
}

/* Where records are put by mistake: at the domain itself, with the domain twice (pages that add it themselves), without "_". */
static bool say_misplaced(struct dmarc_view *view)
{
	char twice[DNS_NAME_MAX], bare[DNS_NAME_MAX];

	if (say_elsewhere(view, view->domain))
		return true;
	if (snprintf(twice, sizeof twice, "%s.%s", view->name, view->domain) >= (int)sizeof twice)
		return false;
	if (snprintf(bare, sizeof bare, "dmarc.%s", view->domain) >= (int)sizeof bare)
		return false;
	lookups_foresee(view->lookups, twice, DNS_TXT);
	lookups_foresee(view->lookups, bare, DNS_TXT);
	return say_elsewhere(view, twice) || say_elsewhere(view, bare);
}

static void say_missing(struct dmarc_view *view)
{
	struct str STR_AUTO text = STR_INIT;
	struct finding *finding;

	finding = run_say(view->run, F_DMARC_MISSING,
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		N_("{domain} does not say what receivers are to do with forged mail in its name. Large mail "
		   "providers want that of everybody "
		   "who sends much mail (DMARC)."),
		A_HOST("domain", view->domain));
	matter(view->run, finding);
	str_addf(&text, "v=DMARC1; p=none; rua=mailto:postmaster@%s", view->domain);
	dmarc_add_record(finding, view->domain, str_text(&text));
	run_evidencef(finding, "query", "TXT %s", view->name);
	run_evidence(finding, "dns", dns_outcome_name(view->walk->steps[0].at.outcome));
}

/* ---- unreadable ---- */

static const char *near_sentence(enum dmarc_near near)
{
	switch (near) {
	case DMARC_NEAR_BLANK:
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		return N_("What {domain} says about forged mail is overlooked by receivers, because a "
			  "blank or another sign stands before it (DMARC).");
	case DMARC_NEAR_QUOTED:
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		return N_("What {domain} says about forged mail is overlooked by receivers, because "
			  "quotation marks were stored as a part of it (DMARC).");
	case DMARC_NEAR_ORDER:
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		return N_("What {domain} says about forged mail is overlooked by receivers, because it "
			  "does not begin with v=DMARC1.");
	case DMARC_NEAR_SEPARATOR:
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		return N_("What {domain} says about forged mail is overlooked by receivers, because a "
			  "semicolon is missing behind v=DMARC1.");
	default:
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		return N_("What {domain} says about forged mail is overlooked by receivers, because it "
			  "does not begin exactly with v=DMARC1.");
	}
}

/* The lowest step at which something was meant as a record and none counts; NULL without one. */
static const struct dmarc_step *broken_step(const struct dmarc_view *view)
{
	for (size_t i = 0; i < view->walk->n; i++) {
		const struct dmarc_step *step = &view->walk->steps[i];

		if (step->at.n > 1 || step->at.near)
			return step;
	}
	return NULL;
}

static void say_broken(struct dmarc_view *view, const struct dmarc_step *step, enum finding_id id)
{
	struct finding *finding;

	if (step->at.n > 1)
		finding = run_say(view->run, id,
			/* TRANSLATORS: {domain} is the part of an address behind the @. */
			N_("{domain} says more than once what receivers are to do with forged mail, and "
			   "so they heed none of it (DMARC). One entry must stay, the others must go."),
			A_HOST("domain", step->domain));
	else
		finding =
			run_say(view->run, id, near_sentence(step->at.near), A_HOST("domain", step->domain));
	if (id == F_DMARC_INVALID)
		matter(view->run, finding);
	if (step->at.n > 1)
		run_evidencef(finding, "records", "%zu", step->at.n);
	add_step_record(finding, step);
}

/* The record that decides does not say a policy that exists. */
static void say_unclear(struct dmarc_view *view)
{
	const struct dmarc_step *step = view->decision.step;
	struct finding *finding;

	if (step->at.record.faults & DMARC_P_MISSING)
		finding = run_say(view->run, F_DMARC_INVALID,
			/* TRANSLATORS: {domain} is the part of an address behind the @. "p=" stays as it is. */
			N_("{domain} has an entry about forged mail that does not say what is to be done "
			   "with it: the part p= is missing (DMARC)."),
			A_HOST("domain", step->domain));
	else
		finding = run_say(view->run, F_DMARC_INVALID,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {piece} what stands in its entry; the words none,
			   quarantine and reject stay as they are. */
			N_("{domain} has an entry about forged mail that receivers do not understand: "
			   "{piece} is neither none nor quarantine nor reject (DMARC)."),
			A_HOST("domain", step->domain),
			A_TEXT("piece", dmarc_piece(&step->at.record, step->at.record.faults & DMARC_P_WRONG
									      ? DMARC_P_WRONG
									      : DMARC_SUB_WRONG)));
	matter(view->run, finding);
	add_step_record(finding, step);
}

/* ---- odd ---- */

static const struct {
	unsigned fault;
	const char *sentence;
} odd[] = {
	/* TRANSLATORS: {domain} is the part of an address behind the @, {piece} what stands in its entry. */
	{DMARC_TWICE,
		N_("The entry of {domain} about forged mail says something twice: {piece}. Some receivers"
		   " then heed none of it (DMARC).")},
	/* TRANSLATORS: {domain} is the part of an address behind the @, {piece} what stands in its entry; r and s stay. */
	{DMARC_ALIGN_WRONG,
		N_("The entry of {domain} about forged mail holds {piece}, where only r and s can stand. "
		   "Receivers take r (DMARC).")},
	/* TRANSLATORS: {domain} is the part of an address behind the @, {piece} what stands in its entry. */
	{DMARC_FLAG_WRONG,
		N_("The entry of {domain} about forged mail holds {piece}, which has no meaning there. "
		   "Receivers pass over it (DMARC).")},
	/* TRANSLATORS: {domain} is the part of an address behind the @, {piece} what stands in its entry. */
	{DMARC_NO_TAG, N_("The entry of {domain} about forged mail holds something that receivers do not "
			  "understand and pass over: {piece} (DMARC).")},
	/* TRANSLATORS: {domain} is the part of an address behind the @, {piece} what stands in its entry. */
	{DMARC_UNKNOWN,
		N_("The entry of {domain} about forged mail holds something that receivers do not know "
		   "and pass over: {piece} (DMARC).")},
	/* TRANSLATORS: {domain} is the part of an address behind the @, {piece} what stands in its entry, such as pct=20. */
	{DMARC_PERCENT, N_("The entry of {domain} about forged mail is meant for a part of the mail only:"
			   " {piece}. Receivers do not heed that any more, the rule holds for all "
			   "(DMARC).")},
};

/* A policy of none is the same for all and for a part. */
static unsigned telling_faults(const struct dmarc_record *record)
{
	return record->p == DMARC_POLICY_NONE ? record->faults & ~DMARC_PERCENT : record->faults;
}

/* "psd=y" turns the domains below it into organisations of their own: for public suffixes such as co.uk only. */
static bool claims_suffix(const struct dmarc_step *step)
{
	char below[HOST_MAX], organisation[HOST_MAX];

	if (step->at.record.psd != 'y')
		return false;
	if (snprintf(below, sizeof below, "x.%s", step->domain) >= (int)sizeof below)
		return true;
	provider_organisation(below, organisation, sizeof organisation);
	return strcmp(below, organisation) != 0;
}

static void say_odd(struct dmarc_view *view)
{
	const struct dmarc_step *step = view->decision.step, *broken = broken_step(view);
	const struct dmarc_record *record = &step->at.record;
	struct finding *finding = NULL;

	for (size_t i = 0; !finding && i < sizeof odd / sizeof odd[0]; i++) {
		if (telling_faults(record) & odd[i].fault)
			finding = run_say(view->run, F_DMARC_ODD, odd[i].sentence,
				A_HOST("domain", step->domain),
				A_TEXT("piece", dmarc_piece(record, odd[i].fault)));
	}
	if (finding)
		add_step_record(finding, step);
	if (broken)
		say_broken(view, broken, F_DMARC_ODD);
	if (!claims_suffix(step))
		return;
	finding = run_say(view->run, F_DMARC_ODD,
		/* TRANSLATORS: {domain} is the part of an address behind the @; psd=y stays as it is. */
		N_("The entry of {domain} about forged mail calls the domain one in which others have "
		   "their own (psd=y). That is right for endings such as co.uk only (DMARC)."),
		A_HOST("domain", step->domain));
	add_step_record(finding, step);
}

bool dmarc_say_records(struct dmarc_view *view)
{
	const struct dmarc_step *step = view->decision.step, *broken = broken_step(view);

	if (step && (step->at.record.faults & (DMARC_P_MISSING | DMARC_P_WRONG | DMARC_SUB_WRONG))) {
		say_unclear(view);
		return true;
	}
	if (step) {
		say_odd(view);
		return false;
	}
	if (broken)
		say_broken(view, broken, F_DMARC_INVALID);
	else if (!say_misplaced(view))
		say_missing(view);
	return true;
}

/* ---- reports ---- */

static struct finding *say_report(struct dmarc_view *view, const struct dmarc_report *report)
{
	const char *domain = view->decision.step->domain;

	switch (report->state) {
	case DMARC_REPORT_NO_ADDRESS:
		return run_say(view->run, F_DMARC_REPORTS_LOST,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {address} what stands in its entry; mailto: stays. */
			N_("Reports about forged mail in the name of {domain} are asked for at {address}."
			   " That is no address: mailto: and an email address must stand there (DMARC)."),
			A_HOST("domain", domain), A_TEXT("address", report->uri->text));
	case DMARC_REPORT_NO_HOST:
		return run_say(view->run, F_DMARC_REPORTS_LOST,
			/* TRANSLATORS: {domain} and {host} are parts of addresses behind the @. */
			N_("Reports about forged mail in the name of {domain} are asked for at {host}, a "
			   "domain that does not exist (DMARC)."),
			A_HOST("domain", domain), A_HOST("host", report->uri->host));
	case DMARC_REPORT_NO_MAIL:
		return run_say(view->run, F_DMARC_REPORTS_LOST,
			/* TRANSLATORS: {domain} and {host} are parts of addresses behind the @. */
			N_("Reports about forged mail in the name of {domain} are asked for at {host}, a "
			   "domain that takes no mail (DMARC)."),
			A_HOST("domain", domain), A_HOST("host", report->uri->host));
	case DMARC_REPORT_UNWELCOME:
		return run_say(view->run, F_DMARC_REPORTS_LOST,
			/* TRANSLATORS: {domain} and {host} are parts of addresses behind the @. */
			N_("Reports about forged mail in the name of {domain} are asked for at {host}. "
			   "That domain belongs to somebody else and has not agreed to take them, so they"
			   " are not sent (DMARC)."),
			A_HOST("domain", domain), A_HOST("host", report->uri->host));
	case DMARC_REPORT_FINE:
	case DMARC_REPORT_UNKNOWN:
		break;
	}
	return NULL;
}

static void add_report(
	struct finding *finding, const struct dmarc_view *view, const struct dmarc_report *report)
{
	const struct dmarc_step *step = view->decision.step;

	if (report->state == DMARC_REPORT_UNWELCOME && report->name[0]) {
		run_evidencef(finding, "record", "%s. TXT \"v=DMARC1\"", report->name);
		run_evidencef(finding, "query", "TXT %s", report->name);
	} else if (report->state == DMARC_REPORT_NO_ADDRESS) {
		dmarc_add_record(finding, step->domain, str_text(&step->at.mended));
		run_evidencef(finding, "query", "TXT _dmarc.%s", step->domain);
	} else {
		run_evidencef(finding, "query", "MX %s; A %s", report->uri->host, report->uri->host);
	}
	run_evidence(finding, "published", step->at.text);
}

void dmarc_say_reports(struct dmarc_view *view)
{
	struct dmarc_report reports[DMARC_REPORTS_MAX];
	size_t n = dmarc_reports(view->lookups, view->decision.step, reports);

	/* One sentence for each domain that they are lost at, however many addresses it has. */
	for (size_t i = 0; i < n; i++) {
		struct finding *finding;
		bool told = false;

		for (size_t k = 0; k < i; k++)
			told |= reports[k].state == reports[i].state && reports[i].uri->host[0] &&
				strcmp(reports[k].uri->host, reports[i].uri->host) == 0;
		finding = told ? NULL : say_report(view, &reports[i]);
		if (finding)
			add_report(finding, view, &reports[i]);
	}
}
