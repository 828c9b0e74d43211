/*
 * HTML of mails read as text: no browser, only enough to see its words line by line.
 */
#include "checks/mail/message_text.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"

struct html {
	const char *at, *end;
	struct str *out;
	bool blank;    /* a blank or line end was the last thing that was added */
	bool unclosed; /* no tag ends any more: it is not looked for at each < again */
};

static bool tag_is(const char *tag, size_t len, const char *name)
{
	return len == strlen(name) && ascii_ncasecmp(tag, name, len) == 0;
}

static bool ends_line(const char *tag, size_t len)
{
	static const char *const blocks[] = {"br", "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2",
		"h3", "h4", "hr", "pre", "blockquote", "title", "td", "th", "dd", "dt"};

	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
		if (tag_is(tag, len, blocks[i]))
			return true;
	return false;
}

static void add(struct html *html, const char *s, size_t len)
{
	str_add_bytes(html->out, s, len);
	html->blank = false;
}

static void add_blank(struct html *html, char c)
{
	if (html->out->len && (!html->blank || c == '\n'))
		str_add_char(html->out, c);
	html->blank = true;
}

/* Behind the end tag of what holds no text for people. */
static void skip_element(struct html *html, const char *name, size_t len)
{
	while (html->at < html->end) {
		const char *open = memchr(html->at, '<', (size_t)(html->end - html->at));

		if (!open) {
			html->at = html->end;
			return;
		}
		html->at = open + 1;
		if ((size_t)(html->end - open) > len + 2 && open[1] == '/' &&
			ascii_ncasecmp(open + 2, name, len) == 0)
			return;
	}
}

/* Mails put addresses in angle brackets into HTML as they are, too: <a@example.org> is no tag. */
static bool is_tag(const char *s, const char *close)
{
	const char *at = memchr(s, '@', (size_t)(close - s));

	return (ascii_isalpha(s[1]) || s[1] == '/' || s[1] == '!' || s[1] == '?') &&
	       (!at || memchr(s, ' ', (size_t)(at - s)) || memchr(s, '=', (size_t)(at - s)));
}

static void read_tag(struct html *html)
{
	const char *close = html->unclosed ? NULL : memchr(html->at, '>', (size_t)(html->end - html->at));
	const char *tag = html->at + 1;
	bool opens;
	size_t len = 0;

	html->unclosed = !close;
	if (!close || !is_tag(html->at, close)) {
		add(html, html->at++, 1);
		return;
	}
	opens = *tag != '/';
	tag += !opens;
	while (tag + len < close && ascii_isalnum(tag[len]))
		len++;
	html->at = close + 1;
	if (opens && (tag_is(tag, len, "style") || tag_is(tag, len, "script"))) {
		skip_element(html, tag, len);
		close = memchr(html->at, '>', (size_t)(html->end - html->at));
		html->at = close ? close + 1 : html->end;
	} else if (ends_line(tag, len)) {
		add_blank(html, '\n');
	}
}

/* "&#39;", "&#x27;": the code, and where it ends; NULL: it is none. */
static const char *numeric_entity(const char *s, const char *end, uint32_t *code_r)
{
	bool hex = s + 2 < end && ascii_lower(s[2]) == 'x';
	uint32_t code = 0, base = hex ? 16 : 10;

	if (s + 2 >= end || s[1] != '#')
		return NULL;
	for (s += 2 + hex; s < end && *s != ';' && code < 0x110000; s++) {
		const char *digits = "0123456789abcdef", *digit = strchr(digits, ascii_lower(*s));

		if (!*s || !digit || (uint32_t)(digit - digits) >= base)
			return NULL;
		code = code * base + (uint32_t)(digit - digits);
	}
	if (s >= end || code < 32 || code >= 0x110000 || (code >= 0xd800 && code <= 0xdfff))
		return NULL;
	*code_r = code;
	return s + 1;
}

/* The few names that mails use, and numbers; anything else stays as it is. */
static void read_entity(struct html *html)
{
	static const struct {
		const char *name, *text;
	} names[] = {{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}, {"&quot;", "\""}, {"&apos;", "'"},
		{"&nbsp;", " "}};
	size_t left = (size_t)(html->end - html->at);
	const char *behind;
	uint32_t code = 0;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (left >= strlen(names[i].name) &&
			strncmp(html->at, names[i].name, strlen(names[i].name)) == 0) {
			html->at += strlen(names[i].name);
			add(html, names[i].text, 1);
			return;
		}
	behind = numeric_entity(html->at, html->end, &code);
	if (!behind) {
		add(html, html->at++, 1);
		return;
	}
	utf8_encode(html->out, code);
	html->blank = false;
	html->at = behind;
}

void message_html_text(const char *html_bytes, size_t len, struct str *out)
{
	struct html html = {.at = html_bytes, .end = html_bytes + len, .out = out, .blank = true};

	while (html.at < html.end && !out->cut) {
		if (*html.at == '<')
			read_tag(&html);
		else if (*html.at == '&')
			read_entity(&html);
		else if (ascii_isspace(*html.at)) {
			add_blank(&html, ' ');
			html.at++;
		} else
			add(&html, html.at++, 1);
	}
}
