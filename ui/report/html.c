/*
 * The report as one HTML file: nothing from outside, readable in print, pictures as inline SVG with a text
 * beside each.
 *
 * Every text goes through put_text(), which escapes it; markup is only what stands literally in this file.
 */
#include "ui/report/report.h"

#include <string.h>

#include "checks/base/clock.h"
#include "ui/report/html_page.h"
#include "ui/report/since.h"
#include "ui/words/words.h"

void html_put(struct page *page, const char *markup)
{
	str_add(page->out, markup);
}

void html_text(struct page *page, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			html_put(page, "&amp;");
			break;
		case '<':
			html_put(page, "&lt;");
			break;
		case '>':
			html_put(page, "&gt;");
			break;
		case '"':
			html_put(page, "&quot;");
			break;
		default:
			str_add_char(page->out, *text);
		}
	}
}

/* An element with nothing but a text in it. */
void html_element(struct page *page, const char *tag, const char *text)
{
	if (!*text)
		return;
	str_addf(page->out, "<%s>", tag);
	html_text(page, text);
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
	html_put(page, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
		       "'unsafe-inline'\">\n"
		       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
	html_element(page, "title", _("mailmend report"));
	html_put(page, "<style>");
	html_put(page, style_sheet);
	html_put(page, "</style>\n</head>\n<body>\n");
}

static void put_cause_text(struct page *page, const struct diagnosed_cause *cause, const char *tag,
	void (*get)(struct str *, const struct record *, const struct diagnosed_cause *,
		const struct words_style *))
{
	struct str text = STR_INIT;

	get(&text, page->record, cause, page->style);
	html_element(page, tag, str_text(&text));
	str_release(&text);
}

static void put_steps(struct page *page, const struct diagnosed_cause *cause)
{
	struct str text = STR_INIT;

	html_element(page, "h3", _("What to do"));
	html_put(page, "<ol>\n");
	for (size_t i = 0; words_cause_step(&text, page->record, cause, i, page->style); i++) {
		html_element(page, "li", str_text(&text));
		str_clear(&text);
	}
	html_put(page, "</ol>\n");
	str_release(&text);
}

static void put_ask(struct page *page, const struct diagnosed_cause *cause)
{
	struct str text = STR_INIT;

	words_cause_ask(&text, page->record, cause, page->style);
	if (text.len) {
		html_element(page, "h3", _("A text that you can send to them"));
		html_element(page, "pre", str_text(&text));
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
	html_element(page, "p", str_text(&text));
	str_release(&reason);
	str_release(&text);
}

static void put_surer(struct page *page, const struct diagnosed_cause *cause)
{
	struct str surer = STR_INIT, text = STR_INIT;

	words_cause_surer(&surer, page->record, cause, page->style);
	if (surer.len) {
		const struct arg args[] = {A_NAME("surer", str_text(&surer))};
		/* TRANSLATORS: {surer} is a sentence such as "Try the same on a phone's connection." */
		words_fill(&text, _("What would make it surer: {surer}"), args, 1, page->style);
		html_element(page, "p", str_text(&text));
	}
	str_release(&surer);
	str_release(&text);
}

static void put_cause(struct page *page, const struct diagnosed_cause *cause)
{
	html_put(page, "<section class=\"cause\">\n");
	html_element(page, "p class=\"who\"", words_who(cause->who, cause->temporary));
	put_cause_text(page, cause, "h2", words_cause_title);
	put_cause_text(page, cause, "p", words_cause_meaning);
	put_certainty(page, cause);
	put_surer(page, cause);
	put_steps(page, cause);
	put_cause_text(page, cause, "p", words_cause_until);
	put_ask(page, cause);
	html_put(page, "</section>\n");
}

static void put_causes(struct page *page)
{
	const struct diagnosis *diagnosis = &page->record->diagnosis;

	for (size_t i = 0; i < diagnosis->n; i++)
		put_cause(page, &diagnosis->causes[i]);
	if (diagnosis->n_ruled_out) {
		html_element(page, "h2", _("What was ruled out"));
		html_put(page, "<ul>\n");
		for (size_t i = 0; i < diagnosis->n_ruled_out; i++)
			html_element(page, "li", _(diagnosis->ruled_out[i]));
		html_put(page, "</ul>\n");
	}
}

static void put_checks(struct page *page)
{
	const struct record *record = page->record;

	html_element(page, "h2", _("What was tested, and how long it took"));
	html_put(page, "<table>\n");
	for (size_t i = 0; i < record->checks.n; i++) {
		const struct check_result *check = &record->checks.items[i];

		if (!record_reports_check(record, i))
			continue;
		html_put(page, "<tr>");
		html_element(page, "td", _(check->check->title));
		html_element(page, "td", words_status(check->status));
		/* TRANSLATORS: milliseconds, short form */
		str_addf(page->out, "<td>%lld&nbsp;", (long long)check->ms);
		html_text(page, _("ms"));
		html_put(page, "</td><td>");
		html_bar(page, check);
		html_put(page, "</td></tr>\n");
	}
	html_put(page, "</table>\n");
}

static void put_evidence(struct page *page, const struct finding *finding)
{
	struct str value = STR_INIT;

	if (!finding->n_evidence)
		return;
	html_put(page, "<ul>\n");
	for (size_t i = 0; i < finding->n_evidence; i++) {
		str_clear(&value);
		put_masked(page, finding->evidence[i].value, &value);
		str_addf(page->out, "<li>%s: ", finding->evidence[i].key);
		html_text(page, str_text(&value));
		html_put(page, "</li>\n");
	}
	html_put(page, "</ul>\n");
	str_release(&value);
}

static void put_findings(struct page *page)
{
	const struct record *record = page->record;
	struct str text = STR_INIT;

	html_element(page, "h2", _("What was found"));
	html_put(page, "<dl>\n");
	for (size_t i = 0; i < record->findings.n; i++) {
		const struct finding *finding = &record->findings.items[i];

		if (!record_reports_finding(record, i))
			continue;
		str_addf(page->out, "<dt>%s: ", finding_name(finding->id));
		html_text(page, words_severity(finding_weight(finding)));
		html_put(page, "</dt><dd>");
		str_clear(&text);
		words_finding(&text, finding, page->style);
		html_element(page, "p", str_text(&text));
		put_evidence(page, finding);
		html_put(page, "</dd>\n");
	}
	html_put(page, "</dl>\n");
	str_release(&text);
}

static void add_line(const struct transcript_line *line, void *data)
{
	static const char *const signs[] = {[SAID_BY_US] = ">", [SAID_BY_PEER] = "<", [SAID_NOTE] = "*"};
	struct page *page = data;
	struct str raw = STR_INIT, masked = STR_INIT;

	str_addf(&raw, "%lld ms %s %s %s", (long long)line->at_ms, line->peer, signs[line->kind], line->text);
	put_masked(page, str_text(&raw), &masked);
	html_text(page, str_text(&masked));
	html_put(page, "\n");
	str_release(&raw);
	str_release(&masked);
}

static void put_transcript(struct page *page)
{
	if (!page->record->transcript)
		return;
	html_element(page, "h2", _("The conversation with the servers"));
	html_put(page, "<pre>");
	transcript_each(page->record->transcript, add_line, page);
	html_put(page, "</pre>\n");
}

static void put_summary(struct page *page)
{
	struct str text = STR_INIT;
	char when[32];

	words_verdict(&text, page->record, page->style);
	html_element(page, "h1", str_text(&text));
	clock_iso8601(page->record->started, when, sizeof when);
	html_put(page, "<p>mailmend " MAILMEND_VERSION ", ");
	html_text(page, when);
	html_put(page, "</p>\n");
	if (page->record->earlier) {
		const struct arg args[] = {A_DATE("date", page->record->earlier)};
		str_clear(&text);
		/* TRANSLATORS: {date} is a date with the time of the day. */
		words_fill(&text,
			_("Tests that the change cannot have touched were not repeated: they are of {date}."),
			args, 1, page->style);
		html_element(page, "p", str_text(&text));
	}
	str_release(&text);
}

static void since_line(const char *text, void *data)
{
	html_element(data, "p", text);
}

static void put_since(struct page *page, const struct report_options *options)
{
	if (!options->since)
		return;
	html_element(page, "h2", since_heading());
	since_lines(page->record, options->before, page->style, since_line, page);
}

void report_html(const struct record *record, const struct report_options *options, struct str *out)
{
	struct words_style style = {.mask = options->mask, .isolate = right_to_left(words_language())};
	struct page page = {.out = out, .record = record, .style = &style};

	put_head(&page);
	put_summary(&page);
	html_way(&page);
	put_since(&page, options);
	put_causes(&page);
	put_checks(&page);
	put_findings(&page);
	put_transcript(&page);
	html_put(&page, "</body>\n</html>\n");
}
