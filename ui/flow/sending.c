/*
 * The test mail: a question that is answered with No unless the person says otherwise, with everything in it
 * that would be sent. It is agreed to for one test only.
 */
#include "checks/base/mem.h"
#include "ui/flow/rooms.h"

/* The server takes sender and recipient; what a filter does with the content is all that is left to be seen. */
bool sending_fits(const struct flow *flow)
{
	const struct record *record = flow->record;

	return record && flow->mailcase->role == ROLE_USER && flow->mailcase->address.full[0] &&
	       record_finding(record, F_ENVELOPE_ACCEPTED) && record_finding(record, F_LOGIN_ACCEPTED) &&
	       !record_finding(record, F_TEST_MAIL_ACCEPTED) && !record_finding(record, F_TEST_MAIL_CUT);
}

enum send_choice { SEND_NO, SEND_YES };

static void send_show(struct flow *flow, struct view *view)
{
	const char *address = flow->mailcase->address.shown;

	view->careful = true;
	if (!address[0]) {
		view_add(view, ROLE_TEXT,
			_("The test mail goes to your own email address and nowhere else. It is not known "
			  "yet, so nothing is sent."));
		view_choice(view, SEND_NO, _("Go on without it"));
		return;
	}
	view_add(view, ROLE_TEXT,
		_("One short mail is handed to your mail provider, from you to yourself. It shows whether "
		  "something on the way "
		  "refuses what a mail says."));
	/* TRANSLATORS: {address} is an email address. */
	view_say(view, ROLE_TEXT, _("From and to: {address}"), A_NAME("address", address));
	view_choice(view, SEND_NO, _("No, send nothing"));
	view_choice(view, SEND_YES, _("Yes, send this one mail and test"));
}

static enum screen_id send_choose(struct flow *flow, int value)
{
	bool before_the_test = !flow->record;

	flow->send_asked = true;
	if (value == SEND_NO)
		return before_the_test ? SCREEN_ROAD : SCREEN_BACK;
	flow->mailcase->send = true;
	flow->confirming = true; /* nothing was changed, so nothing is compared */
	free(flow->tested);
	flow->tested = NULL;
	return SCREEN_ROAD;
}

const struct screen_calls send_calls = {.show = send_show, .choose = send_choose};
