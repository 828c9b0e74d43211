/*
 * Reports in the inbox: the choice between IMAP and POP3.
 */
#include "checks/mail/access_inbox.h"

#include "checks/mail/access_wire.h"

enum access_step access_inbox_look(struct access_session *session, const struct io_scope *scope,
	int64_t since, struct access_inbox *inbox_r)
{
	*inbox_r = (struct access_inbox){.mails = 0};
	if (session->broken)
		return ACCESS_LOST;
	return session->protocol == ACCESS_IMAP ? imap_inbox_look(session, scope, since, inbox_r)
						: pop3_inbox_look(session, scope, since, inbox_r);
}

enum access_step access_inbox_read(
	struct access_session *session, const struct io_scope *scope, uint32_t id, struct str *mail_r)
{
	str_clear(mail_r);
	if (session->broken)
		return ACCESS_LOST;
	return session->protocol == ACCESS_IMAP ? imap_inbox_read(session, scope, id, mail_r)
						: pop3_inbox_read(session, scope, id, mail_r);
}
