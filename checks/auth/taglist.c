/*
 * Lists of tags, piece by piece.
 */
#include "checks/auth/taglist.h"

#include <string.h>

#include "checks/base/ascii.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Without the blanks around it. */
static void trim(const char **at, const char **end)
{
	while (*at < *end && is_blank(**at))
		(*at)++;
	while (*end > *at && is_blank((*end)[-1]))
		(*end)--;
}

static void split(const char *at, const char *end, struct tag *tag_r)
{
	const char *equals = memchr(at, '=', (size_t)(end - at));
	const char *name_end = equals ? equals : end, *value = equals ? equals + 1 : end;

	trim(&at, &name_end);
	trim(&value, &end);
	*tag_r = (struct tag){
		.name = at,
		.name_len = (size_t)(name_end - at),
		.value = equals ? value : NULL,
		.value_len = equals ? (size_t)(end - value) : 0,
	};
}

bool taglist_next(struct taglist *list, struct tag *tag_r)
{
	while (list->at < list->end) {
		const char *at = list->at;
		const char *semicolon = memchr(at, ';', (size_t)(list->end - at));
		const char *end = semicolon ? semicolon : list->end;

		list->at = semicolon ? semicolon + 1 : list->end;
		trim(&at, &end);
		if (at == end)
			continue;
		split(at, end, tag_r);
		return true;
	}
	return false;
}

bool tag_is(const struct tag *tag, const char *name)
{
	return strlen(name) == tag->name_len && ascii_ncasecmp(tag->name, name, tag->name_len) == 0;
}

bool tag_says(const struct tag *tag, const char *value)
{
	return tag->value && strlen(value) == tag->value_len &&
	       memcmp(tag->value, value, tag->value_len) == 0;
}

bool tag_says_any_case(const struct tag *tag, const char *value)
{
	return tag->value && strlen(value) == tag->value_len &&
	       ascii_ncasecmp(tag->value, value, tag->value_len) == 0;
}

bool tag_copy(const struct tag *tag, char *buf, size_t size)
{
	buf[0] = '\0';
	if (!tag->value_len || tag->value_len >= size)
		return false;
	for (size_t i = 0; i < tag->value_len; i++) {
		if (tag->value[i] < ' ' || tag->value[i] > '~')
			return false;
	}
	memcpy(buf, tag->value, tag->value_len);
	buf[tag->value_len] = '\0';
	return true;
}

static bool is_of_version(const struct dns_record *txt, const char *version)
{
	size_t n = strlen(version), len = txt->u.txt.len;
	const char *text = txt->u.txt.bytes;

	return len >= n && memcmp(text, version, n) == 0 && (len == n || text[n] == ';' || is_blank(text[n]));
}

/* All of the version but "v1", behind whatever is no letter. */
static bool is_meant(const struct dns_record *txt, const char *version)
{
	const char *text = txt->u.txt.bytes, *end = text + txt->u.txt.len;
	size_t n = strlen(version) - strlen("v1");

	while (text < end && !ascii_isalpha(*text))
		text++;
	return (size_t)(end - text) >= n && ascii_ncasecmp(text, version, n) == 0;
}

size_t taglist_select(
	const struct dns_answer *answer, const char *version, const struct dns_record **record_r)
{
	const struct dns_record *meant = NULL, *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < answer->n; i++) {
		const struct dns_record *txt = &answer->records[i];

		if (txt->type != DNS_TXT)
			continue;
		if (is_of_version(txt, version)) {
			first = first ? first : txt;
			n++;
		} else if (!meant && is_meant(txt, version)) {
			meant = txt;
		}
	}
	*record_r = first ? first : meant;
	return n;
}
