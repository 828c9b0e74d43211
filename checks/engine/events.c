/*
 * The queue between the checks and the one thread that uses the run, and the record that this thread keeps
 * from it.
 */
#include "checks/engine/runner.h"

#include <string.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "checks/engine/facts.h"
#include "checks/engine/outweigh.h"

void post_event(struct run *run, const struct event *event)
{
	const uint64_t one = 1;

	*VEC_ADD(&run->queue) = *event;
	if (run->queue.n - run->queue_head == 1 && run->event_fd >= 0 &&
		write(run->event_fd, &one, sizeof one) < 0)
		return; /* full means readable */
}

void event_release(struct event *event)
{
	finding_release(&event->finding);
}

static bool take_event(struct run *run, struct event *event_r)
{
	uint64_t count;
	bool some;

	pthread_mutex_lock(&run->lock);
	some = run->queue_head < run->queue.n;
	if (some)
		*event_r = run->queue.items[run->queue_head++];
	if (some && run->queue_head == run->queue.n) {
		run->queue.n = run->queue_head = 0;
		if (run->event_fd >= 0 && read(run->event_fd, &count, sizeof count) < 0)
			count = 0; /* nothing to clear */
	}
	pthread_mutex_unlock(&run->lock);
	return some;
}

static void free_facts(struct run *run)
{
#define FACT(ID, id, type)                                                                                   \
	{                                                                                                    \
		struct type *value = atomic_exchange(&run->facts[FACT_##ID].value, NULL);                    \
		type##_free(&value);                                                                         \
	}
#include "checks/engine/facts.def"
#undef FACT
}

/* After the last event no check runs any more: the facts belong to this thread. */
static void end_record(struct run *run)
{
	struct record *record = run->record;

	run->ended = true;
	record->ms = clock_since_ms(run->began_us);
	record->cancelled = atomic_load(&run->cancelled);
	record->timed_out = !record->cancelled && clock_us() >= run->deadline_us;
	learnt_fill(run, &record->learnt);
	record->recommended = atomic_exchange(&run->facts[FACT_RECOMMENDED].value, NULL);
	record->queue = atomic_exchange(&run->facts[FACT_OWN_QUEUE].value, NULL);
	if (run->before)
		carry_learnt(run, record);
	free_facts(run);
	outweigh(record);
	diagnose(record, &record->diagnosis);
}

static void keep(struct run *run, const struct event *event)
{
	struct check_result *result = &run->record->checks.items[event->check];

	switch (event->type) {
	case EVENT_CHECK_STARTED:
		result->status = CHECK_RUNNING;
		result->began_ms = event->at_ms;
		break;
	case EVENT_CHECK_ENDED:
		if (carry_turned(run, event))
			run->record->turned = true;
		result->status = event->status;
		result->unknown = event->unknown;
		result->ms = event->took_ms;
		str_copy(result->because, sizeof result->because, event->because);
		break;
	case EVENT_FINDING:
		finding_copy(VEC_ADD(&run->record->findings), &event->finding);
		break;
	case EVENT_RUN_ENDED:
		break;
	}
}

bool run_next_event(struct run *run, struct event *event_r)
{
	if (!take_event(run, event_r))
		return false;
	if (event_r->type == EVENT_RUN_ENDED)
		end_record(run);
	else
		keep(run, event_r);
	return true;
}

bool run_has_ended(const struct run *run)
{
	return run->ended;
}

const struct record *run_record(const struct run *run)
{
	return run->record;
}

struct record *run_take_record(struct run *run)
{
	struct record *record = run->record;

	run->record = NULL;
	return record;
}

void run_free_rest(struct run *run)
{
	while (run->queue_head < run->queue.n)
		event_release(&run->queue.items[run->queue_head++]);
	VEC_RELEASE(&run->queue);
	free_facts(run);
}
