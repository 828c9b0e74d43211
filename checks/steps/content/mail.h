/*
 * Our own look at a mail that was refused. Private to steps/content.
 */
#ifndef MAILMEND_STEPS_CONTENT_MAIL_H
#define MAILMEND_STEPS_CONTENT_MAIL_H

#include "checks/engine/check.h"
#include "checks/mail/message_form.h"
#include "checks/steps/common/given_mail.h"

/* One look at one mail. */
struct mail_look {
	struct check_run *run;
	const struct mailcase *mailcase;
	struct given_mail *mail;
	bool arrived;	   /* it did: nothing in it stopped it, so nothing here is a cause */
	bool any;	   /* something was found in its form or its files */
	int strong, signs; /* what filters dislike: much, and at all */
};

/* A finding of a problem is a warning in a mail that arrived. */
struct finding *mail_say(
	struct mail_look *look, enum finding_id id, const char *msgid, const struct arg *args);
#define mail_sayf(look, id, msgid, ...) mail_say(look, id, msgid, (const struct arg[]){__VA_ARGS__, {0}})

/* Something that filters dislike; strong: by itself. */
void mail_sign(
	struct mail_look *look, bool strong, const char *sign, const char *msgid, const struct arg *args);

void mail_look_form(struct mail_look *look,
	const struct message_form *form);     /* line ends, lengths, fields that must be there: mail_form.c */
void mail_look_files(struct mail_look *look); /* attachments: mail_files.c */
void mail_look_links(struct mail_look *look); /* links, and what the text is made of: mail_links.c */

#endif
