/*
 * The report as text: at most 72 columns, ASCII markers, the most important first, readable aloud line by
 * line. The first five lines answer a helper's first questions: result, when, which version, which
 * surroundings, which steps.
 */
#include "ui/report/report.h"

#include <string.h>

#include "checks/base/clock.h"
#include "ui/report/page.h"
#include "ui/report/since.h"
#include "ui/words/words.h"

/* TRANSLATORS: the markers of the text report: ASCII letters only, in square brackets, as short as may be. */
static const char *marker(enum check_status status)
{
	switch (status) {
	case CHECK_OK:
	case CHECK_NOTE:
		return N_("[WORKS]");
	case CHECK_WARNING:
	case CHECK_UNKNOWN:
		return N_("[UNSURE]");
	case CHECK_PROBLEM:
		return N_("[PROBLEM]");
	default:
		return N_("[NOT TESTED]");
	}
}

/* A test that ended well was done: whether something works is what its findings say. */
static const char *check_marker(enum check_status status)
{
	/* TRANSLATORS: a marker of the text report like [WORKS]: the test was carried out. */
	return status == CHECK_OK || status == CHECK_NOTE ? N_("[DONE]") : marker(status);
}

/* As sure as the first cause is, and no surer. */
static const char *problem_line(const struct diagnosis *diagnosis)
{
	int confidence = diagnosis->n ? diagnosis->causes[0].confidence : 0;

	if (confidence >= 80)
		return _("Result: [PROBLEM] We found what stops the mail.");
	if (confidence >= 50)
		return _("Result: [PROBLEM] We found what probably stops the mail.");
	return _("Result: [PROBLEM] We have a guess what stops the mail.");
}

static void result_line(const struct page *page)
{
	switch (page->record->diagnosis.verdict) {
	case VERDICT_CAN_SEND:
		page_line(page, _("Result: [WORKS] Nothing stands in the way of sending."), NULL, 0);
		break;
	case VERDICT_CANNOT_SEND:
		page_line(page, problem_line(&page->record->diagnosis), NULL, 0);
		break;
	case VERDICT_UNKNOWN:
		page_line(page, _("Result: [UNSURE] It could not be found out for certain."), NULL, 0);
		break;
	}
}

/* "settings [WORKS], login [PROBLEM]": ids, as in the JSON, so that a helper of any language can read them. */
static void steps_line(const struct page *page)
{
	struct str STR_AUTO steps = STR_INIT;

	for (int step = 0; step < STEP_N; step++) {
		enum check_status status = record_step_result(page->record, (enum step)step);

		if (status == CHECK_WAITING || !mailcase_wants_step(&page->record->mailcase, (enum step)step))
			continue;
		str_addf(&steps, "%s%s %s", steps.len ? ", " : "", step_name((enum step)step),
			_(marker(status)));
	}
	/* TRANSLATORS: {steps} is a list such as "settings [WORKS], login [PROBLEM]". */
	page_say(page, _("Steps: {steps}"), "steps", str_text(&steps));
}

static void head(const struct page *page)
{
	const char *term = getenv("TERM");
	char when[32];
	struct arg args[] = {
		A_NAME("language", words_language()),
		A_NAME("terminal", term && term[0] ? term : "-"),
	};
	struct arg times[] = {
		A_NAME("when", when),
		A_COUNT("milliseconds", page->record->ms),
	};

	clock_iso8601(page->record->started, when, sizeof when);
	result_line(page);
	/* TRANSLATORS: {when} is date and time, {milliseconds} a number. */
	page_line(page, _("Tested: {when}, in {milliseconds} ms"), times, 2);
	if (page->record->earlier) {
		const struct arg earlier[] = {A_DATE("date", page->record->earlier)};
		/* TRANSLATORS: {date} is a date with the time of the day. */
		page_line(page,
			_("Tests that the change cannot have touched were not repeated: they are of {date}."),
			earlier, 1);
	}
	/* TRANSLATORS: {version} is a number such as 0.1.0; mailmend is the name of this program. */
	page_say(page, _("Program: mailmend {version}"), "version", MAILMEND_VERSION);
	/* TRANSLATORS: {language} is a code such as de, {terminal} the name of a kind of terminal. */
	page_line(page, _("Language: {language}, terminal: {terminal}"), args, 2);
	steps_line(page);
}

static void verdict(const struct page *page)
{
	struct str STR_AUTO text = STR_INIT;
	struct str STR_AUTO way = STR_INIT;

	words_verdict(&text, page->record, &page->style);
	words_way(&way, page->record, &page->style);
	str_add_char(page->out, '\n');
	page_paragraph(page, str_text(&text), 0);
	page_paragraph(page, str_text(&way), 0);
}

static void causes(const struct page *page)
{
	const struct diagnosis *diagnosis = &page->record->diagnosis;

	for (size_t i = 0; i < diagnosis->n; i++) {
		if (i == 0)
			page_heading(page, _("The most likely cause"));
		else if (i == 1)
			page_heading(page, _("Other possible causes"));
		else
			str_add_char(page->out, '\n');
		page_cause(page, &diagnosis->causes[i]);
	}
}

