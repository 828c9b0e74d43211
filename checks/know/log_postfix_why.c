/*
 * Postfix's words about other servers (smtp_connect.c, smtp_proto.c, smtp_trouble.c and smtp_sasl_glue.c of Postfix): the reply in
 * them, who gave it, and what it answered.
 */
#include "checks/know/log_postfix.h"

#include <string.h>

bool postfix_host(struct span text, struct log_event *event_r)
{
	const char *open = text.len ? memchr(text.s, '[', text.len) : NULL;
	const char *close = open ? memchr(open, ']', text.len - (size_t)(open - text.s)) : NULL;

	if (!close || open == text.s || memchr(text.s, ' ', (size_t)(open - text.s)))
		return false;
	event_r->relay = (struct span){text.s, (size_t)(open - text.s)};
	event_r->address = (struct span){open + 1, (size_t)(close - open - 1)};
	return true;
}

/* What it answered ("(in reply to RCPT TO command)"), or was doing ("while sending RCPT TO"). */
static enum reply_stage stage_of(struct span words)
{
	static const struct {
		const char *words;
		enum reply_stage stage;
	} told[] = {
		{"EHLO", REPLY_STAGE_EHLO},
		{"HELO", REPLY_STAGE_EHLO},
		{"LHLO", REPLY_STAGE_EHLO},
		{"STARTTLS", REPLY_STAGE_STARTTLS},
		{"AUTH", REPLY_STAGE_AUTH},
		{"MAIL FROM", REPLY_STAGE_MAIL},
		{"RCPT TO", REPLY_STAGE_RCPT},
		{"DATA", REPLY_STAGE_DATA},
		{"message body", REPLY_STAGE_DATA},
		{"initial server greeting", REPLY_STAGE_BANNER},
		{"initial protocol", REPLY_STAGE_EHLO},
		{"performing the EHLO", REPLY_STAGE_EHLO},
		{"performing the TLS", REPLY_STAGE_STARTTLS},
	};

	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
		if (span_has(words, told[i].words))
			return told[i].stage;
	return REPLY_STAGE_UNKNOWN;
}

/* The last " (in reply to …)" is Postfix's own: its stage, and the words before it. */
static struct span without_command(struct span words, enum reply_stage *stage_r)
{
	static const char mark[] = " (in reply to ";
	struct span rest = words, last = {"", 0};

	while ((rest = span_behind(rest, mark)).len)
		last = rest;
	if (!last.len)
		return words;
	*stage_r = stage_of(last);
	return (struct span){words.s, (size_t)(last.s - words.s) - (sizeof mark - 1)};
}

/* "host NAME[IP] said: REPLY (in reply to RCPT TO command)", "host NAME[IP] refused to talk to me: REPLY". */
static bool read_host_said(struct span words, struct log_event *event_r)
{
	struct span who = span_from(words, strlen("host ")), reply;

	if (!span_starts(words, "host ") || !postfix_host(who, event_r))
		return false;
	reply = span_behind(who, " said: ");
	if (!reply.len) {
		reply = span_behind(who, " refused to talk to me: ");
		event_r->stage = REPLY_STAGE_BANNER;
	}
	if (!reply.len)
		return false;
	event_r->speaker = SPEAKER_SERVER;
	event_r->text = without_command(reply, &event_r->stage);
	return true;
}

/* "SASL authentication failed; server NAME[IP] said: REPLY" */
static bool read_sasl(struct span words, struct log_event *event_r)
{
	struct span who = span_behind(words, "SASL authentication failed; ");
	struct span reply = span_behind(who, " said: ");

	event_r->stage = REPLY_STAGE_AUTH;
	if (!who.len)
		return false;
	postfix_host(span_behind(who, "server "), event_r);
	if (!reply.len)
		return false;
	event_r->speaker = SPEAKER_SERVER;
	event_r->text = reply;
	return true;
}

/* Postfix's own words that name a server. */
static void read_own(struct span words, struct log_event *event_r)
{
	static const char *const before[] = {"connect to ", "lost connection with ", "conversation with ",
		"SSL_connect error to ", "verification failed for ", "not offered by host ",
		"not available due to local problem by host ", "offered by host "};

	for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
		if (postfix_host(span_behind(words, before[i]), event_r))
			break;
	if (span_has(words, " while "))
		event_r->stage = stage_of(span_behind(words, " while "));
	else if (span_has(words, "TLS"))
		event_r->stage = REPLY_STAGE_STARTTLS;
}

void postfix_why(struct span words, struct log_event *event_r)
{
	static const char suspended[] = "delivery temporarily suspended: ";

	while (span_starts(words, suspended))
		words = span_from(words, sizeof suspended - 1);
	event_r->text = words;
	event_r->speaker = SPEAKER_RELAY;
	if (read_host_said(words, event_r))
		return;
	if (span_starts(words, "SASL authenticat")) {
		read_sasl(words, event_r);
		return;
	}
	read_own(words, event_r);
}

bool postfix_trouble(struct span words, struct log_event *event_r)
{
	static const char *const starts[] = {"connect to ", "host ", "lost connection with ",
		"conversation with ", "SASL authentication fail", "SASL authenticate", "SSL_connect error",
		"certificate verification failed", "server certificate verification failed",
		"Server certificate not ", "Cannot start TLS", "TLS is required", "TLS library problem",
		"TLS not available", "Unable to ", "no SASL authentication"};

	if (span_starts(words, "warning: "))
		words = span_from(words, strlen("warning: "));
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		if (span_starts(words, starts[i])) {
			event_r->kind = LOG_TROUBLE;
			postfix_why(words, event_r);
			return true;
		}
	return false;
}
