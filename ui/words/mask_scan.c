/*
 * The scanner behind masking. At each place where a word may begin it tries, in this order: an address of
 * mail, an IPv6 and an IPv4 number, a host name, something in base64, a known word. With `learn` the find is
 * replaced; without, a find that is no stand-in is a leak.
 */
#include "ui/words/mask_scan.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/encode.h"
#include "checks/base/mem.h"
#include "ui/words/mask_host.h"
#include "ui/words/mask_numbers.h"

static bool is_local(char c)
{
	return is_word(c) || (c && strchr("._+-", c));
}

static bool is_hostly(char c)
{
	return is_word(c) || c == '.' || c == '-' || c == '_';
}

/*
 * Punctuation beyond ASCII (U+2000 to U+206F: quotes, dashes, the isolates that words_fill() puts round arguments) and the quotes
 * and blanks of Latin 1 belong to no name.
 */
static char *without_punctuation(const char *text)
{
	char *copy = mem_strdup(text);

	for (char *s = copy; *s; s++) {
		unsigned char next = (unsigned char)s[1];

		if (*s == '\xe2' && (next == 0x80 || next == 0x81) && s[2])
			memset(s, ' ', 3);
		else if (*s == '\xc2' && (next == 0xab || next == 0xbb || next == 0xa0))
			memset(s, ' ', 2);
	}
	return copy;
}

/* Longest address, host name and encoded line that are looked at: a bound for texts that are made to be slow. */
#define LOCAL_MAX  128
#define DOMAIN_MAX 255
#define BASE64_MAX 2048

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
	size_t local = scan_span(scan, at, LOCAL_MAX, is_local);
	size_t sign = local ? at_sign(scan, at + local) : 0;
	size_t domain;

	if (sign == 0)
		return 0;
	domain = scan_span(scan, at + local + sign, DOMAIN_MAX, is_hostly);
	while (domain > 0 && !is_word(scan->text[at + local + sign + domain - 1]))
		domain--;
	if (domain == 0 && scan->text[at + local + sign] != '[')
		return 0;
	scan_meet(scan, NAME_USER, scan->text + at, local);
	scan_emit(scan, scan->text + at + local, sign);
	if (domain > 0)
		meet_domain(scan, scan->text + at + local + sign, domain);
	return local + sign + domain;
}

static size_t try_host(struct scan *scan, size_t at)
{
	size_t n = scan_span(scan, at, DOMAIN_MAX, is_hostly);
	const char *s = scan->text + at;

	while (n > 0 && !is_word(s[n - 1]))
		n--;
	if (!memchr(s, '.', n))
		return 0;
	if (!scan->learn) {
		if (host_is_fine(scan->names, s, n, false))
			return *s == '_' ? n : 0; /* behind the sign it would be another name */
		scan->leak = true;
		return n;
	}
	if (!host_is_known(scan->learn, s, n))
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
	size_t n = scan_span(scan, at, BASE64_MAX + 1, is_base64);
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
	scan_emit(scan, "(hidden)", 8);
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

	for (size_t n = scan_span(scan, at, LOCAL_MAX, is_local); n > 0; n--) {
		const struct mask_name *name;

		if (!is_word(s[n - 1]) || (at + n < scan->len && is_word(s[n])) || names_is_common(s, n))
			continue;
		name = known_word(scan->names, s, n);
		if (!name)
			continue;
		if (scan->learn)
			scan_emit(scan, name->stand_in, strlen(name->stand_in));
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
	if (scan->text[at] == '_') /* "_dmarc.firma.example" */
		return at + 1 < scan->len && is_word(scan->text[at + 1]) &&
		       (at == 0 || !is_hostly(scan->text[at - 1]));
	return is_word(scan->text[at]) && (at == 0 || !is_word(scan->text[at - 1]));
}

static size_t try_all(struct scan *scan, size_t at)
{
	size_t n = 0;

	if (scan->text[at] == ':')
		return try_ipv6(scan, at);
	if (scan->text[at] == '_')
		return try_host(scan, at);
	if (at + 5 < scan->len && ascii_ncasecmp(scan->text + at, "IPv6:", 5) == 0) {
		scan_emit(scan, scan->text + at, 5);
		n = try_ipv6(scan, at + 5);
		return 5 + n;
	}
	n = try_email(scan, at);
	if (!n)
		n = try_ipv6(scan, at);
	if (!n)
		n = try_nibbles(scan, at);
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
	char *copy = without_punctuation(text);
	struct scan scan = {.names = names,
		.learn = learn,
		.out = out,
		.text = copy,
		.original = text,
		.len = strlen(text)};
	size_t at = 0;

	while (at < scan.len) {
		size_t n = begins_here(&scan, at) ? try_all(&scan, at) : 0;

		if (n == 0) {
			n = is_word(copy[at]) ? scan_span(&scan, at, scan.len, is_word) : 1;
			scan_emit(&scan, copy + at, n);
		}
		at += n;
	}
	free(copy);
	return scan.leak;
}

void scan_host(struct mask_names *names, const char *host, size_t len, struct str *out)
{
	struct scan scan = {.names = names, .learn = names, .out = out, .text = host, .len = len};
	size_t address;

	if (scan_ip(names, host, len, out))
		return;
	address = try_nibbles(&scan, 0);
	if (!address)
		address = try_ipv4(&scan, 0, '.');
	if (address) {
		str_add_bytes(out, host + address, 1);
		scan_host(names, host + address + 1, len - address - 1, out);
		return;
	}
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
