/*
 * A mail that came back, from a file: longer than what a terminal takes as a paste, and byte for byte as it arrived.
 */
#include "checks/base/file.h"
#include "checks/base/mem.h"
#include "checks/mail/message.h"
#include "checks/steps/errors/bounced.h"
#include "ui/flow/rooms.h"

enum returned_choice { RETURNED_LEAVE_OUT };

static void returned_show(struct flow *flow, struct view *view)
{
	(void)flow;
	view_add(view, ROLE_TEXT,
		_("Save the mail that came back as a file: in most programs File, Save as. Type the name of "
		  "that file here, with all its folders."));
	view_add(view, ROLE_TEXT, _("The mail is only read here and sent nowhere."));
	view_ask(view, INPUT_LINE, _("The file:"), "", 4095);
	view_choice(view, RETURNED_LEAVE_OUT, _("Go on without it"));
}

static bool from_tip(const struct flow *flow)
{
	return flow->n_trail && flow->trail[flow->n_trail - 1] == SCREEN_TIP;
}

static enum screen_id returned_choose(struct flow *flow, int value)
{
	(void)value;
	(void)flow;
	return SCREEN_BACK;
}

/* What is wrong with the file, translated; NULL: it is a mail that came back. */
static const char *read_file(const char *typed, struct str *mail)
{
	char *path = flow_path_typed(typed);
	bool fine = file_read(path, mail);
	struct bounced bounced;

	free(path);
	if (!fine)
		return _("This file cannot be read. Look at its name, with all its folders.");
	if (!mail->len)
		return _("This file is empty.");
	/* A long mail was sent back whole: what the report says stands before it. */
	if (!bounced_read(str_text(mail), mail->len, &bounced))
		return _("This file is no mail that came back. Look for one from \"Mail Delivery\" or "
			 "\"postmaster\", and save it whole.");
	bounced_release(&bounced);
	return NULL;
}

static enum screen_id returned_enter(struct flow *flow, const char *text)
{
	struct str mail = STR_INIT_MAX(MESSAGE_BYTES_MAX);
	const char *wrong;

	text += strspn(text, " \t\r\n");
	if (!*text)
		return SCREEN_BACK;
	wrong = read_file(text, &mail);
	if (wrong) {
		flow_note(flow, wrong);
		str_release(&mail);
		return SCREEN_STAY;
	}
	/* what a run reads stays as it is until that run has ended */
	road_stop(flow);
	str_release(&flow->sample);
	flow->sample = mail;
	flow->mailcase->mail = flow->sample.s;
	flow->mailcase->mail_len = flow->sample.len;
	flow->mailcase->mail_pasted = false;
	flow->dirty = true;
	flow->message_new = false;
	if (!from_tip(flow))
		return flow_next(flow, SCREEN_MESSAGE_SEEN);
	flow->confirming = true; /* nothing was changed, so nothing is compared */
	return SCREEN_ROAD;
}

const struct screen_calls returned_calls = {
	.show = returned_show, .choose = returned_choose, .enter = returned_enter};

void returned_offer(const struct flow *flow, struct view *view, int value)
{
	if (flow->mailcase->symptom == SYMPTOM_BOUNCE)
		view_choice(view, value, _("Look at a mail that came back, from a file"));
}

/* Mails come back, and none was looked at yet. */
bool returned_fits(const struct flow *flow)
{
	return flow->tip == STEP_ERRORS && flow->mailcase->symptom == SYMPTOM_BOUNCE &&
	       !flow->mailcase->mail_len;
}
