/*
 * Records found by a 64-bit key, in one array and one index: no allocation for each, and numbers that stay. For the mails and
 * recipients of a log, of which there may be as many as the log's writer likes: they grow to a limit and not beyond.
 */
#ifndef MAILMEND_KNOW_LOG_TABLE_H
#define MAILMEND_KNOW_LOG_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct log_table {
	char *items;	 /* item 0 is never used */
	size_t stride;	 /* of one item, which begins with its uint64_t key */
	uint32_t *slots; /* item numbers, 0: empty; open addressing, at most three quarters full */
	uint32_t bits;	 /* of the number of slots */
	uint32_t n;	 /* items in use */
	uint32_t size;	 /* items allocated */
	uint32_t top;	 /* items that were ever in use */
	uint32_t spare;	 /* the first of those that are free again */
};

void log_table_init(struct log_table *table, size_t stride);
void log_table_release(struct log_table *table);

static inline void *log_table_item(const struct log_table *table, uint32_t item)
{
	return table->items + table->stride * item;
}

/* The item with this key, 0 when there is none. */
uint32_t log_table_find(const struct log_table *table, uint64_t key);

/* A new item, all zero but its key, which must not be there yet. Moves the items: pointers to them are void. */
uint32_t log_table_add(struct log_table *table, uint64_t key);

void log_table_drop(struct log_table *table, uint32_t item);

#endif
