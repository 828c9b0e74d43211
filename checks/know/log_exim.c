/*
 * Exim's main and reject log. The format: "The Exim Specification", chapter "Log files" (flags of a line, fields, message ids of
 * 6-6-2 characters and since 4.97 of 6-11-4), and for what stands behind a flag exim's deliver.c, smtp_in.c and acl.c. Other selectors
 * (millisec, pid, …) add to a line; by syslog a stamp and a part number may stand again behind the tag.
 */
#include "checks/know/log_dialect.h"

#include <string.h>

#include "checks/base/ascii.h"

enum {
	OLD_ID = 16,	/* 16ZCW1-0005MB-00 */
	NEW_ID = 23,	/* 1tDxyz-000000004Kp-1aBc */
	STAMP_LEN = 20, /* "2026-11-21 10:00:00 " */
};

static bool groups_fit(const char *s, const int *groups)
{
	for (size_t g = 0; g < 3; g++) {
		for (int i = 0; i < groups[g]; i++, s++) {
			if (!ascii_isalnum(*s))
				return false;
		}
		if (g < 2 && *s++ != '-')
			return false;
	}
	return true;
}

/* How many bytes the message id at the beginning takes; 0: there is none. */
static size_t id_length(struct span text)
{
	static const int old_groups[] = {6, 6, 2}, new_groups[] = {6, 11, 4};

	if (text.len >= NEW_ID && groups_fit(text.s, new_groups) &&
		(text.len == NEW_ID || text.s[NEW_ID] == ' ')) {
		return NEW_ID;
	}
	if (text.len >= OLD_ID && groups_fit(text.s, old_groups) &&
		(text.len == OLD_ID || text.s[OLD_ID] == ' ')) {
		return OLD_ID;
	}
	return 0;
}

/* "2026-11-21 10:00:00": a blank between the two, which nobody else writes before a line without a tag. */
static bool stamped(struct span span)
{
	static const char form[] = "dddd-dd-dd dd:dd:dd";

	if (span.len < sizeof(form) - 1)
		return false;
	for (size_t i = 0; i < sizeof(form) - 1; i++) {
		if (form[i] == 'd' ? !ascii_isdigit(span.s[i]) : span.s[i] != form[i])
			return false;
	}
	return true;
}

static bool exim_mine(const struct log_line *line)
{
	if (line->program.len)
		return span_starts(line->program, "exim");
	return line->host.len == 0 && (stamped(line->whole) || id_length(line->text));
}

static struct span without_blanks(struct span span)
{
	while (span.len && *span.s == ' ')
		span = span_from(span, 1);
	return span;
}

/* Without what may stand before the words: a second stamp with milliseconds and zone, the number of a part, [pid]. */
static struct span words_of(struct span text)
{
	if (stamped(text)) {
		text = span_from(text, STAMP_LEN - 1);
		while (text.len && *text.s == '.')
			text = span_from(text, 4);
		text = without_blanks(text);
		if (text.len > 6 && (*text.s == '+' || *text.s == '-') && text.s[5] == ' ')
			text = span_from(text, 6);
	}
	while (text.len > 3 && *text.s == '[' && ascii_isdigit(text.s[1])) {
		struct span rest = span_behind(text, "] ");

		if (rest.len == 0)
			break;
		text = rest;
	}
	return text;
}

/* The name and address behind "H=": "mx.example.org (helo) [192.0.2.1]:25", "(helo) [192.0.2.1]", "[192.0.2.1]". */
static void read_host(struct span fields, struct log_event *event)
{
	struct span host = span_behind(fields, "H=");
	struct span name = span_until(host, ' ');
	struct span address = span_until(span_behind(host, "["), ']');

	if (host.len == 0)
		return;
	/* A name in parentheses is what the other side calls itself: not looked up, and it may be an address in brackets. */
	if (*name.s == '(') {
		struct span rest = span_behind(host, ")");

		address = span_until(span_behind(rest, "["), ']');
	} else if (*name.s != '[') {
		event->relay = name;
	}
	event->address = address;
}

/* Lines of a reply are joined by \n in two characters: by as many blanks here, so that nothing moves. */
static void blank_line_ends(struct span text)
{
	char *s = (char *)(uintptr_t)text.s;

	for (size_t i = 0; i + 1 < text.len; i++) {
		if (s[i] == '\\' && s[i + 1] == 'n')
			s[i] = s[i + 1] = ' ';
	}
}

