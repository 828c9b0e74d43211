/*
 * The parts that every text report is made of: lines, headings, and a cause with all that belongs to it.
 */
#include "ui/report/page.h"

#include <string.h>

void page_line(const struct page *page, const char *translated, const struct arg *args, size_t n)
{
	struct str STR_AUTO text = STR_INIT;

	words_fill(&text, translated, args, n, &page->style);
	words_wrap_str(page->out, str_text(&text), page->columns, 0);
}

void page_say(const struct page *page, const char *translated, const char *name, const char *value)
{
	const struct arg args[] = {A_NAME(name, value)};

	page_line(page, translated, args, 1);
}

void page_paragraph(const struct page *page, const char *text, int indent)
{
	if (text[0])
		words_wrap_str(page->out, text, page->columns, indent);
}

void page_heading(const struct page *page, const char *translated)
{
	int width = words_width(translated);

	str_add_char(page->out, '\n');
	words_wrap_str(page->out, translated, page->columns, 0);
	for (int i = 0; i < width && i < page->columns; i++)
		str_add_char(page->out, '-');
	str_add_char(page->out, '\n');
}

/* One of the texts that ui/words makes of a cause, as a paragraph. */
static void cause_words_of(const struct page *page, const struct diagnosed_cause *cause, int indent,
	void (*words)(struct str *, const struct record *, const struct diagnosed_cause *,
		const struct words_style *))
{
	struct str STR_AUTO text = STR_INIT;

	words(&text, page->record, cause, &page->style);
	page_paragraph(page, str_text(&text), indent);
}

/* Further lines of a step stand under its first word. */
void page_steps(const struct page *page, const struct diagnosed_cause *cause)
{
	struct str STR_AUTO step = STR_INIT;

	for (size_t i = 0; words_cause_step(&step, page->record, cause, i, &page->style); i++) {
		struct str STR_AUTO lines = STR_INIT;
		char number[16];
		int width = snprintf(number, sizeof number, "  %zu. ", i + 1);

		words_wrap_str(&lines, str_text(&step), page->columns, width);
		str_add(page->out, number);
		str_add(page->out, str_text(&lines) + (lines.len ? width : 0));
		str_clear(&step);
	}
}

void page_cause(const struct page *page, const struct diagnosed_cause *c)
{
	struct str STR_AUTO title = STR_INIT;
	struct str STR_AUTO ask = STR_INIT;
	struct str STR_AUTO surer = STR_INIT;

	words_cause_title(&title, page->record, c, &page->style);
	/* TRANSLATORS: {title} is a sentence that says what is wrong. */
	page_say(page, _("[PROBLEM] {title}"), "title", str_text(&title));
	page_paragraph(page, words_who(c->who, c->temporary), 0);
	/* TRANSLATORS: {certainty} is a word such as "likely". */
	page_say(page, _("How sure this is: {certainty}"), "certainty", words_certainty(c->confidence));
	cause_words_of(page, c, 0, words_cause_reason);
	words_cause_surer(&surer, page->record, c, &page->style);
	if (surer.len)
		/* TRANSLATORS: {surer} is a sentence such as "Try the same on a phone's connection." */
		page_say(page, _("What would make it surer: {surer}"), "surer", str_text(&surer));
	str_add_char(page->out, '\n');
	cause_words_of(page, c, 0, words_cause_meaning);
	str_add_char(page->out, '\n');
	page_line(page, _("What to do:"), NULL, 0);
	page_steps(page, c);
	cause_words_of(page, c, 0, words_cause_until);
	words_cause_ask(&ask, page->record, c, &page->style);
	if (ask.len) {
		str_add_char(page->out, '\n');
		page_line(page, _("A text for those who must act:"), NULL, 0);
		page_paragraph(page, str_text(&ask), 2);
	}
}
