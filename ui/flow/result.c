/*
 * The end of the road: the causes, the most likely first; the text for whoever must act; what was ruled out
 * and what to try next; and testing again.
 */
#include "checks/base/mem.h"
#include "ui/flow/rooms.h"

static const struct words_style plain_style = {0};

static const struct diagnosed_cause *cause_now(const struct flow *flow)
{
	return &flow->record->diagnosis.causes[flow->cause];
}

enum result_choice {
	RESULT_ASK,
	RESULT_AGAIN,
	RESULT_TRY,
	RESULT_NEXT,
	RESULT_DETAILS,
	RESULT_REPORT,
	RESULT_LIST,
	RESULT_END,
	RESULT_LEAVE,
};

/* --- one cause --- */

static void show_certainty(const struct flow *flow, struct view *view)
{
	const struct diagnosed_cause *cause = cause_now(flow);
	struct str reason STR_AUTO = STR_INIT, surer STR_AUTO = STR_INIT;

	words_cause_reason(&reason, flow->record, cause, &plain_style);
	/* TRANSLATORS: {certainty} is a word such as "very likely", {reason} a whole sentence. */
	view_say(view, ROLE_TEXT, _("How sure this is: {certainty}. {reason}"),
		A_NAME("certainty", words_certainty(cause->confidence)), A_NAME("reason", str_text(&reason)));
	words_cause_surer(&surer, flow->record, cause, &plain_style);
	if (surer.len == 0)
		return;
	/* TRANSLATORS: {surer} is a sentence such as "Try the same on a phone's connection." */
	view_say(view, ROLE_TEXT, _("What would make it surer: {surer}"), A_NAME("surer", str_text(&surer)));
	view->paras.items[view->paras.n - 1].tight = true;
}

static void show_steps(const struct flow *flow, struct view *view)
{
	struct str step STR_AUTO = STR_INIT;

	for (size_t i = 0; words_cause_step(&step, flow->record, cause_now(flow), i, &plain_style); i++) {
		if (i == 0)
			view_add(view, ROLE_TITLE, _("What to do:"));
		/* TRANSLATORS: {n} is the number of a step, {step} what to do, one sentence or two. */
		view_say(view, ROLE_TEXT, _("{n}. {step}"), A_COUNT("n", (int64_t)i + 1),
			A_NAME("step", str_text(&step)));
		view->paras.items[view->paras.n - 1].tight = true;
		str_clear(&step);
	}
}

static bool has_ask(const struct flow *flow)
{
	struct str ask STR_AUTO = STR_INIT;

	words_cause_ask(&ask, flow->record, cause_now(flow), &plain_style);
	return ask.len > 0;
}

static void add_words(const struct flow *flow, struct view *view, enum view_role role,
	void (*words)(struct str *, const struct record *, const struct diagnosed_cause *,
		const struct words_style *))
{
	struct str text STR_AUTO = STR_INIT;

	words(&text, flow->record, cause_now(flow), &plain_style);
	view_add_str(view, role, &text);
}

static void add_way(const struct flow *flow, struct view *view)
{
	struct str way STR_AUTO = STR_INIT;

	words_way(&way, flow->record, &plain_style);
	view_add_str(view, ROLE_TEXT, &way);
}

/* The steps speak of "the ready text below". */
static void show_ask(const struct flow *flow, struct view *view)
{
	if (!has_ask(flow))
		return;
	view_add(view, ROLE_TITLE, _("The ready text:"));
	add_words(flow, view, ROLE_TEXT, words_cause_ask);
}

