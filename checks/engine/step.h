/*
 * The steps (tips) of the wizard, in its order, and how grave a finding is. Names are part of the contract.
 */
#ifndef MAILMEND_ENGINE_STEP_H
#define MAILMEND_ENGINE_STEP_H

#include <stdbool.h>

#define STEPS(X)                                                                                             \
	X(STEP_ERRORS, "errors")                                                                             \
	X(STEP_SETTINGS, "settings")                                                                         \
	X(STEP_LOGIN, "login")                                                                               \
	X(STEP_NETWORK, "network")                                                                           \
	X(STEP_FIREWALL, "firewall")                                                                         \
	X(STEP_ANTIVIRUS, "antivirus")                                                                       \
	X(STEP_PROVIDER, "provider")                                                                         \
	X(STEP_DNS, "dns")                                                                                   \
	X(STEP_REPUTATION, "reputation")                                                                     \
	X(STEP_CONTENT, "content")

enum step {
#define STEP_ENUM(id, name) id,
	STEPS(STEP_ENUM)
#undef STEP_ENUM
		STEP_N
};

#define STEP_BIT(step) (1U << (step))

const char *step_name(enum step step);
bool step_by_name(const char *name, enum step *step_r);

enum severity { SEVERITY_OK, SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_PROBLEM };
const char *severity_name(enum severity severity);

/* How a check ended; the severities, and two that are neither fine nor broken. */
enum check_status {
	CHECK_OK,
	CHECK_NOTE,
	CHECK_WARNING,
	CHECK_PROBLEM,
	CHECK_UNKNOWN, /* it could not be found out */
	CHECK_SKIPPED, /* not run; because of what is told */
	CHECK_WAITING, /* events only */
	CHECK_RUNNING, /* events only */
};
const char *check_status_name(enum check_status status);

#endif
