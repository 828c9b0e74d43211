/*
 * One tip on one screen: the finding in the first line, why it matters, what else was found, and what can be
 * tried.
 */
#include <string.h>

#include "checks/base/mem.h"
#include "ui/flow/rooms.h"

/* Why each tip matters. */
static const char *const why[STEP_N] = {
	[STEP_ERRORS] = N_("The message of a server nearly always says what is wrong, in its own words. We "
			   "read them for you."),
	[STEP_SETTINGS] = N_("Sending uses another server than receiving. A wrong name, number or encryption "
			     "there stops every "
			     "mail, while receiving goes on working."),
	[STEP_LOGIN] = N_("To send, your program signs in once more. A password that is right for receiving "
			  "can be missing, old or "
			  "not allowed for sending."),
	[STEP_NETWORK] = N_("Networks of hotels, companies and internet companies often close the way to "
			    "mail servers, and leave the "
			    "way for receiving open."),
	[STEP_FIREWALL] = N_("A firewall decides which connections may leave a computer or a network. One "
			     "rule can hold back mail alone. We look where the mail stops on its way."),
	[STEP_ANTIVIRUS] = N_("Protection programs look into mail on its way out, and sometimes break it. We "
			      "look which of them run here, and who answers."),
	[STEP_PROVIDER] = N_("Mail providers accept only so much mail, and only from senders and to "
			     "recipients that they know."),
	[STEP_DNS] = N_("Other mail servers look up your domain before they believe that a mail is yours."),
	[STEP_REPUTATION] =
		N_("Servers that sent unwanted mail stand on lists, and others refuse what comes from them."),
	[STEP_CONTENT] = N_("Filters refuse a mail for what is in it: certain attachments, links or words."),
};

/* The same for those who look after a mail server, where it is something else. */
static const char *const why_admin[STEP_N] = {
	[STEP_ERRORS] =
		N_("A mail server writes down why every mail stays. The oldest mail of the queue says "
		   "most."),
	[STEP_SETTINGS] = N_("A server that does not run, or is told a wrong name or way, delivers nothing. "
			     "Its settings are only read, nothing is changed."),
	[STEP_LOGIN] = N_("Your server hands its mail to another one, the relay. It is accepted there only "
			  "after a sign-in."),
	[STEP_NETWORK] = N_("Mail for others goes straight to their servers, at port 25. We walk that way up "
			    "to the point where a mail would be handed over."),
	[STEP_ANTIVIRUS] = N_("Filters between the queue and the way out can hold mail back, or stop working "
			      "and hold all of it."),
	[STEP_PROVIDER] = N_("Many hosting companies close port 25 to keep spam away, until one asks them to "
			     "open it."),
};

/*
 * The help page behind a tip, the id of ui/words/help: for what people know by name and not by its ways. The
 * other topics are one key away, and a tip has 700 bytes on a slow line.
 */
static const char *const topics[STEP_N] = {
	[STEP_FIREWALL] = "firewall",
	[STEP_ANTIVIRUS] = "antivirus",
	[STEP_DNS] = "dns",
	[STEP_REPUTATION] = "spam",
};

static enum view_role role_of(enum check_status status)
{
	switch (status) {
	case CHECK_OK:
	case CHECK_NOTE:
		return ROLE_GOOD;
	case CHECK_PROBLEM:
		return ROLE_BAD;
	default:
		return ROLE_UNSURE;
	}
}

/*
 * Findings are told in the order of their checks: the order they came in depends on which server answers
 * first, and differs from run to run.
 */
static bool told_here(
	const struct record *record, size_t i, const struct check_result *result, enum step step)
{
	const struct finding *finding = &record->findings.items[i];

	return strcmp(finding->check, result->check->id) == 0 &&
	       record_finding_step(record, finding) == step && record_reports_finding(record, i);
}

/*
 * Grave ones first; of equals those that the first cause rests on, then those of any cause. Who could not be asked comes
 * last: that says nothing of the person.
 */