static void in_order(const struct page *page)
{
	const struct diagnosis *diagnosis = &page->record->diagnosis;

	if (!diagnosis->n_ruled_out && !diagnosis->n_not_tested)
		return;
	page_heading(page, _("What is in order, and what was not tested"));
	for (size_t i = 0; i < diagnosis->n_ruled_out; i++)
		/* TRANSLATORS: {fact} is a sentence that says what was found to be in order. */
		page_say(page, _("[WORKS] {fact}"), "fact", _(diagnosis->ruled_out[i]));
	for (size_t i = 0; i < diagnosis->n_not_tested; i++) {
		enum step step;

		if (step_by_name(diagnosis->not_tested[i], &step))
			/* TRANSLATORS: {question} is the question of a tip, such as "Are the settings for
			 * sending right?" */
			page_say(page, _("[NOT TESTED] {question}"), "question",
				words_step_question(step, page->record->mailcase.role));
	}
}

static void finding(const struct page *page, const struct finding *f)
{
	struct str STR_AUTO text = STR_INIT;
	struct str STR_AUTO by_hand = STR_INIT;

	words_finding(&text, f, &page->style);
	page_paragraph(page, str_text(&text), 2);
	words_by_hand(&by_hand, page->record, f, &page->style);
	if (by_hand.len) {
		str_add(page->out, "  ");
		str_add(page->out, _("The same by hand:"));
		/* a command to be copied stands alone, unbroken */
		str_addf(page->out, "\n\n%s\n\n", str_text(&by_hand));
	}
}

/* Why a check was not run, for a person: the title of another check, or one of the engine's own reasons. */
static const char *because_words(const char *because)
{
	static const struct {
		const char *id, *words;
	} reasons[] = {
		{"cancelled", N_("it was interrupted")},
		{"timeout", N_("the time was over")},
		{"you", N_("you skipped it")},
		{"no-login", N_("without signing in")},
		{"own-server", N_("this computer's mail server sends by itself")},
		{"own-relay", N_("the mail server hands all mail to another one")},
	};

	for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
		if (strcmp(reasons[i].id, because) == 0)
			return _(reasons[i].words);
	}
	for (size_t i = 0; i < catalogue_n; i++) {
		if (strcmp(catalogue[i]->id, because) == 0)
			return _(catalogue[i]->title);
	}
	return because;
}

static void check(const struct page *page, size_t i)
{
	const struct check_result *result = &page->record->checks.items[i];
	const struct arg args[] = {
		A_NAME("marker", _(check_marker(result->status))),
		A_NAME("title", _(result->check->title)),
		A_COUNT("milliseconds", result->ms),
		A_NAME("because", because_words(result->because)),
	};

	if (result->status == CHECK_SKIPPED)
		/* TRANSLATORS: {marker} is "[NOT TESTED]", {title} what was to be tried, {because} the
		 * reason: another thing that was tried, or "the time was over". */
		page_line(page, _("{marker} {title} (because of: {because})"), args, 4);
	else
		/* TRANSLATORS: {marker} is "[WORKS]" or the like, {title} what was tried, {milliseconds} a
		 * number. */
		page_line(page, _("{marker} {title} ({milliseconds} ms)"), args, 3);
	if (result->unknown)
		page_paragraph(page, _(result->unknown), 2);
	for (size_t k = 0; k < page->record->findings.n; k++) {
		const struct finding *f = &page->record->findings.items[k];

		if (strcmp(f->check, result->check->id) == 0 && record_reports_finding(page->record, k))
			finding(page, f);
	}
}

struct said {
	const struct page *page;
	bool any;
	char peer[320];
};

static void transcript_line(const struct transcript_line *l, void *data)
{
	static const char *const arrows[] = {[SAID_BY_US] = "> ", [SAID_BY_PEER] = "< ", [SAID_NOTE] = "* "};
	struct said *said = data;
	const struct page *page = said->page;
	struct str STR_AUTO text = STR_INIT;

	if (!said->any)
		page_heading(page, _("What was said (> by this computer, < by the server)"));
	said->any = true;
	if (l->peer && strcmp(l->peer, said->peer) != 0) {
		str_copy(said->peer, sizeof said->peer, l->peer);
		if (page->style.mask)
			mask_text(page->style.mask, l->peer, &text);
		else
			str_add(&text, l->peer);
		page_paragraph(page, str_text(&text), 0);
		str_clear(&text);
	}
	str_add(&text, arrows[l->kind]);
	if (page->style.mask)
		mask_text(page->style.mask, l->text, &text);
	else
		str_add(&text, l->text);
	page_paragraph(page, str_text(&text), 2);
}

static void since_line(const char *text, void *data)
{
	page_paragraph(data, text, 0);
}

void report_text(const struct record *record, const struct report_options *options, struct str *out)
{
	const struct page page = {
		.record = record, .style = {.mask = options->mask}, .out = out, .columns = TEXT_COLUMNS};
	struct said said = {.page = &page};

	head(&page);
	verdict(&page);
	if (options->since) {
		page_heading(&page, since_heading());
		since_lines(record, options->before, &page.style, since_line, (void *)&page);
	}
	causes(&page);
	in_order(&page);
	page_heading(&page, _("What was tested"));
	for (size_t i = 0; i < record->checks.n; i++) {
		if (record_reports_check(record, i))
			check(&page, i);
	}
	transcript_each(record->transcript, transcript_line, &said);
}
