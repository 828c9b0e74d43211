/*
 * Tables of log lines: what a dialect reads out of each, written as one line of text, so that a table shows both.
 */
#ifndef MAILMEND_TESTS_LOG_LINES_H
#define MAILMEND_TESTS_LOG_LINES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/know/log_dialect.h"

struct log_case {
	const char *line;
	const char *
		says; /* "result bounced id=… to=… relay=… at=… stage=rcpt by=server: why"; NULL: not of this dialect */
};

static struct span span_of(const char *text)
{
	return (struct span){text, strlen(text)};
}

static void log_say(struct str *out, const char *name, struct span value)
{
	if (!value.len)
		return;
	str_addf(out, " %s=", name);
	str_add_bytes(out, value.s, value.len);
}

static void log_describe(struct str *out, const struct log_event *event)
{
	static const char *const kinds[] = {
		[LOG_STRANGE] = "strange",
		[LOG_NOTHING] = "nothing",
		[LOG_ARRIVING] = "arriving",
		[LOG_ACCEPTED] = "accepted",
		[LOG_QUEUED] = "queued",
		[LOG_STARTED] = "started",
		[LOG_RESULT] = "result",
		[LOG_PROBE] = "probe",
		[LOG_DONE] = "done",
		[LOG_REJECTED] = "rejected",
		[LOG_TROUBLE] = "trouble",
	};
	static const char *const results[] = {"sent", "forwarded", "deferred", "bounced"};
	static const char *const rejects[] = {"", " warned", " held", " discarded"};
	static const char *const stages[] = {
		"", "banner", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "incoming"};
	static const char *const speakers[] = {"", "server", "program", "relay"};

	str_add(out, kinds[event->kind]);
	if (event->kind == LOG_RESULT)
		str_addf(out, " %s%s", results[event->result], event->expired ? " expired" : "");
	if (event->kind == LOG_REJECTED)
		str_add(out, rejects[event->reject]);
	if (event->kind == LOG_TROUBLE)
		str_add(out, event->incoming ? " in" : " out");
	log_say(out, "id", event->id);
	log_say(out, "other", event->other_id);
	if (event->recipients)
		str_addf(out, " n=%u", (unsigned)event->recipients);
	log_say(out, "from", event->sender);
	log_say(out, event->many ? "all" : "to", event->recipient);
	log_say(out, "relay", event->relay);
	log_say(out, "at", event->address);
	log_say(out, "code", event->enhanced);
	log_say(out, "stage", span_of(stages[event->stage]));
	if (event->text.len)
		log_say(out, "by", span_of(speakers[event->speaker]));
	if (event->text.len) {
		str_add(out, ": ");
		str_add_bytes(out, event->text.s, event->text.len);
	}
}

/* Reads each line as it stands in a log, and with every end of it cut off: no sanitizer may find a step beyond it. */
static void log_table(const struct log_dialect *wanted, const struct log_case *table, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct log_eyes eyes = {.clock = {.reference = 1795305600}};
		size_t len = strlen(table[i].line);
		const struct log_dialect *dialect = NULL;
		struct str STR_AUTO said = STR_INIT;
		struct log_event event;

		for (size_t cut = 1; cut <= len; cut++) {
			char *bytes = mem_strndup(table[i].line, cut);
			char *exact = mem_new(cut);

			memcpy(exact, bytes, cut);
			memset(&event, 0, sizeof event); /* of lines that tell nothing only the kind is set */
			log_line_read(&eyes, exact, cut, &event, &dialect);
			if (cut == len)
				log_describe(&said, &event);
			free(bytes);
			free(exact);
		}
		if (!table[i].says) {
			assert_ptr_not_equal(dialect, wanted);
			continue;
		}
		if (strcmp(str_text(&said), table[i].says) != 0)
			print_error("%s\n", table[i].line);
		assert_string_equal(str_text(&said), table[i].says);
		assert_ptr_equal(dialect, wanted);
	}
}

#define LOG_TABLE(dialect, table) log_table(&(dialect), (table), sizeof(table) / sizeof(*(table)))

#endif
