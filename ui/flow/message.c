/*
 * What does the message say? A paste, made harmless, shown as it was understood before anything uses it.
 */
#include "checks/base/mem.h"
#include "checks/base/utf8.h"
#include "ui/flow/rooms.h"
#include "ui/words/mask.h"

static bool message_applies(const struct flow *flow)
{
	return flow->mailcase->symptom == SYMPTOM_MESSAGE || flow->mailcase->symptom == SYMPTOM_BOUNCE;
}

enum message_choice { MESSAGE_KEEP, MESSAGE_LEAVE_OUT, MESSAGE_FILE };

static void message_show(struct flow *flow, struct view *view)
{
	bool there = flow->mailcase->message[0];

	view_add(view, ROLE_TEXT,
		_("Copy the message from your mail program and paste it here, or type its most important "
		  "words. A number such "
		  "as 535 or 5.7.1 helps most. An empty line ends it."));
	if (there)
		view_add(view, ROLE_TEXT,
			_("There is a message already. What you paste now takes its place."));
	view_ask(view, INPUT_PASTE, _("The message:"), "", MESSAGE_MAX - 1);
	if (there)
		view_choice(view, MESSAGE_KEEP, _("Keep the message that is there"));
	view_choice(view, MESSAGE_LEAVE_OUT, _("I have no message, or do not know"));
	returned_offer(flow, view, MESSAGE_FILE);
}

static enum screen_id message_choose(struct flow *flow, int value)
{
	if (value == MESSAGE_FILE)
		return SCREEN_RETURNED;
	flow->message_new = false;
	if (value == MESSAGE_LEAVE_OUT) {
		flow->mailcase->message[0] = '\0';
		flow->dirty = true;
	}
	return SCREEN_NEXT;
}

/* Without white space at both ends; "" when nothing was pasted. */
static void trim_into(struct str *out, const char *text)
{
	size_t len = strlen(text), start = strspn(text, " \t\r\n");

	while (len > start && strchr(" \t\r\n", text[len - 1]))
		len--;
	text_harmless(out, text + start, len - start, TEXT_KEEP_LINES, MESSAGE_MAX - 1);
}

static enum screen_id message_enter(struct flow *flow, const char *text)
{
	str_clear(&flow->pasted);
	trim_into(&flow->pasted, text);
	if (flow->pasted.len == 0)
		return message_choose(flow, flow->mailcase->message[0] ? MESSAGE_KEEP : MESSAGE_LEAVE_OUT);
	flow->message_new = true;
	return SCREEN_MESSAGE_SEEN;
}

const struct screen_calls message_calls = {
	.applies = message_applies,
	.show = message_show,
	.choose = message_choose,
	.enter = message_enter,
};

static bool message_seen_applies(const struct flow *flow)
{
	return flow->message_new;
}

enum seen_choice { SEEN_USE, SEEN_MASKED, SEEN_AGAIN, SEEN_LEAVE_OUT };

static void message_seen_show(struct flow *flow, struct view *view)
{
	view->careful = true; /* keys that were part of the paste must not answer this */
	view_add(view, ROLE_TEXT, _("This was understood:"));
	view_add(view, ROLE_COMMAND, str_text(&flow->pasted));
	view_choice(view, SEEN_USE, _("Yes, use it"));
	view_choice(view, SEEN_MASKED, _("Use it, with names and addresses hidden"));
	view_choice(view, SEEN_AGAIN, _("Paste it again"));
	view_choice(view, SEEN_LEAVE_OUT, _("Leave it out"));
	if (flow->mailcase->message[0] && !flow->message_new &&
		strcmp(flow->mailcase->message, str_text(&flow->pasted)) != 0)
		view_choose(view, SEEN_MASKED); /* as it was answered before */
}

static enum screen_id message_seen_choose(struct flow *flow, int value)
{
	struct str masked STR_AUTO = STR_INIT;
	struct mask *mask = NULL;

	switch (value) {
	case SEEN_AGAIN:
		return SCREEN_BACK;
	case SEEN_LEAVE_OUT:
		return message_choose(flow, MESSAGE_LEAVE_OUT);
	case SEEN_MASKED:
		mask = mask_new();
		mask_text(mask, str_text(&flow->pasted), &masked);
		mask_free(&mask);
		break;
	default:
		str_add(&masked, str_text(&flow->pasted));
	}
	str_copy(flow->mailcase->message, sizeof flow->mailcase->message, str_text(&masked));
	flow->message_new = false;
	flow->dirty = true;
	return SCREEN_NEXT;
}

const struct screen_calls message_seen_calls = {
	.applies = message_seen_applies,
	.show = message_seen_show,
	.choose = message_seen_choose,
};
