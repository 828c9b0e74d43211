/*
 * Findings, and the fixed words of the wizard: states, questions of the tips, who acts, how sure we are.
 */
#include "ui/words/words.h"

#include "checks/engine/words.h"

static const struct arg *count_of(const struct finding *finding)
{
	for (size_t i = 0; i < finding->n_args; i++)
		if (finding->args[i].type == ARG_COUNT)
			return &finding->args[i];
	return NULL;
}

void words_finding(struct str *out, const struct finding *finding, const struct words_style *style)
{
	const struct arg *count = count_of(finding);
	const char *translated;

	if (!finding->msgid || !*finding->msgid)
		return;
	if (finding->msgid_plural && count)
		translated = ngettext(finding->msgid, finding->msgid_plural, (unsigned long)count->number);
	else
		translated = gettext(finding->msgid);
	words_fill(out, translated, finding->args, finding->n_args, style);
}

const char *words_status(enum check_status status)
{
	switch (status) {
	case CHECK_OK:
	case CHECK_NOTE:
		return P_("status", "done");
	case CHECK_WARNING:
		return P_("status", "done, with a warning");
	case CHECK_PROBLEM:
		return P_("status", "problem");
	case CHECK_UNKNOWN:
		return P_("status", "could not be found out");
	case CHECK_SKIPPED:
		return P_("status", "not tested");
	case CHECK_WAITING:
		return P_("status", "waiting");
	case CHECK_RUNNING:
		return P_("status", "checking");
	}
	return "";
}

const char *words_severity(enum severity severity)
{
	switch (severity) {
	case SEVERITY_OK:
		return P_("severity", "works");
	case SEVERITY_NOTE:
		return P_("severity", "note");
	case SEVERITY_WARNING:
		return P_("severity", "warning");
	case SEVERITY_PROBLEM:
		return P_("severity", "problem");
	}
	return "";
}

const char *words_step_question(enum step step, enum role role)
{
	/* TRANSLATORS: the headings of the tips, each a question of at most 60 columns in English. */
	static const char *const questions[STEP_N] = {
		[STEP_ERRORS] = N_("What does the message say?"),
		[STEP_SETTINGS] = N_("Are the settings for sending right?"),
		[STEP_LOGIN] = N_("Does your mail provider accept your name and password?"),
		[STEP_NETWORK] = N_("Can this computer reach the mail server?"),
		[STEP_FIREWALL] = N_("Does a firewall hold your mail back?"),
		[STEP_ANTIVIRUS] = N_("Does an antivirus program hold your mail back?"),
		[STEP_PROVIDER] = N_("Does your mail provider or internet company set limits?"),
		[STEP_DNS] = N_("Is your domain set up for sending?"),
		[STEP_REPUTATION] = N_("Is your mail mistaken for spam?"),
		[STEP_CONTENT] = N_("Is your mail mistaken for spam?"),
	};

	/* TRANSLATORS: the same for those who look after a mail server; at most 60 columns in English. */
	static const char *const admin[STEP_N] = {
		[STEP_ERRORS] = N_("What do the log and the queue say?"),
		[STEP_SETTINGS] = N_("Is the mail server running and set up?"),
		[STEP_LOGIN] = N_("Does the relay accept its login?"),
		[STEP_NETWORK] = N_("Can it reach other mail servers?"),
		[STEP_FIREWALL] = N_("Does a firewall hold the mail back?"),
		[STEP_ANTIVIRUS] = N_("Does a mail filter hold the mail back?"),
		[STEP_PROVIDER] = N_("Does the hosting company block port 25?"),
	};

	return _(role == ROLE_ADMIN && admin[step] ? admin[step] : questions[step]);
}

const char *words_who(enum who who, bool temporary)
{
	if (temporary)
		return _("Nobody has to act: it goes away by itself.");
	switch (who) {
	case WHO_YOU:
		return _("You can mend this.");
	case WHO_MAIL_PROVIDER:
		return _("Your mail provider (the company that keeps your mailbox) must act.");
	case WHO_INTERNET_PROVIDER:
		return _("Your internet company (who sends the internet bill) must act.");
	case WHO_LOCAL_NETWORK:
		return _("Whoever looks after your network or router must act.");
	case WHO_ADMIN:
		return _("Whoever looks after the mail server, the domain or the accounts must act.");
	case WHO_RECIPIENT:
		return _("The recipient's side must act.");
	}
	return "";
}

const char *words_certainty(int confidence)
{
	if (confidence >= 95)
		return P_("certainty", "certain");
	if (confidence >= 80)
		return P_("certainty", "very likely");
	if (confidence >= 50)
		return P_("certainty", "likely");
	return P_("certainty", "possible");
}
