/*
 * The verdict: what each step needs as its proof, what lacks it, where the mail stops, and what was ruled
 * out.
 */
#include "checks/engine/diagnosis.h"

#include <assert.h>
#include <string.h>

#include "checks/engine/record.h"

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_UNKNOWN] = "unknown",
		[VERDICT_CAN_SEND] = "can-send",
		[VERDICT_CANNOT_SEND] = "cannot-send",
	};

	return names[verdict];
}

/* The one finding that proves a step; F_N: the step has none, its checks must have ended well. */
static const enum finding_id proofs[STEP_N] = {
	[STEP_ERRORS] = F_N,
	[STEP_SETTINGS] = F_SERVER_READY,
	[STEP_LOGIN] = F_LOGIN_ACCEPTED,
	[STEP_NETWORK] = F_SERVER_REACHED,
	[STEP_FIREWALL] = F_N,
	[STEP_ANTIVIRUS] = F_N,
	[STEP_PROVIDER] = F_ENVELOPE_ACCEPTED,
	[STEP_DNS] = F_N,
	[STEP_REPUTATION] = F_N,
	[STEP_CONTENT] = F_N,
};

static bool has(const struct record *record, enum finding_id id)
{
	return record_finding(record, id) != NULL;
}

static bool has_checks(const struct record *record, enum step step)
{
	return record_step_status(record, step) != CHECK_WAITING;
}

/* A mail server's relay that takes the envelope from us without a login wants none. */
static bool needs_login(const struct record *record)
{
	return record->mailcase.role == ROLE_USER ||
	       (!has(record, F_ENVELOPE_ACCEPTED) && !has(record, F_WALK_REACHED));
}

/*
 * A mail server that hands its mail to the recipients' servers itself has no server for sending: its settings and the way to a recipient
 * prove what it needs.
 */
static bool sends_itself(const struct record *record)
{
	return record->mailcase.role == ROLE_ADMIN && !record->mailcase.in_use.host[0] &&
	       has(record, F_OWN_SETTINGS_FINE) && !has(record, F_OWN_RELAY);
}

static enum finding_id proof_of(const struct record *record, enum step step)
{
	if (!sends_itself(record))
		return proofs[step];
	switch (step) {
	case STEP_SETTINGS:
		return F_OWN_SETTINGS_FINE;
	case STEP_NETWORK:
	case STEP_PROVIDER:
		return F_WALK_REACHED;
	default:
		return proofs[step];
	}
}

/* A record that could not be looked up is none that was found in order. */
static bool has_unknown(const struct record *record, enum step step)
{
	for (size_t i = 0; i < record->checks.n; i++) {
		const struct check_result *result = &record->checks.items[i];

		if (result->check->step == step && result->status == CHECK_UNKNOWN)
			return true;
	}
	return false;
}

static bool is_proved(const struct record *record, enum step step)
{
	enum finding_id proof = proof_of(record, step);

	if (step == STEP_LOGIN && !needs_login(record))
		return true;
	if (proof != F_N)
		return has(record, proof);
	if (step == STEP_DNS && has_unknown(record, step))
		return false;
	switch (record_step_status(record, step)) {
	case CHECK_OK:
	case CHECK_NOTE:
	case CHECK_WARNING:
		return true;
	default:
		return false;
	}
}

/*
 * Whether can-send depends on the step: those with a proof of their own always, others where this version has
 * checks for them or where they were asked for by name. Records and lists only where they were asked for by name, or mails are refused or
 * lost. What the person told proves nothing and lacks nothing.
 */
static bool counts(const struct record *record, enum step step)
{
	if (!mailcase_wants_step(&record->mailcase, step) || step == STEP_ERRORS)
		return false;
	if ((step == STEP_DNS || step == STEP_REPUTATION) && !(record->mailcase.only & STEP_BIT(step)) &&
		!mailcase_told_of_distrust(&record->mailcase))
		return false;
	return proofs[step] != F_N || has_checks(record, step) || (record->mailcase.only & STEP_BIT(step));
}

