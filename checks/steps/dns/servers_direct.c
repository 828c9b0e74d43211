/*
 * dns.servers: what is asked of the servers themselves, without recursion: the zone above, which refers to the domain's servers, and those.
 */
#include "checks/base/ascii.h"
#include "checks/steps/dns/servers_hunt.h"

#define DIRECT_MS 2000 /* for one round: three packets */

static void add_direct(struct hunt *hunt, const char *name, enum dns_type type, const struct net_addr *server)
{
	struct dns_answer *answer = hunt_add(hunt, name, type);

	answer->server = server;
	answer->iterative = true;
}

/* Which names the zone above may know as a zone of its own: the domain's zone, or whatever stands between the two. */
static size_t first_candidate(const struct hunt *hunt)
{
	return hunt->zone < hunt->n_chain ? hunt->zone : hunt->above - 1;
}

static size_t last_candidate(const struct hunt *hunt)
{
	return hunt->zone < hunt->n_chain ? hunt->zone : 0;
}

/* The zone itself is asked for, too: whoever has it is no box in between. */
static void add_parents(struct hunt *hunt)
{
	for (size_t p = 0; p < hunt->n_parents; p++) {
		add_direct(hunt, hunt->chain[hunt->above], DNS_SOA, &hunt->parents[p]);
		for (size_t c = first_candidate(hunt) + 1; c-- > last_candidate(hunt);)
			add_direct(hunt, hunt->chain[c], DNS_NS, &hunt->parents[p]);
	}
}

static void take_glue(struct hunt *hunt, const struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->n_glue && !run_case(hunt->run)->resolver[0]; i++) {
		struct name_server *name = NULL;

		for (size_t k = 0; k < hunt->survey.n; k++)
			if (ascii_caseeq(hunt->survey.names[k].host, answer->glue[i].name))
				name = &hunt->survey.names[k];
		if (!name)
			continue;
		hunt_add_server(hunt, name->host, &answer->glue[i].addr);
		name->found = NAME_HAS_ADDRESS;
	}
}

/* One answer of the zone above about a name that may be the domain's zone. */
static void take_parent(struct hunt *hunt, struct dns_answer *answer, size_t candidate)
{
	hunt->survey.parent_denies |=
		candidate == hunt->zone && answer->outcome == DNS_NXDOMAIN && answer->authoritative;
	hunt->no_cut |= candidate == 0 && dns_is_absent(answer->outcome) && answer->authoritative;
	if (answer->outcome != DNS_FOUND || hunt->survey.parent_known || hunt->referral.n)
		return;
	if (hunt->zone == hunt->n_chain)
		hunt->zone = candidate;
	if (hunt->zone != candidate)
		return;
	/* A server that has both zones gives the inner one's own names. */
	survey_take(&hunt->survey, answer,
		answer->referral	? NS_OF_PARENT
		: answer->authoritative ? NS_OF_ZONE
					: NS_REMEMBERED);
	take_glue(hunt, answer);
	hunt->referral = hunt_take(answer);
}

/* The nearest to the zone above is the cut. */
static void take_parents(struct hunt *hunt)
{
	size_t first = first_candidate(hunt), last = last_candidate(hunt), each = first - last + 2;
	struct dns_answer *items = hunt->questions.items;

	for (size_t c = first + 1; c-- > last;)
		for (size_t p = 0; p < hunt->n_parents; p++)
			take_parent(hunt, &items[p * each + 1 + (first - c)], c);
}

/* What one server is asked for; "" where there is nothing to ask. */
static const char *wanted_name(const struct zone_servers *servers, size_t question, enum dns_type *type_r)
{
	const struct {
		const char *name;
		enum dns_type type;
	} wanted[ZONE_QUESTIONS] = {
		[ZONE_SOA] = {servers->zone, DNS_SOA},
		[ZONE_NS] = {servers->zone, DNS_NS},
		[ZONE_MX] = {servers->domain, DNS_MX},
		[ZONE_TXT] = {servers->domain, DNS_TXT},
		[ZONE_DMARC] = {servers->dmarc, DNS_TXT},
		[ZONE_HOST_A] = {servers->host, DNS_A},
		[ZONE_HOST_AAAA] = {servers->host, DNS_AAAA},
	};

	*type_r = wanted[question].type;
	return wanted[question].name;
}

static void add_servers(struct hunt *hunt)
{
	const struct zone_servers *servers = hunt->servers;
	enum dns_type type;

	for (size_t i = hunt->n_asked; i < servers->n; i++)
		for (size_t q = 0; q < ZONE_QUESTIONS; q++)
			if (wanted_name(servers, q, &type)[0])
				add_direct(
					hunt, wanted_name(servers, q, &type), type, &servers->items[i].addr);
}

/* In the order of add_servers(). The answers belong to the fact from here on. */
static void take_servers(struct hunt *hunt, size_t first)
{
	struct zone_servers *servers = hunt->servers;
	size_t next = first;
	enum dns_type type;

	for (; hunt->n_asked < servers->n; hunt->n_asked++)
		for (size_t q = 0; q < ZONE_QUESTIONS; q++)
			if (wanted_name(servers, q, &type)[0])
				servers->items[hunt->n_asked].answers[q] =
					hunt_take(&hunt->questions.items[next++]);
}

static void note_directly(struct hunt *hunt)
{
	for (size_t i = 0; i < hunt->questions.n; i++) {
		const struct dns_answer *answer = &hunt->questions.items[i];

		if (answer->rcode < 0)
			continue;
		hunt->alive[net_addr_family(answer->server) == AF_INET6] = true;
		hunt->survey.authority |= shows_authority(answer);
	}
}

/* The zone above and the servers that are known by now, side by side. */
void hunt_ask_directly(struct hunt *hunt, bool parents)
{
	size_t first;

	if (parents)
		add_parents(hunt);
	first = hunt->questions.n;
	if (hunt->zone < hunt->n_chain)
		add_servers(hunt);
	hunt_send(hunt, DIRECT_MS);
	note_directly(hunt);
	if (hunt->zone < hunt->n_chain)
		take_servers(hunt, first);
	if (parents)
		take_parents(hunt);
	hunt_forget(hunt);
	for (size_t i = 0; i < hunt->servers->n; i++)
		if (hunt->servers->items[i].answers[ZONE_NS].authoritative)
			survey_take(&hunt->survey, &hunt->servers->items[i].answers[ZONE_NS], NS_OF_ZONE);
}
