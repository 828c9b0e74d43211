/*
 * The plain face: what is on the screen is written once, below what was there before; answers are numbers and
 * lines.
 */
#include "ui/plain/plain.h"

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/base/utf8.h"
#include "ui/flow/action.h"
#include "ui/flow/flow.h"
#include "ui/flow/signals.h"
#include "ui/plain/lines.h"
#include "ui/words/words.h"

#define COLUMNS		  72
#define STILL_CHECKING_US CLOCK_MS(10000)

struct plain {
	struct flow *flow;
	struct lines lines;
	struct view view;
	bool fresh;	     /* the screen has to be written */
	VEC(size_t) started; /* checks whose beginning was told */
};

/* --- writing --- */

static void write_paras(struct str *out, const struct view *view)
{
	for (size_t i = 0; i < view->paras.n; i++) {
		const struct view_para *para = &view->paras.items[i];
		if (i > 0 && !para->tight)
			str_add_char(out, '\n');
		if (para->role == ROLE_COMMAND)
			str_addf(out, "%s\n", para->text); /* to be copied: never broken */
		else
			words_wrap_str(out, para->text, COLUMNS, 0);
	}
}

static void write_choices(struct str *out, const struct view *view)
{
	if (view->paras.n)
		str_add_char(out, '\n');
	for (size_t i = 0; i < view->n_choices; i++)
		str_addf(out, "%zu %s\n", i + 1, view->choices[i].label);
}

/* What may be typed, with its range and what Enter alone means. */
static void write_prompt(struct str *out, const struct view *view)
{
	struct str text STR_AUTO = STR_INIT;
	const struct words_style style = {0};

	if (view->input == INPUT_NONE) {
		const struct arg args[] = {A_COUNT("last", (int64_t)view->n_choices),
			A_COUNT("chosen", (int64_t)view->chosen + 1)};
		/* TRANSLATORS: {last} is the highest number that can be typed, {chosen} the one that Enter
		 * alone means. */
		words_fill(&text, _("Number, 1 to {last} (Enter alone: {chosen}):"), args, 2, &style);
		str_addf(out, "\n%s ", str_text(&text));
		return;
	}
	str_addf(out, "\n%s\n", view->input_label);
	if (view->input == INPUT_PASTE)
		str_add(out, _("Type or paste it. An empty line ends it."));
	else if (view->input_value[0])
		str_addf(out, "%s", _("Enter alone keeps what is there:"));
	else
		str_add(out, _("Enter alone leaves it out."));
	if (view->input == INPUT_LINE && view->input_value[0])
		str_addf(out, "\n%s", view->input_value);
	str_add(out, "\n> ");
}

static void write_view(struct plain *plain)
{
	struct str out STR_AUTO = STR_INIT;

	view_release(&plain->view);
	flow_view(plain->flow, &plain->view);
	if (plain->view.input == INPUT_SECRET) /* before it is asked for: nothing of it is ever echoed */
		lines_echo(&plain->lines, false);
	words_wrap_str(&out, plain->view.heading, COLUMNS, 0);
	str_add_char(&out, '\n');
	if (!plain->view.running) {
		write_paras(&out, &plain->view);
		write_choices(&out, &plain->view);
		write_prompt(&out, &plain->view);
	}
	lines_write(&plain->lines, str_text(&out));
	plain->fresh = false;
}

static void write_line(struct plain *plain, const char *translated, const struct arg *args, size_t n)
{
	struct str text STR_AUTO = STR_INIT;
	struct str out STR_AUTO = STR_INIT;
	const struct words_style style = {0};

	words_fill(&text, translated, args, n, &style);
	words_wrap_str(&out, str_text(&text), COLUMNS, 0);
	lines_write(&plain->lines, str_text(&out));
}

/* --- while checks run --- */

/* Whether its beginning was told; then it is not any more. */
static bool took_started(struct plain *plain, size_t check)
{
	for (size_t i = 0; i < plain->started.n; i++) {
		if (plain->started.items[i] != check)
			continue;
		plain->started.items[i] = plain->started.items[--plain->started.n];
		return true;
	}
	return false;
}

