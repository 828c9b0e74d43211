/*
 * mailmend: why email can be received but not sent. This file only finds out which command is meant.
 */
#include "src/commands.h"

#include <string.h>

#include "src/options.h"
#include "src/output.h"
#include "src/process.h"
#include "ui/words/words.h"

static int run(struct options *options)
{
	struct str STR_AUTO page = STR_INIT;

	if (options->help) {
		options_help(options->command, &page);
		output_text(str_text(&page));
		return EXIT_FINE;
	}
	if (options->version) {
		output_text("mailmend " MAILMEND_VERSION "\n");
		return EXIT_FINE;
	}
	switch (options->command) {
	case COMMAND_CHECK:
		return cmd_check(options);
	case COMMAND_LOG:
		return cmd_log(options);
	case COMMAND_EXPLAIN:
		return cmd_explain(options);
	case COMMAND_SETTINGS:
		return cmd_settings(options);
	case COMMAND_SPF:
		return cmd_spf(options);
	case COMMAND_PRACTICE:
		return cmd_practice(options);
	default:
		return cmd_wizard(options);
	}
}

/* A file that says nothing is no wrong command line; several accounts to choose from are. */
static int options_failure_code(const struct usage_error *error)
{
	static const char *const unreadable[] = {"import-refused", "import-unknown", "import-nothing"};

	for (size_t i = 0; i < sizeof unreadable / sizeof unreadable[0]; i++)
		if (strcmp(error->id, unreadable[i]) == 0)
			return EXIT_UNKNOWN;
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	struct usage_error error = {.id = ""};
	struct options options;
	int code;

	process_harden();
	words_init(options_language(argc, argv), NULL);
	if (options_parse(argc, argv, &options, &error)) {
		code = run(&options);
		options_release(&options);
	} else {
		code = output_error(options_command(argc, argv), &error, options_want_json(argc, argv),
			options_failure_code(&error));
	}
	str_release(&error.text);
	return output_end() || code != EXIT_FINE ? code : EXIT_UNKNOWN;
}
