/*
 * Lines over a connection, and the step from clear to TLS.
 */
#include "checks/net/stream.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/net/ack.h"
#include "checks/net/gate.h"
#include "checks/net/wire.h"

#define LITERAL_MAX 65536
#define DRAIN_MAX   65536 /* bytes in clear before TLS; whoever sends more has its handshake fail */

struct stream {
	struct wire wire;
	bool used; /* something was said or heard in clear */
	bool verified;
	bool unusable; /* a line without end was met */
	size_t len;    /* bytes in buf */
	char buf[STREAM_LINE_MAX + 2];
};

struct stream *stream_new(int fd)
{
	struct stream *stream = mem_new(sizeof *stream);

	stream->wire.fd = fd;
	stream->wire.link.fd = fd;
	return stream;
}

void stream_free(struct stream **stream)
{
	if (!*stream)
		return;
	wire_close(&(*stream)->wire);
	mem_wipe(*stream, sizeof **stream);
	free(*stream);
	*stream = NULL;
}

void stream_hang_up(struct stream *stream)
{
	if (stream->wire.fd >= 0)
		net_hang_up(stream->wire.fd);
}

bool stream_is_encrypted(const struct stream *stream)
{
	return stream->wire.ssl && SSL_is_init_finished(stream->wire.ssl);
}

bool stream_is_verified(const struct stream *stream)
{
	return stream_is_encrypted(stream) && stream->verified;
}

int stream_fd(const struct stream *stream)
{
	return stream->wire.fd;
}

int stream_unacknowledged(const struct stream *stream)
{
	return ack_missing(stream->wire.fd);
}

size_t stream_early(struct stream *stream)
{
	return stream->len + wire_pending(&stream->wire);
}

/* On a connection that is to be TLS from the start, what has arrived is the peer's answer and stays for
 * OpenSSL. */
static size_t forget_clear_text(struct stream *stream)
{
	size_t n = stream->len;

	if (stream->used)
		n += wire_drain(&stream->wire, DRAIN_MAX);
	mem_wipe(stream->buf, sizeof stream->buf);
	stream->len = 0;
	return n;
}

static void attach_tls(struct stream *stream, const struct tls_store *store, enum tls_kind kind)
{
	struct wire *wire = &stream->wire;
	SSL *ssl = tls_store_session(store, kind);
	BIO *bio = tls_link_bio(&wire->link);

	if (!ssl || !bio)
		mem_exhausted();
	SSL_set_bio(ssl, bio, bio);
	wire->ssl = ssl;
}

enum tls_outcome stream_start_tls(struct stream *stream, const struct io_scope *scope,
	const struct tls_store *store, enum tls_kind kind, const char *host, struct tls_report *report_r)
{
	assert(!stream->wire.ssl);
	memset(report_r, 0, sizeof *report_r);
	report_r->early = forget_clear_text(stream);
	attach_tls(stream, store, kind);
	tls_handshake(&stream->wire.link, stream->wire.ssl, scope, host ? host : "", report_r);
	/* What accepts old protocols and weak keys proves nothing. */
	if (kind != TLS_SECURE)
		report_r->verified = false;
	stream->verified = report_r->verified;
	stream->wire.dead = report_r->outcome != TLS_DONE;
	return report_r->outcome;
}

enum io_status stream_write(
	struct stream *stream, const struct io_scope *scope, const void *bytes, size_t len)
{
	stream->used = true;
	return wire_write(&stream->wire, scope, bytes, len);
}

static enum io_status fill(struct stream *stream, const struct io_scope *scope)
{
	size_t got = 0;
	enum io_status status = wire_read(
		&stream->wire, scope, stream->buf + stream->len, sizeof stream->buf - stream->len, &got);

	stream->used = true;
	stream->len += got;
	return status;
}

/* Takes the first n bytes out of the buffer; what a secret may stand in is not left behind. */
static void take(struct stream *stream, size_t n)
{
	stream->len -= n;
	memmove(stream->buf, stream->buf + n, stream->len);
	mem_wipe(stream->buf + stream->len, n);
}

static enum line_fault judge_line(const char *line, size_t len, bool had_cr)
{
	if (len > STREAM_LINE_MAX)
		return LINE_TOO_LONG;
	if (memchr(line, '\0', len))
		return LINE_NUL;
	if (memchr(line, '\r', len))
		return LINE_BARE_CR;
	return had_cr ? LINE_FINE : LINE_BARE_LF;
}

/* Hands out the line that ends at end (the LF, or NULL when the buffer is full without one). */
static void give_line(struct stream *stream, const char *end, struct str *line_r, enum line_fault *fault_r)
{
	size_t len = end ? (size_t)(end - stream->buf) : stream->len;
	bool had_cr = end && len && stream->buf[len - 1] == '\r';

	len -= had_cr;
	*fault_r = judge_line(stream->buf, len, had_cr);
	str_clear(line_r);
	str_add_bytes(line_r, stream->buf, len > STREAM_LINE_MAX ? STREAM_LINE_MAX : len);
	stream->unusable = *fault_r == LINE_TOO_LONG;
	take(stream, end ? (size_t)(end - stream->buf) + 1 : stream->len);
}

static void give_rest(struct stream *stream, struct str *line_r, enum line_fault *fault_r)
{
	str_clear(line_r);
	str_add_bytes(line_r, stream->buf, stream->len);
	*fault_r = stream->len ? LINE_PARTIAL : LINE_FINE;
	take(stream, stream->len);
}

enum io_status stream_read_line(
	struct stream *stream, const struct io_scope *scope, struct str *line_r, enum line_fault *fault_r)
{
	if (stream->unusable) {
		errno = EMSGSIZE;
		return IO_FAILED;
	}
	for (;;) {
		const char *end = memchr(stream->buf, '\n', stream->len);
		enum io_status status;

		if (end || stream->len == sizeof stream->buf) {
			give_line(stream, end, line_r, fault_r);
			return IO_OK;
		}
		status = fill(stream, scope);
		if (status == IO_CLOSED)
			give_rest(stream, line_r, fault_r);
		if (status != IO_OK)
			return status;
	}
}

enum io_status stream_read_bytes(
	struct stream *stream, const struct io_scope *scope, size_t len, struct str *bytes_r)
{
	struct str got = STR_INIT;
	enum io_status status = IO_OK;

	if (len > LITERAL_MAX || stream->unusable) {
		errno = EMSGSIZE;
		return IO_FAILED;
	}
	while (status == IO_OK && got.len < len) {
		size_t want = len - got.len;
		size_t n = stream->len < want ? stream->len : want;

		str_add_bytes(&got, stream->buf, n);
		take(stream, n);
		if (n < want)
			status = fill(stream, scope);
	}
	if (status == IO_OK) {
		str_clear(bytes_r);
		str_add_bytes(bytes_r, str_text(&got), got.len);
	}
	str_wipe(&got);
	str_release(&got);
	return status;
}

enum io_status stream_wait_readable(struct stream *stream, const struct io_scope *scope)
{
	if (stream->len)
		return IO_OK;
	return stream->wire.ssl ? fill(stream, scope) : wire_peek(&stream->wire, scope);
}