static void tell_event(struct flow *flow, const struct event *event, const struct check *check, void *data)
{
	struct plain *plain = data;
	struct arg args[] = {
		A_WORD("test", check ? check->title : ""), A_NAME("status", words_status(event->status))};

	(void)flow;
	if (event->type == EVENT_CHECK_STARTED) {
		*VEC_ADD(&plain->started) = event->check;
		/* TRANSLATORS: {test} is a phrase such as "Look up the server's name". */
		write_line(plain, _("Checking: {test}"), args, 1);
	} else if (event->type == EVENT_CHECK_ENDED && took_started(plain, event->check)) {
		/* TRANSLATORS: {test} is a phrase such as "Look up the server's name", {status} a word such
		 * as "works". */
		write_line(plain, _("{test}: {status}"), args, 2);
	}
}

static void tell_still_checking(struct plain *plain)
{
	int seconds = 0;
	const struct check *check = flow_running_check(plain->flow, &seconds);
	const struct arg args[] = {A_WORD("test", check ? check->title : ""), A_SECONDS("seconds", seconds)};

	if (check && plain->lines.terminal)
		/* TRANSLATORS: {test} is a phrase; s and b are keys. */
		write_line(plain,
			_("Still checking: {test}, {seconds} seconds. s and Enter: skip it. b and Enter: "
			  "stop."),
			args, 2);
	else if (check)
		/* TRANSLATORS: {test} is a phrase. */
		write_line(plain, _("Still checking: {test}, {seconds} seconds."), args, 2);
}

static void act_on_letter(struct plain *plain, const char *line);

/* Until the run ends or the person stops it. A script's lines wait until the checks are done. */
static enum line_status wait_for_run(struct plain *plain)
{
	int64_t tell_us = clock_us() + STILL_CHECKING_US;

	while (flow_is_running(plain->flow) && strcmp(flow_screen_name(plain->flow), "road") == 0) {
		struct str line STR_AUTO = STR_INIT;
		enum line_status status = lines_next(
			&plain->lines, flow_run_fd(plain->flow), tell_us, plain->lines.terminal, &line);
		switch (status) {
		case LINE_EVENT:
			flow_take_events(plain->flow);
			flow_save(plain->flow);
			break;
		case LINE_TIMEOUT:
			tell_still_checking(plain);
			tell_us = clock_us() + STILL_CHECKING_US;
			break;
		case LINE_READ:
			act_on_letter(plain, str_text(&line));
			break;
		default:
			return status;
		}
	}
	lines_write(&plain->lines, "\n");
	plain->fresh = true;
	return LINE_READ;
}

/* --- answers --- */

/* The one character that a line consists of, 0 for anything else. */
static uint32_t only_character(const char *line)
{
	uint32_t code = 0;
	size_t len = strlen(line), start = strspn(line, " ");

	while (len > start && line[len - 1] == ' ')
		len--;
	size_t n = utf8_decode(line + start, len - start, &code);
	return n > 0 && start + n == len ? code : 0;
}

static void act_on_letter(struct plain *plain, const char *line)
{
	enum action action;
	uint32_t code = only_character(line);

	if (code && action_by_key(code, &action) && flow_can(plain->flow, action)) {
		flow_act(plain->flow, action);
		plain->fresh = true;
	}
}

static void tell_range(struct plain *plain)
{
	const struct arg args[] = {A_COUNT("last", (int64_t)plain->view.n_choices)};

	/* TRANSLATORS: {last} is a number; b, h, r and q are keys. */
	write_line(plain, _("A number from 1 to {last}, or b for back, h for help, r to repeat, q to leave:"),
		args, 1);
}

/* One letter or one digit alone is a command on every screen: no address, server or password is that short. */
static bool took_command(struct plain *plain, const char *line)
{
	uint32_t code = only_character(line);
	enum action action;
	int digit = code ? digit_value(code) : -1;

	if (digit >= 0 && digit_choice(digit) < plain->view.n_choices) {
		flow_choose(plain->flow, digit_choice(digit));
	} else if (code && action_by_key(code, &action)) {
		if (!flow_can(plain->flow, action))
			return false;
		flow_act(plain->flow, action);
	} else {
		return false;
	}
	plain->fresh = true;
	return true;
}

/* The tenth choice is typed as it is printed, too. */
static bool took_tenth(struct plain *plain, const char *line)
{
	struct str digits STR_AUTO = STR_INIT;
	int64_t number;

	digits_ascii(&digits, line);
	if (!ascii_number(str_text(&digits), 10, (int64_t)plain->view.n_choices, &number))
		return false;
	flow_choose(plain->flow, (size_t)number - 1);
	plain->fresh = true;
	return true;
}

