/*
 * The dialect of Postfix: "postfix/smtp[123]: QUEUEID: to=<…>, relay=…, dsn=…, status=sent (…)" and what its other daemons tell.
 * Most lines tell nothing about what became of a mail, and are left after a few bytes.
 */
#include "checks/know/log_postfix.h"

#include <string.h>

#include "checks/base/ascii.h"

enum daemon {
	DAEMON_NONE,
	DAEMON_SMTPD, /* takes mail from clients; postscreen before it */
	DAEMON_CLEANUP,
	DAEMON_QMGR,
	DAEMON_DELIVERY, /* smtp, lmtp, local, virtual, pipe, error, … */
	DAEMON_PICKUP,
	DAEMON_POSTSUPER,
	DAEMON_OTHER, /* tells nothing about mails */
};

static const struct {
	const char *name;
	enum daemon daemon;
} daemons[] = {
	{"smtpd", DAEMON_SMTPD},
	{"qmgr", DAEMON_QMGR},
	{"smtp", DAEMON_DELIVERY},
	{"cleanup", DAEMON_CLEANUP},
	{"lmtp", DAEMON_DELIVERY},
	{"local", DAEMON_DELIVERY},
	{"virtual", DAEMON_DELIVERY},
	{"pipe", DAEMON_DELIVERY},
	{"error", DAEMON_DELIVERY},
	{"retry", DAEMON_DELIVERY},
	{"relay", DAEMON_DELIVERY},
	{"discard", DAEMON_DELIVERY},
	{"pickup", DAEMON_PICKUP},
	{"postscreen", DAEMON_SMTPD},
	{"bounce", DAEMON_OTHER},
	{"anvil", DAEMON_OTHER},
	{"scache", DAEMON_OTHER},
	{"trivial-rewrite", DAEMON_OTHER},
	{"tlsproxy", DAEMON_OTHER},
	{"tlsmgr", DAEMON_OTHER},
	{"master", DAEMON_OTHER},
	{"verify", DAEMON_OTHER},
	{"flush", DAEMON_OTHER},
	{"oqmgr", DAEMON_QMGR},
	{"nqmgr", DAEMON_QMGR},
	{"proxymap", DAEMON_OTHER},
	{"dnsblog", DAEMON_OTHER},
	{"postsuper", DAEMON_POSTSUPER},
	{"postqueue", DAEMON_OTHER},
	{"postdrop", DAEMON_OTHER},
	{"postlog", DAEMON_OTHER},
	{"postfix-script", DAEMON_OTHER},
	{"showq", DAEMON_OTHER},
	{"spawn", DAEMON_OTHER},
};

/* The daemon by the last part of a program's name: "postfix/submission/smtpd", "postfix-out/smtp". */
static int postfix_role(struct span program)
{
	const char *slash = memrchr(program.s, '/', program.len);
	struct span name = span_from(program, slash ? (size_t)(slash + 1 - program.s) : program.len);

	for (size_t i = 0; i < sizeof daemons / sizeof daemons[0]; i++)
		if (span_is(name, daemons[i].name))
			return daemons[i].daemon;
	return DAEMON_NONE;
}

static bool postfix_mine(const struct log_line *line)
{
	return span_starts(line->program, "postfix") || postfix_role(line->program) != DAEMON_NONE;
}

enum { ID_MIN = 5, ID_MAX = 24 };

/* What Postfix writes in the place of an id before words of its own (msg.h). */
static bool is_level(const char *s, size_t n)
{
	return (n == 7 && !memcmp(s, "warning", 7)) ||
	       (n == 5 && (!memcmp(s, "fatal", 5) || !memcmp(s, "error", 5) || !memcmp(s, "panic", 5)));
}

