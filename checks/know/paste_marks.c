/*
 * Finding the words of wrappers.psv in a text. Blanks match any white space, also where a mail program broke the line or a
 * quoted mail has its ">"; "@" stands for the name or number of a server, "…" for what differs on each occasion.
 */
#include "checks/know/paste_marks.h"

#include <stdint.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"
#include "checks/know/pattern.h"
#include "checks/know/tables.h"

#define ELLIPSIS     "\xe2\x80\xa6"
#define ELLIPSIS_MAX 160 /* bytes that "…" may stand for */
#define SERVER_MAX   255
#define ROWS_MAX     2048
#define BYTES	     256

enum column { PROGRAM, TELLS, SAYS, WORDS };

struct seen {
	const char *host;
	size_t host_len;
};

/* A blank of any kind, with the marks of quoted lines: its length. */
static size_t blank_at(const char *s)
{
	size_t n = 0;

	for (;;) {
		if (ascii_isspace(s[n]))
			n++;
		else if (strncmp(s + n, "\xc2\xa0", 2) == 0 || strncmp(s + n, "\xe3\x80", 2) == 0) {
			if (s[n] == '\xe3' && s[n + 2] != '\x80')
				return n;
			n += s[n] == '\xe3' ? 3 : 2;
		} else if (s[n] == '>' && n && s[n - 1] == '\n')
			n++;
		else
			return n;
	}
}

/* A quotation mark of any form, so that a program's typography does not matter: its length. */
static size_t quote_at(const char *s)
{
	static const char *const forms[] = {"'", "\"", "`", "\xe2\x80\x98", "\xe2\x80\x99", "\xe2\x80\x9a",
		"\xe2\x80\x9c", "\xe2\x80\x9d", "\xe2\x80\x9e", "\xc2\xab", "\xc2\xbb", "\xe2\x80\xb9",
		"\xe2\x80\xba", "\xc2\xb4", "\xe3\x80\x8c", "\xe3\x80\x8d"};

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (strncmp(s, forms[i], strlen(forms[i])) == 0)
			return strlen(forms[i]);
	return 0;
}

static bool of_server(char c)
{
	return ascii_isalnum(c) || (c && strchr(".-_:[]()", c)) || (unsigned char)c >= 0xc3;
}

static size_t server_at(const char *s)
{
	size_t n = 0;

	while (n < SERVER_MAX && of_server(s[n]))
		n++;
	return n;
}

static const char *match(const char *s, const char *words, struct seen *seen);

/* The longest name behind which the rest fits. */
static const char *match_server(const char *s, const char *rest, struct seen *seen)
{
	for (size_t n = server_at(s); n > 0; n--) {
		const char *end = match(s + n, rest, seen);

		if (!end)
			continue;
		*seen = (struct seen){.host = s, .host_len = n};
		return end;
	}
	return NULL;
}

static const char *match_between(const char *s, const char *rest, struct seen *seen)
{
	for (size_t n = 0; n <= ELLIPSIS_MAX; n++) {
		const char *end = match(s + n, rest, seen);

		if (end)
			return end;
		if (!s[n])
			break;
	}
	return NULL;
}

/* Where the words that begin at s end; NULL: they do not stand there. */
static const char *match(const char *s, const char *words, struct seen *seen)
{
	while (*words) {
		size_t n;

		if (strncmp(words, ELLIPSIS, strlen(ELLIPSIS)) == 0)
			return match_between(s, words + strlen(ELLIPSIS), seen);
		if (*words == '@')
			return match_server(s, words + 1, seen);
		if (*words == ' ' || *words == '\'') {
			n = *words == ' ' ? blank_at(s) : quote_at(s);
			if (!n)
				return NULL;
			s += n;
		} else if (ascii_lower(*s) == *words) {
			s++;
		} else {
			return NULL;
		}
		words++;
	}
	return s;
}

static enum reply_stage stage_told(const char *tells)
{
	static const struct {
		const char *name;
		enum reply_stage stage;
	} stages[] = {
		{"banner", REPLY_STAGE_BANNER},
		{"ehlo", REPLY_STAGE_EHLO},
		{"starttls", REPLY_STAGE_STARTTLS},
		{"auth", REPLY_STAGE_AUTH},
		{"mail", REPLY_STAGE_MAIL},
		{"rcpt", REPLY_STAGE_RCPT},
		{"data", REPLY_STAGE_DATA},
		{"incoming", REPLY_STAGE_INCOMING},
	};

	for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++)
		if (pattern_listed(tells, stages[i].name))
			return stages[i].stage;
	return REPLY_STAGE_UNKNOWN;
}