static void result_show(struct flow *flow, struct view *view)
{
	const struct diagnosed_cause *cause = cause_now(flow);

	view_heading(view, words_who(cause->who, cause->temporary));
	add_words(flow, view, ROLE_LEAD, words_cause_title);
	add_words(flow, view, ROLE_TEXT, words_cause_meaning);
	show_steps(flow, view);
	add_words(flow, view, ROLE_TEXT, words_cause_until);
	show_certainty(flow, view);
	add_way(flow, view);
	show_ask(flow, view);
	if (has_ask(flow))
		view_choice(view, RESULT_ASK, _("Show the text for the one who can mend it"));
	view_choice(view, RESULT_AGAIN, _("I have changed something: test again"));
	trying_offer(flow, view, RESULT_TRY, _("Try something out, to be surer"));
	if (flow->cause + 1 < flow->record->diagnosis.n)
		view_choice(view, RESULT_NEXT, _("It was not that: the next possible cause"));
	view_choice(view, RESULT_DETAILS, _("How we know: every answer of the servers"));
	view_choice(view, RESULT_REPORT, _("Save a page for your helper"));
	view_choice(view, RESULT_END, _("What we ruled out"));
	view_choice(view, RESULT_LIST, _("All tips"));
	view_choice(view, RESULT_LEAVE, _("Leave"));
}

static enum screen_id result_choose(struct flow *flow, int value)
{
	switch (value) {
	case RESULT_ASK:
		return SCREEN_ASK;
	case RESULT_AGAIN:
		return SCREEN_AGAIN;
	case RESULT_TRY:
		return trying_begin(flow);
	case RESULT_NEXT:
		flow->cause++;
		return SCREEN_STAY;
	case RESULT_DETAILS:
		return SCREEN_DETAILS;
	case RESULT_REPORT:
		return SCREEN_REPORT;
	case RESULT_END:
		return SCREEN_END;
	case RESULT_LIST:
		return SCREEN_ROAD;
	default:
		return SCREEN_LEAVE;
	}
}

static bool result_back(struct flow *flow)
{
	if (flow->cause == 0)
		return false;
	flow->cause--;
	return true;
}

const struct screen_calls result_calls = {
	.show = result_show,
	.choose = result_choose,
	.back = result_back,
};

static const char *ask_heading(enum who who)
{
	switch (who) {
	case WHO_MAIL_PROVIDER:
		return _("A text for your mail provider");
	case WHO_INTERNET_PROVIDER:
		return _("A text for your internet company");
	case WHO_LOCAL_NETWORK:
		return _("A text for whoever looks after your network");
	case WHO_ADMIN:
		return _("A text for whoever looks after the mail server");
	case WHO_RECIPIENT:
		return _("A text for the recipient");
	default:
		return _("A text for the one who can mend it");
	}
}

static void ask_show(struct flow *flow, struct view *view)
{
	struct str ask STR_AUTO = STR_INIT;

	view->page = true;
	view_heading(view, ask_heading(cause_now(flow)->who));
	words_cause_ask(&ask, flow->record, cause_now(flow), &plain_style);
	view_add_str(view, ROLE_TEXT, &ask);
	view_choice(view, RESULT_REPORT, _("Save it, with everything that was tested"));
	view_choice(view, RESULT_LIST, _("Back"));
}

static enum screen_id ask_choose(struct flow *flow, int value)
{
	(void)flow;
	return value == RESULT_REPORT ? SCREEN_REPORT : SCREEN_BACK;
}

const struct screen_calls ask_calls = {.show = ask_show, .choose = ask_choose};

/* --- the last page --- */

static void show_ruled_out(const struct flow *flow, struct view *view)
{
	const struct diagnosis *diagnosis = &flow->record->diagnosis;

	if (diagnosis->n_ruled_out)
		view_add(view, ROLE_TITLE, _("In order, and therefore ruled out:"));
	for (size_t i = 0; i < diagnosis->n_ruled_out; i++) {
		view_fill(view, ROLE_TEXT, _(diagnosis->ruled_out[i]), NULL, 0);
		view->paras.items[view->paras.n - 1].tight = true;
	}
}

static void show_not_tested(const struct flow *flow, struct view *view)
{
	const struct diagnosis *diagnosis = &flow->record->diagnosis;
	enum step step;

	if (diagnosis->n_not_tested)
		view_add(view, ROLE_TITLE, _("Not found out, and therefore still possible:"));
	for (size_t i = 0; i < diagnosis->n_not_tested; i++)
		if (step_by_name(diagnosis->not_tested[i], &step))
			view_add_tight(
				view, ROLE_TEXT, words_step_question(step, flow->record->mailcase.role));
	if (!flow->mailcase->secret && flow->mailcase->role == ROLE_USER && diagnosis->n_not_tested)
		view_add(view, ROLE_TEXT,
			_("Without the password, signing in could not be tested. Most causes that remain lie "
			  "there."));
}