static void answer_choice(struct plain *plain, const char *line)
{
	if (took_command(plain, line) || took_tenth(plain, line))
		return;
	if (line[strspn(line, " ")]) {
		tell_range(plain);
		return;
	}
	flow_choose(plain->flow, plain->view.chosen);
	plain->fresh = true;
}

static void answer_line(struct plain *plain, const char *line)
{
	bool empty = !line[strspn(line, " ")];

	if (!empty && took_command(plain, line))
		return;
	flow_enter(plain->flow, empty ? plain->view.input_value : line);
	plain->fresh = true;
}

static enum line_status read_secret(struct plain *plain, struct str *line)
{
	enum line_status status = lines_next(&plain->lines, -1, CLOCK_NEVER, true, line);
	lines_echo(&plain->lines, true);
	if (plain->lines.terminal)
		lines_write(&plain->lines, "\n");
	return status;
}

static void answer_secret(struct plain *plain, struct str *line)
{
	if (line->len == 0 || !took_command(plain, str_text(line)))
		flow_enter_secret(plain->flow, str_text(line), line->len);
	str_wipe(line);
	plain->fresh = true;
}

/* The first line is there already; the others follow up to an empty one or the end. */
static enum line_status answer_paste(struct plain *plain, struct str *text)
{
	enum line_status status = LINE_READ;

	if (text->len > 0 && took_command(plain, str_text(text)))
		return LINE_READ;
	text->max = plain->view.input_max;
	for (bool more = text->len > 0; more;) {
		struct str line STR_AUTO = STR_INIT;
		status = lines_next(&plain->lines, -1, CLOCK_NEVER, true, &line);
		if (status != LINE_READ && status != LINE_EOF)
			return status;
		more = status == LINE_READ && line.len > 0;
		str_add_char(text, '\n');
		str_add(text, str_text(&line));
	}
	flow_enter(plain->flow, str_text(text));
	plain->fresh = true;
	return LINE_READ;
}

static enum line_status answer(struct plain *plain)
{
	struct str line STR_AUTO = STR_INIT;
	enum view_input input = plain->view.input;

	if (plain->view.careful && input != INPUT_SECRET)
		lines_drop(&plain->lines);
	enum line_status status = input == INPUT_SECRET
					  ? read_secret(plain, &line)
					  : lines_next(&plain->lines, -1, CLOCK_NEVER, true, &line);
	if (status != LINE_READ)
		return status;
	lines_write(&plain->lines, "\n");
	switch (input) {
	case INPUT_NONE:
		answer_choice(plain, str_text(&line));
		break;
	case INPUT_SECRET:
		answer_secret(plain, &line);
		break;
	case INPUT_PASTE:
		return answer_paste(plain, &line);
	default:
		answer_line(plain, str_text(&line));
	}
	return LINE_READ;
}

/* --- the loop --- */

static enum line_status turn(struct plain *plain)
{
	flow_stage(plain->flow);
	if (plain->fresh)
		write_view(plain);
	flow_save(plain->flow);
	if (plain->lines.gone)
		return LINE_GONE;
	return plain->view.running ? wait_for_run(plain) : answer(plain);
}

static enum face_end lead(struct flow *flow, const struct wizard_options *options, const char **why_r)
{
	struct plain plain = {.flow = flow, .fresh = true};
	const struct flow_watcher watcher = {tell_event, &plain};
	enum line_status status = LINE_READ;

	(void)options;
	(void)why_r;
	signals_arm();
	lines_init(&plain.lines);
	flow_set_plain(flow, true);
	flow_watch(flow, &watcher);
	while (status == LINE_READ && !flow_is_done(flow))
		status = turn(&plain);
	if (status == LINE_EOF)
		lines_write(&plain.lines, "\n");
	if (status == LINE_EOF)
		write_line(&plain, _("The input has ended, so mailmend leaves."), NULL, 0);
	flow_watch(flow, NULL);
	view_release(&plain.view);
	VEC_RELEASE(&plain.started);
	lines_release(&plain.lines);
	return status == LINE_SIGNAL || status == LINE_GONE ? FACE_INTERRUPTED : FACE_DONE;
}

const struct wizard_face plain_face = {.lead = lead};