static bool has_problem(const struct record *record, enum step step)
{
	for (size_t i = 0; i < record->findings.n; i++) {
		const struct finding *finding = &record->findings.items[i];

		if (finding_weight(finding) == SEVERITY_PROBLEM &&
			record_finding_step(record, finding) == step)
			return true;
	}
	return false;
}

static void judge_verdict(const struct record *record, struct diagnosis *diagnosis)
{
	bool any = false, all = true;

	for (int step = 0; step < STEP_N; step++) {
		if (!counts(record, (enum step)step))
			continue;
		any = true;
		if (is_proved(record, (enum step)step))
			continue;
		all = false;
		if (!has_problem(record, (enum step)step))
			diagnosis->not_tested[diagnosis->n_not_tested++] = step_name((enum step)step);
	}
	if (diagnosis->n)
		diagnosis->verdict = VERDICT_CANNOT_SEND;
	else
		diagnosis->verdict = any && all ? VERDICT_CAN_SEND : VERDICT_UNKNOWN;
}

/* Causes whose place is not the one of whoever must act. */
static const struct {
	enum cause_id first, last;
	enum way way;
} places[] = {
	{CAUSE_PROGRAM_PASSWORD_OLD, CAUSE_SERVER_NAME_UNKNOWN, WAY_YOU},
	{CAUSE_OFFLINE, CAUSE_OFFLINE, WAY_YOU},
	{CAUSE_CAPTIVE_PORTAL, CAUSE_CAPTIVE_PORTAL, WAY_NETWORK},
	{CAUSE_VPN_IN_THE_WAY, CAUSE_VPN_IN_THE_WAY, WAY_YOU},
	{CAUSE_LOCAL_FIREWALL, CAUSE_FIREWALL_RULE_WRONG, WAY_YOU},
	{CAUSE_ANTIVIRUS_INTERCEPTS_TLS, CAUSE_ANTIVIRUS_PLUGIN, WAY_YOU},
	{CAUSE_CERTIFICATE_STORE_MISSING, CAUSE_CLOCK_WRONG, WAY_YOU},
	{CAUSE_PROVIDER_SERVER_REQUIRED, CAUSE_PROVIDER_SERVER_REQUIRED, WAY_INTERNET},
	{CAUSE_SPF_MISSING, CAUSE_HELO_NAME_WRONG, WAY_RECIPIENT},
	{CAUSE_ADDRESS_LISTED, CAUSE_DOMAIN_POOR_REPUTATION, WAY_RECIPIENT},
	{CAUSE_RECIPIENT_UNKNOWN, CAUSE_DELIVERED_TO_SPAM, WAY_RECIPIENT},
};

static enum way place_of(const struct record *record, const struct diagnosed_cause *cause)
{
	/* What was looked for and not found is not named all the same. */
	if (cause->who == WHO_LOCAL_NETWORK && has(record, F_STOPS_SOMEWHERE))
		return WAY_UNKNOWN;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		if (cause->id >= places[i].first && cause->id <= places[i].last)
			return places[i].way;
	}
	switch (cause->who) {
	case WHO_LOCAL_NETWORK:
		return WAY_NETWORK;
	case WHO_INTERNET_PROVIDER:
		return WAY_INTERNET;
	case WHO_RECIPIENT:
		return WAY_RECIPIENT;
	default:
		return WAY_SERVER;
	}
}

