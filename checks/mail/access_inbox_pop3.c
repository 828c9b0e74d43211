/*
 * Mails in the inbox by POP3, reports and the one that is looked for: STAT and TOP (RFC 1939). There is no search, so the headers of the
 * newest mails are looked at.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/mail/access_find.h"
#include "checks/mail/access_inbox.h"
#include "checks/mail/access_wire.h"
#include "checks/mail/message.h"

#define MAIL_LINES                                                                                           \
	400 /* of the text: a report is short, and what comes behind it is the mail that came back */
#define LINES_MAX   2000		 /* header and text; a server need not keep to the number asked for */
#define DRAINED_MAX ((size_t)512 * 1024) /* read of one answer, so that the next command finds its own */
#define OLD_ENOUGH  3 /* that many older mails in a row: numbers follow the time, but for a few */

static enum access_step command(
	struct access_session *session, const struct io_scope *scope, const char *text)
{
	struct str line STR_AUTO = STR_INIT;

	str_add(&line, text);
	return access_write(session, scope, &line, NULL);
}

/* The lines up to ".", with the dot taken off that was put before others (RFC 1939 section 3). */
static enum access_step read_lines(
	struct access_session *session, const struct io_scope *scope, struct str *mail_r)
{
	struct access_budget budget = {.quiet = true, .lines_max = LINES_MAX, .bytes_max = DRAINED_MAX};
	struct str line STR_AUTO = STR_INIT;
	enum access_step step;

	for (;;) {
		step = access_read_line(session, scope, &budget, &line);
		if (step != ACCESS_DONE || strcmp(str_text(&line), ".") == 0)
			break;
		if (mail_r->len + line.len + 2 <= INBOX_MAIL_BYTES) {
			size_t dot = line.len && line.s[0] == '.';

			str_add_bytes(mail_r, str_text(&line) + dot, line.len - dot);
			str_add(mail_r, "\r\n");
		}
	}
	transcript_note(session->transcript, session->peer,
		"%zu bytes of a mail, of which nothing is kept here", mail_r->len);
	return step;
}

static enum access_step top(struct access_session *session, const struct io_scope *scope, uint32_t id,
	int lines, struct str *mail_r)
{
	struct access_budget budget = {.lines = 0};
	struct str line STR_AUTO = STR_INIT;
	enum access_step step;

	str_clear(mail_r);
	str_addf(&line, "TOP %u %d", id, lines);
	step = command(session, scope, str_text(&line));
	if (step == ACCESS_DONE)
		step = access_read_line(session, scope, &budget, &line);
	if (step == ACCESS_DONE)
		step = pop3_status(session, &line);
	return step == ACCESS_DONE ? read_lines(session, scope, mail_r) : step;
}

static bool has(const struct message *message, const char *name, const char *part)
{
	struct str value STR_AUTO = STR_INIT;

	return message_value(message, name, 0, &value) && ascii_find(str_text(&value), part);
}

/* The same signs as IMAP searches for. */
static bool looks_like_report(const struct message *message)
{
	return has(message, "From", "mailer-daemon") || has(message, "From", "postmaster") ||
	       has(message, "Content-Type", "multipart/report") || has(message, "X-Failed-Recipients", "@");
}

/* Whether the mail of this header came on the day of since or later; what has no date did. */
static bool is_recent(const struct message *message, int64_t since)
{
	int64_t came;

	return !message_delivered(message, &came) || came >= since - 86400;
}

struct looking {
	struct access_inbox *inbox;
	int64_t since;
	int old; /* in a row */
};

static void judge(struct looking *looking, uint32_t id, const struct str *header)
{
	struct message message;

	if (!message_parse(str_text(header), header->len, &message))
		return;
	looking->old = is_recent(&message, looking->since) ? 0 : looking->old + 1;
	if (!looking->old && looks_like_report(&message))
		looking->inbox->ids[looking->inbox->n++] = id;
	message_release(&message);
}

/* "+OK 23 98120": how many there are. */
static enum access_step count(struct access_session *session, const struct io_scope *scope, uint32_t *mails_r)
{
	enum access_step step = command(session, scope, "STAT");
	char number[12];
	int64_t mails;

	if (step == ACCESS_DONE)
		step = pop3_read(session, scope, NULL, NULL);
	if (step != ACCESS_DONE)
		return step;
	str_copy(number, sizeof number, session->text);
	number[strcspn(number, " ")] = '\0';
	if (!ascii_number(number, 0, UINT32_MAX, &mails))
		return access_garbled(session, session->text, strlen(session->text));
	*mails_r = (uint32_t)mails;
	return ACCESS_DONE;
}

enum access_step pop3_inbox_look(struct access_session *session, const struct io_scope *scope, int64_t since,
	struct access_inbox *inbox_r)
{
	struct looking looking = {.inbox = inbox_r, .since = since};
	enum access_step step = count(session, scope, &inbox_r->mails);
	uint32_t id = inbox_r->mails, least = id > INBOX_POP3_MAX ? id - INBOX_POP3_MAX : 0;
	struct str header STR_AUTO = STR_INIT;

	for (; step == ACCESS_DONE && id > least && looking.old < OLD_ENOUGH && inbox_r->n < INBOX_FOUND_MAX;
		id--) {
		step = top(session, scope, id, 0, &header);
		if (step == ACCESS_DONE)
			judge(&looking, id, &header);
		else if (step == ACCESS_REFUSED && !session->broken && id < inbox_r->mails)
			step = ACCESS_DONE; /* this one is gone; the first refusal is one of TOP itself */
	}
	inbox_r->whole = step == ACCESS_DONE;
	return step;
}

enum access_step pop3_inbox_read(
	struct access_session *session, const struct io_scope *scope, uint32_t id, struct str *mail_r)
{
	enum access_step step = top(session, scope, id, MAIL_LINES, mail_r);

	return step == ACCESS_REFUSED && !session->broken ? ACCESS_DONE : step;
}

static bool has_id(const struct str *header, const char *message_id)
{
	struct message MESSAGE_AUTO message = {.len = 0};
	struct str value STR_AUTO = STR_INIT;

	return message_parse(str_text(header), header->len, &message) &&
	       message_value(&message, "Message-ID", 0, &value) && strstr(str_text(&value), message_id);
}

enum access_step pop3_find(
	struct access_session *session, const struct io_scope *scope, const char *message_id, uint32_t *id_r)
{
	uint32_t last = 0;
	enum access_step step = count(session, scope, &last);
	uint32_t least = last > FIND_NEWEST_POP3 ? last - FIND_NEWEST_POP3 : 0;
	struct str header STR_AUTO = STR_INIT;

	for (uint32_t id = last; step == ACCESS_DONE && id > least && !*id_r; id--) {
		step = top(session, scope, id, 0, &header);
		if (step == ACCESS_DONE && has_id(&header, message_id))
			*id_r = id;
	}
	str_wipe(&header);
	return step;
}

enum access_step pop3_header(
	struct access_session *session, const struct io_scope *scope, uint32_t id, struct str *header_r)
{
	return top(session, scope, id, 0, header_r);
}
