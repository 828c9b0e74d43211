/*
 * The parts of a mail, found by their boundaries. Bounds: depth 8, 200 parts; what lies deeper is left out.
 */
#include "checks/mail/message_part.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/encode.h"

/* Where the header ends: the first byte behind its empty line, or the end. */
static const char *find_body(const char *s, size_t len)
{
	const char *empty;

	if (len >= 2 && memcmp(s, "\r\n", 2) == 0)
		return s + 2;
	empty = memmem(s, len, "\r\n\r\n", 4);
	return empty ? empty + 4 : s + len;
}

/* Appends the unfolded value of the first field of this name. */
static bool header_value(const char *s, const char *end, const char *name, struct str *out)
{
	size_t len = strlen(name);

	while (s < end) {
		const char *line = memmem(s, (size_t)(end - s), "\r\n", 2);
		const char *stop = line ? line : end;

		if ((size_t)(stop - s) > len && ascii_ncasecmp(s, name, len) == 0 && s[len] == ':') {
			str_add_bytes(out, s + len + 1, (size_t)(stop - s) - len - 1);
			while (line && line + 2 < end && (line[2] == ' ' || line[2] == '\t')) {
				s = line + 2;
				line = memmem(s, (size_t)(end - s), "\r\n", 2);
				str_add_bytes(out, s, (size_t)((line ? line : end) - s));
			}
			return true;
		}
		s = line ? line + 2 : end;
	}
	return false;
}

static void take_token(char *dst, size_t size, const char *s, const char *more)
{
	size_t n = 0;

	while (ascii_isspace(*s))
		s++;
	for (; *s && n + 1 < size && (ascii_isalnum(*s) || strchr(more, *s)); s++)
		dst[n++] = ascii_lower(*s);
	dst[n] = '\0';
}

/* A parameter of Content-Type, quoted or not, as it is written. */
static void take_parameter(char *dst, size_t size, const char *value, const char *name)
{
	const char *at = value;
	size_t len = strlen(name), n = 0;

	dst[0] = '\0';
	for (at = strchr(at, ';'); at; at = strchr(at, ';')) {
		at += 1 + strspn(at + 1, " \t");
		if (ascii_ncasecmp(at, name, len) == 0 && at[len + strspn(at + len, " \t")] == '=')
			break;
	}
	if (!at)
		return;
	at = strchr(at, '=') + 1;
	at += strspn(at, " \t");
	if (*at == '"')
		while (*++at && *at != '"' && n + 1 < size)
			dst[n++] = *at;
	else
		for (; *at && *at != ';' && !ascii_isspace(*at) && n + 1 < size; at++)
			dst[n++] = *at;
	dst[n] = '\0';
}

