/*
 * One experiment, from the change to the change back. As long as something is changed, the flow comes back
 * here before it shows or tests anything else, also in a later session; what the pair of tests came to is
 * kept in tried[] and weighed by the engine (checks/rules/tried.def).
 */
#include "checks/base/mem.h"
#include "ui/flow/rooms.h"
#include "ui/words/trials.h"

static const struct trial_words *words_of(const struct flow *flow)
{
	return &trial_words[flow->trial.what];
}

void trial_begin(struct flow *flow, enum experiment experiment)
{
	flow->trial = (struct trial){
		.what = experiment,
		.before = outcome_of(flow->record),
		.old = flow->record->learnt.outgoing,
		.other = flow->record->learnt.working,
	};
}

void trial_resume(struct flow *flow, const char *what)
{
	enum experiment experiment;

	if (!experiment_by_name(what, &experiment))
		return;
	flow->trial = (struct trial){
		.what = experiment,
		.phase = TRIAL_TESTED,
		.result = flow->mailcase->tried[experiment],
		.old = flow->mailcase->in_use,
		.resumed = true,
	};
	flow->tried_now = flow->trial.result != TRIED_NOT;
}

bool trial_holds_up(const struct flow *flow, enum screen_id next)
{
	if (flow->trial.phase == TRIAL_NONE || flow->run)
		return false;
	if (next == SCREEN_TRY) /* one thing at a time */
		return true;
	return !flow->trial.put_off &&
	       (next == SCREEN_ROAD || next == SCREEN_RESULT || next == SCREEN_END || next == SCREEN_AGAIN);
}

/*
 * Whether only the person sees a difference: what happens inside their program, or elsewhere, or where every
 * test of ours succeeds already.
 */
static bool is_seen_by_person(const struct flow *flow)
{
	const struct trial *trial = &flow->trial;
	enum where where = flow->mailcase->where;

	if (trial->what == EXPERIMENT_WITHOUT_PLUGINS || trial->before.far == 4)
		return true;
	if (trial->what == EXPERIMENT_SHIELD_OFF)
		return where == WHERE_SAME_NETWORK || where == WHERE_ELSEWHERE;
	return trial->what != EXPERIMENT_OTHER_PORT && where == WHERE_ELSEWHERE;
}

/* --- the test --- */

void trial_prepare(const struct flow *flow, struct mailcase *run_case)
{
	if (flow->trial.phase != TRIAL_CHANGED || flow->trial.what != EXPERIMENT_OTHER_PORT)
		return;
	run_case->in_use = flow->trial.other;
	run_case->in_use.source = SOURCE_GIVEN;
}

/* A test that was not finished, or met something else on the way, says nothing. */
static bool says_nothing(const struct record *record)
{
	return record->cancelled || record->timed_out || record_finding(record, F_OFFLINE) ||
	       record_finding(record, F_PORTAL_SEEN);
}

static enum tried judge(const struct outcome *before, const struct record *record)
{
	struct outcome now = outcome_of(record);

	if (now.verdict == VERDICT_CAN_SEND || now.far > before->far)
		return TRIED_HELPED;
	if (now.cause == CAUSE_NONE && before->cause != CAUSE_NONE && !says_nothing(record))
		return TRIED_HELPED;
	return says_nothing(record) ? TRIED_NOT : TRIED_SAME;
}

/* Where the tests stood, the question stands now: is everything as it was? */
static void ask_for_the_way_back(struct flow *flow)
{
	if (flow->screen == SCREEN_ROAD)
		flow->screen = SCREEN_TRY_BACK;
	for (size_t i = 0; i < flow->n_trail; i++)
		if (flow->trail[i] == SCREEN_ROAD)
			flow->trail[i] = SCREEN_TRY_BACK;
}

static void take_result(struct flow *flow, enum tried result)
{
	flow->trial.phase = TRIAL_TESTED;
	flow->trial.result = result;
	if (result != TRIED_NOT)
		flow->mailcase->tried[flow->trial.what] = result;
	flow->tried_now = true;
	flow->dirty = true;
}

void trial_finish(struct flow *flow)
{
	if (flow->trial.phase != TRIAL_CHANGED)
		return;
	take_result(flow, judge(&flow->trial.before, flow->record));
	flow->now = flow->trial.before; /* what is changed for a moment mends nothing */
	flow->verdict_new = false;
	ask_for_the_way_back(flow);
}

/* --- before --- */

enum change_choice { CHANGE_DONE, CHANGE_HOW, CHANGE_CANNOT };

