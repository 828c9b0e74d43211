/*
 * What a part of a log tells, read by one thread and counted by another: notes of its mails and sums of its lines.
 */
#ifndef MAILMEND_KNOW_LOG_COUNT_H
#define MAILMEND_KNOW_LOG_COUNT_H

#include "checks/know/log_book.h"
#include "checks/know/log_hash.h"
#include "checks/know/log_groups.h"
#include "checks/know/log_mails.h"
#include "checks/know/log_note.h"

enum {
	LOG_TALLY_DIALECTS = 16,
	LOG_DELIVERIES_MAX = 1024, /* of qmail at one time; it has at most some hundred */
	LOG_DOMAIN_MAX = 255,
};

/* A delivery with a number of its own: whose it is. */
struct log_delivery {
	uint64_t key; /* 0: free */
	uint64_t id, recipient;
	char domain[LOG_DOMAIN_MAX + 1];
	size_t domain_len;
};

struct log_book {
	struct log_counts counts;
	struct log_mails mails;
	struct log_groups groups;
	struct log_delivery *deliveries; /* LOG_DELIVERIES_MAX, NULL before the first */
	uint64_t dialect_lines[LOG_TALLY_DIALECTS];
};

struct log_tally {
	uint64_t lines, bytes, strange, cut;
	int64_t from, to;		       /* stamps of lines that a dialect knows; 0: none */
	uint32_t dialects[LOG_TALLY_DIALECTS]; /* lines, in the order of log_dialects */
};

/* In the order of the log. Spans of the notes are not needed afterwards. */
void log_book_count(struct log_book *book, const struct log_notes *notes);
void log_book_lines(struct log_book *book, const struct log_tally *tally);

/* 32 bits that stand for the domain of a note's recipient, 0: it has none. */
static inline uint32_t log_count_domain(const struct log_note *note)
{
	uint64_t key = note->domain_len ? log_hash(7, note->domain, note->domain_len, LOG_HASH_CASE) : 0;

	return note->domain_len ? (uint32_t)(key >> 32) | 1 : 0;
}

#endif