/* "UTF-8''r%C3%A4tsel.exe" without its charset and language, in place (RFC 2231 section 4). */
static void decode_percents(char *text)
{
	const char *first = strchr(text, '\''), *second = first ? strchr(first + 1, '\'') : NULL;
	const char *from = second ? second + 1 : text;
	char *to = text;

	while (*from) {
		/* %00 stays as it is written: it must not cut the name. */
		if (*from == '%' && ascii_hex(from[1]) >= 0 && ascii_hex(from[2]) >= 0 &&
			(from[1] != '0' || from[2] != '0')) {
			*to++ = (char)(ascii_hex(from[1]) << 4 | ascii_hex(from[2]));
			from += 3;
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
}

/* name, name*, or name*0, name*1* and so on put together. */
static void take_name(char *dst, size_t size, const char *value, const char *name)
{
	char key[24], piece[256];
	size_t used = 0;

	take_parameter(dst, size, value, name);
	if (dst[0])
		return;
	snprintf(key, sizeof key, "%s*", name);
	take_parameter(dst, size, value, key);
	for (int i = 0; !dst[0] || used; i++) {
		bool coded;

		snprintf(key, sizeof key, "%s*%d", name, i);
		take_parameter(piece, sizeof piece, value, key);
		coded = !piece[0];
		snprintf(key, sizeof key, "%s*%d*", name, i);
		if (coded)
			take_parameter(piece, sizeof piece, value, key);
		if (!piece[0] || used + strlen(piece) + 1 > size || i == 20)
			break;
		memcpy(dst + used, piece, strlen(piece) + 1);
		used += strlen(piece);
	}
	decode_percents(dst);
}

static void read_disposition(const char *s, const char *body, const char *type_value, struct part *part)
{
	struct str STR_AUTO value = STR_INIT_MAX(2048);
	char kind[16];

	if (header_value(s, body, "Content-Disposition", &value)) {
		take_token(kind, sizeof kind, str_text(&value), "-");
		part->attached = strcmp(kind, "attachment") == 0;
		take_name(part->name, sizeof part->name, str_text(&value), "filename");
	}
	if (!part->name[0])
		take_name(part->name, sizeof part->name, type_value, "name");
}

void part_read(const char *s, size_t len, struct part *part_r)
{
	struct str STR_AUTO value = STR_INIT_MAX(2048);
	struct part part = {.body = find_body(s, len)};

	part.body_len = (size_t)(s + len - part.body);
	if (header_value(s, part.body, "Content-Type", &value)) {
		take_token(part.type, sizeof part.type, str_text(&value), "/-+.");
		take_parameter(part.boundary, sizeof part.boundary, str_text(&value), "boundary");
		take_parameter(part.report, sizeof part.report, str_text(&value), "report-type");
		take_parameter(part.charset, sizeof part.charset, str_text(&value), "charset");
	}
	if (!part.type[0])
		str_copy(part.type, sizeof part.type, "text/plain");
	read_disposition(s, part.body, str_text(&value), &part);
	str_clear(&value);
	if (header_value(s, part.body, "Content-Transfer-Encoding", &value))
		take_token(part.encoding, sizeof part.encoding, str_text(&value), "-");
	*part_r = part;
}

struct walk {
	part_visit *visit;
	void *data;
	size_t parts;
	int inside;
};

/* The next line that is the boundary, from s on; *behind_r: where its line ends; *last_r: it is the closing one. */
static const char *find_boundary(
	const char *s, const char *end, const char *boundary, const char **behind_r, bool *last_r)
{
	size_t len = strlen(boundary);
	const char *begin = s;

	while (s < end) {
		const char *at = memmem(s, (size_t)(end - s), boundary, len), *line;

		if (!at)
			return NULL;
		s = at + len;
		if (at - begin < 2 || memcmp(at - 2, "--", 2) != 0 || (at - begin > 2 && at[-3] != '\n'))
			continue;
		line = memmem(s, (size_t)(end - s), "\r\n", 2);
		*last_r = end - s >= 2 && memcmp(s, "--", 2) == 0;
		*behind_r = line ? line + 2 : end;
		return at - 2;
	}
	return NULL;
}

static bool walk_part(struct walk *walk, const char *s, size_t len, int depth);

/* A boundary that the header does not tell, or tells wrongly: the first line that looks like one, with a part's header behind it. */
static bool guess_boundary(struct part *part)
{
	const char *s = part->body, *end = s + part->body_len;

	while (s < end) {
		const char *line = memmem(s, (size_t)(end - s), "\r\n", 2);
		size_t len = line ? (size_t)(line - s) : 0;

		if (!line)
			return false;
		if (len > 2 && len - 2 < sizeof part->boundary && s[0] == '-' && s[1] == '-' &&
			!memchr(s, '\0', len) && end - line > 10 &&
			ascii_ncasecmp(line + 2, "Content-", 8) == 0) {
			memcpy(part->boundary, s + 2, len - 2);
			part->boundary[len - 2] = '\0';
			return true;
		}
		s = line + 2;
	}
	return false;
}

static bool walk_multipart(struct walk *walk, const struct part *whole, int depth)
{
	struct part part = *whole;
	const char *end = part.body + part.body_len, *behind = NULL, *next;
	bool last = false;

	if ((!part.boundary[0] || !find_boundary(part.body, end, part.boundary, &behind, &last)) &&
		(!guess_boundary(&part) || !find_boundary(part.body, end, part.boundary, &behind, &last))) {
		/* It was damaged on the way: whatever it holds stands there as text. */
		str_copy(part.type, sizeof part.type, "text/plain");
		return walk->visit(&part, walk->data);
	}
	while (!last && behind < end && walk->parts < PARTS_MAX) {
		const char *s = behind;

		next = find_boundary(s, end, part.boundary, &behind, &last);
		if (walk_part(walk, s, (size_t)((next ? next : end) - s), depth + 1))
			return true;
		if (!next)
			break;
	}
	return false;
}

static bool walk_part(struct walk *walk, const char *s, size_t len, int depth)
{
	struct part part;

	if (depth > PART_DEPTH_MAX || walk->parts++ >= PARTS_MAX)
		return false;
	part_read(s, len, &part);
	part.inside = walk->inside;
	if (ascii_starts(part.type, "multipart/"))
		return walk_multipart(walk, &part, depth);
	if (walk->visit(&part, walk->data))
		return true;
	if (strcmp(part.type, "message/rfc822") == 0) {
		bool ended;

		walk->inside++;
		ended = walk_part(walk, part.body, part.body_len, depth + 1);
		walk->inside--;
		return ended;
	}
	return false;
}

bool part_walk(const char *s, size_t len, part_visit *visit, void *data)
{
	struct walk walk = {.visit = visit, .data = data};

	return walk_part(&walk, s, len, 0);
}

/* RFC 2045 section 6.7: =XX, and = at a line's end joins it with the next. */
static void decode_quoted(const struct part *part, struct str *out)
{
	const char *s = part->body, *end = s + part->body_len;

	while (s < end && !out->cut) {
		size_t left = (size_t)(end - s);

		if (*s == '=' && left >= 3 && ascii_hex(s[1]) >= 0 && ascii_hex(s[2]) >= 0) {
			str_add_char(out, (char)(ascii_hex(s[1]) << 4 | ascii_hex(s[2])));
			s += 3;
		} else if (*s == '=' && left >= 3 && s[1] == '\r' && s[2] == '\n') {
			s += 3;
		} else {
			str_add_char(out, *s++);
		}
	}
}

static void decode_base64(const struct part *part, struct str *out)
{
	struct str STR_AUTO digits = STR_INIT;
	size_t most = out->max ? (out->max - out->len) / 3 * 4 + 4 : part->body_len;

	for (size_t i = 0; i < part->body_len && digits.len < most; i++)
		if (ascii_isalnum(part->body[i]) || part->body[i] == '+' || part->body[i] == '/')
			str_add_char(&digits, part->body[i]);
	while (digits.len % 4 == 1)
		digits.s[--digits.len] = '\0';
	while (digits.len % 4)
		str_add_char(&digits, '=');
	(void)base64_decode(out, str_text(&digits));
}

void part_decode(const struct part *part, struct str *out)
{
	if (strcmp(part->encoding, "base64") == 0)
		decode_base64(part, out);
	else if (strcmp(part->encoding, "quoted-printable") == 0)
		decode_quoted(part, out);
	else
		str_add_bytes(out, part->body, part->body_len);
}
