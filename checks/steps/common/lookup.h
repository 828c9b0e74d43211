/*
 * Where a mail server is: its addresses as the hosts file, DNS or the system give them, sorted for connecting (RFC 8305).
 */
#ifndef MAILMEND_STEPS_LOOKUP_H
#define MAILMEND_STEPS_LOOKUP_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"

/* The DNS servers to ask: --resolver, else the system's. */
void lookup_config(const struct mailcase *mailcase, struct dns_config *config_r);

/*
 * Fills names_r for host; every address gets port. An address literal asks nobody. The hosts file counts first and the system
 * (NSS) last, both never with --resolver. n is 0 when nothing was found: a and aaaa say why.
 */
void lookup_host(struct check_run *run, const char *host, int port, struct server_names *names_r);

#endif
