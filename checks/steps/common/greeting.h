/*
 * The greeting and the certificate of a host that is not the one in question: to compare, never to use. No name is told but our own
 * address, no secret, and the conversation is ended.
 */
#ifndef MAILMEND_STEPS_GREETING_H
#define MAILMEND_STEPS_GREETING_H

#include "checks/engine/check.h"
#include "checks/mail/smtp.h"

struct greeting {
	bool smtp;	/* a mail server greeted */
	char text[160]; /* its words */
	struct tls_report tls;
};

/*
 * Listens at the connected socket fd (taken over) of host:port. encrypted: the first byte is encrypted. with_tls: STARTTLS is asked for as
 * well, for the certificate. Any certificate is taken: this is a look.
 */
void greeting_hear(struct check_run *run, const struct tls_store *store, int fd, const char *host, int port,
	bool encrypted, bool with_tls, int64_t limit_ms, struct greeting *greeting_r);

#endif
