/*
 * The system's journal as `journalctl -o json` writes it: an object in each line, flat, values strings, arrays of bytes (words that are
 * not UTF-8), arrays of those (a field told twice) or null (too long to be shown). The format: "Journal Export Formats" and
 * journalctl(1) of systemd. Read in place in one pass; what is in it is read by the dialect of the program that wrote it.
 */
#include "checks/know/log_dialect.h"

#include <string.h>

#include "checks/base/ascii.h"

/* What is left of a line. */
struct cursor {
	char *s, *end;
};

static void skip_blanks(struct cursor *at)
{
	while (at->s < at->end && ascii_isspace(*at->s))
		at->s++;
}

static bool take(struct cursor *at, char c)
{
	skip_blanks(at);
	if (at->s >= at->end || *at->s != c)
		return false;
	at->s++;
	return true;
}

/* Four hexadecimal digits at s; -1 for anything else. */
static int32_t four_digits(const char *s, const char *end)
{
	int32_t code = 0;

	if (end - s < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		int digit = ascii_hex(s[i]);

		if (digit < 0)
			return -1;
		code = code * 16 + digit;
	}
	return code;
}

/* The character of "uXXXX" or of a pair of them as UTF-8 to out, which is never longer; where the escape ends. */
static char *take_code(char *s, char *end, char **out)
{
	int32_t code = four_digits(s, end), low;

	if (code < 0)
		return s;
	s += 4;
	if (code >= 0xd800 && code < 0xdc00 && end - s >= 6 && s[0] == '\\' && s[1] == 'u') {
		low = four_digits(s + 2, end);
		if (low >= 0xdc00 && low < 0xe000) {
			code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
			s += 6;
		}
	}
	if (code >= 0xd800 && code < 0xe000)
		code = 0xfffd;
	if (code >= 0x10000) {
		*(*out)++ = (char)(0xf0 | (code >> 18));
		*(*out)++ = (char)(0x80 | ((code >> 12) & 0x3f));
	} else if (code >= 0x800) {
		*(*out)++ = (char)(0xe0 | (code >> 12));
	}
	if (code >= 0x800)
		*(*out)++ = (char)(0x80 | ((code >> 6) & 0x3f));
	else if (code >= 0x80)
		*(*out)++ = (char)(0xc0 | (code >> 6));
	*(*out)++ = (char)(code < 0x80 ? code : 0x80 | (code & 0x3f));
	return s;
}

/* A string behind its first quotation mark, its escapes undone in place. A line that ends in it gives what there is. */
static struct span take_string(struct cursor *at)
{
	static const char escapes[] = "n\nt\tr\rb\bf\f";
	char *start = at->s, *out = at->s, *s = at->s;

	while (s < at->end && *s != '"') {
		if (*s != '\\' || s + 1 >= at->end) {
			*out++ = *s++;
			continue;
		}
		s++;
		if (*s == 'u') {
			s = take_code(s + 1, at->end, &out);
			continue;
		}
		const char *known = strchr(escapes, *s);

		*out++ = known && *s && (known - escapes) % 2 == 0 ? known[1] : *s;
		s++;
	}
	at->s = s < at->end ? s + 1 : s;
	return (struct span){start, (size_t)(out - start)};
}

/* "[80, 111, 115]" behind its bracket: the bytes, written over their numbers. */
static struct span take_bytes(struct cursor *at)
{
	char *start = at->s, *out = at->s;

	do {
		int byte = 0, digits = 0;

		skip_blanks(at);
		for (; at->s < at->end && ascii_isdigit(*at->s) && digits < 4; digits++)
			byte = byte * 10 + (*at->s++ - '0');
		if (!digits)
			break;
		*out++ = (char)byte;
	} while (take(at, ','));
	take(at, ']');
	return (struct span){start, (size_t)(out - start)};
}

