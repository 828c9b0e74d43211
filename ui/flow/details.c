/*
 * How we know: every finding with its evidence and the same by hand, every test with its time, and what was
 * said.
 */
#include "checks/base/mem.h"
#include "ui/flow/rooms.h"

static const struct words_style plain_style = {0};

static void show_evidence(struct view *view, const struct record *record, const struct finding *finding)
{
	struct str text STR_AUTO = STR_INIT;
	struct str by_hand STR_AUTO = STR_INIT;

	words_finding(&text, finding, &plain_style);
	view_add_str(view, finding_weight(finding) == SEVERITY_PROBLEM ? ROLE_BAD : ROLE_TEXT, &text);
	for (size_t i = 0; i < finding->n_evidence; i++) {
		struct str line STR_AUTO = STR_INIT;
		str_addf(&line, "  %s: %s", finding->evidence[i].key, finding->evidence[i].value);
		view_add_tight(view, ROLE_TEXT, str_text(&line));
	}
	words_by_hand(&by_hand, record, finding, &plain_style);
	if (by_hand.len > 0) {
		view_add_tight(view, ROLE_TEXT, _("The same by hand:"));
		view_add_tight(view, ROLE_COMMAND, str_text(&by_hand));
	}
}

/* In the order of the tests: that in which they came differs from run to run. */
static void show_findings(struct view *view, const struct record *record, bool problems)
{
	for (size_t c = 0; c < record->checks.n; c++) {
		const char *check = record->checks.items[c].check->id;
		for (size_t i = 0; i < record->findings.n; i++) {
			const struct finding *finding = &record->findings.items[i];
			bool problem = finding_weight(finding) == SEVERITY_PROBLEM;
			if (strcmp(finding->check, check) == 0 && problem == problems &&
				record_reports_finding(record, i))
				show_evidence(view, record, finding);
		}
	}
}

static void show_times(struct view *view, const struct record *record)
{
	view_add(view, ROLE_TITLE, _("Every test, with what came of it and how long it took"));
	for (size_t i = 0; i < record->checks.n; i++) {
		const struct check_result *result = &record->checks.items[i];
		struct str line STR_AUTO = STR_INIT;
		const struct arg args[] = {A_WORD("test", result->check->title),
			A_NAME("status", words_status(result->status)), A_COUNT("ms", result->ms)};
		/* TRANSLATORS: {test} is a phrase, {status} a word such as "works", {ms} a number of
		 * milliseconds. */
		words_fill(&line, _("{test}: {status}, {ms} ms"), args, 3, &plain_style);
		view_add_tight(view, ROLE_TEXT, str_text(&line));
	}
}

struct talk {
	struct view *view;
	char peer[320];
};

static void show_line(const struct transcript_line *line, void *data)
{
	struct talk *talk = data;
	struct str text STR_AUTO = STR_INIT;
	static const char *const marks[] = {[SAID_BY_US] = "> ", [SAID_BY_PEER] = "< ", [SAID_NOTE] = "  "};

	if (strcmp(talk->peer, line->peer) != 0) {
		str_copy(talk->peer, sizeof talk->peer, line->peer);
		view_add(talk->view, ROLE_TITLE, line->peer);
	}
	str_addf(&text, "%s%s", marks[line->kind], line->text);
	view_add_tight(talk->view, ROLE_COMMAND, str_text(&text));
}

static void details_show(struct flow *flow, struct view *view)
{
	struct talk talk = {.view = view};

	view->page = true;
	view_add(view, ROLE_TEXT,
		_("What was found, what the servers answered, and how to try the same by hand."));
	show_findings(view, flow->record, true);
	show_findings(view, flow->record, false);
	show_times(view, flow->record);
	/* TRANSLATORS: "we" is mailmend; the lines that follow begin with > or <. */
	view_add(view, ROLE_TITLE, _("What was said: > by us, < by the server"));
	if (flow->record->transcript)
		transcript_each(flow->record->transcript, show_line, &talk);
	view_choice(view, 0, _("Back"));
}

const struct screen_calls details_calls = {.show = details_show, .choose = go_back_choose};
