/*
 * Exim's settings file, line by line; passwords may stand in it. What it would ask others for (${…} and lookups) is left as it stands.
 */
#include "checks/profiles/own_exim_file.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"

#define MACROS_MAX     400
#define CONDITIONS_MAX 16
#define WORK_MAX       ((size_t)1 << 28) /* bytes looked through for macros, of all files together */
#define WORK_PER_LOOK  64 /* what a look costs where there is next to nothing to look through */

struct exim_file {
	struct own_reading *own;
	struct own_list macros;
	char section[24]; /* "router." within "begin routers"; "" for main options and what is not read */
	bool main;	  /* before the first "begin" */
	char driver[64];
	bool skips[CONDITIONS_MAX], met[CONDITIONS_MAX]; /* of each .ifdef that is open */
	size_t deep;
	bool inner;  /* in an included file: its lines are none of the one that is named */
	size_t work; /* of WORK_MAX */
};

static void read_text(struct exim_file *file, const char *text);

/* The name in "NAME = value" or "NAME == value", which begins with a capital letter; 0: it is none. */
static size_t macro_name(const char *line)
{
	size_t len = 0;

	if (line[0] < 'A' || line[0] > 'Z')
		return 0;
	while (ascii_isalnum(line[len]) || line[len] == '_')
		len++;
	return line[len + strspn(line + len, " \t")] == '=' ? len : 0;
}

static void add_macro(struct own_list *macros, const char *line, size_t name, int number)
{
	const char *value = line + name;

	value += strspn(value, " \t");
	value += strspn(value, "=");
	value += strspn(value, " \t");
	if (macros->v.n < MACROS_MAX)
		own_list_add(macros, line, name, value, strlen(value), number);
}

/* Every macro's name in the line becomes its text, in the order in which they were made (specification 6.4). */
static void replace_macros(struct exim_file *file, const char *line, struct str *out)
{
	const struct own_list *macros = &file->macros;
	STR_SECRET struct str from = STR_INIT_MAX(OWN_VALUE_MAX);

	str_add(out, line);
	for (size_t i = 0; i < macros->v.n && file->work < WORK_MAX; i++) {
		const struct own_setting *macro = &macros->v.items[i];
		const char *at, *found;

		file->work += out->len + WORK_PER_LOOK;
		if (!strstr(str_text(out), macro->key))
			continue;
		str_clear(&from);
		str_add_bytes(&from, str_text(out), out->len);
		str_clear(out);
		for (at = str_text(&from); (found = strstr(at, macro->key));
			at = found + strlen(macro->key)) {
			str_add_bytes(out, at, (size_t)(found - at));
			str_add(out, macro->value);
		}
		str_add(out, at);
	}
}

static bool is_skipping(const struct exim_file *file)
{
	for (size_t i = 0; i < file->deep; i++)
		if (file->skips[i])
			return true;
	return false;
}

/* Whether one of the names behind .ifdef is a macro. */
static bool any_macro(struct exim_file *file, const char *names)
{
	char name[128];

	while (own_next_word(&names, name, sizeof name)) {
		file->work += file->macros.v.n * WORK_PER_LOOK;
		if (own_list_find(&file->macros, name))
			return true;
	}
	return false;
}

static void set_condition(struct exim_file *file, bool holds)
{
	file->skips[file->deep - 1] = file->met[file->deep - 1] || !holds;
	file->met[file->deep - 1] |= holds;
}

/* ".ifdef NAME" and its kin. True for a line that is one. */
static bool read_condition(struct exim_file *file, const char *line)
{
	bool negated = ascii_starts(line, ".ifndef ") || ascii_starts(line, ".elifndef ");
	const char *names = line + strcspn(line, " \t");

	if (ascii_starts(line, ".ifdef ") || ascii_starts(line, ".ifndef ")) {
		if (file->deep == CONDITIONS_MAX)
			return true;
		file->skips[file->deep] = file->met[file->deep] = false;
		file->deep++;
		set_condition(file, any_macro(file, names) != negated);
	} else if (ascii_starts(line, ".elifdef ") || ascii_starts(line, ".elifndef ")) {
		if (file->deep)
			set_condition(file, any_macro(file, names) != negated);
	} else if (ascii_starts(line, ".else")) {
		if (file->deep)
			set_condition(file, true);
	} else if (ascii_starts(line, ".endif")) {
		file->deep -= file->deep ? 1 : 0;
	} else {
		return false;
	}
	return true;
}

static void read_inner(struct exim_file *file, const char *text)
{
	bool inner = file->inner;

	file->inner = true;
	read_text(file, text);
	file->inner = inner;
}

