/*
 * What web forms, zone files and mail programs put into key records, taken out again.
 */
#include "checks/auth/dkim_mend.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/encode.h"

/* Marks that have no place in a record: quotes as typed and as word processors set them, and blanks that do not look like one. */
static const char *const strays[] = {"\"", "'", "\\", "(", ")", "`", "\xe2\x80\x9c", "\xe2\x80\x9d",
	"\xe2\x80\x9e", "\xe2\x80\x98", "\xe2\x80\x99", "\xe2\x80\x8b", "\xc2\xab", "\xc2\xbb",
	"\xef\xbb\xbf", "-----BEGIN PUBLIC KEY-----", "-----END PUBLIC KEY-----",
	"-----BEGIN RSA PUBLIC KEY-----", "-----END RSA PUBLIC KEY-----"};

static size_t stray_length(const char *s)
{
	for (size_t i = 0; i < sizeof strays / sizeof strays[0]; i++)
		if (strncmp(s, strays[i], strlen(strays[i])) == 0)
			return strlen(strays[i]);
	return 0;
}

static void take_out_strays(const char *s, const char *end, struct str *out)
{
	while (s < end) {
		size_t stray = stray_length(s);

		if (stray) {
			s += stray;
		} else if (strncmp(s, "\xc2\xa0", 2) == 0) {
			str_add_char(out, ' '); /* the blank that does not break a line */
			s += 2;
		} else {
			str_add_char(out, ascii_isspace(*s) || !*s ? ' ' : *s);
			s++;
		}
	}
}

/* Whether a tag of key records begins here: one of their letters, blanks, and =. */
static bool begins_tag(const char *s)
{
	size_t blanks;

	if (!*s || !strchr("vkhpstgn", ascii_lower(*s)))
		return false;
	blanks = strspn(s + 1, " ");
	return s[1 + blanks] == '=' && s[2 + blanks] != '=';
}

/* Names in lower case, a semicolon before each tag, no blanks inside of p=. */
static void set_apart(const char *s, struct str *out)
{
	bool in_key = false, fresh = true;

	for (; *s; s++) {
		bool behind_blank = fresh || s[-1] == ' ' || s[-1] == ';' || s[-1] == ',';

		if (behind_blank && begins_tag(s)) {
			if (out->len)
				str_add(out, "; ");
			in_key = ascii_lower(*s) == 'p';
			str_add_char(out, ascii_lower(*s));
			s += strspn(s + 1, " ") + 1;
			str_add_char(out, '=');
		} else if (*s != ';' && *s != ',' && !(in_key && *s == ' ') && (*s != ' ' || s[1] != ' ')) {
			str_add_char(out, *s);
		}
		fresh = false;
	}
}

/* "v=dkim1" in any case, as it must be written. */
static void right_version(struct str *record)
{
	char *v = record->s ? strstr(record->s, "v=") : NULL;

	if (v && ascii_ncasecmp(v, "v=dkim1", 7) == 0)
		memcpy(v, "v=DKIM1", 7);
}

void dkim_mend(const char *text, size_t len, struct str *out)
{
	struct str STR_AUTO whole = STR_INIT;
	struct str STR_AUTO plain = STR_INIT;
	struct str STR_AUTO apart = STR_INIT;
	const char *start;

	str_add_bytes(&whole, text, len);
	take_out_strays(str_text(&whole), str_text(&whole) + len, &plain);
	start = ascii_find(str_text(&plain), "v=dkim1");
	if (!start)
		start = ascii_find(str_text(&plain), "v = dkim1");
	set_apart(start ? start : str_text(&plain) + strspn(str_text(&plain), " "), &apart);
	while (apart.len && apart.s[apart.len - 1] == ' ')
		apart.s[--apart.len] = '\0';
	right_version(&apart);
	str_add(out, str_text(&apart));
}

bool base64_loosely(const char *text, struct str *out)
{
	struct str STR_AUTO digits = STR_INIT;

	for (; *text && *text != '='; text++) {
		if (!ascii_isalnum(*text) && *text != '+' && *text != '/')
			return false;
		str_add_char(&digits, *text);
	}
	if (strspn(text, "=") != strlen(text))
		return false;
	if (digits.len % 4 == 1)
		digits.s[--digits.len] = '\0';
	while (digits.len % 4)
		str_add_char(&digits, digits.len % 4 == 3 || digits.len % 4 == 2 ? '=' : 'A');
	(void)base64_decode(out, str_text(&digits));
	return true;
}
