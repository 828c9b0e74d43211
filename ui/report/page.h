/*
 * The parts that every text report is made of. Private to ui/report.
 */
#ifndef MAILMEND_UI_REPORT_PAGE_H
#define MAILMEND_UI_REPORT_PAGE_H

#include "ui/words/words.h"

#define TEXT_COLUMNS 72

struct page {
	const struct record *record;
	struct words_style style;
	struct str *out;
	int columns;
};

/* A translated text with its placeholders, wrapped. */
void page_line(const struct page *page, const char *translated, const struct arg *args, size_t n);

/* A line from one value that is already words: "{a} …". */
void page_say(const struct page *page, const char *translated, const char *name, const char *value);

/* Finished words, wrapped behind indent blanks; nothing where there are none. */
void page_paragraph(const struct page *page, const char *text, int indent);
void page_heading(const struct page *page, const char *translated);

/* What to do, numbered. */
void page_steps(const struct page *page, const struct diagnosed_cause *cause);

/* A cause: title, who must act, how sure, meaning, steps, and the ready text. */
void page_cause(const struct page *page, const struct diagnosed_cause *c);

#endif
