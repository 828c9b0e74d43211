/*
 * Reading prefs.js and user.js, which Thunderbird reads with a small parser of its own: comments of C and of the shell, calls of
 * user_pref (pref and sticky_pref too), and values that are text, numbers, true or false.
 */
#include "checks/profiles/thunderbird_prefs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"

#define UNREADABLE_MAX 100 /* each may cost a look through the whole rest */

struct parser {
	const char *at;
	int line;
};

static void step(struct parser *parser)
{
	parser->line += *parser->at == '\n';
	parser->at++;
}

static void skip_until(struct parser *parser, const char *end)
{
	while (*parser->at && strncmp(parser->at, end, strlen(end)) != 0)
		step(parser);
	for (size_t i = 0; i < strlen(end) && *parser->at; i++)
		step(parser);
}

/* Blanks and comments. */
static void skip_blank(struct parser *parser)
{
	while (*parser->at) {
		if (ascii_isspace(*parser->at))
			step(parser);
		else if (*parser->at == '#' || strncmp(parser->at, "//", 2) == 0)
			skip_until(parser, "\n");
		else if (strncmp(parser->at, "/*", 2) == 0)
			skip_until(parser, "*/");
		else
			return;
	}
}

static bool take_sign(struct parser *parser, char sign)
{
	skip_blank(parser);
	if (*parser->at != sign)
		return false;
	step(parser);
	return true;
}

static bool take_word(struct parser *parser, const char *word)
{
	size_t len = strlen(word);

	skip_blank(parser);
	if (strncmp(parser->at, word, len) != 0 || ascii_isalnum(parser->at[len]) || parser->at[len] == '_')
		return false;
	parser->at += len;
	return true;
}

/* The digits of \xNN (2) or \uNNNN (4); 0 where they are none. */
static uint32_t take_code(struct parser *parser, int digits)
{
	uint32_t code = 0;

	for (int i = 0; i < digits; i++) {
		int digit = ascii_hex(*parser->at);

		if (digit < 0)
			return 0;
		code = code * 16 + (uint32_t)digit;
		step(parser);
	}
	return code;
}

static void take_escape(struct parser *parser, struct str *out)
{
	char c = *parser->at;
	uint32_t code;

	if (!c)
		return;
	step(parser);
	if (c == 'x' || c == 'u') {
		code = take_code(parser, c == 'x' ? 2 : 4);
		/* Halves of a pair are not put together: no host or address has such signs. */
		if (code && (code < 0xd800 || code > 0xdfff))
			utf8_encode(out, code);
	} else {
		str_add_char(out, c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c);
	}
}

static bool take_text(struct parser *parser, struct str *out)
{
	char quote;

	skip_blank(parser);
	quote = *parser->at;
	if (quote != '"' && quote != '\'')
		return false;
	step(parser);
	while (*parser->at && *parser->at != quote) {
		char c = *parser->at;

		step(parser);
		if (c == '\\')
			take_escape(parser, out);
		else
			str_add_char(out, c);
	}
	return take_sign(parser, quote);
}

static bool take_value(struct parser *parser, struct str *out)
{
	skip_blank(parser);
	if (*parser->at == '"' || *parser->at == '\'')
		return take_text(parser, out);
	while (ascii_isalnum(*parser->at) || *parser->at == '-' || *parser->at == '+') {
		str_add_char(out, *parser->at);
		step(parser);
	}
	return out->len > 0;
}

static bool is_wanted(const char *name)
{
	return ascii_starts(name, "mail.") || ascii_starts(name, "offline.") ||
	       strcmp(name, "network.online") == 0;
}

static void add(struct prefs *prefs, const char *name, const char *value, int line, bool user_js)
{
	if (prefs->all.n < PREFS_MAX && is_wanted(name))
		*VEC_ADD(&prefs->all) = (struct pref){.name = mem_strdup(name),
			.value = mem_strdup(value),
			.line = line,
			.user_js = user_js};
}

/* One call; false where it is none. */
static bool take_pref(struct prefs *prefs, struct parser *parser, bool user_js)
{
	STR_AUTO struct str name = STR_INIT, value = STR_INIT;
	int line = parser->line;

	if (!take_word(parser, "user_pref") && !take_word(parser, "pref") &&
		!take_word(parser, "sticky_pref"))
		return false;
	if (!take_sign(parser, '(') || !take_text(parser, &name) || !take_sign(parser, ',') ||
		!take_value(parser, &value) || !take_sign(parser, ')') || !take_sign(parser, ';'))
		return false;
	add(prefs, str_text(&name), str_text(&value), line, user_js);
	return true;
}

void prefs_read(struct prefs *prefs, const char *text, bool user_js)
{
	struct parser parser = {.at = text, .line = 1};
	int unreadable = 0;

	for (skip_blank(&parser); *parser.at && unreadable < UNREADABLE_MAX; skip_blank(&parser)) {
		struct parser start = parser;

		if (take_pref(prefs, &parser, user_js))
			continue;
		unreadable++;
		if (!prefs->unreadable)
			prefs->unreadable = start.line;
		/* On with the next line, as Thunderbird does: what an open quote swallowed is read again. */
		parser = start;
		skip_until(&parser, "\n");
	}
}

void prefs_release(struct prefs *prefs)
{
	for (size_t i = 0; i < prefs->all.n; i++) {
		free(prefs->all.items[i].name);
		free(prefs->all.items[i].value);
	}
	VEC_RELEASE(&prefs->all);
}

const struct pref *prefs_find(const struct prefs *prefs, const char *name)
{
	for (size_t i = prefs->all.n; i--;)
		if (strcmp(prefs->all.items[i].name, name) == 0)
			return &prefs->all.items[i];
	return NULL;
}

const struct pref *prefs_of(const struct prefs *prefs, const char *prefix, const char *key, const char *name)
{
	char whole[256];
	int len = snprintf(whole, sizeof whole, "%s.%s.%s", prefix, key, name);

	return len > 0 && (size_t)len < sizeof whole ? prefs_find(prefs, whole) : NULL;
}

const char *prefs_text(const struct pref *pref, const char *otherwise)
{
	return pref ? pref->value : otherwise;
}

int prefs_number(const struct pref *pref, int otherwise)
{
	int64_t number;

	return pref && ascii_number(pref->value, 0, INT32_MAX, &number) ? (int)number : otherwise;
}

bool prefs_next(const char **at, char *name_r, size_t size)
{
	size_t len;

	*at += strspn(*at, ", \t");
	len = strcspn(*at, ", \t");
	if (!len)
		return false;
	snprintf(name_r, size, "%.*s", (int)(len < size ? len : size - 1), *at);
	*at += len;
	return true;
}
