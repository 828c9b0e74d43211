/*
 * Planning and running. run_new plans (which checks, in which order, which are skipped and because of what), run_start
 * starts worker threads, and everything that happens comes back as events by value through a queue with an eventfd, so
 * that the one thread that owns the screen can poll {tty, queue, signals}.
 *
 * A run is used by one thread. Its mailcase must stay unchanged until run_free.
 */
#ifndef MAILMEND_ENGINE_RUN_H
#define MAILMEND_ENGINE_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/engine/check.h"
#include "checks/engine/record.h"

struct run;

enum event_type {
	EVENT_CHECK_STARTED,
	EVENT_CHECK_ENDED, /* status and because are set */
	EVENT_FINDING,	   /* finding is set: owned by the event */
	EVENT_RUN_ENDED,   /* the last one; the record is complete */
};

struct event {
	enum event_type type;
	size_t check; /* index into the record's checks */
	enum check_status status;
	char because[64];
	const char *unknown; /* EVENT_CHECK_ENDED: msgid of why it could not be found out, or NULL */
	int64_t at_ms, took_ms;
	struct finding finding;
};

/* The catalogue must be lawful (plan.h): a wrong one is a broken program. */
struct run *run_new(const struct mailcase *mailcase, const struct check *const *checks, size_t n);

struct again;

/*
 * The same after a change: what it cannot have mended is carried over from `before` (again.h), which is taken over and set
 * to NULL. Its results are in the run's record from the beginning.
 */
struct run *run_new_again(const struct mailcase *mailcase, const struct check *const *checks, size_t n,
	struct record **before, const struct again *again);

/* Ends what still runs (within 100 ms) and frees. */
void run_free(struct run **run);

void run_start(struct run *run);

/* Readable while events wait. */
int run_event_fd(const struct run *run);

/* Takes the next event without waiting; false when there is none. The caller calls event_release. */
bool run_next_event(struct run *run, struct event *event_r);
void event_release(struct event *event);

/* Brings every check to rest; EVENT_RUN_ENDED still comes. Safe from a signal handler. */
void run_cancel(struct run *run);

/* Cancels one running check only (the wizard's "skip"): it ends as skipped because of "you". */
void run_skip_check(struct run *run, size_t check);

bool run_has_ended(const struct run *run);

/* All that the run has shown so far, kept up to date by run_next_event; diagnosed anew when the run ended. */
const struct record *run_record(const struct run *run);

/* Hands the record to the caller (record_free); after EVENT_RUN_ENDED only. */
struct record *run_take_record(struct run *run);

/* Runs to the end without a wizard; cancel_fd -1 for none. The caller frees the record. */
struct record *run_to_end(
	const struct mailcase *mailcase, const struct check *const *checks, size_t n, int cancel_fd);

#endif
