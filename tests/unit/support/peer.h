/*
 * The other side of a connection, following a script on a thread of its own, on loopback. It is a mail server
 * only as far as the script says, and may be as hostile as it likes.
 */
#ifndef MAILMEND_TESTS_PEER_H
#define MAILMEND_TESTS_PEER_H

#include <stdbool.h>
#include <stddef.h>

#include <openssl/ssl.h>

#include "checks/base/str.h"

enum peer_kind {
	PEER_END,    /* listens until the client closes */
	PEER_EXPECT, /* reads a line; text is the line, or its beginning when it ends with "*" */
	PEER_SEND,
	PEER_REPEAT, /* sends it `times` times, or until the client is gone */
	PEER_DRIP,   /* sends it byte by byte, `times` milliseconds apart */
	PEER_TLS,    /* accepts TLS */
	PEER_RUN,    /* does what `run` does; false ends the script */
	PEER_CLOSE,
	PEER_RESET,
};

struct peer;

struct peer_act {
	enum peer_kind kind;
	const char *text;
	size_t len;
	int times;
	bool (*run)(struct peer *peer);
};

/* clang-format off */
#define PEER_SENDS(s)	   {PEER_SEND, s, sizeof(s) - 1, 1, NULL}
#define PEER_EXPECTS(s)	   {PEER_EXPECT, s, sizeof(s) - 1, 1, NULL}
#define PEER_REPEATS(s, n) {PEER_REPEAT, s, sizeof(s) - 1, n, NULL}
#define PEER_DRIPS(s, ms)  {PEER_DRIP, s, sizeof(s) - 1, ms, NULL}
#define PEER_DOES(kind)	   {kind, NULL, 0, 0, NULL}
#define PEER_RUNS(f)	   {PEER_RUN, NULL, 0, 0, f}
/* clang-format on */

/* Starts it; the script ends with PEER_END, PEER_CLOSE or PEER_RESET. tls may be NULL without PEER_TLS. */
struct peer *peer_new(const struct peer_act *script, SSL_CTX *tls);

/* Connects to it: a non-blocking socket. */
int peer_connect(struct peer *peer);

/*
 * Waits for its end; the client's side must be closed. said_r (may be NULL) gets all that the client said,
 * decrypted. NULL when everything went by the script, else what did not (static, valid until the next call).
 */
const char *peer_finish(struct peer **peer, struct str *said_r);

/* For PEER_RUN: the next line without its end, and an answer. False at the client's end. */
bool peer_hear_line(struct peer *peer, struct str *line_r);
bool peer_say(struct peer *peer, const char *text);

/* Whether what was said is lines of printable ASCII with CRLF only. */
int peer_lines_are_clean(const struct str *said);

#endif
