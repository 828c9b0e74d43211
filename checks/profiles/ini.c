/*
 * Reading files of groups and keys. The three families differ in what a backslash means and in signs behind a key.
 */
#include "checks/profiles/ini.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"

/* What a letter behind a backslash stands for; 0: nothing special. */
static char escape_of(char c)
{
	static const char pairs[][2] = {{'s', ' '}, {'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'\\', '\\'}};

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		if (pairs[i][0] == c)
			return pairs[i][1];
	return '\0';
}

/* "\xNN" at s, into out; the number of characters behind the backslash, 0 where it is none. */
static size_t take_hex(const char *s, size_t left, char *out)
{
	int high = left > 2 && s[0] == 'x' ? ascii_hex(s[1]) : -1, low = high < 0 ? -1 : ascii_hex(s[2]);

	if (low < 0 || (!high && !low))
		return 0;
	*out = (char)(high * 16 + low);
	return 3;
}

static char *value_of(const char *s, size_t len, enum ini_form form)
{
	/* Never longer than what is written; it may be a password, which a string that grows would leave behind. */
	char *out = mem_new(len + 1);
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		char escaped = form != INI_PLAIN && s[i] == '\\' && i + 1 < len ? escape_of(s[i + 1]) : '\0';
		size_t hex = form == INI_KDE && s[i] == '\\' ? take_hex(s + i + 1, len - i - 1, out + n) : 0;

		if (hex) {
			n++;
			i += hex;
		} else if (escaped) {
			out[n++] = escaped;
			i++;
		} else {
			out[n++] = s[i];
		}
	}
	return out;
}

static size_t trimmed(const char **s, size_t len)
{
	while (len && ascii_isspace(**s)) {
		(*s)++;
		len--;
	}
	while (len && ascii_isspace((*s)[len - 1]))
		len--;
	return len;
}

/* INI_GROUPS_MAX: there are too many. */
static size_t group_at(struct ini *ini, const char *name, size_t len)
{
	for (size_t i = 0; i < ini->groups.n; i++)
		if (strncmp(ini->groups.items[i], name, len) == 0 && !ini->groups.items[i][len])
			return i;
	if (ini->groups.n == INI_GROUPS_MAX)
		return INI_GROUPS_MAX;
	*VEC_ADD(&ini->groups) = mem_strndup(name, len);
	return ini->groups.n - 1;
}

/* "[Group]", and KDE's "[Group][Sub]" as one name "Group][Sub"; what stands behind the last bracket is nothing. */
static size_t take_group(struct ini *ini, const char *s, size_t len, size_t before)
{
	size_t end = len;

	while (end && s[end - 1] != ']')
		end--;
	return end > 1 ? group_at(ini, s + 1, end - 2) : before;
}

/* The key without KDE's "[$e]"; a key of a language ("Name[de]") is another one. */
static size_t key_length(const char *s, size_t len, enum ini_form form)
{
	const char *open = form == INI_KDE ? memchr(s, '[', len) : NULL;

	return open && (size_t)(open - s) + 1 < len && open[1] == '$' ? (size_t)(open - s) : len;
}

static void take_line(struct ini *ini, const char *s, size_t len, enum ini_form form, size_t group, int line)
{
	const char *equals = memchr(s, '=', len), *value;
	size_t key_len = equals ? (size_t)(equals - s) : len, value_len;
	struct ini_entry *entry;

	key_len = trimmed(&s, key_len);
	if (!key_len || group == INI_GROUPS_MAX || ini->entries.n >= INI_ENTRIES_MAX)
		return;
	entry = VEC_ADD(&ini->entries);
	*entry = (struct ini_entry){.group = group, .line = line};
	entry->key = mem_strndup(s, key_length(s, key_len, form));
	if (!equals)
		return;
	value = equals + 1;
	value_len = trimmed(&value, len - (size_t)(value - s));
	entry->value = value_of(value, value_len, form);
}

void ini_read(struct ini *ini_r, const char *text, enum ini_form form)
{
	size_t group;

	*ini_r = (struct ini){.groups = {.items = NULL}};
	group = group_at(ini_r, "", 0);
	for (int line = 1; *text; line++) {
		size_t len = strcspn(text, "\n");
		const char *s = text;
		size_t kept = trimmed(&s, len);

		if (kept && kept <= INI_LINE_MAX && *s == '[')
			group = take_group(ini_r, s, kept, group);
		else if (kept && kept <= INI_LINE_MAX && *s != '#' && *s != ';')
			take_line(ini_r, s, kept, form, group, line);
		text += len + (text[len] == '\n');
	}
}

static void wipe(char *text)
{
	if (text)
		mem_wipe(text, strlen(text));
	free(text);
}

/* A password may stand on any line, also on one without '='. */
void ini_release(struct ini *ini)
{
	for (size_t i = 0; i < ini->groups.n; i++)
		free(ini->groups.items[i]);
	for (size_t i = 0; i < ini->entries.n; i++) {
		wipe(ini->entries.items[i].key);
		wipe(ini->entries.items[i].value);
	}
	VEC_RELEASE(&ini->groups);
	VEC_RELEASE(&ini->entries);
}

const struct ini_entry *ini_find(const struct ini *ini, const char *group, const char *key)
{
	for (size_t i = ini->entries.n; i--;) {
		const struct ini_entry *entry = &ini->entries.items[i];

		if (entry->value && strcmp(entry->key, key) == 0 &&
			strcmp(ini->groups.items[entry->group], group) == 0)
			return entry;
	}
	return NULL;
}

const char *ini_get(
	const struct ini *ini, const char *group, const char *key, const char *otherwise, int *line_r)
{
	const struct ini_entry *entry = ini_find(ini, group, key);

	if (!entry)
		return otherwise;
	if (line_r)
		*line_r = entry->line;
	return entry->value;
}

bool ini_is_yes(const struct ini *ini, const char *group, const char *key, bool otherwise)
{
	const char *value = ini_get(ini, group, key, NULL, NULL);

	if (!value)
		return otherwise;
	return ascii_caseeq(value, "true") || ascii_caseeq(value, "1") || ascii_caseeq(value, "yes") ||
	       ascii_caseeq(value, "on");
}

bool ini_has_group(const struct ini *ini, const char *group)
{
	for (size_t i = 0; i < ini->groups.n; i++)
		if (strcmp(ini->groups.items[i], group) == 0)
			return true;
	return false;
}
