/*
 * The report as one HTML file: nothing from outside, readable in print, pictures as inline SVG with a text
 * beside each.
 *
 * Every text goes through put_text(), which escapes it; markup is only what stands literally in this file.
 */
#include "ui/report/report.h"

#include <string.h>

#include "checks/base/clock.h"
#include "ui/words/words.h"

struct page {
	struct str *out;
	const struct record *record;
	const struct words_style *style;
};

static void put(struct page *page, const char *markup)
{
	str_add(page->out, markup);
}

static void put_text(struct page *page, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			put(page, "&amp;");
			break;
		case '<':
			put(page, "&lt;");
			break;
		case '>':
			put(page, "&gt;");
			break;
		case '"':
			put(page, "&quot;");
			break;
		default:
			str_add_char(page->out, *text);
		}
	}
}

/* An element with nothing but a text in it. */
static void put_element(struct page *page, const char *tag, const char *text)
{
	if (!*text)
		return;
	str_addf(page->out, "<%s>", tag);
	put_text(page, text);
	str_addf(page->out, "</%.*s>\n", (int)strcspn(tag, " "), tag);
}

/* Appends free text, masked where the report is. */
static void put_masked(const struct page *page, const char *text, struct str *out)
{
	if (page->style->mask)
		mask_text(page->style->mask, text, out);
	else
		str_add(out, text);
}

static const char style_sheet[] =
	"body{font:1rem/1.5 sans-serif;max-width:46rem;margin:2rem auto;padding:0 "
	"1rem;color:#111;background:#fff}"
	"h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}h3{font-size:1rem;margin-bottom:.2rem}"
	".who{font-weight:bold}.cause{border-left:.3rem solid #555;padding-left:1rem;margin:1.5rem 0}"
	"pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f4f4f4;padding:.6rem}"
	"table{border-collapse:collapse;width:100%}td,th{text-align:start;padding:.2rem "
	".5rem;vertical-align:top;"
	"border-bottom:1px solid #ccc}svg{max-width:100%;height:auto}dt{font-weight:bold}"
	"@media print{body{margin:0;max-width:none}.cause,tr,svg{break-inside:avoid}}";

static bool right_to_left(const char *language)
{
	return strncmp(language, "ar", 2) == 0 || strncmp(language, "he", 2) == 0 ||
	       strncmp(language, "fa", 2) == 0;
}

