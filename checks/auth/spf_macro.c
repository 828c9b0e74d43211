/*
 * Macros: %{letter digits r delimiters}, %%, %_ and %-.
 */
#include "checks/auth/spf_macro.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"

#define DELIMITERS ".-+,/_="
#define TEXT_MAX   8192 /* no explanation needs more */
#define KEEP	   1024 /* of a name: the left of it is cut anyway */
#define PARTS_MAX  512

struct macro {
	char letter; /* lower case */
	bool escape; /* the letter was upper case */
	int parts;   /* right-hand parts to keep, 0: all */
	bool reverse;
	char delimiters[16];
};

/* Reads what stands behind "%{"; gives the place behind "}", NULL when it is no macro. */
static const char *read_macro(const char *s, const char *end, enum spf_macro_use use, struct macro *macro_r)
{
	struct macro macro = {.letter = 0};
	size_t n = 0;
	bool digits = false;

	if (s == end || !strchr(use == SPF_MACRO_TEXT ? "slodipvhcrt" : "slodipvh", ascii_lower(*s)) || !*s)
		return NULL;
	macro.letter = ascii_lower(*s);
	macro.escape = *s != macro.letter;
	for (s++; s < end && ascii_isdigit(*s); s++, digits = true)
		macro.parts = macro.parts > PARTS_MAX ? macro.parts : macro.parts * 10 + (*s - '0');
	if (digits && !macro.parts)
		return NULL;
	if (s < end && ascii_lower(*s) == 'r') {
		macro.reverse = true;
		s++;
	}
	for (; s < end && *s && strchr(DELIMITERS, *s); s++)
		if (n < sizeof macro.delimiters - 1 && !strchr(macro.delimiters, *s))
			macro.delimiters[n++] = *s;
	if (s == end || *s != '}')
		return NULL;
	*macro_r = macro;
	return s + 1;
}

/* The place behind the macro that begins at s, with *s == '%'; NULL when it is none. letter_r: 0 for %%, %_ and %-. */
static const char *skip_macro(const char *s, const char *end, enum spf_macro_use use, char *letter_r)
{
	struct macro macro;

	*letter_r = '\0';
	s++;
	if (s < end && (*s == '%' || *s == '_' || *s == '-'))
		return s + 1;
	if (s == end || *s != '{')
		return NULL;
	s = read_macro(s + 1, end, use, &macro);
	if (s)
		*letter_r = macro.letter;
	return s;
}

static bool is_literal(char c, enum spf_macro_use use)
{
	return (c > ' ' && c <= '~') || (use == SPF_MACRO_TEXT && c == ' ');
}

bool spf_macro_valid(const char *s, size_t len, enum spf_macro_use use)
{
	const char *end = s + len;
	char letter;

	while (s < end) {
		if (!is_literal(*s, use))
			return false;
		s = *s == '%' ? skip_macro(s, end, use, &letter) : s + 1;
		if (!s)
			return false;
	}
	return true;
}

bool spf_macro_uses(const char *s, size_t len, const char *letters)
{
	const char *end = s + len;
	char letter;

	while (s && s < end) {
		if (*s != '%') {
			s++;
			continue;
		}
		s = skip_macro(s, end, SPF_MACRO_TEXT, &letter);
		if (letter && strchr(letters, letter))
			return true;
	}
	return false;
}

/* ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum ) */
static bool is_top_label(const char *s, size_t len)
{
	bool telling = false;

	if (!len || s[0] == '-' || s[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!ascii_isalnum(s[i]) && s[i] != '-')
			return false;
		telling = telling || !ascii_isdigit(s[i]);
	}
	return telling;
}

/* What stands behind the last macro: the end of a domain is "." toplabel [ "." ], or a macro. */
static bool is_domain_end(const char *s, size_t len, bool after_macro)
{
	size_t start;

	if (!len)
		return after_macro;
	if (s[len - 1] == '.')
		len--;
	for (start = len; start && s[start - 1] != '.'; start--)
		;
	return start && is_top_label(s + start, len - start);
}

bool spf_domain_valid(const char *s, size_t len)
{
	const char *end = s + len, *literal = s;
	char letter;

	if (!spf_macro_valid(s, len, SPF_MACRO_DOMAIN))
		return false;
	for (const char *at = s; at < end;) {
		if (*at != '%') {
			at++;
			continue;
		}
		at = skip_macro(at, end, SPF_MACRO_DOMAIN, &letter);
		literal = at;
	}
	return is_domain_end(literal, (size_t)(end - literal), literal > s);
}

/* --- values --- */

/*
 * "192.0.2.1", or the 32 digits of an IPv6 address with dots between. Capitals: DNS does not care, and texts that show the name
 * have always had them so.
 */