/* Leaves a value that is neither a string nor an array: null, a number. */
static void skip_word(struct cursor *at)
{
	while (at->s < at->end && *at->s != ',' && *at->s != '}' && *at->s != ']')
		at->s++;
}

/* The end of an array whose first element was taken: strings may hold brackets. */
static void leave_array(struct cursor *at, int depth)
{
	for (; at->s < at->end && depth; at->s++) {
		if (*at->s == '"') {
			at->s++;
			take_string(at);
			at->s--;
		} else if (*at->s == '[') {
			depth++;
		} else if (*at->s == ']') {
			depth--;
		}
	}
}

/* A value; of a field that is told several times the first. */
static struct span take_value(struct cursor *at)
{
	struct span value = {"", 0};

	if (take(at, '"'))
		return take_string(at);
	if (!take(at, '[')) {
		skip_word(at);
		return value;
	}
	skip_blanks(at);
	if (at->s < at->end && ascii_isdigit(*at->s))
		return take_bytes(at);
	if (take(at, '"'))
		value = take_string(at);
	else if (take(at, '['))
		value = take_bytes(at);
	leave_array(at, 1);
	return value;
}

/* Microseconds since 1970 in decimal digits, in seconds; 0 for anything else. */
static int64_t seconds_of(struct span digits)
{
	int64_t n = 0;

	if (digits.len < 7 || digits.len > 18)
		return 0;
	for (size_t i = 0; i < digits.len - 6; i++) {
		if (!ascii_isdigit(digits.s[i]))
			return 0;
		n = n * 10 + (digits.s[i] - '0');
	}
	return n;
}

static void keep(struct log_line *line, struct span key, struct span value, struct span *other)
{
	if (span_is(key, "MESSAGE"))
		line->text = value;
	else if (span_is(key, "SYSLOG_IDENTIFIER"))
		line->program = value;
	else if (span_is(key, "_COMM"))
		*other = value;
	else if (span_is(key, "_HOSTNAME"))
		line->host = value;
	else if (span_is(key, "__REALTIME_TIMESTAMP"))
		line->when = seconds_of(value);
}

/* Of a line that was cut off what is whole before its end. */
static void read_object(struct cursor *at, struct log_line *line)
{
	struct span other = {"", 0};

	do {
		struct span key;

		if (!take(at, '"'))
			break;
		key = take_string(at);
		if (!take(at, ':'))
			break;
		skip_blanks(at);
		keep(line, key, take_value(at), &other);
	} while (take(at, ','));
	if (!line->program.len)
		line->program = other;
}

/* journalctl -o json, json-seq (a mark before each object) and json-sse ("data: "). */
static struct span object_of(struct span text)
{
	if (span_starts(text, "\x1e"))
		text = span_from(text, 1);
	return span_starts(text, "data: ") ? span_from(text, strlen("data: ")) : text;
}

static bool journal_mine(const struct log_line *line)
{
	struct span text = object_of(line->whole);

	return !line->program.len && (span_starts(text, "{\"") || span_starts(text, "{ \"")) &&
	       (span_has(text, "\"MESSAGE\"") || span_has(text, "\"__REALTIME_TIMESTAMP\""));
}

static void journal_read(const struct log_line *line, struct log_event *event_r)
{
	struct span text = object_of(line->whole);
	struct cursor at = {(char *)(uintptr_t)text.s + 1, (char *)(uintptr_t)text.s + text.len};
	struct log_line inner = {.host = {"", 0}, .program = {"", 0}, .text = {"", 0}};

	read_object(&at, &inner);
	inner.whole = inner.text;
	event_r->when = inner.when;
	if (inner.text.len)
		log_line_read_inner(&inner, event_r);
	if (event_r->kind == LOG_STRANGE)
		event_r->kind = inner.when ? LOG_NOTHING : LOG_STRANGE;
	event_r->line = inner.text;
}

const struct log_dialect log_journal = {.id = "journal", .mine = journal_mine, .read = journal_read};
