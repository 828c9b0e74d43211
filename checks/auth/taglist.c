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
