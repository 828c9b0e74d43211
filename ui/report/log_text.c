/*
 * A log for people: how many got their mail, then each reason why others did not with what to do, then what nobody could explain, and last
 * which files this was read from.
 */
#include "ui/report/log.h"

#include <stdio.h>
#include <string.h>

#include "checks/engine/facts.h"
#include "checks/engine/words.h"
#include "ui/report/page.h"

#define SHOWN_DOMAINS	  5
#define SHOWN_UNEXPLAINED 20
#define SHOWN_REASONS	  8

/* A sentence with a count, which chooses its form. */
static void counted(const struct page *page, uint64_t n, const char *one, const char *many,
	const struct arg *args, size_t n_args)
{
	page_line(page, ngettext(one, many, (unsigned long)n), args, n_args);
}

static void count_line(const struct page *page, uint64_t count, const char *one, const char *many)
{
	const struct arg arg = A_COUNT("count", (int64_t)count);

	if (count)
		counted(page, count, one, many, &arg, 1);
}

/* --- the sums --- */

static void recipients(const struct page *page, const struct log_counts *counts)
{
	const struct arg args[] = {A_COUNT("count", (int64_t)counts->recipients),
		A_COUNT("sent", (int64_t)(counts->sent + counts->forwarded)),
		A_COUNT("deferred", (int64_t)counts->deferred), A_COUNT("bounced", (int64_t)counts->bounced)};

	if (!counts->recipients) {
		page_line(page, _("No delivery of a mail stands in this log."), NULL, 0);
		return;
	}
	counted(page, counts->recipients,
		/* TRANSLATORS: {count}, {sent}, {deferred} and {bounced} are numbers of recipients. */
		NP_("The log tells of mail to {count} recipient. Delivered: {sent}. Waiting for another try: "
		    "{deferred}. Given up: {bounced}.",
			"The log tells of mail to {count} recipients. Delivered: {sent}. Waiting for another "
			"try: "
			"{deferred}. Given up: {bounced}."),
		args, 4);
}

static void span(const struct page *page, const struct log_counts *counts)
{
	const struct arg args[] = {A_COUNT("count", (int64_t)counts->lines), A_DATE("from", counts->from),
		A_DATE("to", counts->to), A_COUNT("messages", (int64_t)counts->messages)};

	if (counts->from)
		counted(page, counts->lines,
			/* TRANSLATORS: {from} and {to} are dates with the time, {count} and {messages} are numbers. */
			NP_("It goes from {from} to {to}: {messages} mails in {count} line.",
				"It goes from {from} to {to}: {messages} mails in {count} lines."),
			args, 4);
	else
		counted(page, counts->lines,
			/* TRANSLATORS: {count} and {messages} are numbers. */
			NP_("It has no times: {messages} mails in {count} line.",
				"It has no times: {messages} mails in {count} lines."),
			args, 4);
}

static void sums(const struct page *page, const struct log_report *report, const struct log_causes *causes)
{
	const struct log_counts *counts = log_book_counts(report->book);

	if (report->interrupted)
		page_line(page, _("It was interrupted: this is what was found so far."), NULL, 0);
	recipients(page, counts);
	count_line(page, counts->overcome,
		/* TRANSLATORS: {count} is a number of recipients. */
		NP_("Of the delivered ones {count} arrived late, after further tries.",
			"Of the delivered ones {count} arrived late, after further tries."));
	count_line(page, counts->rejected,
		/* TRANSLATORS: {count} is a number. */
		NP_("{count} time this server itself turned away what somebody wanted to hand in.",
			"{count} times this server itself turned away what somebody wanted to hand in."));
	span(page, counts);
	if (counts->approximate)
		page_line(page,
			_("More mails were under way at one time than can be counted exactly, so these "
			  "numbers are approximate."),
			NULL, 0);
	if (!causes->causes.n && !causes->unexplained.n && counts->recipients)
		page_line(page, _("[WORKS] Nothing in this log stands in the way of sending."), NULL, 0);
}

/* --- a cause --- */

static void how_many(const struct page *page, const struct log_cause *cause)
{
	const struct arg args[] = {A_COUNT("count", (int64_t)(cause->deferred + cause->bounced)),
		A_COUNT("deferred", (int64_t)cause->deferred), A_COUNT("bounced", (int64_t)cause->bounced)};

	if (cause->deferred + cause->bounced)
		counted(page, cause->deferred + cause->bounced,
			/* TRANSLATORS: {count}, {deferred} and {bounced} are numbers of recipients. */
			NP_("{count} recipient. Waiting for another try: {deferred}. Given up: {bounced}.",
				"{count} recipients. Waiting for another try: {deferred}. Given up: "
				"{bounced}."),
			args, 3);
	count_line(page, cause->refused,
		/* TRANSLATORS: {count} is a number. */
		NP_("{count} time this server itself turned a sender away because of it.",
			"{count} times this server itself turned senders away because of it."));
	if (!cause->deferred && !cause->bounced && !cause->refused)
		/* TRANSLATORS: {count} is a number of lines in a log. */
		count_line(page, cause->troubles,
			NP_("{count} line of the log speaks of it.",
				"{count} lines of the log speak of it."));
	count_line(page, cause->overcome,
		/* TRANSLATORS: {count} is a number of recipients. */
		NP_("{count} more recipient had the same trouble and got the mail later.",
			"{count} more recipients had the same trouble and got the mail later."));
}

