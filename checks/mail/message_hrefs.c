/*
 * Links as they stand in HTML (<a href="…">text</a>) and in plain text. No browser: what is damaged is passed over.
 */
#include "checks/mail/message_hrefs.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"
#include "checks/mail/message_part.h"
#include "checks/mail/message_text.h"

#define TEXT_MAX  ((size_t)1024 * 1024) /* decoded, of all text parts together */
#define SHOWN_MAX 200
#define WORDS_MAX 2000 /* bytes of HTML that a link's text is looked for in */
#define URL_MAX	  2000

struct reader {
	message_href_visit *visit;
	void *data;
	struct message_build build;
	size_t n, decoded;
	bool ended;
};

/* Where part stands in the first len bytes, in any case; NULL: nowhere. */
static const char *find_in(const char *s, size_t len, const char *part)
{
	size_t n = strlen(part);

	for (size_t i = 0; i + n <= len; i++)
		if (ascii_ncasecmp(s + i, part, n) == 0)
			return s + i;
	return NULL;
}

/* How long the word at s is; no link is longer than URL_MAX. */
static size_t word_length(const char *s)
{
	size_t n = 0;

	while (n < URL_MAX && s[n] && !ascii_isspace(s[n]))
		n++;
	return n;
}

/* The host of "http://user@host:port/…" or "www.host/…"; false: there is none. */
static bool read_host(const char *s, size_t len, struct message_href *href)
{
	char text[HOST_MAX * 2];
	size_t scheme = 0, n;
	int port;
	const char *at;

	for (size_t i = 0; i + 2 < len && i < 12; i++)
		if (memcmp(s + i, "://", 3) == 0)
			scheme = i + 3;
	if (!scheme && (len < 4 || ascii_ncasecmp(s, "www.", 4) != 0))
		return false;
	s += scheme;
	len -= scheme;
	for (n = 0; n < len && !strchr(" \t\r\n\"'<>()\\/?#,;|", s[n]);)
		n++;
	at = memrchr(s, '@', n);
	href->user = at != NULL;
	if (at) {
		n -= (size_t)(at + 1 - s);
		s = at + 1;
	}
	while (n && s[n - 1] == '.')
		n--;
	if (!n || n >= sizeof text)
		return false;
	memcpy(text, s, n);
	text[n] = '\0';
	if (!host_parse(text, href->host, &port))
		return false;
	href->literal = host_is_literal(href->host);
	return href->literal || strchr(href->host, '.');
}

static void tell(struct reader *reader, const struct message_href *href)
{
	if (reader->ended)
		return;
	reader->ended = reader->visit(href, reader->data) || ++reader->n == HREFS_MAX;
}

/* "https://bank.example/": what the words of a link claim. Words without a dot and a scheme claim nothing. */
static void read_shown(const char *s, size_t len, struct message_href *href)
{
	struct str STR_AUTO words = STR_INIT_MAX(SHOWN_MAX);
	struct message_href shown = {.host = ""};
	const char *text;

	message_html_text(s, len, &words);
	text = str_text(&words);
	text += strspn(text, " \n\t");
	if (read_host(text, word_length(text), &shown))
		str_copy(href->shown, sizeof href->shown, shown.host);
}

/* The value of href in a tag; NULL without one. */
static const char *find_href(const char *tag, const char *close, size_t *len_r)
{
	const char *s = tag;

	while ((s = find_in(s, (size_t)(close - s), "href"))) {
		s += 4;
		s += strspn(s, " \t\r\n");
		if (s < close && *s == '=')
			break;
	}
	if (!s)
		return NULL;
	s++;
	s += strspn(s, " \t\r\n");
	char quote = s < close && (*s == '"' || *s == '\'') ? *s++ : 0;
	const char *end = s;
	while (end < close && (quote ? *end != quote : !ascii_isspace(*end)))
		end++;
	*len_r = (size_t)(end - s);
	return s < close ? s : NULL;
}

