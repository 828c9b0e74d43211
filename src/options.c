/*
 * Reading the command line with getopt_long, from the table in options_case.c.
 */
#include "src/options.h"

#include <getopt.h>
#include <string.h>

#include "checks/base/utf8.h"
#include "src/import.h"
#include "ui/report/report.h"
#include "ui/words/words.h"

#define LONG_BASE 256 /* what getopt gives for the first row */

static const char *const command_names[COMMAND_N] = {
	[COMMAND_WIZARD] = "wizard",
	[COMMAND_CHECK] = "check",
	[COMMAND_EXPLAIN] = "explain",
	[COMMAND_LOG] = "log",
	[COMMAND_SETTINGS] = "settings",
	[COMMAND_SPF] = "spf",
	[COMMAND_PRACTICE] = "practice",
};

const char *command_name(enum command command)
{
	return command_names[command];
}

bool usage_fail(
	struct usage_error *error, const char *id, const char *translated, const struct arg *args, size_t n)
{
	const struct words_style style = {.mask = NULL};

	str_copy(error->id, sizeof error->id, id);
	str_clear(&error->text);
	words_fill(&error->text, translated, args, n, &style);
	return false;
}

static bool fail_about(struct usage_error *error, const char *id, const char *translated, const char *name,
	const char *value)
{
	char harmless[160];
	struct arg arg;

	text_harmless_buf(harmless, sizeof harmless, value, strlen(value));
	arg = A_NAME(name, harmless);
	return usage_fail(error, id, translated, &arg, 1);
}

bool options_want_json(int argc, char *const *argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--json") == 0)
			return true;
	}
	return false;
}

const char *options_language(int argc, char *const *argv)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--lang=", 7) == 0)
			return argv[i] + 7;
		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			return argv[i + 1];
	}
	return NULL;
}

enum command options_command(int argc, char *const *argv)
{
	for (int c = COMMAND_WIZARD + 1; argc > 1 && c < COMMAND_N; c++) {
		if (strcmp(argv[1], command_names[c]) == 0)
			return (enum command)c;
	}
	return COMMAND_WIZARD;
}

/* The rows of this command, for getopt_long; the array ends with zeroes. */
static void make_getopt(enum command command, struct option *long_r, char *short_r)
{
	size_t n = 0, letters = 0;

	short_r[letters++] = ':'; /* a missing value is told apart from an unknown option */
	for (size_t i = 0; i < option_rows_n; i++) {
		const struct option_row *row = &option_rows[i];

		if (!(row->commands & COMMAND_BIT(command)))
			continue;
		long_r[n++] = (struct option){
			row->name, row->value ? required_argument : no_argument, NULL, LONG_BASE + (int)i};
		if (row->letter)
			short_r[letters++] = row->letter;
	}
	short_r[letters] = '\0';
}

static const struct option_row *row_of(int got)
{
	if (got >= LONG_BASE)
		return &option_rows[got - LONG_BASE];
	for (size_t i = 0; i < option_rows_n; i++) {
		if (option_rows[i].letter == got)
			return &option_rows[i];
	}
	return NULL;
}

/* What the person typed as the option, without a value behind "=", which may be a secret. */
static bool fail_unknown(const char *typed, struct options *options, struct usage_error *error)
{
	char name[64] = "";
	struct arg args[2];

	if (strncmp(typed, "--", 2) == 0)
		text_harmless_buf(name, sizeof name, typed, strcspn(typed, "="));
	else
		snprintf(name, sizeof name, "-%c", optopt > ' ' && optopt < 127 ? optopt : '?');
	args[0] = A_NAME("option", name);
	args[1] = A_COMMAND(
		"command", options->command == COMMAND_WIZARD ? "mailmend --help" : "mailmend check --help");
	if (options->command != COMMAND_WIZARD) {
		static char help[64];

		snprintf(help, sizeof help, "mailmend %s --help", command_names[options->command]);
		args[1] = A_COMMAND("command", help);
	}
	if (optopt >= LONG_BASE) /* getopt's way to tell of a value where none belongs */
		return usage_fail(error, "unwanted-value",
			/* TRANSLATORS: {option} is an option such as --json. */
			_("The option {option} takes no value."), args, 1);
	return usage_fail(error, "unknown-option",
		/* TRANSLATORS: {option} is an option such as --json, {command} a command that lists all
		   options. */
		_("There is no option {option} here. All of them are listed by: {command}"), args, 2);
}

