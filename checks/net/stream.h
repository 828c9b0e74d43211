/*
 * A connection that is read by lines: plain first, TLS later or from the start.
 *
 * A stream owns its socket. It remembers whether it is encrypted and verified; what arrived in clear before TLS starts
 * is counted and thrown away, never handed out afterwards (RFC 3207 section 4.2, command injection).
 */
#ifndef MAILMEND_NET_STREAM_H
#define MAILMEND_NET_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/net/io.h"
#include "checks/net/tls.h"

#define STREAM_LINE_MAX 4096 /* bytes of a line without its end; RFC 5321 says 512, some servers send 2,048 */

struct stream;

/* Takes over fd (non-blocking). */
struct stream *stream_new(int fd);

/* Closes without waiting; accepts NULL, sets the caller's pointer to NULL. */
void stream_free(struct stream **stream);

/*
 * The last word was written: what else the other side says is not read, and the place at its host is free for another
 * connection. What is known of this one (encryption, certificate) stays.
 */
void stream_hang_up(struct stream *stream);

/*
 * Starts TLS as the client. host goes into SNI and is what the certificate must be for; an IP literal is verified
 * against IP SANs and sends no SNI; without a host nothing is verified. What had arrived in clear is thrown away and
 * counted in the report, which is filled in any case; the stream can be used further only after TLS_DONE.
 */
enum tls_outcome stream_start_tls(struct stream *stream, const struct io_scope *scope,
	const struct tls_store *store, enum tls_kind kind, const char *host, struct tls_report *report_r);

/* Bytes that have arrived and were not read yet (waits for nothing). */
size_t stream_early(struct stream *stream);

bool stream_is_encrypted(const struct stream *stream);
bool stream_is_verified(const struct stream *stream);
int stream_fd(const struct stream *stream);

/* How many bytes that were written the other side has not confirmed; -1 where the system does not tell. */
int stream_unacknowledged(const struct stream *stream);

/* Writes all bytes. */
enum io_status stream_write(
	struct stream *stream, const struct io_scope *scope, const void *bytes, size_t len);

enum line_fault {
	LINE_FINE,
	LINE_TOO_LONG, /* more than STREAM_LINE_MAX bytes; line_r holds the first, the stream cannot be used further */
	LINE_NUL,     /* a NUL byte in it */
	LINE_BARE_CR, /* CR without LF in it */
	LINE_BARE_LF, /* ended by LF alone: accepted by the callers, told as a finding */
	LINE_PARTIAL, /* the connection ended in the middle of it */
};

/*
 * Reads one line into line_r (replaced; raw bytes without the line end, for checks/mail to judge). fault_r is set
 * with IO_OK and with IO_CLOSED (LINE_PARTIAL when bytes came before the end). With every other status line_r stays as
 * it was, and what has come so far waits for the next call. A TLS peer that closes without close_notify is IO_CLOSED too:
 * a line counts as whole only with its end. IO_FAILED with errno EMSGSIZE after LINE_TOO_LONG.
 */
enum io_status stream_read_line(
	struct stream *stream, const struct io_scope *scope, struct str *line_r, enum line_fault *fault_r);

/* Reads exactly len bytes (IMAP literals); more than 64 KiB is IO_FAILED with errno EMSGSIZE. */
enum io_status stream_read_bytes(
	struct stream *stream, const struct io_scope *scope, size_t len, struct str *bytes_r);

/*
 * Waits for the first byte without taking it: IO_OK when something is there. For a port whose kind is unknown: silence
 * may mean that it waits for a TLS hello.
 */
enum io_status stream_wait_readable(struct stream *stream, const struct io_scope *scope);

#endif
