/*
 * mailmend check: every check without the wizard.
 */
#include "src/commands.h"

#include <unistd.h>

#include "checks/engine/run.h"
#include "src/cmd_check_code.h"
#include "src/output.h"
#include "src/password.h"
#include "src/process.h"
#include "ui/keep/runs.h"
#include "ui/words/words.h"

/* For the next --since-last. Whoever does not ask for it is not troubled where nothing can be kept. */
static void keep_run(const struct record *record, const struct options *options)
{
	struct err err = ERR_INIT;
	struct str STR_AUTO text = STR_INIT;
	const struct words_style style = {0};
	const struct arg args[] = {A_NAME("reason", err.text)};

	if (runs_add(record, &err) || !options->since_last)
		return;
	/* TRANSLATORS: {reason} is a message of the system, often in English. */
	words_fill(&text, _("This run could not be kept for the next comparison: {reason}"), args, 1, &style);
	output_message(str_text(&text));
}

int cmd_check(struct options *options)
{
	struct usage_error error = {.id = ""};
	struct str STR_AUTO warning = STR_INIT;
	struct secret *secret = NULL;
	struct outline before = {0};
	struct record *record;
	int code;

	if (!password_read(options, &secret, &warning, &error)) {
		code = output_error(options->command, &error, options->json, EXIT_USAGE);
		str_release(&error.text);
		return code;
	}
	if (warning.len)
		output_message(str_text(&warning));
	if (!options->json && isatty(STDERR_FILENO))
		output_message(_("Testing. This takes up to a minute; Ctrl-C ends it."));
	if (!code_sign_in(options, &secret, &error))
		return code_sign_in_failed(options, &error);
	options->mailcase.secret = secret;
	if (options->since_last && runs_last(&options->mailcase, &before))
		options->before = &before;
	record = run_to_end(&options->mailcase, catalogue, catalogue_n, process_cancel_fd());
	options->mailcase.secret = NULL;
	secret_free(&secret);
	code = output_record(record, options);
	keep_run(record, options);
	record_free(&record);
	options->before = NULL;
	outline_release(&before);
	return code;
}