static void show_what_next_admin(struct view *view)
{
	view_add(view, ROLE_TITLE, _("What to try next:"));
	view_add_tight(view, ROLE_TEXT,
		_("1. Look into the log of the mail server for a mail that did not go out: it names the "
		  "reason."));
	view_add_tight(view, ROLE_COMMAND, "journalctl -u postfix -u exim4 --since today");
	view_add_tight(view, ROLE_TEXT,
		_("2. Test again with the email address that the mail could not reach: perhaps only that "
		  "server refuses it."));
	view_add_tight(view, ROLE_TEXT,
		_("3. Ask your hosting company whether it holds outgoing mail back. Give them the page for "
		  "your helper."));
}

/* Nothing was found: what a person can still do, and whom to ask. */
static void show_what_next(const struct flow *flow, struct view *view)
{
	const struct server_settings *out = &flow->record->learnt.outgoing;

	view_add(view, ROLE_TITLE, _("What to try next:"));
	if (out->host[0] && out->port && flow->now.verdict == VERDICT_CAN_SEND) {
		view_say(view, ROLE_TEXT,
			/* TRANSLATORS: {host} is the name of a server, {port} a number. */
			_("1. Compare your mail program with what worked here: server {host}, port {port}. "
			  "Remove the stored "
			  "password for sending there, and type it anew."),
			A_HOST("host", out->host), A_PORT(out->port));
		view->paras.items[view->paras.n - 1].tight = true;
	} else {
		view_add_tight(view, ROLE_TEXT,
			_("1. Go back and add what was left out: the email address, the message, the "
			  "password. Then test again."));
	}
	view_add_tight(view, ROLE_TEXT,
		_("2. Switch the mail program off and on again, and look whether it works offline or holds "
		  "mail in its outbox."));
	view_add_tight(view, ROLE_TEXT,
		_("3. Ask your mail provider (the company behind your email address). Give them the page for "
		  "your helper: it says "
		  "what was tested, when and how."));
}

/* As sure as the first cause. */
static const char *end_heading(const struct record *record)
{
	int confidence = record->diagnosis.causes[0].confidence;

	return confidence >= 80	  ? _("This is what stops your mail")
	       : confidence >= 50 ? _("This probably stops your mail")
				  : _("This may be what stops your mail");
}

static void end_show(struct flow *flow, struct view *view)
{
	struct str text STR_AUTO = STR_INIT;
	bool found = flow->record->diagnosis.n > 0;

	view_heading(view, found ? end_heading(flow->record) : _("What we ruled out, and what to try next"));
	if (found) {
		words_cause_title(&text, flow->record, &flow->record->diagnosis.causes[0], &plain_style);
		view_add_str(view, ROLE_BAD, &text);
	} else {
		words_verdict(&text, flow->record, &plain_style);
		view_add_str(view, flow->now.verdict == VERDICT_CAN_SEND ? ROLE_GOOD : ROLE_UNSURE, &text);
	}
	add_way(flow, view);
	show_ruled_out(flow, view);
	show_not_tested(flow, view);
	if (!found && flow->record->mailcase.role == ROLE_ADMIN)
		show_what_next_admin(view);
	else if (!found)
		show_what_next(flow, view);
	view_choice(view, RESULT_AGAIN, _("I have changed something: test again"));
	trying_offer(flow, view, RESULT_TRY, _("Try something out, to be surer"));
	view_choice(view, RESULT_REPORT, _("Save a page for your helper"));
	view_choice(view, RESULT_DETAILS, _("How we know: every answer of the servers"));
	view_choice(view, RESULT_LIST, _("All tips"));
	view_choice(view, RESULT_LEAVE, _("Leave"));
}

static enum screen_id end_choose(struct flow *flow, int value)
{
	return result_choose(flow, value);
}

const struct screen_calls end_calls = {.show = end_show, .choose = end_choose};
