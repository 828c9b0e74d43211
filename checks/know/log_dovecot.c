/*
 * Dovecot's submission server, by syslog or in a file of its own. The format: src/submission/cmd-data.c ("… relayed message"),
 * src/login-common/client-common.c (the ends of connections before a login, with the reason in parentheses), and
 * doc.dovecot.org "Event and log" pages. Its other services deliver and read mail, and tell nothing about sending.
 */
#include "checks/know/log_dialect.h"

#include <string.h>

static bool dovecot_mine(const struct log_line *line)
{
	return span_is(line->program, "dovecot") || span_starts(line->program, "submission");
}

/* "Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<…>, …, rip=192.0.2.7, …" */
static void read_login(struct span text, struct log_event *event)
{
	static const struct {
		const char *words;
		enum reply_stage stage;
	} troubles[] = {
		{"auth failed", REPLY_STAGE_AUTH},
		{"auth_failed", REPLY_STAGE_AUTH},
		{"disallowed plaintext auth", REPLY_STAGE_AUTH},
		{"auth service reported temporary failure", REPLY_STAGE_AUTH},
		{"SSL_accept() failed", REPLY_STAGE_STARTTLS},
	};

	for (size_t i = 0; i < sizeof(troubles) / sizeof(*troubles); i++)
		if (span_has(text, troubles[i].words)) {
			event->kind = LOG_TROUBLE;
			event->incoming = true;
			event->stage = troubles[i].stage;
			event->speaker = SPEAKER_RELAY;
			event->address = span_until(span_behind(text, "rip="), ',');
			event->text = text;
			return;
		}
}

/* The submission server's own way to the server that sends for it. */
static void read_relay_trouble(struct span text, struct log_event *event)
{
	static const char *const troubles[] = {"Failed to establish relay connection",
		"Failed to connect to relay server", "Lost connection to relay server",
		"Relay server requires authentication"};

	for (size_t i = 0; i < sizeof(troubles) / sizeof(*troubles); i++)
		if (span_has(text, troubles[i])) {
			event->kind = LOG_TROUBLE;
			event->speaker = SPEAKER_RELAY;
			event->text = span_behind(text, "relay connection: ");
			if (!event->text.len)
				event->text = text;
			return;
		}
}

/*
 * "Successfully relayed message: from=<…>, size=…, id=…, nrcpt=1, reply=`250 …'", or for each recipient with "to=<…>" and "rcpt=1/2": who
 * it was handed to counts it, too.
 */
static void read_relayed(struct span text, struct log_event *event)
{
	struct span failed = span_behind(text, "Failed to relay message: ");

	if (span_has(text, "Successfully relayed message: ")) {
		event->kind = LOG_RESULT;
		event->result = LOG_FORWARDED;
	} else if (failed.len) {
		event->kind = LOG_REJECTED;
		event->stage = REPLY_STAGE_DATA;
		event->speaker = SPEAKER_SERVER;
		event->text = span_behind(failed, "reply=`");
		if (span_ends(event->text, "'"))
			event->text.len--;
	} else {
		read_relay_trouble(text, event);
		return;
	}
	event->sender = span_until(span_behind(text, "from=<"), '>');
	event->recipient = span_until(span_behind(text, ", to=<"), '>');
}

static void dovecot_read(const struct log_line *line, struct log_event *event_r)
{
	struct span text = line->text;

	event_r->kind = LOG_NOTHING;
	if (span_starts(line->program, "submission-login"))
		read_login(text, event_r);
	else if (span_starts(line->program, "submission"))
		read_relayed(text, event_r);
	else if (span_starts(text, "submission-login: "))
		read_login(span_from(text, strlen("submission-login: ")), event_r);
	else if (span_starts(text, "submission"))
		read_relayed(text, event_r);
}

const struct log_dialect log_dovecot = {.id = "dovecot", .mine = dovecot_mine, .read = dovecot_read};
