/*
 * IMAP (RFC 3501, 9051) and POP3 (RFC 1939, 2449, 2595, 5034) as far as a login needs: connect, encrypt, see
 * what is offered, sign in, leave. One interface for both, because the questions are the same.
 */
#ifndef MAILMEND_MAIL_ACCESS_H
#define MAILMEND_MAIL_ACCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/mail/sasl.h"
#include "checks/mail/transcript.h"
#include "checks/net/stream.h"

enum access_protocol { ACCESS_IMAP, ACCESS_POP3 };

enum access_step {
	ACCESS_DONE,
	ACCESS_REFUSED, /* NO, BAD, BYE or -ERR: text says why */
	ACCESS_GARBLED, /* not the protocol, without end, or a SCRAM server that does not know the password */
	ACCESS_LOST,
	ACCESS_SILENT,
	ACCESS_CANCELLED,
	ACCESS_TLS_FAILED,
	ACCESS_REFUSED_BY_US, /* no verified TLS for a secret, an argument out of bounds, no common method */
};

const char *access_step_name(enum access_step step);

struct access_session {
	enum access_protocol protocol;
	struct stream *stream; /* owned */
	struct transcript *transcript;
	char peer[300];
	char banner[512]; /* harmless */
	char text[1024];  /* the last answer's text, harmless, without secrets */
	char code[48]; /* IMAP response code: "AUTHENTICATIONFAILED", "UNAVAILABLE"; POP3: "AUTH", "IN-USE";
			  "" */
	char mechs[32][24]; /* AUTH= / SASL names, upper case */
	size_t n_mechs;
	bool login_disabled; /* IMAP LOGINDISABLED, or POP3 without USER */
	bool starttls;
	bool sasl_ir;
	bool special_use; /* LIST tells what folders are for (RFC 6154) */
	bool capability_seen;
	struct tls_report tls;
	enum io_status io;
	size_t early_bytes;    /* arrived in clear behind the answer to STARTTLS and were thrown away */
	char auth_detail[512]; /* an OAuth server's error challenge (JSON), harmless; else "" */
	bool broken;
	unsigned tag; /* IMAP: number of the last command */
};

struct access_session *access_new(
	enum access_protocol protocol, int fd, const char *host, int port, struct transcript *transcript);
void access_free(struct access_session **session);

/* Implicit TLS, before the banner. */
enum access_step access_tls_now(struct access_session *session, const struct io_scope *scope,
	const struct tls_store *store, const char *host);

/*
 * Banner; takes capabilities out of an IMAP greeting that lists them. A POP3 greeting where IMAP was expected makes the
 * session a POP3 one: ports can be any, greetings cannot.
 */
enum access_step access_banner(struct access_session *session, const struct io_scope *scope);

/* CAPABILITY or CAPA, where not known already. */
enum access_step access_capability(struct access_session *session, const struct io_scope *scope);

/* STARTTLS or STLS and the handshake; what was offered before is forgotten. */
enum access_step access_starttls(struct access_session *session, const struct io_scope *scope,
	const struct tls_store *store, const char *host);

/*
 * One login: a password by AUTHENTICATE PLAIN where it is offered, else LOGIN or USER/PASS; a token by its
 * own method. Where both are switched off, by another method in common. Never without verified TLS, nor where
 * bytes had arrived in clear behind STARTTLS. Names and passwords that cannot stand in an IMAP string go as
 * literals; over POP3 they go as they are (RFC 1939 has no way to quote), so that a name with a blank may be
 * refused there.
 */
enum access_step access_login(
	struct access_session *session, const struct io_scope *scope, const struct sasl_login *login);

/* LOGOUT or QUIT in one write, waiting for nothing. */
void access_leave(struct access_session *session, const struct io_scope *scope);

#endif
