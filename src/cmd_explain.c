/*
 * mailmend explain: what a message, a server's reply or a mail that came back means. Nobody is asked: what was given is read here, and the
 * checks that read it in `check` give the same causes.
 */
#include "src/commands.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "checks/engine/run.h"
#include "checks/steps/errors/bounced.h"
#include "checks/steps/errors/errors.h"
#include "src/cmd_explain_input.h"
#include "src/output.h"
#include "src/process.h"
#include "ui/report/explain.h"
#include "ui/words/words.h"

#define COLUMNS	    72
#define COLUMNS_MIN 20

/* What was read, and what it turned out to be. */
struct reading {
	struct explain_input input;
	bool is_mail, by_system; /* a mail with its header; and a mail system wrote it */
	struct bounced bounced;
	bool has_reply;
	struct paste reply;
};

static void reading_release(struct reading *reading)
{
	if (reading->by_system)
		bounced_release(&reading->bounced);
	explain_input_release(&reading->input);
}

static bool is_mail(const struct explain_input *input)
{
	struct message message;

	if (!message_parse(input->mail, input->mail_len, &message))
		return false;
	message_release(&message);
	/* An error message may have lines like fields; then the mail stands somewhere inside, or nowhere. */
	return bounced_find(input->mail, input->mail_len, &message) && (message_release(&message), true);
}

/* A mail is given to the checks as it is, anything else as the message that a program showed. */
static void sort(struct reading *reading, struct mailcase *mailcase)
{
	struct explain_input *input = &reading->input;

	reading->by_system = bounced_read(input->mail, input->mail_len, &reading->bounced);
	reading->is_mail = reading->by_system || is_mail(input);
	if (reading->is_mail) {
		mailcase->mail = input->mail;
		mailcase->mail_len = input->mail_len;
		return;
	}
	explain_input_message(input, mailcase->message, sizeof mailcase->message);
	reading->has_reply = paste_read(mailcase->message, SPEAKER_UNKNOWN, &reading->reply);
}

static bool is_failure(const struct bounce *bounce)
{
	return bounce->kind == BOUNCE_FAILURE || bounce->kind == BOUNCE_DELAY ||
	       bounce->kind == BOUNCE_UNCLEAR;
}

static enum explain_kind kind_of(const struct reading *reading)
{
	if (reading->by_system)
		return is_failure(&reading->bounced.bounce) ? EXPLAIN_BOUNCE : EXPLAIN_MESSAGE;
	if (reading->is_mail)
		return EXPLAIN_MESSAGE;
	return reading->has_reply ? EXPLAIN_REPLY : EXPLAIN_UNKNOWN;
}

/* The width of a narrow terminal; reports are never wider than COLUMNS. */
static int columns(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < COLUMNS_MIN)
		return COLUMNS;
	return size.ws_col < COLUMNS ? size.ws_col : COLUMNS;
}

static int show(const struct explained *explained, const struct options *options)
{
	struct str STR_AUTO text = STR_INIT;
	int code = explained->kind == EXPLAIN_UNKNOWN ? EXIT_UNKNOWN : EXIT_FINE;

	if (!explain_make(&text, explained, options->json ? REPORT_JSON : REPORT_TEXT,
		    options->mask == MASK_YES, columns()))
		return output_not_hidden(options);
	if (options->json)
		output_json(str_text(&text));
	else
		output_text(str_text(&text));
	for (size_t i = 0; i < options->n_reports; i++) {
		enum report_format format = REPORT_TEXT;

		str_clear(&text);
		(void)report_format_by_ending(options->reports[i], &format);
		if (!explain_make(&text, explained, format, options->mask != MASK_NO, COLUMNS))
			code = output_report_not_hidden(options->reports[i]);
		else if (!output_save(options->reports[i], &text))
			code = EXIT_UNKNOWN;
	}
	return explained->record->cancelled ? EXIT_INTERRUPTED : code;
}

/* What to paste and how to end it, where somebody waits before an empty screen. */
static void invite(const char *path)
{
	if (strcmp(path, "-") == 0 && isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
		output_message(
			_("Paste the message of your mail program, or the whole mail that came back. Then "
			  "press Enter and Ctrl-D."));
}

int cmd_explain(struct options *options)
{
	static const struct check *const checks[] = {&check_errors_bounce, &check_errors_message};
	const char *path = options->n_files ? options->files[0] : "-";
	struct usage_error error = {.id = ""};
	struct reading reading = {.by_system = false};
	struct explained explained;
	struct record *record;
	int code;

	invite(path);
	if (!explain_input_read(&reading.input, path, &error)) {
		code = output_error(options->command, &error, options->json, EXIT_UNKNOWN);
		str_release(&error.text);
		explain_input_release(&reading.input);
		return code;
	}
	sort(&reading, &options->mailcase);
	options->mailcase.only = STEP_BIT(STEP_ERRORS);
	options->mailcase.offline = true;
	record =
		run_to_end(&options->mailcase, checks, sizeof checks / sizeof checks[0], process_cancel_fd());
	explained = (struct explained){
		.kind = kind_of(&reading),
		.record = record,
		.reply = reading.has_reply ? &reading.reply : NULL,
		.bounce = reading.by_system ? &reading.bounced.bounce : NULL,
		.others = reading.input.others,
		.cut = reading.input.cut,
	};
	code = show(&explained, options);
	record_free(&record);
	options->mailcase.mail = NULL;
	options->mailcase.mail_len = 0;
	reading_release(&reading);
	return code;
}