static void read_include(struct exim_file *file, const char *line)
{
	STR_SECRET struct str text = STR_INIT;
	char path[PROFILE_PLACE_MAX];
	const char *at = line + strcspn(line, " \t");

	if (!own_next_word(&at, path, sizeof path) || path[0] != '/' ||
		!reading_enter(file->own->reading, path))
		return;
	if (reading_file(file->own->reading, path, &text))
		read_inner(file, str_text(&text));
	reading_leave(file->own->reading);
}

static void begin_section(struct exim_file *file, const char *name)
{
	static const struct {
		const char *name, *key;
	} sections[] = {
		{"routers", "router."}, {"transports", "transport."}, {"authenticators", "authenticator."}};

	file->main = false;
	file->section[0] = file->driver[0] = '\0';
	for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++)
		if (ascii_caseeq(name, sections[i].name))
			str_copy(file->section, sizeof file->section, sections[i].key);
}

/* An option; one without a value is switched on, or off with "no_" or "not_" before it. */
static void add_option(struct exim_file *file, const char *line, int number)
{
	size_t name = strcspn(line, "= \t");
	const char *value = line + name + strspn(line + name, " \t");
	char key[256];

	if (!file->main && (!file->section[0] || !file->driver[0]))
		return;
	if (*value == '=')
		value += 1 + strspn(value + 1, " \t");
	else if (!*value)
		value = ascii_starts(line, "no_") || ascii_starts(line, "not_") ? "no" : "yes";
	if (!strcmp(value, "no") && ascii_starts(line, "no"))
		line += ascii_starts(line, "not_") ? 4 : ascii_starts(line, "no_") ? 3 : 0;
	name = strcspn(line, "= \t");
	if (file->main)
		snprintf(key, sizeof key, "%.*s", (int)(name < 120 ? name : 120), line);
	else
		snprintf(key, sizeof key, "%s%s.%.*s", file->section, file->driver,
			(int)(name < 120 ? name : 120), line);
	own_list_add(&file->own->list, key, strlen(key), value, strlen(value), number);
}

static void read_line(struct exim_file *file, const char *line, int number)
{
	STR_SECRET struct str whole = STR_INIT_MAX(OWN_VALUE_MAX);
	size_t name, len = strlen(line);

	if (line[0] == '.' && (read_condition(file, line) || is_skipping(file)))
		return;
	if (is_skipping(file) || !len)
		return;
	if (ascii_starts(line, ".include")) {
		read_include(file, line);
		return;
	}
	name = macro_name(line);
	if (name) {
		add_macro(&file->macros, line, name, number);
		return;
	}
	replace_macros(file, line, &whole);
	line = str_text(&whole);
	len = strlen(line);
	if (ascii_starts(line, "begin "))
		begin_section(file, line + 6 + strspn(line + 6, " \t"));
	else if (!file->main && line[strcspn(line, ": \t=")] == ':' && !line[strcspn(line, ":") + 1])
		snprintf(file->driver, sizeof file->driver, "%.*s", (int)(len - 1), line);
	else
		add_option(file, line, number);
}

/* Nothing more would be kept, or it has taken too long. */
static bool is_enough(const struct exim_file *file)
{
	return file->work >= WORK_MAX || file->own->list.v.n >= OWN_LIST_MAX;
}

/* Lines end in a backslash where they go on; comments between do not end them. */
static void read_text(struct exim_file *file, const char *text)
{
	STR_SECRET struct str whole = STR_INIT_MAX(OWN_VALUE_MAX);
	int number = 0, began = 0;
	bool goes_on = false;

	for (; *text && !is_enough(file); text += strcspn(text, "\n"), text += *text == '\n') {
		char line[2048];

		number++;
		own_trimmed(text, strcspn(text, "\n"), line, sizeof line);
		if (line[0] == '#')
			continue;
		if (!goes_on)
			began = number;
		goes_on = line[0] && line[strlen(line) - 1] == '\\';
		str_add_bytes(&whole, line, strlen(line) - (goes_on ? 1 : 0));
		if (goes_on)
			continue;
		read_line(file, str_text(&whole), file->inner ? 0 : began);
		str_clear(&whole);
	}
}

bool own_exim_file(struct own_reading *own, const char *path)
{
	struct exim_file file = {.own = own, .main = true};
	STR_SECRET struct str text = STR_INIT;

	if (!reading_file(own->reading, path, &text) || !reading_enter(own->reading, path))
		return false;
	read_text(&file, str_text(&text));
	reading_leave(own->reading);
	own_list_release(&file.macros);
	return true;
}

void own_exim_macros(const char *text, struct own_list *list)
{
	int number = 0;

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		char line[2048];
		size_t name;

		number++;
		own_trimmed(text, strcspn(text, "\n"), line, sizeof line);
		name = macro_name(line);
		if (name)
			add_macro(list, line, name, number);
	}
}
