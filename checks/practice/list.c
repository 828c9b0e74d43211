/*
 * The list of all scenarios, and finding one in it.
 */
#include <string.h>

#include "checks/practice/world.h"

/* The everyday faults come first; those without a fault end the list. */
static const struct practice_group *const groups[] = {
	&practice_login,
	&practice_sending,
	&practice_words,
	&practice_inbox,
	&practice_settings,
	&practice_security,
	&practice_network,
	&practice_path,
	&practice_firewall,
	&practice_filters,
	&practice_tried,
	&practice_program,
	&practice_files,
	&practice_own,
	&practice_log,
	&practice_records,
	&practice_lists,
	&practice_arrival,
	&practice_content,
	&practice_published,
	&practice_healthy,
};
#define GROUPS (sizeof groups / sizeof groups[0])

size_t practice_count(void)
{
	size_t n = 0;

	for (size_t i = 0; i < GROUPS; i++)
		n += groups[i]->n;
	return n;
}

const struct practice_scenario *practice_by_index(size_t i)
{
	for (size_t k = 0; k < GROUPS; k++) {
		if (i < groups[k]->n)
			return &groups[k]->scenarios[i];
		i -= groups[k]->n;
	}
	return NULL;
}

const struct practice_scenario *practice_find(const char *name)
{
	for (size_t i = 0; i < practice_count(); i++)
		if (strcmp(practice_by_index(i)->name, name) == 0)
			return practice_by_index(i);
	return NULL;
}

/* How many pairs of letters of a stand in b too, against how many there are: 0 (none) to 1,000 (all). */
static int likeness(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), common = 0;

	if (n < 2 || m < 2)
		return 0;
	for (size_t i = 0; i + 1 < n; i++)
		for (size_t k = 0; k + 1 < m; k++)
			if (a[i] == b[k] && a[i + 1] == b[k + 1]) {
				common++;
				break;
			}
	return (int)(2000 * common / (n + m - 2));
}

size_t practice_near(const char *name, const char **names_r, size_t n)
{
	int scores[16];
	size_t found = 0;

	if (n > sizeof scores / sizeof scores[0])
		n = sizeof scores / sizeof scores[0];
	for (size_t i = 0; i < practice_count(); i++) {
		const char *candidate = practice_by_index(i)->name;
		int score = likeness(name, candidate);
		size_t at = found;

		if (score < 400)
			continue;
		while (at > 0 && scores[at - 1] < score)
			at--;
		if (at >= n)
			continue;
		found += found < n;
		memmove(names_r + at + 1, names_r + at, (found - at - 1) * sizeof *names_r);
		memmove(scores + at + 1, scores + at, (found - at - 1) * sizeof *scores);
		names_r[at] = candidate;
		scores[at] = score;
	}
	return found;
}
