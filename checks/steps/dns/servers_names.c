/*
 * dns.servers: what is asked of the resolver. Who is responsible for the domain and for the zones above it, at which addresses they are,
 * and, where it gets no answer, whether signatures are the reason.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/dns/servers_hunt.h"

#define RESOLVER_MS  3000
#define PARENT_NAMES 3

struct dns_answer *hunt_add(struct hunt *hunt, const char *name, enum dns_type type)
{
	struct dns_answer *answer = &hunt->questions.items[hunt->questions.n++];

	*answer = (struct dns_answer){.name = name, .type = type};
	return answer;
}

void hunt_send(struct hunt *hunt, int64_t limit_ms)
{
	struct io_scope scope = io_scope_within(&hunt->scope, limit_ms);

	if (hunt->questions.n)
		dns_ask_all(&scope, &hunt->config, hunt->questions.items, hunt->questions.n);
}

void hunt_forget(struct hunt *hunt)
{
	dns_answers_release(hunt->questions.items, hunt->questions.n);
	hunt->questions.n = 0;
}

bool is_answered(const struct dns_answer *answer)
{
	return answer->outcome == DNS_FOUND || dns_is_absent(answer->outcome);
}

struct dns_answer hunt_take(struct dns_answer *answer)
{
	struct dns_answer taken = *answer;

	answer->records = NULL;
	answer->glue = NULL;
	answer->n = answer->n_glue = 0;
	return taken;
}

void hunt_add_server(struct hunt *hunt, const char *host, const struct net_addr *addr)
{
	struct zone_servers *servers = hunt->servers;
	struct zone_server *server;

	for (size_t i = 0; i < servers->n; i++)
		if (ascii_caseeq(servers->items[i].host, host) &&
			net_addr_same_ip(&servers->items[i].addr, addr))
			return;
	if (servers->n == ZONE_SERVERS_MAX)
		return;
	server = &servers->items[servers->n++];
	str_copy(server->host, sizeof server->host, host);
	server->addr = net_addr_with_port(addr, 53);
}

/* A and AAAA of the names that have not been looked up. */
static void add_names(struct hunt *hunt)
{
	for (size_t i = 0; i < hunt->survey.n; i++) {
		if (hunt->survey.names[i].found != NAME_NOT_KNOWN)
			continue;
		hunt_add(hunt, hunt->survey.names[i].host, DNS_A);
		hunt_add(hunt, hunt->survey.names[i].host, DNS_AAAA);
	}
}

/* One address of each kind is enough to know a server. */
static void take_names(struct hunt *hunt, size_t first)
{
	const struct dns_answer *pair = &hunt->questions.items[first];

	for (size_t i = 0; i < hunt->survey.n; i++) {
		struct name_server *name = &hunt->survey.names[i];

		if (name->found != NAME_NOT_KNOWN)
			continue;
		for (int six = 0; six < 2; six++) {
			struct net_addr addr;

			if (!answer_addresses(&pair[six], 53, &addr, 1))
				continue;
			hunt_add_server(hunt, name->host, &addr);
			name->found = NAME_HAS_ADDRESS;
		}
		if (name->found == NAME_NOT_KNOWN && dns_is_absent(pair[0].outcome) &&
			dns_is_absent(pair[1].outcome))
			name->found = NAME_NO_ADDRESS;
		pair += 2;
	}
}

/* The nearest name with name servers, from the one at index first on. */
static size_t nearest(const struct hunt *hunt, size_t first)
{
	while (first < hunt->n_chain && hunt->ns[first].outcome != DNS_FOUND)
		first++;
	return first;
}

/*
 * A resolver that asks servers which do not have the domain may take their referral for "there is none": then the zone above tells, where
 * it is asked.
 */
void hunt_find_zone(struct hunt *hunt)
{
	if (hunt->ns[0].outcome == DNS_FOUND)
		hunt->zone = 0;
	else if (!hunt->whole && is_answered(&hunt->ns[0]))
		hunt->zone = nearest(hunt, 1);
	hunt->above = nearest(hunt, hunt->zone < hunt->n_chain ? hunt->zone + 1 : 1);
}

bool hunt_climb(struct hunt *hunt)
{
	if (hunt->zone < hunt->n_chain || !hunt->no_cut || !is_answered(&hunt->ns[0]))
		return false;
	hunt->zone = hunt->above;
	hunt->above = nearest(hunt, hunt->zone + 1);
	hunt->n_parents = 0;
	return true;
}

void hunt_ask_above(struct hunt *hunt)
{
	for (size_t i = 0; i < hunt->n_chain; i++)
		hunt_add(hunt, hunt->chain[i], DNS_NS);
	hunt_send(hunt, RESOLVER_MS);
	for (size_t i = 0; i < hunt->n_chain; i++)
		hunt->ns[i] = hunt_take(&hunt->questions.items[i]);
	hunt_forget(hunt);
}

/*
 * What the resolver gives unverified, of a domain that the zone above calls signed; and it verifies others, so that it is neither its
 * clock nor its keys.
 */
static bool signatures_are_wrong(
	const struct hunt *hunt, const struct dns_answer *unchecked, const struct dns_answer *signers)
{
	bool given = is_answered(&unchecked[0]) || is_answered(&unchecked[1]);
	bool is_signed = false, verifies = false;

	for (size_t i = 0; i + 1 < hunt->n_chain; i++)
		is_signed |= signers[i].outcome == DNS_FOUND;
	for (size_t i = 1; i < hunt->n_chain; i++)
		verifies |= hunt->ns[i].outcome == DNS_FOUND;
	return given && is_signed && verifies;
}

void hunt_ask_signatures(struct hunt *hunt)
{
	const struct dns_answer *items = hunt->questions.items;

	hunt_add(hunt, hunt->domain, DNS_SOA)->unchecked = true;
	hunt_add(hunt, hunt->domain, DNS_MX)->unchecked = true;
	for (size_t i = 0; i + 1 < hunt->n_chain; i++)
		hunt_add(hunt, hunt->chain[i], DNS_DS);
	hunt_send(hunt, RESOLVER_MS);
	hunt->survey.unsigned_helps = signatures_are_wrong(hunt, items, items + 2);
	hunt_forget(hunt);
}

void hunt_ask_addresses(struct hunt *hunt)
{
	const struct dns_answer *ns =
		hunt->whole && hunt->above < hunt->n_chain ? &hunt->ns[hunt->above] : NULL;
	size_t n = ns ? ns->n < PARENT_NAMES ? ns->n : PARENT_NAMES : 0;

	if (hunt->zone < hunt->n_chain)
		survey_take(&hunt->survey, &hunt->ns[hunt->zone], NS_REMEMBERED);
	for (size_t i = 0; i < n; i++) {
		hunt_add(hunt, ns->records[i].u.name, DNS_A);
		hunt_add(hunt, ns->records[i].u.name, DNS_AAAA);
	}
	add_names(hunt);
	hunt_send(hunt, RESOLVER_MS);
	for (size_t i = 0; i < 2 * n && hunt->n_parents < PARENTS_MAX; i++)
		hunt->n_parents +=
			answer_addresses(&hunt->questions.items[i], 53, &hunt->parents[hunt->n_parents], 1);
	take_names(hunt, 2 * n);
	hunt_forget(hunt);
}

void hunt_ask_names(struct hunt *hunt)
{
	add_names(hunt);
	hunt_send(hunt, RESOLVER_MS);
	take_names(hunt, 0);
	hunt_forget(hunt);
}
