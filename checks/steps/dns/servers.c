/*
 * dns.servers: do the name servers that are responsible for the domain answer for it? The zone above says who they are, the domain says
 * it, too; each of them is asked directly. With --resolver only at addresses that were learnt from it.
 *
 * Rounds: what the resolver knows of the domain's servers and of the zones above; the addresses of the zone above; that one and the
 * domain's servers side by side; and, only where the zone above names others, those.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/dns/servers_hunt.h"

static void make_chain(struct hunt *hunt)
{
	for (const char *at = hunt->records->domain; at && *at && hunt->n_chain < CHAIN_MAX;) {
		hunt->chain[hunt->n_chain++] = at;
		at = strchr(at, '.');
		at += at != NULL;
	}
	hunt->zone = hunt->above = hunt->n_chain;
}

static bool is_within(const char *name, const char *zone)
{
	size_t name_len = strlen(name), len = strlen(zone);

	return name_len >= len && ascii_caseeq(name + name_len - len, zone) &&
	       (name_len == len || name[name_len - len - 1] == '.');
}

/* What the servers of the zone are asked for, as soon as the zone is known. */
static void name_questions(struct hunt *hunt)
{
	struct zone_servers *servers = hunt->servers;
	const char *host = run_case(hunt->run)->in_use.host;
	struct str STR_AUTO dmarc = STR_INIT_MAX(sizeof servers->dmarc - 1);

	if (hunt->zone == hunt->n_chain)
		return;
	str_copy(servers->zone, sizeof servers->zone, hunt->chain[hunt->zone]);
	str_copy(servers->domain, sizeof servers->domain, hunt->records->domain);
	str_addf(&dmarc, "_dmarc.%s", servers->domain);
	if (dns_name_askable(str_text(&dmarc)))
		str_copy(servers->dmarc, sizeof servers->dmarc, str_text(&dmarc));
	if (is_within(host, servers->zone))
		str_copy(servers->host, sizeof servers->host, host);
}

/* Servers that only the zone above, or only one of the domain's own, names. */
static void ask_others(struct hunt *hunt)
{
	if (hunt->zone == hunt->n_chain)
		return;
	name_questions(hunt);
	hunt_ask_names(hunt);
	if (hunt->n_asked < hunt->servers->n)
		hunt_ask_directly(hunt, false);
}

static void judge_servers(struct hunt *hunt)
{
	for (size_t i = 0; i < hunt->n_asked; i++) {
		struct zone_server *server = &hunt->servers->items[i];
		struct name_server *name = survey_name(&hunt->survey, server->host);
		bool six = net_addr_family(&server->addr) == AF_INET6;
		enum server_state state = server_state(&server->answers[ZONE_SOA], hunt->alive[six]);

		server->good = state == SERVER_GOOD;
		if (!name)
			continue;
		name->good |= server->good;
		if (six)
			name->six = worse_state(name->six, state);
		else
			name->four = worse_state(name->four, state);
	}
}

static void pursue(struct hunt *hunt)
{
	struct survey *survey = &hunt->survey;
	const struct domain_records *records = hunt->records;

	survey->resolver_fails =
		!is_answered(&records->ns) && !is_answered(&records->soa) && !is_answered(&records->mx);
	hunt->whole = survey->resolver_fails || mailcase_records_matter(run_case(hunt->run));
	make_chain(hunt);
	hunt_ask_resolver(hunt);
	do {
		hunt_ask_addresses(hunt);
		name_questions(hunt);
		hunt_ask_directly(hunt, hunt->n_parents > 0);
	} while (hunt_climb(hunt));
	ask_others(hunt);
	judge_servers(hunt);
}

/* A top-level domain is nobody's who reads this. */
static bool is_registry(const struct hunt *hunt)
{
	return hunt->zone < hunt->n_chain && !strchr(hunt->chain[hunt->zone], '.');
}

static void end_hunt(struct hunt *hunt)
{
	bool any = false;

	for (size_t i = 0; i < hunt->servers->n; i++)
		any |= hunt->servers->items[i].good;
	hunt->servers->n = hunt->n_asked;
	if (any)
		fact_put_zone_servers(hunt->run, hunt->servers);
	else
		zone_servers_free(&hunt->servers);
	dns_answers_release(hunt->ns, CHAIN_MAX);
	dns_answers_release(&hunt->referral, 1);
	free(hunt);
}

static void run_servers(struct check_run *run)
{
	const struct domain_records *records = fact_get_domain_records(run);
	struct hunt *hunt;

	if (records->denied || records->at_provider) {
		run_skip(run, "dns.domain");
		return;
	}
	hunt = mem_new(sizeof *hunt);
	hunt->run = run;
	hunt->records = records;
	hunt->scope = matter_scope(run);
	hunt->servers = mem_new(sizeof *hunt->servers);
	str_copy(hunt->servers->zone, sizeof hunt->servers->zone, records->domain);
	case_dns(run_case(run), &hunt->config);
	pursue(hunt);
	if (is_registry(hunt))
		run_skip(run, "dns.domain");
	else
		servers_say(run, &hunt->survey, hunt->servers, hunt->referral.n ? &hunt->referral : NULL);
	end_hunt(hunt);
}

const struct check check_dns_servers = {
	.id = "dns.servers",
	.step = STEP_DNS,
	.title = N_("Ask the domain's own name servers"),
	.needs = FACT_BIT(DOMAIN_RECORDS),
	.provides = FACT_BIT(ZONE_SERVERS),
	.limit_ms = 12000,
	.applies = records_apply,
	.run = run_servers,
};
