/*
 * NOOP (RFC 5321 section 4.1.1.9): says nothing, and shows whether anybody is still there.
 */
#include "checks/mail/smtp.h"
#include "checks/mail/smtp_wire.h"

enum smtp_step smtp_noop(struct smtp_session *session, const struct io_scope *scope)
{
	enum smtp_step step;

	if (!smtp_begin(session))
		return SMTP_LOST;
	step = smtp_ask(session, scope, "NOOP", NULL);
	return step == SMTP_DONE ? smtp_judge(session, &session->reply, 2) : step;
}
