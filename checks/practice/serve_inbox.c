/*
 * The mails of a server for receiving: EXAMINE, UID SEARCH and UID FETCH of IMAP (RFC 9051), STAT and TOP of POP3 (RFC 1939), as far as
 * looking for reports needs. A mail's UID is 100 and its number.
 */
#include "checks/practice/serve_inbox.h"

#include <string.h>
#include <time.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/mail/message.h"

#define UID_BASE 100

static size_t count(const struct station *station)
{
	const struct access_plan *plan = &station->world->in;
	size_t n = 0;

	while (n < INBOX_MAILS && plan->mails[n].text)
		n++;
	return n;
}

static int64_t came_at(const struct inbox_mail *mail)
{
	return clock_wall() - (int64_t)mail->days * 86400;
}

/* The mail as it came: with its date, names put in, and the line ends of the wire. */
static void write_mail(const struct station *station, size_t i, struct str *out)
{
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const struct inbox_mail *mail = &station->world->in.mails[i];
	struct str text STR_AUTO = STR_INIT;
	time_t t = (time_t)came_at(mail);
	struct tm tm = {.tm_mday = 1};

	gmtime_r(&t, &tm);
	str_addf(out, "Date: %.3s, %d %.3s %d %02d:%02d:%02d +0000\r\n", days + 3 * tm.tm_wday, tm.tm_mday,
		months + 3 * tm.tm_mon, tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
	station_fill(station, station->in_host, mail->text, &text);
	for (const char *s = str_text(&text); *s; s++) {
		if (*s == '\n')
			str_add_char(out, '\r');
		str_add_char(out, *s);
	}
	str_add(out, "\r\n");
}

/* What a search for reports finds. */
static bool is_found(const struct station *station, size_t i)
{
	struct str mail STR_AUTO = STR_INIT;
	struct str value STR_AUTO = STR_INIT;
	struct message MESSAGE_AUTO message = {.len = 0};

	write_mail(station, i, &mail);
	if (!message_parse(str_text(&mail), mail.len, &message))
		return false;
	message_value(&message, "From", 0, &value);
	message_value(&message, "Content-Type", 0, &value);
	return ascii_find(str_text(&value), "mailer-daemon") || ascii_find(str_text(&value), "postmaster") ||
	       ascii_find(str_text(&value), "multipart/report");
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

/* "1:3 SINCE …" */
static bool search(const struct station *station, struct peer *peer, const char *tag, const char *rest)
{
	struct str found STR_AUTO = STR_INIT;
	unsigned long first = strtoul(rest, NULL, 10), last = first;
	int64_t since = since_of(rest);

	if (rest[strspn(rest, "0123456789")] == ':')
		last = strtoul(strchr(rest, ':') + 1, NULL, 10);
	for (size_t i = 0; i < count(station); i++)
		if (i + 1 >= first && i + 1 <= last && came_at(&station->world->in.mails[i]) >= since &&
			is_found(station, i))
			str_addf(&found, " %zu", UID_BASE + i + 1);
	return peer_sayf(peer, "* SEARCH%s\n%s OK Search completed.", str_text(&found), tag);
}

/* "102 BODY.PEEK[]<0.60000>"; without PEEK it is refused, since it would mark the mail. */
static bool fetch(const struct station *station, struct peer *peer, const char *tag, const char *rest)
{
	struct str mail STR_AUTO = STR_INIT;
	struct str answer STR_AUTO = STR_INIT;
	unsigned long uid = strtoul(rest, NULL, 10);
	const char *most = strstr(rest, "BODY.PEEK[]<0.");
	size_t len;

	if (!most)
		return peer_sayf(peer, "%s NO The inbox is read-only.", tag);
	if (uid <= UID_BASE || uid > UID_BASE + count(station))
		return peer_sayf(peer, "%s OK Nothing fetched.", tag);
	write_mail(station, uid - UID_BASE - 1, &mail);
	len = strtoul(most + strlen("BODY.PEEK[]<0."), NULL, 10);
	len = len < mail.len ? len : mail.len;
	str_addf(&answer, "* %lu FETCH (UID %lu BODY[]<0> {%zu}\r\n", uid - UID_BASE, uid, len);
	str_add_bytes(&answer, mail.s, len);
	str_addf(&answer, ")\r\n%s OK Fetch completed.\r\n", tag);
	return peer_send(peer, answer.s, answer.len);
}

bool inbox_imap(
	const struct station *station, struct peer *peer, const char *tag, const char *verb, const char *rest)
{
	if (ascii_caseeq(verb, "EXAMINE"))
		return peer_sayf(peer,
			"* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)\n* %zu EXISTS\n"
			"* OK [UIDVALIDITY 1] UIDs valid\n%s OK [READ-ONLY] Examine completed.",
			count(station), tag);
	if (ascii_caseeq(verb, "UID") && ascii_starts(rest, "SEARCH "))
		return search(station, peer, tag, rest + strlen("SEARCH "));
	if (ascii_caseeq(verb, "UID") && ascii_starts(rest, "FETCH "))
		return fetch(station, peer, tag, rest + strlen("FETCH "));
	return peer_sayf(peer, "%s BAD Unknown command", tag);
}

/* "2 400": the header and that many lines behind it. */
static bool top(const struct station *station, struct peer *peer, const char *rest)
{
	struct str mail STR_AUTO = STR_INIT;
	struct str answer STR_AUTO = STR_INIT;
	unsigned long number = strtoul(rest, NULL, 10);
	const char *second = strchr(rest, ' '), *line, *end;
	unsigned long lines = second ? strtoul(second, NULL, 10) : 0;
	bool text = false;

	if (!number || number > count(station))
		return peer_say(peer, "-ERR There is no such message.");
	write_mail(station, number - 1, &mail);
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
	return peer_send(peer, answer.s, answer.len);
}

bool inbox_pop3(const struct station *station, struct peer *peer, const char *verb, const char *rest)
{
	if (ascii_caseeq(verb, "STAT"))
		return peer_sayf(peer, "+OK %zu %zu", count(station), 2000 * count(station));
	if (ascii_caseeq(verb, "TOP"))
		return top(station, peer, rest);
	return peer_say(peer, "-ERR Unknown command.");
}
