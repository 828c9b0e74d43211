/*
 * The screens before the questions: start, going on where one stopped, language, helping someone, and
 * leaving.
 */
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "ui/flow/rooms.h"
#include "ui/words/trials.h"

enum start_choice { START_BEGIN, START_HELPING, START_ADMIN, START_PRACTICE, START_PLAIN, START_LANGUAGE };

/* Where the wizard opens. */
void flow_begin(struct flow *flow)
{
	flow->screen = SCREEN_START;
	if (flow->options->practice && !*flow->options->practice)
		flow->screen = SCREEN_PRACTICE;
	else if (flow->options->practice && practising_begin(flow, flow->options->practice))
		flow->screen = SCREEN_PRACTICE_ABOUT;
	else if (flow->kept_status == KEEP_READ && flow->options->resume)
		keeping_resume(flow);
	else if (flow->kept_status == KEEP_READ)
		flow->screen = SCREEN_RESUME;
	else if (flow->kept_status == KEEP_BROKEN)
		flow_note(flow, _("The answers of the last time could not be read. They were put aside, "
				  "nothing is lost."));
	else if (flow->options->resume)
		flow_note(flow, flow->kept_other
					? _("The answers that are kept are for another email address.")
					: _("There are no answers of an earlier time to go on with."));
}

static void start_show(struct flow *flow, struct view *view)
{
	view_add(view, ROLE_TEXT,
		_("mailmend asks a few questions and then tests, live, every step that a mail takes when you "
		  "send it. "
		  "Nothing is changed on your computer, and no mail is sent."));
	if (flow->mailcase->address.full[0])
		/* TRANSLATORS: {address} is an email address. */
		view_say(view, ROLE_TEXT, _("Email address: {address}"),
			A_NAME("address", flow->mailcase->address.shown));
	view_choice(view, START_BEGIN, _("Start"));
	view_choice(view, START_HELPING, _("I help someone else"));
	view_choice(view, START_ADMIN, _("I look after a mail server that does not send"));
	if (flow->options->practice_list)
		view_choice(view, START_PRACTICE, _("Practise with a fault that is built in"));
	view_choice(view, START_PLAIN,
		flow->plain ? _("Line by line, for screen readers and Braille: already on")
			    : _("Line by line, for screen readers and Braille"));
	/* the one label in English too, for those who were given a language that they cannot read */
	view_choose(view, flow->mailcase->role == ROLE_ADMIN ? START_ADMIN
			  : flow->helping		     ? START_HELPING
							     : START_BEGIN);
	view_choice(
		view, START_LANGUAGE, strcmp(words_language(), "en") ? _("Language") : "Language / Sprache");
}

static enum screen_id start_choose(struct flow *flow, int value)
{
	switch (value) {
	case START_HELPING:
		flow->helping = true;
		flow->mailcase->role = ROLE_USER;
		return SCREEN_HELPING;
	case START_ADMIN:
		flow->mailcase->role = ROLE_ADMIN;
		flow->tell = true; /* the server is asked for right behind the domain */
		return SCREEN_NEXT;
	case START_PRACTICE:
		flow->practice_first = 0;
		return SCREEN_PRACTICE;
	case START_PLAIN:
		flow->wants_plain = true;
		if (flow->plain)
			flow_note(flow, _("You are reading line by line already."));
		return SCREEN_STAY;
	case START_LANGUAGE:
		return SCREEN_LANGUAGE;
	default:
		flow->helping = false;
		flow->mailcase->role = ROLE_USER;
		return SCREEN_NEXT;
	}
}

const struct screen_calls start_calls = {.show = start_show, .choose = start_choose};

/* --- helping someone --- */

static void helping_show(struct flow *flow, struct view *view)
{
	(void)flow;
	view_add(view, ROLE_TEXT,
		_("Best run mailmend on the computer where the mail program fails: then this computer's own "
		  "causes are found "
		  "too. From elsewhere, the mail provider's servers can still be tested."));
	view_add(view, ROLE_TEXT,
		_("Let the other person read out what their mail program shows. Never ask for their "
		  "password: let them type "
		  "it themselves, or leave it out."));
	view_choice(view, 0, _("Go on"));
}

static enum screen_id go_on_choose(struct flow *flow, int value)
{
	(void)flow;
	(void)value;
	return SCREEN_NEXT;
}

const struct screen_calls helping_calls = {.show = helping_show, .choose = go_on_choose};

enum screen_id go_back_choose(struct flow *flow, int value)
{
	(void)flow;
	(void)value;
	return SCREEN_BACK;
}

/* --- language --- */

static const struct {
	const char *id, *name; /* each in its own language */
} languages[] = {{"en", "English"}, {"de", "Deutsch"}};

static void language_show(struct flow *flow, struct view *view)
{
	(void)flow;
	for (int i = 0; i < (int)(sizeof languages / sizeof *languages); i++) {
		view_choice(view, i, languages[i].name);
		if (strncmp(words_language(), languages[i].id, strlen(languages[i].id)) == 0)
			view_choose(view, i);
	}
}

static enum screen_id language_choose(struct flow *flow, int value)
{
	if (flow->run)
		return SCREEN_BACK; /* no locale is changed under the feet of threads */
	str_copy(flow->mailcase->lang, sizeof flow->mailcase->lang, languages[value].id);
	words_init(flow->mailcase->lang, NULL);
	return SCREEN_BACK;
}

