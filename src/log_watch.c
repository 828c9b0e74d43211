/*
 * Progress and what is added to a log that is followed.
 */
#include "src/log_watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "checks/steps/errors/log_causes.h"
#include "src/output.h"
#include "ui/flow/codeset.h"
#include "ui/words/mask.h"
#include "ui/words/words.h"

#define COLUMNS_USUAL 80

static bool can_paint(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb") != 0;
}

void log_watch_init(struct log_watch *watch, bool follow, bool masked)
{
	*watch = (struct log_watch){
		.progress = can_paint(), .follow = follow, .mask = masked ? mask_new() : NULL};
}

void log_watch_release(struct log_watch *watch)
{
	mask_free(&watch->mask);
}

static int columns(void)
{
	struct winsize size;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1
									       : COLUMNS_USUAL - 1;
}

static void take_first(const char *s, size_t len, void *data)
{
	struct str *line = data;

	if (!line->len)
		str_add_bytes(line, s, len);
}

static void title_of(enum cause_id id, struct str *out)
{
	words_fill(out, _(cause_words[id - 1].title), NULL, 0, &(struct words_style){0});
}

/* "1,200 lines read: 80 got their mail, 3 did not. …" as much as one line holds. */
static void paint(struct log_watch *watch, struct log_book *book)
{
	const struct log_counts *counts = log_book_counts(book);
	const struct arg args[] = {A_COUNT("count", (int64_t)counts->lines),
		A_COUNT("sent", (int64_t)(counts->sent + counts->forwarded)),
		A_COUNT("failed", (int64_t)log_failed(counts))};
	LOG_CAUSES_AUTO struct log_causes causes;
	struct str STR_AUTO text = STR_INIT;
	struct str STR_AUTO line = STR_INIT;
	struct str STR_AUTO shown = STR_INIT;

	log_causes_of(book, &causes);
	/* TRANSLATORS: {count} is a number of lines, {sent} and {failed} are numbers of recipients. */
	words_fill(&text,
		ngettext("{count} line read: {sent} got their mail, {failed} did not.",
			"{count} lines read: {sent} got their mail, {failed} did not.",
			(unsigned long)counts->lines),
		args, 3, &(struct words_style){0});
	if (causes.causes.n) {
		str_add_char(&text, ' ');
		title_of(causes.causes.items[0].id, &text);
	}
	words_wrap(str_text(&text), columns(), take_first, &line);
	codeset_out(&shown, str_text(&line));
	fprintf(stderr, "\r%s\033[K", str_text(&shown));
	fflush(stderr);
	watch->painted = true;
}

void log_watch_end(struct log_watch *watch)
{
	if (watch->painted)
		fputs("\r\033[K", stderr);
	fflush(stderr);
	watch->painted = false;
}

static void learn(struct mask *mask, const struct log_group *group)
{
	mask_learn(mask, ARG_HOST, group->relay);
	for (size_t i = 0; i < group->n_domains; i++)
		mask_learn(mask, ARG_HOST, group->domains[i].name);
}

static void tell_more(const struct log_cause *cause, uint64_t more, struct mask *mask)
{
	struct str STR_AUTO title = STR_INIT;
	struct str STR_AUTO line = STR_INIT;

	if (cause->id == CAUSE_NONE)
		str_add(&title, _("What could not be explained"));
	else
		title_of(cause->id, &title);
	if (mask)
		learn(mask, cause->best);

	const struct arg args[] = {A_COUNT("count", (int64_t)more), A_NAME("title", str_text(&title)),
		A_DATE("date", cause->last), A_TEXT("text", cause->best->text)};

	/* The words that are kept of a cause are those of its first line: of what came now only where all of it came now, or where the words
	 * are what it is known by. */
	if (cause->id == CAUSE_NONE || cause->count == more)
		/* TRANSLATORS: {date} is a date with the time, {count} a number, {title} says what was wrong, {text} are words of the log. */
		words_fill(&line, _("{date} +{count} {title} {text}"), args, 4,
			&(struct words_style){.mask = mask});
	else
		/* TRANSLATORS: {date} is a date with the time, {count} a number, {title} says what was wrong. */
		words_fill(&line, _("{date} +{count} {title}"), args, 4, &(struct words_style){.mask = mask});
	str_add_char(&line, '\n');
	if (!mask || !mask_leaks(mask, str_text(&line)))
		output_text(str_text(&line));
}

/* The one that was met last: each stands for one text. */
static const struct log_cause *youngest(const struct log_causes *causes)
{
	const struct log_cause *best = &causes->unexplained.items[0];

	for (size_t i = 1; i < causes->unexplained.n; i++)
		if (causes->unexplained.items[i].last > best->last)
			best = &causes->unexplained.items[i];
	return best;
}

/* What grew since it was looked at last. */
static void look(struct log_watch *watch, struct log_book *book, bool tell)
{
	LOG_CAUSES_AUTO struct log_causes causes;
	uint64_t unexplained = 0;

	log_causes_of(book, &causes);
	for (size_t i = 0; i < causes.causes.n; i++) {
		const struct log_cause *cause = &causes.causes.items[i];

		if (tell && cause->count > watch->told[cause->id])
			tell_more(cause, cause->count - watch->told[cause->id], watch->mask);
		watch->told[cause->id] = cause->count;
	}
	for (size_t i = 0; i < causes.unexplained.n; i++)
		unexplained += causes.unexplained.items[i].count;
	if (tell && unexplained > watch->told[CAUSE_NONE])
		tell_more(youngest(&causes), unexplained - watch->told[CAUSE_NONE], watch->mask);
	watch->told[CAUSE_NONE] = unexplained;
}

/* The end is where nothing came in between two looks. */
static void follow(struct log_watch *watch, struct log_book *book)
{
	bool quiet = log_book_counts(book)->lines == watch->lines;

	if (watch->at_end && !quiet) {
		log_watch_end(watch);
		look(watch, book, true);
	} else if (!watch->at_end && quiet) {
		log_watch_end(watch);
		watch->at_end = true;
		watch->reached(watch->ctx);
		look(watch, book, false);
	}
	fflush(stdout);
}

bool log_watch_tell(void *ctx, struct log_book *book)
{
	struct log_watch *watch = ctx;

	if (watch->follow)
		follow(watch, book);
	if (watch->progress && log_book_counts(book)->lines != watch->lines && !watch->at_end)
		paint(watch, book);
	watch->lines = log_book_counts(book)->lines;
	return true;
}
