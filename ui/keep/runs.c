/*
 * Names sort by time: 20261122T021530.123456-1a2b.json. What lies there under another name is not ours and left alone.
 */
#include "ui/keep/runs.h"

#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/random.h"
#include "checks/base/utf8.h"
#include "ui/keep/config.h"
#include "ui/keep/keep.h"
#include "ui/keep/keep_file.h"
#include "ui/keep/outline_json.h"

#define RUNS_SCHEMA 1
#define NAME_DIGITS "20261122T021530.123456-"

/* Whose mail it is about. */
static const char *subject(const struct mailcase *mailcase)
{
	if (mailcase->role == ROLE_ADMIN && mailcase_domain(mailcase)[0])
		return mailcase_domain(mailcase);
	if (mailcase->address.full[0])
		return mailcase->address.full;
	return mailcase->in_use.host;
}

static const char *role_name(const struct mailcase *mailcase)
{
	return mailcase->role == ROLE_ADMIN ? "admin" : "user";
}

/* --- the folder --- */

static bool is_run(const char *name)
{
	size_t len = strlen(NAME_DIGITS);

	return strlen(name) == len + 9 && name[8] == 'T' && name[len - 1] == '-' &&
	       strspn(name, "0123456789") == 8 && strcmp(name + len + 4, ".json") == 0;
}

static int newest_first(const void *a, const void *b)
{
	return strcmp(*(char *const *)b, *(char *const *)a);
}

struct names {
	VEC(char *) v;
};

static void names_release(struct names *names)
{
	for (size_t i = 0; i < names->v.n; i++)
		free(names->v.items[i]);
	VEC_RELEASE(&names->v);
}

static void list(const char *folder, struct names *names)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (is_run(entry->d_name))
			*VEC_ADD(&names->v) = str_print("%s/%s", folder, entry->d_name);
	if (dir)
		closedir(dir);
	if (names->v.n)
		qsort(names->v.items, names->v.n, sizeof *names->v.items, newest_first);
}

static void forget_oldest(const char *folder)
{
	struct names names = {0};

	list(folder, &names);
	for (size_t i = RUNS_MAX; i < names.v.n; i++)
		unlink(names.v.items[i]);
	names_release(&names);
}

/* --- writing --- */

static char *new_path(const char *folder)
{
	struct timespec now;
	struct tm utc;
	char when[32];

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	strftime(when, sizeof when, "%Y%m%dT%H%M%S", &utc);
	return str_print("%s/%s.%06ld-%04x.json", folder, when, now.tv_nsec / 1000, random_u16());
}

/* JSON is UTF-8; a name in another character set is compared in its harmless form. */
static void harmless(struct str *out, const char *text)
{
	if (utf8_valid(text, strlen(text)))
		str_add(out, text);
	else
		text_harmless(out, text, strlen(text), 0, 0);
}

static void run_to_json(const struct record *record, struct str *out)
{
	struct str STR_AUTO about = STR_INIT;
	json_t *json;
	char *text;

	harmless(&about, subject(&record->mailcase));
	json = json_pack("{s:i, s:s, s:s, s:s, s:I, s:o}", "mailmend-run", RUNS_SCHEMA, "version",
		MAILMEND_VERSION, "role", role_name(&record->mailcase), "about", str_text(&about), "ms",
		(json_int_t)record->ms, "outline", json_null());
	struct outline outline = {0};
	outline_of(record, &outline);
	json_object_set_new(json, "outline", outline_json(&outline));
	outline_release(&outline);
	text = json_dumps(json, JSON_COMPACT | JSON_SORT_KEYS);
	if (!text)
		mem_exhausted();
	str_add(out, text);
	str_add_char(out, '\n');
	free(text);
	json_decref(json);
}

static void tidy(const char *folder)
{
	char *fresh_path = str_print("%s/new", folder);

	keep_sweep(fresh_path, NULL, NULL);
	free(fresh_path);
}

void runs_tidy(void)
{
	struct err err = ERR_INIT;
	char *folder = keep_place("runs", &err);

	if (folder)
		tidy(folder);
	free(folder);
}

bool runs_add(const struct record *record, struct err *err)
{
	struct str STR_AUTO json = STR_INIT;

	if (record->cancelled || !config_wish("keep", true))
		return true;
	char *folder = keep_place("runs", err);
	if (!folder)
		return false;
	char *path = new_path(folder), *fresh_path = str_print("%s/new", folder);
	struct fresh fresh;
	run_to_json(record, &json);
	bool kept = keep_make_parents(path, err) && fresh_write(&fresh, fresh_path, json.s, json.len, err) &&
		    fresh_commit(&fresh, path, err);
	if (kept) {
		forget_oldest(folder);
		tidy(folder);
	}
	free(fresh_path);
	free(path);
	free(folder);
	return kept;
}

/* --- reading --- */

static bool is_of(const json_t *json, const struct mailcase *mailcase)
{
	const char *role = json_string_value(json_object_get(json, "role"));
	const char *about = json_string_value(json_object_get(json, "about"));
	struct str STR_AUTO wanted = STR_INIT;

	harmless(&wanted, subject(mailcase));
	return json_integer_value(json_object_get(json, "mailmend-run")) == RUNS_SCHEMA && role && about &&
	       strcmp(role, role_name(mailcase)) == 0 && ascii_caseeq(about, str_text(&wanted));
}

static bool read_run(const char *path, const struct mailcase *mailcase, struct outline *outline_r)
{
	struct str STR_AUTO text = STR_INIT;
	struct outline outline = {0};
	json_error_t error;
	json_t *json = NULL;

	if (keep_read_file(path, &text) && !text.cut)
		json = json_loadb(str_text(&text), text.len, JSON_REJECT_DUPLICATES, &error);
	/* A run of a clock that was wrong lies in the future: it is not the last one. */
	bool read = json && is_of(json, mailcase) &&
		    outline_read(json_object_get(json, "outline"), &outline) &&
		    outline.started <= clock_wall();
	json_decref(json);
	if (!read) {
		outline_release(&outline);
		return false;
	}
	outline_release(outline_r);
	*outline_r = outline;
	return true;
}

bool runs_last(const struct mailcase *mailcase, struct outline *outline_r)
{
	struct err err = ERR_INIT;
	struct names names = {0};
	bool found = false;
	char *folder = keep_place("runs", &err);

	if (folder)
		list(folder, &names);
	for (size_t i = 0; i < names.v.n && i < 2 * RUNS_MAX && !found; i++)
		found = read_run(names.v.items[i], mailcase, outline_r);
	names_release(&names);
	free(folder);
	return found;
}
