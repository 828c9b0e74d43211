/*
 * explain as text: what is wrong, what it means and what to do come first, then each recipient, then how we know.
 */
#include "ui/report/explain.h"

#include <string.h>

#include "checks/engine/words.h"
#include "checks/steps/errors/say_bounce.h"
#include "ui/report/page.h"

#define RECIPIENTS_SHOWN 20

/* What helps most, where nothing was understood. */
static void say_what_helps(const struct page *page)
{
	page_line(page,
		_("What helps most: the exact words of your mail program, with numbers such as 550 or 5.7.1. "
		  "Or the whole mail that came back (\"Show source\", or saved as a file)."),
		NULL, 0);
}

/* Where there is no cause, what it is instead. */
static void first_line(const struct page *page, const struct explained *explained)
{
	if (explained->kind == EXPLAIN_UNKNOWN) {
		page_line(page,
			_("Nothing in this text was recognised as a message about a mail that could not be "
			  "sent."),
			NULL, 0);
		say_what_helps(page);
	} else if (explained->kind == EXPLAIN_MESSAGE && !explained->bounce) {
		page_line(page,
			_("This is an ordinary mail. Nothing in it says that a mail was not delivered."),
			NULL, 0);
	} else if (explained->kind == EXPLAIN_REPLY && !page->record->diagnosis.n) {
		page_line(page, _("This message does not say clearly what is wrong."), NULL, 0);
		say_what_helps(page);
		page_line(page, _("mailmend can find out more by testing. Start it with your email address:"),
			NULL, 0);
		str_add(page->out, "\n    mailmend check ADDRESS\n");
	}
}

static void causes(const struct page *page)
{
	const struct diagnosis *diagnosis = &page->record->diagnosis;

	for (size_t i = 0; i < diagnosis->n; i++) {
		if (i == 1)
			page_heading(page, _("What else stands in it"));
		else if (i > 1)
			str_add_char(page->out, '\n');
		page_cause(page, &diagnosis->causes[i]);
	}
}

/* What comes before the causes where they are no more than possible. */
static void untested(const struct page *page)
{
	const struct finding *finding = record_finding(page->record, F_MESSAGE_UNTESTED);
	struct str STR_AUTO text = STR_INIT;

	if (!finding)
		return;
	words_finding(&text, finding, &page->style);
	page_paragraph(page, str_text(&text), 0);
	str_add_char(page->out, '\n');
}

/* What is no problem, but belongs to the answer: that it is still tried, or that nothing failed. */
static void notes(const struct page *page)
{
	const struct record *record = page->record;
	bool first = true;

	for (size_t i = 0; i < record->findings.n; i++) {
		const struct finding *finding = &record->findings.items[i];
		struct str STR_AUTO text = STR_INIT;

		if (finding_weight(finding) == SEVERITY_PROBLEM || finding->id == F_MESSAGE_UNCLEAR ||
			finding->id == F_MESSAGE_UNTESTED)
			continue;
		if (first && record->diagnosis.n)
			str_add_char(page->out, '\n');
		first = false;
		words_finding(&text, finding, &page->style);
		page_paragraph(page, str_text(&text), 0);
	}
}

/* The title of what this recipient's refusal means; "" where nobody knows. */
static void title_of(const struct page *page, const struct bounce_recipient *recipient, struct str *out)
{
	struct diagnosed_cause cause = {.id = CAUSE_NONE};

	if (!recipient->reply.meaning.cause || !cause_by_name(recipient->reply.meaning.cause, &cause.id))
		return;
	words_cause_title(out, page->record, &cause, &page->style);
}

static void recipient_line(const struct page *page, const struct bounce_recipient *recipient)
{
	struct str STR_AUTO title = STR_INIT;
	char words[PASTE_TEXT_MAX + 32];
	struct arg args[2];
	struct str STR_AUTO line = STR_INIT;

	title_of(page, recipient, &title);
	args[0] = A_EMAIL("recipient", recipient->address);
	args[1] = A_NAME("reason", title.len ? str_text(&title) : _("The reason is not known."));
	words_fill(&line,
		recipient->action == BOUNCE_DELAYED
			/* TRANSLATORS: {recipient} is an email address, {reason} a whole sentence. */
			? _("{recipient}: still being tried. {reason}")
			/* TRANSLATORS: {recipient} is an email address, {reason} a whole sentence. */
			: _("{recipient}: not delivered. {reason}"),
		args, 2, &page->style);
	page_paragraph(page, str_text(&line), 0);
	bounce_in_words(recipient, words, sizeof words);
	if (words[0]) {
		const struct arg reply = A_TEXT("reply", words);

		str_clear(&line);
		words_fill(&line, "{reply}", &reply, 1, &page->style);
		page_paragraph(page, str_text(&line), 2);
	}
}

