/*
 * The policy of MTA-STS, from https://mta-sts.DOMAIN (RFC 8461 section 3.3): with a certificate for that very name, and no redirect.
 */
#include "checks/steps/dns/transport.h"

#include <stdio.h>
#include <string.h>

#include "checks/net/https.h"
#include "checks/net/tcp.h"
#include "checks/steps/common/case_dns.h"

#define FETCH_MS   5000
#define PORT_HTTPS 443
#define PATH	   "/.well-known/mta-sts.txt"

static void end(struct transport *transport, enum policy_fetch how, const char *detail)
{
	transport->sts.fetch = how;
	str_copy(transport->sts.detail, sizeof transport->sts.detail, detail);
}

/* Whoever is found by a name that is not the person's own server is not contacted inside a network (hazards: rebinding). */
static size_t addresses(struct transport *transport, const char *host, struct net_addr *addrs_r)
{
	const struct dns_answer *a = lookups_ask(transport->lookups, host, DNS_A);
	const struct dns_answer *aaaa = lookups_ask(transport->lookups, host, DNS_AAAA);
	size_t n = answer_addresses(a, PORT_HTTPS, addrs_r, ADDRS_MAX / 2), kept = 0;

	n += answer_addresses(aaaa, PORT_HTTPS, addrs_r + n, ADDRS_MAX - n);
	if (!n) {
		bool absent = dns_is_absent(a->outcome) && dns_is_absent(aaaa->outcome);

		end(transport, absent ? FETCH_NO_NAME : FETCH_UNKNOWN, dns_outcome_name(a->outcome));
		return 0;
	}
	for (size_t i = 0; i < n; i++) {
		if (!net_addr_is_private(&addrs_r[i]))
			addrs_r[kept++] = addrs_r[i];
	}
	if (!kept)
		end(transport, FETCH_PRIVATE, "");
	tcp_sort_addresses(addrs_r, kept);
	return kept;
}

static int connect_to(
	struct transport *transport, const struct io_scope *scope, const struct net_addr *addrs, size_t n)
{
	struct tcp_attempt attempts[ADDRS_MAX];
	size_t winner = n;

	memset(attempts, 0, sizeof attempts);
	for (size_t i = 0; i < n; i++) {
		attempts[i].addr = addrs[i];
		attempts[i].fd = -1;
	}
	if (tcp_connect_first(scope, attempts, n, &winner) == IO_OK && winner < n)
		return attempts[winner].fd;
	end(transport, FETCH_UNREACHED, tcp_outcome_name(attempts[0].outcome));
	return -1;
}

static void judge_page(struct transport *transport, const struct https_page *page)
{
	char status[HTTP_LOCATION_MAX + 20];

	snprintf(status, sizeof status, "HTTP %d %s", page->status, page->location);
	if (page->status >= 300 && page->status < 400)
		end(transport, FETCH_REDIRECTED, status);
	else if (page->status != 200)
		end(transport, FETCH_STATUS, status);
	else if (!page->whole)
		end(transport, FETCH_CUT, status);
	else
		end(transport, FETCH_DONE, page->type);
	if (transport->sts.fetch == FETCH_DONE)
		mta_sts_parse(str_text(&page->body), page->body.len, &transport->sts.policy);
}

static void judge_tls(struct transport *transport, const struct tls_report *report)
{
	if (report->outcome == TLS_DONE)
		end(transport, FETCH_CERTIFICATE, tls_verify_name(report->verify_error));
	else if (report->outcome == TLS_CANCELLED)
		end(transport, FETCH_UNKNOWN, tls_outcome_name(report->outcome));
	else
		end(transport, FETCH_TLS, tls_outcome_name(report->outcome));
}

void transport_fetch(struct transport *transport, const struct tls_store *store)
{
	struct io_scope scope = io_scope_within(&transport->scope, FETCH_MS);
	struct net_addr addrs[ADDRS_MAX];
	char host[HOST_MAX];
	struct tls_report report;
	struct https_page page;
	enum io_status status;
	size_t n;
	int fd;

	if (snprintf(host, sizeof host, "mta-sts.%s", transport->domain) >= (int)sizeof host)
		return;
	n = addresses(transport, host, addrs);
	fd = n ? connect_to(transport, &scope, addrs, n) : -1;
	if (fd < 0)
		return;
	status = https_get(&scope, fd, store, host, PATH, MTA_STS_POLICY_MAX, &report, &page);
	if (!report.verified)
		judge_tls(transport, &report);
	else if (status != IO_OK)
		end(transport, FETCH_UNREACHED, io_status_name(status));
	else
		judge_page(transport, &page);
	https_page_release(&page);
}
