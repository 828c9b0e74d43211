/*
 * mailmend log: what a mail server's log tells, as text or JSON. The causes come from the same record and diagnosis as those of check: the book
 * of the log is handed to the step errors.
 */
#include "src/commands.h"

#include <stdlib.h>

#include "checks/base/clock.h"
#include "checks/catalogue.h"
#include "checks/engine/run.h"
#include "src/log_input.h"
#include "src/log_watch.h"
#include "src/output.h"
#include "src/process.h"
#include "ui/report/log.h"
#include "ui/report/report.h"
#include "ui/words/words.h"

struct task {
	const struct options *options;
	struct log_input input;
	struct log_book *book;
	struct log_watch watch;
	bool interrupted;
};

/* The queue is this computer's: it is looked into where the log is, too. */
static bool wants_queue(const struct options *options)
{
	return options->queue || !options->n_files;
}

static struct record *conclude(const struct task *task, bool queue)
{
	const struct check *const checks[] = {
		&check_errors_log, &check_settings_own_service, &check_errors_own_queue};
	struct mailcase mailcase = task->options->mailcase;

	mailcase.role = ROLE_ADMIN;
	mailcase.only = STEP_BIT(STEP_ERRORS);
	mailcase.log = task->book;
	return run_to_end(&mailcase, checks, queue ? 3 : 1, -1);
}

static struct log_report report_of(const struct task *task, const struct record *record)
{
	return (struct log_report){
		.record = record,
		.book = task->book,
		.files = task->input.files.items,
		.n_files = task->input.files.n,
		.interrupted = task->interrupted && !task->options->follow,
		.since = task->options->since,
	};
}

/* False where a name was left readable behind the mask. */
static bool make(const struct log_report *report, enum report_format format, bool masked, struct str *out)
{
	struct mask *mask = masked ? mask_new() : NULL;
	bool fine;

	if (mask)
		log_report_learn(report, mask);
	if (format == REPORT_JSON)
		log_report_json(report, mask, out);
	else
		log_report_text(report, mask, out);
	fine = !mask || !mask_leaks(mask, str_text(out));
	mask_free(&mask);
	return fine;
}

static int fail(const struct task *task, const struct log_report *report, const char *id, const char *text)
{
	struct str STR_AUTO document = STR_INIT;

	output_message(text);
	if (task->options->json) {
		log_report_json_error(report, id, text, &document);
		output_json(str_text(&document));
	}
	return EXIT_UNKNOWN;
}

/* Nothing of a mail server was read: what became of the files is all that there is to say. */
static int say_nothing_known(const struct task *task, const struct log_report *report)
{
	bool read = log_book_counts(task->book)->lines > 0;
	struct str STR_AUTO out = STR_INIT;

	if (!task->options->json) {
		log_report_files(report, NULL, &out);
		output_text(str_text(&out));
	}
	return fail(task, report, read ? "not-a-log" : "nothing-read",
		read ? _("No line of a mail server's log was found in it.")
		     : _("No log of a mail server could be read."));
}

static bool save(const struct task *task, const struct log_report *report, const char *path)
{
	enum report_format format = REPORT_TEXT;
	struct str STR_AUTO text = STR_INIT;

	(void)report_format_by_ending(path, &format);
	if (!make(report, format, task->options->mask != MASK_NO, &text))
		return output_report_not_hidden(path) == EXIT_FINE;
	return output_save(path, &text);
}

static int show(const struct task *task, const struct log_report *report)
{
	bool json = task->options->json;
	struct str STR_AUTO text = STR_INIT;
	int code = task->interrupted ? EXIT_INTERRUPTED : EXIT_FINE;

	if (!make(report, json ? REPORT_JSON : REPORT_TEXT, task->options->mask == MASK_YES, &text))
		return output_not_hidden(task->options);
	if (json)
		output_json(str_text(&text));
	else
		output_text(str_text(&text));
	for (size_t i = 0; i < task->options->n_reports; i++) {
		if (!save(task, report, task->options->reports[i]))
			code = EXIT_UNKNOWN;
	}
	return code;
}

static int answer(const struct task *task)
{
	bool queue = wants_queue(task->options) && !task->interrupted;
	struct record *record = conclude(task, queue);
	const struct log_report report = report_of(task, record);
	bool known = log_is_known(log_book_counts(task->book)) ||
		     (queue && record->queue && !task->options->n_files);
	int code = known ? show(task, &report) : say_nothing_known(task, &report);

	record_free(&record);
	return !known && task->interrupted ? EXIT_INTERRUPTED : code;
}

/* All that was in the log when it began to be followed. */
static void show_first(void *ctx)
{
	const struct task *task = ctx;
	struct record *record;

	if (task->options->json)
		return;
	record = conclude(task, wants_queue(task->options));

	struct log_report report = report_of(task, record);
	struct str STR_AUTO text = STR_INIT;

	report.following = true;
	if (make(&report, REPORT_TEXT, task->options->mask == MASK_YES, &text))
		output_text(str_text(&text));
	output_text("\n");
	record_free(&record);
}

int cmd_log(struct options *options)
{
	struct task task = {.options = options,
		.input = {.since = options->since, .follow = options->follow},
		.book = log_book_new(NULL)};
	const struct io_scope scope = {.cancel_fd = process_cancel_fd(), .deadline_us = CLOCK_NEVER};
	const struct log_reading how = {.tell = log_watch_tell, .ctx = &task.watch, .since = options->since};
	int code;

	log_watch_init(&task.watch, options->follow && !options->json, options->mask == MASK_YES);
	task.watch.reached = show_first;
	task.watch.ctx = &task;
	if (options->n_files)
		log_input_named(&task.input, options->files, options->n_files);
	else
		log_input_usual(&task.input);
	task.interrupted = !log_input_read(&task.input, &scope, &how, task.book);
	log_watch_end(&task.watch);
	code = answer(&task);
	log_input_release(&task.input);
	log_watch_release(&task.watch);
	log_book_free(&task.book);
	return code;
}
