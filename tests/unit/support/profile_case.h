/*
 * Mistakes in the settings of mail programs, as tables: the files as they stand on a stand-in computer, the account that must be read
 * from them, and every mistake with its file, line and change. A row is whole: a mistake that is not named must not be said.
 */
#ifndef MAILMEND_TESTS_PROFILE_CASE_H
#define MAILMEND_TESTS_PROFILE_CASE_H

#include <stdio.h>
#include <string.h>

#include "checks/engine/computer.h"
#include "checks/engine/mailcase.h"
#include "checks/profiles/profile.h"

#define PROFILE_CASE_FILES    10
#define PROFILE_CASE_MISTAKES 6

struct profile_case_mistake {
	enum mistake_id id;
	const char *file; /* as a person would type it; NULL: not compared, as below */
	int line;
	const char *is;	    /* the whole of it */
	const char *change; /* must stand in it; "": there is none */
	const char *what;   /* the whole of it */
};

struct profile_case {
	const char *name; /* of the row, for who reads a failure */
	enum program program;
	const char *import; /* --import FILE; NULL: whatever the program keeps */
	enum role role;
	struct computer_file files[PROFILE_CASE_FILES];
	size_t accounts; /* how many in all; 0: one, unless none is set */
	bool none;	 /* no account at all */
	size_t which;	 /* which of them is meant below */
	const char *account, *address, *host, *user, *method, *hands_to; /* NULL: not compared */
	int port;							 /* 0: not compared */
	const char *security;						 /* "tls", …; NULL: not compared */
	int login;	  /* enum profile_login; 0: not compared */
	const char *file; /* where the host stands, and its line */
	int line;
	const char *in_host;
	int in_port;
	size_t refusals;
	size_t n_mistakes;
	struct profile_case_mistake mistakes[PROFILE_CASE_MISTAKES];
};

/* What to tell when a row fails: each difference on a line. Gives how many there are. */
struct profile_case_faults {
	const struct profile_case *row;
	size_t n;
};

static inline void profile_case_text(
	struct profile_case_faults *faults, const char *what, const char *is, const char *wanted)
{
	if (!wanted || strcmp(is, wanted) == 0)
		return;
	fprintf(stderr, "%s: %s is \"%s\", not \"%s\"\n", faults->row->name, what, is, wanted);
	faults->n++;
}

static inline void profile_case_number(
	struct profile_case_faults *faults, const char *what, int is, int wanted)
{
	if (!wanted || is == wanted)
		return;
	fprintf(stderr, "%s: %s is %d, not %d\n", faults->row->name, what, is, wanted);
	faults->n++;
}

static inline bool profile_case_fits(const struct mistake *mistake, const struct profile_case_mistake *wanted)
{
	if (mistake->id != wanted->id || (wanted->file && strcmp(mistake->place.file, wanted->file) != 0) ||
		(wanted->line && mistake->place.line != wanted->line) ||
		(wanted->is && strcmp(mistake->is, wanted->is) != 0) ||
		(wanted->what && strcmp(mistake->what, wanted->what) != 0))
		return false;
	if (wanted->change && !*wanted->change)
		return !mistake->change[0];
	return !wanted->change || strstr(mistake->change, wanted->change);
}

static inline void profile_case_say(
	const struct profile_case *row, const char *said, const struct mistake *mistake)
{
	fprintf(stderr, "%s: %s %s %s:%d is \"%s\" what \"%s\" change \"%s\"\n", row->name, said,
		mistake_name(mistake->id), mistake->place.file, mistake->place.line, mistake->is,
		mistake->what, mistake->change);
}

static inline void profile_case_mistakes(
	struct profile_case_faults *faults, const struct profile *profile, const struct profile_case *row)
{
	bool met[MISTAKES_MAX] = {false};

