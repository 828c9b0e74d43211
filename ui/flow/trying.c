/*
 * What a person can try: the experiments that fit what was found, and the test mail. One thing is changed at
 * a time, and changed back (trial.c): two tests with one change between them tell more than one alone.
 */
#include "checks/base/mem.h"
#include "ui/flow/rooms.h"
#include "ui/words/trials.h"

static bool found_any(const struct record *record, const enum finding_id *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (record_finding(record, ids[i]))
			return true;
	return false;
}

#define FOUND_ANY(record, ...)                                                                               \
	found_any(record, (const enum finding_id[]){__VA_ARGS__},                                            \
		sizeof((const enum finding_id[]){__VA_ARGS__}) / sizeof(enum finding_id))

static bool stands(const struct record *record, enum cause_id first, enum cause_id last)
{
	for (size_t i = 0; i < record->diagnosis.n; i++)
		if (record->diagnosis.causes[i].id >= first && record->diagnosis.causes[i].id <= last)
			return true;
	return false;
}

/* Nothing that we found says why, and the person says that it does not work. */
static bool is_unexplained(const struct record *record)
{
	const struct diagnosis *diagnosis = &record->diagnosis;

	if (record_finding(record, F_PROGRAM_STILL_FAILS))
		return true;
	return diagnosis->n == 0 ? record->mailcase.symptom != SYMPTOM_UNKNOWN
				 : diagnosis->causes[0].confidence < 50;
}

static bool vpn_fits(const struct record *record)
{
	return stands(record, CAUSE_VPN_IN_THE_WAY, CAUSE_VPN_IN_THE_WAY) ||
	       (record_finding(record, F_ROUTE_VPN) && (record->diagnosis.n > 0 || is_unexplained(record)));
}

/* A cause that lies on the way, or looks as if it lay at the server. */
static bool network_fits(const struct record *record)
{
	for (size_t i = 0; i < record->diagnosis.n; i++) {
		const struct diagnosed_cause *cause = &record->diagnosis.causes[i];
		if (cause->who == WHO_LOCAL_NETWORK || cause->who == WHO_INTERNET_PROVIDER)
			return true;
		if (cause->id == CAUSE_SERVER_DOWN || cause->id == CAUSE_CERTIFICATE_UNTRUSTED ||
			cause->id == CAUSE_LOCAL_FIREWALL)
			return true;
	}
	return is_unexplained(record);
}

/* A security program is likely, or runs where the way is closed, or nothing else explains it. */
static bool shield_fits(const struct record *record)
{
	return is_unexplained(record) ||
	       stands(record, CAUSE_ANTIVIRUS_INTERCEPTS_TLS, CAUSE_ANTIVIRUS_SCANS_MAIL) ||
	       (record->diagnosis.n > 0 &&
		       FOUND_ANY(record, F_SHIELD_SIGNED, F_SHIELD_TRUSTED, F_SHIELD_SIGNED_OTHERS,
			       F_LOCAL_LISTENER, F_GUARD_COULD_BLOCK, F_GUARD_HOOKS_MAIL, F_GUARD_ANSWERS)) ||
	       (record_finding(record, F_GUARD_RUNNING) && network_fits(record));
}

/* Another port is not tried in clear. */
static bool port_fits(const struct record *record)
{
	const struct server_settings *works = &record->learnt.working, *tested = &record->learnt.outgoing;

	return record->diagnosis.n > 0 && works->host[0] && works->port && works->port != tested->port &&
	       works->security != SECURITY_NONE;
}

static bool plugins_fit(const struct record *record)
{
	const struct mailcase *mailcase = &record->mailcase;

	if (!trial_without_addons(mailcase->program))
		return false;
	return stands(record, CAUSE_ANTIVIRUS_PLUGIN, CAUSE_ANTIVIRUS_PLUGIN) ||
	       record_finding(record, F_PROGRAM_STILL_FAILS) ||
	       (record_finding(record, F_PLUGIN_FOUND) && is_unexplained(record));
}

static bool (*const fits[EXPERIMENT_N])(const struct record *record) = {
	[EXPERIMENT_SHIELD_OFF] = shield_fits,
	[EXPERIMENT_VPN_OFF] = vpn_fits,
	[EXPERIMENT_OTHER_NETWORK] = network_fits,
	[EXPERIMENT_OTHER_PORT] = port_fits,
	[EXPERIMENT_WITHOUT_PLUGINS] = plugins_fit,
};

