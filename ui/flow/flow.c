/*
 * Moving through the screens: the path of questions, the trail behind, back, help, quit. What a screen shows
 * and asks is its own business (screens.c and the files after it).
 */
#include <assert.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "ui/flow/rooms.h"

/* The order of the questions; a screen that does not apply is passed over. */
static const enum screen_id path_user[] = {SCREEN_WHERE, SCREEN_HAPPENS, SCREEN_MESSAGE, SCREEN_MESSAGE_SEEN,
	SCREEN_SCOPE, SCREEN_WHOM, SCREEN_WEB, SCREEN_DEVICE, SCREEN_CHANGED, SCREEN_IMPORT, SCREEN_ADDRESS,
	SCREEN_PROGRAM, SCREEN_SETTINGS, SCREEN_SERVER, SCREEN_PORT, SCREEN_SECURITY, SCREEN_USER,
	SCREEN_SIGN_IN, SCREEN_PASSWORD, SCREEN_INBOX, SCREEN_ROAD};
static const enum screen_id path_admin[] = {SCREEN_WHERE, SCREEN_HAPPENS, SCREEN_MESSAGE, SCREEN_MESSAGE_SEEN,
	SCREEN_SCOPE, SCREEN_WHOM, SCREEN_DOMAIN, SCREEN_SERVER, SCREEN_PORT, SCREEN_SECURITY, SCREEN_USER,
	SCREEN_PASSWORD, SCREEN_ROAD};

static const enum screen_id *path_of(const struct flow *flow, size_t *n_r)
{
	bool admin = flow->mailcase->role == ROLE_ADMIN;

	*n_r = admin ? sizeof path_admin / sizeof *path_admin : sizeof path_user / sizeof *path_user;
	return admin ? path_admin : path_user;
}

size_t flow_path_place(const struct flow *flow, enum screen_id screen)
{
	size_t n, place = 0;
	const enum screen_id *path = path_of(flow, &n);

	while (place < n && path[place] != screen)
		place++;
	return place < n ? place + 1 : 0;
}

static const struct screen_calls *calls_of(enum screen_id screen)
{
	static const struct screen_calls none;

	return screens[screen].calls ? screens[screen].calls : &none;
}

static bool is_asked(const struct flow *flow, enum screen_id screen)
{
	const struct screen_calls *calls = calls_of(screen);

	return !(flow->given & (uint64_t)1 << screen) && !importing_answers(flow, screen) &&
	       (!calls->applies || calls->applies(flow));
}

enum screen_id flow_next(const struct flow *flow, enum screen_id from)
{
	size_t n;
	const enum screen_id *path = path_of(flow, &n);

	for (size_t i = flow_path_place(flow, from); i < n; i++)
		if (is_asked(flow, path[i]))
			return path[i];
	return SCREEN_ROAD;
}

void flow_note(struct flow *flow, const char *translated)
{
	free(flow->note);
	flow->note = mem_strdup(translated);
}

/* Something was answered or done: what was said about the screen before is over. */
static void drop_note(struct flow *flow)
{
	flow->verdict_new = false;
	free(flow->note);
	flow->note = NULL;
}

/* Going to a screen that lies on the trail is going back to it, so that hubs never make the trail grow. */
static void follow_trail(struct flow *flow, enum screen_id next)
{
	for (size_t i = 0; i < flow->n_trail; i++)
		if (flow->trail[i] == next) {
			flow->n_trail = i;
			return;
		}
	assert(flow->n_trail < TRAIL_MAX);
	if (flow->screen == SCREEN_TRY_BACK && (flow->trial.phase == TRIAL_NONE || flow->trial.put_off))
		return; /* that is answered: the way back leads past it */
	if (flow->screen != next)
		flow->trail[flow->n_trail++] = flow->screen;
}

static void flow_go(struct flow *flow, enum screen_id next)
{
	/* a password that was refused is never tried again unasked */
	if (next == SCREEN_ROAD && !road_is_current(flow) && flow->login_refused && flow->mailcase->secret)
		next = SCREEN_AGAIN;
	if (trial_holds_up(flow, next))
		next = SCREEN_TRY_BACK;
	else if (next == SCREEN_ROAD && flow->options->send && !flow->send_asked && !road_is_current(flow))
		next = SCREEN_SEND;
	follow_trail(flow, next);
	flow->screen = next;
	flow->dirty = true;
	if (next == SCREEN_ROAD && !road_is_current(flow))
		road_start(flow);
}

