/*
 * What was said, line by line, for the details and for a helper.
 *
 * The secret never enters: every form of it that a peer could echo (raw, base64, PLAIN and XOAUTH2 initial
 * responses, hex) is replaced by "(hidden)" on entry, and lines that carry one are added by their kind only.
 * Thread-safe: several connections of a run write to one transcript.
 */
#ifndef MAILMEND_MAIL_TRANSCRIPT_H
#define MAILMEND_MAIL_TRANSCRIPT_H

#include <stddef.h>
#include <stdint.h>

#include "checks/base/secret.h"
#include "checks/base/str.h"

struct transcript;

enum transcript_kind {
	SAID_BY_US,
	SAID_BY_PEER,
	SAID_NOTE, /* "connected to 192.0.2.1 port 587", "encrypted with TLSv1.3" */
};

/* At most max_lines are kept (0: 2,000); later ones are counted, not kept. */
struct transcript *transcript_new(size_t max_lines);
void transcript_free(struct transcript **transcript);

/* Tells a secret and the user name it belongs to before anything is sent; its forms are never kept in any
 * line. */
void transcript_hide(struct transcript *transcript, const struct secret *secret, const char *user);

/* Adds a line of a conversation ("smtp.example.org:587"); bytes are made harmless and bounded. NULL: does
 * nothing. */
void transcript_add(struct transcript *transcript, const char *peer, enum transcript_kind kind,
	const void *bytes, size_t len);
void transcript_note(struct transcript *transcript, const char *peer, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Removes every form of the hidden secrets from text, in place. For whatever else is kept of a peer's words. */
void transcript_scrub(const struct transcript *transcript, struct str *text);

/*
 * A peer's words for a fixed buffer: scrubbed, made harmless (one line), scrubbed again (what is left out
 * while making harmless may have stood in the middle of a secret), then cut to size. transcript NULL: no
 * secret is known.
 */
void transcript_clean(
	const struct transcript *transcript, const void *bytes, size_t len, char *dst, size_t size);

struct transcript_line {
	int64_t at_ms; /* since the transcript was made */
	const char *peer;
	enum transcript_kind kind;
	const char *text;
};

/* Calls each for every line in order, under the lock; a last note tells how many lines were not kept. */
void transcript_each(struct transcript *transcript,
	void (*each)(const struct transcript_line *line, void *data), void *data);

#endif
