/*
 * The failures of a log by cause, and in each the destinations. Which group a line belongs to is found once for all lines with the
 * same words; only then the reply table is asked.
 */
#ifndef MAILMEND_KNOW_LOG_GROUPS_H
#define MAILMEND_KNOW_LOG_GROUPS_H

#include "checks/know/log_book.h"
#include "checks/know/log_note.h"

enum {
	LOG_GROUP_OTHERS = 0xffff, /* no group: there was no room for one more */
	LOG_WORDS_KNOWN = 8192,
};

struct log_groups {
	struct log_group *groups;
	uint64_t *words; /* of each: of its first line, by which those without a cause are found again */
	size_t n, size, max;
	struct {
		uint64_t words; /* 0: free */
		uint16_t group;
	} * known; /* LOG_WORDS_KNOWN; emptied when three quarters are taken */
	size_t n_known;
	const struct log_group **sorted;
};

void log_groups_init(struct log_groups *groups, size_t max);
void log_groups_release(struct log_groups *groups);

/* The number of the group, LOG_GROUP_OTHERS when there is no room; counts the line in it (attempts, first, last). */
uint16_t log_groups_line(struct log_groups *groups, const struct log_why *why);

/* The same for a further recipient of a line that was counted. */
uint16_t log_groups_known(struct log_groups *groups, const struct log_why *why);

/* One more, or one less, of that destination. LOG_GROUP_OTHERS must not come here. */
void log_group_join(struct log_group *group, const char *domain, size_t len, uint32_t key);
void log_group_leave(struct log_group *group, uint32_t key);

size_t log_groups_sorted(struct log_groups *groups, const struct log_group *const **groups_r);

#endif
