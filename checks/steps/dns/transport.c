/*
 * dns.transport and dns.tlsa: what the domain says about encryption between servers. MTA-STS and TLS reports are the one, TLSA records of
 * its servers the other: neither waits for what it can do without. Nothing of it stands in the way of sending, so it is asked only where records matter. The recipient's domain is asked
 * for a server of one's own: one that cannot encrypt is refused there.
 */
#include "checks/steps/dns/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/know/provider.h"
#include "checks/mail/address.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/matter.h"

static struct transport *transport_new(struct check_run *run, const char *domain)
{
	struct transport *transport = mem_new(sizeof *transport);

	transport->run = run;
	transport->scope = matter_scope(run);
	case_dns(run_case(run), &transport->config);
	transport->lookups = lookups_new(&transport->scope, &transport->config);
	str_copy(transport->domain, sizeof transport->domain, domain);
	ascii_tolower(transport->domain);
	return transport;
}

static void transport_free(struct transport *transport)
{
	lookups_free(&transport->lookups);
	free(transport);
}

/* The question, asked now or foreseen (answer NULL is never given). A name that is too long has no record. */
static const struct dns_answer *ask(
	struct transport *transport, const char *prefix, const char *name, enum dns_type type)
{
	static const struct dns_answer too_long = {.outcome = DNS_BAD_NAME};
	char whole[DNS_NAME_MAX];
	int len = snprintf(whole, sizeof whole, "%s.%s", prefix, name);

	return len < (int)sizeof whole ? lookups_ask(transport->lookups, whole, type) : &too_long;
}

static void foresee(struct transport *transport, const char *prefix, const char *name, enum dns_type type)
{
	char whole[DNS_NAME_MAX];

	if (snprintf(whole, sizeof whole, "%s.%s", prefix, name) < (int)sizeof whole)
		lookups_foresee(transport->lookups, whole, type);
}

/* One round: both records, and the addresses of the web server in case there is a policy. */
static void ask_records(struct transport *transport)
{
	const char *domain = transport->domain;

	foresee(transport, "_smtp._tls", domain, DNS_TXT);
	foresee(transport, "mta-sts", domain, DNS_A);
	foresee(transport, "mta-sts", domain, DNS_AAAA);
	transport->sts.record = mta_sts_record(ask(transport, "_mta-sts", domain, DNS_TXT), transport->sts.id,
		transport->sts.text, sizeof transport->sts.text);
	transport->tls_rpt = tls_rpt_read(ask(transport, "_smtp._tls", domain, DNS_TXT),
		transport->tls_rpt_text, sizeof transport->tls_rpt_text);
}

static void add_host(struct transport *transport, const char *host)
{
	struct transport_host *to = &transport->hosts[transport->n];

	if (!host[0] || strcmp(host, ".") == 0 || transport->n == TRANSPORT_HOSTS)
		return;
	str_copy(to->host, sizeof to->host, host);
	ascii_tolower(to->host);
	transport->n++;
}

static void ask_tlsa(struct transport *transport)
{
	for (size_t i = 0; i < transport->n; i++)
		foresee(transport, "_25._tcp", transport->hosts[i].host, DNS_TLSA);
	for (size_t i = 0; i < transport->n; i++)
		tlsa_read(ask(transport, "_25._tcp", transport->hosts[i].host, DNS_TLSA),
			&transport->hosts[i].tlsa);
}

/* There is a conversation with the server in use anyway: dns.moved looks at it. */
static bool is_spoken_with(const struct mailcase *mailcase)
{
	return mailcase->in_use.host[0];
}

/*
 * A conversation with the same server at the same port shows the certificate that the records are about. None is begun for it.
 */
static void compare(struct transport *transport)
{
	const char *host = run_case(transport->run)->in_use.host;
	const struct out_session *out;

	for (size_t i = 0; is_spoken_with(run_case(transport->run)) && i < transport->n; i++) {
		struct transport_host *mx = &transport->hosts[i];

		if (mx->tlsa.state != TLSA_USABLE || !ascii_caseeq(mx->host, host))
			continue;
		out = fact_await_out_session(transport->run);
		if (out && out->smtp && out->used.port == 25 && ascii_caseeq(out->used.host, mx->host) &&
			out->smtp->tls.outcome == TLS_DONE)
			mx->match =
				tlsa_match(ask(transport, "_25._tcp", mx->host, DNS_TLSA), &out->smtp->tls);
	}
}

