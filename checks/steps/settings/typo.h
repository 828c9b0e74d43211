/*
 * The name that a person may have meant.
 */
#ifndef MAILMEND_STEPS_TYPO_H
#define MAILMEND_STEPS_TYPO_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"

#define TYPO_CANDIDATES_MAX 8

/*
 * Names near to host, the likeliest first: corrections of known words, hosts that are recommended, the usual
 * names of the address's domain. Pure. Gives how many.
 */
size_t typo_candidates(const char *host, const char *domain, const struct recommended_settings *recommended,
	char candidates_r[TYPO_CANDIDATES_MAX][HOST_MAX]);

/* The first candidate that exists (known hosts of providers count without asking); false for none. */
bool typo_find(struct check_run *run, const char *host, const struct recommended_settings *recommended,
	char fixed_r[HOST_MAX]);

#endif
