/*
 * The command line: one table of options that getopt_long, --help and the completion read, and what it comes to.
 *
 * A command line that is wrong gives one clear sentence: what was wrong, and what is allowed. It never repeats what may be a
 * secret.
 */
#ifndef MAILMEND_OPTIONS_H
#define MAILMEND_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/engine/mailcase.h"

enum command {
	COMMAND_WIZARD,
	COMMAND_CHECK,
	COMMAND_EXPLAIN,
	COMMAND_LOG,
	COMMAND_SETTINGS,
	COMMAND_SPF,
	COMMAND_PRACTICE,
	COMMAND_N
};
const char *command_name(enum command command); /* "wizard", "check", … */

#define REPORTS_MAX 4

enum mask_choice { MASK_DEFAULT, MASK_YES, MASK_NO };

struct options {
	enum command command;
	struct mailcase mailcase;
	bool help, version;
	bool since_last;	      /* check: what is otherwise than in the last kept run */
	const struct outline *before; /* that run; NULL: none. Borrowed */
	bool resume;		      /* wizard: go on where one stopped, without asking */
	bool json, no_color, plain, no_plain, mouse, list, check;
	bool send, yes; /* --send: a test mail; --yes: without being asked first */
	bool timeout_given;
	enum mask_choice mask;
	const char *reports[REPORTS_MAX]; /* paths; --report may stand several times */
	size_t n_reports;
	const char *transcript; /* a path, NULL for none */
	/* where the secret comes from; at most one of them */
	const char *password_file, *password_command;
	int password_fd; /* -1: none */
	bool ask_password;
	const char *scenario;
	char *const *files; /* explain, log: what is to be read; "-" is standard input */
	size_t n_files;
	struct profiles *imported; /* owned: what --import read; NULL without it */
	char *mail;		   /* owned: what mailcase.mail points to; NULL without --mail */
	bool follow, queue;	   /* log: go on reading; look into this computer's queue too */
	int64_t since;		   /* log: seconds since 1970, 0: all of it */
	const char *sender, *helo; /* --sender and --helo as they were given; NULL: not */
};

/* Why a command line is wrong. */
struct usage_error {
	char id[32];	 /* "unknown-option", stable, for the JSON */
	struct str text; /* in the language in use; str_release */
};

/* Whether --json is among the arguments, and the value of --lang (NULL without it), before anything else is understood. */
bool options_want_json(int argc, char *const *argv);
const char *options_language(int argc, char *const *argv);

/* The command that the arguments name; COMMAND_WIZARD without one. */
enum command options_command(int argc, char *const *argv);

/*
 * Reads the whole command line, files named in it included (--message, --mail), but neither secret nor key. False with the reason in
 * error_r. The strings in options_r point into argv.
 */
bool options_parse(int argc, char *const *argv, struct options *options_r, struct usage_error *error_r);

/* After options_parse gave true. */
void options_release(struct options *options);

/* Whether the arguments name this command, an option of it and a value that --help speaks of: the page, made from the table. */
void options_help(enum command command, struct str *out);

/* --- shared by options.c, options_case.c and options_help.c --- */

#define COMMAND_BIT(command) (1U << (command))

struct option_row {
	const char *name;  /* "server"; without the dashes */
	char letter;	   /* 'h'; 0 for none */
	const char *value; /* N_(): what stands for the value in --help; NULL: takes none */
	unsigned commands; /* COMMAND_BIT mask */
	const char *help;  /* N_() */
	/* Sets it; false with error. value is NULL where it takes none. */
	bool (*set)(struct options *options, const char *value, struct usage_error *error);
};

extern const struct option_row option_rows[];
extern const size_t option_rows_n;

struct arg;

/* Sets the error: id, and the translated text with its placeholders filled. Always false. */
bool usage_fail(
	struct usage_error *error, const char *id, const char *translated, const struct arg *args, size_t n);

/* An address as typed; one sentence for each fault. */
bool option_address(
	const char *option, const char *text, struct mail_address *address_r, struct usage_error *error);

#endif
