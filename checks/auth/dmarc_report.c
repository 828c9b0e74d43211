/*
 * Addresses for reports, asked about side by side.
 */
#include "checks/auth/dmarc_report.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/provider.h"

static size_t collect(const struct dmarc_record *record, struct dmarc_report *reports_r)
{
	size_t n = 0;

	for (size_t i = 0; i < record->n_rua; i++)
		reports_r[n++] = (struct dmarc_report){.uri = &record->rua[i]};
	for (size_t i = 0; i < record->n_ruf; i++)
		reports_r[n++] = (struct dmarc_report){.uri = &record->ruf[i], .failures = true};
	return n;
}

static bool is_foreign(const char *domain, const char *host)
{
	return !ascii_caseeq(domain, host) && !provider_same_organisation(domain, host);
}

static void name_agreement(const char *domain, struct dmarc_report *report)
{
	int len = snprintf(
		report->name, sizeof report->name, "%s._report._dmarc.%s", domain, report->uri->host);

	/* RFC 9990: a name beyond the limits of DNS cannot agree. */
	if (len < 0 || len >= (int)sizeof report->name)
		report->name[0] = '\0';
}

static void foresee(struct lookups *lookups, const char *domain, struct dmarc_report *report)
{
	const char *host = report->uri->host;

	if (!report->uri->valid || !host[0])
		return;
	lookups_foresee(lookups, host, DNS_MX);
	lookups_foresee(lookups, host, DNS_A);
	lookups_foresee(lookups, host, DNS_AAAA);
	if (!is_foreign(domain, host))
		return;
	name_agreement(domain, report);
	if (report->name[0])
		lookups_foresee(lookups, report->name, DNS_TXT);
}

static bool is_null_mx(const struct dns_answer *mx)
{
	const char *host = mx->n == 1 ? mx->records[0].u.mx.host : "x";

	return mx->outcome == DNS_FOUND && (!host[0] || strcmp(host, ".") == 0);
}

/* Whether a host takes mail at all; FINE where it does. */
static enum dmarc_report_state mail_of(struct lookups *lookups, const char *host)
{
	const struct dns_answer *mx = lookups_ask(lookups, host, DNS_MX), *a, *aaaa;

	if (mx->outcome == DNS_NXDOMAIN)
		return DMARC_REPORT_NO_HOST;
	if (is_null_mx(mx))
		return DMARC_REPORT_NO_MAIL;
	if (mx->outcome != DNS_NO_DATA)
		return mx->outcome == DNS_FOUND ? DMARC_REPORT_FINE : DMARC_REPORT_UNKNOWN;
	a = lookups_ask(lookups, host, DNS_A);
	aaaa = lookups_ask(lookups, host, DNS_AAAA);
	if (a->outcome == DNS_FOUND || aaaa->outcome == DNS_FOUND)
		return DMARC_REPORT_FINE;
	return dns_is_absent(a->outcome) && dns_is_absent(aaaa->outcome) ? DMARC_REPORT_NO_MAIL
									 : DMARC_REPORT_UNKNOWN;
}

/* The record with which another's host agrees may lead the reports to another address of its own, but to no third host. */
static bool leads_away(const struct dmarc_record *record, const char *host)
{
	for (size_t i = 0; i < record->n_rua; i++) {
		if (record->rua[i].host[0] && !ascii_caseeq(record->rua[i].host, host))
			return true;
	}
	return false;
}

static bool agrees(const struct dns_answer *answer, const char *host)
{
	struct dmarc_record record;
	bool agreed = false;

	for (size_t i = 0; answer->outcome == DNS_FOUND && i < answer->n; i++) {
		const struct dns_record *txt = &answer->records[i];

		if (txt->type != DNS_TXT || !dmarc_is_record(txt->u.txt.bytes, txt->u.txt.len))
			continue;
		dmarc_parse(txt->u.txt.bytes, txt->u.txt.len, &record);
		if (leads_away(&record, host))
			return false;
		agreed = true;
	}
	return agreed;
}

/* By the public suffixes it is another's; the walk has the last word. */
static bool is_same_by_walk(struct lookups *lookups, const char *domain, const char *host)
{
	struct dmarc_walk *own, *other;
	bool same;

	dmarc_foresee(lookups, host);
	own = dmarc_walk_new(lookups, domain);
	other = dmarc_walk_new(lookups, host);
	same = ascii_caseeq(own->organisation, other->organisation) || !own->certain || !other->certain;
	dmarc_walk_free(&own);
	dmarc_walk_free(&other);
	return same;
}

static enum dmarc_report_state judge(
	struct lookups *lookups, const char *domain, const struct dmarc_report *report)
{
	const char *host = report->uri->host;
	enum dmarc_report_state mail;
	const struct dns_answer *answer;

	if (!report->uri->valid)
		return DMARC_REPORT_NO_ADDRESS;
	if (!host[0]) /* https: and the like, which receivers may use or not */
		return DMARC_REPORT_FINE;
	mail = mail_of(lookups, host);
	if (mail != DMARC_REPORT_FINE || !is_foreign(domain, host))
		return mail;
	if (!report->name[0])
		return DMARC_REPORT_UNWELCOME;
	answer = lookups_ask(lookups, report->name, DNS_TXT);
	if (agrees(answer, host))
		return DMARC_REPORT_FINE;
	if (answer->outcome != DNS_FOUND && answer->outcome != DNS_BAD_NAME &&
		!dns_is_absent(answer->outcome))
		return DMARC_REPORT_UNKNOWN;
	return is_same_by_walk(lookups, domain, host) ? DMARC_REPORT_FINE : DMARC_REPORT_UNWELCOME;
}

size_t dmarc_reports(struct lookups *lookups, const struct dmarc_step *step,
	struct dmarc_report reports_r[DMARC_REPORTS_MAX])
{
	size_t n = collect(&step->at.record, reports_r);

	for (size_t i = 0; i < n; i++)
		foresee(lookups, step->domain, &reports_r[i]);
	for (size_t i = 0; i < n; i++)
		reports_r[i].state = judge(lookups, step->domain, &reports_r[i]);
	return n;
}