static bool tells(const char *const row[4], const char *what)
{
	return row[TELLS][0] && pattern_listed(row[TELLS], what);
}

/* A server's name or number out of "mx.example.net[192.0.2.1]:25", "(mx.example.net)"; false: it is none. */
static bool take_host(const char *s, size_t len, char host_r[HOST_MAX])
{
	size_t name = 0;

	while (len && strchr("[(.-_:", *s)) {
		s++;
		len--;
	}
	while (name < len && name < HOST_MAX - 1 &&
		(ascii_isalnum(s[name]) || strchr(".-_:", s[name]) || (unsigned char)s[name] >= 0x80))
		name++;
	while (name && strchr(".-_:", s[name - 1]))
		name--;
	/* the colon of a port; a number with several is an address of IPv6 */
	const char *colon = memchr(s, ':', name);
	if (colon && !memchr(colon + 1, ':', name - (size_t)(colon + 1 - s)))
		name = (size_t)(colon - s);
	while (name && strchr(".-_:", s[name - 1]))
		name--;
	if (!memchr(s, '.', name) && !memchr(s, ':', name) &&
		!(name == 9 && ascii_ncasecmp(s, "localhost", 9) == 0))
		return false;
	memcpy(host_r, s, name);
	host_r[name] = '\0';
	ascii_tolower(host_r);
	return true;
}

/* Whether the words begin here, as words of their own where they begin and end with letters. */
static const char *words_at(const char *text, size_t at, const char *words, struct seen *seen)
{
	const char *end;

	if (ascii_isalnum(words[0]) &&
		(ascii_lower(text[at]) != words[0] || (at && ascii_isalnum(text[at - 1]))))
		return NULL;
	end = match(text + at, words, seen);
	return end && ascii_isalnum(end[-1]) && ascii_isalnum(*end) ? NULL : end;
}

static bool mark_at(const char *text, size_t at, const char *const row[4], struct paste_mark *mark_r)
{
	struct seen seen = {.host = NULL};
	const char *end = words_at(text, at, row[WORDS], &seen);
	struct paste_mark mark = {.start = at, .program = row[PROGRAM], .says = row[SAYS]};

	if (!end)
		return false;
	mark.end = (size_t)(end - text);
	mark.stage = row[TELLS][0] ? stage_told(row[TELLS]) : REPLY_STAGE_UNKNOWN;
	mark.relay = tells(row, "relay");
	mark.lead = tells(row, "lead");
	mark.tail = tells(row, "tail");
	/* "mail" may be a server's name where a program speaks of its own, and is a word elsewhere */
	if (seen.host && !take_host(seen.host, seen.host_len, mark.host) && (mark.relay || !mark.program[0]))
		return false;
	*mark_r = mark;
	return true;
}

/* The rows by the byte that their words begin with, so that a place in the text meets few of them. */
struct index {
	uint16_t first[BYTES], next[ROWS_MAX]; /* row plus one; 0 ends the list */
};

static unsigned char begins_with(const char *words)
{
	return *words == '@' || *words == '\'' ? 0 : (unsigned char)*words;
}

static void make_index(struct index *index)
{
	size_t n = know_wrappers_rows < ROWS_MAX ? know_wrappers_rows : ROWS_MAX;

	memset(index->first, 0, sizeof index->first);
	for (size_t i = n; i > 0; i--) {
		uint16_t *first = &index->first[begins_with(know_wrappers[i - 1][WORDS])];

		index->next[i - 1] = *first;
		*first = (uint16_t)i;
	}
}

static bool mark_of(
	const char *text, size_t at, const struct index *index, unsigned char byte, struct paste_mark *mark_r)
{
	/* the first row that fits: the specific ones stand before the general */
	for (size_t row = index->first[byte]; row; row = index->next[row - 1])
		if (mark_at(text, at, know_wrappers[row - 1], mark_r))
			return true;
	return false;
}

size_t paste_marks(const char *text, struct paste_mark *marks_r, size_t n)
{
	struct index index;
	size_t found = 0;

	make_index(&index);
	for (size_t at = 0; text[at] && found < n; at++) {
		/* a server's name is met at its beginning */
		bool begins = !at || !of_server(text[at - 1]) || quote_at(text + at);

		if (!mark_of(text, at, &index, (unsigned char)ascii_lower(text[at]), &marks_r[found]) &&
			!(begins && mark_of(text, at, &index, 0, &marks_r[found])))
			continue;
		at = marks_r[found].end - 1;
		found++;
	}
	return found;
}
