/*
 * A reader of flat objects without a tree.
 */
#include "checks/auth/flat_json.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"

#define DEPTH_MAX 32

struct reader {
	const char *at, *end;
};

static void skip_blanks(struct reader *reader)
{
	while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) && *reader->at)
		reader->at++;
}

static bool take(struct reader *reader, char c)
{
	skip_blanks(reader);
	if (reader->at == reader->end || *reader->at != c)
		return false;
	reader->at++;
	return true;
}

/* The four digits behind "\u". */
static bool take_code(struct reader *reader, struct str *out)
{
	unsigned code = 0;

	if (reader->end - reader->at < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		int digit = ascii_hex(*reader->at++);

		if (digit < 0)
			return false;
		code = code << 4 | (unsigned)digit;
	}
	/* Halves of pairs, which no answer of ours needs, become "?". */
	if (out)
		utf8_encode(out, code >= 0xd800 && code < 0xe000 ? '?' : code);
	return true;
}

/* What stands behind a backslash. */
static bool take_escape(struct reader *reader, struct str *out)
{
	static const char letters[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
	const char *letter;

	if (reader->at == reader->end)
		return false;
	if (*reader->at == 'u') {
		reader->at++;
		return take_code(reader, out);
	}
	letter = *reader->at ? strchr(letters, *reader->at) : NULL;
	if (!letter)
		return false;
	if (out)
		str_add_char(out, means[letter - letters]);
	reader->at++;
	return true;
}

/* A string, into out where there is one. */
static bool take_string(struct reader *reader, struct str *out)
{
	if (!take(reader, '"'))
		return false;
	while (reader->at < reader->end && *reader->at != '"') {
		char c = *reader->at++;

		if (c == '\\') {
			if (!take_escape(reader, out))
				return false;
		} else if ((unsigned char)c < 0x20) {
			return false;
		} else if (out) {
			str_add_char(out, c);
		}
	}
	return reader->at++ < reader->end;
}

/* true, false, null and numbers: what they are made of is enough for us. */
static bool take_word(struct reader *reader, struct str *out)
{
	const char *from = reader->at;

	while (reader->at < reader->end &&
		(ascii_isalnum(*reader->at) || (*reader->at && strchr("+-.", *reader->at))))
		reader->at++;
	if (out)
		str_add_bytes(out, from, (size_t)(reader->at - from));
	return reader->at > from;
}

/* An object or array inside: over all that stands in it. */
static bool skip_nested(struct reader *reader)
{
	char closers[DEPTH_MAX];
	int depth = 0;

	do {
		skip_blanks(reader);
		if (reader->at == reader->end)
			return false;
		if (*reader->at == '"') {
			if (!take_string(reader, NULL))
				return false;
			continue;
		}
		if (*reader->at == '{' || *reader->at == '[') {
			if (depth == DEPTH_MAX)
				return false;
			closers[depth++] = *reader->at == '{' ? '}' : ']';
		} else if (*reader->at == '}' || *reader->at == ']') {
			if (*reader->at != closers[--depth])
				return false;
		}
		reader->at++;
	} while (depth > 0);
	return true;
}

static bool take_value(struct reader *reader, struct str *out)
{
	skip_blanks(reader);
	if (reader->at == reader->end)
		return false;
	if (*reader->at == '"')
		return take_string(reader, out);
	if (*reader->at == '{' || *reader->at == '[')
		return skip_nested(reader);
	return take_word(reader, out);
}

/* Goes through all members; counts those of this name, the first one's value into out. False: no object. */
static bool walk(const char *text, size_t len, const char *key, struct str *out, size_t *n_r)
{
	struct reader reader = {.at = text, .end = text + len};
	bool more = true;

	*n_r = 0;
	if (!take(&reader, '{'))
		return false;
	if (take(&reader, '}'))
		more = false;
	while (more) {
		struct str STR_AUTO name = STR_INIT_MAX(200);
		bool wanted;

		if (!take_string(&reader, &name) || !take(&reader, ':'))
			return false;
		wanted = strcmp(str_text(&name), key) == 0;
		if (!take_value(&reader, wanted && ++*n_r == 1 ? out : NULL))
			return false;
		more = take(&reader, ',');
		if (!more && !take(&reader, '}'))
			return false;
	}
	skip_blanks(&reader);
	return reader.at == reader.end;
}

bool flat_json_is_object(const char *text, size_t len)
{
	size_t n;

	return walk(text, len, "", NULL, &n);
}

bool flat_json_get(const char *text, size_t len, const char *key, struct str *out)
{
	size_t n;

	str_wipe(out);
	if (walk(text, len, key, out, &n) && n == 1)
		return true;
	str_wipe(out);
	return false;
}
