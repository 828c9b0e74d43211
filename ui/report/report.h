/*
 * Reports: text, HTML and JSON, all made from the same record. Pure: nothing is written to a file here.
 */
#ifndef MAILMEND_UI_REPORT_H
#define MAILMEND_UI_REPORT_H

#include <stdbool.h>

#include "checks/base/str.h"
#include "checks/engine/record.h"
#include "checks/engine/since.h"
#include "ui/words/mask.h"

enum report_format { REPORT_TEXT, REPORT_HTML, REPORT_JSON };

struct report_options {
	struct mask *mask;    /* which knows the record already; NULL: nothing is masked */
	const char *command;  /* JSON: "check", "practice"; NULL: "check" */
	const char *scenario; /* JSON: the practice scenario, NULL outside practice */
	bool since;	      /* what is otherwise than in the run before is asked for (--since-last) */
	const struct outline *before; /* that run; NULL: none is kept */
};

/* Appends the finished report, UTF-8, ended by a newline. */
void report_text(const struct record *record, const struct report_options *options, struct str *out);
void report_html(const struct record *record, const struct report_options *options, struct str *out);
void report_json(const struct record *record, const struct report_options *options, struct str *out);

/*
 * A report to be handed to somebody, masked or not. False, and out as it was, when masking left something readable: then
 * nothing may be written (ux.md J2).
 */
bool report_write(struct str *out, const struct record *record, enum report_format format, bool mask);

/* The same with the options of the caller; options->mask is set by this function. */
bool report_make(struct str *out, const struct record *record, enum report_format format, bool mask,
	const struct report_options *options);

/* The last look at a finished document for what was to be hidden: then nothing of it may be shown. */
bool report_leaks(const struct mask *mask, enum report_format format, const struct str *text);

/* The format that a file's ending names: .txt, .html (.htm), .json; false for any other. */
bool report_format_by_ending(const char *path, enum report_format *format_r);

#endif
