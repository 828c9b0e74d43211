/*
 * The life of a book, and what is asked of it; log_count.c does the counting.
 */
#include "checks/know/log_book.h"

#include <stdlib.h>

#include "checks/base/mem.h"
#include "checks/know/log_count.h"

struct log_book *log_book_new(const struct log_limits *limits)
{
	struct log_book *book = mem_new(sizeof *book);
	struct log_limits usual = {LOG_OPEN_MAX, LOG_WAITING_MAX, LOG_GROUPS_MAX};

	if (limits && limits->open)
		usual.open = limits->open;
	if (limits && limits->waiting)
		usual.waiting = limits->waiting;
	if (limits && limits->groups)
		usual.groups = limits->groups;
	log_mails_init(&book->mails, usual.open, usual.waiting);
	log_groups_init(&book->groups, usual.groups);
	return book;
}

void log_book_free(struct log_book **book)
{
	if (!*book)
		return;
	log_mails_release(&(*book)->mails);
	log_groups_release(&(*book)->groups);
	free((*book)->deliveries);
	free(*book);
	*book = NULL;
}

void log_book_lines(struct log_book *book, const struct log_tally *tally)
{
	struct log_counts *counts = &book->counts;

	counts->lines += tally->lines;
	counts->bytes += tally->bytes;
	counts->strange += tally->strange;
	counts->cut += tally->cut;
	if (tally->from && (!counts->from || tally->from < counts->from))
		counts->from = tally->from;
	if (tally->to > counts->to)
		counts->to = tally->to;
	for (size_t i = 0; i < LOG_TALLY_DIALECTS; i++)
		book->dialect_lines[i] += tally->dialects[i];
}

const struct log_counts *log_book_counts(const struct log_book *book)
{
	return &book->counts;
}

uint64_t log_book_dialect_lines(const struct log_book *book, size_t i)
{
	return i < LOG_TALLY_DIALECTS ? book->dialect_lines[i] : 0;
}

size_t log_book_groups(struct log_book *book, const struct log_group *const **groups_r)
{
	return log_groups_sorted(&book->groups, groups_r);
}
