/*
 * What a check may do while it runs: the functions of check.h and fact.h.
 */
#include "checks/engine/runner.h"

#include <assert.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/engine/facts.h"

#define TEXT_MAX 1024

/* A finding that its check may still add evidence to. */
struct reported {
	struct finding finding; /* first, so that run_evidence finds its way back */
	struct transcript *transcript;
	int64_t at_us;
	bool posted;
};

void check_run_init(struct check_run *check_run, struct run *run, size_t check, int cancel_fd)
{
	const struct check *c = run->plan.checks[check];
	int64_t now = clock_us(), end = now + CLOCK_MS(c->limit_ms), latest = latest_end_us(run, c);

	*check_run = (struct check_run){
		.run = run,
		.check = check,
		.began_us = now,
		.scope =
			{
				.cancel_fd = cancel_fd,
				.deadline_us = end < latest ? end : latest,
				.map = run->mailcase->map,
				.gate = run->gate,
			},
	};
	check_run->current = &check_run->scope;
}

void check_run_release(struct check_run *check_run)
{
	for (size_t i = 0; i < check_run->findings.n; i++) {
		finding_release(&check_run->findings.items[i]->finding);
		free(check_run->findings.items[i]);
	}
	VEC_RELEASE(&check_run->findings);
}

/* From when on nothing counts any more. */
static int64_t stopped_at(const struct check_run *check_run, const struct planned *planned)
{
	if (planned->stopped == STOPPED_BY_FACT)
		return 0;
	if (planned->stopped)
		return planned->stopped_us;
	return atomic_load(&check_run->run->cancelled) ? atomic_load(&check_run->run->cancelled_us)
						       : CLOCK_NEVER;
}

static enum check_status gravest(const struct check_run *check_run, int64_t until_us)
{
	enum severity severity = SEVERITY_OK;

	for (size_t i = 0; i < check_run->findings.n; i++) {
		const struct reported *reported = check_run->findings.items[i];

		if (reported->at_us < until_us && finding_weight(&reported->finding) > severity)
			severity = finding_weight(&reported->finding);
	}
	return (enum check_status)severity;
}

static_assert((int)CHECK_OK == (int)SEVERITY_OK && (int)CHECK_PROBLEM == (int)SEVERITY_PROBLEM,
	"a check's status is the gravest severity of its findings");

/* What was reported before until_us and is not posted yet; the lock is held. */
static void post_findings(struct check_run *check_run, int64_t until_us)
{
	for (size_t i = 0; i < check_run->findings.n; i++) {
		struct reported *reported = check_run->findings.items[i];
		struct event event = {
			.type = EVENT_FINDING,
			.check = check_run->check,
			.at_ms = clock_since_ms(check_run->run->began_us),
			.finding = reported->finding,
		};

		if (reported->posted || reported->at_us >= until_us)
			continue;
		post_event(check_run->run, &event);
		reported->posted = true;
		reported->finding.n_args = reported->finding.n_evidence = 0; /* the event owns them now */
	}
}

void run_publish(struct check_run *check_run)
{
	struct run *run = check_run->run;

	assert(!run->plan.checks[check_run->check]->until);
	pthread_mutex_lock(&run->lock);
	post_findings(check_run, stopped_at(check_run, &run->checks[check_run->check]));
	pthread_mutex_unlock(&run->lock);
}

void check_run_report(struct check_run *check_run, const struct planned *planned, struct event *ended_r)
{
	struct run *run = check_run->run;
	int64_t until_us = stopped_at(check_run, planned), now = clock_since_ms(run->began_us);
	struct event ended = {
		.type = EVENT_CHECK_ENDED,
		.check = check_run->check,
		.status = gravest(check_run, until_us),
		.unknown = check_run->unknown,
		.at_ms = now,
		.took_ms = clock_since_ms(check_run->began_us),
	};

	post_findings(check_run, until_us);
	if (planned->stopped || atomic_load(&run->cancelled)) {
		ended.status = CHECK_SKIPPED;
		str_copy(ended.because, sizeof ended.because,
			planned->stopped ? planned->stopped_because : "cancelled");
	} else if (check_run->skipped) {
		ended.status = CHECK_SKIPPED;
		str_copy(ended.because, sizeof ended.because, check_run->skipped_because);
	} else if (check_run->unknown && ended.status != CHECK_PROBLEM) {
		ended.status = CHECK_UNKNOWN;
	}
	*ended_r = ended;
}

