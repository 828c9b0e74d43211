/*
 * dns.propagation: do all who are asked about the domain say the same? Its own servers are compared among themselves, and the resolver's
 * answers with theirs: what it remembers from before a change goes away by itself when its time is over. What differs is asked once more,
 * so that answers that are different each time are not taken for old ones.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/dns/spread.h"

#define DIRECT_MS 2000

static const enum finding_id spreading[SPREAD_KIND_N] = {
	[SPREAD_MX] = F_SPREADING_MX,
	[SPREAD_SPF] = F_SPREADING_SPF,
	[SPREAD_DMARC] = F_SPREADING_DMARC,
	[SPREAD_ADDRESS] = F_SPREADING_ADDRESS,
	[SPREAD_ADDRESS6] = F_SPREADING_ADDRESS,
};

struct compare {
	struct check_run *run;
	const struct zone_servers *servers;
	char domain[HOST_MAX], dmarc[HOST_MAX + 8];
	struct dns_config config;
	struct io_scope scope;
	struct dns_answer resolver[SPREAD_KIND_N];
	int64_t asked; /* on the wall clock */
	struct spread spread;
};

static const char *question_name(const struct compare *compare, enum spread_kind kind)
{
	const char *host = run_case(compare->run)->in_use.host;

	switch (kind) {
	case SPREAD_DMARC:
		return compare->dmarc;
	case SPREAD_ADDRESS:
	case SPREAD_ADDRESS6:
		return name_is_within(host, compare->domain) ? host : "";
	default:
		return compare->domain;
	}
}

static const enum dns_type types[SPREAD_KIND_N] = {
	[SPREAD_MX] = DNS_MX,
	[SPREAD_SPF] = DNS_TXT,
	[SPREAD_DMARC] = DNS_TXT,
	[SPREAD_ADDRESS] = DNS_A,
	[SPREAD_ADDRESS6] = DNS_AAAA,
};

static void ask_resolver(struct compare *compare)
{
	struct dns_answer asked[SPREAD_KIND_N];
	size_t kinds[SPREAD_KIND_N], n = 0;

	for (size_t kind = 0; kind < SPREAD_KIND_N; kind++) {
		const char *name = question_name(compare, (enum spread_kind)kind);

		if (!name[0])
			continue;
		asked[n] = (struct dns_answer){.name = name, .type = types[kind]};
		kinds[n++] = kind;
	}
	compare->asked = clock_wall();
	dns_ask_all(&compare->scope, &compare->config, asked, n);
	for (size_t i = 0; i < n; i++)
		compare->resolver[kinds[i]] = asked[i];
}

/* Whether every server still says of this kind what it said before. */
static bool is_steady(struct compare *compare, enum spread_kind kind)
{
	struct io_scope scope = io_scope_within(&compare->scope, DIRECT_MS);
	const struct zone_servers *servers = compare->servers;
	struct dns_answer again[ZONE_SERVERS_MAX];
	struct str STR_AUTO before = STR_INIT, after = STR_INIT;
	bool steady = true;

	for (size_t i = 0; i < servers->n; i++)
		again[i] = (struct dns_answer){.name = question_name(compare, kind),
			.type = types[kind],
			.server = &servers->items[i].addr,
			.iterative = true};
	dns_ask_all(&scope, &compare->config, again, servers->n);
	for (size_t i = 0; i < servers->n; i++) {
		bool told = spread_form(&servers->items[i].answers[spread_question(kind)], kind, &before);

		if (told && spread_form(&again[i], kind, &after) &&
			strcmp(str_text(&before), str_text(&after)) != 0)
			steady = false;
	}
	dns_answers_release(again, servers->n);
	return steady;
}

static void confirm(struct compare *compare)
{
	struct spread *spread = &compare->spread;

	for (size_t kind = 0; kind < SPREAD_KIND_N; kind++) {
		if ((spread->differ[kind] || spread->old[kind]) &&
			!is_steady(compare, (enum spread_kind)kind))
			spread->differ[kind] = spread->old[kind] = false;
	}
}

