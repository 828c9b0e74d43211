/*
 * The HTML report while it is written (html.c); the pictures have a file of their own (html_pictures.c).
 */
#ifndef MAILMEND_UI_HTML_PAGE_H
#define MAILMEND_UI_HTML_PAGE_H

#include "checks/engine/record.h"
#include "ui/words/words.h"

struct page {
	struct str *out;
	const struct record *record;
	const struct words_style *style;
};

/* Markup as it stands; never a text from outside. */
void html_put(struct page *page, const char *markup);

/* A text, escaped. */
void html_text(struct page *page, const char *text);

/* An element with nothing but a text in it; nothing at all for "". tag may carry attributes. */
void html_element(struct page *page, const char *tag, const char *text);

/* The way of the mail as a picture, the same in words below it. */
void html_way(struct page *page);

/* A bar for when a check began and how long it took; the figures stand beside it. */
void html_bar(struct page *page, const struct check_result *check);

#endif
