/*
 * Domains as bytes, as names that can be asked for, and as text.
 */
#include <string.h>

#include "checks/auth/spf_macro.h"
#include "checks/base/utf8.h"

#define EXPANDED_MAX 8192

/* One label; gives the place behind it in ask_r, NULL when it is no label. */
static char *escape_label(char *at, const char *bytes, size_t len)
{
	if (!len || len > 63)
		return NULL;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c > ' ' && c <= '~') {
			if (c == '\\')
				*at++ = '\\';
			*at++ = (char)c;
			continue;
		}
		*at++ = '\\';
		*at++ = (char)('0' + c / 100);
		*at++ = (char)('0' + c / 10 % 10);
		*at++ = (char)('0' + c % 10);
	}
	return at;
}

/* All labels; false when one is none. */
static bool escape(const char *bytes, size_t len, char ask_r[SPF_ASK_MAX])
{
	char *at = ask_r;

	for (size_t start = 0; start <= len;) {
		size_t end = start;

		while (end < len && bytes[end] != '.')
			end++;
		if (start)
			*at++ = '.';
		at = escape_label(at, bytes + start, end - start);
		if (!at)
			return false;
		start = end + 1;
	}
	*at = '\0';
	return true;
}

bool spf_name_set(struct spf_name *name_r, const char *bytes, size_t len)
{
	*name_r = (struct spf_name){.raw = ""};
	if (len && bytes[len - 1] == '.')
		len--;
	text_harmless_buf(name_r->text, sizeof name_r->text, bytes, len);
	if (!len || len > SPF_NAME_MAX)
		return false;
	memcpy(name_r->raw, bytes, len);
	if (escape(bytes, len, name_r->ask))
		return true;
	name_r->ask[0] = '\0'; /* a part of it is no name to be asked for */
	return false;
}

bool spf_domain_expand(const char *s, size_t len, const struct spf_values *values, struct spf_name *name_r)
{
	struct str STR_AUTO name = STR_INIT_MAX(EXPANDED_MAX);
	bool known = spf_macro_expand(&name, s, len, SPF_MACRO_DOMAIN, values);
	const char *from = str_text(&name);
	size_t left = name.len;

	if (left && from[left - 1] == '.')
		left--;
	while (left > SPF_NAME_MAX) {
		const char *dot = memchr(from, '.', left);

		if (!dot)
			break;
		left -= (size_t)(dot + 1 - from);
		from = dot + 1;
	}
	return spf_name_set(name_r, from, left) && known;
}
