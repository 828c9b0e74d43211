/*
 * The conversion is done character by character with wcrtomb, because iconv's own fall-backs differ from
 * system to system and ncursesw drops what the locale cannot encode (ux.md section 4, 12). wchar_t holds the
 * code point
 * (__STDC_ISO_10646__, glibc and musl).
 */
#include "ui/flow/codeset.h"

#include <limits.h>
#include <wchar.h>

#include "checks/base/utf8.h"

struct stand_in {
	uint32_t code;
	char shown;
};

static const struct stand_in stand_ins[] = {
	{0x00a0, ' '},
	{0x00ab, '"'},
	{0x00bb, '"'},
	{0x2010, '-'},
	{0x2011, '-'},
	{0x2012, '-'},
	{0x2013, '-'},
	{0x2014, '-'},
	{0x2018, '\''},
	{0x2019, '\''},
	{0x201a, '\''},
	{0x201c, '"'},
	{0x201d, '"'},
	{0x201e, '"'},
	{0x2022, '*'},
	{0x202f, ' '},
	{0x2039, '\''},
	{0x203a, '\''},
};

uint32_t codeset_shown(uint32_t code)
{
	char bytes[MB_LEN_MAX];
	mbstate_t state = {0};

	if (code < 128 || wcrtomb(bytes, (wchar_t)code, &state) != (size_t)-1)
		return code;
	for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++)
		if (stand_ins[i].code == code)
			return (uint32_t)stand_ins[i].shown;
	return '?';
}

void codeset_out(struct str *out, const char *utf8)
{
	size_t len = strlen(utf8);

	for (size_t i = 0; i < len;) {
		uint32_t code = '?';
		size_t n = utf8_decode(utf8 + i, len - i, &code);
		char bytes[MB_LEN_MAX];
		mbstate_t state = {0};
		size_t wrote = wcrtomb(bytes, (wchar_t)codeset_shown(code), &state);
		str_add_bytes(out, bytes, wrote == (size_t)-1 ? 0 : wrote);
		i += n ? n : 1;
	}
}

void codeset_in(struct str *out, const char *bytes, size_t len)
{
	mbstate_t state = {0};

	for (size_t i = 0; i < len;) {
		wchar_t wide = L'?';
		size_t n = mbrtowc(&wide, bytes + i, len - i, &state);
		if (n == (size_t)-1 || n == (size_t)-2 || n == 0) {
			memset(&state, 0, sizeof state);
			wide = L'?';
			n = 1;
		}
		utf8_encode(out, (uint32_t)wide);
		i += n;
	}
}

void codeset_reserve(struct str *out, size_t n)
{
	static const char blanks[256];
	size_t len = out->len;
	bool cut = out->cut;

	while (n > 0) {
		size_t piece = n < sizeof blanks ? n : sizeof blanks;
		str_add_bytes(out, blanks, piece);
		n -= piece;
	}
	if (out->s)
		out->s[len] = '\0';
	out->len = len;
	out->cut = cut;
}