static enum reply_stage stage_of(struct span words)
{
	static const struct {
		const char *word;
		enum reply_stage stage;
	} stages[] = {
		{"RCPT", REPLY_STAGE_RCPT},
		{"MAIL", REPLY_STAGE_MAIL},
		{"DATA", REPLY_STAGE_DATA},
		{"end of data", REPLY_STAGE_DATA},
		{"BDAT", REPLY_STAGE_DATA},
		{"data block", REPLY_STAGE_DATA},
		{"initial connection", REPLY_STAGE_BANNER},
		{"connection", REPLY_STAGE_BANNER},
		{"EHLO", REPLY_STAGE_EHLO},
		{"HELO", REPLY_STAGE_EHLO},
		{"STARTTLS", REPLY_STAGE_STARTTLS},
		{"AUTH", REPLY_STAGE_AUTH},
	};

	for (size_t i = 0; i < sizeof(stages) / sizeof(*stages); i++) {
		if (span_has(words, stages[i].word))
			return stages[i].stage;
	}
	return REPLY_STAGE_UNKNOWN;
}

/* Times that stand behind the words: " DT=0.003s", " QT=2m". */
static struct span without_times(struct span text)
{
	for (;;) {
		size_t n = text.len;

		while (n && text.s[n - 1] != ' ')
			n--;
		struct span last = span_from(text, n);

		if (!n || !(span_starts(last, "DT=") || span_starts(last, "QT=")) || !span_ends(last, "s"))
			return text;
		text.len = n - 1;
	}
}

/* Why: the other server's reply alone where one is told, with the stage that it answered. */
static void read_reason(struct span text, struct log_event *event)
{
	struct span after = span_behind(text, "SMTP error from remote mail server after ");
	struct span reply;

	if (after.len == 0)
		after = span_behind(text, "SMTP error from remote mailer after ");
	if (after.len == 0)
		after = span_behind(text, "LMTP error after ");
	blank_line_ends(text);
	event->text = without_times(text);
	event->speaker = SPEAKER_RELAY;
	reply = without_times(span_behind(after, ": "));
	if (reply.len == 0)
		return;
	event->stage = stage_of((struct span){after.s, (size_t)(reply.s - after.s)});
	if (span_starts(reply, "host ")) {
		event->relay = span_until(span_from(reply, 5), ' ');
		event->address = span_until(span_behind(reply, "["), ']');
		reply = span_behind(reply, "]: ");
	}
	event->text = reply;
	event->speaker = reply.len && ascii_isdigit(*reply.s) ? SPEAKER_SERVER : SPEAKER_RELAY;
}

/* The fields end before the first ": " that does not stand in quotation marks. */
static size_t fields_length(struct span text)
{
	bool quoted = false;

	for (size_t i = 0; i + 1 < text.len; i++) {
		if (text.s[i] == '"') {
			quoted = !quoted;
		} else if (!quoted && text.s[i] == ':' && text.s[i + 1] == ' ') {
			return i;
		}
	}
	return text.len;
}

/*
 * "marv <marv@hitch.fict.example> R=…", "monk@holistic.fict.example R=…", "|/usr/bin/vacation anna <anna@a.example> R=…": an address of
 * somebody else where there is one; a local user, a file or a program has the address in <>.
 */
static struct span recipient_of(struct span text)
{
	struct span first = span_until(text, ' ');
	struct span angle = span_until(span_behind(text, " <"), '>');

	if (first.len && first.s[first.len - 1] == ':')
		first.len--;
	if (first.len && *first.s != '/' && *first.s != '|' && span_has(first, "@"))
		return *first.s == '>' ? span_from(first, 1) : span_bare(first);
	return angle.len ? angle : first;
}

static void read_delivery(enum log_result result, struct span text, struct log_event *event)
{
	size_t length = fields_length(text);
	struct span fields = {text.s, length};

	event->kind = LOG_RESULT;
	event->result = result;
	event->recipient = recipient_of(fields);
	read_host(fields, event);
	if (result == LOG_SENT) {
		event->text = span_until(span_behind(fields, "C=\""), '"');
		return;
	}
	if (length < text.len)
		read_reason(span_from(text, length + 2), event);
	event->expired = result == LOG_BOUNCED && span_has(text, "retry timeout exceeded");
}

/* Flags of two characters behind the id; false: none. */
static bool read_flag(struct span text, struct log_event *event)
{
	if (text.len < 3 || text.s[2] != ' ')
		return false;
	struct span rest = span_from(text, 3);

	if (span_starts(text, "<=") || span_starts(text, "(=")) {
		event->kind = LOG_QUEUED;
		event->sender = span_bare(span_until(rest, ' '));
		read_host(span_until(rest, '"'), event);
	} else if (span_starts(text, "=>") || span_starts(text, "->") || span_starts(text, ">>")) {
		read_delivery(LOG_SENT, rest, event);
	} else if (span_starts(text, "**")) {
		read_delivery(LOG_BOUNCED, rest, event);
	} else if (span_starts(text, "==")) {
		read_delivery(LOG_DEFERRED, rest, event);
	} else {
		return false;
	}
	return true;
}

