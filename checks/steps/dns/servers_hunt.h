/*
 * The search for a domain's own name servers, between the files of dns.servers: servers.c leads, servers_names.c asks the resolver,
 * servers_direct.c the servers themselves.
 */
#ifndef MAILMEND_STEPS_DNS_SERVERS_HUNT_H
#define MAILMEND_STEPS_DNS_SERVERS_HUNT_H

#include "checks/steps/dns/servers.h"

#define PARENTS_MAX   4
#define QUESTIONS_MAX (ZONE_SERVERS_MAX * ZONE_QUESTIONS + PARENTS_MAX * (CHAIN_MAX + 1))

/* Questions of one round, in the order in which they were added. */
struct questions {
	struct dns_answer items[QUESTIONS_MAX];
	size_t n;
};

struct hunt {
	struct check_run *run;
	char domain[HOST_MAX];
	struct io_scope scope;
	struct dns_config config;
	bool whole; /* the zone above is asked, too */
	struct survey survey;
	struct zone_servers *servers;
	size_t n_asked;			 /* of the servers */
	const char *chain[CHAIN_MAX];	 /* the domain, and what stands above it */
	struct dns_answer ns[CHAIN_MAX]; /* what the resolver says of each */
	size_t n_chain, zone, above;	 /* indexes into chain; n_chain: not known */
	bool no_cut;			 /* the zone above says that the domain is a part of it */
	struct net_addr parents[PARENTS_MAX];
	size_t n_parents;
	struct dns_answer referral; /* the answer of the zone above */
	bool alive[2];		    /* by IPv4, by IPv6: a server was reached */
	struct questions questions;
};

/* Adds a question to the round. */
struct dns_answer *hunt_add(struct hunt *hunt, const char *name, enum dns_type type);

/* Asks all that was added; the answers stand in its place. */
void hunt_send(struct hunt *hunt, int64_t limit_ms);

/* Releases the answers, for the next round. */
void hunt_forget(struct hunt *hunt);

/* Takes the records of an answer out of the round. */
struct dns_answer hunt_take(struct dns_answer *answer);

/* Whether something was said about the name: a record, or that there is none. */
bool is_answered(const struct dns_answer *answer);

/* An address of a server by its name; nothing happens when it is there or there is no room. */
void hunt_add_server(struct hunt *hunt, const char *host, const struct net_addr *addr);

/* Who has the domain and each name above it, as the resolver knows it. */
void hunt_ask_above(struct hunt *hunt);

/* Which of them is the domain's zone, and which the zone above that. */
void hunt_find_zone(struct hunt *hunt);

/* Where the resolver gets nothing: whether signatures are the reason. */
void hunt_ask_signatures(struct hunt *hunt);

/* The addresses of the zone's servers and of those of the zone above. */
void hunt_ask_addresses(struct hunt *hunt);

/* The domain is a part of the zone above: that one is looked at in its place. False where it is not so. */
bool hunt_climb(struct hunt *hunt);

/* Addresses of servers that nobody had named before. */
void hunt_ask_names(struct hunt *hunt);

/* The zone above (with parents) and the servers that are known by now, side by side. */
void hunt_ask_directly(struct hunt *hunt, bool parents);

#endif
