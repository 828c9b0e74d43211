/*
 * nullmailer by journal or syslog. The format: src/send.cc and protocols/protocol.cc of nullmailer. Its lines do not say whose mail
 * they are about: a mail that went out is one of its own, and a failure is told as trouble with the server that was asked.
 */
#include "checks/know/log_dialect.h"

#include <string.h>

#include "checks/base/ascii.h"

static bool nullmailer_mine(const struct log_line *line)
{
	return span_starts(line->program, "nullmailer");
}

/* "smtp: Failed: 550 5.7.1 …": the server's words, or nullmailer's where they do not begin with a code. */
static void read_failure(struct span reason, struct log_event *event)
{
	event->kind = LOG_TROUBLE;
	event->text = reason;
	event->speaker = ascii_isdigit(*reason.s) ? SPEAKER_SERVER : SPEAKER_PROGRAM;
}

static void nullmailer_read(const struct log_line *line, struct log_event *event_r)
{
	struct span failed = span_behind(line->text, "smtp: Failed: ");

	event_r->kind = LOG_NOTHING;
	if (span_is(line->text, "Sent file.")) {
		event_r->kind = LOG_RESULT;
		event_r->result = LOG_SENT;
	} else if (failed.len) {
		read_failure(failed, event_r);
	}
}

const struct log_dialect log_nullmailer = {
	.id = "nullmailer", .mine = nullmailer_mine, .read = nullmailer_read};
