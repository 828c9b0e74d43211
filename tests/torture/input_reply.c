/*
 * What people paste, and what servers answer: both go through the same table.
 */
#include <stdint.h>
#include <stdlib.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"
#include "checks/know/reply.h"
#include "checks/mail/transcript.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct transcript *transcript = transcript_new(0);
	struct secret *secret = secret_new("accepted", 8);
	struct reply_query query = {.code = 0};
	struct reply_meaning meaning;
	struct str text = STR_INIT;
	char enhanced[16] = "";

	text_harmless(&text, (const char *)data, len, TEXT_KEEP_LINES, 0);
	transcript_hide(transcript, secret, "anna");
	if (reply_find(str_text(&text), &query, enhanced, sizeof enhanced)) {
		reply_explain(&query, &meaning);
		query.stage = REPLY_STAGE_AUTH;
		reply_explain(&query, &meaning);
	}
	str_release(&text);
	secret_free(&secret);
	transcript_free(&transcript);
	return 0;
}
