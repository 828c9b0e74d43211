/*
 * Mistakes in a program's settings in words. The place and the literal change go along as evidence: the steps of the cause show them.
 */
#include <string.h>

#include "checks/base/str.h"
#include "checks/steps/settings/program.h"

#define ARGS_MAX 9

/* What struct mistake's `what` is about. */
enum meant { MEANT_HOST, MEANT_NAME, MEANT_ACCOUNT, MEANT_TEXT };

static const struct row {
	enum finding_id finding;
	enum meant meant;
	const char *text;
} rows[MISTAKE_N] = {
	[MISTAKE_NO_LOGIN] = {F_SET_LOGIN_OFF, MEANT_NAME,
		/* TRANSLATORS: {program} is a mail program, {host} a server. */
		N_("{program} is set not to sign in for sending. {host} only takes mail after a sign-in.")},
	[MISTAKE_PASSWORD_NOT_FOUND] = {F_SET_LOGIN_OFF, MEANT_HOST,
		/* TRANSLATORS: {program} is a mail program, {host} a server. */
		N_("{program} finds no password for {host}, so it does not sign in. The file with the "
		   "passwords "
		   "has no line for this server.")},
	[MISTAKE_TLS_ON_STARTTLS_PORT] = {F_SET_ENCRYPTION, MEANT_NAME,
		/* TRANSLATORS: {program} is a mail program, {port} a number. SSL/TLS and STARTTLS are literal. */
		N_("{program} encrypts from the first moment (SSL/TLS) on port {port}. Servers begin without "
		   "encryption there and switch it on later (STARTTLS).")},
	[MISTAKE_STARTTLS_ON_TLS_PORT] = {F_SET_ENCRYPTION, MEANT_NAME,
		/* TRANSLATORS: {program} is a mail program, {port} a number. SSL/TLS is literal. */
		N_("{program} begins without encryption on port {port}. Servers encrypt from the first "
		   "moment "
		   "there (SSL/TLS).")},
	[MISTAKE_CONTRADICTION] = {F_SET_ENCRYPTION, MEANT_TEXT,
		/* TRANSLATORS: {program} is a mail program, {is} and {meant} are lines of its settings. */
		N_("Two settings of {program} exclude each other: {is} and {meant}.")},
	[MISTAKE_NOT_ENCRYPTED] = {F_SET_NOT_ENCRYPTED, MEANT_NAME,
		/* TRANSLATORS: {program} is a mail program, {host} a server. */
		N_("{program} sends to {host} without encryption. Most servers take no password that way, "
		   "and "
		   "everybody on the way could read it.")},
	[MISTAKE_HOST_TYPO] = {F_SET_SERVER_NAME, MEANT_HOST,
		/* TRANSLATORS: {program} is a mail program, {host} and {meant} are names of servers. */
		N_("The server's name in {program} looks mistyped: {host}. It probably has to be {meant}.")},
	[MISTAKE_NO_SERVER] = {F_SET_SERVER_NAME, MEANT_NAME,
		/* TRANSLATORS: {program} is a mail program. */
		N_("No server for sending stands in the settings of {program}.")},
	[MISTAKE_HOST_INCOMING] = {F_SET_RECEIVING, MEANT_HOST,
		/* TRANSLATORS: {program} is a mail program, {host} a server. */
		N_("{program} is to send through {host}, which is a server for receiving.")},
	[MISTAKE_PORT_TYPO] = {F_SET_PORT, MEANT_NAME,
		/* TRANSLATORS: {program} is a mail program, {port} and {meant} are numbers. */
		N_("The port in {program} looks mistyped: {port}. It probably has to be {meant}.")},
	[MISTAKE_PORT_25] = {F_SET_PORT_25, MEANT_NAME,
		/* TRANSLATORS: {program} is a mail program, {meant} a number. */
		N_("{program} sends through port 25, which many internet companies block. Port {meant} is "
		   "made "
		   "for mail programs.")},
	[MISTAKE_SERVER_OUTDATED] = {F_SET_OUTDATED, MEANT_HOST,
		/* TRANSLATORS: {program} is a mail program, {host} and {meant} are servers. */
		N_("{program} sends through {host}. Today the mail provider names {meant} instead.")},
	[MISTAKE_SENDER_OTHER] = {F_SET_SENDER, MEANT_ACCOUNT,
		/* TRANSLATORS: {program} is a mail program, {address} an email address, {meant} an account. */
		N_("{program} sends as {address} but with the account {meant}. Many mail providers only let "
		   "their own addresses out.")},
	[MISTAKE_USER_FORM] = {F_SET_USER, MEANT_ACCOUNT,
		/* TRANSLATORS: {program} is a mail program, {user} and {meant} are names to sign in with. */
		N_("{program} signs in as {user}. This mail provider wants {meant}.")},
	[MISTAKE_METHOD_OUTDATED] = {F_SET_METHOD, MEANT_NAME,
		/* TRANSLATORS: {program} is a mail program. */
		N_("{program} is set to a way of signing in that this mail provider does not take any "
		   "more.")},
	[MISTAKE_OAUTH_WANTED] = {F_SET_BROWSER, MEANT_NAME,
		/* TRANSLATORS: {program} is a mail program, {meant} a company. */
		N_("{program} signs in with a password. {meant} only takes a sign-in through the web browser "
		   "(OAuth2).")},
	[MISTAKE_ONE_COLON] = {F_SET_MAIL_SERVER, MEANT_TEXT,
		/* TRANSLATORS: {program} is a mail server program, {is} what stands in its settings. */
		N_("One colon stands before the port: {is}. {program} wants two, and reads this as two "
		   "servers.")},
	[MISTAKE_BRACKETS_MISSING] = {F_SET_MAIL_SERVER, MEANT_TEXT,
		/* TRANSLATORS: {program} is a mail server program, {is} what stands in its settings. */
		N_("Square brackets are missing: {is}. Without them {program} looks for the servers that "
		   "receive mail for that name.")},
	[MISTAKE_KEEPS_MAIL] = {F_SET_MAIL_SERVER, MEANT_TEXT,
		/* TRANSLATORS: {program} is a mail server program, {is} a line of its settings. */
		N_("A setting of {program} lets no mail leave this computer: {is}")},
	[MISTAKE_OVERRIDDEN] = {F_SET_MAIL_SERVER, MEANT_TEXT,
		/* TRANSLATORS: {program} is a mail server program, {is} a line of its settings. */
		N_("Another line takes back what is meant to hold in {program}: {is}")},
	[MISTAKE_UNREADABLE_LINE] = {F_SET_LINE, MEANT_TEXT,
		/* TRANSLATORS: {program} is a mail program. */
		N_("A line in the settings of {program} is one that it cannot understand.")},
	[MISTAKE_WRONG_SERVER] = {F_SET_WRONG_SERVER, MEANT_ACCOUNT,
		/* TRANSLATORS: {program} is a mail program, {host} a server, {meant} the name of an account. */
		N_("In {program} this account sends through {host}, the server of another account: "
		   "{meant}.")},
	[MISTAKE_OFFLINE] = {F_SET_OFFLINE, MEANT_NAME,
		/* TRANSLATORS: {program} is a mail program. */
		N_("{program} is set to work offline. As long as it is, it sends nothing.")},
	[MISTAKE_OUTBOX] = {F_SET_OUTBOX, MEANT_NAME, NULL},
	[MISTAKE_TOO_OLD] = {F_SET_TOO_OLD, MEANT_NAME,
		/* TRANSLATORS: {program} is a mail program, {version} and {meant} are numbers of versions. */
		N_("{program} is at version {version}. Today's mail servers need version {meant} or newer.")},
	[MISTAKE_PASSWORD_OLD] = {F_SET_PASSWORD_OLD, MEANT_NAME,
		/* TRANSLATORS: {program} is a mail program, {sending} and {receiving} are dates. */
		N_("{program} keeps a password for sending since {sending}, and a newer one for receiving "
		   "since "
		   "{receiving}.")},
};

