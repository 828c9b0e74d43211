/*
 * Postfix: main.cf, the output of postconf -n, and master.cf, by postconf(5) and master(5).
 */
#include "checks/profiles/own_list.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"

#define EXPAND_DEEP 10
#define EXPAND_STEPS                                                                                         \
	1000 /* names that one value is expanded over: each may stand for a value full of others */

/* Logical lines: comments and empty lines are left out wherever they stand, a line that begins with a blank goes on. */
struct logical {
	const char *at; /* the rest of the text */
	int line;	/* of what comes next */
};

static bool is_nothing(const char *line, size_t len)
{
	while (len && ascii_isspace(*line))
		line++, len--;
	return !len || *line == '#';
}

static bool next_logical(struct logical *logical, struct str *out, int *line_r)
{
	bool any = false;

	str_clear(out);
	while (*logical->at) {
		const char *line = logical->at;
		size_t len = strcspn(line, "\n");
		bool nothing = is_nothing(line, len), goes_on = ascii_isspace(*line) && *line != '\n';

		if (!nothing && !goes_on && any)
			return true;
		logical->at += len + (line[len] == '\n');
		logical->line++;
		if (nothing || (goes_on && !any))
			continue;
		if (!any)
			*line_r = logical->line - 1;
		while (len && ascii_isspace(line[len - 1]))
			len--;
		while (len && ascii_isspace(*line))
			line++, len--;
		if (any)
			str_add_char(out, ' ');
		str_add_bytes(out, line, len);
		any = true;
	}
	return any;
}

void own_read_postfix(const char *text, struct own_list *list)
{
	STR_AUTO struct str line = STR_INIT_MAX(2 * OWN_VALUE_MAX);
	struct logical logical = {text, 1};
	int number = 0;

	while (next_logical(&logical, &line, &number)) {
		const char *whole = str_text(&line), *equals = strchr(whole, '=');
		size_t len;

		if (!equals)
			continue;
		len = (size_t)(equals - whole);
		while (len && ascii_isspace(whole[len - 1]))
			len--;
		equals++;
		while (ascii_isspace(*equals))
			equals++;
		own_list_add(list, whole, len, equals, strlen(equals), number);
	}
}

static bool is_name(char c)
{
	return ascii_isalnum(c) || c == '_';
}

/* One value while it is expanded. */
struct expansion {
	const struct own_list *list;
	struct str *out;
	int left; /* of EXPAND_STEPS */
};

static void expand(struct expansion *expansion, const char *value, int deep);

/* "name?text": text where name has a value; "name:text": where it has none. What compares is left out. */
static void expand_braced(struct expansion *expansion, const char *inner, size_t len, int deep)
{
	char name[128], text[512];
	size_t n = 0;
	const char *value;
	bool there;

	while (n < len && is_name(inner[n]))
		n++;
	if (!n || n >= sizeof name)
		return;
	memcpy(name, inner, n);
	name[n] = '\0';
	value = own_list_get(expansion->list, name, "");
	if (n == len) {
		expand(expansion, value, deep);
		return;
	}
	there = *value;
	if ((inner[n] != '?' && inner[n] != ':') || (inner[n] == '?') != there || len - n - 1 >= sizeof text)
		return;
	memcpy(text, inner + n + 1, len - n - 1);
	text[len - n - 1] = '\0';
	expand(expansion, text, deep);
}

/* The index behind the bracket that closes the one at text[0]; 0: none does. */
static size_t closing(const char *text)
{
	char open = text[0], close = open == '{' ? '}' : ')';
	size_t deep = 0;

	for (size_t i = 0; text[i]; i++) {
		if (text[i] == open)
			deep++;
		else if (text[i] == close && --deep == 0)
			return i + 1;
	}
	return 0;
}

static void expand(struct expansion *expansion, const char *value, int deep)
{
	struct str *out = expansion->out;

	while (*value && deep < EXPAND_DEEP && !out->cut && expansion->left-- > 0) {
		size_t len = strcspn(value, "$");

		str_add_bytes(out, value, len);
		value += len;
		if (!*value)
			return;
		value++;
		if (*value == '$') {
			str_add_char(out, '$');
			value++;
		} else if (*value == '{' || *value == '(') {
			len = closing(value);
			if (!len)
				return;
			expand_braced(expansion, value + 1, len - 2, deep + 1);
			value += len;
		} else {
			for (len = 0; is_name(value[len]);)
				len++;
			expand_braced(expansion, value, len, deep + 1);
			value += len;
		}
	}
}

void own_expand(const struct own_list *list, const char *value, struct str *out)
{
	struct expansion expansion = {.list = list, .out = out, .left = EXPAND_STEPS};

	expand(&expansion, value, 0);
}

/* service type private unpriv chroot wakeup maxproc command: the first two make the key. */
void own_read_master(const char *text, struct own_list *list)
{
	STR_AUTO struct str line = STR_INIT_MAX(2 * OWN_VALUE_MAX);
	struct logical logical = {text, 1};
	int number = 0;

	while (next_logical(&logical, &line, &number)) {
		const char *at = str_text(&line);
		char service[128], type[32], key[170];

		if (!own_next_word(&at, service, sizeof service) || !own_next_word(&at, type, sizeof type))
			continue;
		snprintf(key, sizeof key, "%s/%s", service, type);
		while (ascii_isspace(*at))
			at++;
		own_list_add(list, key, strlen(key), at, strlen(at), number);
	}
}
