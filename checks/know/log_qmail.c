/*
 * qmail-send (qmail 1.03, netqmail, notqmail) by multilog or splogger. The format: qmail-log(5), qmail-send.c; what qmail-remote says:
 * qmail-remote.c. A mail has the number of its file, used again after "end msg"; a delivery has a number of its own, and its
 * report names that one alone. In reports a blank is written as _ and a line end as / (logsafe() in qsutil.c).
 */
#include "checks/know/log_dialect.h"

#include <string.h>

#include "checks/base/ascii.h"

/* splogger puts seconds with a fraction before the words. */
static struct span words_of(struct span text)
{
	size_t n = 0;

	while (n < text.len && n < 20 && (ascii_isdigit(text.s[n]) || text.s[n] == '.'))
		n++;
	return n > 10 && n < text.len && text.s[n] == ' ' ? span_from(text, n + 1) : text;
}

static bool qmail_mine(const struct log_line *line)
{
	static const char *const beginnings[] = {
		"new msg ",
		"info msg ",
		"starting delivery ",
		"delivery ",
		"end msg ",
		"bounce msg ",
		"status: local ",
	};

	if (line->program.len)
		return span_is(line->program, "qmail") || span_is(line->program, "qmail-send");
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(*beginnings); i++)
		if (span_starts(line->text, beginnings[i]))
			return !span_starts(line->text, "delivery ") ||
			       (line->text.len > 9 && ascii_isdigit(line->text.s[9]));
	return false;
}

static struct span number_of(struct span text)
{
	size_t n = 0;

	while (n < text.len && ascii_isdigit(text.s[n]))
		n++;
	return (struct span){text.s, n};
}

/* Blanks for _, and for / where the next line of a report begins. */
static void unescape(struct span report)
{
	static const char *const lines[] = {"Remote_host_said:", "Giving_up_on_", "I'm_not_going_to_"};
	char *s = (char *)(uintptr_t)report.s;

	for (size_t i = 0; i < report.len; i++) {
		struct span rest = span_from(report, i + 1);
		bool ends = s[i] == '/' && rest.len == 0;

		for (size_t l = 0; s[i] == '/' && l < sizeof(lines) / sizeof(*lines); l++)
			ends = ends || span_starts(rest, lines[l]);
		/* The next line of a reply of several lines: its code again. */
		ends = ends ||
		       (s[i] == '/' && rest.len > 3 && ascii_isdigit(rest.s[0]) && ascii_isdigit(rest.s[1]) &&
			       ascii_isdigit(rest.s[2]) && (rest.s[3] == '-' || rest.s[3] == '_'));
		if (ends)
			s[i] = ' ';
	}
	for (size_t i = 0; i < report.len; i++)
		if (s[i] == '_')
			s[i] = ' ';
}

/* Who was asked and what qmail-remote had just told it, in its own words before those of the other server. */
static void read_own_words(struct span words, struct log_event *event)
{
	static const struct {
		const char *words;
		enum reply_stage stage;
	} stages[] = {
		{" does not like recipient", REPLY_STAGE_RCPT},
		{" but sender was rejected", REPLY_STAGE_MAIL},
		{" but greeting failed", REPLY_STAGE_BANNER},
		{" but my name was rejected", REPLY_STAGE_EHLO},
		{" failed on DATA command", REPLY_STAGE_DATA},
		{" failed after I sent the message", REPLY_STAGE_DATA},
		{"TLS", REPLY_STAGE_STARTTLS},
		{"auth", REPLY_STAGE_AUTH},
	};
	struct span peer =
		span_starts(words, "Connected to ") ? span_from(words, strlen("Connected to ")) : words;

	for (size_t i = 0; i < sizeof(stages) / sizeof(*stages); i++)
		if (span_has(words, stages[i].words)) {
			event->stage = stages[i].stage;
			break;
		}
	if (peer.len && (ascii_isdigit(*peer.s) || peer.s != words.s))
		event->address = span_until(peer, ' ');
}

/* "192.0.2.1_does_not_like_recipient./Remote_host_said:_550_no_such_user/Giving_up_on_192.0.2.1./" */
static void read_report(struct span report, struct log_event *event)
{
	struct span said;

	event->expired = event->result == LOG_BOUNCED && span_has(report, "/I'm_not_going_to_try_again");
	unescape(report);
	event->text = span_bare(report);
	event->speaker = SPEAKER_RELAY;
	read_own_words(span_before(event->text, "Remote host said: "), event);
	said = span_behind(event->text, "Remote host said: ");
	if (!said.len)
		return;
	event->text =
		span_bare(span_before(span_before(said, "Giving up on "), "I'm not going to try again"));
	event->speaker = SPEAKER_SERVER;
}

/* "starting delivery 8: msg 1311 to remote c@d.example" */
static void read_start(struct span text, struct log_event *event)
{
	struct span to = span_behind(text, " to ");

	event->kind = LOG_STARTED;
	event->other_id = number_of(text);
	event->id = number_of(span_behind(text, ": msg "));
	event->recipient = span_behind(to, " ");
}

/* "8: success: …", "8: deferral: …", "8: failure: …", "8: report mangled, will defer" */
static void read_end(struct span text, struct log_event *event)
{
	struct span what = span_behind(text, ": ");

	event->other_id = number_of(text);
	if (!event->other_id.len)
		return;
	event->kind = LOG_RESULT;
	if (span_starts(what, "success: ")) {
		event->result = LOG_SENT;
	} else if (span_starts(what, "failure: ")) {
		event->result = LOG_BOUNCED;
		read_report(span_behind(what, ": "), event);
	} else if (span_starts(what, "deferral: ")) {
		event->result = LOG_DEFERRED;
		read_report(span_behind(what, ": "), event);
	} else if (span_starts(what, "report mangled")) {
		event->result = LOG_DEFERRED;
		event->text = what;
		event->speaker = SPEAKER_RELAY;
	} else {
		event->kind = LOG_NOTHING;
	}
}

static void qmail_read(const struct log_line *line, struct log_event *event_r)
{
	struct span text = words_of(line->text);

	event_r->kind = LOG_NOTHING;
	if (span_starts(text, "new msg ")) {
		event_r->kind = LOG_ACCEPTED;
		event_r->id = number_of(span_from(text, strlen("new msg ")));
	} else if (span_starts(text, "info msg ")) {
		event_r->kind = LOG_QUEUED;
		event_r->id = number_of(span_from(text, strlen("info msg ")));
		event_r->sender = span_until(span_behind(text, " from <"), '>');
	} else if (span_starts(text, "starting delivery ")) {
		read_start(span_from(text, strlen("starting delivery ")), event_r);
	} else if (span_starts(text, "delivery ")) {
		read_end(span_from(text, strlen("delivery ")), event_r);
	} else if (span_starts(text, "end msg ")) {
		event_r->kind = LOG_DONE;
		event_r->id = number_of(span_from(text, strlen("end msg ")));
	}
}

const struct log_dialect log_qmail = {.id = "qmail", .mine = qmail_mine, .read = qmail_read};
