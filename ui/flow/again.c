/*
 * Testing again after a change, and whether it helped. A password that was refused is not tried a second time unasked: most
 * providers lock an account after a few wrong ones.
 */
#include <string.h>

#include "ui/flow/rooms.h"

enum again_choice { AGAIN_NO, AGAIN_TEST, AGAIN_TYPE, AGAIN_WITHOUT, AGAIN_SAME, AGAIN_ANSWERS };

static void again_show(struct flow *flow, struct view *view)
{
	if (!flow->login_refused) {
		view_heading(view, _("Test again after a change"));
		view_add(view, ROLE_TEXT, _("Change one thing at a time: then you know what helped."));
		view_choice(view, AGAIN_TEST, _("Test again now"));
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

static const char *outcome_words(const struct outcome *outcome)
{
	if (outcome->verdict == VERDICT_CAN_SEND)
		return _("Nothing stands in the way of sending.");
	if (outcome->cause != CAUSE_NONE)
		return _(cause_words[outcome->cause - 1].title);
	return _("It could not be found out what stops your mail.");
}

static void compare_show(struct flow *flow, struct view *view)
{
	const struct outcome *before = &flow->before, *now = &flow->now;
	struct str was STR_AUTO = STR_INIT, is STR_AUTO = STR_INIT;
	const struct words_style style = {0};
	const struct arg args_was[] = {A_NAME("outcome", outcome_words(before))};
	const struct arg args_is[] = {A_NAME("outcome", outcome_words(now))};

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
	view_choice(
		view, 0, now->cause != CAUSE_NONE ? _("What stops your mail, and what to do") : _("Go on"));
}

static enum screen_id compare_choose(struct flow *flow, int value)
{
	(void)value;
	return flow->record->diagnosis.n ? SCREEN_RESULT : SCREEN_END;
}

const struct screen_calls compare_calls = {.show = compare_show, .choose = compare_choose};
