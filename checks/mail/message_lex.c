/*
 * Words and comments of structured header fields. What breaks the grammar is read as far as it goes: real header lines often do.
 */
#include "checks/mail/message_lex.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"

static void keep(struct lex *lex, size_t *n, char c)
{
	if (*n + 1 < sizeof lex->text)
		lex->text[(*n)++] = c;
}

/* Behind the bracket; nesting is counted, an open end is the end of the field. */
static void read_comment(struct lex *lex)
{
	size_t n = 0;
	int depth = 1;

	for (; *lex->at; lex->at++) {
		char c = *lex->at;

		if (c == '\\' && lex->at[1]) {
			c = *++lex->at;
		} else if (c == '(') {
			depth++;
		} else if (c == ')' && --depth == 0) {
			lex->at++;
			break;
		}
		keep(lex, &n, c);
	}
	lex->text[n] = '\0';
}

static void read_quoted(struct lex *lex, size_t *n)
{
	for (lex->at++; *lex->at && *lex->at != '"'; lex->at++) {
		if (*lex->at == '\\' && lex->at[1])
			lex->at++;
		keep(lex, n, *lex->at);
	}
	if (*lex->at)
		lex->at++;
}

static void read_word(struct lex *lex, char separator)
{
	size_t n = 0;

	while (*lex->at && !ascii_isspace(*lex->at) && *lex->at != '(' && *lex->at != separator) {
		if (*lex->at == '"')
			read_quoted(lex, &n);
		else
			keep(lex, &n, *lex->at++);
	}
	lex->text[n] = '\0';
}

enum lex_kind lex_next(struct lex *lex, char separator)
{
	while (ascii_isspace(*lex->at))
		lex->at++;
	if (!*lex->at)
		return LEX_END;
	if (*lex->at == separator) {
		lex->at++;
		return LEX_SEPARATOR;
	}
	if (*lex->at == '(') {
		lex->at++;
		read_comment(lex);
		return LEX_COMMENT;
	}
	read_word(lex, separator);
	return LEX_WORD;
}

bool lex_blank_word(const char **at, char *word_r)
{
	size_t len;

	while (ascii_isspace(**at))
		++*at;
	for (len = 0; (*at)[len] && !ascii_isspace((*at)[len]); len++)
		if (len + 1 < LEX_WORD_MAX)
			word_r[len] = (*at)[len];
	*at += len;
	word_r[len < LEX_WORD_MAX ? len : LEX_WORD_MAX - 1] = '\0';
	return len != 0;
}

bool lex_address(const char *word, struct net_addr *addr_r)
{
	const char *at = strrchr(word, '@'), *open = strchr(at ? at : word, '[');
	const char *s = open ? open + 1 : at ? at + 1 : word;
	char text[NET_ADDR_TEXT];
	size_t len = strcspn(s, open ? "]" : ",;()");

	if (ascii_starts(s, "IPv6:")) {
		s += 5;
		len -= len < 5 ? len : 5;
	}
	if (!len || len >= sizeof text || memchr(s, '%', len))
		return false;
	memcpy(text, s, len);
	text[len] = '\0';
	return net_addr_parse(text, 0, addr_r);
}

void lex_host(const char *word, char host_r[HOST_MAX])
{
	struct net_addr addr;
	char host[HOST_MAX];
	int port;

	host_r[0] = '\0';
	if (lex_address(word, &addr) && !strchr(word, '@')) {
		net_addr_text(&addr, host, sizeof host);
		str_copy(host_r, HOST_MAX, host);
	} else if (!strpbrk(word, "@/:[]") && host_parse(word, host, &port)) {
		str_copy(host_r, HOST_MAX, host);
	}
}
