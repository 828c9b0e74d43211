/*
 * The yes that is needed before the inbox is looked into: asked with the questions where mails come back or get lost, so that one sign-in
 * serves for all, and offered again where the message is read.
 */
#include "ui/flow/rooms.h"

static bool can_sign_in(const struct mailcase *mailcase)
{
	return mailcase->role == ROLE_USER && mailcase->secret && !mailcase->no_login && !mailcase->offline &&
	       mailcase_wants_step(mailcase, STEP_ERRORS);
}

static bool inbox_applies(const struct flow *flow)
{
	const struct mailcase *mailcase = flow->mailcase;

	return can_sign_in(mailcase) &&
	       (mailcase->symptom == SYMPTOM_BOUNCE || mailcase->symptom == SYMPTOM_LOST);
}

enum inbox_choice { INBOX_NO, INBOX_YES };

static void inbox_show(struct flow *flow, struct view *view)
{
	(void)flow;
	view->careful = true;
	view_add(view, ROLE_TEXT,
		_("When a mail cannot be delivered, a report about it is sent to your inbox. It mostly says "
		  "why."));
	view_add(view, ROLE_TEXT,
		_("Only such reports of the last 30 days are read. Nothing is changed, moved, deleted or "
		  "sent. Where the mail provider cannot search, the first lines of the newest 50 mails show "
		  "which of them are reports."));
	view_choice(view, INBOX_NO, _("No, do not look there"));
	view_choice(view, INBOX_YES, _("Yes, look for such reports"));
}

static enum screen_id inbox_choose(struct flow *flow, int value)
{
	bool from_tip = flow->n_trail && flow->trail[flow->n_trail - 1] == SCREEN_TIP;

	if (from_tip && value == INBOX_NO)
		return SCREEN_BACK;
	flow->mailcase->read_bounces = value == INBOX_YES;
	flow->dirty = true;
	if (from_tip)
		flow->confirming = true; /* nothing was changed, so nothing is compared */
	return from_tip ? SCREEN_ROAD : SCREEN_NEXT;
}

const struct screen_calls inbox_calls = {
	.applies = inbox_applies,
	.show = inbox_show,
	.choose = inbox_choose,
};

/* Where receiving works, and was not looked at yet. */
bool inbox_fits(const struct flow *flow)
{
	return flow->tip == STEP_ERRORS && can_sign_in(flow->mailcase) && !flow->mailcase->read_bounces &&
	       record_finding(flow->record, F_RECEIVE_WORKS);
}
