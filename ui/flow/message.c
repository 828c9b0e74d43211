/*
 * What does the message say? A paste, made harmless, shown as it was understood before anything uses it: whose words it is, and
 * what they mean.
 */
#include "checks/base/mem.h"
#include "checks/base/utf8.h"
#include "checks/know/paste.h"
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
	paste_clean(out, text + start, len - start, MESSAGE_MAX - 1);
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

/* Whose words they are. A code comes from a server; without one a program speaks of itself. */
static const char *speaker_sentence(const struct paste *paste)
{
	bool server = paste->code || paste->speaker == SPEAKER_SERVER;

	if (paste->code && paste->said_by[0])
		/* TRANSLATORS: {code} is a number such as 550, {host} the name of a mail server */
		return _("It is the answer {code} of the mail server {host}.");
	if (paste->code)
		/* TRANSLATORS: {code} is a number such as 550 */
		return _("It is the answer {code} of a mail server.");
	if (server && paste->said_by[0])
		/* TRANSLATORS: {host} is the name of a mail server */
		return _("It is an answer of the mail server {host}.");
	if (server)
		return _("It is an answer of a mail server.");
	if (paste->program)
		/* TRANSLATORS: {program} is the name of a mail program: "Thunderbird" */
		return _("{program} says it itself, without an answer of a mail server.");
	return _("A program says it itself, without an answer of a mail server.");
}

static void add_filled(struct view *view, const char *translated, const struct arg *args, size_t n)
{
	struct str text STR_AUTO = STR_INIT;
	const struct words_style style = {0};

	words_fill(&text, translated, args, n, &style);
	view_add_tight(view, ROLE_TEXT, str_text(&text));
}

static void add_meaning(struct view *view, const struct paste *paste)
{
	struct str meaning STR_AUTO = STR_INIT;
	const struct words_style style = {0};
	const char *server = paste->said_by[0] ? paste->said_by : paste->about;
	const struct arg host = A_HOST("host", server);
	enum cause_id cause;

	if (!paste->meaning.cause || !cause_by_name(paste->meaning.cause, &cause) || cause == CAUSE_NONE) {
		view_add_tight(view, ROLE_TEXT, _("What it means is not known here; the tests may tell."));
		return;
	}
	words_fill(&meaning, _(cause_words[cause - 1].title), &host, server[0] ? 1 : 0, &style);
	const struct arg says = A_TEXT("meaning", str_text(&meaning));

	if (paste->meaning.sure)
		/* TRANSLATORS: {meaning} is a whole sentence: "The name or the password was refused." */
		add_filled(view, _("It means: {meaning}"), &says, 1);
	else
		/* TRANSLATORS: {meaning} is a whole sentence: "The name or the password was refused." */
		add_filled(view, _("It may mean: {meaning}"), &says, 1);
}

static void add_understood(struct view *view, const char *text)
{
	struct paste paste;
	char code[8];

	if (!paste_read(text, SPEAKER_UNKNOWN, &paste)) {
		view_add(view, ROLE_TEXT,
			_("No code and no words in it are known here. A number such as 535 or 5.7.1 would "
			  "help."));
		return;
	}
	view_add(view, ROLE_TEXT, _("This was understood:"));
	snprintf(code, sizeof code, "%d", paste.code % 1000);
	const char *program = paste_program_name(paste.program);
	const struct arg args[] = {A_NAME("code", code), A_HOST("host", paste.said_by),
		A_NAME("program", program ? program : "")};

	add_filled(view, speaker_sentence(&paste), args, sizeof args / sizeof args[0]);
	add_meaning(view, &paste);
	if (program && (paste.code || paste.speaker == SPEAKER_SERVER))
		/* TRANSLATORS: {program} is the name of a mail program: "Thunderbird" */
		add_filled(view, _("The words around it are those of {program}."), args + 2, 1);
}

static void message_seen_show(struct flow *flow, struct view *view)
{
	view->careful = true; /* keys that were part of the paste must not answer this */
	add_understood(view, str_text(&flow->pasted));
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
