/*
 * OpenSMTPD by syslog, or as smtpd -d writes it. The format: usr.sbin/smtpd/mta.c (mta_log), mda.c (mda_log), queue.c (queue_log),
 * smtp_session.c. Since 6.4 "SESSION mta delivery evpid=… result="Ok" stat="…"", 6.0 to 6.3 "SESSION mta event=delivery …", before
 * "relay: Ok for EVPID: session=…, from=<…>, …". An envelope id begins with the eight digits of its message's id.
 */
#include "checks/know/log_dialect.h"

#include <string.h>

#include "checks/base/ascii.h"

enum { SESSION_LEN = 16, MESSAGE_LEN = 8 };

static bool hex(struct span span, size_t n)
{
	if (span.len < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!ascii_isdigit(span.s[i]) && !(span.s[i] >= 'a' && span.s[i] <= 'f'))
			return false;
	return true;
}

static bool has_session(struct span text)
{
	return hex(text, SESSION_LEN) && text.len > SESSION_LEN + 1 && text.s[SESSION_LEN] == ' ';
}

static bool opensmtpd_mine(const struct log_line *line)
{
	struct span rest = span_from(line->text, SESSION_LEN + 1);

	if (line->program.len)
		return span_is(line->program, "smtpd") || span_is(line->program, "opensmtpd");
	return has_session(line->text) &&
	       (span_starts(rest, "smtp ") || span_starts(rest, "mta ") || span_starts(rest, "mda "));
}

/* The value behind key ("from=", with what stands before it): "…", <…>, or up to a blank or comma. */
static struct span value_of(struct span text, const char *key)
{
	struct span value = span_behind(text, key);

	if (!value.len)
		return value;
	if (*value.s == '"')
		return span_until(span_from(value, 1), '"');
	if (*value.s == '<')
		return span_until(span_from(value, 1), '>');
	value = span_until(value, ' ');
	return span_until(value, ',');
}

static struct span message_id(struct span envelope)
{
	return hex(envelope, MESSAGE_LEN) ? (struct span){envelope.s, MESSAGE_LEN} : (struct span){"", 0};
}

static bool is_address(struct span name)
{
	size_t n = 0;

	while (n < name.len && (ascii_isdigit(name.s[n]) || name.s[n] == '.'))
		n++;
	return name.len && (n == name.len || *name.s == '[');
}

/* "192.0.2.1 (mx.example.org)", "[2001:db8::1] (<unknown>)", "mx.example.org"; without a name the address stands in its place. */
static void read_relay(struct span relay, struct log_event *event)
{
	struct span first = span_until(relay, ' ');
	struct span name = span_until(span_behind(relay, "("), ')');

	if (!is_address(first)) {
		event->relay = span_is(first, "-") ? (struct span){"", 0} : first;
		return;
	}
	event->address = *first.s == '[' ? span_until(span_from(first, 1), ']') : first;
	if (name.len && !is_address(name) && *name.s != '<')
		event->relay = name;
}

/* False: what came out is not about a try ("Remove": taken out of the queue by hand). */
static bool read_result(struct span word, struct log_event *event)
{
	if (span_is(word, "Ok"))
		event->result = LOG_SENT;
	else if (span_is(word, "TempFail"))
		event->result = LOG_DEFERRED;
	else if (span_is(word, "PermFail") || span_is(word, "Loop") || span_is(word, "Expire"))
		event->result = LOG_BOUNCED;
	else
		return false;
	event->expired = span_is(word, "Expire");
	event->kind = LOG_RESULT;
	return true;
}

/* The words of stat: the other server's, where they begin with a code and mail goes out. */
static void read_stat(struct span text, bool out, struct log_event *event)
{
	struct span stat = span_behind(text, "stat=");

	if (stat.len > 1 && *stat.s == '"') {
		stat = span_from(stat, 1);
		if (stat.s[stat.len - 1] == '"')
			stat.len--;
	}
	event->text = stat;
	event->speaker = out && stat.len > 3 && ascii_isdigit(*stat.s) && ascii_isdigit(stat.s[2])
				 ? SPEAKER_SERVER
				 : SPEAKER_RELAY;
}

