/*
 * Guesses: the usual names of a domain's servers, tried. For domains that publish nothing.
 */
#ifndef MAILMEND_STEPS_GUESS_H
#define MAILMEND_STEPS_GUESS_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"

#define GUESSES_MAX 6

/* The guesses for sending in the order in which they are tried: smtp., mail. and the domain itself, each on
 * 587 and 465. Pure. */
size_t guess_outgoing(const char *domain, struct server_settings guesses_r[GUESSES_MAX]);

/* The guesses for receiving: imap., mail., the domain itself on 993, pop. on 995. Pure. */
size_t guess_incoming(const char *domain, struct server_settings guesses_r[GUESSES_MAX]);

/*
 * Looks the names up in one round, connects by RFC 8305's staggering and looks at what answers. Adds what
 * works to settings. refused_r gets a host whose only addresses are private ones (they are not connected to),
 * refused_ip_r one of them.
 */
void guess_try(struct check_run *run, const struct tls_store *store, const char *domain,
	struct recommended_settings *settings, char refused_r[HOST_MAX], struct net_addr *refused_ip_r);

#endif
