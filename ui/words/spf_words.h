/*
 * The way in which SPF was worked out, in words: one sentence for each line of checks/auth/spf.h.
 */
#ifndef MAILMEND_UI_WORDS_SPF_H
#define MAILMEND_UI_WORDS_SPF_H

#include "checks/auth/spf.h"
#include "ui/words/words.h"

/* One line; ip is the address that was judged. */
void words_spf_line(
	struct str *out, const struct spf_line *line, const char *ip, const struct words_style *style);

#endif
