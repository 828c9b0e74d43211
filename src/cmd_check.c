/*
 * mailmend check: every check without the wizard.
 */
#include "src/commands.h"

#include <unistd.h>

#include "checks/engine/run.h"
#include "src/output.h"
#include "src/password.h"
#include "src/process.h"
#include "ui/words/words.h"

int cmd_check(struct options *options)
{
	struct usage_error error = {.id = ""};
	struct str STR_AUTO warning = STR_INIT;
	struct secret *secret = NULL;
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
	options->mailcase.secret = secret;
	record = run_to_end(&options->mailcase, catalogue, catalogue_n, process_cancel_fd());
	options->mailcase.secret = NULL;
	secret_free(&secret);
	code = output_record(record, options);
	record_free(&record);
	return code;
}