/* A queue id and ": " behind it: short ones are hexadecimal, long ones letters and digits (postconf enable_long_queue_ids). */
static bool take_id(struct span *text, struct span *id_r)
{
	size_t most = text->len < ID_MAX + 2 ? text->len : ID_MAX + 2, n;
	const char *blank = most ? memchr(text->s, ' ', most) : NULL;

	if (!blank || blank < text->s + ID_MIN + 1 || blank[-1] != ':' || !ascii_isalnum(text->s[0]))
		return false;
	n = (size_t)(blank - text->s) - 1;
	if (is_level(text->s, n))
		return false;
	*id_r = (struct span){text->s, n};
	*text = span_from(*text, n + 2);
	return true;
}

/* The value of "name=…" in ", "-separated fields behind the recipient: ends before the next comma, or behind ">". */
static struct span take_field(struct span *rest, struct span *name_r)
{
	const char *equals, *end;
	struct span value;

	if (rest->len < 3 || rest->s[0] != ',')
		return (struct span){"", 0};
	*rest = span_from(*rest, rest->s[1] == ' ' ? 2 : 1);
	equals = memchr(rest->s, '=', rest->len < 16 ? rest->len : 16);
	if (!equals)
		return (struct span){"", 0};
	*name_r = (struct span){rest->s, (size_t)(equals - rest->s)};
	value = span_from(*rest, name_r->len + 1);
	if (value.len && value.s[0] == '<') {
		end = memchr(value.s, '>', value.len);
		end = end ? end + 1 : NULL;
	} else {
		end = memchr(value.s, ',', value.len);
	}
	value.len = end ? (size_t)(end - value.s) : value.len;
	*rest = span_from(*rest, name_r->len + 1 + value.len);
	return value;
}

/* Behind "status=": "sent (250 2.0.0 Ok: queued as 123)". */
static void read_status(struct span status, struct log_event *event_r)
{
	const char *open = memchr(status.s, '(', status.len);
	struct span words = span_from(status, open ? (size_t)(open + 1 - status.s) : status.len);

	if (words.len && words.s[words.len - 1] == ')')
		words.len--;
	event_r->text = words;
	if (span_starts(status, "sent")) {
		event_r->result = span_starts(words, "forwarded as ") ? LOG_FORWARDED : LOG_SENT;
		return;
	}
	if (span_starts(status, "deferred") || span_starts(status, "SOFTBOUNCE")) {
		event_r->result = LOG_DEFERRED;
	} else if (span_starts(status, "bounced") || span_starts(status, "expired")) {
		event_r->result = LOG_BOUNCED;
		event_r->expired = status.s[0] == 'e';
	} else {
		event_r->kind = span_starts(status, "deliverable") || span_starts(status, "undeliverable")
					? LOG_PROBE
					: LOG_NOTHING;
		return;
	}
	postfix_why(words, event_r);
}

/* "to=<a@b>, orig_to=<c>, relay=mx[192.0.2.1]:25, delay=1, delays=…, dsn=2.0.0, status=sent (…)" */
static void read_result(struct span text, struct log_event *event_r)
{
	struct span rest = span_from(text, strlen("to=<")), name = {"", 0}, value;
	const char *close = rest.len ? memchr(rest.s, '>', rest.len) : NULL;

	if (!close)
		return;
	event_r->recipient = (struct span){rest.s, (size_t)(close - rest.s)};
	rest = span_from(rest, event_r->recipient.len + 1);
	while ((value = take_field(&rest, &name)).len) {
		if (name.len == 6 && !memcmp(name.s, "status", 6)) {
			event_r->kind = LOG_RESULT;
			read_status((struct span){value.s, value.len + rest.len}, event_r);
			return;
		}
		if (name.len == 5 && !memcmp(name.s, "relay", 5))
			postfix_host(value, event_r);
		else if (name.len == 3 && !memcmp(name.s, "dsn", 3))
			event_r->enhanced = value;
	}
}

static void read_delivery(struct span text, struct log_event *event_r)
{
	bool has_id = take_id(&text, &event_r->id);

	if (has_id && text.len > 4 && !memcmp(text.s, "to=<", 4)) {
		read_result(text, event_r);
		return;
	}
	postfix_trouble(text, event_r);
}