static int weight_of(const struct record *record, size_t i)
{
	int weight = (int)finding_weight(&record->findings.items[i]) * 4;

	if (record->findings.items[i].id == F_LISTS_UNANSWERED)
		return -1;

	for (size_t c = 0; c < record->diagnosis.n; c++)
		for (size_t k = 0; k < record->diagnosis.causes[c].n_findings; k++)
			if (record->diagnosis.causes[c].findings[k] == i)
				return weight + (c == 0 ? 2 : 1);
	return weight;
}

/* The finding that the tip begins with, the first of equals; record->findings.n without one. */
static size_t gravest(const struct record *record, enum step step)
{
	size_t best = record->findings.n;

	for (size_t c = 0; c < record->checks.n; c++)
		for (size_t i = 0; i < record->findings.n; i++)
			if (told_here(record, i, &record->checks.items[c], step) &&
				(best == record->findings.n ||
					weight_of(record, i) > weight_of(record, best)))
				best = i;
	return best;
}

static bool asks_for_hindrance(enum step step)
{
	return step == STEP_FIREWALL || step == STEP_ANTIVIRUS || step == STEP_REPUTATION;
}

/* "PROBLEM: " is a word of its own in the translation, so that the meaning is never in the colour alone. */
static void show_finding(struct view *view, const struct finding *finding, enum view_role role, bool tight)
{
	const struct words_style style = {0};
	struct str text STR_AUTO = STR_INIT;
	struct str line STR_AUTO = STR_INIT;

	words_finding(&text, finding, &style);
	if (finding_weight(finding) == SEVERITY_OK && asks_for_hindrance(finding_step(finding->id))) {
		view_add_str(view, role, &text); /* what is not there does not "work" */
		view->paras.items[view->paras.n - 1].tight = tight;
		return;
	}
	const struct arg args[] = {A_WORD("severity", words_severity(finding_weight(finding))),
		A_NAME("finding", str_text(&text))};
	/* TRANSLATORS: {severity} is a word such as "problem" or "note", {finding} a whole sentence. */
	words_fill(&line, _("{severity}: {finding}"), args, 2, &style);
	if (tight)
		view_add_tight(view, role, str_text(&line));
	else
		view_add(view, role, str_text(&line));
}

static enum view_role severity_role(enum severity severity)
{
	return severity == SEVERITY_PROBLEM   ? ROLE_BAD
	       : severity == SEVERITY_WARNING ? ROLE_UNSURE
					      : ROLE_TEXT;
}

/* What stood in the way of nothing: the tests of these tips end early where the server answers. */
static const char *in_order(const struct flow *flow)
{
	bool reached =
		record_finding(flow->record, F_SERVER_READY) || record_finding(flow->record, F_WALK_REACHED);

	if (flow->tip == STEP_FIREWALL)
		return reached ? _("No: the mail server was reached, so the way to it is open.")
			       : _("No sign of it was found.");
	if (flow->tip == STEP_ANTIVIRUS)
		return reached ? _("No: the mail server itself answers, unchanged.")
			       : _("No sign of it was found.");
	if (flow->tip == STEP_REPUTATION)
		return _("No: none of the lists that answered names you.");
	if (flow->tip == STEP_PROVIDER && record_finding(flow->record, F_WALK_REACHED))
		return _("No: other mail servers were reached at port 25.");
	return _("In order.");
}

/* Nothing was seen at this tip itself, and yet it is what the others point to. */
static void show_cause(const struct record *record, size_t cause, struct view *view, enum view_role role)
{
	const struct words_style style = {0};
	struct str title STR_AUTO = STR_INIT;

	words_cause_title(&title, record, &record->diagnosis.causes[cause], &style);
	view_add_str(view, role, &title);
}