const struct mailcase *run_case(const struct check_run *run)
{
	return run->run->mailcase;
}

/* The shared time may have become known since the check began. */
const struct io_scope *run_scope(const struct check_run *run)
{
	int64_t latest = latest_end_us(run->run, run->run->plan.checks[run->check]);

	if (run->current->deadline_us > latest)
		run->current->deadline_us = latest;
	return run->current;
}

bool run_is_over(const struct check_run *run)
{
	const struct io_scope *scope = run_scope(run);
	struct io_scope at_once = io_scope_within(scope, 0);

	return io_scope_left_ms(scope) == 0 || io_wait(&at_once, NULL, 0) == IO_CANCELLED;
}

struct transcript *run_transcript(const struct check_run *run)
{
	return run->run->transcript;
}

int64_t run_ms(const struct check_run *run)
{
	return clock_since_ms(run->run->began_us);
}

static char *clean(const struct transcript *transcript, const char *text)
{
	char buf[TEXT_MAX];

	transcript_clean(transcript, text, strlen(text), buf, sizeof buf);
	return mem_strdup(buf);
}

struct finding *run_finding_plural(struct check_run *run, enum finding_id id, const char *msgid,
	const char *msgid_plural, const struct arg *args)
{
	struct reported *reported = mem_new(sizeof *reported);
	struct finding *finding = &reported->finding;

	reported->transcript = run->run->transcript;
	reported->at_us = clock_us();
	*finding = (struct finding){
		.id = id,
		.check = run->run->plan.checks[run->check]->id,
		.msgid = msgid,
		.msgid_plural = msgid_plural,
		.at_ms = run_ms(run),
	};
	for (; args && args->type != ARG_NONE; args++) {
		struct arg *arg = &finding->args[finding->n_args];

		assert(finding->n_args < FINDING_ARGS_MAX);
		*arg = *args;
		if (args->type == ARG_WORD)
			arg->text = mem_strdup(
				args->text); /* a msgid of ours: it must stay what the catalogues hold */
		else if (args->text)
			arg->text = clean(reported->transcript, args->text);
		finding->n_args++;
	}
	*VEC_ADD(&run->findings) = reported;
	return finding;
}

struct finding *run_finding(
	struct check_run *run, enum finding_id id, const char *msgid, const struct arg *args)
{
	return run_finding_plural(run, id, msgid, NULL, args);
}

void run_evidence(struct finding *finding, const char *key, const char *value)
{
	const struct reported *reported = (const struct reported *)finding;

	if (!value || finding->n_evidence == FINDING_EVIDENCE_MAX)
		return;
	finding->evidence[finding->n_evidence++] =
		(struct evidence){.key = key, .value = clean(reported->transcript, value)};
}

void run_evidence_lines(struct finding *finding, const char *key, const char *value)
{
	const struct reported *reported = (const struct reported *)finding;
	struct str text = STR_INIT_MAX(TEXT_MAX);

	if (finding->n_evidence == FINDING_EVIDENCE_MAX)
		return;
	for (const char *line = value;; line++) {
		char *one = mem_strndup(line, strcspn(line, "\n"));
		char *cleaned = clean(reported->transcript, one);

		str_addf(&text, "%s%s", line == value ? "" : "\n", cleaned);
		free(cleaned);
		free(one);
		line += strcspn(line, "\n");
		if (!*line)
			break;
	}
	finding->evidence[finding->n_evidence++] = (struct evidence){.key = key, .value = str_take(&text)};
}

void run_evidencef(struct finding *finding, const char *key, const char *format, ...)
{
	struct str STR_AUTO text = STR_INIT_MAX(TEXT_MAX);
	va_list args;

	va_start(args, format);
	str_addv(&text, format, args);
	va_end(args);
	run_evidence(finding, key, str_text(&text));
}

void run_soften(struct finding *finding)
{
	finding->softened = true;
}

void run_unknown(struct check_run *run, const char *because_msgid)
{
	run->unknown = because_msgid;
}