/* "from=<a@b>, size=1, nrcpt=1 (queue active)", "removed", "from=<a@b>, status=expired, returned to sender" */
static void read_qmgr(struct span text, struct log_event *event_r)
{
	struct span rest;

	if (!take_id(&text, &event_r->id))
		return;
	if (span_is(text, "removed")) {
		event_r->kind = LOG_DONE;
		return;
	}
	if (!span_starts(text, "from=<"))
		return;
	event_r->kind = LOG_QUEUED;
	event_r->sender = span_until(span_from(text, strlen("from=<")), '>');
	rest = span_from(text, strlen("from=<>") + event_r->sender.len);
	if (!span_starts(rest, ", status="))
		return;
	event_r->kind = LOG_RESULT;
	event_r->result = LOG_BOUNCED;
	event_r->expired = true;
	event_r->speaker = SPEAKER_RELAY;
	event_r->text = span_from(rest, strlen(", status="));
}

/* What is done with a client's command, as the line names it. */
static bool reject_of(struct span words, struct span *behind_r, enum log_reject *reject_r)
{
	static const struct {
		const char *word;
		enum log_reject reject;
	} kinds[] = {
		{"reject: ", LOG_REFUSED},
		{"milter-reject: ", LOG_REFUSED},
		{"proxy-reject: ", LOG_REFUSED},
		{"reject_warning: ", LOG_WARNED},
		{"warn: ", LOG_WARNED},
		{"warning: ", LOG_WARNED},
		{"hold: ", LOG_HELD},
		{"milter-hold: ", LOG_HELD},
		{"discard: ", LOG_DISCARDED},
		{"milter-discard: ", LOG_DISCARDED},
	};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (span_starts(words, kinds[i].word)) {
			*behind_r = span_from(words, strlen(kinds[i].word));
			*reject_r = kinds[i].reject;
			return true;
		}
	return false;
}

static enum reply_stage reject_stage(struct span words)
{
	static const struct {
		const char *word;
		enum reply_stage stage;
	} stages[] = {
		{"CONNECT", REPLY_STAGE_BANNER},
		{"HELO", REPLY_STAGE_EHLO},
		{"EHLO", REPLY_STAGE_EHLO},
		{"STARTTLS", REPLY_STAGE_STARTTLS},
		{"AUTH", REPLY_STAGE_AUTH},
		{"MAIL", REPLY_STAGE_MAIL},
		{"RCPT", REPLY_STAGE_RCPT},
		{"DATA", REPLY_STAGE_DATA},
		{"END-OF-MESSAGE", REPLY_STAGE_DATA},
		{"header", REPLY_STAGE_DATA},
		{"body", REPLY_STAGE_DATA},
	};

	for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++)
		if (span_starts(words, stages[i].word))
			return stages[i].stage;
	return REPLY_STAGE_UNKNOWN;
}

/* "RCPT from unknown[192.0.2.1]: 554 5.7.1 <a@b>: Relay access denied; from=<c@d> to=<a@b> proto=ESMTP helo=<x>" */
static bool read_reject(struct span words, struct log_event *event_r)
{
	struct span rest, reply;
	const char *semicolon;

	if (!reject_of(words, &rest, &event_r->reject))
		return false;
	event_r->kind = LOG_REJECTED;
	event_r->stage = reject_stage(rest);
	event_r->speaker = SPEAKER_SERVER;
	reply = span_behind(rest, "]: ");
	if (postfix_host(span_behind(rest, " from "), event_r) && !reply.len)
		reply = span_behind(rest, "]:25: ");
	if (!reply.len)
		reply = rest;
	semicolon = memmem(reply.s, reply.len, "; from=<", 8);
	event_r->text = semicolon ? (struct span){reply.s, (size_t)(semicolon - reply.s)} : reply;
	event_r->sender = span_until(span_behind(rest, "; from=<"), '>');
	event_r->recipient = span_until(span_behind(rest, "> to=<"), '>');
	return true;
}

