/*
 * Options whose values are words out of a list: what the person told, and which steps are wanted.
 */
#include "src/options_set.h"

#include <string.h>

#include "ui/words/words.h"

/* Where value stands in names (n of them, some NULL), or -1 with the error. */
static int one_of(
	const char *option, const char *value, const char *const *names, int n, struct usage_error *error)
{
	struct str STR_AUTO allowed = STR_INIT;

	for (int i = 0; i < n; i++) {
		if (names[i] && strcmp(names[i], value) == 0)
			return i;
		if (names[i])
			str_addf(&allowed, "%s%s", allowed.len ? ", " : "", names[i]);
	}
	/* TRANSLATORS: {option} is an option, {value} what was given, {allowed} a list of literal words. */
	fail_value(error, _("{option} does not know {value}. It takes one of: {allowed}"), option, value,
		str_text(&allowed));
	return -1;
}

#define ONE_OF(function, option, field, type, ...)                                                           \
	SETTER(function)                                                                                     \
	{                                                                                                    \
		static const char *const names[] = {__VA_ARGS__};                                            \
		int i = one_of(option, value, names, (int)(sizeof names / sizeof names[0]), error);          \
                                                                                                             \
		if (i >= 0)                                                                                  \
			options->mailcase.field = (enum type)i;                                              \
		return i >= 0;                                                                               \
	}

ONE_OF(set_security, "--security", in_use.security, security, "auto", "tls", "starttls", "none")
ONE_OF(set_incoming_security, "--incoming-security", incoming.security, security, "auto", "tls", "starttls",
	"none")
ONE_OF(set_auth, "--auth", secret_kind, sasl_secret, "password", "xoauth2", "oauthbearer")
ONE_OF(set_where, "--where", where, where, "here", "same-network", "elsewhere", "unknown")
ONE_OF(set_symptom, "--symptom", symptom, symptom, "unknown", "message", "outbox", "bounce", "lost")
ONE_OF(set_scope, "--scope", scope, told_scope, "unknown", "all", "one")
ONE_OF(set_webmail, "--webmail", webmail, told_yes_no, "unknown", "yes", "no")
ONE_OF(set_other_device, "--other-device", other_device, told_yes_no, "unknown", "yes", "no")
ONE_OF(set_directory, "--directory", directory, told_yes_no, "unknown", "yes", "no")
ONE_OF(set_changed, "--changed", changed, told_changed, "unknown", "nothing", "password", "provider",
	"computer", "network", "update")
ONE_OF(set_program_login, "--program-login", program_login, told_login, "unknown", "password", "oauth", "off")
ONE_OF(set_role, "--role", role, role, "user", "admin")

SETTER(set_program)
{
	const char *names[PROGRAM_N];
	int i;

	for (int p = 0; p < PROGRAM_N; p++)
		names[p] = program_name((enum program)p);
	i = one_of("--program", value, names, PROGRAM_N, error);
	if (i >= 0)
		options->mailcase.program = (enum program)i;
	return i >= 0;
}

/* "vpn-off=helped"; the last word about one and the same counts. */
SETTER(set_tried)
{
	static const char *const results[] = {[TRIED_HELPED] = "helped", [TRIED_SAME] = "same"};
	const char *names[EXPERIMENT_N], *equals = strchr(value, '=');
	char what[32];
	int experiment, result;

	if (!equals)
		/* TRANSLATORS: {option} is --tried, {allowed} a literal example, {value} what was given. */
		return fail_value(error,
			_("{option} takes what was tried and what came of it, such as {allowed}, not "
			  "{value}."),
			"--tried", value, "vpn-off=helped");
	for (int i = 0; i < EXPERIMENT_N; i++)
		names[i] = experiment_name((enum experiment)i);
	snprintf(what, sizeof what, "%.*s", (int)(equals - value), value);
	experiment = one_of("--tried", what, names, EXPERIMENT_N, error);
	if (experiment < 0)
		return false;
	result = one_of("--tried", equals + 1, results, 3, error);
	if (result > 0)
		options->mailcase.tried[experiment] = (enum tried)result;
	return result > 0;
}

static bool steps(const char *option, const char *value, unsigned *mask, struct usage_error *error)
{
	const char *names[STEP_N];

	for (int s = 0; s < STEP_N; s++)
		names[s] = step_name((enum step)s);
	for (const char *from = value;; from++) {
		char one[32];
		size_t len = strcspn(from, ",");
		int i;

		snprintf(one, sizeof one, "%.*s", (int)(len < sizeof one ? len : sizeof one - 1), from);
		i = one_of(option, one, names, STEP_N, error);
		if (i < 0)
			return false;
		*mask |= STEP_BIT(i);
		from += len;
		if (!*from)
			return true;
	}
}

SETTER(set_only)
{
	return steps("--only", value, &options->mailcase.only, error);
}

SETTER(set_skip)
{
	return steps("--skip", value, &options->mailcase.skip, error);
}
