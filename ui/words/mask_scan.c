/*
 * The scanner behind masking. At each place where a word may begin it tries, in this order: an address of
 * mail, an IPv6 and an IPv4 number, a host name, something in base64, a known word. With `learn` the find is
 * replaced; without, a find that is no stand-in is a leak.
 */
#include "ui/words/mask_scan.h"

#include <arpa/inet.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/encode.h"
#include "ui/words/mask_host.h"

struct scan {
	const struct mask_names *names;
	struct mask_names *learn;
	struct str *out;
	bool leak;
	const char *text;
	size_t len;
};

static bool is_word(char c)
{
	return ascii_isalnum(c) || (unsigned char)c >= 0x80;
}

static bool is_local(char c)
{
	return is_word(c) || (c && strchr("._+-", c));
}

static bool is_hostly(char c)
{
	return is_word(c) || c == '.' || c == '-' || c == '_';
}

static void emit(struct scan *scan, const char *s, size_t len)
{
	if (scan->out)
		str_add_bytes(scan->out, s, len);
}

/* Longest address, host name and encoded line that are looked at: a bound for texts that are made to be slow. */
#define LOCAL_MAX  128
#define DOMAIN_MAX 255
#define BASE64_MAX 2048

static size_t span(const struct scan *scan, size_t at, size_t max, bool (*is)(char))
{
	size_t n = 0;

	while (n < max && at + n < scan->len && is(scan->text[at + n]))
		n++;
	return n;
}

/* A name within the text: replaced by its stand-in, or a leak. */
static void meet(struct scan *scan, enum name_kind kind, const char *s, size_t len)
{
	if (scan->learn && names_is_stand_in(scan->learn, kind, s, len) &&
		!names_find(scan->learn, kind, s, len)) {
		emit(scan, s, len); /* it was masked before */
	} else if (scan->learn) {
		const char *stand_in = names_learn(scan->learn, kind, s, len)->stand_in;

		emit(scan, stand_in, strlen(stand_in));
	} else if (!names_is_stand_in(scan->names, kind, s, len)) {
		scan->leak = true;
	}
}

static void meet_domain(struct scan *scan, const char *s, size_t len)
{
	if (scan->learn) {
		if (!host_is_fine(scan->learn, s, len, true))
			host_learn(scan->learn, s, len);
		host_replace(scan->learn, s, len, scan->out);
	} else if (!host_is_fine(scan->names, s, len, true)) {
		scan->leak = true;
	}
}

/* '@', or what stands for it in a URL ("%40") and in quoted-printable ("=40"). */
static size_t at_sign(const struct scan *scan, size_t at)
{
	const char *s = scan->text + at;

	if (at < scan->len && *s == '@')
		return 1;
	return at + 3 <= scan->len && (*s == '%' || *s == '=') && s[1] == '4' && s[2] == '0' ? 3 : 0;
}

static size_t try_email(struct scan *scan, size_t at)
{
	size_t local = span(scan, at, LOCAL_MAX, is_local);
	size_t sign = local ? at_sign(scan, at + local) : 0;
	size_t domain;

	if (sign == 0)
		return 0;
	domain = span(scan, at + local + sign, DOMAIN_MAX, is_hostly);
	while (domain > 0 && !is_word(scan->text[at + local + sign + domain - 1]))
		domain--;
	if (domain == 0 && scan->text[at + local + sign] != '[')
		return 0;
	meet(scan, NAME_USER, scan->text + at, local);
	emit(scan, scan->text + at + local, sign);
	if (domain > 0)
		meet_domain(scan, scan->text + at + local + sign, domain);
	return local + sign + domain;
}

static bool is_hex_or_colon(char c)
{
	return ascii_isdigit(c) || (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'f') || c == ':' || c == '.';
}

/* The length of s without a sign at its end that belongs to the sentence. */
static size_t without_sign(const char *s, size_t n)
{
	while (n > 2 && (s[n - 1] == '.' || (s[n - 1] == ':' && s[n - 2] != ':')))
		n--;
	return n;
}

/* How many of n bytes are an IPv6 number, the longest one: "2001:db8::1:anna" holds one as well. */
static size_t ipv6_length(const struct scan *scan, size_t at, size_t n, unsigned char binary_r[16])
{
	const char *s = scan->text + at;
	char copy[64];

	for (n = without_sign(s, n); n > 2; n = without_sign(s, n - 1)) {
		if (at + n < scan->len && (is_word(s[n]) || (s[n] == '.' && ascii_isdigit(s[n + 1]))))
			continue;
		memcpy(copy, s, n);
		copy[n] = '\0';
		if (inet_pton(AF_INET6, copy, binary_r) == 1)
			return n;
	}
	return 0;
}

