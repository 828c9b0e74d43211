/*
 * The domain's own name servers: what is asked (servers.c), what it means (servers_judge.c, pure), how it is told (servers_say.c).
 */
#ifndef MAILMEND_STEPS_DNS_SERVERS_H
#define MAILMEND_STEPS_DNS_SERVERS_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"

#define NAME_SERVERS_MAX 10
#define CHAIN_MAX	 6 /* the domain and what stands above it */

enum server_state {
	SERVER_UNSEEN, /* its kind of address (IPv4, IPv6) cannot be reached from here, or it was not asked */
	SERVER_GOOD,   /* it has the domain */
	SERVER_REFUSES,
	SERVER_LAME,  /* it answers, but not as one that has the domain */
	SERVER_FAILS, /* SERVFAIL */
	SERVER_GARBLED,
	SERVER_SILENT,
	SERVER_STATE_N
};
const char *server_state_name(enum server_state state); /* "good", "silent", ... for the evidence */

/* From the answer to the question for the zone's SOA, as a server itself gave it. reachable: others were reached by this kind of address. */
enum server_state server_state(const struct dns_answer *soa, bool reachable);

/* Whether the answer proves that a server with authority of its own was reached, and nobody in between answered in its place. */
bool shows_authority(const struct dns_answer *answer);

enum name_found { NAME_NOT_KNOWN, NAME_HAS_ADDRESS, NAME_NO_ADDRESS };

/* Who names a name server: what the resolver remembers may be old, and counts only where nobody else was heard. */
enum ns_source { NS_REMEMBERED, NS_OF_PARENT, NS_OF_ZONE };

/* A name server by its name, as the zone above or the domain itself gives it. */
struct name_server {
	char host[HOST_MAX];
	bool in_parent, in_zone;
	enum name_found found;
	bool good;		/* at one address at least */
	enum server_state four; /* the worst that was seen at an IPv4 address; SERVER_UNSEEN: nothing was */
	enum server_state six;	/* the same of IPv6 */
};

struct survey {
	struct name_server names[NAME_SERVERS_MAX];
	size_t n;
	bool parent_known, zone_known; /* which names it gives itself */
	bool parent_denies;	       /* the zone above says for sure that it knows no such domain */
	bool authority;		       /* see shows_authority: without it nothing is concluded */
	bool resolver_fails;	       /* the resolver gets no answer about the domain */
	bool unsigned_helps; /* it does when it need not verify, and the zone above says that the domain is signed */
};

enum delegation {
	DELEGATED_UNKNOWN, /* could not be found out */
	DELEGATED_WELL,
	DELEGATED_PARTLY, /* one server or more does not have the domain */
	DELEGATED_NOT,	  /* none has */
	DELEGATED_GONE,	  /* the zone above does not know it */
};
enum delegation delegation_judge(const struct survey *survey);

/* What is wrong with one name; SERVER_GOOD for nothing, SERVER_UNSEEN where nobody can tell, SERVER_STATE_N for a name without address. */
enum server_state name_server_fault(const struct name_server *name);

/* Whether the name counts: the zone above or the domain gives it, or nothing else is known. */
bool name_server_counts(const struct survey *survey, const struct name_server *name);

/* Whether the zone above and the domain name different servers. */
bool delegation_differs(const struct survey *survey);

/* Adds a name if it is not there yet; NULL when there is no room. Names are compared without regard to case. */
struct name_server *survey_name(struct survey *survey, const char *host);

/* Takes the names out of an answer to NS, and says where they come from. */
void survey_take(struct survey *survey, const struct dns_answer *ns, enum ns_source source);

/* The worse one of two states, by what a resolver loses with it. */
enum server_state worse_state(enum server_state a, enum server_state b);

/* How it is told. servers may be without items. */
void servers_say(struct check_run *run, const struct survey *survey, const struct zone_servers *servers,
	const struct dns_answer *parent);

#endif