/* "warning: unknown[192.0.2.1]: SASL LOGIN authentication failed: …", "SSL_accept error from unknown[192.0.2.1]: -1" */
static void read_client_trouble(struct span text, struct log_event *event_r)
{
	struct span words = span_starts(text, "warning: ") ? span_from(text, 9)
			    : span_starts(text, "fatal: ") ? span_from(text, 7)
							   : text;
	bool login = span_has(words, "SASL "),
	     tls = span_has(words, "SSL_accept") || span_has(words, "TLS library");

	if ((words.s == text.s && !tls) || (!login && !tls))
		return;
	event_r->kind = LOG_TROUBLE;
	event_r->incoming = true;
	event_r->speaker = SPEAKER_SERVER;
	event_r->stage = login ? REPLY_STAGE_AUTH : REPLY_STAGE_STARTTLS;
	if (postfix_host(words, event_r))
		words = span_from(span_behind(words, "]:"), 1);
	event_r->text = words;
}

static void read_smtpd(struct span text, struct log_event *event_r)
{
	if (text.len < 8)
		return;
	if (span_starts(text, "NOQUEUE: ")) {
		read_reject(span_from(text, strlen("NOQUEUE: ")), event_r);
		return;
	}
	if (!take_id(&text, &event_r->id)) {
		read_client_trouble(text, event_r);
		return;
	}
	if (span_starts(text, "client="))
		event_r->kind = LOG_ARRIVING;
	else
		read_reject(text, event_r);
}

static void read_cleanup(struct span text, struct log_event *event_r)
{
	if (!take_id(&text, &event_r->id) || span_starts(text, "message-id="))
		return;
	read_reject(text, event_r);
}

static void read_pickup(struct span text, struct log_event *event_r)
{
	if (take_id(&text, &event_r->id) && (span_starts(text, "uid=") || span_starts(text, "sender=")))
		event_r->kind = LOG_ARRIVING;
}

static void read_postsuper(struct span text, struct log_event *event_r)
{
	if (take_id(&text, &event_r->id) && span_is(text, "removed"))
		event_r->kind = LOG_DONE;
}

/* "connect from", "disconnect from", a queue id and "message-id=": about half of all lines. */
static bool postfix_dull(const struct log_line *line)
{
	static const char id[] = ": message-id=";
	const char *colon;

	switch ((enum daemon)line->role) {
	case DAEMON_OTHER:
		return true;
	case DAEMON_SMTPD:
		return span_starts(line->text, "connect ") || span_starts(line->text, "disconnect ") ||
		       span_starts(line->text, "lost connection ");
	case DAEMON_CLEANUP:
		colon = line->text.len > ID_MAX + sizeof id ? memchr(line->text.s, ':', ID_MAX) : NULL;
		return colon && !memcmp(colon, id, sizeof id - 1);
	default:
		return false;
	}
}

static void postfix_read(const struct log_line *line, struct log_event *event_r)
{
	event_r->kind = LOG_NOTHING;
	switch ((enum daemon)line->role) {
	case DAEMON_SMTPD:
		read_smtpd(line->text, event_r);
		break;
	case DAEMON_CLEANUP:
		read_cleanup(line->text, event_r);
		break;
	case DAEMON_QMGR:
		read_qmgr(line->text, event_r);
		break;
	case DAEMON_DELIVERY:
		read_delivery(line->text, event_r);
		break;
	case DAEMON_PICKUP:
		read_pickup(line->text, event_r);
		break;
	case DAEMON_POSTSUPER:
		read_postsuper(line->text, event_r);
		break;
	case DAEMON_OTHER:
	case DAEMON_NONE:
		break;
	}
}

const struct log_dialect log_postfix = {.id = "postfix",
	.mine = postfix_mine,
	.role = postfix_role,
	.dull = postfix_dull,
	.read = postfix_read};
