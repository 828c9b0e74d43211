/*
 * Which programs are looked at, and what came of it: the way from a case to the accounts that its programs hold.
 */
#include "checks/profiles/profile.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/utf8.h"
#include "checks/engine/computer.h"
#include "checks/engine/words.h"
#include "checks/profiles/dialect.h"
#include "checks/profiles/files.h"
#include "checks/profiles/take.h"
#include "checks/profiles/text.h"

static const struct {
	const char *name;
	enum cause_id cause;
} mistakes[] = {
#define MISTAKE_ROW(id, name, cause) [MISTAKE_##id] = {name, cause},
	MISTAKES(MISTAKE_ROW)
#undef MISTAKE_ROW
};
_Static_assert(sizeof mistakes / sizeof mistakes[0] == MISTAKE_N, "a row for each mistake");

const char *mistake_name(enum mistake_id id)
{
	return mistakes[id].name;
}

enum cause_id mistake_cause(enum mistake_id id)
{
	return mistakes[id].cause;
}

void profiles_release(struct profiles *profiles)
{
	VEC_RELEASE(&profiles->found);
	profiles->n_refusals = 0;
}

/* Several lines made harmless, cut to fit. */
static void copy_lines(char *dst, size_t size, const char *text)
{
	STR_AUTO struct str harmless = STR_INIT;

	text_harmless(&harmless, text, strlen(text), TEXT_KEEP_LINES, size - 1);
	str_copy(dst, size, str_text(&harmless));
}

/* One line made harmless, cut to fit; an address of a server without its password, whoever forgot it. */
static void copy_shown(char *dst, size_t size, const char *text)
{
	STR_SECRET struct str shown = STR_INIT;

	if (strstr(text, "://"))
		address_without_secret(text, &shown);
	else
		str_add(&shown, text);
	text_harmless_buf(dst, size, str_text(&shown), shown.len);
}

void profile_mistake(struct profile *profile, enum mistake_id id, const struct profile_place *place,
	const char *is, const char *change, const char *what)
{
	struct mistake *mistake;

	for (size_t i = 0; i < profile->n_mistakes; i++) {
		mistake = &profile->mistakes[i];
		if (mistake->id == id && mistake->place.line == place->line &&
			strcmp(mistake->place.file, place->file) == 0)
			return;
	}
	if (profile->n_mistakes == MISTAKES_MAX)
		return;
	mistake = &profile->mistakes[profile->n_mistakes++];
	*mistake = (struct mistake){.id = id, .place = *place};
	if (is)
		copy_shown(mistake->is, sizeof mistake->is, is);
	if (change)
		copy_lines(mistake->change, sizeof mistake->change, change);
	if (what)
		copy_shown(mistake->what, sizeof mistake->what, what);
}

static void reading_start(
	const struct mailcase *mailcase, struct profiles *profiles_r, struct reading *reading_r)
{
	*profiles_r = (struct profiles){0};
	*reading_r = (struct reading){.mailcase = mailcase, .into = profiles_r};
	if (!computer_home(mailcase, reading_r->home, sizeof reading_r->home))
		reading_r->home[0] = '\0';
	if (!computer_config_home(mailcase, reading_r->config, sizeof reading_r->config))
		reading_r->config[0] = '\0';
}

/* The usual account first, the others in the order of the file. */
static void usual_first(struct profile *found, size_t n)
{
	struct profile usual;

	for (size_t i = 1; i < n; i++) {
		if (!found[i].usual || found[0].usual)
			continue;
		usual = found[i];
		memmove(found + 1, found, i * sizeof *found);
		found[0] = usual;
	}
}

static void find_of(const struct dialect *dialect, struct reading *reading)
{
	size_t before = reading->into->found.n;

	dialect->find(reading);
	if (reading->into->found.n > before)
		usual_first(reading->into->found.items + before, reading->into->found.n - before);
}

static void judge_all(struct profiles *profiles)
{
	for (size_t i = 0; i < profiles->found.n; i++)
		profile_judge(&profiles->found.items[i], profiles);
}

static bool is_among(enum program program, const enum program *programs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (programs[i] == program)
			return true;
	return false;
}

void profiles_find(const struct mailcase *mailcase, struct profiles *profiles_r)
{
	enum program present[PROGRAM_N];
	size_t n = profiles_present(mailcase, present, PROGRAM_N);
	bool servers = mailcase->role == ROLE_ADMIN;
	struct reading reading;

	reading_start(mailcase, profiles_r, &reading);
	for (size_t i = 0; i < dialects_n; i++)
		if (servers ? dialects[i]->server : is_among(dialects[i]->program, present, n))
			find_of(dialects[i], &reading);
	judge_all(profiles_r);
}

void profiles_of_program(const struct mailcase *mailcase, enum program program, struct profiles *profiles_r)
{
	const struct dialect *dialect = dialect_of(program);
	struct reading reading;

	reading_start(mailcase, profiles_r, &reading);
	if (!dialect)
		return;
	find_of(dialect, &reading);
	judge_all(profiles_r);
}

/* Reads it in the way of every program that knows it so, until one finds an account. True where one knew it. */
static bool read_as_known(struct reading *reading, const char *path, const char *text)
{
	bool known = false;

	for (size_t i = 0; i < dialects_n && !reading->into->found.n; i++) {
		if (!dialects[i]->knows(path, text))
			continue;
		known = true;
		dialects[i]->read(reading, path);
	}
	return known;
}

bool profiles_of_file(const struct mailcase *mailcase, const char *path, struct profiles *profiles_r)
{
	STR_SECRET struct str text = STR_INIT;
	struct reading reading;
	bool known;

	reading_start(mailcase, profiles_r, &reading);
	if (!reading_file(&reading, path, &text)) {
		if (!profiles_r->n_refusals)
			reading_refuse(&reading, path, N_("There is no such file."), true);
		return false;
	}
	known = read_as_known(&reading, path, NULL);
	if (!profiles_r->found.n)
		known = read_as_known(&reading, path, str_text(&text)) || known;
	usual_first(profiles_r->found.items, profiles_r->found.n);
	judge_all(profiles_r);
	return known;
}
