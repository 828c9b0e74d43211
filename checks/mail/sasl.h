/*
 * SASL mechanisms for SMTP, IMAP and POP3: PLAIN (RFC 4616), LOGIN, CRAM-MD5 (RFC 2195), SCRAM-SHA-1 and -256
 * (RFC 5802, 7677), XOAUTH2, OAUTHBEARER (RFC 7628). No network here: the protocols carry the messages, in
 * base64.
 */
#ifndef MAILMEND_MAIL_SASL_H
#define MAILMEND_MAIL_SASL_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/secret.h"
#include "checks/base/str.h"

enum sasl_mech {
	SASL_NONE,
	SASL_PLAIN,
	SASL_LOGIN,
	SASL_CRAM_MD5,
	SASL_SCRAM_SHA_1,
	SASL_SCRAM_SHA_256,
	SASL_XOAUTH2,
	SASL_OAUTHBEARER,
};

/* What the secret is: a password is never sent by a token method, a token never by a password method. */
enum sasl_secret { SASL_PASSWORD, SASL_TOKEN_XOAUTH2, SASL_TOKEN_OAUTHBEARER };

struct sasl_login {
	const char *user;
	const struct secret *secret;
	enum sasl_secret kind;
	const char *host; /* for OAUTHBEARER */
	int port;
};

const char *sasl_name(enum sasl_mech mech);

/*
 * The mechanism to use among n offered names for this kind of secret, inside verified TLS: PLAIN first (one
 * round trip), LOGIN, SCRAM-SHA-256, SCRAM-SHA-1, then CRAM-MD5; tokens: their own method. SASL_NONE: nothing
 * in common.
 */
enum sasl_mech sasl_choose(const char (*names)[24], size_t n, enum sasl_secret kind);

/*
 * One exchange. It borrows what the login points to. NULL when nothing may be sent: no user or secret, a user
 * name with a control character or longer than 1,000 bytes, or a secret of another kind than the mechanism
 * takes.
 */
struct sasl;
struct sasl *sasl_new(enum sasl_mech mech, const struct sasl_login *login);
void sasl_free(struct sasl **sasl);

/* The initial response in base64 ("=" for an empty one); false when the mechanism has none (LOGIN, CRAM-MD5). */
bool sasl_initial(struct sasl *sasl, struct str *base64_r);

enum sasl_status {
	SASL_GO_ON,    /* send the response */
	SASL_BAD,      /* the challenge makes no sense: send "*" */
	SASL_IMPOSTOR, /* SCRAM: the server's own proof is wrong: it does not know the password */
};

/* Answers one challenge (base64 as received, without "334 " or "+ "); at most 12,288 bytes. */
enum sasl_status sasl_answer(struct sasl *sasl, const char *challenge, struct str *base64_r);

/*
 * For SCRAM: whether the server proved that it knows the password, once its final message (which some servers
 * put into the success reply, base64) was seen. true for mechanisms without such a proof.
 */
bool sasl_server_proved(struct sasl *sasl, const char *final_base64_or_null);

/* What XOAUTH2 or OAUTHBEARER servers put into their error challenge (JSON), decoded and harmless; ""
 * otherwise. */
const char *sasl_error_detail(const struct sasl *sasl);

#endif
