/*
 * What a mail says, as text: its parts decoded (RFC 2045) and in UTF-8 whatever their charset, HTML without its tags, and words of
 * header fields (RFC 2047). What is damaged is read as far as it goes; nothing fails.
 *
 * The text is that of strangers: valid UTF-8, bounded, LF line ends and no NUL, but not yet harmless.
 */
#ifndef MAILMEND_MAIL_MESSAGE_TEXT_H
#define MAILMEND_MAIL_MESSAGE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/mail/message.h"

#define MESSAGE_TEXT_MAX ((size_t)1024 * 1024) /* decoded, of all parts of a mail together */

struct message_part {
	const char *type;   /* "text/plain", lower case */
	const char *report; /* report-type of the whole mail, as it is written; "" */
	const char *text;   /* decoded, in UTF-8; "" for what is no text (image/…, application/…) */
	size_t len;
	const char *raw; /* as it stands in the mail, for message/rfc822 */
	size_t raw_len;
	int inside; /* in how many mails inside of this one it lies; 0: in the mail itself */
};

/* Called for each part that is no multipart itself, in the mail's order; true ends the walk. */
typedef bool message_part_visit(const struct message_part *part, void *data);
void message_parts(const struct message *message, message_part_visit *visit, void *data);

/* Appends bytes of a charset ("iso-2022-jp") in UTF-8; of one that nobody knows or that is not told, by a guess at the bytes. */
void message_to_utf8(const char *charset, const char *bytes, size_t len, struct str *out);

/* Appends what a person would read of HTML: without tags, scripts and styles, with line ends where blocks end. */
void message_html_text(const char *html, size_t len, struct str *out);

/* Appends the value of a header field with its encoded words decoded: "=?utf-8?Q?caf=C3=A9?=". */
void message_words(const char *value, struct str *out);

/* message_value() and message_words() in one; false without such a field. */
bool message_value_words(const struct message *message, const char *name, size_t nth, struct str *out);

#endif
