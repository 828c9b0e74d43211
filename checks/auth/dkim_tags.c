/*
 * Lists of tags, as RFC 6376 section 3.2 has them.
 */
#include "checks/auth/dkim_tags.h"

#include <string.h>

#include "checks/base/ascii.h"

static void trim(const char **s, size_t *len)
{
	while (*len && ascii_isspace(**s)) {
		++*s;
		--*len;
	}
	while (*len && ascii_isspace((*s)[*len - 1]))
		--*len;
}

static bool is_name(const char *s, size_t len)
{
	if (!len || !ascii_isalpha(s[0]))
		return false;
	for (size_t i = 1; i < len; i++)
		if (!ascii_isalnum(s[i]) && s[i] != '_')
			return false;
	return true;
}

static void note_wrong(struct dkim_tags *tags, const char *name, size_t len)
{
	if (len >= sizeof tags->wrong)
		len = sizeof tags->wrong - 1;
	memcpy(tags->wrong, name, len);
	tags->wrong[len] = '\0';
}

static bool add(struct dkim_tags *tags, const char *s, size_t len)
{
	const char *equals = memchr(s, '=', len);
	struct dkim_tag tag = {.name = s};

	if (!equals)
		return false;
	tag.name_len = (size_t)(equals - s);
	tag.value = equals + 1;
	tag.len = len - tag.name_len - 1;
	trim(&tag.name, &tag.name_len);
	trim(&tag.value, &tag.len);
	if (!is_name(tag.name, tag.name_len))
		return false;
	for (size_t i = 0; i < tags->n; i++) {
		if (tags->items[i].name_len == tag.name_len &&
			memcmp(tags->items[i].name, tag.name, tag.name_len) == 0) {
			note_wrong(tags, tag.name, tag.name_len);
			return false;
		}
	}
	/* More tags than anybody has defined: what comes behind is unknown, and unknown tags are ignored. */
	if (tags->n < DKIM_TAGS_MAX)
		tags->items[tags->n++] = tag;
	return true;
}

bool dkim_tags_read(const char *text, size_t len, struct dkim_tags *tags_r)
{
	const char *end = text + len;

	*tags_r = (struct dkim_tags){.n = 0};
	while (text < end) {
		const char *semicolon = memchr(text, ';', (size_t)(end - text));
		const char *s = text;
		size_t n = (size_t)((semicolon ? semicolon : end) - text);

		text = semicolon ? semicolon + 1 : end;
		trim(&s, &n);
		/* An empty piece is wrong in the middle, and nobody minds. */
		if (n && !add(tags_r, s, n))
			return false;
	}
	return tags_r->n != 0;
}

const struct dkim_tag *dkim_tag(const struct dkim_tags *tags, const char *name)
{
	for (size_t i = 0; i < tags->n; i++)
		if (tags->items[i].name_len == strlen(name) &&
			memcmp(tags->items[i].name, name, strlen(name)) == 0)
			return &tags->items[i];
	return NULL;
}

bool dkim_tag_says(const struct dkim_tag *tag, const char *value)
{
	return tag->len == strlen(value) && memcmp(tag->value, value, tag->len) == 0;
}

bool dkim_tag_lists(const struct dkim_tag *tag, const char *value)
{
	const char *s = tag->value, *end = s + tag->len;

	while (s < end) {
		const char *colon = memchr(s, ':', (size_t)(end - s)), *item = s;
		size_t len = (size_t)((colon ? colon : end) - s);

		trim(&item, &len);
		if (len == strlen(value) && ascii_ncasecmp(item, value, len) == 0)
			return true;
		s = colon ? colon + 1 : end;
	}
	return false;
}

void dkim_tag_pack(const struct dkim_tag *tag, struct str *out)
{
	for (size_t i = 0; i < tag->len; i++)
		if (!ascii_isspace(tag->value[i]))
			str_add_char(out, tag->value[i]);
}
