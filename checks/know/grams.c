/*
 * Runs of three characters: a quick way to see that a pattern cannot match.
 */
#include "checks/know/grams.h"

#include <string.h>

#include "checks/know/pattern.h"

/* Letters from the rare to the frequent: a run of rare ones tells most. Others count as rare. */
static const char frequent[] = "qzjxkwvbyfgpmhuldcnrtsaoie ";

static uint16_t gram_at(const char *s)
{
	uint32_t hash = (unsigned char)s[0];

	hash = hash * 31 + (unsigned char)s[1];
	hash = hash * 31 + (unsigned char)s[2];
	return (uint16_t)((hash ^ hash >> 13) % GRAMS_BITS);
}

void grams_read(struct grams *grams, const char *text)
{
	memset(grams, 0, sizeof *grams);
	for (; text[0] && text[1] && text[2]; text++) {
		uint16_t gram = gram_at(text);

		grams->marks[gram / 64] |= UINT64_C(1) << gram % 64;
	}
}

static size_t commonness(const char *s)
{
	size_t sum = 0;

	for (int i = 0; i < 3; i++) {
		const char *found = strchr(frequent, s[i]);

		sum += found ? (size_t)(found - frequent) : 0;
	}
	return sum;
}

/* The run that tells most about a way; false for one too short to have any. */
static bool telling_gram(const char *way, size_t len, uint16_t *gram_r)
{
	const char *best = NULL;

	if (len && way[len - 1] == '*')
		len--;
	for (size_t i = 0; i + 3 <= len; i++)
		if (!best || commonness(way + i) < commonness(best))
			best = way + i;
	if (best)
		*gram_r = gram_at(best);
	return best;
}

struct needs {
	uint16_t *list;
	size_t n, size;
};

/* Adds one run for each way through a segment; false when one of them has none or there is no room. */
static bool add_ways(struct needs *needs, const char *segment, size_t len)
{
	const char *open = memchr(segment, '{', len);
	const char *close = open ? memchr(open, '}', len - (size_t)(open - segment)) : NULL;
	const char *alternative = open ? open + 1 : "";
	char way[PATTERN_WAY_MAX];

	if (!close)
		return needs->n < needs->size && telling_gram(segment, len, &needs->list[needs->n]) &&
		       ++needs->n;
	for (; alternative < close; alternative += strcspn(alternative, ",}") + 1) {
		size_t n = pattern_way(segment, len, alternative, way, sizeof way);

		if (!n || !add_ways(needs, way, n))
			return false;
	}
	return true;
}

size_t grams_need(const char *pattern, uint16_t *list, size_t size)
{
	struct needs needs = {.list = list, .size = size};

	while (*pattern) {
		const char *segment = pattern;
		size_t len = pattern_segment(&pattern), start = needs.n++;

		if (start >= size)
			return 0;
		if (!len || !add_ways(&needs, segment, len))
			needs.n = start; /* nothing can be asked of this segment */
		else
			list[start] = (uint16_t)(needs.n - start - 1);
	}
	if (needs.n >= size)
		return 0;
	list[needs.n++] = 0;
	return needs.n;
}

bool grams_may_match(const struct grams *grams, const uint16_t *needs)
{
	while (*needs) {
		bool any = false;
		uint16_t ways = *needs++;

		for (uint16_t i = 0; i < ways && !any; i++)
			any = grams->marks[needs[i] / 64] >> needs[i] % 64 & 1;
		if (!any)
			return false;
		needs += ways;
	}
	return true;
}
