/*
 * Which check starts when, on which worker, and what becomes of those that cannot start.
 */
#include "checks/engine/runner.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"

#define WORKER_STACK (1U << 20) /* address space only; what is not touched costs nothing */

static const char no_room[] = N_("This computer has no free file handles or threads left.");

static void *worker_main(void *data);

static void signal_fd(int fd)
{
	const uint64_t one = 1;

	/* An eventfd takes 8 bytes at once; it can only refuse when it is full, and then it is readable
	 * already. */
	if (fd >= 0 && write(fd, &one, sizeof one) < 0)
		return;
}

static const struct check *check_of(const struct run *run, size_t check)
{
	return run->plan.checks[check];
}

/* A check that never ran ends here. */
static void end_unstarted(struct run *run, size_t check, enum check_status status, const char *because)
{
	struct event event = {
		.type = EVENT_CHECK_ENDED,
		.check = check,
		.status = status,
		.unknown = status == CHECK_UNKNOWN ? no_room : NULL,
		.at_ms = clock_since_ms(run->began_us),
	};

	str_copy(event.because, sizeof event.because, because);
	run->checks[check].state = PLANNED_ENDED;
	run->n_left--;
	post_event(run, &event);
	for (size_t f = 0; f < FACT_N; f++) {
		if (run->plan.provider[f] == check && !run->facts[f].settled)
			settle_fact(run, (enum fact_id)f, NULL);
	}
}

static bool will_come(const struct run *run, enum fact_id id)
{
	return run->plan.provider[id] != PLAN_NOBODY && !run->facts[id].settled;
}

/* As soon as nobody is at work connecting or signing in any more. */
void begin_shared_time(struct run *run)
{
	if (atomic_load(&run->shared_deadline_us) != CLOCK_NEVER || will_come(run, FACT_OUT_SESSION) ||
		will_come(run, FACT_OUT_LOGIN))
		return;
	atomic_store(&run->shared_deadline_us, clock_us() + CLOCK_MS(SHARED_MS));
	signal_fd(run->shared_fd);
}

bool shares_time(const struct run *run, const struct check *check)
{
	if (check->concludes || (check->own_time && check->own_time(run->mailcase)))
		return false;
	return check->shares_time || check->step == STEP_FIREWALL || check->step == STEP_ANTIVIRUS ||
	       check->step == STEP_PROVIDER;
}

int64_t latest_end_us(struct run *run, const struct check *check)
{
	int64_t shared = atomic_load(&run->shared_deadline_us);

	if (check->concludes)
		return CLOCK_NEVER;
	return shares_time(run, check) && shared < run->deadline_us ? shared : run->deadline_us;
}

void settle_fact(struct run *run, enum fact_id id, void *value)
{
	struct fact_slot *slot = &run->facts[id];

	if (slot->settled)
		abort(); /* each fact is put once, by one check */
	atomic_store_explicit(&slot->value, value, memory_order_release);
	slot->settled = true;
	signal_fd(slot->fd);
	begin_shared_time(run);
}

void stop_check(struct run *run, size_t check, enum stopped why, const char *because)
{
	struct planned *planned = &run->checks[check];

	if (planned->state == PLANNED_ENDED || planned->stopped)
		return;
	planned->stopped = why;
	planned->stopped_because = because;
	planned->stopped_us = clock_us();
	if (planned->state == PLANNED_RUNNING)
		signal_fd(atomic_load(&planned->worker->cancel_fd));
	else
		end_unstarted(run, check, CHECK_SKIPPED, because);
}

void stop_for_fact(struct run *run, enum fact_id id, const char *because)
{
	for (size_t i = 0; i < run->plan.n; i++) {
		if (check_of(run, i)->until & ((fact_mask)1 << id))
			stop_check(run, i, STOPPED_BY_FACT, because);
	}
}

/* Why a pending check can never start, or NULL. */
static const char *hopeless(struct run *run, size_t check)
{
	const struct check *c = check_of(run, check);

	if (atomic_load(&run->cancelled))
		return "cancelled";
	for (size_t f = 0; f < FACT_N; f++) {
		size_t provider = run->plan.provider[f];

		if (!(c->needs & ((fact_mask)1 << f)) || atomic_load(&run->facts[f].value))
			continue;
		if (provider == PLAN_NOBODY)
			return run->plan.absent[f];
		if (run->facts[f].settled)
			return check_of(run, provider)->id;
	}
	return clock_us() >= latest_end_us(run, c) ? "timeout" : NULL;
}

static bool can_start(const struct run *run, size_t check)
{
	const struct check *c = check_of(run, check);

	for (size_t f = 0; f < FACT_N; f++) {
		fact_mask bit = (fact_mask)1 << f;
		size_t provider = run->plan.provider[f];

		if ((c->needs & bit) && !atomic_load(&run->facts[f].value))
			return false;
		if ((c->wants & bit) && provider != PLAN_NOBODY &&
			run->checks[provider].state == PLANNED_PENDING)
			return false;
	}
	return true;
}

