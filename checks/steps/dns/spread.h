/*
 * Whether all who are asked about the domain say the same: its own servers among themselves, and the resolver beside them. Pure, so that
 * tables test it.
 */
#ifndef MAILMEND_STEPS_DNS_SPREAD_H
#define MAILMEND_STEPS_DNS_SPREAD_H

#include "checks/base/str.h"
#include "checks/engine/facts.h"

/* What matters for mail. Of texts only those of the kind: others come and go without harm. */
enum spread_kind { SPREAD_MX, SPREAD_SPF, SPREAD_DMARC, SPREAD_ADDRESS, SPREAD_ADDRESS6, SPREAD_KIND_N };

/* Whether one who repeats it by hand needs this address: of a server with both kinds, the IPv4 one is enough. */
bool zone_server_by_hand(const struct zone_servers *servers, size_t server);

/* Whether the name is the zone or below it. */
bool name_is_within(const char *name, const char *zone);

enum zone_question spread_question(enum spread_kind kind);

/*
 * The records of an answer in a form that can be compared and shown: sorted, one to a line, names in lower case; "" for none. False when it
 * says neither what there is nor that there is nothing.
 */
bool spread_form(const struct dns_answer *answer, enum spread_kind kind, struct str *form_r);

/* Whether serial a is older than b (RFC 1982 section 3.2): they count round in a circle. */
bool serial_is_older(uint32_t a, uint32_t b);

struct spread {
	bool known[SPREAD_KIND_N];  /* at least one of the domain's servers told */
	bool differ[SPREAD_KIND_N]; /* the domain's servers do not say the same */
	bool old[SPREAD_KIND_N];    /* they do, and the resolver says something else */
	bool lost
		[SPREAD_KIND_N]; /* it says that there is none, which nothing proves: it may have asked a server without the domain */
	uint32_t ttl[SPREAD_KIND_N];
	bool serials_differ;
	size_t newest, oldest; /* servers, by serial; the first ones where all are the same */
};

/* resolver: its answers by kind; those that were not asked are DNS_UNASKED. */
void spread_judge(
	const struct zone_servers *servers, const struct dns_answer *resolver, struct spread *spread_r);

/* A server whose serial is as high as any, and that gives something else for the kind than the one at least; n when there is none. */
size_t spread_other(const struct zone_servers *servers, enum spread_kind kind, size_t one);

#endif