/* The screen before; leaving the tests by this way ends them. */
static void go_back(struct flow *flow)
{
	const struct screen_calls *calls = calls_of(flow->screen);

	if (calls->back && calls->back(flow))
		return;
	if (flow->screen == SCREEN_ROAD)
		road_stop(flow);
	if (flow->n_trail == 0)
		return;
	flow_go(flow, flow->trail[flow->n_trail - 1]);
}

static void follow(struct flow *flow, enum screen_id next)
{
	switch (next) {
	case SCREEN_STAY:
		break;
	case SCREEN_BACK:
		go_back(flow);
		break;
	case SCREEN_NEXT:
		flow_go(flow, flow_next(flow, flow->screen));
		break;
	case SCREEN_LEAVE:
		road_stop(flow);
		flow->done = true;
		break;
	default:
		flow_go(flow, next);
	}
}

/* --- answers --- */

static enum screen_id answer_question(struct flow *flow, const struct question *question, int value)
{
	memcpy((char *)flow->mailcase + question->offset, &value, sizeof value);
	flow->dirty = true;
	return SCREEN_NEXT;
}

void flow_choose(struct flow *flow, size_t choice)
{
	const struct screen *screen = &screens[flow->screen];
	struct view view;

	flow_view(flow, &view);
	bool there = choice < view.n_choices && !view.running;
	int value = there ? view.choices[choice].value : 0;
	view_release(&view);
	if (!there)
		return;
	drop_note(flow);
	follow(flow, screen->question ? answer_question(flow, screen->question, value)
				      : screen->calls->choose(flow, value));
}

void flow_enter(struct flow *flow, const char *text)
{
	const struct screen_calls *calls = calls_of(flow->screen);

	if (!calls->enter)
		return;
	drop_note(flow);
	follow(flow, calls->enter(flow, text));
}

void flow_enter_secret(struct flow *flow, const char *bytes, size_t len)
{
	if (flow->screen != SCREEN_PASSWORD)
		return;
	drop_note(flow);
	if (len == 0) {
		follow(flow, calls_of(SCREEN_PASSWORD)->enter(flow, ""));
		return;
	}
	struct secret *secret = secret_new(bytes, len);
	if (!secret) {
		flow_note(flow, _("This cannot be a password: it is too long, or holds a line end."));
		return;
	}
	secret_free(&flow->typed_secret);
	flow->typed_secret = secret;
	flow->mailcase->secret = secret;
	flow->mailcase->no_login = false;
	flow->login_refused = false;
	free(flow->tested);
	flow->tested = NULL;
	flow->password_new = true;
	follow(flow, SCREEN_NEXT);
}

bool flow_can(const struct flow *flow, enum action action)
{
	switch (action) {
	case ACTION_BACK:
		return flow->n_trail > 0 || calls_of(flow->screen)->back;
	case ACTION_HELP:
		return flow->screen != SCREEN_HELP && flow->screen != SCREEN_HELP_PAGE;
	case ACTION_SKIP:
		return flow->screen == SCREEN_ROAD && flow->run;
	case ACTION_REPEAT:
		return flow->plain;
	default:
		return true;
	}
}

void flow_act(struct flow *flow, enum action action)
{
	if (!flow_can(flow, action))
		return;
	drop_note(flow);
	switch (action) {
	case ACTION_BACK:
		go_back(flow);
		break;
	case ACTION_HELP:
		flow->help_first = 0;
		flow_go(flow, SCREEN_HELP);
		break;
	case ACTION_QUIT:
		follow(flow, flow->run && flow->screen != SCREEN_QUIT ? SCREEN_QUIT : SCREEN_LEAVE);
		break;
	case ACTION_SKIP:
		road_skip(flow);
		break;
	default:
		break;
	}
}

/* --- showing --- */

static void show_question(const struct flow *flow, const struct question *question, struct view *view)
{
	int value;

	if (question->text)
		view_add(view, ROLE_TEXT, _(question->text));
	for (size_t i = 0; i < question->n; i++)
		view_choice(view, question->options[i].value, _(question->options[i].label));
	memcpy(&value, (const char *)flow->mailcase + question->offset, sizeof value);
	view_choose(view, value);
}

static const char *heading_of(const struct flow *flow, const struct screen *screen)
{
	const struct question *question = screen->question;

	return question && question->admin && flow->mailcase->role == ROLE_ADMIN ? question->admin
										 : screen->heading;
}

void flow_view(struct flow *flow, struct view *view_r)
{
	const struct screen *screen = &screens[flow->screen];
	const struct screen_calls *calls = calls_of(flow->screen);

	memset(view_r, 0, sizeof *view_r);
	if (screen->heading)
		view_heading(view_r, _(heading_of(flow, screen)));
	if (flow->note)
		view_add(view_r, ROLE_UNSURE, flow->note);
	if (screen->question)
		show_question(flow, screen->question, view_r);
	if (calls->show)
		calls->show(flow, view_r);
	assert(view_r->heading && (view_r->n_choices > 0 || view_r->running));
}

