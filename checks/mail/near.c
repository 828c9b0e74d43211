/*
 * Damerau's distance (optimal string alignment) over three rows.
 */
#include "checks/mail/near.h"

#include <string.h>

#define NEAR_MAX 63
#define FAR	 99

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t name_distance(const char *a, const char *b, size_t max)
{
	size_t n = strnlen(a, NEAR_MAX + 1), m = strnlen(b, NEAR_MAX + 1);
	size_t rows[3][NEAR_MAX + 1] = {{0}};
	size_t *before = rows[0], *last = rows[1], *row = rows[2];

	if (n > NEAR_MAX || m > NEAR_MAX)
		return FAR;
	for (size_t j = 0; j <= m; j++)
		last[j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *recycled = before;

		row[0] = i;
		for (size_t j = 1; j <= m; j++) {
			row[j] = least(last[j - 1] + (a[i - 1] != b[j - 1]), least(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		before = last;
		last = row;
		row = recycled;
	}
	return last[m] > max ? FAR : last[m];
}

bool name_is_near(const char *a, const char *b)
{
	size_t max = strlen(a) < 10 ? 1 : 2, distance = name_distance(a, b, max);

	return distance > 0 && distance <= max;
}