/* "evpid=… from=<…> to=<…> rcpt=<…> source="…" relay="…" delay=… result="…" stat="…"" */
static void read_delivery(struct span text, bool out, struct log_event *event)
{
	if (!read_result(value_of(text, " result="), event))
		return;
	event->id = message_id(value_of(text, "evpid="));
	event->sender = value_of(text, " from=");
	event->recipient = value_of(text, " to=");
	read_relay(value_of(text, " relay="), event);
	read_stat(text, out, event);
}

/* "TempFail for 4d8a3c…: session=…, from=<…>, to=<…>, …": the old form, and today's of queue.c */
static void read_old_delivery(struct span text, bool out, struct log_event *event)
{
	if (!read_result(span_until(text, ' '), event))
		return;
	event->id = message_id(span_behind(text, " for "));
	event->sender = value_of(text, " from=");
	event->recipient = value_of(text, " to=");
	read_relay(span_before(span_behind(text, " relay="), ", "), event);
	read_stat(text, out, event);
}

static enum reply_stage stage_of(struct span command)
{
	static const struct {
		const char *word;
		enum reply_stage stage;
	} stages[] = {
		{"RCPT", REPLY_STAGE_RCPT},
		{"MAIL", REPLY_STAGE_MAIL},
		{"DATA", REPLY_STAGE_DATA},
		{"EHLO", REPLY_STAGE_EHLO},
		{"HELO", REPLY_STAGE_EHLO},
		{"AUTH", REPLY_STAGE_AUTH},
		{"STARTTLS", REPLY_STAGE_STARTTLS},
	};

	for (size_t i = 0; i < sizeof(stages) / sizeof(*stages); i++)
		if (command.len >= 4 && !ascii_ncasecmp(command.s, stages[i].word, 4))
			return stages[i].stage;
	return command.len ? REPLY_STAGE_UNKNOWN : REPLY_STAGE_BANNER;
}

/* A command that was answered by no: mail that was not taken, a login that failed; everything else is noise. */
static void read_failed_command(
	struct span command, struct span reply, struct span text, struct log_event *event)
{
	struct span host = value_of(text, " host=");

	event->stage = stage_of(command);
	event->text = reply;
	event->speaker = SPEAKER_SERVER;
	event->address = value_of(text, " address=");
	event->relay = span_is(host, "unknown") ? (struct span){"", 0} : host;
	if (event->stage == REPLY_STAGE_AUTH) {
		event->kind = LOG_TROUBLE;
		event->incoming = true;
	} else if (event->stage == REPLY_STAGE_UNKNOWN || span_starts(reply, "50")) {
		event->kind = LOG_NOTHING;
	} else {
		event->kind = LOG_REJECTED;
		if (event->stage == REPLY_STAGE_RCPT)
			event->recipient = span_until(span_behind(command, "<"), '>');
	}
}

static bool event_is(struct span *text, const char *name)
{
	if (!span_starts(*text, name) || (text->len > strlen(name) && text->s[strlen(name)] != ' '))
		return false;
	*text = span_from(*text, strlen(name));
	return true;
}

/* What came in: "message msgid=… nrcpt=…", "failed-command command="…" result="…"", "authentication user=… result=permfail" */
static void read_smtp(struct span text, struct log_event *event)
{
	if (event_is(&text, "message")) {
		struct span n = value_of(text, " nrcpt=");

		if (!n.len)
			n = value_of(text, " ndest=");
		event->kind = LOG_QUEUED;
		event->id = message_id(value_of(text, " msgid="));
		event->sender = value_of(text, " from=");
		event->recipients = 0;
		for (size_t i = 0; i < n.len && i < 8 && ascii_isdigit(n.s[i]); i++)
			event->recipients = event->recipients * 10 + (uint32_t)(n.s[i] - '0');
	} else if (event_is(&text, "failed-command")) {
		struct span command = span_behind(text, " command=\"");
		struct span reply = span_behind(command, "\" result=\"");

		command.len = reply.len ? (size_t)(reply.s - command.s) - strlen("\" result=\"") : 0;
		if (span_ends(reply, "\""))
			reply.len--;
		read_failed_command(command, reply, text, event);
	} else if (event_is(&text, "authentication") && !span_has(text, " result=ok")) {
		event->kind = LOG_TROUBLE;
		event->incoming = true;
		event->stage = REPLY_STAGE_AUTH;
		event->speaker = SPEAKER_RELAY;
		event->text = span_from(text, 1);
	}
}

