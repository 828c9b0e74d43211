/*
 * mailmend: the wizard, with both of its faces and practice mode handed over.
 */
#include "src/commands.h"

#include <unistd.h>

#include "src/output.h"
#include "src/password.h"
#include "src/practising.h"
#include "ui/flow/wizard.h"
#include "ui/words/words.h"

int cmd_wizard(struct options *options)
{
	struct wizard_options wizard = practising_options(options);
	struct usage_error error = {.id = ""};
	struct str STR_AUTO warning = STR_INIT;
	struct secret *secret = NULL;
	int code = EXIT_USAGE;

	if (options->ask_password && !isatty(STDIN_FILENO))
		usage_fail(&error, "not-a-terminal",
			_("To be asked for the password, a terminal is needed. Give it with --password-file, "
			  "--password-fd or "
			  "--password-command."),
			NULL, 0);
	else if (password_read(options, &secret, &warning, &error))
		code = EXIT_FINE;
	if (code != EXIT_FINE) {
		output_message(str_text(&error.text));
		str_release(&error.text);
		return code;
	}
	if (warning.len)
		output_message(str_text(&warning));
	options->mailcase.secret = secret;
	code = wizard_main(&options->mailcase, &wizard);
	options->mailcase.secret = NULL;
	secret_free(&secret);
	return code;
}
