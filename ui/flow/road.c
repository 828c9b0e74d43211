/*
 * The road: the tests while they run, and what they came to. The run belongs to the flow; its events are
 * taken here and nowhere else. The list of the tips is tip_list.c.
 */
#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/engine/again.h"
#include "checks/net/place.h"
#include "ui/flow/action.h"
#include "ui/flow/rooms.h"
#include "ui/keep/runs.h"
#include "ui/report/report.h"

const struct record *road_record(const struct flow *flow)
{
	return flow->run ? run_record(flow->run) : flow->record;
}

/* --- the run --- */

/* Whether the server refused the password that we hold: a second try may lock the account. */
static bool was_login_refused(const struct record *record)
{
	for (size_t i = 0; i < record->findings.n; i++) {
		const struct finding *finding = &record->findings.items[i];
		/* A program that does not sign in is a trouble of this tip too, and no password was sent for it. */
		if (record_finding_step(record, finding) == STEP_LOGIN &&
			finding_weight(finding) == SEVERITY_PROBLEM && finding->id != F_PROGRAM_LOGIN_OFF)
			return true;
	}
	return false;
}

bool road_is_current(const struct flow *flow)
{
	struct str answers STR_AUTO = STR_INIT;

	if (!flow->tested || (!flow->run && !flow->record))
		return false;
	answers_text(flow, &answers);
	return strcmp(flow->tested, str_text(&answers)) == 0;
}

/* --- all of it, or what a change can have mended --- */

/* An experiment changes the computer itself; other answers are another case. */
static bool may_repeat_part(const struct flow *flow)
{
	struct str told STR_AUTO = STR_INIT;

	if (!flow->record || !flow->told_then || flow->everything || flow->confirming ||
		flow->trial.phase != TRIAL_NONE)
		return false;
	answers_told(flow, &told);
	return strcmp(flow->told_then, str_text(&told)) == 0;
}

static struct again again_of(const struct flow *flow)
{
	return (struct again){.password = flow->password_new,
		.now = clock_wall(),
		.place = flow->mailcase->map ? 0 : net_place()};
}

void road_count(const struct flow *flow, size_t *repeated_r, size_t *total_r)
{
	const struct again again = again_of(flow);
	const struct record none = {.cancelled = true};

	again_count(flow->mailcase, flow->options->checks, flow->options->n_checks,
		may_repeat_part(flow) ? flow->record : &none, &again, repeated_r, total_r);
}

static struct run *new_run(struct flow *flow, bool part)
{
	const struct again again = again_of(flow);

	if (part)
		return run_new_again(flow->run_case, flow->options->checks, flow->options->n_checks,
			&flow->record, &again);
	record_free(&flow->record);
	return run_new(flow->run_case, flow->options->checks, flow->options->n_checks);
}

static void note_answers(struct flow *flow)
{
	struct str answers = STR_INIT, told = STR_INIT;

	answers_text(flow, &answers);
	free(flow->tested);
	flow->tested = str_take(&answers);
	answers_told(flow, &told);
	free(flow->told_then);
	flow->told_then = str_take(&told);
}

void road_start(struct flow *flow)
{
	road_stop(flow);
	importing_again(flow);
	bool part = may_repeat_part(flow);
	if (flow->now.there && flow->record) {
		flow->before = flow->now;
		outline_of(flow->record, &flow->was);
	}
	flow->now.there = false;
	note_answers(flow);
	*flow->run_case = *flow->mailcase;
	flow->mailcase->send = false; /* agreed to for one test */
	trial_prepare(flow, flow->run_case);
	flow->run = new_run(flow, part);
	flow->password_new = flow->everything = false;
	flow->run_began_us = clock_us();
	flow->cause = 0;
	run_start(flow->run);
}

void road_stop(struct flow *flow)
{
	if (!flow->run)
		return;
	flow->login_refused |= was_login_refused(run_record(flow->run));
	run_cancel(flow->run);
	run_free(&flow->run);
	free(flow->tested);
	flow->tested = NULL;
	flow->password_new = true; /* it may have been tried or not */
}