/* "SESSION mta delivery …", "SESSION mta event=delivery …", "SESSION mta error reason=Connection refused" */
static void read_session(struct span text, struct log_event *event)
{
	struct span who = span_until(text, ' ');
	struct span what = span_from(text, who.len + 1);

	if (span_starts(what, "event="))
		what = span_from(what, strlen("event="));
	if (span_is(who, "smtp")) {
		read_smtp(what, event);
	} else if (event_is(&what, "delivery")) {
		read_delivery(what, span_is(who, "mta"), event);
	} else if (span_is(who, "mta") && event_is(&what, "error")) {
		event->kind = LOG_TROUBLE;
		event->speaker = SPEAKER_RELAY;
		event->text = span_behind(what, "reason=");
	}
}

/* "smtp-in: Accepted message 4fd5dfe5 on session …: from=<…>, to=<…>, size=…, ndest=1, proto=ESMTP" */
static void read_old_smtp(struct span text, struct log_event *event)
{
	struct span command = span_behind(text, ": \"");
	struct span reply = span_behind(command, "\" => ");
	struct span n = value_of(text, " ndest=");

	if (span_starts(text, "Accepted message ")) {
		event->kind = LOG_QUEUED;
		event->id = message_id(span_behind(text, "message "));
		event->sender = value_of(text, " from=");
		for (size_t i = 0; i < n.len && i < 8 && ascii_isdigit(n.s[i]); i++)
			event->recipients = event->recipients * 10 + (uint32_t)(n.s[i] - '0');
	} else if (span_starts(text, "Failed command on session ") && reply.len) {
		command.len = (size_t)(reply.s - command.s) - strlen("\" => ");
		read_failed_command(command, reply, (struct span){"", 0}, event);
	}
}

/* "smtp-out: Error on session …: reason", "smtp-out: Failed to resolve MX for [relay:…]: reason" */
static void read_out_trouble(struct span text, struct log_event *event)
{
	struct span reason = span_behind(text, "]: ");

	if (!reason.len)
		reason = span_behind(text, ": ");
	if (!span_starts(text, "Error on ") && !span_starts(text, "Failed to resolve MX"))
		return;
	event->kind = LOG_TROUBLE;
	event->speaker = SPEAKER_RELAY;
	event->relay = span_until(span_until(span_behind(text, "[relay:"), ','), ']');
	event->text = reason.len ? reason : text;
}

static void opensmtpd_read(const struct log_line *line, struct log_event *event_r)
{
	struct span text = line->text;

	event_r->kind = LOG_NOTHING;
	if (has_session(text))
		read_session(span_from(text, SESSION_LEN + 1), event_r);
	else if (span_starts(text, "relay: "))
		read_old_delivery(span_from(text, strlen("relay: ")), true, event_r);
	else if (span_starts(text, "delivery: "))
		read_old_delivery(span_from(text, strlen("delivery: ")), false, event_r);
	else if (span_starts(text, "smtp-in: "))
		read_old_smtp(span_from(text, strlen("smtp-in: ")), event_r);
	else if (span_starts(text, "smtp-out: "))
		read_out_trouble(span_from(text, strlen("smtp-out: ")), event_r);
}

const struct log_dialect log_opensmtpd = {.id = "opensmtpd", .mine = opensmtpd_mine, .read = opensmtpd_read};