/* What was found to be in order, for a last page that is no dead end. */
static const struct {
	enum finding_id finding;
	const char *msgid;
} in_order[] = {
	{F_NAME_FOUND, N_("The name of the sending server exists.")},
	{F_SERVER_REACHED, N_("The way from here to the sending server is free.")},
	{F_SERVER_READY, N_("Port and encryption fit, and the server's certificate is right.")},
	{F_LOGIN_ACCEPTED, N_("The sending server accepts your name and password.")},
	{F_RECEIVE_WORKS, N_("Receiving works with the same name and password.")},
	{F_ENVELOPE_ACCEPTED, N_("The server accepts you as the sender, and the recipient.")},
	{F_TEST_MAIL_ACCEPTED, N_("The server took a test mail.")},
	{F_TEST_MAIL_ARRIVED, N_("The test mail arrived in the inbox.")},
	{F_PAUSE_SURVIVED, N_("A connection that is silent for a while is not forgotten on the way.")},
	{F_GUARD_NONE, N_("No program that is known for looking into mail runs on this computer.")},
	{F_OWN_RUNS, N_("The mail server runs.")},
	{F_OWN_SETTINGS_FINE, N_("The settings of the mail server are in order.")},
	{F_OWN_QUEUE_FINE, N_("No mail is stuck in the queue.")},
	{F_WALK_REACHED, N_("Other mail servers can be reached.")},
	{F_PORT25_OPEN, N_("Port 25, the way between mail servers, is open.")},
	{F_MX_FINE, N_("The domain names the servers that take its mail.")},
	{F_DELEGATION_FINE, N_("The name servers of the domain answer for it.")},
	{F_PTR_FINE, N_("The number of the sending server has a name that fits.")},
	{F_SPF_PASSES, N_("The server for sending is among those that may send for the domain.")},
	{F_DKIM_SIGNATURE_GOOD, N_("The signature in the mail is right.")},
	{F_DMARC_FINE, N_("The domain says what receivers do with forged mail.")},
	{F_ADDRESS_NOT_LISTED, N_("No block list that answered names the place that the mail comes from.")},
	{F_DOMAIN_NOT_LISTED, N_("No block list that answered names the domain.")},
};

static_assert(sizeof in_order / sizeof in_order[0] <= 24, "all of them have room in the diagnosis");

/* The causes that are the answer to a step's question: the problem itself was met at another one. */
static const struct {
	enum step step;
	enum cause_id first, last;
} answers_to[] = {
	{STEP_FIREWALL, CAUSE_PORT_BLOCKED, CAUSE_ALL_SMTP_PORTS_BLOCKED},
	{STEP_FIREWALL, CAUSE_LOCAL_FIREWALL, CAUSE_PROXY_IN_THE_MIDDLE},
	{STEP_FIREWALL, CAUSE_LOGIN_STRIPPED, CAUSE_LOGIN_STRIPPED},
	{STEP_ANTIVIRUS, CAUSE_ANTIVIRUS_INTERCEPTS_TLS, CAUSE_ANTIVIRUS_PLUGIN},
	{STEP_PROVIDER, CAUSE_PORT25_BLOCKED, CAUSE_PORT25_BLOCKED},
};

size_t diagnosis_answer(const struct diagnosis *diagnosis, enum step step)
{
	size_t c;

	for (c = 0; c < diagnosis->n; c++) {
		for (size_t i = 0; i < sizeof answers_to / sizeof *answers_to; i++) {
			if (answers_to[i].step == step && diagnosis->causes[c].id >= answers_to[i].first &&
				diagnosis->causes[c].id <= answers_to[i].last)
				return c;
		}
	}
	return c;
}

enum check_status record_step_result(const struct record *record, enum step step)
{
	enum check_status status = record_step_status(record, step);
	size_t cause = diagnosis_answer(&record->diagnosis, step);

	if (status == CHECK_WAITING || status == CHECK_PROBLEM || cause == record->diagnosis.n)
		return status;
	return cause == 0 ? CHECK_PROBLEM : CHECK_WARNING;
}

void diagnosis_judge(const struct record *record, struct diagnosis *diagnosis)
{
	diagnosis->n_not_tested = 0;
	diagnosis->n_ruled_out = 0;
	judge_verdict(record, diagnosis);
	for (size_t i = 0; i < sizeof in_order / sizeof in_order[0]; i++) {
		if (has(record, in_order[i].finding))
			diagnosis->ruled_out[diagnosis->n_ruled_out++] = in_order[i].msgid;
	}
	diagnosis->stops_at = diagnosis->verdict == VERDICT_CAN_SEND ? WAY_THROUGH
			      : diagnosis->n			     ? place_of(record, &diagnosis->causes[0])
								     : WAY_UNKNOWN;
}