static void recipients(const struct page *page, const struct bounce *bounce)
{
	if (!bounce->n)
		return;
	page_heading(page, _("The recipients"));
	for (size_t i = 0; i < bounce->n && i < RECIPIENTS_SHOWN; i++)
		recipient_line(page, &bounce->recipients[i]);
	if (bounce->n > RECIPIENTS_SHOWN) {
		const struct arg more = A_COUNT("count", (int64_t)(bounce->n - RECIPIENTS_SHOWN));

		/* TRANSLATORS: {count} is a number. */
		page_line(page,
			ngettext("And {count} more.", "And {count} more.",
				(unsigned long)(bounce->n - RECIPIENTS_SHOWN)),
			&more, 1);
	}
}

static void host_line(const struct page *page, const char *translated, const char *host)
{
	const struct arg arg = A_HOST("host", host);

	if (host[0])
		page_line(page, translated, &arg, 1);
}

static void reply_lines(const struct page *page, const struct paste *reply)
{
	char code[32];

	/* TRANSLATORS: {host} is the name of a server. */
	host_line(page, _("Said by: {host}"), reply->said_by);
	if (reply->code || reply->enhanced[0]) {
		snprintf(code, sizeof code, reply->code ? "%d %s" : "%.0d%s", reply->code, reply->enhanced);
		/* TRANSLATORS: {code} is a number such as 550 5.1.1. */
		page_say(page, _("Answer code: {code}"), "code", code);
	}
	if (reply->command[0])
		/* TRANSLATORS: {command} is a word of the protocol such as RCPT TO. */
		page_say(page, _("Answer to: {command}"), "command", reply->command);
	if (reply->text[0]) {
		const struct arg arg = A_TEXT("reply", reply->text);

		/* TRANSLATORS: {reply} is what a server or a program says, word by word. */
		page_line(page, _("Its words: {reply}"), &arg, 1);
	}
}

static void details(const struct page *page, const struct explained *explained)
{
	const struct paste *reply = explain_reply(explained);
	const struct bounce *bounce = explained->bounce;

	if (!reply && !(bounce && (bounce->reporter[0] || bounce->dialect[0])))
		return;
	page_heading(page, _("How we know"));
	if (reply)
		reply_lines(page, reply);
	if (bounce) {
		/* TRANSLATORS: {host} is the name of a server. */
		host_line(page, _("The mail that came back was written by: {host}"), bounce->reporter);
		if (bounce->dialect[0])
			/* TRANSLATORS: {name} is the name of a program or a standard. */
			page_say(page, _("It was read as: {name}"), "name", bounce->dialect);
	}
}

static void what_is_left(const struct page *page, const struct explained *explained)
{
	const struct arg count = A_COUNT("count", (int64_t)explained->others);

	if (explained->others || explained->cut)
		str_add_char(page->out, '\n');
	if (explained->others)
		/* TRANSLATORS: {count} is a number. */
		page_line(page,
			ngettext("The file holds {count} more mail, which was not explained.",
				"The file holds {count} more mails, which were not explained.",
				(unsigned long)explained->others),
			&count, 1);
	if (explained->cut)
		page_line(page, _("What was given is very long: only its beginning was read."), NULL, 0);
}

void explain_text(const struct explained *explained, struct mask *mask, int columns, struct str *out)
{
	const struct page page = {
		.record = explained->record, .style = {.mask = mask}, .out = out, .columns = columns};

	first_line(&page, explained);
	untested(&page);
	causes(&page);
	notes(&page);
	if (explained->kind == EXPLAIN_BOUNCE)
		recipients(&page, explained->bounce);
	details(&page, explained);
	what_is_left(&page, explained);
}
