/*
 * The mails of a server for receiving: LIST, EXAMINE, UID SEARCH, FETCH and UID FETCH of IMAP (RFC 9051), STAT and TOP of POP3 (RFC 1939), as
 * far as looking for reports and for one mail needs. A mail's UID is 100 and its number.
 */
#include "checks/practice/serve_inbox.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/mail/message.h"

#define UID_BASE 100

void inbox_open(struct inbox_visit *visit, struct station *station, struct peer *peer)
{
	*visit = (struct inbox_visit){.station = station, .peer = peer};
	visit->pop3_most = box_count(station, BOX_INBOX);
}

/* --- folders --- */

static bool list(const struct inbox_visit *visit, const char *tag)
{
	const struct station *station = visit->station;
	bool plain = station->world->in.arrival.plain_folders;
	struct str answer STR_AUTO = STR_INIT;

	str_add(&answer, "* LIST (\\Noselect \\HasChildren) \"/\" Lists\n");
	for (int box = 0; box < BOX_N; box++)
		str_addf(&answer, "* LIST (\\HasNoChildren%s) \"/\" \"%s\"\n",
			plain ? "" : box_use((enum box)box), box_name(station, (enum box)box));
	return peer_sayf(visit->peer, "%s%s OK List completed.", str_text(&answer), tag);
}

/* 'INBOX' or '"Lists/Tests"' */
static bool examine(struct inbox_visit *visit, const char *tag, const char *rest)
{
	char name[200];
	size_t quoted = rest[0] == '"', len = strcspn(rest + quoted, "\"");
	enum box box;

	str_copy(name, len + 1 < sizeof name ? len + 1 : sizeof name, rest + quoted);
	box = box_by_name(visit->station, name);
	if (box == BOX_N)
		return peer_sayf(visit->peer, "%s NO [NONEXISTENT] There is no such mailbox.", tag);
	visit->box = box;
	return peer_sayf(visit->peer,
		"* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\n* %zu EXISTS\n"
		"* OK [UIDVALIDITY 1] UIDs valid\n%s OK [READ-ONLY] Examine completed.",
		box_count(visit->station, box), tag);
}

/* --- searching --- */

/* What a search for reports finds. */
static bool is_report(const struct str *mail)
{
	struct str value STR_AUTO = STR_INIT;
	struct message MESSAGE_AUTO message = {.len = 0};

	if (!message_parse(str_text(mail), mail->len, &message))
		return false;
	message_value(&message, "From", 0, &value);
	message_value(&message, "Content-Type", 0, &value);
	return ascii_find(str_text(&value), "mailer-daemon") || ascii_find(str_text(&value), "postmaster") ||
	       ascii_find(str_text(&value), "multipart/report");
}

/* "Message-ID" with these words in it. */
static bool has_id(const struct str *mail, const char *id)
{
	struct str value STR_AUTO = STR_INIT;
	struct message MESSAGE_AUTO message = {.len = 0};

	return message_parse(str_text(mail), mail->len, &message) &&
	       message_value(&message, "Message-ID", 0, &value) && strstr(str_text(&value), id);
}

/* The day in "… SINCE 21-Nov-2026 …", at its beginning; 0: any. */
static int64_t since_of(const char *rest)
{
	const char *since = ascii_find(rest, "SINCE ");
	char day[32];
	int64_t seconds = 0;

	if (!since)
		return 0;
	snprintf(day, sizeof day, "%.11s 00:00:00 +0000", since + 6);
	for (char *s = day; *s && *s != ':'; s++)
		if (*s == '-')
			*s = ' ';
	return message_date(day, &seconds) ? seconds : 0;
}

/* The words behind 'HEADER "Message-ID" "'; false: it is another search. */
static bool id_of(const char *rest, char *buf, size_t size)
{
	static const char key[] = "HEADER \"Message-ID\" \"";
	const char *at = ascii_find(rest, key);
	size_t len;

	if (!at)
		return false;
	at += sizeof key - 1;
	len = strcspn(at, "\"");
	str_copy(buf, len + 1 < size ? len + 1 : size, at);
	return true;
}

/* '1:3 SINCE …' or 'HEADER "Message-ID" "…"' */
static bool search(const struct inbox_visit *visit, const char *tag, const char *rest)
{
	struct str found STR_AUTO = STR_INIT;
	struct str mail STR_AUTO = STR_INIT;
	unsigned long first = strtoul(rest, NULL, 10), last = first;
	char id[300];
	bool by_id = id_of(rest, id, sizeof id);
	size_t n = box_count(visit->station, visit->box);

	if (visit->station->world->in.arrival.no_search)
		return peer_sayf(visit->peer, "%s NO Searching is switched off.", tag);
	if (rest[strspn(rest, "0123456789")] == ':')
		last = strtoul(strchr(rest, ':') + 1, NULL, 10);
	for (size_t i = 0; i < n; i++)
		if ((by_id || (i + 1 >= first && i + 1 <= last)) &&
			box_mail(visit->station, visit->box, i, since_of(rest), &mail) &&
			(by_id ? has_id(&mail, id) : is_report(&mail)))
			str_addf(&found, " %zu", UID_BASE + i + 1);
	return peer_sayf(visit->peer, "* SEARCH%s\n%s OK Search completed.", str_text(&found), tag);
}

/* --- fetching --- */

