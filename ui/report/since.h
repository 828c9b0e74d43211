/*
 * What is otherwise than in the run before (--since-last), for all three forms of a report.
 */
#ifndef MAILMEND_UI_REPORT_SINCE_H
#define MAILMEND_UI_REPORT_SINCE_H

#include <jansson.h>

#include "checks/engine/since.h"
#include "ui/words/words.h"

/* One line after the other, the heading apart. before NULL: no earlier run is known. */
void since_lines(const struct record *record, const struct outline *before, const struct words_style *style,
	void (*line)(const char *text, void *data), void *data);
const char *since_heading(void);

/* {"started","verdict","first_cause","checks":[{"id","before","now"}],"causes":[{"id","before","now"}]}, or null without before. */
json_t *since_json(const struct record *record, const struct outline *before);

#endif
