/*
 * The servers' end of a connection: lines in, replies out, TLS when asked for. Every wait ends when the
 * practice stops.
 */
#ifndef MAILMEND_PRACTICE_PEER_H
#define MAILMEND_PRACTICE_PEER_H

#include <stdbool.h>
#include <stddef.h>

#include <openssl/ssl.h>

#include "checks/net/io.h"

#define PEER_LINE_MAX 12400 /* a line of AUTH, RFC 4954 section 4 */

struct peer {
	int fd;
	SSL *ssl; /* NULL: in clear */
	struct io_scope scope;
	char in[PEER_LINE_MAX];
	size_t n_in;
	bool bare_lf; /* ends its own lines without CR */
};

void peer_release(struct peer *peer);

/* The next line without its end; false at the end of the conversation. line_r has PEER_LINE_MAX bytes. */
bool peer_hear(struct peer *peer, char *line_r);

/* Exactly len bytes. */
bool peer_hear_bytes(struct peer *peer, void *bytes_r, size_t len);

/* Says the lines of text ("\n" between them). False when the other side is gone. */
bool peer_say(struct peer *peer, const char *text);
bool peer_sayf(struct peer *peer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Raw bytes. */
bool peer_send(struct peer *peer, const void *bytes, size_t len);

/* Accepts TLS; what came in clear before is thrown away. */
bool peer_encrypt(struct peer *peer, SSL_CTX *context);

/* Waits; false when the practice stops. */
bool peer_pause(struct peer *peer, int ms);

/* The largest piece that the other side takes in one packet (TCP_MAXSEG). */
int peer_segment(const struct peer *peer);

/*
 * From now on nothing arrives of what the other side sends in packets of more than `most` bytes; 0: nothing at all, as when
 * a box on the way has forgotten the connection.
 */
void peer_lose(struct peer *peer, unsigned most);

/* Ends the connection with a reset, as soon as the peer is released. */
void peer_reset(struct peer *peer);

/* Says nothing more and waits until the other side leaves. */
void peer_hear_out(struct peer *peer);

#endif