static size_t try_ipv6(struct scan *scan, size_t at)
{
	unsigned char binary[16];
	size_t n = span(scan, at, 63, is_hex_or_colon);

	if (!memchr(scan->text + at, ':', n))
		return 0;
	n = ipv6_length(scan, at, n, binary);
	if (n == 0)
		return 0;
	if (memcmp(binary, &in6addr_loopback, sizeof binary) == 0)
		emit(scan, scan->text + at, n);
	else
		meet(scan, NAME_IPV6, scan->text + at, n);
	return n;
}

/* Four numbers with sep between them; their length, 0 when there are none. first_r gets the first. */
static size_t quad_length(const struct scan *scan, size_t at, char sep, int *first_r)
{
	size_t n = 0;

	for (int group = 0; group < 4; group++) {
		int value = 0, digits = 0;

		if (group > 0 && (at + n >= scan->len || scan->text[at + n++] != sep))
			return 0;
		while (at + n < scan->len && ascii_isdigit(scan->text[at + n]) && digits < 4) {
			value = value * 10 + (scan->text[at + n++] - '0');
			digits++;
		}
		if (digits == 0 || digits > 3 || value > 255)
			return 0;
		if (group == 0)
			*first_r = value;
	}
	if (at + n < scan->len && is_word(scan->text[at + n]) && sep == '.')
		return 0;
	if (at + n + 1 < scan->len && scan->text[at + n] == sep && ascii_isdigit(scan->text[at + n + 1]))
		return 0;
	return n;
}

/* 203.0.113.7, and 203-0-113-7 as internet companies name their lines. */
static size_t try_ipv4(struct scan *scan, size_t at, char sep)
{
	int first = 0;
	size_t n = quad_length(scan, at, sep, &first);
	char dotted[16];

	if (n == 0 || (at > 1 && scan->text[at - 1] == sep && ascii_isdigit(scan->text[at - 2])))
		return 0;
	for (size_t i = 0; i < n; i++)
		dotted[i] = scan->text[at + i] == sep ? '.' : scan->text[at + i];
	dotted[n] = '\0';
	if (first == 127 || first == 0) {
		emit(scan, scan->text + at, n);
	} else if (scan->learn && sep != '.' && names_is_stand_in(scan->learn, NAME_IPV4, dotted, n) &&
		   !names_find(scan->learn, NAME_IPV4, dotted, n)) {
		emit(scan, scan->text + at, n);
	} else if (scan->learn && sep != '.') {
		const char *stand_in = names_learn(scan->learn, NAME_IPV4, dotted, n)->stand_in;

		for (; *stand_in; stand_in++)
			emit(scan, *stand_in == '.' ? &sep : stand_in, 1);
	} else {
		meet(scan, NAME_IPV4, dotted, n);
	}
	return n;
}

static size_t try_host(struct scan *scan, size_t at)
{
	size_t n = span(scan, at, DOMAIN_MAX, is_hostly), head;
	const char *s = scan->text + at;

	while (n > 0 && !is_word(s[n - 1]))
		n--;
	if (!memchr(s, '.', n))
		return 0;
	if (!scan->learn) {
		if (host_is_fine(scan->names, s, n, false))
			return 0;
		scan->leak = true;
		return n;
	}
	if (!names_domain_of(scan->learn, s, n, &head))
		return 0;
	host_replace(scan->learn, s, n, scan->out);
	return n;
}

static bool is_base64(char c)
{
	return ascii_isalnum(c) || c == '+' || c == '/' || c == '=';
}

/* What a peer or a transcript encoded: a name that shows when it is decoded. */
static size_t try_base64(struct scan *scan, size_t at)
{
	size_t n = span(scan, at, BASE64_MAX + 1, is_base64);
	char *copy;
	struct str plain STR_AUTO = STR_INIT;
	bool hides = false;

	if (n < 8 || n % 4 != 0 || n > BASE64_MAX)
		return 0;
	copy = mem_strndup(scan->text + at, n);
	if (base64_decode(&plain, copy)) {
		for (size_t i = 0; i < scan->names->v.n && !hides; i++) {
			const struct mask_name *name = &scan->names->v.items[i];

			hides = strlen(name->original) >= 4 && strcmp(name->original, name->stand_in) != 0 &&
				plain.len >= strlen(name->original) &&
				ascii_find(str_text(&plain), name->original) != NULL;
		}
	}
	free(copy);
	if (!hides)
		return 0;
	scan->leak = scan->leak || !scan->learn;
	emit(scan, "(hidden)", 8);
	return n;
}