/* What the texts of an experiment may name. */
static void say(const struct flow *flow, struct view *view, enum view_role role, const char *msgid)
{
	const struct server_settings *old = &flow->trial.old, *other = &flow->trial.other;
	const char *security = words_security(old->security),
		   *other_security = words_security(other->security);
	struct arg args[5];
	size_t n = 0;

	if (old->host[0])
		args[n++] = A_HOST("host", old->host);
	if (old->port)
		args[n++] = A_PORT(old->port);
	if (old->host[0] && security[0])
		args[n++] = A_NAME("security", security);
	if (other->port)
		args[n++] = arg_number_of("working_port", ARG_PORT, other->port);
	if (other->host[0] && other_security[0])
		args[n++] = A_NAME("working_security", other_security);
	view_fill(view, role, _(msgid), args, n);
}

static void say_tight(const struct flow *flow, struct view *view, const char *msgid)
{
	say(flow, view, ROLE_TEXT, msgid);
	view->paras.items[view->paras.n - 1].tight = true;
}

static void say_steps(const struct flow *flow, struct view *view, const char *const *lines)
{
	for (size_t i = 0; lines && i < TRIAL_LINES && lines[i]; i++)
		say_tight(flow, view, lines[i]);
}

/* The place of the switch in the very program that was found, where its maker's menus are known. */
static void say_menu(const struct flow *flow, struct view *view)
{
	static const enum finding_id named[] = {F_SHIELD_SIGNED, F_SHIELD_TRUSTED, F_GUARD_ANSWERS,
		F_GUARD_COULD_BLOCK, F_GUARD_HOOKS_MAIL, F_GUARD_RUNNING};

	for (size_t i = 0; flow->record && i < sizeof named / sizeof *named; i++) {
		const struct finding *finding = record_finding(flow->record, named[i]);
		const struct arg *product = finding ? finding_arg(finding, "product") : NULL;
		const struct arg *menu = finding ? finding_arg(finding, "menu") : NULL;
		if (!product || !product->text || !menu || !menu->text || !menu->text[0])
			continue;
		/* TRANSLATORS: {product} is the name of a security program, {menu} its menus, in English. */
		view_say(view, ROLE_TEXT, _("In {product}: {menu}"), A_NAME("product", product->text),
			A_NAME("menu", menu->text));
		view->paras.items[view->paras.n - 1].tight = true;
		return;
	}
}

static void try_change_show(struct flow *flow, struct view *view)
{
	const struct trial_words *words = words_of(flow);

	view_heading(view, _(words->heading));
	say(flow, view, ROLE_TEXT, words->why);
	if (flow->practising)
		view_add(view, ROLE_UNSURE,
			_("This is practice: change nothing on your computer. The built-in fault stays as it "
			  "is."));
	view_add(view, ROLE_TITLE, _("What to change:"));
	if (flow->trial.what == EXPERIMENT_OTHER_PORT)
		say_tight(flow, view, advice_find(CAUSE_PORT_WRONG, flow->mailcase->program)->steps[0]);
	if (flow->trial.what == EXPERIMENT_WITHOUT_PLUGINS)
		say_steps(flow, view, trial_without_addons(flow->mailcase->program));
	say_steps(flow, view, words->change);
	if (flow->trial.what == EXPERIMENT_SHIELD_OFF)
		say_menu(flow, view);
	view_add(view, ROLE_TEXT, _("Afterwards you change it back. mailmend asks for that."));
	view_choice(view, CHANGE_DONE,
		is_seen_by_person(flow) ? _("I have changed it") : _("I have changed it: test now"));
	view_choice(view, CHANGE_HOW, _("I do not know how"));
	view_choice(view, CHANGE_CANNOT, _("I cannot do that"));
}

static enum screen_id try_change_choose(struct flow *flow, int value)
{
	if (value == CHANGE_HOW) {
		flow_note(flow, _(words_of(flow)->how));
		return SCREEN_STAY;
	}
	if (value == CHANGE_CANNOT)
		return flow->trial.phase == TRIAL_NONE ? SCREEN_TRY : SCREEN_TRY_BACK;
	flow->trial.phase = TRIAL_CHANGED;
	flow->dirty = true;
	if (is_seen_by_person(flow))
		return SCREEN_TRY_SEEN;
	road_start(flow);
	return SCREEN_ROAD;
}

const struct screen_calls try_change_calls = {.show = try_change_show, .choose = try_change_choose};

/* --- what only the person sees --- */

