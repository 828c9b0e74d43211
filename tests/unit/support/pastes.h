/*
 * Tables of pasted texts and what is to be read in them.
 */
#ifndef MAILMEND_UNIT_SUPPORT_PASTES_H
#define MAILMEND_UNIT_SUPPORT_PASTES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "checks/know/paste.h"

struct pasted {
	const char *text;
	int code;
	const char *enhanced, *said_by; /* NULL: ""; without a reply: whom a program speaks of */
	enum reply_stage stage;
	const char *program, *cause; /* NULL: none */
	bool sure;
};

static inline bool pastes_differ(const char *got, const char *wanted)
{
	return strcmp(got ? got : "", wanted ? wanted : "") != 0;
}

static inline void pastes_read(const struct pasted *rows, size_t n)
{
	size_t wrong = 0;

	for (size_t i = 0; i < n; i++) {
		const struct pasted *row = &rows[i];
		struct paste paste;

		paste_read(row->text, SPEAKER_UNKNOWN, &paste);
		const char *host = paste.speaker == SPEAKER_PROGRAM ? paste.about : paste.said_by;

		if (paste.code == row->code && !pastes_differ(paste.enhanced, row->enhanced) &&
			!pastes_differ(host, row->said_by) && paste.stage == row->stage &&
			!pastes_differ(paste.program, row->program) &&
			!pastes_differ(paste.meaning.cause, row->cause) && paste.meaning.sure == row->sure)
			continue;
		wrong++;
		print_error("%s\n  gives %d %s by \"%s\" at stage %d of %s: %s%s\n", row->text, paste.code,
			paste.enhanced, host, (int)paste.stage,
			paste.program ? paste.program : "nobody known",
			paste.meaning.cause ? paste.meaning.cause : "nothing",
			paste.meaning.sure ? ", sure" : "");
	}
	assert_int_equal(wrong, 0);
}

#endif
