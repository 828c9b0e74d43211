/*
 * Reports in the inbox by IMAP: EXAMINE, UID SEARCH, UID FETCH with PEEK (RFC 3501, RFC 9051).
 *
 * The search goes through the inbox in pieces from its end, so that the list of what was found fits into one line of an answer
 * however many reports there are.
 */
#include <string.h>
#include <time.h>

#include "checks/base/ascii.h"
#include "checks/mail/access_inbox.h"
#include "checks/mail/access_wire.h"

#define PIECE 300 /* numbers of ten digits stay within STREAM_LINE_MAX */

/* Those who write reports, and the form and the field that reports have; not every server can search for the latter. */
#define BY_SENDER "OR FROM \"MAILER-DAEMON\" FROM \"postmaster\""
#define BY_HEADER                                                                                            \
	"OR HEADER \"Content-Type\" \"multipart/report\" OR HEADER \"X-Failed-Recipients\" \"@\" " BY_SENDER

/* "23 EXISTS" */
static void hear_exists(const char *response, const struct str *literal, void *data)
{
	struct access_inbox *inbox = data;
	uint32_t n = imap_take_number(&response);

	(void)literal;
	if (ascii_caseeq(response, " EXISTS"))
		inbox->mails = n;
}

/* The newest first: numbers grow with time (RFC 9051 section 2.3.1.1). */
static void keep_newest(struct access_inbox *inbox, uint32_t id)
{
	size_t place = 0;

	while (place < inbox->n && inbox->ids[place] > id)
		place++;
	if (!id || place == INBOX_FOUND_MAX || (place < inbox->n && inbox->ids[place] == id))
		return;
	if (inbox->n == INBOX_FOUND_MAX)
		inbox->n--;
	memmove(inbox->ids + place + 1, inbox->ids + place, (inbox->n - place) * sizeof inbox->ids[0]);
	inbox->ids[place] = id;
	inbox->n++;
}

/* "SEARCH 2 84 882" */
static void hear_search(const char *response, const struct str *literal, void *data)
{
	struct access_inbox *inbox = data;

	(void)literal;
	if (!ascii_starts(response, "SEARCH") || (response[6] && response[6] != ' '))
		return;
	for (response += 6; *response == ' ';) {
		response++;
		keep_newest(inbox, imap_take_number(&response));
	}
}

/* "21-Nov-2026" (RFC 9051, date): English in every language. */
static void add_day(struct str *out, int64_t wall)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t t = (time_t)wall;
	struct tm day = {.tm_mday = 1};

	gmtime_r(&t, &day);
	str_addf(out, "%d-%.3s-%d", day.tm_mday, months + 3 * day.tm_mon, day.tm_year + 1900);
}

static enum access_step search(struct access_session *session, const struct io_scope *scope, int64_t since,
	uint32_t first, uint32_t last, struct access_inbox *inbox)
{
	const struct imap_listener listener = {.heard = hear_search, .data = inbox};
	static const char *const ways[] = {BY_HEADER, BY_SENDER};
	enum access_step step = ACCESS_REFUSED;

	for (size_t i = 0; i < 2 && step == ACCESS_REFUSED && !session->broken; i++) {
		struct str text STR_AUTO = STR_INIT;

		str_addf(&text, "UID SEARCH %u:%u SINCE ", first, last);
		add_day(&text, since);
		str_addf(&text, " %s", ways[i]);
		step = imap_command(session, scope, str_text(&text), &listener);
	}
	return step;
}

enum access_step imap_inbox_look(struct access_session *session, const struct io_scope *scope, int64_t since,
	struct access_inbox *inbox_r)
{
	const struct imap_listener listener = {.heard = hear_exists, .data = inbox_r};
	enum access_step step = imap_command(session, scope, "EXAMINE INBOX", &listener);
	uint32_t last = inbox_r->mails, least = last > INBOX_IMAP_MAX ? last - INBOX_IMAP_MAX : 0;

	while (step == ACCESS_DONE && last > least && inbox_r->n < INBOX_FOUND_MAX) {
		uint32_t before = last > PIECE ? last - PIECE : 0;

		step = search(session, scope, since, before + 1, last, inbox_r);
		last = before;
	}
	inbox_r->whole = step == ACCESS_DONE;
	return step;
}

/* "12 FETCH (UID 57 BODY[]<0> {1234})": what stands in the literal. */
static void hear_mail(const char *response, const struct str *literal, void *data)
{
	struct str *mail = data;

	if (!imap_take_number(&response) || !ascii_starts(response, " FETCH (") ||
		!ascii_find(response, "BODY[]") || !literal)
		return;
	str_clear(mail);
	str_add_bytes(mail, literal->s, literal->len);
}

enum access_step imap_inbox_read(
	struct access_session *session, const struct io_scope *scope, uint32_t id, struct str *mail_r)
{
	const struct imap_listener listener = {.heard = hear_mail, .data = mail_r, .quiet = true};
	struct str text STR_AUTO = STR_INIT;

	str_addf(&text, "UID FETCH %u BODY.PEEK[]<0.%d>", id, INBOX_MAIL_BYTES);
	return imap_command(session, scope, str_text(&text), &listener);
}
