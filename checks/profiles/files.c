/*
 * The one door to files of mail programs. Everything that could do harm is turned away here, so that no dialect has to think of it.
 */
#include "checks/profiles/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/utf8.h"
#include "checks/engine/words.h"

bool reading_path(const struct reading *reading, const char *path, char *path_r, size_t size)
{
	int len;

	if (path[0] == '/')
		return str_copy(path_r, size, path);
	if (!reading->home[0])
		return false;
	if (path[0] == '~' && (path[1] == '/' || !path[1]))
		path += path[1] ? 2 : 1;
	len = snprintf(path_r, size, "%s/%s", reading->home, path);
	return len >= 0 && (size_t)len < size;
}

void reading_place(const struct reading *reading, const char *path, int line, struct profile_place *place_r)
{
	char whole[PROFILE_PLACE_MAX];
	size_t home = strlen(reading->home);
	const char *shown = path;

	*place_r = (struct profile_place){.line = line};
	if (reading_path(reading, path, whole, sizeof whole))
		shown = whole;
	if (home > 1 && strncmp(shown, reading->home, home) == 0 && shown[home] == '/') {
		place_r->file[0] = '~';
		shown += home;
	}
	text_harmless_buf(place_r->file + strlen(place_r->file), sizeof place_r->file - strlen(place_r->file),
		shown, strlen(shown));
}

void reading_refuse(struct reading *reading, const char *path, const char *why, bool grave)
{
	struct profiles *into = reading->into;
	struct profile_refusal refusal = {.why = why, .grave = grave};

	reading_place(reading, path, 0, &refusal.place);
	for (size_t i = 0; i < into->n_refusals; i++)
		if (into->refusals[i].why == why &&
			strcmp(into->refusals[i].place.file, refusal.place.file) == 0)
			return;
	if (into->n_refusals < REFUSALS_MAX)
		into->refusals[into->n_refusals++] = refusal;
}

/* Why a file was not read; NULL for one that is not there, which says nothing. */
static const char *why_not(enum computer_answer answer)
{
	switch (answer) {
	case COMPUTER_FORBIDDEN:
		return N_("You may not read this file.");
	case COMPUTER_FOREIGN:
		return N_(
			"This file belongs to somebody else. Only your own files and those of the system are "
			"read.");
	case COMPUTER_NO_FILE:
		return N_("This is not a file with settings but a folder, a device or a pipe.");
	case COMPUTER_TOO_LARGE:
		return N_("This file is larger than one megabyte. Files with settings are much smaller.");
	case COMPUTER_FAILED:
		return N_("This file could not be read.");
	case COMPUTER_READ:
	case COMPUTER_ABSENT:
		break;
	}
	return NULL;
}

static void refuse_for(struct reading *reading, const char *path, enum computer_answer answer)
{
	const char *why = why_not(answer);

	/* Looking where nothing is costs nothing: programs have many places. */
	reading->files -= answer == COMPUTER_ABSENT;

	if (why)
		reading_refuse(reading, path, why, answer != COMPUTER_FORBIDDEN);
}

/* Counts one more file; false when there were enough. */
static bool may_go_on(struct reading *reading, const char *path)
{
	if (reading->files < READING_FILES_MAX && reading->bytes < READING_BYTES_MAX) {
		reading->files++;
		return true;
	}
	reading_refuse(reading, path,
		N_("Too many files belong to these settings. The rest of them was not read."), true);
	return false;
}

bool reading_file(struct reading *reading, const char *path, struct str *text_r)
{
	char whole[PROFILE_PLACE_MAX];
	enum computer_answer answer;

	str_clear(text_r);
	if (!reading_path(reading, path, whole, sizeof whole) || !may_go_on(reading, whole))
		return false;
	answer = computer_guarded(reading->mailcase, whole, text_r);
	reading->bytes += text_r->len;
	refuse_for(reading, whole, answer);
	return answer == COMPUTER_READ;
}

bool reading_open(struct reading *reading, const char *path, int *fd_r, struct computer_about *about_r)
{
	char whole[PROFILE_PLACE_MAX];
	enum computer_answer answer;

	if (!reading_path(reading, path, whole, sizeof whole) || !may_go_on(reading, whole))
		return false;
	answer = computer_guarded_open(reading->mailcase, whole, fd_r, about_r);
	refuse_for(reading, whole, answer);
	return answer == COMPUTER_READ;
}

bool reading_folder(struct reading *reading, const char *path, struct str *names_r)
{
	char whole[PROFILE_PLACE_MAX];
	enum computer_answer answer;
	size_t len;

	str_clear(names_r);
	if (!reading_path(reading, path, whole, sizeof whole) || !may_go_on(reading, whole))
		return false;
	/* A stand-in's folder ends in a slash. */
	len = strlen(whole);
	if (len && whole[len - 1] != '/' && len + 1 < sizeof whole)
		str_copy(whole + len, sizeof whole - len, "/");
	answer = computer_list(reading->mailcase, whole, names_r);
	reading->bytes += names_r->len;
	reading->files -= answer == COMPUTER_ABSENT;
	if (answer == COMPUTER_FORBIDDEN)
		reading_refuse(reading, whole, N_("You may not look into this folder."), false);
	return answer == COMPUTER_READ;
}

bool reading_enter(struct reading *reading, const char *path)
{
	char whole[PROFILE_PLACE_MAX];

	if (!reading_path(reading, path, whole, sizeof whole))
		return false;
	for (size_t i = 0; i < reading->depth; i++) {
		if (strcmp(reading->open[i], whole) == 0) {
			reading_refuse(reading, whole,
				N_("This file is included by itself, in a circle. It was read once."), true);
			return false;
		}
	}
	if (reading->depth == READING_DEPTH_MAX) {
		reading_refuse(reading, whole,
			N_("Files that include files go too deep here. This one was not read."), true);
		return false;
	}
	reading->open[reading->depth++] = mem_strdup(whole);
	return true;
}

void reading_leave(struct reading *reading)
{
	free(reading->open[--reading->depth]);
}

struct profile *reading_profile(struct reading *reading, enum program program)
{
	struct profile *profile;

	if (reading->into->found.n >= PROFILES_MAX)
		return NULL;
	profile = VEC_ADD(&reading->into->found);
	profile->program = program;
	profile->state.outbox = -1;
	return profile;
}
