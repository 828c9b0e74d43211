/*
 * Testing again after a change, and whether it helped. A password that was refused is not tried a second time unasked: most
 * providers lock an account after a few wrong ones.
 */
#include <string.h>

#include "ui/flow/rooms.h"

enum again_choice {
	AGAIN_NO,
	AGAIN_TEST,
	AGAIN_TYPE,
	AGAIN_WITHOUT,
	AGAIN_SAME,
	AGAIN_ANSWERS,
	AGAIN_EVERYTHING
};

/* How much of it is tested; where that is all, there is nothing to say and nothing to choose. */
static bool show_part(const struct flow *flow, struct view *view)
{
	size_t repeated, total;

	road_count(flow, &repeated, &total);
	if (repeated == total)
		return false;
	/* TRANSLATORS: {n} and {total} are numbers: how many tests are repeated, and of how many. */
	view_say(view, ROLE_TEXT,
		ngettext("Only what the change can have mended is tested again: {n} of {total} tests.",
			"Only what the change can have mended is tested again: {n} of {total} tests.",
			(unsigned long)repeated),
		A_COUNT("n", (int64_t)repeated), A_COUNT("total", (int64_t)total));
	return true;
}

static void again_show(struct flow *flow, struct view *view)
{
	if (!flow->login_refused) {
		view_heading(view, _("Test again after a change"));
		view_add(view, ROLE_TEXT, _("Change one thing at a time: then you know what helped."));
		bool part = show_part(flow, view);
		view_choice(view, AGAIN_TEST, _("Test again now"));
		if (part)
			view_choice(view, AGAIN_EVERYTHING, _("Test everything again"));
		view_choice(view, AGAIN_ANSWERS, _("Change my answers first"));
		view_choice(view, AGAIN_NO, _("Not now"));
		return;
	}
	view->careful = true;
	view_add(view, ROLE_UNSURE,
		_("This password was refused. After a few wrong tries many mail providers lock the account "
		  "for a while."));
	view_choice(view, AGAIN_NO, _("No"));
	view_choice(view, AGAIN_TYPE, _("Type the password anew, then test"));
	view_choice(view, AGAIN_WITHOUT, _("Test without the password"));
	view_choice(view, AGAIN_SAME,
		_("Yes, the same password once more: it was unlocked or allowed meanwhile"));
	view_choice(view, AGAIN_ANSWERS, _("Change my answers first"));
}

static enum screen_id test_now(struct flow *flow)
{
	flow->login_refused = false;
	/* what was tried belongs to how things were before the change */
	memset(flow->mailcase->tried, 0, sizeof flow->mailcase->tried);
	road_start(flow);
	return SCREEN_ROAD;
}

static enum screen_id again_choose(struct flow *flow, int value)
{
	switch (value) {
	case AGAIN_TYPE:
		return SCREEN_PASSWORD;
	case AGAIN_WITHOUT:
		flow->mailcase->no_login = true;
		flow->mailcase->secret = NULL;
		flow->password_new = true;
		return test_now(flow);
	case AGAIN_EVERYTHING:
		flow->everything = true;
		return test_now(flow);
	case AGAIN_TEST:
	case AGAIN_SAME:
		return test_now(flow);
	case AGAIN_ANSWERS:
		return flow_next(flow, SCREEN_START);
	default:
		return SCREEN_BACK;
	}
}

const struct screen_calls again_calls = {.show = again_show, .choose = again_choose};

/* --- did it help? --- */

#define CHANGES_SHOWN 6

/* Check by check: what was wrong or is, and was otherwise before. */
static void show_changes(const struct flow *flow, struct view *view)
{
	struct outline now = {0};
	struct changes changes;
	size_t shown = 0;

	if (!flow->was.started)
		return;
	outline_of(flow->record, &now);
	outline_compare(&flow->was, &now, &changes);
	for (size_t i = 0; i < changes.checks.n && shown < CHANGES_SHOWN; i++) {
		struct str line STR_AUTO = STR_INIT;
		const struct words_style style = {0};
		if (!change_matters(&changes.checks.items[i]))
			continue;
		words_changed_check(&line, &changes.checks.items[i], &style);
		if (shown++ == 0)
			view_add(view, ROLE_TEXT, str_text(&line));
		else
			view_add_tight(view, ROLE_TEXT, str_text(&line));
	}
	changes_release(&changes);
	outline_release(&now);
}

/* Whether all of it is of now. */
static void show_earlier(const struct flow *flow, struct view *view)
{
	if (flow->record->earlier)
		/* TRANSLATORS: {date} is a date with the time of the day. */
		view_say(view, ROLE_TEXT,
			_("Tests that the change cannot have touched were not repeated: they are of {date}."),
			A_DATE("date", flow->record->earlier));
}

static void compare_show(struct flow *flow, struct view *view)
{
	const struct outcome *before = &flow->before, *now = &flow->now;
	struct str was STR_AUTO = STR_INIT, is STR_AUTO = STR_INIT;
	const struct words_style style = {0};
	const struct arg args_was[] = {A_NAME("outcome", words_outcome(before->verdict, before->cause))};
	const struct arg args_is[] = {A_NAME("outcome", words_outcome(now->verdict, now->cause))};

	if (now->verdict == VERDICT_CAN_SEND)
		view_add(view, ROLE_GOOD, _("Yes. Sending works now."));
	else if (now->cause == before->cause && now->verdict == before->verdict)
		view_add(view, ROLE_BAD, _("Not yet. The tests find the same as before."));
	else
		view_add(view, ROLE_UNSURE, _("Something changed, but the mail does not go out yet."));
	/* TRANSLATORS: {outcome} is a whole sentence: what the test before the change found. */
	words_fill(&was, _("Before: {outcome}"), args_was, 1, &style);
	/* TRANSLATORS: {outcome} is a whole sentence: what the test after the change found. */
	words_fill(&is, _("Now: {outcome}"), args_is, 1, &style);
	view_add(view, ROLE_TEXT, str_text(&was));
	view_add(view, ROLE_TEXT, str_text(&is));
	show_changes(flow, view);
	show_earlier(flow, view);
	view_choice(
		view, 0, now->cause != CAUSE_NONE ? _("What stops your mail, and what to do") : _("Go on"));
}

static enum screen_id compare_choose(struct flow *flow, int value)
{
	(void)value;
	return flow->record->diagnosis.n ? SCREEN_RESULT : SCREEN_END;
}

const struct screen_calls compare_calls = {.show = compare_show, .choose = compare_choose};