static struct arg account_arg(const char *name, const char *value)
{
	return strchr(value, '@') ? A_EMAIL(name, value) : A_USER(name, value);
}

static struct arg meant_arg(enum meant meant, const char *what)
{
	switch (meant) {
	case MEANT_HOST:
		return A_HOST("meant", what);
	case MEANT_ACCOUNT:
		return account_arg("meant", what);
	case MEANT_TEXT:
		return A_TEXT("meant", what);
	default:
		return A_NAME("meant", what);
	}
}

/* Those that the text names. */
static void choose_args(const struct arg *all, size_t n, const char *text, struct arg *args_r)
{
	char name[40];
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof name, "{%s}", all[i].name);
		if (strstr(text, name))
			args_r[k++] = all[i];
	}
	args_r[k] = (struct arg){.type = ARG_NONE};
}

static void add_evidence(
	struct finding *finding, const struct profile *profile, const struct mistake *mistake)
{
	run_evidence(finding, "mistake", mistake_name(mistake->id));
	run_evidence(finding, "program", program_name(profile->program));
	if (mistake_cause(mistake->id) != CAUSE_NONE)
		run_evidence(finding, "meaning", cause_name(mistake_cause(mistake->id)));
	if (mistake->place.file[0])
		run_evidence(finding, "file", mistake->place.file);
	if (mistake->place.line)
		run_evidencef(finding, "line", "%d", mistake->place.line);
	if (mistake->is[0])
		run_evidence(finding, "is", mistake->is);
	if (mistake->change[0])
		run_evidence_lines(finding, "change", mistake->change);
}

