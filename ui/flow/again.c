/*
 * Testing again after a change. A password that was refused is not tried a second time unasked: most
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