void run_skip(struct check_run *run, const char *because)
{
	run->skipped = true;
	str_copy(run->skipped_because, sizeof run->skipped_because, because);
}

static const void *get(struct check_run *run, enum fact_id id)
{
	const struct check *check = run->run->plan.checks[run->check];

	if (!((check->needs | check->wants | check->until) & ((fact_mask)1 << id)))
		abort(); /* without an edge nothing says that the fact may be read */
	return atomic_load_explicit(&run->run->facts[id].value, memory_order_acquire);
}

/* Becomes readable when the shared time is known, for a check that has to end by then; -1: there is nothing to wait for. */
static int shared_time_fd(const struct check_run *run)
{
	struct run *all = run->run;

	if (atomic_load(&all->shared_deadline_us) != CLOCK_NEVER ||
		!shares_time(all, all->plan.checks[run->check]))
		return -1;
	if (all->shared_fd < 0)
		all->shared_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return all->shared_fd;
}

/*
 * One round of waiting for a fact; true when it is settled. Where the system has no file handle left for the
 * eventfd, it is looked for again after 20 ms.
 */
static bool await_round(
	struct check_run *run, enum fact_id id, const struct io_scope *scope, enum io_status *status_r)
{
	struct fact_slot *slot = &run->run->facts[id];
	struct io_want wants[] = {{.events = POLLIN}, {.fd = -1, .events = POLLIN}};
	struct io_scope within = *scope;
	bool settled;

	pthread_mutex_lock(&run->run->lock);
	settled = slot->settled || run->run->plan.provider[id] == PLAN_NOBODY;
	if (!settled && slot->fd < 0)
		slot->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	wants[0].fd = slot->fd;
	if (!settled)
		wants[1].fd = shared_time_fd(run);
	pthread_mutex_unlock(&run->run->lock);
	if (settled)
		return true;
	if (wants[0].fd < 0)
		within = io_scope_within(scope, 20);
	*status_r = io_wait(&within, wants, 2);
	if (wants[0].fd < 0 && *status_r == IO_TIMED_OUT && io_scope_left_ms(scope) > 0)
		*status_r = IO_OK;
	return false;
}

/* Only providers that have started are waited for (the planner's edge), so this always ends. */
static const void *await(struct check_run *run, enum fact_id id)
{
	const struct check *check = run->run->plan.checks[run->check];
	struct io_scope scope = run->scope;
	int64_t since = clock_us();
	enum io_status status = IO_OK;

	do {
		scope.deadline_us = latest_end_us(run->run, check);
	} while (!await_round(run, id, &scope, &status) && status == IO_OK);
	run->scope.deadline_us += clock_us() - since;
	(void)run_scope(run);
	return get(run, id);
}

bool fact_settles(struct check_run *run, enum fact_id id, int64_t limit_ms)
{
	int64_t until_us = io_scope_within(run_scope(run), limit_ms).deadline_us;
	enum io_status status = IO_OK;
	bool settled = false;

	while (status == IO_OK && !settled) {
		struct io_scope scope = *run_scope(run);

		scope.deadline_us = until_us < scope.deadline_us ? until_us : scope.deadline_us;
		settled = await_round(run, id, &scope, &status);
	}
	return settled;
}

static void put(struct check_run *run, enum fact_id id, void *value)
{
	const struct check *check = run->run->plan.checks[run->check];

	if (!value || !(check->provides & ((fact_mask)1 << id)))
		abort();
	pthread_mutex_lock(&run->run->lock);
	settle_fact(run->run, id, value);
	stop_for_fact(run->run, id, check->id);
	schedule(run->run);
	pthread_mutex_unlock(&run->run->lock);
}

#define FACT(ID, id, type)                                                                                   \
	const struct type *fact_get_##id(struct check_run *run)                                              \
	{                                                                                                    \
		return get(run, FACT_##ID);                                                                  \
	}                                                                                                    \
	const struct type *fact_await_##id(struct check_run *run)                                            \
	{                                                                                                    \
		return await(run, FACT_##ID);                                                                \
	}                                                                                                    \
	void fact_put_##id(struct check_run *run, struct type *value)                                        \
	{                                                                                                    \
		put(run, FACT_##ID, value);                                                                  \
	}
#include "checks/engine/facts.def"
#undef FACT
