/*
 * SMTP as a client that only asks: RFC 5321, 3207 (STARTTLS), 4954 (AUTH), 8314 (implicit TLS), 2920
 * (PIPELINING).
 *
 * A session is opened over a stream and driven step by step; every step gives an smtp_step and keeps the
 * peer's reply. Nothing learnt before STARTTLS is used after it. Commands are built here only, and a CR, LF,
 * NUL or byte over 127 (without SMTPUTF8) in an argument makes the step SMTP_REFUSED_BY_US before the wire.
 * No secret is sent unless the stream is encrypted and verified.
 */
#ifndef MAILMEND_MAIL_SMTP_H
#define MAILMEND_MAIL_SMTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/secret.h"
#include "checks/mail/address.h"
#include "checks/mail/sasl.h"
#include "checks/mail/transcript.h"
#include "checks/net/stream.h"

#define SMTP_REPLY_LINES_MAX 100
#define SMTP_REPLY_BYTES_MAX 65536
#define SMTP_REPLY_TEXT	     2048 /* bytes of joined text that are kept */

/* How a step ended. On a broken session every step is SMTP_LOST with an empty reply. */
enum smtp_step {
	SMTP_DONE,	 /* the reply that the step wants (2yz, 3yz) */
	SMTP_REFUSED,	 /* 4yz or 5yz: the peer said no; see reply */
	SMTP_UNEXPECTED, /* a well-formed reply of another class */
	SMTP_GARBLED, /* no SMTP reply: wrong code, mixed codes, NUL, line or reply without end; see fault */
	SMTP_NOT_SMTP, /* at the banner: something else answers ("+OK", "* OK", "HTTP/", "SSH-", a TLS record) */
	SMTP_LOST,     /* closed or reset; see io */
	SMTP_SILENT, /* no (complete) reply in time */
	SMTP_CANCELLED,
	SMTP_TLS_FAILED,    /* see tls */
	SMTP_REFUSED_BY_US, /* we did not send it: argument out of bounds, or a secret without verified TLS */
};

const char *smtp_step_name(enum smtp_step step);

struct smtp_reply {
	int code;		    /* 0: none */
	char enhanced[12];	    /* "5.7.8", "" without one (RFC 2034, 3463) */
	char text[SMTP_REPLY_TEXT]; /* lines joined by " ", codes taken off, harmless, without secrets */
	int lines;
	int64_t took_us; /* from the command's last byte to the reply's last */
};

/* What may be wrong with a reply and is worth telling even where it was understood. */
enum smtp_fault {
	SMTP_FAULT_NONE,
	SMTP_FAULT_ENDLESS, /* more than 100 lines or 64 KiB */
	SMTP_FAULT_LONG_LINE,
	SMTP_FAULT_NUL,
	SMTP_FAULT_BARE_CR,
	SMTP_FAULT_BARE_LF, /* accepted */
	SMTP_FAULT_CODE,    /* two or four digits, letters, mixed codes */
	SMTP_FAULT_TEXT,    /* other lines than replies */
	SMTP_FAULT_EARLY,   /* a reply that nobody had asked for yet */
	SMTP_FAULT_N,
};

#define SMTP_MECHS_MAX 128

/* What the server offers (the EHLO reply, RFC 5321 4.1.1.1). */
struct smtp_offer {
	bool known;	    /* an EHLO or HELO was answered */
	bool helo_only;	    /* EHLO refused, HELO accepted */
	char greeting[256]; /* text of the first line: name, and often our public address */
	bool starttls, pipelining, eightbitmime, smtputf8, enhanced;
	int64_t size;			/* 0: not told */
	bool auth;			/* an AUTH line was there, even an empty one */
	char mechs[SMTP_MECHS_MAX][24]; /* upper case */
	size_t n_mechs;
	int masked;	/* keywords overwritten by a box on the way ("XXXXXXXA") */
	char raw[1024]; /* all keywords, one a line, harmless */
};

bool smtp_offers(const struct smtp_offer *offer, const char *mech);

struct smtp_session {
	struct stream *stream;	       /* owned */
	struct transcript *transcript; /* may be NULL */
	char peer[300];		       /* "smtp.example.org:587" */
	char helo[HOST_MAX];	       /* what we say in EHLO */
	struct smtp_reply reply;       /* the last one */
	struct smtp_reply banner;
	struct smtp_offer clear;  /* offered before TLS */
	struct smtp_offer secure; /* offered inside TLS */
	struct tls_report tls;	  /* outcome TLS_UNTRIED without TLS */
	enum io_status io;	  /* of the last step */
	enum smtp_fault fault;	  /* of the last step */
	size_t early_bytes;	  /* arrived in clear behind the reply to STARTTLS and were thrown away */
	char auth_detail[512];	  /* an OAuth server's error challenge (JSON), harmless; else "" */
	bool broken;		  /* no further step is possible */
};

