/*
 * Handing over a text (RFC 5321 4.1.1.4, 4.5.2). Where it stops tells much: filters that look into mail begin at DATA, and large packets
 * that vanish on the way up leave bytes that nobody ever confirms.
 */
#include "checks/mail/smtp_wire.h"

#include <string.h>

#include "checks/net/stream.h"

#define LINE_MOST  998	/* RFC 5321 4.5.3.1.6, without CRLF */
#define FIRST_PART 1000 /* fits into one packet everywhere, inside TLS and a tunnel too */

/* The text as it goes over the wire, without the mark of its end; false for one that must not be sent. */
static bool stuff(const char *text, struct str *wire)
{
	while (*text) {
		size_t len = strcspn(text, "\r\n");

		for (size_t i = 0; i < len; i++) {
			if ((unsigned char)text[i] > 127)
				return false;
		}
		if (len > LINE_MOST)
			return false;
		if (*text == '.')
			str_add_char(wire, '.');
		str_add_bytes(wire, text, len);
		str_add(wire, "\r\n");
		text += len;
		text += *text == '\r' && text[1] == '\n' ? 2 : *text != '\0';
	}
	return true;
}

/* The last line end within the first packet. */
static size_t first_part(const struct str *wire)
{
	size_t n = wire->len < FIRST_PART ? wire->len : FIRST_PART;

	while (n && wire->s[n - 1] != '\n')
		n--;
	return n;
}

static enum smtp_step step_of(enum io_status status)
{
	return status == IO_OK		? SMTP_DONE
	       : status == IO_TIMED_OUT ? SMTP_SILENT
	       : status == IO_CANCELLED ? SMTP_CANCELLED
					: SMTP_LOST;
}

static enum smtp_step write_text(
	struct smtp_session *session, const struct io_scope *scope, const struct str *wire)
{
	size_t first = first_part(wire);

	session->io = stream_write(session->stream, scope, wire->s, first);
	if (session->io == IO_OK)
		session->io = stream_write(session->stream, scope, wire->s + first, wire->len - first);
	session->broken = session->broken || session->io != IO_OK;
	return step_of(session->io);
}

/* The mark of the end goes out with the text: some boxes lose a line with nothing but a dot that comes alone (facts D.1). */
static enum smtp_step send_text(
	struct smtp_session *session, const struct io_scope *scope, struct str *wire, struct smtp_data *data)
{
	enum smtp_step step;

	data->bytes = wire->len;
	str_add(wire, ".\r\n");
	transcript_note(session->transcript, session->peer, "a text of %zu bytes", data->bytes);
	step = write_text(session, scope, wire);
	if (step == SMTP_DONE)
		step = smtp_read(session, scope, NULL);
	data->text = session->reply;
	if (step == SMTP_DONE)
		return smtp_judge(session, &data->text, 2);
	data->unacknowledged = stream_unacknowledged(session->stream);
	transcript_note(session->transcript, session->peer,
		"no whole reply to the text: %s, %d bytes not confirmed", smtp_step_name(step),
		data->unacknowledged);
	return step;
}

static enum smtp_step converse(
	struct smtp_session *session, const struct io_scope *scope, struct str *wire, struct smtp_data *data)
{
	data->data_step = data->text_step = smtp_ask(session, scope, "DATA", NULL);
	data->data = session->reply;
	if (data->data_step == SMTP_DONE)
		data->data_step = data->text_step = smtp_judge(session, &data->data, 3);
	if (data->data_step == SMTP_DONE)
		data->text_step = send_text(session, scope, wire, data);
	return data->text_step;
}

enum smtp_step smtp_data(struct smtp_session *session, const struct io_scope *scope, const char *text,
	struct smtp_data *data_r)
{
	struct smtp_data data = {.data_step = SMTP_LOST, .text_step = SMTP_LOST, .unacknowledged = -1};
	struct str STR_AUTO wire = STR_INIT;
	enum smtp_step step = SMTP_LOST;

	if (smtp_begin(session)) {
		step = data.data_step = data.text_step = SMTP_REFUSED_BY_US;
		if (stuff(text, &wire))
			step = converse(session, scope, &wire, &data);
	}
	*data_r = data;
	return step;
}

enum smtp_step smtp_reset(struct smtp_session *session, const struct io_scope *scope)
{
	enum smtp_step step;

	if (!smtp_begin(session))
		return SMTP_LOST;
	step = smtp_ask(session, scope, "RSET", NULL);
	return step == SMTP_DONE ? smtp_judge(session, &session->reply, 2) : step;
}