static void when(const struct page *page, const struct log_cause *cause)
{
	const struct arg args[] = {A_DATE("first", cause->first), A_DATE("last", cause->last)};

	if (cause->first && cause->first == cause->last)
		/* TRANSLATORS: {last} is a date with the time. */
		page_line(page, _("When: {last}"), args, 2);
	else if (cause->first)
		/* TRANSLATORS: {first} and {last} are dates with the time. */
		page_line(page, _("First: {first}, last: {last}"), args, 2);
}

static void destinations(const struct page *page, const struct log_group *group)
{
	struct str STR_AUTO list = STR_INIT;

	for (size_t i = 0; i < group->n_domains && i < SHOWN_DOMAINS; i++) {
		str_addf(&list, "%s", i ? ", " : "");
		if (page->style.mask)
			mask_value(page->style.mask, ARG_HOST, group->domains[i].name, &list);
		else
			str_add(&list, group->domains[i].name);
		str_addf(&list, " (%u)", group->domains[i].count);
	}
	if (group->n_domains > SHOWN_DOMAINS || group->more_domains)
		str_add(&list, ", ...");
	if (list.len)
		/* TRANSLATORS: {list} is a list such as "example.org (3), example.com (1)". */
		page_say(page, _("To: {list}"), "list", str_text(&list));
}

static void example(const struct page *page, const struct log_group *group)
{
	struct str STR_AUTO line = STR_INIT;

	if (!group->example[0])
		return;
	if (page->style.mask)
		mask_text(page->style.mask, group->example, &line);
	else
		str_add(&line, group->example);
	page_line(page, _("For example:"), NULL, 0);
	page_paragraph(page, str_text(&line), 2);
}

static void title(const struct page *page, const struct diagnosed_cause *cause, size_t number)
{
	struct str STR_AUTO words = STR_INIT;
	struct str STR_AUTO heading = STR_INIT;

	words_cause_title(&words, page->record, cause, &page->style);
	str_addf(&heading, "%zu. %s", number, str_text(&words));
	page_heading(page, str_text(&heading));
}

static void what_to_do(const struct page *page, const struct diagnosed_cause *cause)
{
	struct str STR_AUTO meaning = STR_INIT;
	struct str STR_AUTO ask = STR_INIT;

	page_paragraph(page, words_who(cause->who, cause->temporary), 0);
	words_cause_meaning(&meaning, page->record, cause, &page->style);
	str_add_char(page->out, '\n');
	page_paragraph(page, str_text(&meaning), 0);
	page_line(page, _("What to do:"), NULL, 0);
	page_steps(page, cause);
	words_cause_ask(&ask, page->record, cause, &page->style);
	if (!ask.len)
		return;
	page_line(page, _("A text for those who must act:"), NULL, 0);
	page_paragraph(page, str_text(&ask), 2);
}

/* Whether it is about mail on its way out, and not about those who hand in mail here. */
static bool leads_out(const struct log_cause *cause)
{
	return cause->best->side == LOG_OUT || cause->best->side == LOG_OUT_WAY;
}

static size_t causes_of_log(
	const struct page *page, const struct log_report *report, const struct log_causes *causes)
{
	size_t number = 0;

	for (size_t i = 0; i < causes->causes.n; i++) {
		const struct log_cause *one = &causes->causes.items[i];
		const struct diagnosed_cause cause = log_report_cause(report->record, one);

		if (!leads_out(one))
			continue;
		title(page, &cause, ++number);
		how_many(page, one);
		when(page, one);
		destinations(page, one->best);
		what_to_do(page, &cause);
		example(page, one->best);
	}
	return number;
}

/* What this server refused is its own doing, mostly against spam: no reason why mail does not go out. */
static void turned_away(const struct page *page, const struct log_causes *causes)
{
	bool headed = false;

	for (size_t i = 0; i < causes->causes.n; i++) {
		const struct log_cause *one = &causes->causes.items[i];
		const struct arg args[] = {
			A_COUNT("count", (int64_t)one->count), A_TEXT("text", one->best->text)};

		if (leads_out(one))
			continue;
		if (!headed)
			page_heading(page, _("What this server itself turned away"));
		headed = true;
		/* TRANSLATORS: {count} is a number, {text} words of the log. */
		counted(page, one->count, NP_("{count} time: {text}", "{count} times: {text}"), args, 2);
		when(page, one);
	}
}

