/*
 * Who a mail says it is from: the domains of From (RFC 5322 section 3.6.2: mailboxes with names, quotes, comments and groups), and the envelope
 * sender in Return-Path.
 */
#include "checks/mail/message.h"

#include <string.h>

#include "checks/base/ascii.h"

/* From's value reduced to what can be an address: comments and quoted strings are gone; what stands in <> is marked by them. */
static void reduce(const char *value, struct str *out)
{
	int depth = 0;
	bool quoted = false;

	for (; *value; value++) {
		char c = *value;

		if (c == '\\' && (quoted || depth) && value[1]) {
			value++;
		} else if (quoted) {
			quoted = c != '"';
			/* A quoted local part leaves a letter, so that the address stays one. */
			if (!quoted)
				str_add_char(out, 'q');
		} else if (c == '"' && !depth) {
			quoted = true;
		} else if (c == '(') {
			depth++;
		} else if (c == ')' && depth) {
			depth--;
		} else if (!depth) {
			str_add_char(out, c);
		}
	}
}

static void add_domain(char domains_r[MESSAGE_FROM_MAX][HOST_MAX], size_t *n, const char *s, size_t len)
{
	char text[HOST_MAX * 2], host[HOST_MAX];
	int port;

	while (len && ascii_isspace(s[len - 1]))
		len--;
	if (!len || len >= sizeof text || *n == MESSAGE_FROM_MAX)
		return;
	memcpy(text, s, len);
	text[len] = '\0';
	if (strpbrk(text, ":/[]") || !host_parse(text, host, &port))
		return;
	for (size_t i = 0; i < *n; i++)
		if (strcmp(domains_r[i], host) == 0)
			return;
	str_copy(domains_r[(*n)++], HOST_MAX, host);
}

/* One mailbox: the domain stands behind the last @, inside of <> where there are some. */
static void read_mailbox(char domains_r[MESSAGE_FROM_MAX][HOST_MAX], size_t *n, const char *s, size_t len)
{
	const char *open = memchr(s, '<', len), *begin = open ? open + 1 : s;
	/* Without < before it this is the end of an old route, "<@a:b@c>", cut at its colon. */
	const char *close = memchr(begin, '>', len - (size_t)(begin - s)), *end = close ? close : s + len;

	for (const char *at = end; at > begin; at--) {
		if (at[-1] == '@') {
			add_domain(domains_r, n, at, (size_t)(end - at));
			return;
		}
	}
}

size_t message_from(const struct message *message, char domains_r[MESSAGE_FROM_MAX][HOST_MAX])
{
	struct str STR_AUTO value = STR_INIT;
	struct str STR_AUTO plain = STR_INIT;
	const char *s;
	size_t n = 0;

	if (!message_value(message, "From", 0, &value))
		return 0;
	reduce(str_text(&value), &plain);
	for (s = str_text(&plain); *s;) {
		size_t len = strcspn(s, ",;");
		const char *group = memchr(s, ':', len);

		if (group) {
			len -= (size_t)(group + 1 - s);
			s = group + 1;
		}
		read_mailbox(domains_r, &n, s, len);
		s += len + (s[len] != '\0');
	}
	return n;
}

enum return_path message_return_path(const struct message *message, struct mail_address *address_r)
{
	struct str STR_AUTO value = STR_INIT;
	const char *open, *close;
	char text[ADDRESS_MAX + 1];

	if (!message_value(message, "Return-Path", 0, &value))
		return RETURN_PATH_NONE;
	open = strchr(str_text(&value), '<');
	open = open ? open + 1 : str_text(&value);
	close = strchr(open, '>');
	if (close ? close == open : !*open)
		return RETURN_PATH_EMPTY;
	if (!close)
		close = open + strlen(open);
	if ((size_t)(close - open) >= sizeof text)
		return RETURN_PATH_NONE;
	memcpy(text, open, (size_t)(close - open));
	text[close - open] = '\0';
	return address_parse(text, address_r) == ADDRESS_FINE ? RETURN_PATH_ADDRESS : RETURN_PATH_NONE;
}