const char *flow_screen_name(const struct flow *flow)
{
	return screens[flow->screen].name;
}

/* --- the life of a flow --- */

/* Questions that the command line answered already. */
static uint64_t given_on_command_line(const struct mailcase *mailcase)
{
	const struct {
		enum screen_id screen;
		bool given;
	} rows[] = {
		{SCREEN_HAPPENS, mailcase->symptom != SYMPTOM_UNKNOWN},
		{SCREEN_SCOPE, mailcase->scope != SCOPE_UNKNOWN},
		{SCREEN_WHOM, mailcase->to[0] != '\0'},
		{SCREEN_WEB, mailcase->webmail != TOLD_UNKNOWN},
		{SCREEN_DEVICE, mailcase->other_device != TOLD_UNKNOWN},
		{SCREEN_CHANGED, mailcase->changed != CHANGED_UNKNOWN},
		{SCREEN_IMPORT, mailcase->import[0] || mailcase->in_use.host[0]},
		{SCREEN_ADDRESS, mailcase->address.full[0] != '\0'},
		{SCREEN_DOMAIN, mailcase->domain[0] != '\0'},
		{SCREEN_PROGRAM, mailcase->program != PROGRAM_UNKNOWN},
		{SCREEN_SETTINGS, mailcase->in_use.host[0] != '\0'},
		{SCREEN_SERVER, mailcase->in_use.host[0] != '\0'},
		{SCREEN_PORT, mailcase->in_use.host[0] != '\0'},
		{SCREEN_SECURITY, mailcase->in_use.host[0] != '\0'},
		{SCREEN_USER, mailcase->user[0] != '\0' || mailcase->in_use.host[0] != '\0'},
		{SCREEN_SIGN_IN, mailcase->program_login != PROGRAM_LOGIN_UNKNOWN},
		{SCREEN_PASSWORD, mailcase->secret || mailcase->no_login},
		{SCREEN_INBOX, mailcase->read_bounces},
	};
	uint64_t given = 0;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].given)
			given |= (uint64_t)1 << rows[i].screen;
	return given;
}

struct flow *flow_new(struct mailcase *mailcase, const struct wizard_options *options)
{
	struct flow *flow = mem_new(sizeof *flow);

	flow->mailcase = mailcase;
	flow->options = options;
	flow->given_secret = mailcase->secret;
	flow->given = given_on_command_line(mailcase);
	flow->told = mailcase->in_use;
	flow->tell = mailcase->in_use.host[0] != '\0';
	flow->report_readable = options->no_mask;
	flow->run_case = mem_new(sizeof *flow->run_case);
	kept_init(&flow->kept);
	keeping_load(flow);
	flow_begin(flow);
	return flow;
}

void flow_free(struct flow **flowp)
{
	struct flow *flow = *flowp;

	if (!flow)
		return;
	road_stop(flow);
	record_free(&flow->record);
	if (flow->mailcase->secret == flow->typed_secret)
		flow->mailcase->secret = flow->given_secret;
	secret_free(&flow->typed_secret);
	if (flow->practising && flow->options->practice_stop)
		flow->options->practice_stop();
	keep_free(&flow->keep);
	kept_release(&flow->kept);
	outline_release(&flow->was);
	str_release(&flow->pasted);
	importing_end(flow);
	if (flow->mailcase->mail == flow->sample.s) {
		flow->mailcase->mail = NULL; /* it was the flow's */
		flow->mailcase->mail_len = 0;
	}
	str_release(&flow->sample);
	free(flow->run_case);
	free(flow->note);
	free(flow->tested);
	free(flow->told_then);
	free(flow->report_path);
	free(flow->report_trouble);
	free(flow->kept_aside);
	free(flow->save_trouble);
	free(flow);
	*flowp = NULL;
}

void flow_set_plain(struct flow *flow, bool plain)
{
	flow->plain = plain;
	flow->wants_plain = false;
}

bool flow_is_done(const struct flow *flow)
{
	return flow->done;
}

bool flow_wants_plain(const struct flow *flow)
{
	return flow->wants_plain && !flow->plain;
}

int flow_exit_code(const struct flow *flow)
{
	if (!flow->now.there)
		return 3;
	return flow->now.verdict == VERDICT_CAN_SEND ? 0 : flow->now.verdict == VERDICT_CANNOT_SEND ? 1 : 3;
}
