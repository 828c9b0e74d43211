/*
 * What the files of SMTP share: reading a reply, writing a command. Not for other rooms; the tests use the
 * reader.
 */
#ifndef MAILMEND_MAIL_SMTP_WIRE_H
#define MAILMEND_MAIL_SMTP_WIRE_H

#include "checks/base/str.h"
#include "checks/mail/smtp.h"

#define SMTP_COMMAND_MAX 510 /* RFC 5321 4.5.3.1.4, without CRLF */

/*
 * Writes one command, adding CRLF. shown is what the transcript keeps instead of a line with a secret (NULL:
 * the line itself). SMTP_DONE, SMTP_REFUSED_BY_US for a CR, LF, NUL or byte above 127 (unless utf8), or why
 * it could not be sent.
 */
struct smtp_command {
	const char *line;
	size_t len;
	const char *shown;
	bool utf8;
	bool more; /* the line is several pipelined commands, with CRLF between them */
};
enum smtp_step smtp_send(
	struct smtp_session *session, const struct io_scope *scope, const struct smtp_command *command);

/* Reads one reply of any class into session->reply; raw_r (may be NULL) gets its raw text. SMTP_DONE when it
 * is whole. */
enum smtp_step smtp_read(struct smtp_session *session, const struct io_scope *scope, struct str *raw_r);

/* Sends a command without secrets and reads the reply. */
enum smtp_step smtp_ask(
	struct smtp_session *session, const struct io_scope *scope, const char *line, struct str *raw_r);

/* What a whole reply means where `wanted` is the first digit that the step wants. 421 ends the session. */
enum smtp_step smtp_judge(struct smtp_session *session, const struct smtp_reply *reply, int wanted);

/* Empties what is kept of the last step; false when the session is broken. */
bool smtp_begin(struct smtp_session *session);

/* What holds now: the offer inside TLS or the one in clear. */
struct smtp_offer *smtp_offer_now(struct smtp_session *session);

/* Reads the raw text of a reply to EHLO. */
void smtp_offer_parse(const char *raw, const struct transcript *transcript, struct smtp_offer *offer_r);

#endif
