/*
 * --help, made from the option table.
 */
#include "src/options_set.h"

#include "ui/words/words.h"

#define COLUMNS	    78
#define HELP_COLUMN 30

struct command_help {
	const char *usage; /* literal but for N_() words in it */
	const char *about; /* N_() */
};

static const struct command_help pages[COMMAND_N] = {
	[COMMAND_WIZARD] = {N_("mailmend [OPTION...] [ADDRESS]"),
		N_("Finds out why email can be received but not sent, and says what to do. Without a command "
		   "the wizard leads "
		   "through the tips, one screen at a time.")},
	[COMMAND_CHECK] = {N_("mailmend check [OPTION...] [ADDRESS]"),
		N_("Tests everything without the wizard. The exit code is 0 when nothing stands in the way "
		   "of sending, 1 when a "
		   "problem was found, 3 when it could not be found out, 2 when the command line is wrong.")},
	[COMMAND_EXPLAIN] = {N_("mailmend explain [OPTION...] [FILE|-]"),
		N_("Explains an error message, the reply of a mail server, or a mail that came back (as a "
		   "file, "
		   "with its header lines). Without FILE, or with -, it is read from standard input. Nobody "
		   "is "
		   "asked: what is given is only read here.")},
	[COMMAND_SETTINGS] = {N_("mailmend settings [OPTION...] ADDRESS"),
		N_("Tells the right settings for an address, and where they come from.")},
	[COMMAND_SPF] = {N_("mailmend spf [OPTION...] --ip IP --sender ADDRESS [--helo NAME]"),
		N_("Tells whether a receiver would believe this sender (SPF, RFC 7208), and how that was "
		   "worked "
		   "out.")},
	[COMMAND_LOG] = {N_("mailmend log [OPTION...] [FILE...|-]"),
		N_("Explains a mail server's log: how many mails went out, how many did not, why, and what "
		   "to "
		   "do. Without FILE the usual places of this computer are read, and its queue; - is "
		   "standard "
		   "input. Files may be compressed with gzip.")},
	[COMMAND_PRACTICE] = {N_("mailmend practice [OPTION...] [SCENARIO]"),
		N_("Plays the wizard against built-in servers with a known fault. No network is used.")},
};

static const char commands_page[] = N_("Commands:\n"
				       "  check      test everything without the wizard\n"
				       "  explain    explain an error message or a mail that came back\n"
				       "  log        explain a mail server's log\n"
				       "  settings   tell the right settings for an address\n"
				       "  spf        would this sender be believed?\n"
				       "  practice   practise with built-in servers\n"
				       "Each has its own --help.");

static void add_option(struct str *out, const struct option_row *row)
{
	struct str STR_AUTO left = STR_INIT;
	struct str STR_AUTO help = STR_INIT;
	int width;

	str_add(&left, "  ");
	if (row->letter)
		str_addf(&left, "-%c, ", row->letter);
	str_addf(&left, "--%s", row->name);
	if (row->value)
		str_addf(&left, " %s", _(row->value));
	str_add(out, str_text(&left));
	width = words_width(str_text(&left));
	words_wrap_str(&help, _(row->help), COLUMNS, HELP_COLUMN);
	if (width < HELP_COLUMN - 1) { /* the first line stands beside the option */
		for (; width < HELP_COLUMN; width++)
			str_add_char(out, ' ');
		str_add(out, str_text(&help) + HELP_COLUMN);
	} else {
		str_addf(out, "\n%s", str_text(&help));
	}
}

void options_help(enum command command, struct str *out)
{
	const struct command_help *page = &pages[command];

	str_add(out, _("Usage:"));
	str_addf(out, " %s\n\n", _(page->usage));
	words_wrap_str(out, _(page->about), COLUMNS, 0);
	if (command == COMMAND_WIZARD)
		str_addf(out, "\n%s\n", _(commands_page));
	str_addf(out, "\n%s\n", _("Options:"));
	for (size_t i = 0; i < option_rows_n; i++) {
		if ((option_rows[i].commands & COMMAND_BIT(command)) && option_rows[i].help)
			add_option(out, &option_rows[i]);
	}
	if (command == COMMAND_WIZARD || command == COMMAND_CHECK) {
		struct str STR_AUTO names = STR_INIT;

		for (int s = 0; s < STEP_N; s++)
			str_addf(&names, "%s%s", s ? ", " : "", step_name((enum step)s));

		const struct arg arg = A_NAME("steps", str_text(&names));
		struct str STR_AUTO text = STR_INIT;

		/* TRANSLATORS: {steps} is a list of literal words. */
		words_fill(&text, _("The steps are: {steps}."), &arg, 1, &(struct words_style){0});
		str_add_char(out, '\n');
		words_wrap_str(out, str_text(&text), COLUMNS, 0);
	}
}