static void read_anchor(struct reader *reader, const char *tag, const char *close, const char *end)
{
	struct message_href href = {.host = ""};
	size_t len;
	const char *target = find_href(tag, close, &len);
	const char *words = close + 1, *stop;
	size_t most = (size_t)(end - words) < WORDS_MAX ? (size_t)(end - words) : WORDS_MAX;

	if (!target || !read_host(target, len, &href))
		return;
	stop = find_in(words, most, "</a");
	read_shown(words, stop ? (size_t)(stop - words) : most, &href);
	tell(reader, &href);
}

static bool tag_is(const char *tag, const char *close, const char *name)
{
	size_t len = strlen(name);

	return (size_t)(close - tag) >= len && ascii_ncasecmp(tag, name, len) == 0 &&
	       !ascii_isalnum(tag[len]);
}

static void read_html(struct reader *reader, const char *s, const char *end)
{
	while (s < end && !reader->ended) {
		const char *tag = memchr(s, '<', (size_t)(end - s)), *close;

		close = tag ? memchr(tag, '>', (size_t)(end - tag)) : NULL;
		if (!close)
			return;
		tag++;
		if (tag_is(tag, close, "a"))
			read_anchor(reader, tag, close, end);
		else if (tag_is(tag, close, "img"))
			reader->build.pictures++;
		else if (tag_is(tag, close, "form"))
			reader->build.form = true;
		else if (tag_is(tag, close, "script"))
			reader->build.script = true;
		s = close + 1;
	}
}

static void read_plain(struct reader *reader, const char *s)
{
	const char *begin = s;

	while (!reader->ended && (s = strstr(s, "://"))) {
		struct message_href href = {.host = ""};
		const char *scheme = s;

		while (scheme > begin && ascii_isalpha(scheme[-1]) && s - scheme < 8)
			scheme--;
		if (scheme < s && read_host(scheme, word_length(scheme), &href))
			tell(reader, &href);
		s += 3;
	}
}

static size_t count_letters(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += !ascii_isspace(*s);
	return n;
}

static void take_plain(struct reader *reader, const char *text)
{
	size_t letters = count_letters(text);

	reader->build.plain = reader->build.plain || letters;
	if (letters > reader->build.plain_letters)
		reader->build.plain_letters = letters;
	read_plain(reader, text);
}

static void take_html(struct reader *reader, const char *text, size_t len)
{
	struct str STR_AUTO words = STR_INIT_MAX(TEXT_MAX);
	size_t letters;

	message_html_text(text, len, &words);
	letters = count_letters(str_text(&words));
	reader->build.html = true;
	if (letters > reader->build.html_letters)
		reader->build.html_letters = letters;
	read_html(reader, text, text + len);
}

static bool visit_part(const struct part *part, void *data)
{
	struct reader *reader = data;

	if (part->inside || reader->decoded >= TEXT_MAX)
		return false;
	if (ascii_starts(part->type, "image/"))
		reader->build.pictures++;
	if (!ascii_starts(part->type, "text/") || part->attached)
		return false;
	struct str STR_AUTO text = STR_INIT_MAX(TEXT_MAX - reader->decoded);
	part_decode(part, &text);
	for (size_t i = 0; i < text.len; i++) /* a NUL must not hide what stands behind it */
		if (!text.s[i])
			text.s[i] = ' ';
	reader->decoded += text.len;
	if (strcmp(part->type, "text/html") == 0)
		take_html(reader, str_text(&text), text.len);
	else
		take_plain(reader, str_text(&text));
	return false;
}

void message_hrefs(
	const struct message *message, message_href_visit *visit, void *data, struct message_build *build_r)
{
	struct reader reader = {.visit = visit, .data = data};

	if (message->has_body)
		part_walk(message->bytes, message->len, visit_part, &reader);
	if (build_r)
		*build_r = reader.build;
}
