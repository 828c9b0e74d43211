/*
 * A part of the catalogue, in its order.
 */
#include "checks/steps/reputation/catalogue_part.h"

size_t lists_of_kinds(unsigned kinds, struct blocklist *lists_r)
{
	size_t n = 0;

	for (size_t i = 0; i < blocklist_count() && n < BLOCKLISTS_MAX; i++) {
		blocklist_get(i, &lists_r[n]);
		if ((lists_r[n].kinds & kinds) && !blocklist_is_dead(lists_r[n].zone))
			n++;
	}
	return n;
}