void flow_interrupt(struct flow *flow)
{
	road_stop(flow);
}

static const struct check_result *longest_running(const struct flow *flow, size_t *index_r)
{
	const struct record *record = road_record(flow);
	const struct check_result *longest = NULL;

	for (size_t i = 0; record && i < record->checks.n; i++) {
		const struct check_result *result = &record->checks.items[i];
		if (result->status == CHECK_RUNNING && (!longest || result->began_ms < longest->began_ms)) {
			longest = result;
			*index_r = i;
		}
	}
	return longest;
}

void road_skip(struct flow *flow)
{
	size_t index;

	if (flow->run && longest_running(flow, &index))
		run_skip_check(flow->run, index);
}

const struct check *flow_running_check(const struct flow *flow, int *seconds_r)
{
	size_t index;
	const struct check_result *result = flow->run ? longest_running(flow, &index) : NULL;

	if (!result)
		return NULL;
	*seconds_r = (int)((clock_since_ms(flow->run_began_us) - result->began_ms) / 1000);
	return result->check;
}

int flow_run_fd(const struct flow *flow)
{
	return flow->run ? run_event_fd(flow->run) : -1;
}

bool flow_is_running(const struct flow *flow)
{
	return flow->run != NULL;
}

void flow_watch(struct flow *flow, const struct flow_watcher *watcher)
{
	flow->watcher = watcher;
}

struct outcome outcome_of(const struct record *record)
{
	static const enum finding_id milestones[] = {
		F_SERVER_REACHED, F_SERVER_READY, F_LOGIN_ACCEPTED, F_ENVELOPE_ACCEPTED};
	struct outcome outcome = {
		.there = true,
		.verdict = record->diagnosis.verdict,
		.cause = diagnosis_first(&record->diagnosis),
	};

	for (size_t i = 0; i < sizeof milestones / sizeof *milestones; i++)
		if (record_finding(record, milestones[i]))
			outcome.far = (int)i + 1;
	return outcome;
}

/* The words of the last run that are kept for the next start of the program. */
static void keep_report(struct flow *flow)
{
	struct str text = STR_INIT;

	str_clear(&text);
	free(flow->kept.report);
	flow->kept.report = NULL;
	if (report_write(&text, flow->record, REPORT_TEXT, true))
		flow->kept.report = str_take(&text);
	str_release(&text);
}

/* Where what a part of the tests stands on has turned bad, the rest is tested too: what was carried over may not hold any more. */
static bool needs_the_rest(const struct flow *flow)
{
	return flow->record->turned && !was_login_refused(flow->record);
}

/* For `check --since-last`, and for whoever asks what was when. What is changed for a moment is no state of things. */
static void keep_run(const struct flow *flow)
{
	struct err err = ERR_INIT;

	if (!flow->practising && flow->trial.phase == TRIAL_NONE)
		(void)runs_add(flow->record, &err); /* the saved case says it where nothing can be kept */
}

static void finish_run(struct flow *flow)
{
	flow->record = run_take_record(flow->run);
	run_free(&flow->run);
	if (needs_the_rest(flow)) {
		flow->everything = true;
		road_start(flow);
		return;
	}
	keep_run(flow);
	flow->now = outcome_of(flow->record);
	if (flow->confirming)
		flow->before.there = false;
	flow->confirming = false;
	flow->login_refused = flow->mailcase->secret && was_login_refused(flow->record);
	flow->verdict_new = true;
	if (flow->trial.phase != TRIAL_CHANGED) /* nothing is as it was tested then */
		keep_report(flow);
	trial_finish(flow);
}

bool flow_take_events(struct flow *flow)
{
	struct event event;

	while (flow->run && run_next_event(flow->run, &event)) {
		bool ended = event.type == EVENT_RUN_ENDED;
		const struct check *check =
			ended ? NULL : run_record(flow->run)->checks.items[event.check].check;
		if (flow->watcher)
			flow->watcher->event(flow, &event, check, flow->watcher->data);
		if (event.type == EVENT_CHECK_ENDED || ended)
			flow->dirty = true;
		event_release(&event);
		if (ended) {
			finish_run(flow);
			return !flow->run;
		}
	}
	return false;
}

