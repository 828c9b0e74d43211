/*
 * NOOP (RFC 5321 section 4.1.1.9): says nothing, and shows whether anybody is still there. Its argument is ignored, so that
 * it may be as large as a packet.
 */
#include "checks/mail/smtp.h"

#include "checks/base/str.h"
#include "checks/mail/smtp_wire.h"

enum smtp_step smtp_noop(struct smtp_session *session, const struct io_scope *scope)
{
	enum smtp_step step;

	if (!smtp_begin(session))
		return SMTP_LOST;
	step = smtp_ask(session, scope, "NOOP", NULL);
	return step == SMTP_DONE ? smtp_judge(session, &session->reply, 2) : step;
}

enum smtp_step smtp_noop_large(struct smtp_session *session, const struct io_scope *scope, size_t bytes)
{
	struct str STR_AUTO line = STR_INIT;
	struct smtp_command command;
	enum smtp_step step;

	if (!smtp_begin(session))
		return SMTP_LOST;
	str_add(&line, "NOOP ");
	while (line.len < bytes)
		str_add_char(&line, 'x');
	command = (struct smtp_command){.line = str_text(&line),
		.len = line.len,
		.shown = "NOOP, with an argument as large as a packet"};
	step = smtp_send(session, scope, &command);
	if (step == SMTP_DONE)
		step = smtp_read(session, scope, NULL);
	return step == SMTP_DONE ? smtp_judge(session, &session->reply, 2) : step;
}
