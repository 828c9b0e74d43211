/*
 * The test mail: a question that is answered with No unless the person says otherwise, with everything in it
 * that would be sent. It is agreed to for one test only.
 */
#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/steps/provider/test_mail_text.h"
#include "ui/flow/rooms.h"

/* The server takes sender and recipient; what a filter does with the content is all that is left to be seen. */
bool sending_fits(const struct flow *flow)
{
	const struct record *record = flow->record;

	return record && flow->mailcase->role == ROLE_USER && flow->mailcase->address.full[0] &&
	       !flow->mailcase->address.needs_smtputf8 && record_finding(record, F_ENVELOPE_ACCEPTED) &&
	       record_finding(record, F_LOGIN_ACCEPTED) && !record_finding(record, F_TEST_MAIL_ACCEPTED) &&
	       !record_finding(record, F_TEST_MAIL_CUT);
}

/* The mail as it goes out, up to the lines that only make it long. */
static void show_mail(struct view *view, const struct mail_address *address)
{
	struct str mail STR_AUTO = STR_INIT, shown STR_AUTO = STR_INIT, id STR_AUTO = STR_INIT;

	/* TRANSLATORS: stands for letters and digits that are thrown like dice; one word without blanks. */
	str_addf(&id, "%s@%s", _("random"), address->domain);
	test_mail_text(address->full, address->full, clock_wall(), str_text(&id), &mail);
	const char *filling = strstr(str_text(&mail), "\nLine 2 ");
	str_add_bytes(&shown, mail.s, filling ? (size_t)(filling - mail.s) : mail.len);
	view_add_str(view, ROLE_COMMAND, &shown);
	/* TRANSLATORS: {bytes} is a number. */
	view_say(view, ROLE_TEXT, _("More lines like the last one follow, {bytes} bytes in all."),
		A_COUNT("bytes", (int64_t)mail.len));
}

enum send_choice { SEND_NO, SEND_YES };

static void send_show(struct flow *flow, struct view *view)
{
	const char *address = flow->mailcase->address.shown;

	view->careful = true;
	if (!address[0] || flow->mailcase->address.needs_smtputf8) {
		view_add(view, ROLE_TEXT,
			_("A test mail would go to your own email address and nowhere else. It is not known, "
			  "or has letters that this test cannot send, so nothing is sent."));
		view_choice(view, SEND_NO, _("Go on without it"));
		return;
	}
	/* TRANSLATORS: {address} is an email address. */
	view_say(view, ROLE_TEXT,
		_("This mail is handed to your mail provider, from {address} to {address} and to nobody "
		  "else. It shows whether something on the way refuses or breaks it. Whether it "
		  "arrives is not waited for."),
		A_NAME("address", address));
	show_mail(view, &flow->mailcase->address);
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
