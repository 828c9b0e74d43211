/*
 * The inside of a run, shared by runner.c, schedule.c, run_check.c and events.c only.
 *
 * One lock guards checks, facts and the queue; it is never held while anything waits. A check runs on a
 * worker: a thread with its own cancel eventfd. A worker that ends a check takes the next one that can start;
 * more workers are made only for checks that can start at once. A check that awaits a fact waits for a
 * provider that has started, so a lack of threads or file handles delays a run and never locks it.
 */
#ifndef MAILMEND_ENGINE_RUNNER_H
#define MAILMEND_ENGINE_RUNNER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/vec.h"
#include "checks/engine/again.h"
#include "checks/engine/plan.h"
#include "checks/engine/run.h"
#include "checks/net/gate.h"

#define SHARED_MS 15000

enum planned_state { PLANNED_PENDING, PLANNED_RUNNING, PLANNED_ENDED };

/* Why a check was cancelled by itself; the run's own cancel is run->cancelled. */
enum stopped { STOPPED_NOT, STOPPED_BY_YOU, STOPPED_BY_FACT };

struct worker;

struct planned {
	enum planned_state state;
	enum stopped stopped;
	const char *stopped_because; /* STOPPED_BY_FACT: id of the check that put the fact */
	int64_t stopped_us;
	struct worker *worker; /* while it runs */
};

struct fact_slot {
	_Atomic(void *) value;
	bool settled; /* the value is there, or never will be */
	int fd;	      /* eventfd of those who await it, -1 until somebody does; readable once settled */
};

struct worker {
	struct run *run;
	pthread_t thread;
	atomic_int cancel_fd; /* -1: not yet there */
	size_t check;	      /* its first */
};

struct run {
	const struct mailcase *mailcase;
	struct transcript *transcript; /* the record's, or ours once the record was taken */
	struct plan plan;
	int64_t began_us, deadline_us;
	struct net_gate *gate; /* of all its connections */
	/*
	 * Whoever looks for who stands in the way shares one time: all those checks together end SHARED_MS after it is known
	 * how connecting and signing in went, or after the start where nobody tries. CLOCK_NEVER: not known yet.
	 */
	atomic_llong shared_deadline_us;
	int shared_fd; /* eventfd of those who wait meanwhile, readable from then on; -1 until somebody does */
	atomic_bool cancelled;
	atomic_llong cancelled_us;

	pthread_mutex_t lock;
	struct planned *checks; /* as in plan.checks */
	struct fact_slot facts[FACT_N];
	size_t n_left, n_running;
	bool over; /* EVENT_RUN_ENDED was posted */
	struct worker *workers;
	atomic_size_t n_workers;
	VEC(struct event) queue;
	size_t queue_head;
	int event_fd;

	/* of the thread that uses the run */
	enum repeat *repeat;   /* as in plan.checks; NULL: everything is tested */
	struct record *before; /* that what is carried over comes from; NULL without */
	struct record *record;
	bool started, ended;
};

struct reported;

/* One running check; lives on its worker's stack. */
struct check_run {
	struct run *run;
	size_t check;
	struct io_scope scope;
	struct io_scope *current;	 /* the same; ends earlier as soon as the shared time is known */
	VEC(struct reported *) findings; /* each in its own block: checks hold pointers to them */
	int64_t began_us;
	const char *unknown;
	bool skipped;
	char skipped_because[64];
};

/* schedule.c; the lock is held. */
void schedule(struct run *run);
void begin_shared_time(struct run *run);
void settle_fact(struct run *run, enum fact_id id, void *value);
void stop_for_fact(struct run *run, enum fact_id id, const char *because);
void stop_check(struct run *run, size_t check, enum stopped why, const char *because);

/* Whether it is one of those. */
bool shares_time(const struct run *run, const struct check *check);

/* Until when this check may run, as far as it is known by now: the run's time, and the shared one. */
int64_t latest_end_us(struct run *run, const struct check *check);

/* run_check.c: what a check reports, collected until it ends. check_run_report posts the findings and makes
 * the event of its end (the lock is held). */
void check_run_init(struct check_run *check_run, struct run *run, size_t check, int cancel_fd);
void check_run_report(struct check_run *check_run, const struct planned *planned, struct event *ended_r);
void check_run_release(struct check_run *check_run);

/* events.c; the lock is held. What the event owns is moved. */
void post_event(struct run *run, const struct event *event);

/* events.c; no check runs any more: frees the facts and the events that nobody took. */
void run_free_rest(struct run *run);

/* carry.c: before the run starts, what is not repeated is taken into its record; and what the run's end takes over. */
void carry_over(struct run *run);
void carry_learnt(const struct run *run, struct record *record);

/* carry.c: whether this end of a check shows that the ground has changed under what was carried over. */
bool carry_turned(const struct run *run, const struct event *event);

/* learnt.c: what the facts say for the record. After the last check only. */
void learnt_fill(const struct run *run, struct learnt *learnt_r);

#endif
