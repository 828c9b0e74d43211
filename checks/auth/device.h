/*
 * A sign-in through the browser without a browser of our own (RFC 8628): the company shows a code, the person types it on a web page,
 * and a key for sending and receiving comes back. Only with the id of a program that the person registered there: that of another program is
 * nobody's to borrow. Microsoft's servers; Google lets nobody have mail this way.
 *
 * The key is a secret: it leaves here in a struct secret alone, and what came over the wire is wiped.
 */
#ifndef MAILMEND_AUTH_DEVICE_H
#define MAILMEND_AUTH_DEVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/secret.h"
#include "checks/net/fetch.h"

#define DEVICE_HOST   "login.microsoftonline.com"
#define DEVICE_TENANT "common" /* companies' accounts and people's own */

enum device_outcome {
	DEVICE_DONE,
	DEVICE_UNREACHED, /* the company's sign-in server: fetch tells how */
	DEVICE_GARBLED,	  /* what came is no answer */
	DEVICE_CLIENT,	  /* the program's id is not known there, or may not sign in by code */
	DEVICE_REFUSED,	  /* by a rule of the company, or of the person's */
	DEVICE_DECLINED,  /* the person said no on the web page */
	DEVICE_EXPIRED,	  /* nobody typed the code in time */
	DEVICE_CANCELLED,
};

/* Whom to ask, and over what. Borrowed. */
struct device_web {
	const char *client; /* the program's id */
	const char *tenant; /* the organisation's id or domain; NULL: DEVICE_TENANT */
	const struct dns_config *dns;
	const struct tls_store *store;
	const struct net_map *map;
};

struct device_code {
	char shown[32];	       /* what the person types */
	char page[200];	       /* and where: https://…, harmless */
	int expires_s;	       /* how long it holds, 900 at most */
	int interval_s;	       /* between two questions, 1 to 60 */
	struct secret *ticket; /* what is asked with */
	enum fetch_outcome fetch;
	char said[300]; /* what the server says went wrong, harmless; "" */
};
void device_code_release(struct device_code *code);

/* Whether text can be an id of a program or an organisation: letters, digits, "-", "." and "_", at most 100. */
bool device_is_id(const char *text);

/* Asks for a code (RFC 8628 section 3.1). The caller releases code_r, whatever comes. */
enum device_outcome device_ask(
	const struct io_scope *scope, const struct device_web *web, struct device_code *code_r);

/*
 * Asks again and again whether the code was typed (section 3.4), until it was, expired, or scope ends. With DEVICE_DONE *token_r is the
 * key, the caller's to free; code->said tells of what went wrong.
 */
enum device_outcome device_wait(const struct io_scope *scope, const struct device_web *web,
	struct device_code *code, struct secret **token_r);

/* --- the answers themselves, pure --- */

/* Reads the answer to device_ask. */
enum device_outcome device_read_code(const char *body, size_t len, struct device_code *code_r);

enum device_poll { DEVICE_POLL_OVER, DEVICE_POLL_PENDING, DEVICE_POLL_SLOWER };

/* Reads an answer of the token's place; with DEVICE_POLL_OVER *outcome_r says what it came to. */
enum device_poll device_read_token(const char *body, size_t len, enum device_outcome *outcome_r,
	struct secret **token_r, char *said_r, size_t said_size);

#endif
