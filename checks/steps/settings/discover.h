/*
 * What a domain publishes about its mail servers: SRV (RFC 6186, RFC 8314 5.1) and MX. Reading is pure;
 * asking is one round.
 */
#ifndef MAILMEND_STEPS_DISCOVER_H
#define MAILMEND_STEPS_DISCOVER_H

#include "checks/engine/facts.h"
#include "checks/net/dns.h"

enum discovery {
	DISCOVER_SUBMISSIONS,
	DISCOVER_SUBMISSION,
	DISCOVER_IMAPS,
	DISCOVER_IMAP,
	DISCOVER_POP3S,
	DISCOVER_POP3,
	DISCOVER_MX,
	DISCOVER_AUTODISCOVER, /* SRV "_autodiscover._tcp", for published_discover() */
	DISCOVER_N
};

struct discovery_questions {
	char names[DISCOVER_N][DNS_NAME_MAX];
	struct dns_answer answers[DISCOVER_N]; /* dns_answers_release when done */
};

/* False when the domain is too long to be asked about. */
bool discovery_ask_for(const char *domain, struct discovery_questions *questions_r);

/* The servers that SRV records name; false when there is none for sending. */
bool discovery_read_srv(const struct dns_answer *answers, struct recommended_settings *settings);

/* The provider that the domain's mail goes to, by its most preferred MX that is known; false for none. */
bool discovery_read_mx(
	const struct dns_answer *mx, const char *local_part, struct recommended_settings *settings);

/* Adds name, flags and addresses of pages of the provider that the first outgoing host belongs to, where it
 * is known. */
void discovery_name_provider(struct recommended_settings *settings);

#endif
