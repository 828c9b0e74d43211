/*
 * Exim: what exim -bP prints, Debian's file of answers, and Exim's lists.
 */
#include "checks/profiles/own_list.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"

static const char *line_end(const char *line)
{
	return line + strcspn(line, "\n");
}

/* "here router:" begins a part; its name, or 0. */
static size_t part_name(const char *line, size_t len)
{
	static const char *const kinds[] = {" router:", " transport:", " authenticator:"};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		size_t k = strlen(kinds[i]);

		if (len > k && memcmp(line + len - k, kinds[i], k) == 0)
			return len - k;
	}
	return 0;
}

static void add_exim(struct own_list *list, const char *part, const char *line, size_t len)
{
	const char *equals = memchr(line, '=', len), *value = "yes";
	size_t key_len = equals ? (size_t)(equals - line) : len, value_len = 3;
	char key[256];

	if (equals) {
		value = equals + 1;
		while (value < line + len && ascii_isspace(*value))
			value++;
		value_len = (size_t)(line + len - value);
	} else if (key_len > 3 && strncmp(line, "no_", 3) == 0) {
		line += 3;
		key_len -= 3;
		value = "no";
		value_len = 2;
	}
	while (key_len && ascii_isspace(line[key_len - 1]))
		key_len--;
	if (!key_len || key_len > 120)
		return;
	if (*line == '*') /* marks what only administrators see */
		line++, key_len--;
	snprintf(key, sizeof key, "%.100s%.*s", part, (int)key_len, line);
	own_list_add(list, key, strlen(key), value, value_len, 0);
}

void own_read_exim(const char *text, const char *part, struct own_list *list)
{
	char inner[128] = "";

	for (const char *line = text; *line;) {
		const char *end = line_end(line);
		size_t len = (size_t)(end - line), name = part_name(line, len);

		if (name && name < 64)
			snprintf(inner, sizeof inner, "%.40s%.*s.", part, (int)name, line);
		else if (len)
			add_exim(list, inner, line, len);
		line = end + (*end == '\n');
	}
}

/* A value in '…' or "…", or up to a blank. */
static void add_assignment(struct own_list *list, const char *line, size_t len, int number)
{
	const char *equals = memchr(line, '=', len), *value;
	size_t value_len;

	if (!equals)
		return;
	value = equals + 1;
	value_len = (size_t)(line + len - value);
	if (value_len && (*value == '\'' || *value == '"')) {
		const char *close = memchr(value + 1, *value, value_len - 1);

		value_len = close ? (size_t)(close - value - 1) : value_len - 1;
		value++;
	} else {
		for (size_t i = 0; i < value_len; i++) {
			if (ascii_isspace(value[i]))
				value_len = i;
		}
	}
	own_list_add(list, line, (size_t)(equals - line), value, value_len, number);
}

void own_read_debian(const char *text, struct own_list *list)
{
	int number = 0;

	for (const char *line = text; *line;) {
		const char *end = line_end(line);
		const char *from = line;

		number++;
		while (from < end && ascii_isspace(*from))
			from++;
		if (from < end && *from != '#')
			add_assignment(list, from, (size_t)(end - from), number);
		line = end + (*end == '\n');
	}
}

bool own_next_exim_item(const char **at, char *separator, char *item_r, size_t size)
{
	const char *from = *at;
	size_t n = 0;

	while (ascii_isspace(*from))
		from++;
	if (!*separator) {
		*separator = ':';
		if (from[0] == '<' && from[1] && !ascii_isalnum(from[1])) {
			*separator = from[1];
			from += 2;
		}
	}
	while (ascii_isspace(*from))
		from++;
	if (!*from) {
		*at = from;
		return false;
	}
	for (; *from; from++) {
		if (*from == *separator && from[1] != *separator)
			break;
		if (*from == *separator)
			from++;
		if (n + 1 < size)
			item_r[n++] = *from;
	}
	while (n && ascii_isspace(item_r[n - 1]))
		n--;
	item_r[n] = '\0';
	*at = *from ? from + 1 : from;
	return true;
}