static void show_lead(const struct flow *flow, struct view *view, size_t lead)
{
	const struct record *record = flow->record;
	enum check_status status = road_tip_status(flow, flow->tip);

	if (lead < record->findings.n)
		show_finding(view, &record->findings.items[lead], role_of(status), false);
	else if (diagnosis_answer(&record->diagnosis, flow->tip) < record->diagnosis.n)
		show_cause(record, diagnosis_answer(&record->diagnosis, flow->tip), view, role_of(status));
	else if (status == CHECK_SKIPPED && flow->tip == STEP_REPUTATION)
		view_add(view, ROLE_UNSURE,
			_("Not tested: block lists are asked only when you say so, or when mails come back "
			  "or get lost."));
	else if (status == CHECK_SKIPPED)
		view_add(view, ROLE_UNSURE,
			_("Not tested: something that comes before it did not work, or was left out."));
	else if (status == CHECK_UNKNOWN)
		view_add(view, ROLE_UNSURE, _("This could not be found out."));
	else
		view_add(view, ROLE_GOOD, in_order(flow));
}

/* The last of those that say that something works: the others led to it. record->findings.n without one. */
static size_t last_good(const struct record *record, enum step step)
{
	size_t last = record->findings.n;

	for (size_t c = 0; c < record->checks.n; c++)
		for (size_t i = 0; i < record->findings.n; i++)
			if (finding_weight(&record->findings.items[i]) == SEVERITY_OK &&
				told_here(record, i, &record->checks.items[c], step))
				last = i;
	return last;
}

/* What is said on one screen of a slow line, the lead included; the rest is one key away. */
#define SAID_BYTES 250

static size_t length_of(const struct finding *finding)
{
	const struct words_style style = {0};
	struct str text STR_AUTO = STR_INIT;

	words_finding(&text, finding, &style);
	return text.len;
}

/* Problems, or all the rest, up to what one screen takes; true where more was found. */
static bool say_rest(const struct flow *flow, struct view *view, size_t lead, bool problems, size_t *said)
{
	const struct record *record = flow->record;
	size_t good = last_good(record, flow->tip);
	bool more = false;

	for (size_t c = 0; c < record->checks.n; c++)
		for (size_t i = 0; i < record->findings.n; i++) {
			const struct finding *finding = &record->findings.items[i];
			enum severity severity = finding_weight(finding);
			if (i == lead || (severity == SEVERITY_OK && i != good) ||
				(severity == SEVERITY_PROBLEM) != problems ||
				!told_here(record, i, &record->checks.items[c], flow->tip))
				continue;
			*said += length_of(finding);
			if (*said <= SAID_BYTES)
				show_finding(view, finding, severity_role(severity), true);
			else
				more = true;
		}
	return more;
}

static void show_rest(const struct flow *flow, struct view *view, size_t lead)
{
	size_t said = lead < flow->record->findings.n ? length_of(&flow->record->findings.items[lead]) : 0;

	bool more = say_rest(flow, view, lead, true, &said);
	if (say_rest(flow, view, lead, false, &said) || more)
		view_add_tight(view, ROLE_TEXT, _("More was found: see \"How we know\"."));
}

/*
 * The tests that could not be finished, and why. What the others found stands above; every test with its time
 * is one key away (details.c), and on a slow line a tip has 700 bytes.
 */
static void show_unknown(const struct flow *flow, struct view *view)
{
	for (size_t i = 0; i < flow->record->checks.n; i++) {
		const struct check_result *result = &flow->record->checks.items[i];
		struct str line STR_AUTO = STR_INIT;
		const struct words_style style = {0};
		if (result->check->step != flow->tip || !result->unknown)
			continue;
		const struct arg args[] = {
			A_WORD("test", result->check->title), A_NAME("status", words_status(result->status))};
		/* TRANSLATORS: {test} is a phrase such as "Look up the server's name", {status} a word such
		 * as "works". */
		words_fill(&line, _("{test}: {status}"), args, 2, &style);
		view_add(view, ROLE_TEXT, str_text(&line));
		view_add_tight(view, ROLE_TEXT, _(result->unknown));
	}
}

#define TIP_NEXT    100
#define TIP_ANSWER  101
#define TIP_DETAILS 102
#define TIP_LIST    103
#define TIP_TRY	    104
#define TIP_HELP    105
#define TIP_BELIEVE 106