const struct screen_calls language_calls = {.show = language_show, .choose = language_choose};

/* --- going on where one stopped --- */

enum resume_choice { RESUME_GO_ON, RESUME_ANEW };

static void resume_show(struct flow *flow, struct view *view)
{
	const struct kept *kept = &flow->kept;
	enum screen_id screen = SCREEN_START;
	enum experiment changed;
	size_t place = 0;

	for (; screen < SCREEN_N; screen++)
		if (strcmp(screens[screen].name, kept->screen) == 0)
			place = flow_path_place(flow, screen);
	if (kept->last.started)
		/* TRANSLATORS: {date} is a date with the time of the day. */
		view_say(view, ROLE_TEXT, _("The last time, {date}, you had come to the end of the tests."),
			A_DATE("date", kept->last.started));
	else if (place)
		/* TRANSLATORS: {date} is a date with the time of the day, {n} the number of a question. */
		view_say(view, ROLE_TEXT,
			_("The last time, {date}, you had come to step {n} of the questions."),
			A_DATE("date", kept->saved), A_COUNT("n", (int64_t)place));
	else
		/* TRANSLATORS: {date} is a date with the time of the day. */
		view_say(view, ROLE_TEXT, _("The last time was {date}."), A_DATE("date", kept->saved));
	if (kept->answers.address.shown[0])
		/* TRANSLATORS: {address} is an email address. */
		view_say(view, ROLE_TEXT, _("Email address: {address}"),
			A_NAME("address", kept->answers.address.shown));
	view_add(view, ROLE_TEXT, _("Your answers are there, all but the password: that is never kept."));
	if (experiment_by_name(kept->changed, &changed))
		view_add(view, ROLE_UNSURE, _(trial_words[changed].still));
	view_choice(view, RESUME_GO_ON, _("Go on with these answers"));
	view_choice(view, RESUME_ANEW, _("Begin anew"));
}

static enum screen_id resume_choose(struct flow *flow, int value)
{
	if (value == RESUME_ANEW) {
		flow->screen = SCREEN_START;
		keeping_resume_trial(flow);
		kept_release(&flow->kept);
		kept_init(&flow->kept);
		flow->dirty = true;
		return SCREEN_STAY;
	}
	keeping_resume(flow);
	return SCREEN_STAY;
}

const struct screen_calls resume_calls = {.show = resume_show, .choose = resume_choose};

/* --- the results of the last time --- */

enum last_choice { LAST_TEST, LAST_REPORT_CHOICE, LAST_CHANGE, LAST_LEAVE };

static void last_show(struct flow *flow, struct view *view)
{
	enum cause_id cause = outline_first(&flow->kept.last);

	if (cause != CAUSE_NONE)
		view_add(view, ROLE_LEAD, _(cause_words[cause - 1].title));
	else if (flow->kept.last.verdict == VERDICT_CAN_SEND)
		view_add(view, ROLE_LEAD, _("Nothing stood in the way of sending."));
	else
		view_add(view, ROLE_LEAD, _("It could not be found out what stops your mail."));
	/* TRANSLATORS: {date} is a date with the time of the day. */
	view_say(view, ROLE_TEXT, _("This was tested {date}. It may have changed since: best test again."),
		A_DATE("date", flow->kept.last.started));
	view_choice(view, LAST_TEST, _("Test again with the same answers"));
	view_choice(view, LAST_CHANGE, _("Look through the answers first"));
	if (flow->kept.report)
		view_choice(view, LAST_REPORT_CHOICE, _("Read the report of the last test"));
	view_choice(view, LAST_LEAVE, _("Leave"));
}

static enum screen_id last_choose(struct flow *flow, int value)
{
	switch (value) {
	case LAST_TEST:
		if (!flow->tried_now) /* what was tried may have been mended since */
			memset(flow->mailcase->tried, 0, sizeof flow->mailcase->tried);
		return password_applies(flow) ? SCREEN_PASSWORD : SCREEN_ROAD;
	case LAST_CHANGE:
		return flow_next(flow, SCREEN_START);
	case LAST_REPORT_CHOICE:
		return SCREEN_LAST_REPORT;
	default:
		return SCREEN_LEAVE;
	}
}

const struct screen_calls last_calls = {.show = last_show, .choose = last_choose};

static void last_report_show(struct flow *flow, struct view *view)
{
	view->page = true;
	view_add(view, ROLE_TEXT, flow->kept.report ? flow->kept.report : "");
	view_choice(view, 0, _("Back"));
}

const struct screen_calls last_report_calls = {.show = last_report_show, .choose = go_back_choose};

/* --- leaving while a test runs --- */

enum quit_choice { QUIT_STAY, QUIT_LEAVE };

static void quit_show(struct flow *flow, struct view *view)
{
	(void)flow;
	view->careful = true;
	view_add(view, ROLE_TEXT, _("Your answers are kept. The test begins anew the next time."));
	view_choice(view, QUIT_STAY, _("No, go on"));
	view_choice(view, QUIT_LEAVE, _("Yes, stop the test and leave"));
}

static enum screen_id quit_choose(struct flow *flow, int value)
{
	(void)flow;
	return value == QUIT_LEAVE ? SCREEN_LEAVE : SCREEN_BACK;
}

const struct screen_calls quit_calls = {.show = quit_show, .choose = quit_choose};
