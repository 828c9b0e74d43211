/*
 * Strict UTF-8 and the one function that makes text from outside harmless.
 */
#include "checks/base/utf8.h"

#include <stdio.h>
#include <string.h>

size_t utf8_decode(const char *s, size_t len, uint32_t *code_r)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	unsigned char c;
	uint32_t code;
	size_t n;

	if (!len)
		return 0;
	c = (unsigned char)s[0];
	if (c < 0x80) {
		*code_r = c;
		return 1;
	}
	if (c < 0xc2 || c > 0xf4)
		return 0;
	n = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	if (n > len)
		return 0;
	code = c & (0x7fU >> n);
	for (size_t i = 1; i < n; i++) {
		if (((unsigned char)s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | ((unsigned char)s[i] & 0x3f);
	}
	if (code < least[n] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	*code_r = code;
	return n;
}

void utf8_encode(struct str *out, uint32_t code)
{
	char b[4];

	if (code < 0x80) {
		b[0] = (char)code;
		str_add_bytes(out, b, 1);
	} else if (code < 0x800) {
		b[0] = (char)(0xc0 | code >> 6);
		b[1] = (char)(0x80 | (code & 0x3f));
		str_add_bytes(out, b, 2);
	} else if (code < 0x10000) {
		b[0] = (char)(0xe0 | code >> 12);
		b[1] = (char)(0x80 | (code >> 6 & 0x3f));
		b[2] = (char)(0x80 | (code & 0x3f));
		str_add_bytes(out, b, 3);
	} else {
		b[0] = (char)(0xf0 | code >> 18);
		b[1] = (char)(0x80 | (code >> 12 & 0x3f));
		b[2] = (char)(0x80 | (code >> 6 & 0x3f));
		b[3] = (char)(0x80 | (code & 0x3f));
		str_add_bytes(out, b, 4);
	}
}

bool utf8_valid(const char *s, size_t len)
{
	while (len) {
		uint32_t code;
		size_t n = utf8_decode(s, len, &code);

		if (!n)
			return false;
		s += n;
		len -= n;
	}
	return true;
}

bool utf8_is_deceptive(uint32_t code)
{
	return (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2060 && code <= 0x206f) || (code >= 0xfe00 && code <= 0xfe0f) || code == 0xfeff ||
	       code == 0x061c || code == 0x00ad || (code >= 0xfff9 && code <= 0xfffb) ||
	       (code >= 0xe0000 && code <= 0xe0fff);
}

/* Writes the harmless form of the character at s into buf and gives how many bytes of s it stood for. */
static size_t harmless_char(const char *s, size_t len, enum text_lines lines, char buf[8])
{
	uint32_t code = 0;
	size_t n = utf8_decode(s, len, &code);

	buf[0] = '\0';
	if (!n) {
		snprintf(buf, 8, "\\x%02x", (unsigned char)s[0]);
		return 1;
	}
	if (lines == TEXT_KEEP_LINES && code == '\r' && len > 1 && s[1] == '\n')
		return 1;
	if (lines == TEXT_KEEP_LINES && code == '\n')
		snprintf(buf, 8, "\n");
	else if (code == '\t')
		snprintf(buf, 8, " ");
	else if (code == '\n' || code == '\r')
		snprintf(buf, 8, code == '\n' ? "\\n" : "\\r");
	else if (code == 0)
		snprintf(buf, 8, "\\0");
	else if (code < 0x20 || (code >= 0x7f && code < 0xa0))
		snprintf(buf, 8, "\\x%02x", (unsigned)code);
	else if (!utf8_is_deceptive(code))
		snprintf(buf, 8, "%.*s", (int)n, s);
	return n;
}

void text_harmless(struct str *out, const void *src, size_t len, enum text_lines lines, size_t max)
{
	const char *s = src;
	size_t room_for_dots = max > 3 ? max - 3 : max;

	while (len) {
		char buf[8];
		size_t n = harmless_char(s, len, lines, buf);
		size_t add = strlen(buf);

		if (max && out->len + add > room_for_dots && (n < len || out->len + add > max)) {
			if (out->len + 3 <= max)
				str_add(out, "...");
			return;
		}
		str_add_bytes(out, buf, add);
		s += n;
		len -= n;
	}
}

void text_harmless_buf(char *dst, size_t size, const void *src, size_t len)
{
	struct str str = STR_INIT;

	if (!size)
		return;
	text_harmless(&str, src, len, TEXT_ONE_LINE, size - 1);
	str_copy(dst, size, str_text(&str));
	str_release(&str);
}