static bool fail_missing_value(char *const *argv, struct usage_error *error)
{
	/* TRANSLATORS: {option} is an option such as --server. */
	return fail_about(error, "missing-value", _("The option {option} needs a value behind it."), "option",
		argv[optind - 1]);
}

/* The word that getopt has just taken for this option, its value left out where that is a word of its own. */
static const char *typed_option(char *const *argv, const struct option_row *row)
{
	return argv[row->value && optarg == argv[optind - 1] ? optind - 2 : optind - 1];
}

/* getopt takes abbreviations; one that is none today may be another option tomorrow. */
static bool is_whole(const struct option_row *row, const char *typed)
{
	size_t len = strlen(row->name);

	if (strncmp(typed, "--", 2) != 0)
		return true;
	return strncmp(typed + 2, row->name, len) == 0 && (!typed[len + 2] || typed[len + 2] == '=');
}

static bool take_options(int argc, char *const *argv, struct options *options, struct usage_error *error)
{
	struct option longs[128] = {{0}};
	char shorts[64];
	int got;

	make_getopt(options->command, longs, shorts);
	opterr = 0;
	optind = 0; /* glibc: start afresh, also for a second command line in one process */
	while ((got = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct option_row *row = row_of(got);

		if (got == ':')
			return fail_missing_value(argv, error);
		if (got == '?' || !row)
			return fail_unknown(argv[optind > 0 ? optind - 1 : 0], options, error);
		if (!is_whole(row, typed_option(argv, row)))
			return fail_unknown(typed_option(argv, row), options, error);
		if (!row->set(options, row->value ? optarg : NULL, error))
			return false;
	}
	return true;
}

static bool take_operands(int n, char *const *operands, struct options *options, struct usage_error *error)
{
	int most = options->command == COMMAND_SPF ? 0 : options->command == COMMAND_LOG ? n : 1;

	if (n > most)
		/* TRANSLATORS: {word} is a word of the command line. */
		return fail_about(error, "too-many-arguments",
			_("There is one word too many on the command line: {word}"), "word", operands[most]);
	if (!n)
		return true;
	if (options->command == COMMAND_EXPLAIN || options->command == COMMAND_LOG) {
		options->files = operands;
		options->n_files = (size_t)n;
		return true;
	}
	if (options->command == COMMAND_PRACTICE) {
		options->scenario = operands[0];
		return true;
	}
	if (options->command == COMMAND_WIZARD && !strchr(operands[0], '@'))
		return fail_about(error, "unknown-command",
			/* TRANSLATORS: {word} is a word of the command line; check, explain, log, settings, spf, practice are
			   literal. */
			_("{word} is neither an email address nor a command. The commands are: check, "
			  "explain, "
			  "log, settings, spf, practice."),
			"word", operands[0]);
	return option_address(NULL, operands[0], &options->mailcase.address, error);
}

static bool has_secret(const struct options *options)
{
	return options->password_file || options->password_command || options->password_fd >= 0 ||
	       options->ask_password || options->mailcase.oauth_client[0];
}

static bool send_fits(const struct options *options, struct usage_error *error)
{
	if (options->send && options->command == COMMAND_CHECK && !options->yes)
		return usage_fail(error, "needs-yes",
			_("The command check never asks for anything. With --send it needs --yes, which says "
			  "that a test mail may really be sent."),
			NULL, 0);
	if (options->send && options->command == COMMAND_CHECK && !options->mailcase.address.full[0])
		return usage_fail(error, "missing-address",
			_("The option --send needs your email address: the test mail goes there."), NULL, 0);
	if (options->yes && !options->send)
		return usage_fail(error, "needs-send",
			_("The option --yes goes with --send: it agrees that a test mail is really sent."),
			NULL, 0);
	if (options->mailcase.send_to[0] && !options->send)
		return usage_fail(error, "needs-send",
			_("The option --send-to goes with --send: it names who gets a test mail, too."), NULL,
			0);
	return true;
}

static bool code_fits(const struct options *options, struct usage_error *error)
{
	const struct mailcase *mailcase = &options->mailcase;

	if (mailcase->oauth_tenant[0] && !mailcase->oauth_client[0])
		return usage_fail(error, "needs-client",
			_("The option --oauth-tenant goes with --oauth-client: it names whose accounts they "
			  "are."),
			NULL, 0);
	if (mailcase->oauth_client[0] && (mailcase->no_login || mailcase->offline))
		return usage_fail(error, "conflict",
			_("The option --oauth-client signs in, and goes neither with --no-login nor with "
			  "--offline."),
			NULL, 0);
	return true;
}

static bool inbox_fits(const struct options *options, struct usage_error *error)
{
	if (!options->mailcase.read_bounces || options->command != COMMAND_CHECK ||
		(has_secret(options) && !options->mailcase.no_login))
		return true;
	return usage_fail(error, "needs-password",
		_("The option --read-bounces needs your password: the inbox is seen only by who signs in."),
		NULL, 0);
}

/* A pause that the whole run has no time for would never be waited to its end. */
static bool pause_fits(const struct options *options, struct usage_error *error)
{
	const struct mailcase *mailcase = &options->mailcase;

	if (!options->timeout_given || mailcase->pause_ms < mailcase->timeout_ms)
		return true;
	return usage_fail(error, "pause-too-long",
		_("With --timeout the whole run ends before the time of --pause is over."), NULL, 0);
}

static bool spf_fits(const struct options *options, struct usage_error *error)
{
	if (options->command != COMMAND_SPF ||
		(options->mailcase.sending_ip[0] && (options->sender || options->helo)))
		return true;
	return usage_fail(error, "missing-sender",
		_("The command spf needs --ip with the server's address, and --sender with the sender's."),
		NULL, 0);
}

static bool log_fits(const struct options *options, struct usage_error *error)
{
	for (size_t i = 0; options->command == COMMAND_LOG && i < options->n_reports; i++) {
		enum report_format format;

		if (report_format_by_ending(options->reports[i], &format) && format == REPORT_HTML)
			return usage_fail(error, "bad-value",
				_("The command log writes reports that end in .txt or .json."), NULL, 0);
	}
	return true;
}

/* What only shows when all options are known. */
static bool fits_together(const struct options *options, struct usage_error *error)
{
	const struct mailcase *mailcase = &options->mailcase;
	bool ask = options->command == COMMAND_CHECK;

	if (options->command == COMMAND_SETTINGS && !mailcase->address.full[0])
		return usage_fail(
			error, "missing-address", _("The command settings needs an email address."), NULL, 0);
	if (ask && !mailcase->address.full[0] && !mailcase->in_use.host[0] && !mailcase->domain[0])
		return usage_fail(error, "missing-address",
			_("Name the email address that cannot send, or a server with --server."), NULL, 0);
	if (ask && options->ask_password)
		return usage_fail(error, "never-asks",
			_("The command check never asks for anything. Give the password with "
			  "--password-file, --password-fd "
			  "or --password-command."),
			NULL, 0);
	if (has_secret(options) && !mailcase_user(mailcase)[0])
		return usage_fail(error, "missing-user",
			_("A password needs the name that it belongs to: an email address, or --user."), NULL,
			0);
	if (mailcase->only && !(mailcase->only & ~mailcase->skip))
		return usage_fail(error, "nothing-left",
			_("With --only and --skip together no step is left to test."), NULL, 0);
	return spf_fits(options, error) && send_fits(options, error) && code_fits(options, error) &&
	       inbox_fits(options, error) && pause_fits(options, error) && log_fits(options, error);
}

static bool take_all(int argc, char *const *argv, struct options *options, struct usage_error *error)
{
	int skip = options->command == COMMAND_WIZARD ? 0 : 1; /* argv[skip] stands for the program's name */

	if (!take_options(argc - skip, argv + skip, options, error))
		return false;
	return options->help || options->version ||
	       (take_operands(argc - skip - optind, argv + skip + optind, options, error) &&
		       import_read(options, error) && fits_together(options, error));
}

/* What --wait takes beyond the part of the usual time that waiting has anyway. */
static int64_t wait_beyond(const struct mailcase *mailcase)
{
	return mailcase->wait_ms > ARRIVAL_WAIT_MS ? mailcase->wait_ms - ARRIVAL_WAIT_MS : 0;
}

bool options_parse(int argc, char *const *argv, struct options *options_r, struct usage_error *error_r)
{
	struct options options = {.command = options_command(argc, argv), .password_fd = -1};

	mailcase_init(&options.mailcase);
	if (!take_all(argc, argv, &options, error_r)) {
		options_release(&options);
		return false;
	}
	if (!options.help && !options.version) {
		options.mailcase.send = options.send && options.yes;
		if (!options.timeout_given) /* the usual time, beside the pause */
			options.mailcase.timeout_ms +=
				options.mailcase.pause_ms + wait_beyond(&options.mailcase);
	}
	*options_r = options;
	return true;
}
