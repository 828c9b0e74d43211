/*
 * A reader of TOML 1.0 that knows names and values, not types. One pass, bounded nesting, no pointer goes back.
 */
#include "checks/profiles/toml.h"

#include "checks/base/ascii.h"

#define TOML_DEPTH_MAX 8
#define TOML_NAME_MAX  1024

struct toml {
	const char *at, *end;
	int file, line;
	const char *const *secrets;
	struct book *book;
	struct str table; /* "accounts.work." */
	int depth;
};

static bool more(const struct toml *toml)
{
	return toml->at < toml->end;
}

static bool is_at(const struct toml *toml, const char *what)
{
	size_t len = strlen(what);

	return (size_t)(toml->end - toml->at) >= len && strncmp(toml->at, what, len) == 0;
}

static void step(struct toml *toml)
{
	toml->line += *toml->at == '\n';
	toml->at++;
}

/* Blanks, and with lines the ends of them and comments. */
static void skip(struct toml *toml, bool lines)
{
	while (more(toml)) {
		if (*toml->at == '#')
			while (more(toml) && *toml->at != '\n')
				toml->at++;
		else if (*toml->at == ' ' || *toml->at == '\t' || *toml->at == '\r' ||
			 (lines && *toml->at == '\n'))
			step(toml);
		else
			return;
	}
}

static void add_escape(struct toml *toml, struct str *out)
{
	static const char names[] = "nt\"\\rbfe", values[] = "\n\t\"\\\r\b\f\x1b";
	const char *known = strchr(names, *toml->at);

	/* \uXXXX names no host and no user: it stays as it is written. */
	if (*toml->at && known)
		str_add_char(out, values[known - names]);
	else
		str_add_char(out, '\\');
	if (*toml->at && known)
		toml->at++;
}

/* A string up to quote (one, or three of them over lines). False: it has no end. */
static bool read_quoted(struct toml *toml, const char *quote, struct str *out)
{
	bool basic = *quote == '"', lines = quote[1] != '\0';

	toml->at += strlen(quote);
	if (lines && is_at(toml, "\n"))
		step(toml);
	while (more(toml) && !is_at(toml, quote)) {
		if (*toml->at == '\n' && !lines)
			return false;
		if (basic && *toml->at == '\\' && toml->at + 1 < toml->end) {
			toml->at++;
			if (lines && ascii_isspace(*toml->at))
				skip(toml, true);
			else
				add_escape(toml, out);
			continue;
		}
		str_add_char(out, *toml->at);
		step(toml);
	}
	if (!more(toml))
		return false;
	toml->at += strlen(quote);
	return true;
}

static bool read_string(struct toml *toml, struct str *out)
{
	static const char *const quotes[] = {"\"\"\"", "'''", "\"", "'"};

	for (size_t i = 0; i < 4; i++)
		if (is_at(toml, quotes[i]))
			return read_quoted(toml, quotes[i], out);
	return false;
}

/* A dotted name; its parts go behind what stands in name. */
static bool read_name(struct toml *toml, struct str *name)
{
	for (;;) {
		size_t before = name->len;

		skip(toml, false);
		if (more(toml) && (*toml->at == '"' || *toml->at == '\'')) {
			if (!read_string(toml, name))
				return false;
		} else {
			while (more(toml) && (ascii_isalnum(*toml->at) || strchr("_-", *toml->at)))
				str_add_char(name, *toml->at++);
			if (name->len == before)
				return false;
		}
		/* It stands before each name of its table. */
		if (name->len > TOML_NAME_MAX)
			return false;
		skip(toml, false);
		if (!is_at(toml, "."))
			return true;
		toml->at++;
		str_add_char(name, '.');
	}
}

static bool read_value(struct toml *toml, struct str *name);

static bool read_inline_table(struct toml *toml, struct str *name)
{
	size_t before = name->len;

	for (toml->at++;;) {
		skip(toml, true);
		if (is_at(toml, "}"))
			break;
		str_add_char(name, '.');
		if (!read_name(toml, name) || !is_at(toml, "="))
			return false;
		toml->at++;
		if (!read_value(toml, name))
			return false;
		name->s[name->len = before] = '\0';
		skip(toml, true);
		if (is_at(toml, ","))
			toml->at++;
		else if (!is_at(toml, "}"))
			return false;
	}
	toml->at++;
	return true;
}

