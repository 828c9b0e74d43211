/*
 * msmtp's logfile and its lines by syslog. The format: msmtp(1) "logfile", src/msmtp.c (msmtp_get_log_info): host= tls= auth= user=
 * from= recipients=,… mailsize= smtpstatus= smtpmsg='' errormsg='' exitcode=EX_…. The stamp is the user's own (logfile_time_format),
 * in the user's language. msmtp keeps no queue: what failed is not tried again.
 */
#include "checks/know/log_dialect.h"

#include <string.h>

enum { STAMP_MAX = 64 }; /* where host= must stand */

/* From host= (or socket=, a local one) on. */
static struct span fields_of(struct span text)
{
	static const char *const keys[] = {"host=", "socket="};

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct span rest = span_behind(text, keys[i]);
		size_t len = strlen(keys[i]);

		if (rest.len && (size_t)(rest.s - text.s) <= STAMP_MAX)
			return (struct span){rest.s - len, rest.len + len};
	}
	return (struct span){"", 0};
}

static bool msmtp_mine(const struct log_line *line)
{
	struct span fields;

	if (line->program.len)
		return span_is(line->program, "msmtp");
	fields = fields_of(line->text);
	return fields.len && span_has(fields, " tls=o") && span_has(fields, " exitcode=EX_");
}

static struct span field(struct span fields, const char *key)
{
	return span_until(span_behind(fields, key), ' ');
}

static enum reply_stage stage_of(struct span error)
{
	static const struct {
		const char *words;
		enum reply_stage stage;
	} stages[] = {
		{"recipient address", REPLY_STAGE_RCPT},
		{"envelope from address", REPLY_STAGE_MAIL},
		{"did not accept the mail", REPLY_STAGE_DATA},
		{"does not accept mail data", REPLY_STAGE_DATA},
		{"authentication", REPLY_STAGE_AUTH},
		{"cannot get initial OK message", REPLY_STAGE_BANNER},
		{"EHLO", REPLY_STAGE_EHLO},
		{"TLS", REPLY_STAGE_STARTTLS},
	};

	for (size_t i = 0; i < sizeof(stages) / sizeof(*stages); i++)
		if (span_has(error, stages[i].words))
			return stages[i].stage;
	return REPLY_STAGE_UNKNOWN;
}

/* Lines of a reply are joined by \n in two characters: by as many blanks here, so that nothing moves. */
static void blank_line_ends(struct span text)
{
	char *s = (char *)(uintptr_t)text.s;

	for (size_t i = 0; i + 1 < text.len; i++)
		if (s[i] == '\\' && s[i + 1] == 'n')
			s[i] = s[i + 1] = ' ';
}

static void msmtp_read(const struct log_line *line, struct log_event *event_r)
{
	struct span fields = fields_of(line->text), reply, error;

	event_r->kind = line->program.len ? LOG_NOTHING : LOG_STRANGE;
	if (!fields.len || !span_has(fields, " exitcode=EX_"))
		return;
	event_r->kind = LOG_RESULT;
	event_r->result = span_has(fields, " exitcode=EX_OK") ? LOG_SENT : LOG_BOUNCED;
	event_r->sender = field(fields, " from=");
	event_r->recipient = field(fields, " recipients=");
	event_r->many = true;
	event_r->relay = field(fields, "host=");
	if (event_r->result == LOG_SENT)
		return;
	/* Quotation marks in a value are not marked: it ends where the next field begins. */
	reply = span_before(span_before(span_behind(fields, " smtpmsg='"), "' errormsg='"), "' exitcode=EX_");
	error = span_before(span_behind(fields, " errormsg='"), "' exitcode=EX_");
	event_r->stage = stage_of(error);
	event_r->speaker = reply.len ? SPEAKER_SERVER : SPEAKER_PROGRAM;
	event_r->text = reply.len ? reply : error;
	blank_line_ends(event_r->text);
}

const struct log_dialect log_msmtp = {.id = "msmtp", .mine = msmtp_mine, .read = msmtp_read};