static void begin(struct run *run, size_t check, struct worker *worker)
{
	struct planned *planned = &run->checks[check];
	const struct event event = {
		.type = EVENT_CHECK_STARTED,
		.check = check,
		.status = CHECK_RUNNING,
		.at_ms = clock_since_ms(run->began_us),
	};

	planned->state = PLANNED_RUNNING;
	planned->worker = worker;
	run->n_running++;
	post_event(run, &event);
}

/* Signals are for the thread that uses the run. Those that a fault raises stay with the thread that made it. */
static void block_signals(sigset_t *before_r)
{
	sigset_t all;

	sigfillset(&all);
	sigdelset(&all, SIGSEGV);
	sigdelset(&all, SIGBUS);
	sigdelset(&all, SIGFPE);
	sigdelset(&all, SIGILL);
	sigdelset(&all, SIGABRT);
	pthread_sigmask(SIG_SETMASK, &all, before_r);
}

/* False when the system has no thread or file handle left for it: the check stays pending. */
static bool spawn(struct run *run, size_t check)
{
	struct worker *worker = &run->workers[atomic_load(&run->n_workers)];
	int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	pthread_attr_t attr;
	sigset_t before;
	int failed;

	if (fd < 0)
		return false;
	worker->run = run;
	worker->check = check;
	atomic_store(&worker->cancel_fd, fd);
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, WORKER_STACK);
	block_signals(&before);
	failed = pthread_create(&worker->thread, &attr, worker_main, worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	if (failed) {
		close(fd);
		return false;
	}
	atomic_fetch_add(&run->n_workers, 1);
	if (atomic_load(&run->cancelled)) /* run_cancel may not have seen this worker */
		signal_fd(fd);
	begin(run, check, worker);
	return true;
}

/* Ends or starts what can be; one of them on the calling worker, where there is one (mine_r not NULL). */
static void pass(struct run *run, struct worker *worker, size_t *mine_r)
{
	for (size_t k = 0; k < run->plan.n; k++) {
		size_t i = run->plan.order[k];
		const char *because;

		if (run->checks[i].state != PLANNED_PENDING)
			continue;
		because = hopeless(run, i);
		if (because) {
			end_unstarted(run, i, CHECK_SKIPPED, because);
		} else if (can_start(run, i) && mine_r && *mine_r == PLAN_NOBODY) {
			*mine_r = i;
			begin(run, i, worker);
		} else if (can_start(run, i)) {
			(void)spawn(run, i); /* otherwise it waits for a worker to become free */
		}
	}
}

static size_t first_pending(const struct run *run)
{
	for (size_t k = 0; k < run->plan.n; k++) {
		if (run->checks[run->plan.order[k]].state == PLANNED_PENDING)
			return run->plan.order[k];
	}
	return PLAN_NOBODY;
}

static void look_round(struct run *run, struct worker *worker, size_t *mine_r)
{
	pass(run, worker, mine_r);
	while (!run->n_running && run->n_left) { /* no worker will ever become free */
		end_unstarted(run, first_pending(run), CHECK_UNKNOWN, "");
		pass(run, worker, mine_r);
	}
	if (!run->n_left && !run->over) {
		const struct event event = {
			.type = EVENT_RUN_ENDED,
			.at_ms = clock_since_ms(run->began_us),
		};

		run->over = true;
		post_event(run, &event);
	}
}

void schedule(struct run *run)
{
	look_round(run, NULL, NULL);
}

/* Ends a check that ran, and settles the facts that it left out. */
static void end_run_check(struct run *run, size_t check, struct check_run *done)
{
	struct planned *planned = &run->checks[check];
	struct event event;

	check_run_report(done, planned, &event);
	planned->state = PLANNED_ENDED;
	planned->worker = NULL;
	run->n_left--;
	run->n_running--;
	post_event(run, &event);
	for (size_t f = 0; f < FACT_N; f++) {
		if (run->plan.provider[f] == check && !run->facts[f].settled)
			settle_fact(run, (enum fact_id)f, NULL);
	}
}

static void *worker_main(void *data)
{
	struct worker *worker = data;
	struct run *run = worker->run;
	size_t check = worker->check;

	while (check != PLAN_NOBODY) {
		int fd = atomic_load(&worker->cancel_fd);
		struct check_run check_run;
		uint64_t old;

		check_run_init(&check_run, run, check, fd);
		run->plan.checks[check]->run(&check_run);
		pthread_mutex_lock(&run->lock);
		/* The signal of a check that was stopped is not for the next one; after run_cancel there is
		 * none. */
		if (run->checks[check].stopped && read(fd, &old, sizeof old) < 0)
			old = 0;
		end_run_check(run, check, &check_run);
		check = PLAN_NOBODY;
		look_round(run, worker, &check);
		pthread_mutex_unlock(&run->lock);
		check_run_release(&check_run);
	}
	return NULL;
}