static void add_servers(struct finding *finding, const struct compare *compare, enum spread_kind kind)
{
	struct str STR_AUTO said = STR_INIT_MAX(1000), form = STR_INIT_MAX(200), query = STR_INIT_MAX(600);
	const struct zone_servers *servers = compare->servers;
	char ip[NET_ADDR_TEXT];

	for (size_t i = 0; i < servers->n; i++) {
		const struct zone_server *server = &servers->items[i];

		if (!server->good)
			continue;
		if (!spread_form(&server->answers[spread_question(kind)], kind, &form))
			str_clear(&form);
		net_addr_text(&server->addr, ip, sizeof ip);
		str_addf(&said, "%s%s %s (serial %u): %s", said.len ? "; " : "", server->host, ip,
			(unsigned)server->answers[ZONE_SOA].records[0].u.soa.serial,
			form.len ? str_text(&form) : "nothing");
		if (zone_server_by_hand(servers, i))
			str_addf(&query, "%s%s %s @%s", query.len ? "; " : "", dns_type_name(types[kind]),
				question_name(compare, kind), ip);
	}
	run_evidence(finding, "servers", str_text(&said));
	run_evidence(finding, "query", str_text(&query));
}

static const char *kind_name(enum spread_kind kind)
{
	switch (kind) {
	case SPREAD_MX:
		return "MX";
	case SPREAD_SPF:
		return "SPF";
	case SPREAD_DMARC:
		return "DMARC";
	default:
		return "address";
	}
}

/* Which entry it is, as a note that other findings are weighed by. */
static void note_kind(struct compare *compare, enum spread_kind kind)
{
	static const char *const sentences[SPREAD_KIND_N] = {
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		[SPREAD_MX] =
			N_("Not everybody sees the same list of servers that take the mail of {domain} yet. "
			   "(MX)"),
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		[SPREAD_SPF] = N_(
			"Not everybody sees the same list of servers that may send for {domain} yet. (SPF)"),
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		[SPREAD_DMARC] =
			N_("Not everybody sees the same rule for forged mail of {domain} yet. (DMARC)"),
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		[SPREAD_ADDRESS] =
			N_("Not everybody sees the same address of the server for sending of {domain} yet."),
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		[SPREAD_ADDRESS6] =
			N_("Not everybody sees the same address of the server for sending of {domain} yet."),
	};

	run_say(compare->run, spreading[kind], sentences[kind], A_HOST("domain", compare->servers->domain));
}

static void say_differ(struct compare *compare, enum spread_kind kind)
{
	const struct zone_servers *servers = compare->servers;
	const struct spread *spread = &compare->spread;
	struct finding *finding;
	size_t behind = spread->oldest;

	note_kind(compare, kind);
	if (spread->serials_differ)
		finding = run_say(compare->run, F_SERVERS_DIFFER,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {host} the name of a server. */
			N_("The servers that keep the entries of {domain} do not say the same: {host} has "
			   "not "
			   "taken over a change yet. Whoever happens to ask it gets the old entries."),
			A_HOST("domain", servers->domain), A_HOST("host", servers->items[behind].host));
	else
		finding = run_say(compare->run, F_SERVERS_DIFFER,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {host} the name of a server. */
			N_("The servers that keep the entries of {domain} do not say the same: {host} gives "
			   "something else than the others, and none of them takes itself for older. This "
			   "does not "
			   "mend itself."),
			A_HOST("domain", servers->domain),
			A_HOST("host", servers->items[spread_other(servers, kind, spread->newest)].host));
	matter(compare->run, finding);
	run_evidence(finding, "temporary", spread->serials_differ ? "yes" : "no");
	run_evidence(finding, "entry", kind_name(kind));
	add_servers(finding, compare, kind);
}

