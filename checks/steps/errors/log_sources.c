/*
 * The usual places of a log, looked for in their directories.
 */
#include "checks/steps/errors/log_sources.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/engine/computer.h"

#define PATH_BYTES 512

static int by_time(const void *a, const void *b)
{
	const struct log_source *one = a, *other = b;
	int order = log_rotation_compare(&one->part, &other->part);

	return order ? order : strcmp(one->path, other->path);
}

static void add(struct log_sources *sources, const struct log_place *place, const char *path,
	const struct log_rotation *part)
{
	struct log_source *source = VEC_ADD(&sources->list);

	source->path = mem_strdup(path);
	source->place = place;
	source->part = *part;
}

/* While a part is being compressed it is there twice: the whole one counts. */
static void drop_twins(struct log_sources *sources, size_t from)
{
	size_t kept = from;

	for (size_t i = from; i < sources->list.n; i++) {
		struct log_source *source = &sources->list.items[i];

		if (kept > from &&
			log_rotation_compare(&sources->list.items[kept - 1].part, &source->part) == 0) {
			free(source->path);
			continue;
		}
		sources->list.items[kept++] = *source;
	}
	sources->list.n = kept;
}

/* A directory, as /var/log/mail is on some systems, is no log. */
static bool is_directory(const struct mailcase *mailcase, const char *path)
{
	STR_AUTO struct str names = STR_INIT;
	char directory[PATH_BYTES];

	snprintf(directory, sizeof directory, "%s/", path);
	return computer_list(mailcase, directory, &names) == COMPUTER_READ;
}

static void find_at(
	const struct mailcase *mailcase, const struct log_place *place, struct log_sources *sources)
{
	const char *base = strrchr(place->path, '/') + 1;
	const struct log_rotation newest = {.kind = LOG_NEWEST};
	STR_AUTO struct str names = STR_INIT;
	char directory[PATH_BYTES], path[PATH_BYTES + 256], name[256];
	size_t from = sources->list.n;

	snprintf(directory, sizeof directory, "%.*s", (int)(base - place->path), place->path);
	if (computer_list(mailcase, directory, &names) != COMPUTER_READ) {
		if (!is_directory(mailcase, place->path))
			add(sources, place, place->path, &newest);
		return;
	}
	for (const char *at = str_text(&names); *at;) {
		size_t len = strcspn(at, "\n");
		struct log_rotation part;

		snprintf(name, sizeof name, "%.*s", (int)len, at);
		at += len + (at[len] == '\n');
		if (!log_rotation_read(base, name, &part))
			continue;
		snprintf(path, sizeof path, "%s%s", directory, name);
		if (len < sizeof name && !is_directory(mailcase, path))
			add(sources, place, path, &part);
	}
	if (sources->list.n > from)
		qsort(sources->list.items + from, sources->list.n - from, sizeof *sources->list.items,
			by_time);
	drop_twins(sources, from);
}

void log_sources_find(const struct mailcase *mailcase, struct log_sources *sources_r)
{
	for (size_t i = 0; i < log_places_n; i++)
		find_at(mailcase, &log_places[i], sources_r);
}

void log_sources_newest(struct log_sources *sources, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < sources->list.n; i++) {
		struct log_source *source = &sources->list.items[i];
		size_t later = 0;

		for (size_t k = i + 1; k < sources->list.n; k++)
			later += sources->list.items[k].place == source->place;
		if (later < n)
			sources->list.items[kept++] = *source;
		else
			free(source->path);
	}
	sources->list.n = kept;
}

void log_sources_release(struct log_sources *sources)
{
	for (size_t i = 0; i < sources->list.n; i++)
		free(sources->list.items[i].path);
	VEC_RELEASE(&sources->list);
}