static bool may_fetch(const struct mailcase *mailcase)
{
	return mailcase->role == ROLE_ADMIN || (mailcase->only & STEP_BIT(STEP_DNS));
}

static void fetch(struct transport *transport)
{
	const struct store_fact *store;

	if (transport->sts.record != MTA_STS_FOUND || !may_fetch(run_case(transport->run)))
		return;
	store = fact_await_tls_store(transport->run);
	if (store && store->store)
		transport_fetch(transport, store->store);
}

static void add_table(struct transport *transport)
{
	const struct mx_table *table = fact_await_mx_table(transport->run);

	for (size_t i = 0; table && i < table->n; i++)
		add_host(transport, table->hosts[i].host);
}

/* The policy needs nothing but its record: it is fetched while others still look at the servers that it is about. */
static void look_at_own(struct check_run *run, const char *domain)
{
	struct transport *transport = transport_new(run, domain);

	ask_records(transport);
	fetch(transport);
	add_table(transport);
	transport_say(transport);
	if (transport->sts.record == MTA_STS_UNKNOWN && transport->tls_rpt == TLS_RPT_UNKNOWN)
		run_unknown(run, N_("What the domain says about encryption could not be looked up."));
	transport_free(transport);
}

static void look_at_recipient(struct check_run *run, const char *domain)
{
	struct transport *transport = transport_new(run, domain);
	const struct dns_answer *mx;

	lookups_foresee(transport->lookups, domain, DNS_MX);
	ask_records(transport);
	mx = lookups_ask(transport->lookups, domain, DNS_MX);
	for (size_t i = 0; mx->outcome == DNS_FOUND && i < mx->n; i++)
		add_host(transport, mx->records[i].u.mx.host);
	if (mx->outcome == DNS_NO_DATA)
		add_host(transport, domain);
	ask_tlsa(transport);
	fetch(transport);
	transport_say_recipient(transport);
	transport_free(transport);
}

static void run_transport(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);
	const char *domain = mailcase_domain(mailcase);
	struct mail_address to;
	struct provider provider;

	if (!provider_by_domain(domain, &provider))
		look_at_own(run, domain);
	if (mailcase->role == ROLE_ADMIN && mailcase->to[0] &&
		address_parse(mailcase->to, &to) == ADDRESS_FINE && !ascii_caseeq(to.domain, domain))
		look_at_recipient(run, to.domain);
}

static void run_tlsa(struct check_run *run)
{
	const char *domain = mailcase_domain(run_case(run));
	const struct domain_records *records;
	struct transport *transport;
	struct provider provider;

	if (provider_by_domain(domain, &provider))
		return;
	transport = transport_new(run, domain);
	records = fact_await_domain_records(run);
	add_table(transport);
	transport->signed_mx = records && records->mx.authenticated;
	transport->scope = matter_scope(run);
	ask_tlsa(transport);
	compare(transport);
	transport_say_tlsa(transport);
	transport_free(transport);
}

static bool applies(const struct mailcase *mailcase)
{
	return records_apply(mailcase) && mailcase_records_matter(mailcase);
}

static bool applies_seen(const struct mailcase *mailcase)
{
	return applies(mailcase) && is_spoken_with(mailcase);
}

static bool applies_unseen(const struct mailcase *mailcase)
{
	return applies(mailcase) && !is_spoken_with(mailcase);
}

const struct check check_dns_transport = {
	.id = "dns.transport",
	.step = STEP_DNS,
	.title = N_("See what your domain says about encryption between servers"),
	.wants = FACT_BIT(MX_TABLE) | FACT_BIT(TLS_STORE),
	.limit_ms = 12000,
	.applies = applies,
	.run = run_transport,
};

const struct check check_dns_tlsa = {
	.id = "dns.tlsa",
	.step = STEP_DNS,
	.title = N_("See whether the domain's servers publish their certificates"),
	.wants = FACT_BIT(DOMAIN_RECORDS) | FACT_BIT(MX_TABLE),
	.limit_ms = 12000,
	.applies = applies_unseen,
	.run = run_tlsa,
};

/* The same where a server is spoken with, whose certificate can be compared. */
const struct check check_dns_tlsa_seen = {
	.id = "dns.tlsa-seen",
	.step = STEP_DNS,
	.title = N_("See whether the domain's servers publish their certificates"),
	.wants = FACT_BIT(DOMAIN_RECORDS) | FACT_BIT(MX_TABLE) | FACT_BIT(OUT_SESSION),
	.limit_ms = 12000,
	.applies = applies_seen,
	.run = run_tlsa,
};
