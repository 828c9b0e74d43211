/*
 * The lists of the catalogue that know a kind of thing.
 */
#ifndef MAILMEND_STEPS_REPUTATION_CATALOGUE_PART_H
#define MAILMEND_STEPS_REPUTATION_CATALOGUE_PART_H

#include "checks/know/blocklist.h"

/* Lists of any of these kinds, the gravest first; those that have closed never. lists_r has BLOCKLISTS_MAX. */
size_t lists_of_kinds(unsigned kinds, struct blocklist *lists_r);

#endif
