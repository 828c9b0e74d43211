/*
 * Groups to causes. A group knows one side: recipients, clients, or lines about the way; the same cause is seen on several, and is told once.
 */
#include "checks/steps/errors/log_causes.h"

#include <stdlib.h>

#include "checks/base/ascii.h"

#define OVER_S	     86400
#define FEW	     3
#define FEW_PERCENT  5
#define MUCH_PERCENT 50

static struct log_cause *cause_for(struct log_causes *causes, enum cause_id id)
{
	for (size_t i = 0; i < causes->causes.n; i++) {
		if (causes->causes.items[i].id == id)
			return &causes->causes.items[i];
	}
	struct log_cause *cause = VEC_ADD(&causes->causes);

	cause->id = id;
	return cause;
}

/* Recipients tell more than clients, and both more than lines about the way; words more than codes. */
static int rank(const struct log_group *group)
{
	static const int ranks[] = {[LOG_OUT] = 3, [LOG_IN] = 2, [LOG_OUT_WAY] = 1, [LOG_IN_WAY] = 0};

	return ranks[group->side] * 2 + group->sure;
}

static void add(struct log_cause *cause, const struct log_group *group)
{
	cause->sure |= group->sure;
	cause->overcome += group->overcome;
	switch (group->side) {
	case LOG_OUT:
		cause->deferred += group->deferred;
		cause->bounced += group->bounced;
		cause->lasting |= group->count && !group->temporary;
		break;
	case LOG_IN:
		cause->refused += group->count;
		break;
	default:
		cause->troubles += group->count;
	}
	if (group->first && (!cause->first || group->first < cause->first))
		cause->first = group->first;
	if (group->last > cause->last)
		cause->last = group->last;
	if (!cause->best || rank(group) > rank(cause->best))
		cause->best = group;
	cause->count = cause->deferred + cause->bounced + cause->refused;
	if (!cause->count && !cause->overcome)
		cause->count = cause->troubles;
}

static int by_count(const void *a, const void *b)
{
	const struct log_cause *one = a, *other = b;

	if (one->count != other->count)
		return one->count < other->count ? 1 : -1;
	if (one->last != other->last)
		return one->last < other->last ? 1 : -1;
	return (int)one->id - (int)other->id;
}

static int by_overcome(const void *a, const void *b)
{
	const struct log_cause *one = a, *other = b;

	return one->overcome < other->overcome ? 1 : one->overcome > other->overcome ? -1 : 0;
}

/* What has no count any more is told apart. */
static void part(struct log_causes *causes)
{
	size_t kept = 0;

	for (size_t i = 0; i < causes->causes.n; i++) {
		if (causes->causes.items[i].count)
			causes->causes.items[kept++] = causes->causes.items[i];
		else if (causes->causes.items[i].overcome)
			*VEC_ADD(&causes->overcome) = causes->causes.items[i];
	}
	causes->causes.n = kept;
}

#define SORT(vec, compare)                                                                                   \
	do {                                                                                                 \
		if ((vec).n)                                                                                 \
			qsort((vec).items, (vec).n, sizeof *(vec).items, compare);                           \
	} while (0)

void log_causes_of(struct log_book *book, struct log_causes *causes_r)
{
	const struct log_group *const *groups;
	size_t n = log_book_groups(book, &groups);

	*causes_r = (struct log_causes){.causes = {NULL, 0, 0}};
	for (size_t i = 0; i < n; i++) {
		enum cause_id id = CAUSE_NONE;

		if (groups[i]->cause && cause_by_name(groups[i]->cause, &id) && id != CAUSE_NONE)
			add(cause_for(causes_r, id), groups[i]);
		else if (groups[i]->count)
			add(VEC_ADD(&causes_r->unexplained), groups[i]);
	}
	part(causes_r);
	SORT(causes_r->causes, by_count);
	SORT(causes_r->overcome, by_overcome);
	SORT(causes_r->unexplained, by_count);
}

void log_causes_release(struct log_causes *causes)
{
	VEC_RELEASE(&causes->causes);
	VEC_RELEASE(&causes->overcome);
	VEC_RELEASE(&causes->unexplained);
}

/* Whether it is about the mailbox or the server of the recipient, and not about who sends. */
static bool is_recipients_own(enum cause_id id)
{
	const char *name = cause_name(id);

	return ascii_starts(name, "recipient-") || ascii_starts(name, "mailbox-");
}

static bool is_share(uint64_t part, uint64_t whole, uint64_t percent)
{
	return part * 100 >= whole * percent;
}

enum log_weight log_weigh(const struct log_cause *cause, const struct log_counts *counts)
{
	uint64_t recipients = cause->deferred + cause->bounced;

	if (!cause->count || (counts->sent && cause->last && counts->to - cause->last > OVER_S))
		return LOG_OVER;
	if (!recipients)
		return cause->refused || cause->best->side == LOG_IN_WAY ? LOG_CLIENTS : LOG_LIGHT;
	/* One destination alone is that side's matter, however much of the mail goes there. */
	if (is_recipients_own(cause->id) && cause->best->n_domains == 1)
		return LOG_LIGHT;
	if (!counts->sent || is_share(recipients, counts->recipients, MUCH_PERCENT))
		return LOG_WEIGHS;
	if (is_recipients_own(cause->id) || !cause->lasting)
		return LOG_LIGHT;
	return recipients >= FEW || is_share(recipients, counts->recipients, FEW_PERCENT) ? LOG_WEIGHS
											  : LOG_LIGHT;
}
