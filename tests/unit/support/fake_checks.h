/*
 * What tests of the runner share: a case, a fact to put, waiting as a check waits, a check's result by its id.
 */
#ifndef MAILMEND_TESTS_FAKE_CHECKS_H
#define MAILMEND_TESTS_FAKE_CHECKS_H

#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/engine/facts.h"
#include "checks/engine/run.h"

#define N(array) (sizeof(array) / sizeof(array)[0])

/* Sanitizers and a busy machine stretch everything; what must be prompt is far below this. */
#define SLACK_MS 1500

static inline void put_target(struct check_run *run, int port)
{
	struct target *target = mem_new(sizeof *target);

	target->out.port = port;
	str_copy(target->out.host, sizeof target->out.host, "smtp.example.org");
	fact_put_target(run, target);
}

static inline enum io_status wait_in_scope(struct check_run *run)
{
	return io_wait(run_scope(run), NULL, 0);
}

static inline const struct check_result *result_of(const struct record *record, const char *id)
{
	for (size_t i = 0; i < record->checks.n; i++) {
		if (strcmp(record->checks.items[i].check->id, id) == 0)
			return &record->checks.items[i];
	}
	fail_msg("no check %s", id);
	return NULL;
}

static inline struct mailcase a_case(int64_t timeout_ms)
{
	struct mailcase mailcase;

	mailcase_init(&mailcase);
	mailcase.timeout_ms = timeout_ms;
	return mailcase;
}

#endif