/*
 * Takes over a connected socket. helo_name NULL: the address literal of our side of the socket (RFC
 * 5321 4.1.3). Never fails; the banner is not read yet.
 */
struct smtp_session *smtp_new(
	int fd, const char *host, int port, const char *helo_name, struct transcript *transcript);
void smtp_free(struct smtp_session **session);

/* Implicit TLS (port 465), before the banner. */
enum smtp_step smtp_tls_now(struct smtp_session *session, const struct io_scope *scope,
	const struct tls_store *store, enum tls_kind kind, const char *host);

/* Reads the banner. SMTP_REFUSED for 421 and 554. */
enum smtp_step smtp_banner(struct smtp_session *session, const struct io_scope *scope);

/* EHLO, and HELO when EHLO is answered 500, 501, 502 or 504 and helo_allowed. Fills clear or secure. */
enum smtp_step smtp_ehlo(struct smtp_session *session, const struct io_scope *scope, bool helo_allowed);

/* STARTTLS and the handshake. After SMTP_DONE the clear offer is kept as evidence only: say EHLO again. */
enum smtp_step smtp_starttls(struct smtp_session *session, const struct io_scope *scope,
	const struct tls_store *store, enum tls_kind kind, const char *host);

/*
 * Signs in with one mechanism. SMTP_REFUSED_BY_US without verified TLS. PLAIN, XOAUTH2, OAUTHBEARER and SCRAM
 * use an initial response; a server that answers 334 with an empty challenge or 501 to it gets the two-step
 * form once (same connection, no second password try is counted by servers for it). At most 5 challenges.
 * SMTP_REFUSED_BY_US too when bytes had arrived in clear behind STARTTLS. SMTP_UNEXPECTED also when a SCRAM
 * server accepts without proving that it knows the password itself.
 */
enum smtp_step smtp_auth(struct smtp_session *session, const struct io_scope *scope, enum sasl_mech mech,
	const struct sasl_login *login);

/*
 * MAIL FROM and RCPT TO, pipelined where offered (one round trip). Replies of both are kept; rcpt has code 0
 * when MAIL was refused and the server does not pipeline. from "" is the null sender.
 */
struct smtp_envelope {
	struct smtp_reply mail, rcpt;
	enum smtp_step mail_step, rcpt_step;
};
enum smtp_step smtp_envelope(struct smtp_session *session, const struct io_scope *scope, const char *from,
	const char *to, struct smtp_envelope *envelope_r);

/*
 * DATA and a text, after an accepted envelope: dots are doubled, every line end becomes CRLF, the end is marked. SMTP_REFUSED_BY_US for a
 * NUL, a byte over 127 or a line of more than 998 bytes. The text goes out in two parts, the first small enough for one packet. replies of
 * both halves are kept; text has code 0 when DATA was refused. unacknowledged: bytes that the other side had not confirmed when the step
 * ended badly (-1: the system does not tell).
 */
struct smtp_data {
	struct smtp_reply data, text;
	enum smtp_step data_step, text_step;
	size_t bytes; /* of the text, as sent */
	int unacknowledged;
};
enum smtp_step smtp_data(struct smtp_session *session, const struct io_scope *scope, const char *text,
	struct smtp_data *data_r);

/* RSET alone: a new envelope may follow. */
enum smtp_step smtp_reset(struct smtp_session *session, const struct io_scope *scope);

/* Asks nothing, to see whether the other side still answers. */
enum smtp_step smtp_noop(struct smtp_session *session, const struct io_scope *scope);

/*
 * The same with a line of so many bytes, to see whether they get through; inside TLS only, where no box on the way takes
 * offence. A server may find it too long: every reply (SMTP_REFUSED, too) proves that it arrived.
 */
enum smtp_step smtp_noop_large(struct smtp_session *session, const struct io_scope *scope, size_t bytes);

/* RSET and QUIT in one write, where there is somebody to say it to, waiting for nothing; the session is broken afterwards. */
void smtp_leave(struct smtp_session *session, const struct io_scope *scope);

/*
 * Reads one whole reply from a buffer (fuzzed; the same parser as on the wire). Gives SMTP_DONE when
 * complete, SMTP_SILENT when more is needed, SMTP_GARBLED with fault_r otherwise. used_r: bytes consumed.
 */
enum smtp_step smtp_reply_parse(
	const char *bytes, size_t len, struct smtp_reply *reply_r, enum smtp_fault *fault_r, size_t *used_r);

/*
 * Whether the words of a banner (raw or harmless) are those of an incoming server or another service: "POP3",
 * "IMAP", "HTTP", "SSH", "TLS", "FTP", "NNTP", "LMTP"; NULL for SMTP or unknown.
 */
const char *smtp_other_service(const char *line);

/* Whether a box on the way has overwritten a banner ("220 ****2***0**", as PIX and ASA firewalls do). */
bool smtp_banner_is_masked(const char *text);

#endif
