/*
 * Addresses in numbers, in all the forms that texts have them: as usual, with dashes, back to front.
 */
#include "ui/words/mask_numbers.h"

#include <arpa/inet.h>
#include <string.h>

#include "checks/base/str.h"
#include "ui/words/mask_reverse.h"

void scan_emit(struct scan *scan, const char *s, size_t len)
{
	bool same = s >= scan->text && s < scan->text + scan->len;

	if (scan->out)
		str_add_bytes(scan->out, same && scan->original ? scan->original + (s - scan->text) : s, len);
}

size_t scan_span(const struct scan *scan, size_t at, size_t max, bool (*is)(char))
{
	size_t n = 0;

	while (n < max && at + n < scan->len && is(scan->text[at + n]))
		n++;
	return n;
}

/* What is to be written for a name, NULL for the name itself: it was masked before, or nothing is replaced and it may be a leak. */
static const char *substitute(struct scan *scan, enum name_kind kind, const char *s, size_t len)
{
	bool masked = names_is_stand_in(scan->names, kind, s, len);

	if (!scan->learn) {
		scan->leak = scan->leak || !masked;
		return NULL;
	}
	if (masked && !names_find(scan->learn, kind, s, len))
		return NULL;
	return names_learn(scan->learn, kind, s, len)->stand_in;
}

void scan_meet(struct scan *scan, enum name_kind kind, const char *s, size_t len)
{
	const char *stand_in = substitute(scan, kind, s, len);

	scan_emit(scan, stand_in ? stand_in : s, stand_in ? strlen(stand_in) : len);
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

size_t try_ipv6(struct scan *scan, size_t at)
{
	unsigned char binary[16];
	size_t n = scan_span(scan, at, 63, is_hex_or_colon);

	if (!memchr(scan->text + at, ':', n))
		return 0;
	n = ipv6_length(scan, at, n, binary);
	if (n == 0)
		return 0;
	if (memcmp(binary, &in6addr_loopback, sizeof binary) == 0) {
		scan_emit(scan, scan->text + at, n);
	} else {
		char usual[INET6_ADDRSTRLEN]; /* one address in two spellings is one */

		inet_ntop(AF_INET6, binary, usual, sizeof usual);
		scan_meet(scan, NAME_IPV6, usual, strlen(usual));
	}
	return n;
}

/* An address of IPv6 back to front, a label for each digit, as names below ip6.arpa and questions to lists begin. */
size_t try_nibbles(struct scan *scan, size_t at)
{
	char ip[INET6_ADDRSTRLEN];
	struct str labels STR_AUTO = STR_INIT;
	size_t n = reverse_nibbles(scan->text + at, scan->len - at, ip);
	const char *stand_in = n ? substitute(scan, NAME_IPV6, ip, strlen(ip)) : NULL;

	if (stand_in)
		reverse_add_nibbles(&labels, stand_in);
	else
		str_add_bytes(&labels, scan->text + at, n);
	scan_emit(scan, str_text(&labels), labels.len);
	return n;
}

/* Four numbers in front of a name stand back to front ("9.113.0.203.zen.spamhaus.org") unless they are known as they are. */
static bool is_turned(const struct scan *scan, const char *dotted, size_t end)
{
	const char *behind = scan->text + end;

	return end + 1 < scan->len && behind[0] == '.' && (is_word(behind[1]) || behind[1] == '_') &&
	       !names_find(scan->names, NAME_IPV4, dotted, strlen(dotted)) &&
	       !names_is_stand_in(scan->names, NAME_IPV4, dotted, strlen(dotted));
}

/* Four numbers with sep between them; their length, 0 when there are none. */
static size_t quad_length(const struct scan *scan, size_t at, char sep)
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
	}
	if (at + n < scan->len && is_word(scan->text[at + n]) && sep == '.')
		return 0;
	if (at + n + 1 < scan->len && scan->text[at + n] == sep && ascii_isdigit(scan->text[at + n + 1]))
		return 0;
	return n;
}

/* 203.0.113.7, and 203-0-113-7 as internet companies name their lines. */
size_t try_ipv4(struct scan *scan, size_t at, char sep)
{
	size_t n = quad_length(scan, at, sep);
	char dotted[16], ip[16], shown[16];
	const char *stand_in;
	bool turned;

	if (n == 0 || (at > 1 && scan->text[at - 1] == sep && ascii_isdigit(scan->text[at - 2])))
		return 0;
	for (size_t i = 0; i < n; i++)
		dotted[i] = scan->text[at + i] == sep ? '.' : scan->text[at + i];
	dotted[n] = '\0';
	turned = sep == '.' && is_turned(scan, dotted, at + n);
	if (turned)
		reverse_quad(dotted, ip);
	else
		memcpy(ip, dotted, n + 1);
	if (strncmp(ip, "127.", 4) == 0 || strncmp(ip, "0.", 2) == 0)
		stand_in = NULL;
	else
		stand_in = substitute(scan, NAME_IPV4, ip, n);
	if (!stand_in) {
		scan_emit(scan, scan->text + at, n);
		return n;
	}
	if (turned)
		reverse_quad(stand_in, shown);
	else
		str_copy(shown, sizeof shown, stand_in);
	for (const char *s = shown; *s; s++)
		scan_emit(scan, *s == '.' ? &sep : s, 1);
	return n;
}
