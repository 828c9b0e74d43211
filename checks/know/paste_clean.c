/*
 * Bytes of a pasted or saved message as text. Windows programs save UTF-16, old ones their code page; a terminal pastes CR for a
 * line end.
 */
#include <string.h>

#include "checks/base/utf8.h"
#include "checks/know/paste.h"

#define BYTES_MAX (1U << 20) /* nobody reads more of a message */

enum form { FORM_BYTES, FORM_LITTLE, FORM_BIG };

/* UTF-16 without its mark: every other byte of Latin text is zero. */
static enum form form_by_zeros(const unsigned char *bytes, size_t len)
{
	size_t even = 0, odd = 0, n = len < 512 ? len : 512;

	for (size_t i = 0; i < n; i++)
		if (!bytes[i])
			*(i % 2 ? &odd : &even) += 1;
	if (n < 4 || (even && odd && even > odd / 8 && odd > even / 8))
		return FORM_BYTES;
	return odd > n / 4 ? FORM_LITTLE : even > n / 4 ? FORM_BIG : FORM_BYTES;
}

static enum form form_of(const unsigned char *bytes, size_t len, size_t *mark_r)
{
	*mark_r = 2;
	if (len >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe)
		return FORM_LITTLE;
	if (len >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff)
		return FORM_BIG;
	*mark_r = len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	return *mark_r ? FORM_BYTES : form_by_zeros(bytes, len);
}

static uint32_t unit_at(const unsigned char *bytes, enum form form)
{
	return form == FORM_LITTLE ? (uint32_t)(bytes[0] | bytes[1] << 8)
				   : (uint32_t)(bytes[0] << 8 | bytes[1]);
}

/* RFC 2781; a half of a pair without the other becomes U+FFFD. */
static void add_utf16(struct str *out, const unsigned char *bytes, size_t len, enum form form)
{
	for (size_t i = 0; i + 1 < len; i += 2) {
		uint32_t code = unit_at(bytes + i, form);

		if (code >= 0xd800 && code < 0xdc00 && i + 3 < len) {
			uint32_t low = unit_at(bytes + i + 2, form);

			if (low >= 0xdc00 && low < 0xe000) {
				code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
				i += 2;
			}
		}
		utf8_encode(out, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
	}
}

/* Windows-1252: as Latin-1, but for these. */
static uint32_t of_code_page(unsigned char byte)
{
	static const uint32_t high[32] = {0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,
		0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
		0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178};

	return byte >= 0x80 && byte < 0xa0 ? high[byte - 0x80] : byte;
}

/* UTF-8 where it is any; a byte that is none is one of the code page. */
static void add_bytes(struct str *out, const char *bytes, size_t len)
{
	while (len) {
		uint32_t code;
		size_t n = utf8_decode(bytes, len, &code);

		if (n)
			str_add_bytes(out, bytes, n);
		else
			utf8_encode(out, of_code_page((unsigned char)*bytes));
		bytes += n ? n : 1;
		len -= n ? n : 1;
	}
}

static void lone_returns(struct str *text)
{
	for (size_t i = 0; i < text->len; i++)
		if (text->s[i] == '\r' && text->s[i + 1] != '\n')
			text->s[i] = '\n';
}

void paste_clean(struct str *out, const void *bytes, size_t len, size_t max)
{
	struct str text STR_AUTO = STR_INIT;
	const unsigned char *p = bytes;
	size_t mark;
	enum form form;

	if (len > BYTES_MAX)
		len = BYTES_MAX;
	form = form_of(p, len, &mark);
	if (form == FORM_BYTES)
		add_bytes(&text, (const char *)p + mark, len - mark);
	else
		add_utf16(&text, p + mark, len - mark, form);
	lone_returns(&text);
	text_harmless(out, str_text(&text), text.len, TEXT_KEEP_LINES, max);
}