/* Where the header of a mail ends, the empty line included. */
static size_t header_length(const struct str *mail)
{
	const char *end = strstr(str_text(mail), "\r\n\r\n");

	return end ? (size_t)(end + 4 - mail->s) : mail->len;
}

/* "102 BODY.PEEK[]<0.60000>" or "102 BODY.PEEK[HEADER]<0.60000>"; without PEEK it is refused, since it would mark the mail. */
static bool fetch_by_uid(const struct inbox_visit *visit, const char *tag, const char *rest)
{
	struct str mail STR_AUTO = STR_INIT;
	struct str answer STR_AUTO = STR_INIT;
	unsigned long uid = strtoul(rest, NULL, 10);
	const char *peek = strstr(rest, "BODY.PEEK["), *most = strstr(rest, "]<0.");
	bool header = peek && ascii_starts(peek + 10, "HEADER]");
	size_t len, limit;

	if (!peek || !most)
		return peer_sayf(visit->peer, "%s NO The mailbox is read-only.", tag);
	if (uid <= UID_BASE || uid > UID_BASE + box_count(visit->station, visit->box))
		return peer_sayf(visit->peer, "%s OK Nothing fetched.", tag);
	box_mail(visit->station, visit->box, uid - UID_BASE - 1, 0, &mail);
	len = header ? header_length(&mail) : mail.len;
	limit = strtoul(most + 4, NULL, 10);
	len = len < limit ? len : limit;
	str_addf(&answer, "* %lu FETCH (UID %lu BODY[%s]<0> {%zu}\r\n", uid - UID_BASE, uid,
		header ? "HEADER" : "", len);
	str_add_bytes(&answer, mail.s, len);
	str_addf(&answer, ")\r\n%s OK Fetch completed.\r\n", tag);
	return peer_send(visit->peer, answer.s, answer.len);
}

/* "1:3 (UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])" */
static bool fetch_ids(const struct inbox_visit *visit, const char *tag, const char *rest)
{
	struct str answer STR_AUTO = STR_INIT;
	struct str mail STR_AUTO = STR_INIT;
	unsigned long first = strtoul(rest, NULL, 10);
	size_t n = box_count(visit->station, visit->box);

	if (!strstr(rest, "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"))
		return peer_sayf(visit->peer, "%s BAD Unknown command", tag);
	for (size_t i = first ? first - 1 : 0; i < n; i++) {
		struct message MESSAGE_AUTO message = {.len = 0};
		struct str id STR_AUTO = STR_INIT;

		box_mail(visit->station, visit->box, i, 0, &mail);
		if (message_parse(str_text(&mail), mail.len, &message))
			message_value(&message, "Message-ID", 0, &id);
		str_addf(&answer,
			"* %zu FETCH (UID %zu BODY[HEADER.FIELDS (MESSAGE-ID)] {%zu}\r\nMessage-ID: "
			"%s\r\n\r\n)\r\n",
			i + 1, UID_BASE + i + 1, id.len + 16, str_text(&id));
	}
	str_addf(&answer, "%s OK Fetch completed.\r\n", tag);
	return peer_send(visit->peer, answer.s, answer.len);
}

bool inbox_imap(struct inbox_visit *visit, const char *tag, const char *verb, const char *rest)
{
	if (ascii_caseeq(verb, "LIST"))
		return list(visit, tag);
	if (ascii_caseeq(verb, "EXAMINE"))
		return examine(visit, tag, rest);
	if (ascii_caseeq(verb, "UID") && ascii_starts(rest, "SEARCH "))
		return search(visit, tag, rest + strlen("SEARCH "));
	if (ascii_caseeq(verb, "UID") && ascii_starts(rest, "FETCH "))
		return fetch_by_uid(visit, tag, rest + strlen("FETCH "));
	if (ascii_caseeq(verb, "FETCH"))
		return fetch_ids(visit, tag, rest);
	return peer_sayf(visit->peer, "%s BAD Unknown command", tag);
}

/* --- POP3 --- */

/* "2 400": the header and that many lines behind it. */
static bool top(const struct inbox_visit *visit, const char *rest)
{
	struct str mail STR_AUTO = STR_INIT;
	struct str answer STR_AUTO = STR_INIT;
	unsigned long number = strtoul(rest, NULL, 10);
	const char *second = strchr(rest, ' '), *line, *end;
	unsigned long lines = second ? strtoul(second, NULL, 10) : 0;
	bool text = false;

	if (!number || number > visit->pop3_most)
		return peer_say(visit->peer, "-ERR There is no such message.");
	box_mail(visit->station, BOX_INBOX, number - 1, 0, &mail);
	str_add(&answer, "+OK\r\n");
	for (line = mail.s; *line && !(text && !lines); line = end) {
		end = strstr(line, "\r\n") + 2;
		lines -= text;
		text = text || end == line + 2;
		if (*line == '.')
			str_add_char(&answer, '.');
		str_add_bytes(&answer, line, (size_t)(end - line));
	}
	str_add(&answer, ".\r\n");
	return peer_send(visit->peer, answer.s, answer.len);
}

bool inbox_pop3(const struct inbox_visit *visit, const char *verb, const char *rest)
{
	if (ascii_caseeq(verb, "STAT"))
		return peer_sayf(visit->peer, "+OK %zu %zu", visit->pop3_most, 2000 * visit->pop3_most);
	if (ascii_caseeq(verb, "TOP"))
		return top(visit, rest);
	return peer_say(visit->peer, "-ERR Unknown command.");
}
