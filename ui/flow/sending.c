/*
 * The test mail: a question that is answered with No unless the person says otherwise, with everything in it
 * that would be sent, to whom, and what is looked at afterwards. It is agreed to for one test only.
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

/* To whom it goes. */
static void show_route(const struct mailcase *mailcase, struct view *view)
{
	if (mailcase->send_to[0])
		/* TRANSLATORS: {address} and {other} are email addresses. */
		view_say(view, ROLE_TEXT,
			_("This mail is handed to your mail provider, from {address} to {address}, and once "
			  "more to {other}. It shows whether something on the way refuses or breaks it."),
			A_NAME("address", mailcase->address.shown), A_NAME("other", mailcase->send_to));
	else
		/* TRANSLATORS: {address} is an email address. */
		view_say(view, ROLE_TEXT,
			_("This mail is handed to your mail provider, from {address} to {address} and to "
			  "nobody else. It shows whether something on the way refuses or breaks it."),
			A_NAME("address", mailcase->address.shown));
}

/* What is looked at afterwards. */
static void show_looking(const struct mailcase *mailcase, struct view *view)
{
	int64_t wait_ms = mailcase->wait_ms ? mailcase->wait_ms : ARRIVAL_WAIT_MS;

	if (!mailcase->secret || mailcase->no_login)
		view_add(view, ROLE_TEXT,
			_("Without your password nobody can see here whether it arrives. Look for it "
			  "yourself, in the inbox and in the spam folder."));
	else
		/* TRANSLATORS: {seconds} is a number. */
		view_say(view, ROLE_TEXT,
			_("Then it is looked for, for at most {seconds} seconds: in your inbox, in the spam "
			  "folder, and at last in the others. Reports that it came back are read. Nothing is "
			  "changed there."),
			A_SECONDS("seconds", wait_ms / 1000));
}

enum send_choice { SEND_NO, SEND_YES, SEND_OTHER };

static void send_show(struct flow *flow, struct view *view)
{
	const struct mailcase *mailcase = flow->mailcase;

	view->careful = true;
	if (!mailcase->address.shown[0] || mailcase->address.needs_smtputf8) {
		view_add(view, ROLE_TEXT,
			_("A test mail would go to your own email address and nowhere else. It is not known, "
			  "or has letters that this test cannot send, so nothing is sent."));
		view_choice(view, SEND_NO, _("Go on without it"));
		return;
	}
	show_route(mailcase, view);
	show_looking(mailcase, view);
	show_mail(view, &mailcase->address);
	view_choice(view, SEND_NO, _("No, send nothing"));
	view_choice(view, SEND_YES,
		mailcase->send_to[0] ? _("Yes, send these two mails and test")
				     : _("Yes, send this one mail and test"));
	view_choice(view, SEND_OTHER,
		mailcase->send_to[0] ? _("First: change who else gets one")
				     : _("First: name somebody else who gets one, too"));
}

static enum screen_id send_choose(struct flow *flow, int value)
{
	bool before_the_test = !flow->record;

	if (value == SEND_OTHER)
		return SCREEN_SEND_TO;
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

/* --- somebody else --- */

enum send_to_choice { SEND_TO_NOBODY };

static void send_to_show(struct flow *flow, struct view *view)
{
	view_add(view, ROLE_TEXT,
		_("A second test mail shows whether mail gets out to another provider. Choose an address of "
		  "yours there, or somebody who knows of it. Only a report of failure can be seen here."));
	view_ask(view, INPUT_LINE, _("Their email address:"), flow->mailcase->send_to, ADDRESS_MAX);
	view_choice(view, SEND_TO_NOBODY, _("Nobody else"));
}

static enum screen_id send_to_choose(struct flow *flow, int value)
{
	(void)value;
	flow->mailcase->send_to[0] = '\0';
	return SCREEN_BACK;
}

static enum screen_id send_to_enter(struct flow *flow, const char *text)
{
	struct mail_address address;
	enum address_fault fault;

	if (!text[strspn(text, " ")])
		return send_to_choose(flow, SEND_TO_NOBODY);
	fault = address_parse(text, &address);
	if (fault == ADDRESS_FINE && address.needs_smtputf8) {
		flow_note(flow, _("This test cannot send to an address with such letters."));
		return SCREEN_STAY;
	}
	if (fault != ADDRESS_FINE) {
		typed_note_address(flow, fault);
		return SCREEN_STAY;
	}
	str_copy(flow->mailcase->send_to, sizeof flow->mailcase->send_to, address.full);
	return SCREEN_BACK;
}

const struct screen_calls send_to_calls = {
	.show = send_to_show, .choose = send_to_choose, .enter = send_to_enter};
