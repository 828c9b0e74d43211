/*
 * The life of a run, as the thread that uses it sees it.
 */
#include "checks/engine/runner.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/net/place.h"

static struct record *new_record(const struct mailcase *mailcase, const struct plan *plan)
{
	struct record *record = mem_new(sizeof *record);

	record->mailcase = *mailcase;
	record->mailcase.secret = NULL;
	record->mailcase.profile = NULL; /* who started the run may let go of them before the record */
	record->mailcase.profiles = NULL;
	record->mailcase.map = NULL;
	record->started = clock_wall();
	record->place = mailcase->map ? 0 : net_place();
	record->transcript = transcript_new(0);
	for (size_t i = 0; i < plan->n; i++) {
		struct check_result *result = VEC_ADD(&record->checks);

		result->check = plan->checks[i];
		result->status = CHECK_WAITING;
		result->began_ms = -1;
	}
	return record;
}

/* Every name that may stand beside the secret in a login, so that each form is known. */
static void hide_secret(struct transcript *transcript, const struct mailcase *mailcase)
{
	transcript_hide(transcript, mailcase->secret, NULL);
	transcript_hide(transcript, mailcase->secret, mailcase_user(mailcase));
	transcript_hide(transcript, mailcase->secret, mailcase->address.full);
	transcript_hide(transcript, mailcase->secret, mailcase->address.local);
	transcript_hide(transcript, mailcase->secret, mailcase->incoming.user);
}

struct run *run_new(const struct mailcase *mailcase, const struct check *const *checks, size_t n)
{
	struct run *run = mem_new(sizeof *run);
	struct err err = ERR_INIT;

	run->mailcase = mailcase;
	if (!plan_make(mailcase, checks, n, &run->plan, &err))
		abort(); /* a unit test plans the catalogue for every kind of case */
	run->gate = net_gate_new();
	atomic_store(&run->shared_deadline_us, CLOCK_NEVER);
	run->shared_fd = -1;
	run->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	run->record = new_record(mailcase, &run->plan);
	run->transcript = run->record->transcript;
	if (mailcase->secret)
		hide_secret(run->transcript, mailcase);
	pthread_mutex_init(&run->lock, NULL);
	run->checks = mem_new_array(run->plan.n, sizeof *run->checks);
	run->workers = mem_new_array(run->plan.n, sizeof *run->workers);
	for (size_t i = 0; i < run->plan.n; i++)
		atomic_store(&run->workers[i].cancel_fd, -1);
	for (size_t f = 0; f < FACT_N; f++)
		run->facts[f].fd = -1;
	run->n_left = run->plan.n;
	return run;
}

struct run *run_new_again(const struct mailcase *mailcase, const struct check *const *checks, size_t n,
	struct record **before, const struct again *again)
{
	struct run *run = run_new(mailcase, checks, n);
	enum repeat *repeat = mem_new_array(run->plan.n, sizeof *repeat);

	if (again_plan(&run->plan, *before, again, repeat)) {
		run->repeat = repeat;
		run->before = *before;
		*before = NULL;
		carry_over(run);
	} else {
		free(repeat);
		record_free(before);
	}
	return run;
}

void run_start(struct run *run)
{
	pthread_mutex_lock(&run->lock);
	run->started = true;
	run->began_us = clock_us();
	run->deadline_us = run->began_us + CLOCK_MS(run->mailcase->timeout_ms);
	begin_shared_time(run);
	schedule(run);
	pthread_mutex_unlock(&run->lock);
}

void run_cancel(struct run *run)
{
	const uint64_t one = 1;

	if (!atomic_load(&run->cancelled))
		atomic_store(&run->cancelled_us, clock_us());
	atomic_store(&run->cancelled, true);
	for (size_t i = 0; i < atomic_load(&run->n_workers); i++) {
		int fd = atomic_load(&run->workers[i].cancel_fd);

		if (fd >= 0 && write(fd, &one, sizeof one) < 0)
			continue; /* full means readable */
	}
}

void run_skip_check(struct run *run, size_t check)
{
	pthread_mutex_lock(&run->lock);
	if (run->started && !run->over) {
		stop_check(run, check, STOPPED_BY_YOU, "you");
		schedule(run);
	}
	pthread_mutex_unlock(&run->lock);
}

int run_event_fd(const struct run *run)
{
	return run->event_fd;
}

static void join_workers(struct run *run)
{
	/* No check starts after run_cancel but one that was being started: n_workers is looked at anew each
	 * time. */
	for (size_t i = 0; i < atomic_load(&run->n_workers); i++)
		pthread_join(run->workers[i].thread, NULL);
	for (size_t i = 0; i < atomic_load(&run->n_workers); i++)
		close(atomic_load(&run->workers[i].cancel_fd));
}

void run_free(struct run **run)
{
	struct run *r = *run;

	if (!r)
		return;
	if (r->started)
		run_cancel(r);
	join_workers(r);
	run_free_rest(r);
	for (size_t f = 0; f < FACT_N; f++) {
		if (r->facts[f].fd >= 0)
			close(r->facts[f].fd);
	}
	if (r->event_fd >= 0)
		close(r->event_fd);
	if (r->shared_fd >= 0)
		close(r->shared_fd);
	record_free(&r->record);
	record_free(&r->before);
	free(r->repeat);
	plan_release(&r->plan);
	net_gate_free(&r->gate);
	pthread_mutex_destroy(&r->lock);
	free(r->checks);
	free(r->workers);
	free(r);
	*run = NULL;
}

/* Waits for the next event or for the wish to cancel. */
static bool wait_for_run(const struct run *run, int cancel_fd)
{
	struct io_scope forever = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
	struct io_want wants[] = {
		{.fd = run->event_fd, .events = POLLIN},
		{.fd = cancel_fd, .events = POLLIN},
	};

	if (run->event_fd < 0) /* no file handle was left for it: look again soon */
		forever = io_scope_within(&forever, 20);
	(void)io_wait(&forever, wants, 2);
	return wants[1].revents != 0;
}

struct record *run_to_end(
	const struct mailcase *mailcase, const struct check *const *checks, size_t n, int cancel_fd)
{
	struct run *run = run_new(mailcase, checks, n);
	struct record *record;

	run_start(run);
	while (!run_has_ended(run)) {
		struct event event;

		if (wait_for_run(run, cancel_fd)) {
			run_cancel(run);
			cancel_fd = -1;
		}
		while (run_next_event(run, &event))
			event_release(&event);
	}
	record = run_take_record(run);
	run_free(&run);
	return record;
}