static void put_head(struct page *page)
{
	const char *language = words_language();
	char tag[16];
	size_t i;

	str_copy(tag, sizeof tag, language);
	for (i = 0; tag[i]; i++)
		if (tag[i] == '_')
			tag[i] = '-';
	str_addf(page->out, "<!DOCTYPE html>\n<html lang=\"%s\"%s>\n<head>\n<meta charset=\"utf-8\">\n", tag,
		right_to_left(language) ? " dir=\"rtl\"" : "");
	put(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
		  "'unsafe-inline'\">\n"
		  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
	put_element(page, "title", _("mailmend report"));
	put(page, "<style>");
	put(page, style_sheet);
	put(page, "</style>\n</head>\n<body>\n");
}

/* The stations of the mail, in the order of enum way from WAY_YOU on. */
static const char *station(size_t i)
{
	switch (i) {
	case 0:
		return _("you");
	case 1:
		return _("your network");
	case 2:
		return _("internet company");
	case 3:
		return _("mail server");
	default:
		return _("recipient");
	}
}

#define STATIONS 5

/* How many stations the mail passes before it stops; STATIONS when nothing stops it, 0 when it is not known.
 */
static size_t reached(enum way stops_at)
{
	switch (stops_at) {
	case WAY_YOU:
		return 1;
	case WAY_NETWORK:
		return 2;
	case WAY_INTERNET:
		return 3;
	case WAY_SERVER:
		return 4;
	case WAY_RECIPIENT:
	case WAY_THROUGH:
		return STATIONS;
	default:
		return 0;
	}
}

/* One station: a box with its name below; the place where the mail stops has a cross in it, not only another
 * colour. */
static void put_station(struct page *page, size_t i, size_t passed, bool stops)
{
	int x = 20 + (int)i * 140;

	str_addf(page->out,
		"<rect x=\"%d\" y=\"10\" width=\"80\" height=\"34\" rx=\"6\" fill=\"%s\" stroke=\"#111\" "
		"stroke-width=\"2\"/>",
		x,
		stops	     ? "#fff"
		: i < passed ? "#d9ead3"
			     : "#eee");
	if (stops)
		str_addf(page->out,
			"<path d=\"M%d 14l26 26m0-26l-26 26\" stroke=\"#a00\" stroke-width=\"4\"/>", x + 27);
	if (i + 1 < STATIONS)
		str_addf(page->out,
			"<path d=\"M%d 27h52m-8-6l8 6-8 6\" fill=\"none\" stroke=\"#111\" "
			"stroke-width=\"2\"%s/>",
			x + 84, i + 1 < passed ? "" : " stroke-dasharray=\"4 4\"");
	str_addf(page->out, "<text x=\"%d\" y=\"64\" text-anchor=\"middle\" font-size=\"13\">", x + 40);
	put_text(page, station(i));
	put(page, "</text>");
}

static void put_way(struct page *page)
{
	enum way stops_at = page->record->diagnosis.stops_at;
	size_t passed = reached(stops_at);
	struct str text = STR_INIT;

	put_element(page, "h2", _("The way of your mail"));
	put(page, "<svg viewBox=\"0 0 680 76\" role=\"img\" aria-labelledby=\"way\" "
		  "xmlns=\"http://www.w3.org/2000/svg\">");
	for (size_t i = 0; i < STATIONS; i++)
		put_station(page, i, passed, stops_at != WAY_THROUGH && passed == i + 1);
	put(page, "</svg>\n");
	words_way(&text, page->record, page->style);
	put_element(page, "p id=\"way\"", str_text(&text));
	str_release(&text);
}

static void put_cause_text(struct page *page, const struct diagnosed_cause *cause, const char *tag,
	void (*get)(struct str *, const struct record *, const struct diagnosed_cause *,
		const struct words_style *))
{
	struct str text = STR_INIT;

	get(&text, page->record, cause, page->style);
	put_element(page, tag, str_text(&text));
	str_release(&text);
}

static void put_steps(struct page *page, const struct diagnosed_cause *cause)
{
	struct str text = STR_INIT;

	put_element(page, "h3", _("What to do"));
	put(page, "<ol>\n");
	for (size_t i = 0; words_cause_step(&text, page->record, cause, i, page->style); i++) {
		put_element(page, "li", str_text(&text));
		str_clear(&text);
	}
	put(page, "</ol>\n");
	str_release(&text);
}

static void put_ask(struct page *page, const struct diagnosed_cause *cause)
{
	struct str text = STR_INIT;

	words_cause_ask(&text, page->record, cause, page->style);
	if (text.len) {
		put_element(page, "h3", _("A text that you can send to them"));
		put_element(page, "pre", str_text(&text));
	}
	str_release(&text);
}

/* "How sure this is: likely. Only the answer code of the server points there." */
static void put_certainty(struct page *page, const struct diagnosed_cause *cause)
{
	struct str reason = STR_INIT, text = STR_INIT;
	struct arg args[2];

	words_cause_reason(&reason, page->record, cause, page->style);
	args[0] = A_NAME("certainty", words_certainty(cause->confidence));
	args[1] = A_NAME("reason", str_text(&reason));
	/* TRANSLATORS: {certainty} is "certain", "likely" …; {reason} a whole sentence */
	words_fill(&text, _("How sure this is: {certainty}. {reason}"), args, 2, page->style);
	put_element(page, "p", str_text(&text));
	str_release(&reason);
	str_release(&text);
}

static void put_cause(struct page *page, const struct diagnosed_cause *cause)
{
	put(page, "<section class=\"cause\">\n");
	put_element(page, "p class=\"who\"", words_who(cause->who, cause->temporary));
	put_cause_text(page, cause, "h2", words_cause_title);
	put_cause_text(page, cause, "p", words_cause_meaning);
	put_certainty(page, cause);
	put_steps(page, cause);
	put_cause_text(page, cause, "p", words_cause_until);
	put_ask(page, cause);
	put(page, "</section>\n");
}

static void put_causes(struct page *page)
{
	const struct diagnosis *diagnosis = &page->record->diagnosis;

	for (size_t i = 0; i < diagnosis->n; i++)
		put_cause(page, &diagnosis->causes[i]);
	if (diagnosis->n_ruled_out) {
		put_element(page, "h2", _("What was ruled out"));
		put(page, "<ul>\n");
		for (size_t i = 0; i < diagnosis->n_ruled_out; i++)
			put_element(page, "li", _(diagnosis->ruled_out[i]));
		put(page, "</ul>\n");
	}
}

/* A bar for when a check began and how long it took; the figures stand beside it. */
static void put_bar(struct page *page, const struct check_result *check)
{
	int64_t whole = page->record->ms > 0 ? page->record->ms : 1;
	int x = (int)(check->began_ms * 200 / whole), width = (int)(check->ms * 200 / whole);

	str_addf(page->out,
		"<svg width=\"200\" height=\"12\" viewBox=\"0 0 200 12\" aria-hidden=\"true\"><rect x=\"%d\" "
		"y=\"1\" width=\"%d\" "
		"height=\"10\" fill=\"#456\"/></svg>",
		x > 198 ? 198 : x,
		width < 2     ? 2
		: width > 200 ? 200
			      : width);
}

static void put_checks(struct page *page)
{
	const struct record *record = page->record;

	put_element(page, "h2", _("What was tested, and how long it took"));
	put(page, "<table>\n");
	for (size_t i = 0; i < record->checks.n; i++) {
		const struct check_result *check = &record->checks.items[i];

		if (!record_reports_check(record, i))
			continue;
		put(page, "<tr>");
		put_element(page, "td", _(check->check->title));
		put_element(page, "td", words_status(check->status));
		/* TRANSLATORS: milliseconds, short form */
		str_addf(page->out, "<td>%lld&nbsp;", (long long)check->ms);
		put_text(page, _("ms"));
		put(page, "</td><td>");
		put_bar(page, check);
		put(page, "</td></tr>\n");
	}
	put(page, "</table>\n");
}

static void put_evidence(struct page *page, const struct finding *finding)
{
	struct str value = STR_INIT;

	if (!finding->n_evidence)
		return;
	put(page, "<ul>\n");
	for (size_t i = 0; i < finding->n_evidence; i++) {
		str_clear(&value);
		put_masked(page, finding->evidence[i].value, &value);
		str_addf(page->out, "<li>%s: ", finding->evidence[i].key);
		put_text(page, str_text(&value));
		put(page, "</li>\n");
	}
	put(page, "</ul>\n");
	str_release(&value);
}

static void put_findings(struct page *page)
{
	const struct record *record = page->record;
	struct str text = STR_INIT;

	put_element(page, "h2", _("What was found"));
	put(page, "<dl>\n");
	for (size_t i = 0; i < record->findings.n; i++) {
		const struct finding *finding = &record->findings.items[i];

		if (!record_reports_finding(record, i))
			continue;
		str_addf(page->out, "<dt>%s: ", finding_name(finding->id));
		put_text(page, words_severity(finding_severity(finding->id)));
		put(page, "</dt><dd>");
		str_clear(&text);
		words_finding(&text, finding, page->style);
		put_element(page, "p", str_text(&text));
		put_evidence(page, finding);
		put(page, "</dd>\n");
	}
	put(page, "</dl>\n");
	str_release(&text);
}

static void add_line(const struct transcript_line *line, void *data)
{
	static const char *const signs[] = {[SAID_BY_US] = ">", [SAID_BY_PEER] = "<", [SAID_NOTE] = "*"};
	struct page *page = data;
	struct str raw = STR_INIT, masked = STR_INIT;

	str_addf(&raw, "%lld ms %s %s %s", (long long)line->at_ms, line->peer, signs[line->kind], line->text);
	put_masked(page, str_text(&raw), &masked);
	put_text(page, str_text(&masked));
	put(page, "\n");
	str_release(&raw);
	str_release(&masked);
}

static void put_transcript(struct page *page)
{
	if (!page->record->transcript)
		return;
	put_element(page, "h2", _("The conversation with the servers"));
	put(page, "<pre>");
	transcript_each(page->record->transcript, add_line, page);
	put(page, "</pre>\n");
}

static void put_summary(struct page *page)
{
	struct str text = STR_INIT;
	char when[32];

	words_verdict(&text, page->record, page->style);
	put_element(page, "h1", str_text(&text));
	clock_iso8601(page->record->started, when, sizeof when);
	put(page, "<p>mailmend " MAILMEND_VERSION ", ");
	put_text(page, when);
	put(page, "</p>\n");
	str_release(&text);
}

void report_html(const struct record *record, const struct report_options *options, struct str *out)
{
	struct words_style style = {.mask = options->mask, .isolate = right_to_left(words_language())};
	struct page page = {.out = out, .record = record, .style = &style};

	put_head(&page);
	put_summary(&page);
	put_way(&page);
	put_causes(&page);
	put_checks(&page);
	put_findings(&page);
	put_transcript(&page);
	put(&page, "</body>\n</html>\n");
}