/* --- the screen --- */

static void count_checks(const struct record *record, size_t *done_r, size_t *problems_r)
{
	*done_r = *problems_r = 0;
	for (size_t i = 0; i < record->checks.n; i++) {
		enum check_status status = record->checks.items[i].status;
		*done_r += status != CHECK_WAITING && status != CHECK_RUNNING;
		*problems_r += status == CHECK_PROBLEM;
	}
}

/* What a check may take, within the time of the whole run. */
static int64_t limit_ms(const struct flow *flow, const struct check *check)
{
	int64_t whole_ms = flow->run_case->timeout_ms;

	return whole_ms && whole_ms < check->limit_ms ? whole_ms : check->limit_ms;
}

/* The one line that changes while tests run. */
static void show_progress(const struct flow *flow, struct view *view)
{
	const struct record *record = run_record(flow->run);
	size_t done, problems;
	int seconds = 0;

	count_checks(record, &done, &problems);
	view_say(view, ROLE_STATUS,
		/* TRANSLATORS: {n} and {total} are numbers; at most 72 columns. */
		problems ? _("{n} of {total} tests done, a problem was found.")
			 /* TRANSLATORS: {n} and {total} are numbers; at most 72 columns. */
			 : _("{n} of {total} tests done, no problem so far."),
		A_COUNT("n", (int64_t)done), A_COUNT("total", (int64_t)record->checks.n));
	const struct check *check = flow_running_check(flow, &seconds);
	if (!check) /* the line is always there, so that those below it never move */
		view_add(view, ROLE_TEXT, _("Now: getting ready"));
	else if (seconds < 10)
		view_say(view, ROLE_TEXT,
			/* TRANSLATORS: {test} is a phrase such as "Look up the server's name". At most 72
			   columns. */
			ngettext("Now: {test}, {seconds} second", "Now: {test}, {seconds} seconds",
				(unsigned long)seconds),
			A_WORD("test", check->title), A_SECONDS("seconds", seconds));
	else
		/* TRANSLATORS: {test} is a phrase; {seconds} and {limit} are numbers. */
		view_say(view, ROLE_TEXT,
			_("Now: {test}, {seconds} of at most {limit} seconds. Press s to skip it."),
			A_WORD("test", check->title), A_SECONDS("seconds", seconds),
			A_SECONDS("limit", limit_ms(flow, check) / 1000));
	view->paras.items[view->paras.n - 1].tight = true;
}

#define ROAD_GO_ON 100

static void show_verdict(struct flow *flow, struct view *view)
{
	struct str verdict STR_AUTO = STR_INIT;
	const struct words_style style = {0};

	words_verdict(&verdict, flow->record, &style);
	view_add(view, ROLE_STATUS, str_text(&verdict));
	view_choice(view, ROAD_GO_ON,
		flow->record->diagnosis.n ? _("What stops your mail, and what to do")
					  : _("What we ruled out, and what to try next"));
	view_choose(view, ROAD_GO_ON);
	view->to_verdict = flow->verdict_new;
}

static void road_show(struct flow *flow, struct view *view)
{
	view_heading(
		view, flow->run ? _("We test every step that your mail takes") : _("What the tests found"));
	view->running = flow->run != NULL;
	if (flow->run)
		show_progress(flow, view);
	road_show_tips(flow, view);
	if (!flow->run)
		show_verdict(flow, view);
}

static enum screen_id road_choose(struct flow *flow, int value)
{
	if (value != ROAD_GO_ON) {
		flow->tip = (enum step)value;
		return SCREEN_TIP;
	}
	flow->cause = 0;
	if (flow->before.there)
		return SCREEN_COMPARE;
	return flow->record->diagnosis.n ? SCREEN_RESULT : SCREEN_END;
}

const struct screen_calls road_calls = {.show = road_show, .choose = road_choose};