static struct finding *say_outbox(
	struct check_run *run, const struct profile *profile, const struct mistake *mistake)
{
	struct finding *finding;

	finding = run_finding_plural(run, F_SET_OUTBOX,
		/* TRANSLATORS: {program} is a mail program, {count} a number. */
		NP_("{count} mail waits in the outbox of {program}.",
			"{count} mails wait in the outbox of {program}."),
		(const struct arg[]){A_COUNT("count", profile->state.outbox > 0 ? profile->state.outbox : 1),
			A_NAME("program", program_shown(profile->program)), {0}});
	if (profile->state.outbox_since)
		run_evidencef(finding, "waits_since", "%lld", (long long)profile->state.outbox_since);
	add_evidence(finding, profile, mistake);
	return finding;
}

struct finding *program_say(
	struct check_run *run, const struct profile *profile, const struct mistake *mistake)
{
	const struct row *row = &rows[mistake->id];
	const struct server_settings *out = &profile->out.settings;
	const struct arg all[ARGS_MAX] = {
		A_NAME("program", program_shown(profile->program)),
		A_HOST("host", out->host),
		A_PORT(out->port),
		account_arg("user", out->user),
		A_EMAIL("address", profile->address),
		A_TEXT("is", mistake->is),
		meant_arg(row->meant, mistake->what),
		A_DATE("sending", profile->state.sending_password),
		A_DATE("receiving", profile->state.receiving_password),
	};
	struct arg args[ARGS_MAX + 2];
	struct finding *finding;

	if (mistake->id == MISTAKE_OUTBOX)
		return say_outbox(run, profile, mistake);
	choose_args(all, ARGS_MAX, row->text, args);
	if (mistake->id == MISTAKE_TOO_OLD) {
		args[2] = A_NAME("version", mistake->is);
		args[3] = (struct arg){.type = ARG_NONE};
	}
	finding = run_finding(run, row->finding, row->text, args);
	add_evidence(finding, profile, mistake);
	return finding;
}

void program_say_harmless(struct check_run *run, const struct profile *profile, const struct mistake *mistake)
{
	struct finding *finding = run_say(run, F_SET_HARMLESS,
		/* TRANSLATORS: {program} is a mail program. */
		N_("One setting in {program} is unusual, but the test shows that it works."),
		A_NAME("program", program_shown(profile->program)));

	add_evidence(finding, profile, mistake);
}

void program_say_read(struct check_run *run, const struct profile *profile)
{
	const struct profile_server *out = &profile->out;
	struct finding *finding;

	if (out->settings.host[0])
		finding = run_say(run, F_PROFILE_READ,
			/* TRANSLATORS: {program} is a mail program, {host} a server, {port} a number. */
			N_("The settings of {program} were read: it sends through {host}, port {port}."),
			A_NAME("program", program_shown(profile->program)),
			A_HOST("host", out->settings.host), A_PORT(out->settings.port));
	else
		finding = run_say(run, F_PROFILE_READ,
			/* TRANSLATORS: {program} is a mail program. */
			N_("The settings of {program} were read. They name no server for sending."),
			A_NAME("program", program_shown(profile->program)));
	if (out->place.file[0])
		run_evidence(finding, "file", out->place.file);
	if (out->place.line)
		run_evidencef(finding, "line", "%d", out->place.line);
	if (profile->hands_to[0])
		run_evidence(finding, "hands_to", profile->hands_to);
	run_evidence(finding, "password_stored", out->stored ? "yes" : "no");
}

void program_say_refused(struct check_run *run, const struct profile_refusal *refusal)
{
	run_say(run, F_PROFILE_REFUSED,
		/* TRANSLATORS: {file} is the name of a file, {reason} a sentence that says why. */
		N_("{file} was not read. {reason}"), A_NAME("file", refusal->place.file),
		A_WORD("reason", refusal->why));
}
