/*
 * The page for a helper: which form, a look at it before it is written, where it goes. Names and addresses
 * are hidden unless the person chooses otherwise, and nothing is written when hiding them failed.
 */
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/utf8.h"
#include "ui/flow/rooms.h"
#include "ui/report/report.h"

enum report_choice { REPORT_AS_TEXT, REPORT_AS_HTML, REPORT_AS_JSON, REPORT_MASK, REPORT_SAVE, REPORT_BACK };

static const struct {
	enum report_format format;
	const char *ending;
} forms[] = {
	[REPORT_AS_TEXT] = {REPORT_TEXT, "txt"},
	[REPORT_AS_HTML] = {REPORT_HTML, "html"},
	[REPORT_AS_JSON] = {REPORT_JSON, "json"},
};

static void report_show(struct flow *flow, struct view *view)
{
	view_add(view, ROLE_TEXT,
		_("It holds what was tested, when, and every answer. A password is never in it. mailmend "
		  "sends it to nobody: you "
		  "give it to whom you like."));
	view_add(view, ROLE_TEXT,
		flow->report_readable ? _("Names and addresses can be read in it.")
				      : _("Names and addresses are hidden in it."));
	view_choice(view, REPORT_AS_TEXT, _("As text, to paste or to read out"));
	view_choice(view, REPORT_AS_HTML, _("As a web page, to print"));
	view_choice(view, REPORT_AS_JSON, _("For programs (JSON)"));
	view_choice(view, REPORT_MASK,
		flow->report_readable ? _("Hide names and addresses") : _("Show names and addresses"));
	view_choice(view, REPORT_BACK, _("Back"));
	view_choose(view, flow->report_kind);
}

static enum screen_id report_choose(struct flow *flow, int value)
{
	switch (value) {
	case REPORT_MASK:
		flow->report_readable = !flow->report_readable;
		return SCREEN_STAY;
	case REPORT_BACK:
		return SCREEN_BACK;
	default:
		flow->report_kind = value;
		return SCREEN_REPORT_SEEN;
	}
}

const struct screen_calls report_calls = {.show = report_show, .choose = report_choose};

/* What people see before saving is the text form; it is made from the same data, in the same way masked. */
static bool make(const struct flow *flow, int kind, struct str *out)
{
	return report_write(out, flow->record, forms[kind].format, !flow->report_readable);
}

static void report_seen_show(struct flow *flow, struct view *view)
{
	struct str text STR_AUTO = STR_INIT;

	view->page = true;
	if (make(flow, flow->report_kind == REPORT_AS_JSON ? REPORT_AS_JSON : REPORT_AS_TEXT, &text)) {
		view_add_str(view, ROLE_COMMAND, &text);
		view_choice(view, REPORT_SAVE, _("Save it"));
	} else {
		view_add(view, ROLE_BAD,
			_("Names and addresses could not be hidden everywhere, so nothing is written."));
	}
	view_choice(view, REPORT_BACK, _("Back"));
}

static enum screen_id report_seen_choose(struct flow *flow, int value)
{
	(void)flow;
	return value == REPORT_SAVE ? SCREEN_REPORT_PATH : SCREEN_BACK;
}

const struct screen_calls report_seen_calls = {.show = report_seen_show, .choose = report_seen_choose};

/* ~/mailmend-20261121-130500.txt */
static char *default_path(const struct flow *flow)
{
	char iso[24], day[9], hour[7];
	const char *home = getenv("HOME");

	clock_iso8601(flow->record->started, iso, sizeof iso);
	snprintf(day, sizeof day, "%.4s%.2s%.2s", iso, iso + 5, iso + 8);
	snprintf(hour, sizeof hour, "%.2s%.2s%.2s", iso + 11, iso + 14, iso + 17);
	return str_print("%s/mailmend-%s-%s.%s", home && home[0] == '/' ? home : ".", day, hour,
		forms[flow->report_kind].ending);
}

static void report_path_show(struct flow *flow, struct view *view)
{
	char *path = default_path(flow);

	view_add(view, ROLE_TEXT, _("Enter alone takes the name that stands there."));
	view_ask(view, INPUT_LINE, _("File:"), path, 4095);
	view_choice(view, REPORT_BACK, _("Do not save it"));
	free(path);
}

static char *path_typed(const struct flow *flow, const char *text)
{
	return text[strspn(text, " ")] ? flow_path_typed(text) : default_path(flow);
}

static enum screen_id report_path_choose(struct flow *flow, int value)
{
	(void)flow;
	(void)value;
	return SCREEN_BACK;
}

static enum screen_id report_path_enter(struct flow *flow, const char *text)
{
	struct str report STR_AUTO = STR_INIT;
	struct err err = ERR_INIT;

	free(flow->report_path);
	free(flow->report_trouble);
	flow->report_trouble = NULL;
	flow->report_path = path_typed(flow, text);
	if (!make(flow, flow->report_kind, &report))
		flow->report_trouble = mem_strdup(
			_("Names and addresses could not be hidden everywhere, so nothing is written."));
	else if (!keep_write_file(flow->report_path, report.s, report.len, &err))
		flow->report_trouble = mem_strdup(err.text);
	if (flow->report_trouble) {
		free(flow->report_path);
		flow->report_path = NULL;
	}
	return SCREEN_REPORT_DONE;
}

const struct screen_calls report_path_calls = {
	.show = report_path_show,
	.choose = report_path_choose,
	.enter = report_path_enter,
};

enum done_choice { DONE_GO_ON, DONE_OTHER_PLACE, DONE_LEAVE };

static void report_done_show(struct flow *flow, struct view *view)
{
	if (flow->report_trouble) {
		struct str reason STR_AUTO = STR_INIT;
		text_harmless(&reason, flow->report_trouble, strlen(flow->report_trouble), TEXT_ONE_LINE, 0);
		view_heading(view, _("The report could not be saved"));
		/* TRANSLATORS: {reason} is a message of the system, often in English. */
		view_say(view, ROLE_BAD, _("The reason: {reason}"), A_NAME("reason", str_text(&reason)));
		view_choice(view, DONE_OTHER_PLACE, _("Choose another place"));
	} else {
		view_heading(view, _("The report is saved"));
		view_add(view, ROLE_TEXT, _("It lies here, readable for you alone:"));
		view_add(view, ROLE_COMMAND, flow->report_path ? flow->report_path : "");
	}
	view_choice(view, DONE_GO_ON, _("Back to the result"));
	view_choice(view, DONE_LEAVE, _("Leave"));
}

static enum screen_id report_done_choose(struct flow *flow, int value)
{
	switch (value) {
	case DONE_OTHER_PLACE:
		return SCREEN_REPORT_PATH;
	case DONE_LEAVE:
		return SCREEN_LEAVE;
	default:
		return flow->record->diagnosis.n ? SCREEN_RESULT : SCREEN_END;
	}
}

const struct screen_calls report_done_calls = {.show = report_done_show, .choose = report_done_choose};
