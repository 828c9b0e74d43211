/*
 * What spam filters count in the text: links that hide where they lead, shouting, pictures without words. Each with what to change.
 */
#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"
#include "checks/know/provider.h"
#include "checks/know/suspects.h"
#include "checks/mail/message_hrefs.h"
#include "checks/mail/message_text.h"
#include "checks/steps/content/mail.h"

#define RECIPIENTS_MANY 50
#define LETTERS_FEW	40

/* Of each kind the first one is told. */
struct seen {
	struct mail_look *look;
	bool other, literal, user, shortened, lookalike;
};

#define SIGN(seen, what, strong, name, msgid, ...)                                                           \
	do {                                                                                                 \
		if (!(seen)->what)                                                                           \
			mail_sign(                                                                           \
				(seen)->look, strong, name, msgid, (const struct arg[]){__VA_ARGS__, {0}});  \
		(seen)->what = true;                                                                         \
	} while (0)

static bool visit_link(const struct message_href *href, void *data)
{
	struct seen *seen = data;

	if (href->user)
		/* TRANSLATORS: {host} is the name of a web server. */
		SIGN(seen, user, true, "link-user",
			N_("A link hides behind an @ that it leads to {host}. Filters take that for a trap: "
			   "write the plain link."),
			A_HOST("host", href->host));
	if (href->literal)
		/* TRANSLATORS: {host} is a number of a computer, such as 192.0.2.1. */
		SIGN(seen, literal, true, "link-number",
			N_("A link leads to a number ({host}) instead of a name. Spam filters count that "
			   "much: use the server's name."),
			A_IP("host", href->host));
	else if (href->shown[0] && !provider_same_organisation(href->shown, href->host))
		/* TRANSLATORS: {shown} and {host} are names of web servers. */
		SIGN(seen, other, true, "link-differs",
			N_("A link shows {shown} and leads to {host}. Filters take that for a trap: let it "
			   "show where it leads."),
			A_HOST("shown", href->shown), A_HOST("host", href->host));
	if (host_shortens(href->host))
		/* TRANSLATORS: {host} is a service for short links, such as bit.ly. */
		SIGN(seen, shortened, true, "link-short",
			N_("A link goes through {host}, a service for short links, which spam hides behind. "
			   "Write the whole link."),
			A_HOST("host", href->host));
	if (ascii_find(href->host, "xn--"))
		/* TRANSLATORS: {host} is the name of a web server. */
		SIGN(seen, lookalike, false, "link-lookalike",
			N_("A link leads to {host}, whose name has letters of another alphabet. Filters look "
			   "twice at such names."),
			A_HOST("host", href->host));
	return false;
}

static void look_at_build(struct mail_look *look, const struct message_build *build)
{
	static const struct arg none[] = {{0}};

	if (build->form || build->script)
		mail_sign(look, true, "html-form",
			N_("The mail's HTML asks for input or carries a program. Filters refuse that: put "
			   "the form on a web page."),
			none);
	if (build->html && !build->plain)
		mail_sign(look, false, "html-only",
			N_("The mail is HTML only. Let your program send plain text with it: filters count "
			   "its absence."),
			none);
	if (build->html && build->pictures && build->html_letters < LETTERS_FEW)
		mail_sign(look, true, "picture-only",
			N_("The mail is little more than a picture. Filters cannot read it and distrust it: "
			   "write the words as text."),
			none);
}

/* Letters of the Latin alphabet only: others have no capitals, or other rules. */
static bool shouts(const char *subject)
{
	size_t upper = 0, lower = 0;

	for (; *subject; subject++) {
		upper += *subject >= 'A' && *subject <= 'Z';
		lower += (*subject >= 'a' && *subject <= 'z') || (unsigned char)*subject >= 0x80;
	}
	return upper >= 8 && !lower;
}

static void look_at_subject(struct mail_look *look)
{
	struct str STR_AUTO subject = STR_INIT_MAX(1000);
	static const struct arg none[] = {{0}};
	const char *text;

	(void)message_value_words(&look->mail->message, "Subject", 0, &subject);
	text = str_text(&subject);
	if (!text[strspn(text, " \t\r\n")])
		mail_sign(look, false, "no-subject",
			N_("The mail has no subject. Give it one that says what it is about."), none);
	else if (shouts(text))
		mail_sign(look, false, "shouting",
			N_("The subject is in capitals only, as in much spam. Write it as usual."), none);
}

/* "a@example.org" <a@example.org> is one. */
static size_t addresses_in(const char *list)
{
	bool quoted = false;
	size_t n = 0;

	for (; *list; list++) {
		quoted ^= *list == '"';
		n += *list == '@' && !quoted;
	}
	return n;
}

static size_t count_recipients(const struct message *message)
{
	static const char *const fields[] = {"To", "Cc"};
	size_t n = 0;

	for (size_t f = 0; f < 2; f++) {
		struct str STR_AUTO value = STR_INIT_MAX(MESSAGE_VALUE_MAX);

		if (message_value(message, fields[f], 0, &value))
			n += addresses_in(str_text(&value));
	}
	return n;
}

static void look_at_recipients(struct mail_look *look)
{
	char number[24];
	size_t n = count_recipients(&look->mail->message);

	if (n < RECIPIENTS_MANY)
		return;
	snprintf(number, sizeof number, "%zu", n);
	/* TRANSLATORS: {number} is a number above 49. */
	mail_sign(look, false, "recipients",
		N_("The mail names {number} recipients. Many servers refuse so many, and filters take it for "
		   "advertising: send "
		   "it in parts, or through a list."),
		(const struct arg[]){A_TEXT("number", number), {0}});
}

void mail_look_links(struct mail_look *look)
{
	struct seen seen = {.look = look};
	struct message_build build;

	message_hrefs(&look->mail->message, visit_link, &seen, &build);
	if (look->mail->message.has_body)
		look_at_build(look, &build);
	look_at_subject(look);
	look_at_recipients(look);
}