/* Passed over, with what is in it; the name stands for the whole. */
static bool read_array(struct toml *toml, struct str *name)
{
	STR_AUTO struct str nowhere = STR_INIT;
	struct book *book = toml->book;
	BOOK_AUTO struct book dropped = BOOK_INIT;
	bool fine = true;

	book_set(book, str_text(name), "[]", toml->file, toml->line);
	toml->book = &dropped;
	for (toml->at++; fine;) {
		skip(toml, true);
		if (!more(toml) || is_at(toml, "]"))
			break;
		str_clear(&nowhere);
		str_add(&nowhere, "x");
		fine = read_value(toml, &nowhere);
		skip(toml, true);
		if (is_at(toml, ","))
			toml->at++;
		else if (!is_at(toml, "]"))
			fine = false;
	}
	toml->book = book;
	if (!fine || !more(toml))
		return false;
	toml->at++;
	return true;
}

static void keep(struct toml *toml, const struct str *name, const char *value, int line)
{
	const char *last = strrchr(str_text(name), '.');

	last = last ? last + 1 : str_text(name);
	book_set(toml->book, str_text(name), in_list(last, toml->secrets) ? "" : value, toml->file, line);
}

static bool read_nested(struct toml *toml, struct str *name)
{
	bool fine;

	if (toml->depth == TOML_DEPTH_MAX)
		return false;
	toml->depth++;
	fine = is_at(toml, "{") ? read_inline_table(toml, name) : read_array(toml, name);
	toml->depth--;
	return fine;
}

/* Text without quotes is the usual mistake: only yes, no, numbers and times stand so. */
static bool read_bare(struct toml *toml, struct str *out)
{
	static const char *const words[] = {"true", "false", "inf", "nan", NULL};

	while (more(toml) && !strchr(" \t\r\n,]}#", *toml->at))
		str_add_char(out, *toml->at++);
	return out->len && (in_list(out->s, words) || ascii_isdigit(*out->s) || strchr("+-", *out->s));
}

static bool read_value(struct toml *toml, struct str *name)
{
	STR_SECRET struct str value = STR_INIT;
	int line;

	skip(toml, false);
	line = toml->line;
	if (is_at(toml, "{") || is_at(toml, "["))
		return read_nested(toml, name);
	if (is_at(toml, "\"") || is_at(toml, "'") ? !read_string(toml, &value) : !read_bare(toml, &value))
		return false;
	keep(toml, name, str_text(&value), line);
	return true;
}

/* [table] and [[table]]. */
static bool read_header(struct toml *toml)
{
	bool twice = is_at(toml, "[[");

	toml->at += twice ? 2 : 1;
	str_clear(&toml->table);
	if (!read_name(toml, &toml->table) || !is_at(toml, twice ? "]]" : "]"))
		return false;
	toml->at += twice ? 2 : 1;
	str_add_char(&toml->table, '.');
	return true;
}

static bool read_line(struct toml *toml)
{
	STR_AUTO struct str name = STR_INIT;

	if (is_at(toml, "["))
		return read_header(toml);
	str_add(&name, str_text(&toml->table));
	if (!read_name(toml, &name) || !is_at(toml, "="))
		return false;
	toml->at++;
	return read_value(toml, &name);
}

bool toml_read(const struct str *text, int file, const char *const *secrets, struct book *book, int *line_r)
{
	struct toml toml = {.at = str_text(text),
		.end = str_text(text) + strlen(str_text(text)),
		.file = file,
		.line = 1,
		.secrets = secrets,
		.book = book};
	bool fine = true;

	/* Nothing goes on behind a value but a comment. */
	for (skip(&toml, true); fine && more(&toml); skip(&toml, true)) {
		*line_r = toml.line;
		fine = read_line(&toml);
		skip(&toml, false);
		fine = fine && (!more(&toml) || *toml.at == '\n');
	}
	str_release(&toml.table);
	return fine;
}