static const struct mask_name *known_word(const struct mask_names *names, const char *s, size_t len)
{
	const struct mask_name *name = names_find(names, NAME_USER, s, len);

	if (!name && names_is_unmistakable(s, len))
		name = names_find(names, NAME_HOST, s, len);
	return name;
}

/* The longest known name that begins here and ends at the end of a word. */
static size_t try_word(struct scan *scan, size_t at)
{
	const char *s = scan->text + at;

	for (size_t n = span(scan, at, LOCAL_MAX, is_local); n > 0; n--) {
		const struct mask_name *name;

		if (!is_word(s[n - 1]) || (at + n < scan->len && is_word(s[n])) || names_is_common(s, n))
			continue;
		name = known_word(scan->names, s, n);
		if (!name)
			continue;
		if (scan->learn)
			emit(scan, name->stand_in, strlen(name->stand_in));
		else if (names_is_unmistakable(s, n) && !names_is_stand_in(scan->names, name->kind, s, n))
			scan->leak = true;
		return n;
	}
	return 0;
}

static bool begins_here(const struct scan *scan, size_t at)
{
	if (scan->text[at] == ':')
		return at + 1 < scan->len && scan->text[at + 1] == ':' &&
		       (at == 0 || !is_word(scan->text[at - 1]));
	return is_word(scan->text[at]) && (at == 0 || !is_word(scan->text[at - 1]));
}

static size_t try_all(struct scan *scan, size_t at)
{
	size_t n = 0;

	if (scan->text[at] == ':')
		return try_ipv6(scan, at);
	if (at + 5 < scan->len && ascii_ncasecmp(scan->text + at, "IPv6:", 5) == 0) {
		emit(scan, scan->text + at, 5);
		n = try_ipv6(scan, at + 5);
		return 5 + n;
	}
	n = try_email(scan, at);
	if (!n)
		n = try_ipv6(scan, at);
	if (!n)
		n = try_ipv4(scan, at, '.');
	if (!n)
		n = try_ipv4(scan, at, '-');
	if (!n)
		n = try_host(scan, at);
	if (!n)
		n = try_base64(scan, at);
	return n ? n : try_word(scan, at);
}

bool scan_text(const struct mask_names *names, struct mask_names *learn, const char *text, struct str *out)
{
	struct scan scan = {.names = names, .learn = learn, .out = out, .text = text, .len = strlen(text)};
	size_t at = 0;

	while (at < scan.len) {
		size_t n = begins_here(&scan, at) ? try_all(&scan, at) : 0;

		if (n == 0) {
			n = is_word(text[at]) ? span(&scan, at, scan.len, is_word) : 1;
			emit(&scan, text + at, n);
		}
		at += n;
	}
	return scan.leak;
}

void scan_host(struct mask_names *names, const char *host, size_t len, struct str *out)
{
	if (scan_ip(names, host, len, out))
		return;
	if (memchr(host, '.', len)) {
		host_learn(names, host, len);
		host_replace(names, host, len, out);
	} else if (len == 0 || host_is_plain(host, len)) {
		str_add_bytes(out, host, len);
	} else {
		str_add(out, names_learn(names, NAME_HOST, host, len)->stand_in);
	}
}

bool scan_ip(struct mask_names *names, const char *ip, size_t len, struct str *out)
{
	struct scan scan = {.names = names, .learn = names, .out = out, .text = ip, .len = len};
	size_t before = out->len;

	if (len > 0 && (try_ipv6(&scan, 0) == len || (out->len == before && try_ipv4(&scan, 0, '.') == len)))
		return true;
	if (out->len > before) {
		out->len = before;
		out->s[before] = '\0';
	}
	return false;
}

bool scan_email(struct mask_names *names, const char *email, struct str *out)
{
	const char *sign = strrchr(email, '@');

	if (!sign || sign == email || !sign[1])
		return false;
	str_add(out, names_learn(names, NAME_USER, email, (size_t)(sign - email))->stand_in);
	str_add_char(out, '@');
	scan_host(names, sign + 1, strlen(sign + 1), out);
	return true;
}
