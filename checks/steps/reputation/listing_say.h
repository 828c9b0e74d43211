/*
 * The sentences about listings, with their evidence.
 */
#ifndef MAILMEND_STEPS_REPUTATION_LISTING_SAY_H
#define MAILMEND_STEPS_REPUTATION_LISTING_SAY_H

#include "checks/engine/check.h"
#include "checks/steps/reputation/listing.h"
#include "checks/steps/reputation/lists_ask.h"
#include "checks/steps/reputation/report.h"

#define LISTING_MANY 3 /* smaller lists that together make an address distrusted */

/*
 * Evidence of a listing: list, code, reason, text (what the list says), page (for removal); who, where it is not the cause's usual one.
 */
void listing_say(struct check_run *run, enum finding_id id, const struct blocklist *list,
	const struct list_result *result, const struct list_subject *subject);

/* Several smaller lists at once; and those that were not told one by one. */
void listing_say_many(struct check_run *run, const struct list_subject *subject, size_t count);
void listing_say_more(struct check_run *run, size_t count);

/* Why lists did not answer, as far as a person needs to know. */
enum unanswered {
	UNANSWERED_NOT, /* they did, or it is no loss */
	UNANSWERED_PUBLIC,
	UNANSWERED_MANY,
	UNANSWERED_REGISTER,
	UNANSWERED_REFUSED,
	UNANSWERED_SILENT,
	UNANSWERED_UNBELIEVED,
	UNANSWERED_N
};
enum unanswered unanswered_of(const struct blocklist *list, enum list_trust trust);
void unanswered_say(
	struct check_run *run, enum unanswered group, size_t count, const char *names, const char *reasons);

#endif
