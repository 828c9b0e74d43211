/*
 * Addresses back to front: "9.113.0.203" and "5.0.0.0. … 8.b.d.0.1.0.0.2". They are the person's address as well as the usual
 * spelling, and get the stand-in of that, back to front.
 */
#include "ui/words/mask_reverse.h"

#include <arpa/inet.h>
#include <string.h>

#include "checks/base/ascii.h"

#define DIGITS 32

void reverse_quad(const char *dotted, char reversed_r[16])
{
	size_t end = strlen(dotted), at = 0;

	for (size_t i = end; i-- > 0;) {
		if (i > 0 && dotted[i - 1] != '.')
			continue;
		memcpy(reversed_r + at, dotted + i, end - i);
		at += end - i;
		if (i == 0)
			break;
		reversed_r[at++] = '.';
		end = i - 1;
	}
	reversed_r[at] = '\0';
}

static int digit_of(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *found = c ? strchr(digits, ascii_lower(c)) : NULL;

	return found ? (int)(found - digits) : -1;
}

size_t reverse_nibbles(const char *s, size_t len, char ip_r[46])
{
	unsigned char binary[16] = {0};

	if (len <= (size_t)2 * DIGITS)
		return 0;
	for (size_t i = 0; i < DIGITS; i++) {
		int digit = digit_of(s[2 * i]);

		if (digit < 0 || s[2 * i + 1] != '.')
			return 0;
		binary[15 - i / 2] |= (unsigned char)(i % 2 ? digit << 4 : digit);
	}
	if (!inet_ntop(AF_INET6, binary, ip_r, 46))
		return 0;
	return 2 * DIGITS - 1;
}

void reverse_add_nibbles(struct str *out, const char *ip)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char binary[16];

	if (inet_pton(AF_INET6, ip, binary) != 1) {
		str_add(out, ip);
		return;
	}
	for (size_t i = 0; i < DIGITS; i++) {
		unsigned char both = binary[15 - i / 2];

		if (i > 0)
			str_add_char(out, '.');
		str_add_char(out, digits[i % 2 ? both >> 4 : both & 15]);
	}
}
