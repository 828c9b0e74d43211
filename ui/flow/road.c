/*
 * The road: the tests while they run, and the list of the tips with what became of each. The run belongs to
 * the flow; its events are taken here and nowhere else.
 */
#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "ui/flow/action.h"
#include "ui/flow/rooms.h"
#include "ui/report/report.h"

static const struct record *record_of(const struct flow *flow)
{
	return flow->run ? run_record(flow->run) : flow->record;
}

/* --- the run --- */

/* Whether the server refused the password that we hold: a second try may lock the account. */
static bool was_login_refused(const struct record *record)
{
	for (size_t i = 0; i < record->findings.n; i++) {
		const struct finding *finding = &record->findings.items[i];
		if (record_finding_step(record, finding) == STEP_LOGIN &&
			finding_severity(finding->id) == SEVERITY_PROBLEM)
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

void road_start(struct flow *flow)
{
	struct str answers = STR_INIT;

	road_stop(flow);
	record_free(&flow->record);
	if (flow->now.there)
		flow->before = flow->now;
	flow->now.there = false;
	answers_text(flow, &answers);
	free(flow->tested);
	flow->tested = str_take(&answers);
	*flow->run_case = *flow->mailcase;
	flow->mailcase->send = false; /* agreed to for one test */
	trial_prepare(flow, flow->run_case);
	flow->run = run_new(flow->run_case, flow->options->checks, flow->options->n_checks);
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
}

void flow_interrupt(struct flow *flow)
{
	road_stop(flow);
}

static const struct check_result *longest_running(const struct flow *flow, size_t *index_r)
{
	const struct record *record = record_of(flow);
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

static void finish_run(struct flow *flow)
{
	flow->record = run_take_record(flow->run);
	run_free(&flow->run);
	flow->now = outcome_of(flow->record);
	if (flow->confirming)
		flow->before.there = false;
	flow->confirming = false;
	flow->login_refused = flow->mailcase->secret && was_login_refused(flow->record);
	flow->verdict_new = true;
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
			return true;
		}
	}
	return false;
}

/* --- the tips --- */

/* Whether the step has a test that asks something; noting what the person told or tried is none. */
static bool has_tests(const struct record *record, enum step step)
{
	for (size_t i = 0; i < record->checks.n; i++) {
		const struct check *check = record->checks.items[i].check;
		if (check->step == step && strcmp(check->id, "errors.told") != 0 &&
			strcmp(check->id, "errors.tried") != 0)
			return true;
	}
	return false;
}

/* A mail server signs in only where it hands its mail to another one. */
static bool is_asked(const struct record *record, enum step step)
{
	return step != STEP_LOGIN || record->mailcase.role != ROLE_ADMIN || record->mailcase.in_use.host[0];
}

size_t road_tips(const struct flow *flow, enum step *tips_r)
{
	const struct record *record = record_of(flow);
	size_t n = 0;

	for (int step = 0; record && step < STEP_N; step++)
		if (has_tests(record, (enum step)step) && is_asked(record, (enum step)step))
			tips_r[n++] = (enum step)step;
	return n;
}

/* The causes that are the answer to a tip's question: the problem itself was met at another one. */
static const struct {
	enum step step;
	enum cause_id first, last;
} answers_to[] = {
	{STEP_FIREWALL, CAUSE_PORT_BLOCKED, CAUSE_ALL_SMTP_PORTS_BLOCKED},
	{STEP_FIREWALL, CAUSE_LOCAL_FIREWALL, CAUSE_PROXY_IN_THE_MIDDLE},
	{STEP_FIREWALL, CAUSE_LOGIN_STRIPPED, CAUSE_LOGIN_STRIPPED},
	{STEP_ANTIVIRUS, CAUSE_ANTIVIRUS_INTERCEPTS_TLS, CAUSE_ANTIVIRUS_PLUGIN},
	{STEP_PROVIDER, CAUSE_PORT25_BLOCKED, CAUSE_PORT25_BLOCKED},
};

/* The first cause that answers the tip's question, as an index into the causes; their number without one. */
size_t road_tip_cause(const struct record *record, enum step step)
{
	const struct diagnosis *diagnosis = &record->diagnosis;
	size_t c;

	for (c = 0; c < diagnosis->n; c++)
		for (size_t i = 0; i < sizeof answers_to / sizeof *answers_to; i++)
			if (answers_to[i].step == step && diagnosis->causes[c].id >= answers_to[i].first &&
				diagnosis->causes[c].id <= answers_to[i].last)
				return c;
	return c;
}

/* Like record_step_status, but a tip whose tests have not all been run is not done yet. */
enum check_status road_tip_status(const struct flow *flow, enum step step)
{
	const struct record *record = record_of(flow);
	enum check_status status = record_step_status(record, step);

	for (size_t i = 0; flow->run && i < record->checks.n; i++) {
		const struct check_result *result = &record->checks.items[i];
		if (result->check->step == step && result->status == CHECK_WAITING &&
			status != CHECK_WAITING && status != CHECK_PROBLEM)
			return CHECK_RUNNING;
	}
	if (!flow->run && status != CHECK_PROBLEM) {
		size_t cause = road_tip_cause(record, step);
		if (cause < record->diagnosis.n)
			return cause == 0 ? CHECK_PROBLEM : CHECK_WARNING;
	}
	return status;
}

/* TRANSLATORS: the states of a tip stand in a column before its question: at most 12 columns each. */
static const char *tip_state(enum step step, enum role role, enum check_status status)
{
	switch (status) {
	case CHECK_OK:
	case CHECK_NOTE:
		/* what the person told works no more than it fails */
		if (step == STEP_ERRORS)
			return P_("tip", "read");
		/* "Does a firewall hold your mail back?" */
		if (step == STEP_FIREWALL || step == STEP_ANTIVIRUS ||
			(step == STEP_PROVIDER && role == ROLE_ADMIN))
			return P_("tip", "no sign");
		return P_("tip", "works");
	case CHECK_WARNING:
		return P_("tip", "look here");
	case CHECK_PROBLEM:
		return P_("tip", "PROBLEM");
	case CHECK_UNKNOWN:
		return P_("tip", "unclear");
	case CHECK_SKIPPED:
		return P_("tip", "not tested");
	case CHECK_RUNNING:
		return P_("tip", "checking");
	default:
		return P_("tip", "waiting");
	}
}

static int state_column(void)
{
	int widest = 0;

	for (int status = CHECK_OK; status <= CHECK_RUNNING; status++)
		for (int step = 0; step < STEP_N; step++)
			if (words_width(tip_state(step, ROLE_USER, status)) > widest)
				widest = words_width(tip_state(step, ROLE_USER, status));
	return widest;
}

static void show_tips(const struct flow *flow, struct view *view)
{
	enum step tips[STEP_N];
	size_t n = road_tips(flow, tips);
	int column = state_column();

	for (size_t i = 0; i < n && i < VIEW_CHOICES_MAX - 1; i++) {
		struct str label STR_AUTO = STR_INIT;
		const char *state =
			tip_state(tips[i], record_of(flow)->mailcase.role, road_tip_status(flow, tips[i]));
		str_addf(&label, "%s%*s  %s", state, column - words_width(state), "",
			words_step_question(tips[i], record_of(flow)->mailcase.role));
		view_choice(view, (int)tips[i], str_text(&label));
	}
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
			A_SECONDS("limit", check->limit_ms / 1000));
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
	show_tips(flow, view);
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
