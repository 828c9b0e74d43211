/*
 * The case: defaults, names of its enums, and the answers that many checks want of it.
 */
#include "checks/engine/mailcase.h"

#include <string.h>

#include "checks/know/paste.h"

static const char *const security_names[] = {
	[SECURITY_AUTO] = "auto",
	[SECURITY_TLS] = "tls",
	[SECURITY_STARTTLS] = "starttls",
	[SECURITY_NONE] = "none",
};

const char *security_name(enum security security)
{
	return security_names[security];
}

bool security_by_name(const char *name, enum security *security_r)
{
	for (size_t i = 0; i < sizeof security_names / sizeof security_names[0]; i++) {
		if (strcmp(security_names[i], name) == 0) {
			*security_r = (enum security)i;
			return true;
		}
	}
	return false;
}

const char *settings_source_name(enum settings_source source)
{
	static const char *const names[] = {
		[SOURCE_NONE] = "none",
		[SOURCE_GIVEN] = "given",
		[SOURCE_PROGRAM] = "program",
		[SOURCE_BUILTIN] = "builtin",
		[SOURCE_SRV] = "srv",
		[SOURCE_AUTOCONFIG] = "autoconfig",
		[SOURCE_MX] = "mx",
		[SOURCE_GUESS] = "guess",
	};

	return names[source];
}

static const char *const experiment_names[] = {
#define EXPERIMENT(ID, name) [EXPERIMENT_##ID] = name,
#include "checks/engine/experiments.def"
#undef EXPERIMENT
};

const char *experiment_name(enum experiment experiment)
{
	return experiment_names[experiment];
}

bool experiment_by_name(const char *name, enum experiment *experiment_r)
{
	for (int i = 0; i < EXPERIMENT_N; i++) {
		if (strcmp(experiment_names[i], name) == 0) {
			*experiment_r = (enum experiment)i;
			return true;
		}
	}
	return false;
}

void mailcase_init(struct mailcase *mailcase)
{
	*mailcase = (struct mailcase){
		.role = ROLE_USER,
		.where = WHERE_HERE,
		.timeout_ms = 60000,
	};
}

const char *mailcase_user(const struct mailcase *mailcase)
{
	if (mailcase->user[0])
		return mailcase->user;
	if (mailcase->in_use.user[0])
		return mailcase->in_use.user;
	return mailcase->address.full;
}

bool mailcase_wants_step(const struct mailcase *mailcase, enum step step)
{
	if (mailcase->skip & STEP_BIT(step))
		return false;
	return !mailcase->only || (mailcase->only & STEP_BIT(step));
}

/* A message about the password or the port says nothing about records. */
static bool doubts_sender(const char *message)
{
	static const enum cause_id others[] = {CAUSE_DYNAMIC_ADDRESS, CAUSE_SENDER_REFUSED,
		CAUSE_SENDER_NOT_VERIFIED, CAUSE_RECIPIENT_REFUSES, CAUSE_CONTENT_LOOKS_SPAM,
		CAUSE_ACCEPTED_NOT_DELIVERED, CAUSE_DELIVERED_TO_SPAM};
	struct paste paste;
	enum cause_id cause;

	if (!message[0] || !paste_read(message, SPEAKER_UNKNOWN, &paste))
		return false;
	if (!paste.meaning.cause || !cause_by_name(paste.meaning.cause, &cause))
		return false;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (cause == others[i])
			return true;
	return cause >= CAUSE_MX_MISSING && cause <= CAUSE_DOMAIN_POOR_REPUTATION;
}

bool mailcase_told_of_distrust(const struct mailcase *mailcase)
{
	return mailcase->symptom == SYMPTOM_BOUNCE || mailcase->symptom == SYMPTOM_LOST ||
	       mailcase->mail_len || doubts_sender(mailcase->message);
}

bool mailcase_records_matter(const struct mailcase *mailcase)
{
	const unsigned named = STEP_BIT(STEP_DNS) | STEP_BIT(STEP_REPUTATION);

	return mailcase->role == ROLE_ADMIN || (mailcase->only & named) ||
	       mailcase_told_of_distrust(mailcase);
}

bool mailcase_reads_inbox(const struct mailcase *mailcase)
{
	return mailcase->read_bounces && mailcase->role == ROLE_USER && mailcase->secret &&
	       !mailcase->no_login && !mailcase->offline && mailcase_wants_step(mailcase, STEP_ERRORS);
}

bool mailcase_sends_test_mail(const struct mailcase *mailcase)
{
	return mailcase->send && !mailcase->offline && mailcase->address.full[0] &&
	       !mailcase->address.needs_smtputf8 &&
	       (mailcase_wants_step(mailcase, STEP_PROVIDER) || mailcase_wants_step(mailcase, STEP_CONTENT));
}

bool mailcase_looks_for_arrival(const struct mailcase *mailcase)
{
	return mailcase_sends_test_mail(mailcase) && mailcase->role == ROLE_USER && mailcase->secret &&
	       !mailcase->no_login && mailcase_wants_step(mailcase, STEP_CONTENT);
}

bool mailcase_asks_lists(const struct mailcase *mailcase)
{
	return mailcase->lists || mailcase_records_matter(mailcase);
}

const char *mailcase_domain(const struct mailcase *mailcase)
{
	return mailcase->domain[0] ? mailcase->domain : mailcase->address.domain;
}
