/*
 * What mail programs find by themselves, judged (RFC 6186, RFC 8314 section 5.1, RFC 2782). Pure, so that tables test it.
 */
#ifndef MAILMEND_STEPS_DNS_DISCOVERY_H
#define MAILMEND_STEPS_DNS_DISCOVERY_H

#include "checks/engine/facts.h"

enum srv_fault {
	SRV_FINE,
	SRV_DECLINED, /* "not offered", and the server in use offers it */
	SRV_NO_NAME,  /* the target is no host name */
	SRV_NO_HOST,  /* the target does not exist */
	SRV_HOMELESS, /* the target has no address */
	SRV_ALIAS,    /* the target is an alias, which RFC 2782 forbids */
	SRV_KIND,     /* the port belongs to the other kind of encryption */
	SRV_PORT,     /* the server in use is the target, at another port with the same encryption */
};

/* What is known of a target. */
struct srv_target {
	char host[HOST_MAX];
	enum dns_outcome a, aaaa; /* DNS_UNASKED: not asked */
	char canonical[HOST_MAX]; /* where its aliases end; "" where it is none */
};

/* The first fault of a record. target NULL where it has no host. in_use: the settings in use, host "" for none. */
enum srv_fault srv_judge(
	const struct srv_seen *seen, const struct srv_target *target, const struct server_settings *in_use);

#endif