static void add_dotted(struct str *out, const struct net_addr *ip)
{
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&ip->ss;
	char text[NET_ADDR_TEXT];

	if (net_addr_family(ip) != AF_INET6) {
		net_addr_text(ip, text, sizeof text);
		str_add(out, text);
		return;
	}
	for (int i = 0; i < 16; i++)
		str_addf(out, "%s%X.%X", i ? "." : "", six->sin6_addr.s6_addr[i] >> 4,
			six->sin6_addr.s6_addr[i] & 15U);
}

static bool add_of_ip(struct str *out, char letter, const struct net_addr *ip)
{
	char text[NET_ADDR_TEXT];

	if (!ip)
		return false;
	net_addr_text(ip, text, sizeof text);
	if (letter == 'c')
		str_add(out, text);
	else if (letter == 'v')
		str_add(out, net_addr_family(ip) == AF_INET6 ? "ip6" : "in-addr");
	else
		add_dotted(out, ip);
	return true;
}

static bool add_value(struct str *out, char letter, const struct spf_values *values)
{
	switch (letter) {
	case 's':
		str_addf(out, "%s@%s", values->local, values->sender_domain);
		return true;
	case 'l':
		str_add(out, values->local);
		return true;
	case 'o':
		str_add(out, values->sender_domain);
		return true;
	case 'd':
		str_add(out, values->domain);
		return true;
	case 'h':
		str_add(out, values->helo[0] ? values->helo : "unknown");
		return true;
	case 'p':
		if (!values->validated)
			return false;
		str_add(out, values->validated(values->data));
		return true;
	case 't':
		str_addf(out, "%lld", (long long)clock_wall());
		return true;
	case 'r': /* nobody receives here: the word that 7.3 has for that */
		str_add(out, "unknown");
		return true;
	default:
		return add_of_ip(out, letter, values->ip);
	}
}

/* --- transformers --- */

struct part {
	const char *s;
	size_t len;
};

static size_t split(const struct str *value, const char *delimiters, struct part *parts)
{
	const char *s = str_text(value), *end = s + value->len;
	size_t n = 0;

	for (;;) {
		size_t len = 0;

		while (s + len < end && !strchr(delimiters, s[len]))
			len++;
		parts[n++] = (struct part){s, len};
		s += len;
		if (s == end || n == PARTS_MAX)
			return n;
		s++;
	}
}

/* The parts that count, turned round where that is wanted, with dots between. */
static void add_transformed(struct str *out, const struct str *value, const struct macro *macro)
{
	struct part parts[PARTS_MAX];
	size_t n, keep, first;

	if (!macro->parts && !macro->reverse && !macro->delimiters[0]) {
		str_add_bytes(out, str_text(value), value->len);
		return;
	}
	n = split(value, macro->delimiters[0] ? macro->delimiters : ".", parts);
	keep = macro->parts && (size_t)macro->parts < n ? (size_t)macro->parts : n;
	first = n - keep;
	for (size_t i = first; i < n; i++) {
		const struct part *part = &parts[macro->reverse ? n - 1 - i : i];

		if (i > first)
			str_add_char(out, '.');
		str_add_bytes(out, part->s, part->len);
	}
}

/* RFC 3986 section 2.3. */
static void add_url_escaped(struct str *out, const struct str *value)
{
	for (size_t i = 0; i < value->len; i++) {
		char c = value->s[i];

		if (ascii_isalnum(c) || (c && strchr("-._~", c)))
			str_add_char(out, c);
		else
			str_addf(out, "%%%02X", (unsigned)(unsigned char)c);
	}
}

static bool add_macro(struct str *out, const struct macro *macro, const struct spf_values *values)
{
	struct str STR_AUTO value = STR_INIT_MAX(TEXT_MAX);
	struct str STR_AUTO transformed = STR_INIT_MAX(TEXT_MAX);

	if (!add_value(&value, macro->letter, values))
		return false;
	add_transformed(&transformed, &value, macro);
	if (macro->escape)
		add_url_escaped(out, &transformed);
	else
		str_add_bytes(out, str_text(&transformed), transformed.len);
	return true;
}

/* The left of a long name is cut anyway: what a name comes to must not grow without end. */
static void keep_right(struct str *out, enum spf_macro_use use)
{
	if (use != SPF_MACRO_DOMAIN || out->len <= TEXT_MAX / 2)
		return;
	memmove(out->s, out->s + out->len - KEEP, KEEP + 1);
	out->len = KEEP;
}

bool spf_macro_expand(
	struct str *out, const char *s, size_t len, enum spf_macro_use use, const struct spf_values *values)
{
	const char *end = s + len;

	while (s && s < end) {
		struct macro macro;

		keep_right(out, use);
		if (*s != '%') {
			str_add_char(out, *s++);
			continue;
		}
		s++;
		if (s < end && *s == '{') {
			s = read_macro(s + 1, end, use, &macro);
			if (s && !add_macro(out, &macro, values))
				return false;
			continue;
		}
		str_add(out, *s == '%' ? "%" : *s == '_' ? " " : "%20");
		s++;
	}
	return s != NULL;
}
