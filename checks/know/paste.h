/*
 * What people have in hand and paste: the words of a mail program or a library around a server's reply, in any language, or
 * without a reply at all. Read into the reply itself, who said it and where in the conversation, and explained by reply.h.
 */
#ifndef MAILMEND_KNOW_PASTE_H
#define MAILMEND_KNOW_PASTE_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/know/reply.h"
#include "checks/mail/address.h"

#define PASTE_TEXT_MAX 2048

struct paste {
	int code;	   /* reply code (RFC 5321 section 4.2); 0: none */
	char enhanced[16]; /* "5.7.1" (RFC 3463); "" */
	char text
		[PASTE_TEXT_MAX]; /* the reply's words alone, its lines joined by blanks, harmless; without one, what the program says */
	char said_by[HOST_MAX]; /* the server that said it, as the text names it; "" not told */
	char about
		[HOST_MAX]; /* without a reply: the server that a program's own words speak of; "" not told */
	char command[24];   /* what it answered: "RCPT TO", "AUTH", "DATA", …; "" not told */
	enum reply_stage stage;
	enum reply_speaker speaker;
	const char *
		program; /* id of the program whose words stand around it ("thunderbird", "msmtp", "postfix"); NULL: not known */
	struct reply_meaning meaning;
};

/*
 * speaker: who is known to speak; SPEAKER_UNKNOWN finds out by the words. False, with meaning.cause NULL, when nothing in the text
 * looks like a message about mail. Several replies: the one that decides (a final refusal before a passing one, the last
 * refusal before earlier ones that were only steps).
 */
bool paste_read(const char *text, enum reply_speaker speaker, struct paste *paste_r);

/* What people call the program ("Thunderbird"); NULL for an id that is none. */
const char *paste_program_name(const char *id);

/* "550 5.7.1 Relay access denied": codes and words as one line, bounded. */
void paste_in_words(const struct paste *paste, char *buf, size_t size);

/*
 * Appends what a file or a terminal gave as text that paste_read() takes: UTF-16 (told by its mark or by its zeros), the mark of
 * UTF-8 and Windows-1252 become UTF-8, a lone CR a line end; harmless, its lines kept, at most max bytes (0: no limit).
 */
void paste_clean(struct str *out, const void *bytes, size_t len, size_t max);

#endif
