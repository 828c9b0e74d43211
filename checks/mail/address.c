/*
 * Addresses and host names as people type them, brought into the one form that the protocols and the DNS use.
 */
#include "checks/mail/address.h"

#include <arpa/inet.h>
#include <idn2.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"
#include "checks/net/addr.h"

#define TYPED_MAX  2048 /* nobody types more; the limits of each part come later */
#define LOCAL_MAX  64	/* RFC 5321 4.5.3.1.1 */
#define DOMAIN_MAX 253	/* RFC 1035 2.3.4, as text */
#define LABEL_MAX  63

struct span {
	const char *s;
	size_t len;
};

static struct span trimmed(const char *s, size_t len)
{
	while (len && ascii_isspace(*s)) {
		s++;
		len--;
	}
	while (len && ascii_isspace(s[len - 1]))
		len--;
	return (struct span){s, len};
}

/* Characters that may stand in no address and no host: controls, broken UTF-8, and what changes its
 * neighbours. */
static bool has_bad_bytes(const char *s, size_t len)
{
	while (len) {
		uint32_t code = 0;
		size_t n = utf8_decode(s, len, &code);

		if (!n || code < 0x20 || (code >= 0x7f && code <= 0xa0) || utf8_is_deceptive(code))
			return true;
		s += n;
		len -= n;
	}
	return false;
}

static bool is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s > 127)
			return false;
	return true;
}

/* Letters, digits and hyphens (RFC 1123 2.1); a host may have underscores, as some do. */
static bool labels_are_fine(const char *name, bool underscore)
{
	bool all_digits = true;

	for (;;) {
		size_t len = strcspn(name, ".");

		if (!len || len > LABEL_MAX || name[0] == '-' || name[len - 1] == '-')
			return false;
		all_digits = true;
		for (size_t i = 0; i < len; i++) {
			if (!ascii_isalnum(name[i]) && name[i] != '-' && !(underscore && name[i] == '_'))
				return false;
			all_digits = all_digits && ascii_isdigit(name[i]);
		}
		if (!name[len])
			/* "127.1" and "1.2.3" are old ways to write an IPv4 address, not names. */
			return !all_digits;
		name += len + 1;
	}
}

/* A-labels, lower case, without the final dot. The text is free of bad bytes already. */
static bool domain_to_ascii(const char *text, bool underscore, char *domain_r)
{
	char *ascii = NULL;
	size_t len;
	bool fine;

	if (is_ascii(text))
		ascii = mem_strdup(text);
	else if (idn2_to_ascii_8z(text, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT) != IDN2_OK)
		return false;
	ascii_tolower(ascii);
	len = strlen(ascii);
	if (len && ascii[len - 1] == '.')
		ascii[--len] = '\0';
	fine = len <= DOMAIN_MAX && labels_are_fine(ascii, underscore);
	if (fine)
		str_copy(domain_r, HOST_MAX, ascii);
	free(ascii);
	return fine;
}

static bool is_atom(char c)
{
	return (unsigned char)c > 127 || ascii_isalnum(c) || (c && strchr("!#$%&'*+/=?^_`{|}~-.", c));
}

/* Dots may stand anywhere: some providers gave out such names. */
static bool local_is_fine(const char *local)
{
	size_t len = strlen(local);

	if (local[0] != '"') {
		for (size_t i = 0; i < len; i++)
			if (!is_atom(local[i]))
				return false;
		return true;
	}
	if (len < 3 || local[len - 1] != '"')
		return false;
	for (size_t i = 1; i < len - 1; i++) {
		if (local[i] == '"')
			return false;
		if (local[i] == '\\' && ++i == len - 1)
			return false;
	}
	return true;
}

/* The first character of set that stands outside of quotes; NULL without one. */
static const char *find_bare(const char *s, const char *set)
{
	bool quoted = false;

	for (; *s; s++) {
		if (!quoted && strchr(set, *s))
			return s;
		if (quoted && *s == '\\' && s[1])
			s++;
		else if (*s == '"')
			quoted = !quoted;
	}
	return NULL;
}