static void say_old(struct compare *compare, enum spread_kind kind)
{
	const struct dns_answer *answer = &compare->resolver[kind];
	struct str STR_AUTO form = STR_INIT_MAX(400);
	char resolver[NET_ADDR_TEXT];
	struct finding *finding;

	note_kind(compare, kind);
	net_addr_text(&answer->answered_by, resolver, sizeof resolver);
	/* It is shown to the minute: no moment too early. */
	finding = run_say(compare->run, F_RESOLVER_OUTDATED,
		/* TRANSLATORS: {domain} is the part of an address behind the @, {resolver} the address of a name server, {until} a date with
		   the time of day. */
		N_("An entry of {domain} was changed not long ago, and the name server {resolver} still "
		   "remembers what "
		   "was there before, as others do. Here it will be right by {until}."),
		A_HOST("domain", compare->servers->domain), A_IP("resolver", resolver),
		A_DATE("until", compare->asked + compare->spread.ttl[kind] + 59));
	matter(compare->run, finding);
	spread_form(answer, kind, &form);
	run_evidence(finding, "temporary", "yes");
	run_evidence(finding, "entry", kind_name(kind));
	run_evidencef(finding, "remembered", "%s (for %u s)", form.len ? str_text(&form) : "nothing",
		(unsigned)compare->spread.ttl[kind]);
	add_servers(finding, compare, kind);
}

static void say_serials(struct compare *compare)
{
	const struct zone_servers *servers = compare->servers;
	const struct zone_server *oldest = &servers->items[compare->spread.oldest];
	struct finding *finding = run_say(compare->run, F_SERIALS_DIFFER,
		/* TRANSLATORS: {domain} is the part of an address behind the @, {host} the name of a server. */
		N_("{host}, one of the servers that keep the entries of {domain}, has an older state than "
		   "the others. The "
		   "entries for mail are the same."),
		A_HOST("host", oldest->host), A_HOST("domain", servers->zone));

	add_servers(finding, compare, SPREAD_MX);
}

/* Every kind of difference once: of an address two questions tell. */
static bool say_differences(struct compare *compare)
{
	const struct spread *spread = &compare->spread;
	bool any = false;

	for (size_t kind = 0; kind < SPREAD_KIND_N; kind++) {
		if (kind == SPREAD_ADDRESS6 &&
			(spread->differ[SPREAD_ADDRESS] || spread->old[SPREAD_ADDRESS]))
			continue;
		any |= spread->differ[kind] || spread->old[kind] || spread->lost[kind];
		if (spread->differ[kind])
			say_differ(compare, (enum spread_kind)kind);
		else if (spread->old[kind])
			say_old(compare, (enum spread_kind)kind);
		else if (spread->lost[kind])
			note_kind(compare, (enum spread_kind)kind);
	}
	return any;
}

static void say(struct compare *compare)
{
	struct finding *finding;

	if (say_differences(compare))
		return;
	if (compare->spread.serials_differ) {
		say_serials(compare);
		return;
	}
	if (!compare->spread.known[SPREAD_MX]) {
		run_skip(compare->run, "dns.servers");
		return;
	}
	finding = run_say(compare->run, F_PROPAGATED,
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		N_("Everybody who was asked about {domain} says the same: its own servers, and the one that "
		   "your network "
		   "uses."),
		A_HOST("domain", compare->servers->domain));
	add_servers(finding, compare, SPREAD_MX);
}

/* The resolver is asked while the domain's servers are still looked for. */
static void run_propagation(struct check_run *run)
{
	struct compare *compare = mem_new(sizeof *compare);
	struct provider provider;

	compare->run = run;
	compare->scope = matter_scope(run);
	str_copy(compare->domain, sizeof compare->domain, mailcase_domain(run_case(run)));
	ascii_tolower(compare->domain);
	str_copy(compare->dmarc, sizeof compare->dmarc, "_dmarc.");
	str_copy(compare->dmarc + strlen(compare->dmarc), HOST_MAX, compare->domain);
	case_dns(run_case(run), &compare->config);
	if (!provider_by_domain(compare->domain, &provider)) {
		ask_resolver(compare);
		compare->servers = fact_await_zone_servers(run);
	}
	if (compare->servers) {
		compare->scope = matter_scope(run);
		spread_judge(compare->servers, compare->resolver, &compare->spread);
		confirm(compare);
		say(compare);
	} else {
		run_skip(run, "dns.servers");
	}
	dns_answers_release(compare->resolver, SPREAD_KIND_N);
	free(compare);
}

const struct check check_dns_propagation = {
	.id = "dns.propagation",
	.step = STEP_DNS,
	.title = N_("See whether all name servers say the same"),
	.wants = FACT_BIT(ZONE_SERVERS),
	.limit_ms = 8000,
	.applies = records_apply,
	.run = run_propagation,
};
