/*
 * A message that a person pasted or gave as a file, on any bytes: made harmless, searched for codes, explained. The meaning is
 * one that is known, and the same each time.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/base/utf8.h"
#include "checks/engine/cause.h"
#include "checks/engine/mailcase.h"
#include "checks/know/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_meaning(const struct reply_query *query)
{
	struct reply_meaning first, second;
	enum cause_id cause;

	reply_explain(query, &first);
	reply_explain(query, &second);
	if (first.cause != second.cause || first.row != second.row)
		abort();
	if (first.cause && !cause_by_name(first.cause, &cause))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct str STR_AUTO text = STR_INIT;
	struct reply_query query;
	char enhanced[12];

	text_harmless(&text, data, len, TEXT_KEEP_LINES, MESSAGE_MAX - 1);
	if (text.len >= MESSAGE_MAX || strlen(str_text(&text)) != text.len)
		abort();
	if (reply_find(str_text(&text), &query, enhanced, sizeof enhanced)) {
		if (query.code && (query.code < 200 || query.code > 599))
			abort();
		if (strnlen(enhanced, sizeof enhanced) == sizeof enhanced)
			abort();
		check_meaning(&query);
	}
	return 0;
}
