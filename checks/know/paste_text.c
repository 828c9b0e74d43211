/*
 * A reply's words. A long reply repeats its codes on each line ("550-5.7.26 … 550 5.7.26 …", RFC 5321 section 4.2.1, RFC 2034
 * section 4); a paste may have glued the lines, quoted them or broken them anew.
 */
#include "checks/know/paste_text.h"

#include <string.h>

#include "checks/base/ascii.h"

/* What stands before a line of a reply in a quoted mail or in the record of a conversation. */
static size_t line_mark(const char *s)
{
	size_t n = strspn(s, " \t<>*=~|+'\"");

	if ((s[n] == 'S' || s[n] == 's') && s[n + 1] == ':' && s[n + 2] == ' ')
		n += 3;
	if (s[n] == '-' && n && (s[n - 1] == '<' || s[n - 1] == '*'))
		n++;
	return n + strspn(s + n, " \t");
}

/* The length of the codes that begin a line of the same reply: "550-5.7.26 ", "550 ", "5.7.26 ". */
static size_t repeated_codes(const char *s, const struct paste_code *code)
{
	size_t n = 0, enhanced;

	if (code->code && paste_code_at(s) == code->code &&
		(s[3] == '-' || s[3] == ' ' || s[3] == '\n' || !s[3]))
		n = s[3] && s[3] != '\n' ? 4 : 3;
	enhanced = code->enhanced[0] || n ? paste_enhanced_at(s + n) : 0;
	if (enhanced && code->enhanced[0] && strncmp(s + n, code->enhanced, enhanced))
		enhanced = 0;
	n += enhanced;
	return n && s[n] == ' ' ? n + 1 : n;
}

/* "Remote-MTA: …", "Final-Recipient: …": a field of a report. */
static bool field(const char *s)
{
	size_t n = 0;
	bool dash = false;

	while (ascii_isalpha(s[n]) || (n && s[n] == '-')) {
		dash = dash || s[n] == '-';
		n++;
	}
	return dash && s[n] == ':' && s[n + 1] == ' ';
}

/* A line that belongs to a program's record or report and not to the reply before it. */
static bool foreign_line(const char *s)
{
	static const char *const starts[] = {"->", "<-", "~>", "<~", "=>", "==", "--", "**", "<**", " ->",
		">>>", "<<<", "C: ", "at ", "caused by", "traceback", "file \"", "during handling",
		"code:", "command:", "response", "errno:", "{", "}", "[", "debug", "quit", "rset",
		"connection closed", "smtp error", "smtp ->", "client:", "server:", "message:", "in /",
		"stack trace", "#0 ", "expected response", "reporting-mta", "error code", "server error",
		"account:", "subject:", "from:", "to:", "date:", "sent:"};

	s += strspn(s, " \t>");
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		if (ascii_starts(s, starts[i]))
			return true;
	return field(s);
}

/* An apostrophe inside a word closes nothing. */
static bool closes(const char *text, const char *s, char quote)
{
	return *s == quote && !(s > text && ascii_isalnum(s[-1]) && ascii_isalnum(s[1])) &&
	       (s == text || s[-1] != '\\');
}

/* How far the reply goes on behind a line end at s; NULL: it ends here. */
static const char *next_line(const char *s, const struct paste_code *code)
{
	const char *line = s + 1, *own = line + line_mark(line);
	size_t codes = repeated_codes(own, code);

	if (codes)
		return own + codes;
	return line[strspn(line, " \t\r>")] == '\n' || !*own || foreign_line(line) || paste_code_at(own)
		       ? NULL
		       : line;
}

/* A pair of brackets and quotation marks of which only one half is left. */
static bool half(const char *text, size_t len, char open, char close)
{
	size_t opened = 0, closed = 0;

	for (size_t i = 0; i < len; i++) {
		opened += text[i] == open;
		closed += text[i] == close;
	}
	return open == close ? opened % 2 : closed > opened;
}

static void trim_end(struct str *out, size_t from)
{
	while (out->len > from) {
		const char *text = out->s + from;
		size_t len = out->len - from;
		char last = text[len - 1];

		if (!strchr(" ,;:(<[{-", last) && !(last == ')' && half(text, len, '(', ')')) &&
			!(last == ']' && half(text, len, '[', ']')) &&
			!(last == '}' && half(text, len, '{', '}')) &&
			!(last == '"' && half(text, len, '"', '"')) &&
			!(last == '\'' && half(text, len, '\'', '\'')))
			break;
		out->s[--out->len] = '\0';
	}
}

static void add_one(struct str *out, size_t from, char c)
{
	if (ascii_isspace(c))
		c = ' ';
	if (c != ' ' || (out->len > from && out->s[out->len - 1] != ' '))
		str_add_char(out, c);
}

void paste_words(struct str *out, const char *text, const struct paste_code *code, size_t limit)
{
	size_t from = out->len;

	for (const char *s = text + code->words; *s && (size_t)(s - text) < limit;) {
		size_t again = s[-1] == ' ' ? repeated_codes(s, code) : 0;

		if (again) {
			s += again;
		} else if (*s == '\n') {
			const char *next = next_line(s, code);

			if (!next)
				break;
			add_one(out, from, ' ');
			s = next;
		} else if (code->quote && closes(text, s, code->quote)) {
			break;
		} else if (code->quote && *s == '\\' && s[1] == code->quote) {
			s++;
		} else {
			add_one(out, from, *s++);
		}
	}
	trim_end(out, from);
}

void paste_plain(struct str *out, const char *text, size_t from, size_t to)
{
	size_t start = out->len;

	for (size_t i = from; i < to && text[i]; i++) {
		if (i && text[i - 1] == '\n')
			while (text[i] == '>' || text[i] == ' ')
				i++;
		if (i < to && text[i])
			add_one(out, start, text[i]);
	}
	trim_end(out, start);
}
