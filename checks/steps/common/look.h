/*
 * A short look at what a port speaks: connected already, greeting, encryption verified, then left. No secret,
 * no waiting for slow greetings.
 */
#ifndef MAILMEND_STEPS_LOOK_H
#define MAILMEND_STEPS_LOOK_H

#include "checks/engine/check.h"
#include "checks/mail/smtp.h"

struct port_look {
	bool smtp;     /* a mail server greeted */
	bool works;    /* it encrypts, and its certificate is right: mail programs can use it */
	bool plain;    /* it greeted without encryption being started */
	bool starttls; /* it offers STARTTLS in clear */
	bool login; /* once encrypted, it offers a way to sign in that programs speak, for the person's kind of secret */
	enum security security; /* what works, or what was tried */
	enum smtp_step step;
	struct tls_report tls;
	char greeting[160];
	struct smtp_reply reply; /* the last one: a refusal */
};

/*
 * Looks at the connected socket fd (taken over) of host:port by the encryption that is expected there (TLS or
 * STARTTLS), for at most limit_ms.
 */
void look_at(struct check_run *run, const struct tls_store *store, int fd, const char *host, int port,
	enum security expected, int64_t limit_ms, struct port_look *look_r);

/* Who signed a certificate, by organisation: one signer has several keys with names of their own. "" without a certificate. */
const char *look_signer(const struct tls_report *report);

/*
 * The same by the kind of TLS that accepts anything: which protocol does it offer? look_r->tls tells. A new
 * connection to addr.
 */
void look_at_protocol(struct check_run *run, const struct tls_store *store, const struct net_addr *addr,
	const char *host, enum security expected, int64_t limit_ms, struct port_look *look_r);

#endif
