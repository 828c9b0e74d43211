/*
 * The case: defaults, names of its enums, and the answers that many checks want of it.
 */
#include "checks/engine/mailcase.h"

#include <string.h>

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

bool mailcase_records_matter(const struct mailcase *mailcase)
{
	const unsigned named = STEP_BIT(STEP_DNS) | STEP_BIT(STEP_REPUTATION);

	return mailcase->role == ROLE_ADMIN || (mailcase->only & named) ||
	       mailcase->symptom == SYMPTOM_BOUNCE || mailcase->symptom == SYMPTOM_LOST ||
	       mailcase->message[0] || mailcase->mail_len;
}

bool mailcase_asks_lists(const struct mailcase *mailcase)
{
	return mailcase->lists || mailcase_records_matter(mailcase);
}

const char *mailcase_domain(const struct mailcase *mailcase)
{
	return mailcase->domain[0] ? mailcase->domain : mailcase->address.domain;
}
