/*
 * What stays on the normal screen after the wizard has left it: three to ten lines, the result first.
 */
#include "ui/flow/rooms.h"
#include "ui/words/trials.h"

static const struct words_style plain_style = {0};

static void add_line(struct str *out, int columns, const char *translated, const struct arg *args, size_t n)
{
	struct str line STR_AUTO = STR_INIT;

	words_fill(&line, translated, args, n, &plain_style);
	words_wrap_str(out, str_text(&line), columns, 0);
}

static void add_cause(const struct flow *flow, int columns, struct str *out)
{
	const struct diagnosed_cause *cause = &flow->record->diagnosis.causes[0];
	struct str text STR_AUTO = STR_INIT, step STR_AUTO = STR_INIT;

	words_cause_title(&text, flow->record, cause, &plain_style);
	words_wrap_str(out, str_text(&text), columns, 0);
	words_wrap_str(out, words_who(cause->who, cause->temporary), columns, 0);
	if (words_cause_step(&step, flow->record, cause, 0, &plain_style)) {
		const struct arg args[] = {A_NAME("step", str_text(&step))};
		/* TRANSLATORS: {step} is a sentence or two: the first thing to do. */
		add_line(out, columns, _("What to do first: {step}"), args, 1);
	}
}

/* The first step may speak of a text to send to somebody. */
static bool has_ready_text(const struct flow *flow)
{
	struct str text STR_AUTO = STR_INIT;

	if (flow->trial.phase != TRIAL_NONE || !flow->record || !flow->now.there ||
		!flow->record->diagnosis.n)
		return false;
	words_cause_ask(&text, flow->record, &flow->record->diagnosis.causes[0], &plain_style);
	return text.len != 0;
}

static void add_report(const struct flow *flow, int columns, struct str *out)
{
	bool ready = has_ready_text(flow);

	if (flow->report_path) {
		const struct arg args[] = {A_NAME("path", flow->report_path)};
		/* TRANSLATORS: {path} is the name of a file. */
		add_line(out, columns,
			ready ? _("The report, with the ready text: {path}") : _("The report: {path}"), args,
			1);
	} else if (ready) {
		add_line(out, columns, _("The ready text for whoever must act comes with every test."), NULL,
			0);
	}
}

/* In the middle of an experiment: what came of it, and what is still changed. */
static void add_trial(const struct flow *flow, int columns, struct str *out)
{
	const struct trial_words *words = &trial_words[flow->trial.what];

	if (flow->trial.result == TRIED_HELPED)
		words_wrap_str(out, _(words->helped), columns, 0);
	else if (flow->trial.result == TRIED_SAME)
		words_wrap_str(out, _(words->same), columns, 0);
	if (!flow->practising)
		words_wrap_str(out, _(words->still), columns, 0);
}

void flow_farewell(struct flow *flow, int columns, struct str *out)
{
	struct str verdict STR_AUTO = STR_INIT;

	if (flow->trial.phase != TRIAL_NONE) {
		add_trial(flow, columns, out);
	} else if (flow->record && flow->now.there) {
		words_verdict(&verdict, flow->record, &plain_style);
		words_wrap_str(out, str_text(&verdict), columns, 0);
		if (flow->record->diagnosis.n)
			add_cause(flow, columns, out);
	} else {
		words_wrap_str(out, _("Nothing was tested to the end."), columns, 0);
	}
	add_report(flow, columns, out);
	if (flow->practising) {
		add_line(out, columns, _("This was practice: nothing left this computer."), NULL, 0);
	} else if (flow->save_trouble) {
		const struct arg args[] = {A_NAME("reason", flow->save_trouble)};
		/* TRANSLATORS: {reason} is a message of the system, often in English. */
		add_line(out, columns, _("Your answers could not be kept: {reason}"), args, 1);
	} else if (flow->keep && flow->kept.saved) {
		const struct arg args[] = {A_NAME("path", keep_path(flow->keep))};
		add_line(out, columns, _("Your answers are kept, without the password. Go on with: mailmend"),
			NULL, 0);
		/* TRANSLATORS: {path} is the name of a file. */
		add_line(out, columns, _("They lie here: {path}"), args, 1);
	}
	if (flow->kept_aside) {
		const struct arg args[] = {A_NAME("path", flow->kept_aside)};
		/* TRANSLATORS: {path} is the name of a file. */
		add_line(out, columns, _("The older answers, which could not be read: {path}"), args, 1);
	}
}
