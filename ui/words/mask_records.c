/*
 * In an entry of DNS every name may be the person's, so all are learnt; in words of a peer most are not, and only those that are
 * known already are hidden there.
 */
#include "ui/words/mask_records.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "ui/words/mask_host.h"

static bool is_hostly(char c)
{
	return ascii_isalnum(c) || (unsigned char)c >= 0x80 || c == '.' || c == '-' || c == '_';
}

/* Whether the last label could be one of the highest domains: no number, no version. */
static bool ends_as_domain(const char *s, size_t len)
{
	size_t at = len;

	while (at > 0 && s[at - 1] != '.')
		at--;
	if (at == 0 || len - at < 2)
		return false;
	if (len - at > 4 && ascii_ncasecmp(s + at, "xn--", 4) == 0)
		return true;
	for (; at < len; at++)
		if (!ascii_isalpha(s[at]) && (unsigned char)s[at] < 0x80)
			return false;
	return true;
}

static bool is_address_name(const char *s, size_t len)
{
	return len > 5 && ascii_ncasecmp(s + len - 5, ".arpa", 5) == 0;
}

void records_learn(struct mask_names *names, const char *text)
{
	const char *s = text;

	while (*s) {
		size_t len = 0, name, skip = 0;
		bool path = s > text && s[-1] == '/' && !(s > text + 1 && s[-2] == '/');

		while (is_hostly(s[len]))
			len++;
		if (len == 0) {
			s++;
			continue;
		}
		while (skip < len && !ascii_isalnum(s[skip]) && s[skip] != '_')
			skip++;
		for (name = len; name > skip && (s[name - 1] == '.' || s[name - 1] == '-');)
			name--;
		name -= skip;
		if (!path && s[len] != '@' && ends_as_domain(s + skip, name) &&
			!is_address_name(s + skip, name))
			host_learn(names, s + skip, name);
		s += len;
	}
}
