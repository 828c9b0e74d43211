/*
 * MX and addresses, judged (RFC 5321 section 5.1, RFC 7505, RFC 2181 section 10.3).
 */
#include "checks/steps/dns/mx.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/engine/check.h"
#include "checks/know/mx_wanted.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"

#define PORT_SMTP 25

static bool is_nothing(const char *host)
{
	return !host[0] || strcmp(host, ".") == 0;
}

static int by_preference(const void *a, const void *b)
{
	const struct mx_host *one = a, *other = b;

	return one->preference != other->preference ? one->preference - other->preference
						    : strcmp(one->host, other->host);
}

/* The best MX_HOSTS_MAX of them all: a table that is full gives up its worst. */
static void take(struct mx_table *table, int preference, const char *name)
{
	struct mx_host host = {.preference = preference};

	str_copy(host.host, sizeof host.host, name);
	ascii_tolower(host.host);
	if (table->n < MX_HOSTS_MAX)
		table->hosts[table->n++] = host;
	else if (by_preference(&host, &table->hosts[MX_HOSTS_MAX - 1]) < 0)
		table->hosts[MX_HOSTS_MAX - 1] = host;
	qsort(table->hosts, table->n, sizeof table->hosts[0], by_preference);
}

void mx_read(const struct domain_records *records, struct mx_table *table_r)
{
	const struct dns_answer *mx = &records->mx;
	bool nothing = false;

	*table_r = (struct mx_table){.n = 0};
	for (size_t i = 0; mx->outcome == DNS_FOUND && i < mx->n; i++) {
		if (is_nothing(mx->records[i].u.mx.host))
			nothing = true;
		else
			take(table_r, mx->records[i].u.mx.preference, mx->records[i].u.mx.host);
	}
	table_r->none = nothing && !table_r->n;
	table_r->implicit = mx->outcome == DNS_NO_DATA &&
			    (records->a.outcome == DNS_FOUND || records->aaaa.outcome == DNS_FOUND);
	if (table_r->implicit)
		take(table_r, 0, records->domain);
}

void mx_take_addresses(struct mx_host *host, const struct dns_answer *a, const struct dns_answer *aaaa)
{
	host->n = answer_addresses(a, PORT_SMTP, host->addrs, ADDRS_MAX / 2);
	host->n += answer_addresses(aaaa, PORT_SMTP, host->addrs + host->n, ADDRS_MAX - host->n);
	host->alias = a->canonical[0] || aaaa->canonical[0];
	host->outcome = host->n ? DNS_FOUND : dns_is_absent(a->outcome) ? aaaa->outcome : a->outcome;
}

const char *mx_fault_name(enum mx_fault fault)
{
	static const char *const names[MX_FAULT_N] = {"usable", "an address, not a name", "no such name",
		"no address", "private address", "not found out"};

	return names[fault];
}

enum mx_fault mx_fault(const struct mx_host *host)
{
	if (host_is_literal(host->host))
		return MX_LITERAL;
	if (host->outcome == DNS_NXDOMAIN)
		return MX_NOWHERE;
	if (host->outcome == DNS_NO_DATA || host->outcome == DNS_BAD_NAME)
		return MX_HOMELESS;
	if (host->outcome != DNS_FOUND)
		return MX_UNSEEN;
	for (size_t i = 0; i < host->n; i++)
		if (!net_addr_is_private(&host->addrs[i]))
			return MX_USABLE;
	return MX_PRIVATE;
}

enum finding_id mx_verdict(const struct mx_table *table)
{
	size_t usable = 0, unseen = 0, aliases = 0;

	for (size_t i = 0; i < table->n; i++) {
		enum mx_fault fault = mx_fault(&table->hosts[i]);

		usable += fault == MX_USABLE;
		unseen += fault == MX_UNSEEN;
		aliases += fault == MX_USABLE && table->hosts[i].alias && !table->implicit;
	}
	if (!usable)
		return unseen ? F_N : F_MX_UNUSABLE;
	return usable + unseen < table->n || aliases ? F_MX_ODD : F_MX_FINE;
}

bool addr_among(const struct net_addr *addr, const struct net_addr *addrs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (net_addr_same_ip(addr, &addrs[i]))
			return true;
	return false;
}

static bool takes_mail(const char *server, const char *domain)
{
	return server[0] && !host_is_literal(server) && provider_same_organisation(server, domain);
}

void mx_evidence_record(struct finding *finding, const struct mailcase *mailcase)
{
	const char *const servers[] = {mailcase->incoming.host, mailcase->in_use.host, mailcase->helo};
	const char *domain = mailcase_domain(mailcase);
	struct str STR_AUTO records = STR_INIT_MAX(1000);

	for (size_t i = 0; i < sizeof servers / sizeof servers[0] && !records.len; i++) {
		if (takes_mail(servers[i], domain))
			str_addf(&records, "%s. MX 10 %s.", domain, servers[i]);
		else
			(void)mx_wanted(servers[i], domain, &records);
	}
	if (!records.len)
		str_addf(&records, "%s. MX 10 mail.%s.", domain, domain);
	run_evidence(finding, "record", str_text(&records));
}