/* "H=(helo) [192.0.2.1] F=<a@b.example> temporarily rejected RCPT <c@d.example>: …", "rejected after DATA: …" */
static bool read_rejection(struct span text, struct log_event *event)
{
	struct span words =
		span_starts(text, "rejected ") ? span_from(text, 9) : span_behind(text, " rejected ");
	size_t length = fields_length(words);
	struct span what = {words.s, length};

	if (words.len == 0 || !(span_starts(text, "H=") || span_starts(text, "F=") ||
				      span_starts(text, "U=") || span_starts(text, "rejected "))) {
		return false;
	}
	event->kind = LOG_REJECTED;
	event->stage = stage_of(what);
	event->speaker = SPEAKER_SERVER;
	event->sender = span_until(span_behind(text, "F=<"), '>');
	if (event->stage == REPLY_STAGE_RCPT)
		event->recipient = span_until(span_behind(what, "<"), '>');
	read_host((struct span){text.s, (size_t)(words.s - text.s)}, event);
	event->text = length < words.len ? span_from(words, length + 2) : words;
	blank_line_ends(event->text);
	return true;
}

/* What stands behind "H=mx.example.org [192.0.2.1]:25" and the blank or colon there. */
static struct span behind_host(struct span text)
{
	struct span rest = span_behind(text, "]");

	if (rest.len > 1 && *rest.s == ':' && ascii_isdigit(rest.s[1]))
		for (rest = span_from(rest, 1); rest.len && ascii_isdigit(*rest.s);)
			rest = span_from(rest, 1);
	if (rest.len && *rest.s == ':')
		rest = span_from(rest, 1);
	return without_blanks(rest);
}

/* "plain authenticator failed for (helo) [192.0.2.1]: 535 …", "TLS error on connection from …": somebody else's way to here. */
static bool read_incoming_trouble(struct span text, struct log_event *event)
{
	struct span login = span_behind(text, " authenticator failed for ");

	if (login.len) {
		event->stage = REPLY_STAGE_AUTH;
		event->text = behind_host(login);
	} else if (span_starts(text, "TLS error on connection from ")) {
		event->stage = REPLY_STAGE_STARTTLS;
		event->text = text;
	} else {
		return false;
	}
	event->kind = LOG_TROUBLE;
	event->incoming = true;
	event->speaker = SPEAKER_RELAY;
	event->address = span_until(span_behind(text, "["), ']');
	return true;
}

/* "H=mx.example.org [192.0.2.1] Connection timed out", "plain authenticator failed H=smtp.example.org [192.0.2.1] 535 …" */
static bool read_outgoing_trouble(struct span text, struct log_event *event)
{
	struct span login = span_behind(text, " authenticator failed ");
	struct span host = login.len ? login : text;

	/* "(recv)" and "(send)" end conversations that are over, too: a delivery that failed by it has a line of its own. */
	if (!span_starts(host, "H=") || span_has(host, "TLS error on connection (recv)") ||
		span_has(host, "TLS error on connection (send)"))
		return false;
	read_host(host, event);
	read_reason(behind_host(host), event);
	if (!event->text.len)
		return false;
	event->kind = LOG_TROUBLE;
	if (login.len)
		event->stage = REPLY_STAGE_AUTH;
	else if (span_starts(event->text, "TLS "))
		event->stage = REPLY_STAGE_STARTTLS;
	if (login.len && ascii_isdigit(*event->text.s))
		event->speaker = SPEAKER_SERVER;
	return true;
}

/* What Exim itself says about its day, in a log that others also begin by a stamp like this. */
static bool of_the_house(struct span text)
{
	static const char *const beginnings[] = {"H=", "Start queue run", "End queue run", "exim 4",
		"exim user ", "no host name found", "no IP address found", "SMTP ", "TLS ",
		"unexpected disconnection", "DKIM: ", "Warning: ", "cwd=", "rejected ", "host name alias",
		"pid ", "daemon: "};

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++)
		if (span_starts(text, beginnings[i]))
			return true;
	return false;
}

static void exim_read(const struct log_line *line, struct log_event *event_r)
{
	struct span text = words_of(line->text);
	size_t length = id_length(text);

	if (length) {
		event_r->id = (struct span){text.s, length};
		text = without_blanks(span_from(text, length));
		if (span_is(text, "Completed") || span_starts(text, "Completed ")) {
			event_r->kind = LOG_DONE;
			return;
		}
		if (read_flag(text, event_r))
			return;
	}
	if (read_rejection(text, event_r) || read_incoming_trouble(text, event_r))
		return;
	if (length && read_outgoing_trouble(text, event_r))
		return;
	event_r->kind = length || line->program.len || of_the_house(text) ? LOG_NOTHING : LOG_STRANGE;
}

const struct log_dialect log_exim = {.id = "exim", .mine = exim_mine, .read = exim_read};