	for (size_t i = 0; i < row->n_mistakes; i++) {
		size_t j = 0;

		while (j < profile->n_mistakes &&
			(met[j] || !profile_case_fits(&profile->mistakes[j], &row->mistakes[i])))
			j++;
		if (j < profile->n_mistakes) {
			met[j] = true;
			continue;
		}
		fprintf(stderr, "%s: the mistake %s is not said so\n", row->name,
			mistake_name(row->mistakes[i].id));
		faults->n++;
	}
	for (size_t j = 0; j < profile->n_mistakes; j++) {
		if (met[j])
			continue;
		profile_case_say(row, "unexpected", &profile->mistakes[j]);
		faults->n++;
	}
}

static inline void profile_case_account(
	struct profile_case_faults *faults, const struct profile *profile, const struct profile_case *row)
{
	const struct profile_server *out = &profile->out;

	profile_case_text(faults, "the account", profile->name, row->account);
	profile_case_text(faults, "the address", profile->address, row->address);
	profile_case_text(faults, "the server", out->settings.host, row->host);
	profile_case_text(faults, "the user", out->settings.user, row->user);
	profile_case_text(faults, "the method", out->method, row->method);
	profile_case_text(faults, "the program behind", profile->hands_to, row->hands_to);
	profile_case_text(faults, "the security", security_name(out->settings.security), row->security);
	profile_case_text(faults, "the file", out->place.file, row->file);
	profile_case_text(faults, "the incoming server", profile->in.settings.host, row->in_host);
	profile_case_number(faults, "the port", out->settings.port, row->port);
	profile_case_number(faults, "the login", (int)out->login, row->login);
	profile_case_number(faults, "the line", out->place.line, row->line);
	profile_case_number(faults, "the incoming port", profile->in.settings.port, row->in_port);
	profile_case_mistakes(faults, profile, row);
}

/* Reads the files of this computer as the program would, and gives the number of differences, each told on stderr. */
static inline size_t profile_case_on(const struct profile_case *row, const struct computer *computer)
{
	struct profile_case_faults faults = {.row = row};
	size_t wanted = row->none ? 0 : row->accounts ? row->accounts : 1;
	PROFILES_AUTO struct profiles profiles = {.n_refusals = 0};
	static struct mailcase mailcase;

	mailcase_init(&mailcase);
	mailcase.computer = computer;
	mailcase.role = row->role;
	if (row->import)
		(void)profiles_of_file(&mailcase, row->import, &profiles);
	else
		profiles_of_program(&mailcase, row->program, &profiles);
	if (profiles.found.n != wanted) {
		fprintf(stderr, "%s: %zu accounts, not %zu\n", row->name, profiles.found.n, wanted);
		return 1;
	}
	if (profiles.n_refusals != row->refusals) {
		fprintf(stderr, "%s: %zu files refused, not %zu\n", row->name, profiles.n_refusals,
			row->refusals);
		faults.n++;
	}
	if (row->which < profiles.found.n) {
		profile_case_number(&faults, "the program", (int)profiles.found.items[row->which].program,
			(int)row->program);
		profile_case_account(&faults, &profiles.found.items[row->which], row);
	}
	return faults.n;
}

/* The same with the row's own files. */
static inline size_t profile_case_run(const struct profile_case *row)
{
	const struct computer computer = {.files = row->files, .root = row->role == ROLE_ADMIN};

	return profile_case_on(row, &computer);
}

/* How many of the rows fail. program: whose files all of them are; PROGRAM_UNKNOWN: each row says so itself. */
static inline size_t profile_cases_run(const struct profile_case *rows, size_t n, enum program program)
{
	size_t failed = 0;

	for (size_t i = 0; i < n; i++) {
		struct profile_case row = rows[i];

		if (program != PROGRAM_UNKNOWN)
			row.program = program;
		failed += profile_case_run(&row) ? 1 : 0;
	}
	return failed;
}

/* A test of a whole table, by its name. */
#define PROFILE_CASES_TEST(test, rows, program)                                                              \
	static void test(void **state)                                                                       \
	{                                                                                                    \
		(void)state;                                                                                 \
		assert_int_equal(profile_cases_run(rows, sizeof(rows) / sizeof *(rows), program), 0);        \
	}

#endif
