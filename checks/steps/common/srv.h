/*
 * What SRV records say about a domain's servers for mail programs (RFC 6186, RFC 8314 section 5.1), kept as it stands.
 */
#ifndef MAILMEND_STEPS_SRV_H
#define MAILMEND_STEPS_SRV_H

#include "checks/engine/facts.h"
#include "checks/net/dns.h"

/* "_submissions._tcp" and so on: the services of srv_seen. */
const char *srv_service(int service);

/* Keeps the answers to SRV of all services, in their order. */
void srv_keep(const struct dns_answer answers[SRV_SERVICES], struct recommended_settings *settings);

#endif
