/*
 * Sendmail by syslog. The format: "Sendmail Installation and Operation Guide" section 2.1 (the system log), sendmail/deliver.c
 * (logdelivery), queue.c, savemail.c (returntosender), srvrsmtp.c (logundelrcpts), err.c; ruleset and Milter lines: srvrsmtp.c, milter.c.
 * "to=" may list several recipients, and is cut into several lines by "[more]".
 */
#include "checks/know/log_dialect.h"

#include <string.h>

#include "checks/base/ascii.h"

enum { QUEUE_ID_MIN = 8, QUEUE_ID_MAX = 20 };

static bool sendmail_mine(const struct log_line *line)
{
	return span_starts(line->program, "sm-") || span_starts(line->program, "sendmail");
}

/* "uALN5aB3001234: " at the beginning: its length without the colon, 0 without one. */
static size_t id_length(struct span text)
{
	size_t n = 0;

	while (n < text.len && n <= QUEUE_ID_MAX && ascii_isalnum(text.s[n]))
		n++;
	return n >= QUEUE_ID_MIN && n <= QUEUE_ID_MAX && span_starts(span_from(text, n), ": ") ? n : 0;
}

/* The value of a field, behind ", relay=", up to the next ", ". */
static struct span field(struct span text, const char *key)
{
	return span_before(span_behind(text, key), ", ");
}

/* "mx.example.org. [192.0.2.1]" */
static void read_relay(struct span relay, struct log_event *event)
{
	struct span name = span_until(relay, ' ');

	if (name.len > 1 && name.s[name.len - 1] == '.')
		name.len--;
	event->address = span_until(span_behind(relay, "["), ']');
	if (span_starts(event->address, "IPv6:"))
		event->address = span_from(event->address, strlen("IPv6:"));
	if (name.len && *name.s != '[' && !span_is(name, "local"))
		event->relay = name;
}

static uint32_t number(struct span digits)
{
	uint32_t n = 0;

	for (size_t i = 0; i < digits.len && i < 8 && ascii_isdigit(digits.s[i]); i++)
		n = n * 10 + (uint32_t)(digits.s[i] - '0');
	return n;
}

/* "from=<a@b.example>, size=…, class=0, nrcpts=2, …, relay=…": without recipients nothing was taken. */
static void read_from(struct span text, struct log_event *event)
{
	event->recipients = number(field(text, ", nrcpts="));
	event->kind = event->recipients ? LOG_QUEUED : LOG_NOTHING;
	event->sender = span_bare(field(text, "from="));
	read_relay(field(text, ", relay="), event);
}

static bool begins_with_code(struct span text)
{
	return text.len > 3 && ascii_isdigit(text.s[0]) && ascii_isdigit(text.s[1]) &&
	       ascii_isdigit(text.s[2]) && (text.s[3] == ' ' || text.s[3] == '-');
}

/*
 * Why: reply= is the other server's (8.16 and later), stat= may hold it behind "Deferred: "; else stat= is Sendmail's short form of it,
 * and dsn= tells more.
 */
static void read_reason(struct span text, struct span stat, struct log_event *event)
{
	struct span reply = span_before(span_behind(text, ", reply="), ", stat=");

	event->enhanced = field(text, ", dsn=");
	if (span_starts(stat, "Deferred: "))
		stat = span_from(stat, strlen("Deferred: "));
	event->text = begins_with_code(reply) ? reply : stat;
	event->speaker = begins_with_code(event->text) ? SPEAKER_SERVER : SPEAKER_RELAY;
}

/* Handed by the program that people call to the server on the same computer, where it has another number. */
static bool handed_over(struct span relay, struct span stat)
{
	return (span_starts(relay, "[127.0.0.1]") || span_starts(relay, "localhost") ||
		       span_starts(relay, "[IPv6:::1]")) &&
	       span_has(stat, "Message accepted for delivery");
}

/* "to=<a@b.example>,<c@d.example>, …, dsn=5.1.1, stat=User unknown" */
static void read_to(struct span text, struct log_event *event)
{
	struct span stat = span_behind(text, ", stat=");
	struct span relay = field(text, ", relay=");

	if (!stat.len || span_is(stat, "queued") || span_starts(stat, "quarantine")) {
		event->kind = LOG_NOTHING;
		return;
	}
	event->kind = LOG_RESULT;
	event->recipient = field(text, "to=");
	event->many = true;
	read_relay(relay, event);
	if (span_is(stat, "Sent") || span_starts(stat, "Sent ")) {
		event->result = handed_over(relay, stat) ? LOG_FORWARDED : LOG_SENT;
		return;
	}
	event->result = span_starts(stat, "Deferred") ? LOG_DEFERRED : LOG_BOUNCED;
	read_reason(text, stat, event);
}