/* For those who use a mail program; a mail server's rooms are not rewired for a test. */
static bool experiment_fits(const struct flow *flow, enum experiment experiment)
{
	return flow->record && flow->mailcase->role == ROLE_USER && fits[experiment](flow->record);
}

static bool any_experiment_fits(const struct flow *flow)
{
	for (int i = 0; i < EXPERIMENT_N; i++)
		if (experiment_fits(flow, (enum experiment)i))
			return true;
	return false;
}

void trying_offer(const struct flow *flow, struct view *view, int value, const char *translated)
{
	bool experiments = any_experiment_fits(flow);

	if (experiments || sending_fits(flow))
		view_choice(view, value, experiments ? translated : _("Send a test mail to yourself"));
}

enum screen_id trying_begin(const struct flow *flow)
{
	return any_experiment_fits(flow) ? SCREEN_TRY : SCREEN_SEND;
}

/* --- the list --- */

enum { TRY_SEND = EXPERIMENT_N, TRY_NOTHING };

static void offer(struct view *view, enum experiment experiment, enum tried tried)
{
	const char *label = _(trial_words[experiment].label);
	struct str text STR_AUTO = STR_INIT;
	const struct words_style style = {0};
	const struct arg args[] = {A_NAME("label", label)};

	if (tried == TRIED_HELPED)
		/* TRANSLATORS: {label} is what can be tried, such as "With the VPN off". */
		words_fill(&text, _("{label} (tried: it helped)"), args, 1, &style);
	else if (tried == TRIED_SAME)
		/* TRANSLATORS: {label} is what can be tried, such as "With the VPN off". */
		words_fill(&text, _("{label} (tried: no difference)"), args, 1, &style);
	else
		str_add(&text, label);
	view_choice(view, (int)experiment, str_text(&text));
}

static void try_show(struct flow *flow, struct view *view)
{
	view_add(view, ROLE_TEXT,
		_("Change one thing for one test, and then change it back. Two tests with one change between "
		  "them say more than "
		  "one alone."));
	for (int i = 0; i < EXPERIMENT_N; i++)
		if (experiment_fits(flow, (enum experiment)i))
			offer(view, (enum experiment)i, flow->mailcase->tried[i]);
	if (sending_fits(flow))
		view_choice(view, TRY_SEND, _("Send a test mail to yourself"));
	view_choice(view, TRY_NOTHING, _("I cannot do any of this, or do not want to"));
}

/* Whoever sits at another computer (SSH) may cut the branch that they sit on. */
static bool may_cut(const struct flow *flow, enum experiment experiment)
{
	const char *from_afar = getenv("SSH_CONNECTION");

	return trial_words[experiment].risk && from_afar && from_afar[0] &&
	       flow->mailcase->where != WHERE_ELSEWHERE && !flow->practising;
}

static enum screen_id try_choose(struct flow *flow, int value)
{
	if (value == TRY_NOTHING)
		return SCREEN_BACK;
	if (value == TRY_SEND)
		return SCREEN_SEND;
	trial_begin(flow, (enum experiment)value);
	return may_cut(flow, (enum experiment)value) ? SCREEN_TRY_CAREFUL : SCREEN_TRY_CHANGE;
}

const struct screen_calls try_calls = {.show = try_show, .choose = try_choose};

/* --- over SSH --- */

enum careful_choice { CAREFUL_NO, CAREFUL_YES };

static void try_careful_show(struct flow *flow, struct view *view)
{
	view->careful = true;
	view_add(view, ROLE_UNSURE, _(trial_words[flow->trial.what].risk));
	view_add(view, ROLE_TEXT,
		_("You are connected to this computer from afar (SSH). Go on only if you can get at it in "
		  "another way too."));
	if (!flow->practising)
		view_add(view, ROLE_TEXT,
			_("Your answers are kept. If the connection breaks, start mailmend again later: it "
			  "goes on where it stopped."));
	view_choice(view, CAREFUL_NO, _("No"));
	view_choice(view, CAREFUL_YES, _("Yes, I can get at this computer in another way"));
}

static enum screen_id try_careful_choose(struct flow *flow, int value)
{
	(void)flow;
	return value == CAREFUL_YES ? SCREEN_TRY_CHANGE : SCREEN_BACK;
}

const struct screen_calls try_careful_calls = {.show = try_careful_show, .choose = try_careful_choose};