/* The separator between local part and domain: the last @ outside of quotes; NULL without one. */
static const char *find_at(const char *s, size_t *ats_r)
{
	const char *at = NULL;

	*ats_r = 0;
	for (s = find_bare(s, "@"); s; s = find_bare(s + 1, "@")) {
		at = s;
		++*ats_r;
	}
	return at;
}

static int hex_value(char c)
{
	const char *digits = "0123456789abcdef", *at = c ? strchr(digits, ascii_lower(c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* mailto:a%2Bb@example.org?subject=x (RFC 6068) as an address. */
static void take_off_mailto(struct str *text)
{
	struct str plain = STR_INIT;
	const char *s = str_text(text);

	if (!ascii_starts(s, "mailto:"))
		return;
	for (s += strlen("mailto:"); *s && *s != '?'; s++) {
		char c = *s;

		if (c == '%' && hex_value(s[1]) >= 0 && hex_value(s[2]) >= 0) {
			c = (char)(hex_value(s[1]) << 4 | hex_value(s[2]));
			s += 2;
		}
		/* %00 becomes a control character that is refused, not an early end. */
		str_add_char(&plain, c ? c : '\001');
	}
	str_clear(text);
	str_add(text, str_text(&plain));
	str_release(&plain);
}

/* What stands in <…>, with any name before it; everything when there are no angle brackets. */
static enum address_fault take_out_of_brackets(struct str *text)
{
	const char *open = find_bare(str_text(text), "<>"), *close;
	struct span inner;
	char *copy;

	if (!open)
		return ADDRESS_FINE;
	close = *open == '<' ? find_bare(open + 1, "<>") : NULL;
	if (!close)
		return *open == '<' ? ADDRESS_BAD_DOMAIN : ADDRESS_BAD_LOCAL;
	if (*close == '<')
		return ADDRESS_BAD_LOCAL;
	if (trimmed(close + 1, strlen(close + 1)).len)
		return strchr(close, '@') ? ADDRESS_SEVERAL : ADDRESS_BAD_DOMAIN;
	inner = trimmed(open + 1, (size_t)(close - open - 1));
	copy = mem_strndup(inner.s, inner.len);
	str_clear(text);
	str_add(text, copy);
	free(copy);
	return ADDRESS_FINE;
}

static void show(const char *local, const char *domain, char *shown_r)
{
	char *unicode = NULL;
	struct str text = STR_INIT;

	str_add(&text, local);
	str_add_char(&text, '@');
	if (idn2_to_unicode_8z8z(domain, &unicode, 0) == IDN2_OK && !has_bad_bytes(unicode, strlen(unicode)))
		str_add(&text, unicode);
	else
		str_add(&text, domain);
	idn2_free(unicode);
	text_harmless_buf(shown_r, ADDRESS_MAX + 1, str_text(&text), text.len);
	str_release(&text);
}

/* text is one address without name, brackets and blanks around it. */
static enum address_fault split(const char *text, struct mail_address *address_r)
{
	struct mail_address a = {.needs_smtputf8 = false};
	size_t ats, local_len;
	const char *at = find_at(text, &ats);

	if (!*text)
		return ADDRESS_EMPTY;
	if (!at)
		return ADDRESS_NO_AT;
	if (ats > 1)
		return strpbrk(text, ",; ") ? ADDRESS_SEVERAL : ADDRESS_BAD_LOCAL;
	local_len = (size_t)(at - text);
	if (!local_len)
		return ADDRESS_NO_LOCAL;
	if (!at[1])
		return ADDRESS_NO_DOMAIN;
	if (has_bad_bytes(text, local_len))
		return ADDRESS_BAD_LOCAL;
	if (has_bad_bytes(at + 1, strlen(at + 1)))
		return ADDRESS_BAD_DOMAIN;
	if (local_len > LOCAL_MAX || strlen(at + 1) > HOST_MAX * 4)
		return ADDRESS_TOO_LONG;
	memcpy(a.local, text, local_len);
	if (!local_is_fine(a.local))
		return ADDRESS_BAD_LOCAL;
	if (!domain_to_ascii(at + 1, false, a.domain))
		return is_ascii(at + 1) && strlen(at + 1) > DOMAIN_MAX + 1 ? ADDRESS_TOO_LONG
									   : ADDRESS_BAD_DOMAIN;
	str_copy(a.full, sizeof a.full, a.local);
	a.full[local_len] = '@';
	str_copy(a.full + local_len + 1, sizeof a.full - local_len - 1, a.domain);
	a.needs_smtputf8 = !is_ascii(a.local);
	show(a.local, a.domain, a.shown);
	*address_r = a;
	return ADDRESS_FINE;
}

enum address_fault address_parse(const char *text, struct mail_address *address_r)
{
	struct span span = trimmed(text, strnlen(text, TYPED_MAX + 1));
	struct str typed = STR_INIT;
	enum address_fault fault;

	if (strnlen(text, TYPED_MAX + 1) > TYPED_MAX)
		return ADDRESS_TOO_LONG;
	/* Control characters count wherever they stand: what was pasted may be more than an address. */
	if (memchr(span.s, '\r', span.len) || memchr(span.s, '\n', span.len) ||
		memchr(span.s, '\t', span.len))
		return ADDRESS_BAD_LOCAL;
	str_add_bytes(&typed, span.s, span.len);
	take_off_mailto(&typed);
	fault = take_out_of_brackets(&typed);
	if (fault == ADDRESS_FINE) {
		take_off_mailto(&typed);
		fault = split(str_text(&typed), address_r);
	}
	str_release(&typed);
	return fault;
}

/* Cuts ":587" off; an IPv6 literal keeps its colons unless it stands in brackets. */
static bool split_port(char *host, int *port_r, bool *has_port_r)
{
	char *colon = strrchr(host, ':');
	size_t len = strlen(host);
	int64_t port;

	*has_port_r = false;
	if (host[0] == '[') {
		char *close = strchr(host, ']');

		if (!close || (close[1] && close[1] != ':'))
			return false;
		colon = close[1] ? close + 1 : NULL;
		*close = '\0';
		memmove(host, host + 1, len);
		if (colon)
			colon--;
	} else if (colon && strchr(host, ':') != colon) {
		return true;
	}
	if (!colon)
		return true;
	if (!ascii_number(colon + 1, 1, 65535, &port))
		return false;
	*colon = '\0';
	*port_r = (int)port;
	*has_port_r = true;
	return true;
}

/* "smtps://host/": the scheme and what follows the host. */
static struct span without_scheme(struct span text)
{
	size_t n = 0;

	while (n < text.len && (ascii_isalnum(text.s[n]) || text.s[n] == '+' || text.s[n] == '-'))
		n++;
	if (n && text.len - n >= 3 && memcmp(text.s + n, "://", 3) == 0) {
		text.s += n + 3;
		text.len -= n + 3;
	}
	if (memchr(text.s, '/', text.len))
		text.len = (size_t)((const char *)memchr(text.s, '/', text.len) - text.s);
	return text;
}

bool host_parse(const char *text, char *host_r, int *port_r)
{
	size_t len = strnlen(text, TYPED_MAX + 1);
	struct span span = trimmed(text, len);
	struct net_addr addr;
	char literal[NET_ADDR_TEXT];
	bool has_port, fine;
	char *host;
	int port = 0;

	if (len > TYPED_MAX || has_bad_bytes(span.s, span.len))
		return false;
	span = without_scheme(span);
	host = mem_strndup(span.s, span.len);
	fine = split_port(host, &port, &has_port);
	if (fine && net_addr_parse(host, 0, &addr)) {
		net_addr_text(&addr, literal, sizeof literal);
		str_copy(host_r, HOST_MAX, literal);
	} else {
		/* Brackets and colons are for literals only. */
		fine = fine && !strpbrk(host, ":[]%") && domain_to_ascii(host, true, host_r);
	}
	free(host);
	if (fine && has_port && port_r)
		*port_r = port;
	return fine;
}

bool host_is_literal(const char *host)
{
	struct net_addr addr;

	return net_addr_parse(host, 0, &addr);
}
