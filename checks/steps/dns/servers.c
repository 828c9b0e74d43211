/*
 * dns.servers: do the name servers that are responsible for the domain answer for it? The zone above says who they are, the domain says
 * it, too; each of them is asked directly. With --resolver only at addresses that were learnt from it.
 *
 * Rounds: who has the domain and what stands above it; their addresses; the zone above and the domain's servers side by side; and, only
 * where that one names others, those.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/dns/servers_hunt.h"
#include "checks/steps/dns/spread.h"

static void make_chain(struct hunt *hunt)
{
	for (const char *at = hunt->domain; at && *at && hunt->n_chain < CHAIN_MAX;) {
		hunt->chain[hunt->n_chain++] = at;
		at = strchr(at, '.');
		at += at != NULL;
	}
	hunt->zone = hunt->above = hunt->n_chain;
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
	str_copy(servers->domain, sizeof servers->domain, hunt->domain);
	str_addf(&dmarc, "_dmarc.%s", servers->domain);
	if (dns_name_askable(str_text(&dmarc)))
		str_copy(servers->dmarc, sizeof servers->dmarc, str_text(&dmarc));
	if (name_is_within(host, servers->zone))
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
	hunt_find_zone(hunt);
	if (hunt->survey.resolver_fails)
		hunt_ask_signatures(hunt);
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

/* Whether there is somebody to ask, and what else the resolver says of the domain. */
static bool learn_records(struct hunt *hunt)
{
	const struct domain_records *records = fact_await_domain_records(hunt->run);

	if (!records || records->denied)
		return false;
	hunt->survey.resolver_fails =
		!is_answered(&hunt->ns[0]) && !is_answered(&records->soa) && !is_answered(&records->mx);
	hunt->whole = hunt->survey.resolver_fails || mailcase_records_matter(run_case(hunt->run));
	return true;
}

static struct hunt *begin_hunt(struct check_run *run)
{
	struct hunt *hunt = mem_new(sizeof *hunt);

	hunt->run = run;
	hunt->scope = matter_scope(run);
	hunt->servers = mem_new(sizeof *hunt->servers);
	str_copy(hunt->domain, sizeof hunt->domain, mailcase_domain(run_case(run)));
	ascii_tolower(hunt->domain);
	str_copy(hunt->servers->zone, sizeof hunt->servers->zone, hunt->domain);
	case_dns(run_case(run), &hunt->config);
	make_chain(hunt);
	return hunt;
}

/* The first question goes out beside those of dns.domain. */
static void run_servers(struct check_run *run)
{
	struct provider provider;
	struct hunt *hunt;

	if (provider_by_domain(mailcase_domain(run_case(run)), &provider)) {
		run_skip(run, "dns.domain");
		return;
	}
	hunt = begin_hunt(run);
	hunt_ask_above(hunt);
	if (learn_records(hunt)) {
		pursue(hunt);
		if (is_registry(hunt))
			run_skip(run, "dns.domain");
		else
			servers_say(
				run, &hunt->survey, hunt->servers, hunt->referral.n ? &hunt->referral : NULL);
	} else {
		run_skip(run, "dns.domain");
	}
	end_hunt(hunt);
}

const struct check check_dns_servers = {
	.id = "dns.servers",
	.step = STEP_DNS,
	.title = N_("Ask the domain's own name servers"),
	.wants = FACT_BIT(DOMAIN_RECORDS),
	.provides = FACT_BIT(ZONE_SERVERS),
	.limit_ms = 12000,
	.applies = records_apply,
	.run = run_servers,
};
