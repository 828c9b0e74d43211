/*
 * A message that a person pasted or gave as a file, on any bytes: made harmless, read, explained. The meaning is
 * one that is known, and the same each time.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/base/utf8.h"
#include "checks/engine/cause.h"
#include "checks/engine/mailcase.h"
#include "checks/know/paste.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_paste(const struct paste *paste)
{
	char words[PASTE_TEXT_MAX + 32];
	enum cause_id cause;

	if (paste->code && (paste->code < 200 || paste->code > 599))
		abort();
	if (strnlen(paste->enhanced, sizeof paste->enhanced) == sizeof paste->enhanced ||
		strnlen(paste->text, sizeof paste->text) == sizeof paste->text ||
		strnlen(paste->said_by, sizeof paste->said_by) == sizeof paste->said_by)
		abort();
	if (!utf8_valid(paste->text, strlen(paste->text)))
		abort();
	if (paste->meaning.cause && !cause_by_name(paste->meaning.cause, &cause))
		abort();
	paste_in_words(paste, words, sizeof words);
}

static void check_read(const char *text, enum reply_speaker speaker)
{
	struct paste first, second;
	bool found = paste_read(text, speaker, &first);

	if (paste_read(text, speaker, &second) != found || first.meaning.cause != second.meaning.cause ||
		first.meaning.row != second.meaning.row || first.code != second.code ||
		strcmp(first.text, second.text) != 0)
		abort();
	check_paste(&first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct str STR_AUTO text = STR_INIT, raw = STR_INIT;

	paste_clean(&text, data, len, MESSAGE_MAX - 1);
	if (text.len >= MESSAGE_MAX || strlen(str_text(&text)) != text.len ||
		!utf8_valid(str_text(&text), text.len))
		abort();
	check_read(str_text(&text), SPEAKER_UNKNOWN);
	check_read(str_text(&text), SPEAKER_RELAY);
	str_add_bytes(&raw, data, len); /* as a caller may hand it over that cleans nothing */
	check_read(str_text(&raw), SPEAKER_UNKNOWN);
	return 0;
}
