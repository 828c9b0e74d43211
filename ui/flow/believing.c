/*
 * What tips need from the person: a mail that was sent, whose signature can be looked at, and a yes to asking others than the mail provider:
 * block lists learn the number of the connection, a public list of settings the name of the domain.
 */
#include "checks/base/file.h"
#include "checks/base/mem.h"
#include "ui/flow/rooms.h"

#define SAMPLE_MAX  ((size_t)4 << 20)
#define PASTE_BYTES 65536

/* --- a mail that was sent --- */

static bool sample_fits(const struct flow *flow)
{
	const struct record *record = flow->record;

	return flow->tip == STEP_DNS && !record_finding(record, F_DKIM_SIGNATURE_GOOD) &&
	       !record_finding(record, F_DOMAIN_AT_PROVIDER) && !record_finding(record, F_DOMAIN_UNKNOWN);
}

enum sample_choice { SAMPLE_LEAVE_OUT };

static void sample_show(struct flow *flow, struct view *view)
{
	(void)flow;
	view_add(view, ROLE_TEXT,
		_("A mail carries a signature and the names of the servers that it passed. They show what "
		  "receivers see. The mail is only read here and sent nowhere."));
	view_add(view, ROLE_TEXT,
		_("Save a mail that you sent to yourself as a file: in most programs File, Save as. Type the "
		  "name of that file here. Or paste the lines above the text of the mail (\"Show source\"); "
		  "an empty line ends it."));
	view_ask(view, INPUT_PASTE, _("The file, or the lines:"), "", PASTE_BYTES);
	view_choice(view, SAMPLE_LEAVE_OUT, _("Go on without it"));
}

static enum screen_id sample_choose(struct flow *flow, int value)
{
	(void)flow;
	(void)value;
	return SCREEN_BACK;
}

/* One line. Lines of a mail hold a colon behind the first word; a name of a file does not. */
static bool is_file_name(const char *text)
{
	size_t line = strcspn(text, "\n");

	return !text[line + strspn(text + line, " \t\r\n")] && text[strcspn(text, ": ")] != ':';
}

static bool sample_read(const char *typed, struct str *out)
{
	char *path = flow_path_typed(typed);
	bool fine = file_read(path, out);

	free(path);
	return fine;
}

static enum screen_id sample_enter(struct flow *flow, const char *text)
{
	struct str mail = STR_INIT_MAX(SAMPLE_MAX);

	text += strspn(text, " \t\r\n");
	if (!*text)
		return SCREEN_BACK;
	if (!is_file_name(text)) {
		str_add(&mail, text);
	} else if (!sample_read(text, &mail) || mail.cut) {
		flow_note(flow,
			mail.cut ? _("This file is too large. Choose a short mail without attachments.")
				 : _("This file cannot be read. Look at its name, with all its folders."));
		str_release(&mail);
		return SCREEN_STAY;
	}
	if (!mail.len) {
		flow_note(flow, _("This file is empty."));
		return SCREEN_STAY;
	}
	/* what a run reads stays as it is until that run has ended */
	road_stop(flow);
	str_release(&flow->sample);
	flow->sample = mail;
	flow->mailcase->mail = flow->sample.s;
	flow->mailcase->mail_len = flow->sample.len;
	flow->mailcase->mail_pasted = !is_file_name(text);
	flow->confirming = true; /* nothing was changed, so nothing is compared */
	return SCREEN_ROAD;
}

const struct screen_calls sample_calls = {
	.show = sample_show, .choose = sample_choose, .enter = sample_enter};

/* --- block lists --- */

static bool lists_fit(const struct flow *flow)
{
	return flow->tip == STEP_REPUTATION && !mailcase_asks_lists(&flow->record->mailcase);
}

enum lists_choice { LISTS_NO, LISTS_YES };

static void lists_show(struct flow *flow, struct view *view)
{
	(void)flow;
	view->careful = true;
	view_add(view, ROLE_TEXT,
		_("Block lists are public lists of places that sent unwanted mail. Each is asked about the "
		  "number of "
		  "your connection and of your server, about your domain, and about links in a mail that you "
		  "gave. No "
		  "mail is sent."));
	view_choice(view, LISTS_NO, _("No, do not ask them"));
	view_choice(view, LISTS_YES, _("Yes, ask them and test"));
}

static enum screen_id lists_choose(struct flow *flow, int value)
{
	if (value == LISTS_NO)
		return SCREEN_BACK;
	flow->mailcase->lists = true;
	flow->confirming = true; /* nothing was changed, so nothing is compared */
	return SCREEN_ROAD;
}

const struct screen_calls lists_calls = {.show = lists_show, .choose = lists_choose};

/* --- a public list of settings --- */

/* Where it would have been asked: see settings.recommend. */
static bool directory_fits(const struct flow *flow)
{
	for (size_t i = 0; flow->tip == STEP_SETTINGS && i < flow->record->findings.n; i++) {
		if (flow->record->findings.items[i].id == F_DIRECTORY_UNASKED)
			return true;
	}
	return false;
}

static void directory_show(struct flow *flow, struct view *view)
{
	(void)flow;
	view->careful = true;
	view_add(view, ROLE_TEXT,
		_("The settings of your mail provider were not found. A public list, kept by the makers of "
		  "the mail program Thunderbird, often has them. It would learn the part behind the @ of "
		  "your address, and the internet address of this computer."));
	view_choice(view, TOLD_NO, _("No, do not ask it"));
	view_choice(view, TOLD_YES, _("Yes, ask it and test"));
}

static enum screen_id directory_choose(struct flow *flow, int value)
{
	if (value == TOLD_NO)
		return SCREEN_BACK;
	flow->mailcase->directory = TOLD_YES;
	flow->confirming = true; /* nothing was changed, so nothing is compared */
	return SCREEN_ROAD;
}

const struct screen_calls directory_calls = {.show = directory_show, .choose = directory_choose};

/* --- at the tip --- */

/* The first that fits is offered. */
static const struct {
	bool (*fits)(const struct flow *flow);
	enum screen_id screen;
	const char *label;
} offers[] = {
	{inbox_fits, SCREEN_INBOX, N_("Look for mails that came back")},
	{returned_fits, SCREEN_RETURNED, N_("Look at a mail that came back")},
	{logging_fits, SCREEN_LOG, N_("Read another log file")},
	{sample_fits, SCREEN_SAMPLE, N_("Look at a mail that you sent")},
	{lists_fit, SCREEN_LISTS, N_("Ask the block lists")},
	{directory_fits, SCREEN_DIRECTORY, N_("Ask a public list of settings")},
};
#define OFFERS (sizeof offers / sizeof offers[0])

static size_t offer_of(const struct flow *flow)
{
	size_t i = 0;

	while (i < OFFERS && !offers[i].fits(flow))
		i++;
	return i;
}

void believing_offer(const struct flow *flow, struct view *view, int value)
{
	size_t i = offer_of(flow);

	if (i < OFFERS)
		view_choice(view, value, _(offers[i].label));
}

enum screen_id believing_begin(const struct flow *flow)
{
	size_t i = offer_of(flow);

	return i < OFFERS ? offers[i].screen : SCREEN_STAY;
}
