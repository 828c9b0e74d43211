/*
 * Charsets of mails into UTF-8, by iconv(3). Only converters that mail uses are asked for: a name from a mail never chooses what is loaded.
 */
#include "checks/mail/message_text.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"

#define REPLACEMENT 0xfffd

/*
 * Names in mails (IANA's registry) and what they mean in practice: mails that say ISO-8859-1 hold windows-1252, gb2312 holds GB18030 and so on
 * (WHATWG Encoding, "names and labels").
 */
static const struct {
	const char *name, *iconv;
} charsets[] = {
	{"iso-8859-1", "WINDOWS-1252"},
	{"latin1", "WINDOWS-1252"},
	{"windows-1252", "WINDOWS-1252"},
	{"cp1252", "WINDOWS-1252"},
	{"iso-8859-2", "ISO-8859-2"},
	{"iso-8859-3", "ISO-8859-3"},
	{"iso-8859-4", "ISO-8859-4"},
	{"iso-8859-5", "ISO-8859-5"},
	{"iso-8859-6", "ISO-8859-6"},
	{"iso-8859-7", "ISO-8859-7"},
	{"iso-8859-8", "ISO-8859-8"},
	{"iso-8859-8-i", "ISO-8859-8"},
	{"iso-8859-9", "WINDOWS-1254"},
	{"iso-8859-10", "ISO-8859-10"},
	{"iso-8859-11", "CP874"},
	{"tis-620", "CP874"},
	{"windows-874", "CP874"},
	{"iso-8859-13", "ISO-8859-13"},
	{"iso-8859-14", "ISO-8859-14"},
	{"iso-8859-15", "ISO-8859-15"},
	{"iso-8859-16", "ISO-8859-16"},
	{"windows-1250", "WINDOWS-1250"},
	{"windows-1251", "WINDOWS-1251"},
	{"windows-1253", "WINDOWS-1253"},
	{"windows-1254", "WINDOWS-1254"},
	{"windows-1255", "WINDOWS-1255"},
	{"windows-1256", "WINDOWS-1256"},
	{"windows-1257", "WINDOWS-1257"},
	{"windows-1258", "WINDOWS-1258"},
	{"koi8-r", "KOI8-R"},
	{"koi8-u", "KOI8-U"},
	{"iso-2022-jp", "ISO-2022-JP-2"},
	{"iso-2022-jp-1", "ISO-2022-JP-2"},
	{"iso-2022-jp-2", "ISO-2022-JP-2"},
	{"iso-2022-jp-ms", "ISO-2022-JP-2"},
	{"iso-2022-kr", "ISO-2022-KR"},
	{"shift_jis", "CP932"},
	{"shift-jis", "CP932"},
	{"sjis", "CP932"},
	{"x-sjis", "CP932"},
	{"windows-31j", "CP932"},
	{"cp932", "CP932"},
	{"euc-jp", "EUC-JP-MS"},
	{"euc-kr", "UHC"},
	{"ks_c_5601-1987", "UHC"},
	{"gb2312", "GB18030"},
	{"gbk", "GB18030"},
	{"gb18030", "GB18030"},
	{"big5", "BIG5-HKSCS"},
	{"big5-hkscs", "BIG5-HKSCS"},
	{"utf-7", "UTF-7"},
	{"unicode-1-1-utf-7", "UTF-7"},
	{"utf-16", "UTF-16"},
	{"utf-16le", "UTF-16LE"},
	{"utf-16be", "UTF-16BE"},
	{"macintosh", "MACINTOSH"},
};

static const char *iconv_name(const char *charset)
{
	for (size_t i = 0; i < sizeof charsets / sizeof charsets[0]; i++)
		if (ascii_caseeq(charset, charsets[i].name))
			return charsets[i].iconv;
	return NULL;
}

/* UTF-8 where it is that; a byte that is none becomes the sign for it. NUL and CR are left out: what reads lines expects neither. */
static void add_utf8(const char *s, size_t len, struct str *out)
{
	while (len && !out->cut) {
		uint32_t code;
		size_t n = utf8_decode(s, len, &code);

		if (!n)
			utf8_encode(out, REPLACEMENT);
		else if (*s && *s != '\r')
			str_add_bytes(out, s, n);
		s += n ? n : 1;
		len -= n ? n : 1;
	}
}

/* One step of iconv(); what it cannot read is one sign for each byte. False: it is of no use any more. */
static bool convert_some(iconv_t cd, char **in, size_t *left, struct str *out)
{
	char buf[4096], *at = buf;
	size_t room = sizeof buf, result = iconv(cd, in, left, &at, &room);
	int error = errno;

	add_utf8(buf, sizeof buf - room, out);
	if (result != (size_t)-1 || error == E2BIG)
		return true;
	if (!*left)
		return false;
	utf8_encode(out, REPLACEMENT);
	++*in;
	--*left;
	return true;
}

static bool convert(const char *name, const char *bytes, size_t len, struct str *out)
{
	iconv_t cd = iconv_open("UTF-8", name);
	char *in = (char *)(uintptr_t)bytes;
	bool going = true;

	if (cd == (iconv_t)-1)
		return false;
	while (len && going && !out->cut)
		going = convert_some(cd, &in, &len, out);
	iconv_close(cd);
	return true;
}

/* Mails of old programs name no charset: Japanese ones are told by their escape sequences (RFC 1468). */
static const char *guess(const char *bytes, size_t len)
{
	if (memmem(bytes, len, "\x1b$B", 3) || memmem(bytes, len, "\x1b$@", 3))
		return "ISO-2022-JP-2";
	return utf8_valid(bytes, len) ? NULL : "WINDOWS-1252";
}

void message_to_utf8(const char *charset, const char *bytes, size_t len, struct str *out)
{
	const char *name = iconv_name(charset);

	if (!name && !ascii_caseeq(charset, "utf-8") && !ascii_caseeq(charset, "utf8"))
		name = guess(bytes, len);
	if (!name || !convert(name, bytes, len, out))
		add_utf8(bytes, len, out);
}
