/*
 * When a limit opens again: read out of a refusal ("try again in 15 minutes", "500 messages per hour"), else known of the mail
 * provider (resets.psv).
 */
#ifndef MAILMEND_KNOW_RESETS_H
#define MAILMEND_KNOW_RESETS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Seconds until the limit that text speaks of is open again, at the latest: what stands behind "again", "retry", "wait" or "after"
 * before any other time, numbers before words ("daily"). False where it speaks of no time; never more than 31 days.
 */
bool resets_in_text(const char *text, int64_t *seconds_r);

/* What is known of a provider (scope of replies.psv, "" for none) and a cause (its id); false for nothing. */
bool resets_known(const char *scope, const char *cause, int64_t *seconds_r);

#endif