/* What the look at the server and its queue found beside the log. */
static void other_causes(const struct page *page, const struct log_report *report,
	const struct log_causes *causes, size_t number)
{
	const struct diagnosis *diagnosis = &report->record->diagnosis;

	for (size_t i = 0; i < diagnosis->n; i++) {
		bool told = false;

		for (size_t k = 0; k < causes->causes.n; k++)
			told = told || causes->causes.items[k].id == diagnosis->causes[i].id;
		if (told)
			continue;
		title(page, &diagnosis->causes[i], ++number);
		what_to_do(page, &diagnosis->causes[i]);
	}
}

/* --- the rest --- */

static void overcome(
	const struct page *page, const struct log_report *report, const struct log_causes *causes)
{
	if (!causes->overcome.n)
		return;
	page_heading(page, _("What passed by itself"));
	for (size_t i = 0; i < causes->overcome.n; i++) {
		const struct log_cause *one = &causes->overcome.items[i];
		const struct diagnosed_cause cause = log_report_cause(report->record, one);
		struct str STR_AUTO words = STR_INIT;

		words_cause_title(&words, report->record, &cause, &page->style);

		const struct arg args[] = {
			A_COUNT("count", (int64_t)one->overcome), A_NAME("title", str_text(&words))};

		counted(page, one->overcome,
			/* TRANSLATORS: {count} is a number of recipients, {title} a sentence that says what was wrong. */
			NP_("{count} recipient got the mail later: {title}",
				"{count} recipients got the mail later: {title}"),
			args, 2);
	}
}

static void unexplained(const struct page *page, const struct log_causes *causes)
{
	uint64_t left = 0;

	if (!causes->unexplained.n)
		return;
	page_heading(page, _("What could not be explained"));
	for (size_t i = 0; i < causes->unexplained.n; i++) {
		const struct log_cause *one = &causes->unexplained.items[i];
		const struct arg args[] = {
			A_COUNT("count", (int64_t)one->count), A_TEXT("text", one->best->text)};

		if (i >= SHOWN_UNEXPLAINED) {
			left += one->count;
			continue;
		}
		/* TRANSLATORS: {count} is a number, {text} words of the log. */
		counted(page, one->count, NP_("{count} time: {text}", "{count} times: {text}"), args, 2);
		example(page, one->best);
	}
	/* TRANSLATORS: {count} is a number. */
	count_line(page, left, NP_("{count} more time: see --json", "{count} more times: see --json"));
}

static void queue(const struct page *page, const struct log_report *report)
{
	const struct record *record = report->record;
	bool headed = false;

	for (size_t i = 0; i < record->findings.n; i++) {
		struct str STR_AUTO text = STR_INIT;

		if (strcmp(record->findings.items[i].check, "errors.own-queue") != 0)
			continue;
		if (!headed)
			page_heading(page, _("What waits in the queue of this computer"));
		headed = true;
		words_finding(&text, &record->findings.items[i], &page->style);
		page_paragraph(page, str_text(&text), 0);
	}
	for (size_t i = 0; record->queue && i < record->queue->n_reasons && i < SHOWN_REASONS; i++) {
		const struct own_waiting *reason = &record->queue->reasons[i];
		const struct arg args[] = {A_COUNT("count", (int64_t)reason->n),
			A_HOST("domain", reason->domain), A_TEXT("text", reason->text)};

		if (reason->text[0])
			counted(page, reason->n,
				/* TRANSLATORS: {count} is a number of mails, {domain} where the oldest wants to go, {text} words of a server. */
				NP_("{count} mail, to {domain}: {text}",
					"{count} mails, the oldest to {domain}: {text}"),
				args, 3);
	}
}

void log_report_text(const struct log_report *report, struct mask *mask, struct str *out)
{
	const struct page page = {
		.record = report->record, .style = {.mask = mask}, .out = out, .columns = TEXT_COLUMNS};
	LOG_CAUSES_AUTO struct log_causes causes;

	log_causes_of(report->book, &causes);
	sums(&page, report, &causes);
	other_causes(&page, report, &causes, causes_of_log(&page, report, &causes));
	turned_away(&page, &causes);
	overcome(&page, report, &causes);
	unexplained(&page, &causes);
	queue(&page, report);
	if (report->following) {
		str_add_char(out, '\n');
		page_line(
			&page, _("What is added from now on is told as it comes. Ctrl-C ends it."), NULL, 0);
	} else {
		log_report_files(report, mask, out);
	}
}
