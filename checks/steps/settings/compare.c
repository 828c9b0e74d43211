/*
 * The settings in use beside those that the provider wants, line by line. Notes only: what works is not
 * wrong.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/know/provider.h"
#include "checks/steps/common/words.h"

/* The recommended line for the host in use, else the first: a provider may want several. */
static const struct server_settings *closest(
	const struct recommended_settings *recommended, const struct server_settings *out)
{
	const struct server_settings *best = NULL;

	for (size_t i = 0; i < recommended->n_outgoing; i++) {
		const struct server_settings *server = &recommended->outgoing[i];

		if (!ascii_caseeq(server->host, out->host))
			continue;
		if (server->port == out->port)
			return server;
		if (!best)
			best = server;
	}
	return best ? best : &recommended->outgoing[0];
}

static void compare_server(
	struct check_run *run, const struct server_settings *out, const struct server_settings *best)
{
	if (!ascii_caseeq(out->host, best->host)) {
		run_say(run, F_DIFFERS_HOST,
			/* TRANSLATORS: {host} and {recommended} are names of servers. */
			N_("Server: {host} is in use, {recommended} is recommended."),
			A_HOST("host", out->host), A_HOST("recommended", best->host));
		return;
	}
	if (out->port != best->port)
		run_say(run, F_DIFFERS_PORT,
			/* TRANSLATORS: {port} and {recommended} are port numbers. */
			N_("Port: {port} is in use, {recommended} is recommended."), A_PORT(out->port),
			arg_number_of("recommended", ARG_PORT, best->port));
	if (out->security != SECURITY_AUTO && out->security != best->security)
		run_say(run, F_DIFFERS_SECURITY,
			/* TRANSLATORS: {security} and {recommended} are "SSL/TLS", "STARTTLS" or "no
			   encryption". */
			N_("Encryption: {security} is set, {recommended} is recommended."),
			A_WORD("security", security_word(out->security)),
			A_WORD("recommended", security_word(best->security)));
}

static void compare_user(struct check_run *run, const struct recommended_settings *recommended,
	const struct server_settings *best)
{
	const struct mailcase *mailcase = run_case(run);
	const char *wanted = best->user[0] ? best->user : mailcase->address.full;

	if (!mailcase->user[0] && !mailcase->in_use.user[0])
		return;
	if ((recommended->flags & PROVIDER_OTHER_USER) || !recommended->provider[0] || !wanted[0] ||
		ascii_caseeq(mailcase_user(mailcase), wanted))
		return;
	if ((recommended->flags & PROVIDER_ADDRESS_TOO) &&
		ascii_caseeq(mailcase_user(mailcase), mailcase->address.full))
		return;
	run_say(run, F_DIFFERS_USER,
		/* TRANSLATORS: {user} and {recommended} are names to sign in with. */
		N_("User name: {user} is in use, {recommended} is usual with this provider."),
		A_USER("user", mailcase_user(mailcase)), A_USER("recommended", wanted));
}

static void compare_login(struct check_run *run, const struct recommended_settings *recommended)
{
	const struct mailcase *mailcase = run_case(run);
	bool password = mailcase->program_login == PROGRAM_LOGIN_PASSWORD ||
			(mailcase->program_login == PROGRAM_LOGIN_UNKNOWN && mailcase->secret &&
				mailcase->secret_kind == SASL_PASSWORD);

	if (!password)
		return;
	if (recommended->flags & PROVIDER_OAUTH_ONLY)
		run_say(run, F_DIFFERS_LOGIN,
			/* TRANSLATORS: {provider} is a company. */
			N_("Login: a password is in use; {provider} wants a sign-in through the browser "
			   "(OAuth2)."),
			A_NAME("provider", recommended->provider));
	else if (recommended->flags & PROVIDER_APP_PASSWORD_ONLY)
		run_say(run, F_DIFFERS_LOGIN,
			/* TRANSLATORS: {provider} is a company. */
			N_("Login: {provider} wants an app password, made for the mail program alone, not "
			   "the account's own."),
			A_NAME("provider", recommended->provider));
}

static void run_compare(struct check_run *run)
{
	const struct recommended_settings *recommended = fact_await_recommended(run);
	const struct target *target = fact_await_target(run);
	const struct server_settings *best;

	if (!recommended || !recommended->n_outgoing || !target || !target->in_use) {
		run_skip(run, !target ? "settings.target" : "settings.recommend");
		return;
	}
	best = closest(recommended, &target->out);
	compare_server(run, &target->out, best);
	compare_user(run, recommended, best);
	compare_login(run, recommended);
}

static bool has_settings_in_use(const struct mailcase *mailcase)
{
	return mailcase->in_use.host[0] && mailcase_domain(mailcase)[0];
}

const struct check check_settings_compare = {
	.id = "settings.compare",
	.step = STEP_SETTINGS,
	.title = N_("Compare the settings in use with the recommended ones"),
	.wants = FACT_BIT(TARGET) | FACT_BIT(RECOMMENDED),
	.limit_ms = 1000,
	.applies = has_settings_in_use,
	.run = run_compare,
};
