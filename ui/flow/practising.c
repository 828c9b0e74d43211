/*
 * Practice mode: a list of scenarios from the hooks of the options, a page on what will happen, and the start
 * of the built-in servers. A practised case is never kept on disk.
 */
#include "checks/base/mem.h"
#include "ui/flow/rooms.h"

#define PER_PAGE VIEW_CHOICES_PAGE
#define MORE	 (-1)

static void practice_show(struct flow *flow, struct view *view)
{
	struct wizard_scenario scenario;
	size_t i = flow->practice_first;

	view_add(view, ROLE_TEXT, _("The servers are built in. Nothing leaves this computer."));
	for (; i < flow->practice_first + PER_PAGE && flow->options->practice_list(i, &scenario); i++)
		view_choice(view, (int)i, scenario.about);
	if (flow->options->practice_list(i, &scenario))
		view_choice(view, MORE, _("More of them"));
}

static enum screen_id practice_choose(struct flow *flow, int value)
{
	struct wizard_scenario scenario;

	if (value == MORE) {
		flow->practice_first += PER_PAGE;
		return SCREEN_STAY;
	}
	if (flow->options->practice_list((size_t)value, &scenario) && practising_begin(flow, scenario.name))
		return SCREEN_PRACTICE_ABOUT;
	flow_note(flow, _("The built-in servers could not be started."));
	return SCREEN_STAY;
}

static bool practice_back(struct flow *flow)
{
	if (flow->practice_first == 0)
		return false;
	flow->practice_first -= PER_PAGE;
	return true;
}

const struct screen_calls practice_calls = {
	.show = practice_show,
	.choose = practice_choose,
	.back = practice_back,
};

bool practising_begin(struct flow *flow, const char *name)
{
	struct mailcase *fresh;

	if (!flow->options->practice_start)
		return false;
	road_stop(flow);
	if (flow->practising && flow->options->practice_stop)
		flow->options->practice_stop();
	fresh = mem_new(sizeof *fresh);
	mailcase_init(fresh);
	str_copy(fresh->lang, sizeof fresh->lang, flow->mailcase->lang);
	flow->practising = flow->options->practice_start(name, fresh);
	if (flow->practising) {
		*flow->mailcase = *fresh;
		secret_free(&flow->typed_secret);
		record_free(&flow->record);
		free(flow->tested);
		flow->tested = NULL;
		flow->before.there = flow->now.there = false;
		flow->trial = (struct trial){.phase = TRIAL_NONE};
	}
	free(fresh);
	return flow->practising;
}

/* What the person would have told about this case. */
static void practice_about_show(struct flow *flow, struct view *view)
{
	const struct mailcase *mailcase = flow->mailcase;

	view_add(view, ROLE_TEXT,
		_("Someone cannot send mail. You see the same tests as in earnest, against servers that are "
		  "built in; one fault "
		  "waits to be found."));
	if (mailcase->address.shown[0])
		/* TRANSLATORS: {address} is an email address. */
		view_say(view, ROLE_TEXT, _("Email address: {address}"),
			A_NAME("address", mailcase->address.shown));
	if (mailcase->in_use.host[0])
		/* TRANSLATORS: {host} is the name of a server. */
		view_say(view, ROLE_TEXT, _("The program sends through: {host}"),
			A_NAME("host", mailcase->in_use.host));
	view_choice(view, 0, _("Begin the tests"));
}

static enum screen_id practice_about_choose(struct flow *flow, int value)
{
	(void)flow;
	(void)value;
	return SCREEN_ROAD;
}

const struct screen_calls practice_about_calls = {
	.show = practice_about_show,
	.choose = practice_about_choose,
};
