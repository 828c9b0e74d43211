/*
 * dns.dmarc: what the sender's domain tells receivers to do with mail that nobody vouches for, and whether this mail is such (RFC 9989).
 * All questions about the record travel in one round; what SPF and DKIM found out is waited for last.
 */
#include "checks/steps/dns/dmarc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/given_mail.h"
#include "checks/steps/common/matter.h"

/* Of a report of failure, the mail that came back with it is what counts. One of somebody else says nothing about this domain. */
static void read_mail(struct dmarc_view *view)
{
	struct given_mail GIVEN_MAIL_AUTO mail = {.exact = false};
	char domains[MESSAGE_FROM_MAX][HOST_MAX];
	struct mail_address path;

	if (!given_mail_read_own(run_case(view->run), &mail) || !message_from(&mail.message, domains))
		return;
	view->mail = true;
	str_copy(view->domain, sizeof view->domain, domains[0]);
	if (message_return_path(&mail.message, &path) == RETURN_PATH_ADDRESS)
		str_copy(view->envelope, sizeof view->envelope, path.domain);
	view->n_results = message_results(&mail.message, view->results);
}

static void ask_records(struct dmarc_view *view)
{
	view->scope = matter_scope(view->run);
	case_dns(run_case(view->run), &view->config);
	view->lookups = lookups_new(&view->scope, &view->config);
	lookups_foresee(view->lookups, view->domain, DNS_TXT);
	view->walk = dmarc_walk_new(view->lookups, view->domain);
}

static bool exists(struct dmarc_view *view)
{
	static const enum dns_type types[] = {DNS_MX, DNS_A, DNS_AAAA};
	bool denied = true;

	if (!dmarc_needs_existence(view->walk))
		return true;
	for (size_t i = 0; i < 3; i++)
		lookups_foresee(view->lookups, view->domain, types[i]);
	for (size_t i = 0; i < 3; i++)
		denied &= dns_is_absent(lookups_ask(view->lookups, view->domain, types[i])->outcome);
	return !denied;
}

/* A domain that does not exist has more to mend than this record; dns.domain says so. */
static bool is_denied(struct dmarc_view *view)
{
	return !view->mail && lookups_ask(view->lookups, view->domain, DNS_TXT)->outcome == DNS_NXDOMAIN;
}

/* What the reports need is asked while SPF is still worked out; the answers are remembered. */
static void foresee_reports(struct dmarc_view *view)
{
	struct dmarc_report reports[DMARC_REPORTS_MAX];

	dmarc_reports(view->lookups, view->decision.step, reports);
}

static void judge(struct dmarc_view *view)
{
	struct provider provider;
	bool at_provider = provider_by_domain(view->domain, &provider);
	bool reports = !at_provider && mailcase_records_matter(run_case(view->run));

	dmarc_decide(view->walk, exists(view), &view->decision);
	if (is_denied(view)) {
		run_skip(view->run, "dns.domain");
		return;
	}
	if (view->decision.unknown) {
		run_unknown(view->run,
			N_("What the domain tells receivers to do with forged mail could not be looked "
			   "up."));
		return;
	}
	/* What stands in the domain of a mail provider is not the person's to mend. */
	if (!at_provider && dmarc_say_records(view))
		return;
	if (reports)
		foresee_reports(view);
	dmarc_say_fate(view);
	if (reports)
		dmarc_say_reports(view);
}

static void run_dmarc(struct check_run *run)
{
	struct dmarc_view *view = mem_new(sizeof *view);

	view->run = run;
	str_copy(view->domain, sizeof view->domain, mailcase_domain(run_case(run)));
	read_mail(view);
	ascii_tolower(view->domain);
	/* A name that does not fit has no record; what is asked then is denied. */
	if (snprintf(view->name, sizeof view->name, "_dmarc.%s", view->domain) >= (int)sizeof view->name)
		view->name[0] = '\0';
	ask_records(view);
	judge(view);
	dmarc_walk_free(&view->walk);
	lookups_free(&view->lookups);
	free(view);
}

const struct check check_dns_dmarc = {
	.id = "dns.dmarc",
	.step = STEP_DNS,
	.title = N_("See what your domain tells receivers to do with forged mail"),
	.wants = FACT_BIT(SPF_JUDGED) | FACT_BIT(DKIM_JUDGED),
	.limit_ms = 8000,
	.applies = records_apply,
	.run = run_dmarc,
};
