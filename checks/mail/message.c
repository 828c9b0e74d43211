/*
 * A mail brought into one form, and its header fields found: whatever was saved, pasted or quoted has CRLF line ends afterwards, as it had
 * on the wire, so that signatures can be verified.
 */
#include "checks/mail/message.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/vec.h"

#define PREFIX_MAX 40 /* nobody indents or quotes deeper */

/* One line of what was given, without its line end. */
struct line {
	const char *s;
	size_t len;
};

struct lines {
	const char *at, *end;
};

static bool line_next(struct lines *lines, struct line *line_r)
{
	const char *newline;
	size_t left = (size_t)(lines->end - lines->at);

	if (!left)
		return false;
	newline = memchr(lines->at, '\n', left);
	line_r->s = lines->at;
	line_r->len = newline ? (size_t)(newline - lines->at) : left;
	lines->at += line_r->len + (newline ? 1 : 0);
	if (line_r->len && line_r->s[line_r->len - 1] == '\r')
		line_r->len--;
	return true;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_empty(const struct line *line)
{
	for (size_t i = 0; i < line->len; i++)
		if (!is_blank(line->s[i]))
			return false;
	return true;
}

/* The length of a field's name; 0: this is no field. Blanks before the colon are obsolete, and occur (RFC 5322 section 4.5). */
static size_t name_length(const char *s, size_t len, size_t *value_r)
{
	size_t name = 0, colon;

	while (name < len && s[name] > 32 && s[name] < 127 && s[name] != ':')
		name++;
	colon = name;
	while (colon < len && is_blank(s[colon]))
		colon++;
	if (!name || colon == len || s[colon] != ':')
		return 0;
	*value_r = colon + 1;
	return name;
}

/* Blanks and > that stand before the first line, and so before every line of what was quoted. */
static size_t prefix_length(const struct line *line)
{
	size_t n = 0;

	while (n < line->len && n < PREFIX_MAX && (is_blank(line->s[n]) || line->s[n] == '>'))
		n++;
	return n;
}

static void take_off_prefix(struct line *line, const char *prefix, size_t len)
{
	size_t n = 0;

	/* A line that holds nothing else may have lost the blank at its end. */
	while (n < len && n < line->len && line->s[n] == prefix[n])
		n++;
	if (n == len || n == line->len) {
		line->s += n;
		line->len -= n;
	}
}

static bool is_mbox_line(const struct line *line)
{
	return line->len > 5 && (strncmp(line->s, "From ", 5) == 0 || strncmp(line->s, ">From ", 6) == 0);
}

/* Brings lines to the first field; false: there is none at the beginning. */
static bool find_start(struct lines *lines, struct line *prefix_r)
{
	struct lines ahead = *lines;
	struct line line, bare;
	size_t value, prefix;
	int skipped = 0;

	while (line_next(&ahead, &line)) {
		prefix = prefix_length(&line);
		bare = (struct line){line.s + prefix, line.len - prefix};
		if (!is_empty(&bare) && !is_mbox_line(&line) && !is_mbox_line(&bare)) {
			*prefix_r = (struct line){line.s, prefix};
			return name_length(bare.s, bare.len, &value) != 0;
		}
		if (++skipped > 100)
			return false;
		*lines = ahead;
	}
	return false;
}

/* The whole in one form: no prefix, CRLF. Room: a line end of one byte becomes two, and the last line gets one. */
static void copy_lines(struct lines *lines, const struct line *prefix, struct message *message)
{
	struct line line;
	size_t newlines = 2;

	for (const char *p = lines->at; p < lines->end; p++)
		newlines += *p == '\n';
	message->bytes = mem_new((size_t)(lines->end - lines->at) + newlines + 1);
	while (line_next(lines, &line)) {
		take_off_prefix(&line, prefix->s, prefix->len);
		memcpy(message->bytes + message->len, line.s, line.len);
		message->len += line.len;
		message->bytes[message->len++] = '\r';
		message->bytes[message->len++] = '\n';
	}
	message->bytes[message->len] = '\0';
}

struct field_list {
	VEC(struct message_field) v;
};

/* One line of the header; false: it ended before this line. */
static bool take_line(struct message *message, struct field_list *fields, const char *s, size_t len)
{
	struct message_field field = {.raw = s, .len = len};

	if (is_blank(s[0])) {
		if (fields->v.n)
			fields->v.items[fields->v.n - 1].len += len;
		return fields->v.n != 0;
	}
	field.name_len = name_length(s, len - 2, &field.value);
	if (!field.name_len)
		return false;
	if (fields->v.n == MESSAGE_FIELDS_MAX) {
		message->cut = true;
		return false;
	}
	*VEC_ADD(&fields->v) = field;
	return true;
}

static void find_fields(struct message *message)
{
	struct lines lines = {message->bytes, message->bytes + message->len};
	struct field_list fields = {{0}};
	struct line line;
	size_t start = 0;

	message->body = message->len;
	while (line_next(&lines, &line)) {
		size_t next = (size_t)(lines.at - message->bytes);

		if (!line.len) {
			message->has_body = true;
			message->body = next;
			break;
		}
		if (!take_line(message, &fields, line.s, next - start)) {
			message->unclosed = message->has_body = true;
			message->body = start;
			break;
		}
		start = next;
	}
	message->fields = fields.v.items;
	message->n = fields.v.n;
}

bool message_parse(const char *bytes, size_t len, struct message *message_r)
{
	struct message message = {.cut = len > MESSAGE_BYTES_MAX};
	struct lines lines = {bytes, bytes + (message.cut ? MESSAGE_BYTES_MAX : len)};
	struct line prefix;

	if (!len || !find_start(&lines, &prefix))
		return false;
	message.prefixed = prefix.len != 0;
	copy_lines(&lines, &prefix, &message);
	find_fields(&message);
	*message_r = message;
	return true;
}

void message_release(struct message *message)
{
	free(message->bytes);
	free(message->fields);
	*message = (struct message){0};
}

bool message_field_is(const struct message_field *field, const char *name)
{
	return field->name_len == strlen(name) && ascii_ncasecmp(field->raw, name, field->name_len) == 0;
}

const struct message_field *message_field(const struct message *message, const char *name, size_t nth)
{
	for (size_t i = 0; i < message->n; i++)
		if (message_field_is(&message->fields[i], name) && nth-- == 0)
			return &message->fields[i];
	return NULL;
}

void message_unfold(const struct message_field *field, struct str *out)
{
	const char *s = field->raw + field->value, *end = field->raw + field->len;
	struct str STR_AUTO value = STR_INIT_MAX(MESSAGE_VALUE_MAX);

	while (end > s && ascii_isspace(end[-1]))
		end--;
	while (s < end && ascii_isspace(*s))
		s++;
	for (; s < end; s++)
		if (*s != '\r' && *s != '\n')
			str_add_char(&value, *s);
	str_add_bytes(out, str_text(&value), value.len);
}

bool message_value(const struct message *message, const char *name, size_t nth, struct str *out)
{
	const struct message_field *field = message_field(message, name, nth);

	if (field)
		message_unfold(field, out);
	return field != NULL;
}
