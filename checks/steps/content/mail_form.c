/*
 * The form of the mail (RFC 5322): servers refuse what breaks it, the more so since they were tricked by odd line ends.
 */
#include <stdio.h>
#include <string.h>

#include "checks/mail/message_form.h"
#include "checks/mail/message_text.h"
#include "checks/steps/content/mail.h"

/* Lines as they were written, which only a file shows that nobody pasted and no report quotes. */
static void look_at_lines(struct mail_look *look, const struct message_form *form)
{
	if (form->bare_lf || form->bare_cr)
		run_evidencef(mail_sayf(look, F_MAIL_FORM_BROKEN,
				      N_("The mail's lines end in different ways. Many servers refuse such "
					 "mails, because "
					 "a second mail could be hidden in them. The program that made it "
					 "has to write all of "
					 "them alike."),
				      {0}),
			"line", "%zu", form->bare_lf ? form->bare_lf : form->bare_cr);
	if (form->nul)
		run_evidencef(mail_sayf(look, F_MAIL_FORM_BROKEN,
				      N_("The mail holds a zero byte, which no mail may hold. Often a file "
					 "was put into "
					 "its text instead of being attached."),
				      {0}),
			"line", "%zu", form->nul);
	if (form->high_header)
		run_evidencef(mail_sayf(look, F_MAIL_FORM_ODD,
				      N_("The lines above the mail's text hold letters such as ä or é as "
					 "they are. Some "
					 "servers refuse that: they have to be encoded."),
				      {0}),
			"line", "%zu", form->high_header);
}

static void look_at_length(struct mail_look *look, const struct message_form *form)
{
	char length[24];
	struct finding *finding;

	if (!form->long_line)
		return;
	snprintf(length, sizeof length, "%zu", form->length);
	/* TRANSLATORS: {length} is a number above 998. */
	finding = mail_sayf(look, F_MAIL_FORM_BROKEN,
		N_("A line of the mail is {length} characters long. More than 998 are not allowed, and some "
		   "servers "
		   "refuse that. Break the line, or send the text as an attachment."),
		A_TEXT("length", length));
	run_evidencef(finding, "line", "%zu", form->long_line);
}

static bool is_twice(const struct message *message, const char *name)
{
	return message_field(message, name, 1) != NULL;
}

/* What may stand once only (RFC 5322 section 3.6). */
static void look_at_doubles(struct mail_look *look)
{
	static const char *const once[] = {
		"From", "Date", "Subject", "To", "Cc", "Message-ID", "Reply-To", "Sender"};

	for (size_t i = 0; i < sizeof once / sizeof once[0]; i++)
		if (is_twice(&look->mail->message, once[i]))
			/* TRANSLATORS: {field} is the name of a line above a mail, such as From or Subject. */
			mail_sayf(look, F_MAIL_FORM_BROKEN,
				N_("The mail has more than one line \"{field}\". Only one is allowed, and "
				   "many servers "
				   "refuse two."),
				A_NAME("field", once[i]));
}

static void look_at_sender(struct mail_look *look)
{
	char domains[MESSAGE_FROM_MAX][HOST_MAX];

	if (message_from(&look->mail->message, domains))
		return;
	if (message_field(&look->mail->message, "From", 0))
		mail_sayf(look, F_MAIL_FORM_BROKEN,
			N_("The mail's sender line (From) holds no valid email address. Many servers refuse "
			   "that. "
			   "Check the sender in your program's settings."),
			{0});
	else
		mail_sayf(look, F_MAIL_FORM_BROKEN,
			N_("The mail has no sender line (From). Many servers refuse that. Check the sender "
			   "in your "
			   "program's settings."),
			{0});
}

static bool has_readable_date(const struct message *message)
{
	struct str STR_AUTO date = STR_INIT_MAX(200);
	int64_t seconds;

	return message_value(message, "Date", 0, &date) && message_date(str_text(&date), &seconds);
}

/* What servers for sending mostly add by themselves, and filters miss. */
static void look_at_missing(struct mail_look *look)
{
	const struct message *message = &look->mail->message;

	if (!message_field(message, "Date", 0))
		mail_sayf(look, F_MAIL_FORM_ODD,
			N_("The mail has no date line (Date). Spam filters count that against it."), {0});
	else if (!has_readable_date(message))
		mail_sayf(look, F_MAIL_FORM_ODD,
			N_("The mail's date line cannot be read. Spam filters count that against it."), {0});
	if (!message_field(message, "Message-ID", 0))
		mail_sayf(look, F_MAIL_FORM_ODD,
			N_("The mail has no number of its own (Message-ID). Some servers refuse that: let "
			   "your "
			   "program or server add one."),
			{0});
}

void mail_look_form(struct mail_look *look, const struct message_form *form)
{
	if (look->mail->exact) {
		look_at_lines(look, form);
		look_at_length(look, form);
	}
	look_at_doubles(look);
	look_at_sender(look);
	look_at_missing(look);
}