static size_t tip_place(const struct flow *flow, size_t *n_r, enum step *tips)
{
	size_t place = 0;

	*n_r = road_tips(flow, tips);
	while (place < *n_r && tips[place] != flow->tip)
		place++;
	return place;
}

/* The page of the help that belongs to the tip; help_pages_n without one. */
static size_t topic_of(enum step step)
{
	size_t page = 0;

	while (page < help_pages_n && (!topics[step] || strcmp(help_pages[page].id, topics[step]) != 0))
		page++;
	return page;
}

/* The tips whose causes can be told apart by trying something. */
static bool has_trials(enum step step)
{
	return step == STEP_NETWORK || step == STEP_FIREWALL || step == STEP_ANTIVIRUS ||
	       step == STEP_PROVIDER;
}

static void offer_choices(const struct flow *flow, struct view *view, bool last)
{
	size_t page = topic_of(flow->tip);
	struct str help STR_AUTO = STR_INIT;
	const struct words_style style = {0};

	if (!last)
		view_choice(view, TIP_NEXT, _("The next tip"));
	view_choice(view, TIP_ANSWER,
		flow->record->diagnosis.n ? _("What stops your mail, and what to do")
					  : _("What we ruled out, and what to try next"));
	if (has_trials(flow->tip))
		trying_offer(flow, view, TIP_TRY, _("What you can try"));
	believing_offer(flow, view, TIP_BELIEVE);
	view_choice(view, TIP_DETAILS, _("How we know"));
	if (page < help_pages_n) {
		const struct arg args[] = {A_WORD("topic", help_pages[page].title)};
		/* TRANSLATORS: {topic} is the title of a page of the help, such as "Firewalls". */
		words_fill(&help, _("Help: {topic}"), args, 1, &style);
		view_choice(view, TIP_HELP, str_text(&help));
	}
	view_choice(view, TIP_LIST, _("All tips"));
}

static const char *why_of(const struct flow *flow)
{
	bool admin = flow->record->mailcase.role == ROLE_ADMIN && why_admin[flow->tip];

	return _(admin ? why_admin[flow->tip] : why[flow->tip]);
}

static void tip_show(struct flow *flow, struct view *view)
{
	enum step tips[STEP_N];
	size_t n, place = tip_place(flow, &n, tips), lead = gravest(flow->record, flow->tip);
	struct str heading STR_AUTO = STR_INIT;
	const struct words_style style = {0};
	const struct arg args[] = {A_COUNT("n", (int64_t)place + 1), A_COUNT("total", (int64_t)n),
		A_NAME("question", words_step_question(flow->tip, flow->record->mailcase.role))};

	/* TRANSLATORS: {question} is the tip as a question, such as "Are the settings for sending right?" */
	words_fill(&heading, _("Tip {n} of {total}: {question}"), args, 3, &style);
	if (road_tip_status(flow, flow->tip) == CHECK_SKIPPED)
		lead = flow->record->findings.n; /* what works beside it is no answer to the question */
	view_heading(view, str_text(&heading));
	show_lead(flow, view, lead);
	view_add(view, ROLE_TEXT, why_of(flow));
	show_rest(flow, view, lead);
	show_unknown(flow, view);
	offer_choices(flow, view, place + 1 >= n);
}

static enum screen_id tip_choose(struct flow *flow, int value)
{
	enum step tips[STEP_N];
	size_t n, place = tip_place(flow, &n, tips);

	switch (value) {
	case TIP_NEXT:
		flow->tip = tips[place + 1];
		return SCREEN_STAY;
	case TIP_ANSWER:
		flow->cause = 0;
		return flow->record->diagnosis.n ? SCREEN_RESULT : SCREEN_END;
	case TIP_DETAILS:
		return SCREEN_DETAILS;
	case TIP_TRY:
		return trying_begin(flow);
	case TIP_BELIEVE:
		return believing_begin(flow);
	case TIP_HELP:
		flow->help_page = topic_of(flow->tip);
		return SCREEN_HELP_PAGE;
	default:
		return SCREEN_ROAD;
	}
}

const struct screen_calls tip_calls = {.show = tip_show, .choose = tip_choose};
