/*
 * What stands in a mail: the hosts that it links to, and the mail that came back inside of a report of failure.
 */
#include "checks/mail/message.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/mail/message_part.h"

#define TEXT_BYTES_MAX	 ((size_t)1024 * 1024) /* decoded, of all text parts together */
#define SEARCH_BYTES_MAX ((size_t)256 * 1024)  /* of a text in which a header is looked for */
#define SEARCH_TRIES_MAX 200

struct links {
	char (*hosts)[HOST_MAX];
	size_t n, decoded;
};

static void add_link(struct links *links, const char *s, size_t len)
{
	const char *at = memrchr(s, '@', len);
	char text[HOST_MAX * 2], host[HOST_MAX];
	int port;

	if (at) {
		len -= (size_t)(at + 1 - s);
		s = at + 1;
	}
	while (len && s[len - 1] == '.')
		len--;
	if (!len || len >= sizeof text || links->n == MESSAGE_LINKS_MAX || !memchr(s, '.', len))
		return;
	memcpy(text, s, len);
	text[len] = '\0';
	if (strchr(text, '[') || !host_parse(text, host, &port) || host_is_literal(host))
		return;
	for (size_t i = 0; i < links->n; i++)
		if (strcmp(links->hosts[i], host) == 0)
			return;
	str_copy(links->hosts[links->n++], HOST_MAX, host);
}

/* http://host, https://host, and www.host as programs make links of it. */
static void find_links(struct links *links, const char *s)
{
	const char *scheme = strstr(s, "://"), *www = ascii_find(s, "www.");

	while (links->n < MESSAGE_LINKS_MAX && (scheme || www)) {
		const char *begin;
		size_t len;

		begin = scheme && (!www || scheme < www) ? scheme + 3 : www;
		len = strcspn(begin, " \t\r\n\"'<>()[]{}\\/?#,;|");
		if (begin == www && www > s && (ascii_isalnum(www[-1]) || strchr("-._@", www[-1])))
			len = 0;
		add_link(links, begin, len);
		s = begin + (len ? len : 1);
		/* Each is sought on from where it was found: a long text is read once, however many links it has. */
		if (scheme && scheme < s)
			scheme = strstr(s, "://");
		if (www && www < s)
			www = ascii_find(s, "www.");
	}
}

static bool visit_text(const struct part *part, void *data)
{
	struct links *links = data;
	struct str STR_AUTO text = STR_INIT_MAX(TEXT_BYTES_MAX - links->decoded);

	if (!ascii_starts(part->type, "text/"))
		return false;
	part_decode(part, &text);
	/* A NUL in the text must not hide what stands behind it. */
	for (size_t i = 0; i < text.len; i++)
		if (!text.s[i])
			text.s[i] = ' ';
	find_links(links, str_text(&text));
	links->decoded += text.len;
	return links->n == MESSAGE_LINKS_MAX || links->decoded >= TEXT_BYTES_MAX;
}

size_t message_links(const struct message *message, char hosts_r[MESSAGE_LINKS_MAX][HOST_MAX])
{
	struct links links = {.hosts = hosts_r};

	if (message->has_body)
		part_walk(message->bytes, message->len, visit_text, &links);
	return links.n;
}

bool message_is_report(const struct message *message)
{
	struct str STR_AUTO from = STR_INIT;
	struct part part;

	part_read(message->bytes, message->len, &part);
	if (strcmp(part.type, "multipart/report") == 0 &&
		(!part.report[0] || ascii_caseeq(part.report, "delivery-status")))
		return true;
	if (message_field(message, "X-Failed-Recipients", 0))
		return true;
	return message_value(message, "From", 0, &from) &&
	       ascii_find(str_text(&from), "mailer-daemon") != NULL;
}

static bool visit_returned(const struct part *part, void *data)
{
	if (strcmp(part->type, "message/rfc822") != 0 && strcmp(part->type, "message/global") != 0 &&
		strcmp(part->type, "text/rfc822-headers") != 0 &&
		strcmp(part->type, "message/global-headers") != 0)
		return false;
	return message_parse(part->body, part->body_len, data);
}

/* Whether a mail's header begins here: From, and two more that every mail has. */
static bool looks_like_header(const struct message *message)
{
	static const char *const usual[] = {
		"Date", "Message-ID", "Subject", "To", "Received", "DKIM-Signature"};
	int seen = 0;

	for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
		seen += message_field(message, usual[i], 0) != NULL;
	return seen >= 2 && message_field(message, "From", 0);
}

/* A line that could be the first one of a mail's header, judged without reading on. */
static bool may_begin(const char *s, size_t len)
{
	static const char *const first[] = {"Return-Path:", "Received:", "DKIM-Signature:", "From:", "Date:",
		"Message-ID:", "Subject:", "To:", "MIME-Version:", "Authentication-Results:", "Delivered-To:",
		"ARC-", "X-", "Content-Type:", "Reply-To:", "Sender:", "DomainKey-Signature:"};

	while (len && (*s == ' ' || *s == '\t' || *s == '>')) {
		s++;
		len--;
	}
	for (size_t i = 0; i < sizeof first / sizeof first[0]; i++)
		if (len > strlen(first[i]) && ascii_ncasecmp(s, first[i], strlen(first[i])) == 0)
			return true;
	return false;
}

static bool begins_here(const char *s, size_t len, int *tries)
{
	struct message MESSAGE_AUTO message = {.len = 0};

	++*tries;
	return message_parse(s, len, &message) && looks_like_header(&message);
}

bool message_find(const char *bytes, size_t len, struct message *message_r)
{
	const char *s = bytes, *end = bytes + (len < SEARCH_BYTES_MAX ? len : SEARCH_BYTES_MAX);
	int tries = 0;

	while (s < end && tries < SEARCH_TRIES_MAX) {
		const char *newline = memchr(s, '\n', (size_t)(end - s));
		size_t line = newline ? (size_t)(newline - s) : (size_t)(end - s);

		if (may_begin(s, line) && begins_here(s, (size_t)(end - s), &tries))
			return message_parse(s, (size_t)(bytes + len - s), message_r);
		s += line + 1;
	}
	return false;
}

bool message_returned(const struct message *message, struct message *returned_r)
{
	struct message returned;

	if (!message_is_report(message))
		return false;
	if (part_walk(message->bytes, message->len, visit_returned, &returned)) {
		*returned_r = returned;
		return true;
	}
	return message_find(message->bytes + message->body, message->len - message->body, returned_r);
}