/* "ruleset=check_rcpt, arg1=<c@d.example>, relay=…, reject=550 5.7.1 …" */
static void read_ruleset(struct span text, struct log_event *event)
{
	static const struct {
		const char *name;
		enum reply_stage stage;
	} rulesets[] = {
		{"check_relay", REPLY_STAGE_BANNER},
		{"check_mail", REPLY_STAGE_MAIL},
		{"check_rcpt", REPLY_STAGE_RCPT},
		{"check_compat", REPLY_STAGE_RCPT},
		{"check_data", REPLY_STAGE_DATA},
		{"check_eo", REPLY_STAGE_DATA},
		{"tls_", REPLY_STAGE_STARTTLS},
	};
	struct span name = field(text, "ruleset=");

	event->kind = LOG_REJECTED;
	event->speaker = SPEAKER_SERVER;
	for (size_t i = 0; i < sizeof(rulesets) / sizeof(*rulesets); i++)
		if (span_starts(name, rulesets[i].name))
			event->stage = rulesets[i].stage;
	if (event->stage == REPLY_STAGE_RCPT)
		event->recipient = span_bare(field(text, ", arg1="));
	read_relay(field(text, ", relay="), event);
	event->text = span_behind(text, ", reject=");
	if (!event->text.len)
		event->text = span_behind(text, ", quarantine=");
	event->reject = span_has(text, ", reject=")	  ? LOG_REFUSED
			: span_has(text, ", quarantine=") ? LOG_HELD
							  : LOG_DISCARDED;
}

/* "Milter: to=<c@d.example>, reject=451 4.7.1 …", "Milter: data, reject=…" */
static void read_milter(struct span text, struct log_event *event)
{
	event->text = span_behind(text, ", reject=");
	if (!event->text.len)
		return;
	event->kind = LOG_REJECTED;
	event->speaker = SPEAKER_SERVER;
	if (span_starts(text, "to=")) {
		event->stage = REPLY_STAGE_RCPT;
		event->recipient = span_bare(field(text, "to="));
	} else {
		event->stage = span_starts(text, "from=") ? REPLY_STAGE_MAIL : REPLY_STAGE_DATA;
	}
}

/* "<nemo@d.example>... User unknown": what a client was told about its recipient. */
static void read_unknown(struct span text, struct log_event *event)
{
	struct span why = span_behind(text, ">... ");

	if (!why.len)
		return;
	event->kind = LOG_REJECTED;
	event->stage = REPLY_STAGE_RCPT;
	event->speaker = SPEAKER_SERVER;
	event->recipient = span_until(span_from(text, 1), '>');
	event->text = why;
}

/*
 * "NEW: DSN: User unknown", "NEW: sender notify: Warning: …": a mail of its own goes out, whose number is told nowhere else before its
 * delivery. "NEW: DSN: Cannot send message for 5 days": by it the recipients that still wait are given up.
 */
static void read_notice(struct span text, size_t n, struct log_event *event)
{
	static const char *const kinds[] = {"DSN: ", "return to sender: ", "sender notify: "};
	struct span words = span_from(text, n + strlen(": "));

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct span why = span_from(words, strlen(kinds[i]));

		if (!span_starts(words, kinds[i]))
			continue;
		if (span_starts(why, "Cannot send message for ")) {
			event->kind = LOG_RESULT;
			event->result = LOG_BOUNCED;
			event->expired = true;
			event->speaker = SPEAKER_RELAY;
			event->text = why;
		} else {
			event->kind = LOG_QUEUED;
			event->id = (struct span){text.s, n};
			event->recipients = 1;
		}
	}
}

/* Behind a queue id. */
static void read_mail(struct span text, struct log_event *event)
{
	size_t other = id_length(text);

	if (span_starts(text, "from="))
		read_from(text, event);
	else if (span_starts(text, "to="))
		read_to(text, event);
	else if (span_starts(text, "ruleset="))
		read_ruleset(text, event);
	else if (span_starts(text, "Milter: "))
		read_milter(span_from(text, strlen("Milter: ")), event);
	else if (span_starts(text, "<"))
		read_unknown(text, event);
	else if (other)
		read_notice(text, other, event);
}

/* "AUTH failure (PLAIN): …, relay=…", "STARTTLS=client, error: connect failed=…" */
static void read_connection(struct span text, struct log_event *event)
{
	bool tls = span_starts(text, "STARTTLS=") && span_has(text, ", error: ");
	bool client = span_starts(text, "AUTH=client") || span_starts(text, "STARTTLS=client");

	if (!tls && !span_starts(text, "AUTH failure ") && !span_has(text, ", authinfo "))
		return;
	event->kind = LOG_TROUBLE;
	event->incoming = !client;
	event->stage = tls ? REPLY_STAGE_STARTTLS : REPLY_STAGE_AUTH;
	event->speaker = SPEAKER_RELAY;
	event->text = text;
	read_relay(field(text, "relay="), event);
}

static void sendmail_read(const struct log_line *line, struct log_event *event_r)
{
	struct span text = line->text;
	size_t n = id_length(text);

	event_r->kind = LOG_NOTHING;
	if (n) {
		event_r->id = (struct span){text.s, n};
		text = span_from(text, n + strlen(": "));
		read_mail(text, event_r);
	} else if (span_starts(text, "NOQUEUE: ")) {
		text = span_from(text, strlen("NOQUEUE: "));
	}
	if (span_starts(text, "ruleset=") && !n)
		read_ruleset(text, event_r);
	else if (event_r->kind == LOG_NOTHING)
		read_connection(text, event_r);
}

const struct log_dialect log_sendmail = {.id = "sendmail", .mine = sendmail_mine, .read = sendmail_read};