static void try_seen_show(struct flow *flow, struct view *view)
{
	(void)flow;
	view_add(view, ROLE_TEXT,
		_("Send a mail to yourself with your mail program now, and look whether it leaves the "
		  "outbox."));
	view_choice(view, TRIED_HELPED, _("Yes, it was sent"));
	view_choice(view, TRIED_SAME, _("No, it fails as before"));
	view_choice(view, TRIED_NOT, _("I do not know, or cannot try it now"));
}

static enum screen_id try_seen_choose(struct flow *flow, int value)
{
	take_result(flow, (enum tried)value);
	return SCREEN_TRY_BACK;
}

const struct screen_calls try_seen_calls = {.show = try_seen_show, .choose = try_seen_choose};

/* --- after --- */

enum back_choice { BACK_KEEP, BACK_DONE, BACK_WAIT, BACK_HOW, BACK_LATER };

static void show_result(const struct flow *flow, struct view *view)
{
	const struct trial *trial = &flow->trial;

	if (trial->phase == TRIAL_CHANGED)
		view_add(view, ROLE_UNSURE, _("The test was stopped, so nothing is known yet."));
	else if (trial->result == TRIED_HELPED)
		say(flow, view, ROLE_GOOD, words_of(flow)->helped);
	else if (trial->result == TRIED_SAME)
		say(flow, view, ROLE_BAD, words_of(flow)->same);
	else if (trial->resumed)
		view_add(
			view, ROLE_UNSURE, _("You changed this the last time, and it was not changed back."));
	else
		view_add(view, ROLE_UNSURE, _("Whether it helps could not be found out."));
}

/* A port that works may stay. */
static bool may_keep(const struct flow *flow)
{
	return flow->trial.what == EXPERIMENT_OTHER_PORT && flow->trial.result == TRIED_HELPED &&
	       flow->trial.other.host[0];
}

static void try_back_show(struct flow *flow, struct view *view)
{
	const struct trial_words *words = words_of(flow);

	view->careful = true; /* a key typed ahead must not say that it was done */
	view_heading(view, _(words->back_heading));
	show_result(flow, view);
	view_add(view, ROLE_TITLE, _("What to do now:"));
	say_steps(flow, view, words->back);
	if (may_keep(flow))
		view_choice(view, BACK_KEEP, _("The new one: it stays so"));
	view_choice(view, BACK_DONE,
		flow->trial.what == EXPERIMENT_OTHER_PORT ? _("The old one again")
							  : _("Done: it is as it was before"));
	view_choice(view, BACK_WAIT, _("Not yet"));
	view_choice(view, BACK_HOW, _("I do not know how"));
	view_choice(view, BACK_LATER, _("I cannot do that now: go on, and ask me again"));
	view_choose(view, BACK_WAIT);
}

/* What was measured while it was changed is not the state of things any more. */
static enum screen_id go_on(struct flow *flow)
{
	flow->dirty = true;
	if (flow->trial.resumed)
		return SCREEN_BACK;
	flow->confirming = flow->trial.result != TRIED_NOT;
	if (!is_seen_by_person(flow)) {
		flow->confirming = true;
		flow->now.there = false;
		free(flow->tested);
		flow->tested = NULL;
	}
	return SCREEN_ROAD;
}

/* The settings that work are those in use from now on: nothing is left that was merely tried. */
static enum screen_id keep_port(struct flow *flow)
{
	struct outcome before = flow->trial.before;

	flow->mailcase->in_use = flow->told = flow->trial.other;
	flow->mailcase->in_use.source = flow->told.source = SOURCE_GIVEN;
	flow->tell = true;
	flow->mailcase->tried[EXPERIMENT_OTHER_PORT] = TRIED_NOT;
	flow->trial.phase = TRIAL_NONE;
	enum screen_id next = go_on(flow);
	flow->confirming = false;
	flow->before = before;
	return next;
}

static enum screen_id try_back_choose(struct flow *flow, int value)
{
	switch (value) {
	case BACK_KEEP:
		return keep_port(flow);
	case BACK_DONE:
		flow->trial.phase = TRIAL_NONE;
		return go_on(flow);
	case BACK_HOW:
		flow_note(flow, _(words_of(flow)->how));
		return SCREEN_STAY;
	case BACK_LATER:
		flow->trial.put_off = true;
		return go_on(flow);
	default:
		flow_note(flow, _("There is time. You can also leave: mailmend asks again the next time."));
		return SCREEN_STAY;
	}
}

const struct screen_calls try_back_calls = {.show = try_back_show, .choose = try_back_choose};
