/*
 * provider.limits: a refusal for a limit, and when it opens again: as the server says, else as its provider is known to do it. Nothing is
 * asked.
 */
#include <string.h>

#include "checks/know/provider.h"
#include "checks/know/resets.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/provider/provider.h"

#define MINUTE 60
#define HOUR   3600
#define DAY    86400

static bool is_limit(const char *cause)
{
	static const char *const causes[] = {"sending-limit-reached", "too-many-connections",
		"too-many-recipients", "account-locked", "greylisted"};

	for (size_t i = 0; cause && i < sizeof causes / sizeof causes[0]; i++) {
		if (strcmp(cause, causes[i]) == 0)
			return true;
	}
	return false;
}

/* From whose words or habits the time is known; NULL: it is not. */
static const char *time_of(const struct smtp_reply *reply, const char *host,
	const struct reply_meaning *meaning, int64_t *seconds_r)
{
	struct provider provider;

	if (resets_in_text(reply->text, seconds_r))
		return "reply";
	if (provider_by_host(host, &provider) && provider.scope[0] &&
		resets_known(provider.scope, meaning->cause, seconds_r))
		return "provider";
	return meaning->scope && resets_known(meaning->scope, meaning->cause, seconds_r) ? "provider" : NULL;
}

static int64_t in_units(int64_t seconds, int64_t unit)
{
	return (seconds + unit - 1) / unit;
}

static struct finding *say_days(struct check_run *run, const char *host, int64_t seconds)
{
	return run_finding_plural(run, F_LIMIT_RESETS,
		/* TRANSLATORS: {host} is the name of a mail server, {count} a number. */
		N_("The limit at {host} opens again within {count} day."),
		N_("The limit at {host} opens again within {count} days."),
		(const struct arg[]){A_HOST("host", host), A_COUNT("count", in_units(seconds, DAY)), {0}});
}

static struct finding *say_hours(struct check_run *run, const char *host, int64_t seconds)
{
	return run_finding_plural(run, F_LIMIT_RESETS,
		/* TRANSLATORS: {host} is the name of a mail server, {count} a number. */
		N_("The limit at {host} opens again within {count} hour."),
		N_("The limit at {host} opens again within {count} hours."),
		(const struct arg[]){A_HOST("host", host), A_COUNT("count", in_units(seconds, HOUR)), {0}});
}

static struct finding *say_minutes(struct check_run *run, const char *host, int64_t seconds)
{
	return run_finding_plural(run, F_LIMIT_RESETS,
		/* TRANSLATORS: {host} is the name of a mail server, {count} a number. */
		N_("The limit at {host} opens again within {count} minute."),
		N_("The limit at {host} opens again within {count} minutes."),
		(const struct arg[]){A_HOST("host", host), A_COUNT("count", in_units(seconds, MINUTE)), {0}});
}

void provider_say_limit(struct check_run *run, const struct out_session *session,
	const struct smtp_reply *reply, enum reply_stage stage)
{
	const struct reply_query query = {
		.code = reply->code,
		.enhanced = reply->enhanced,
		.text = reply->text,
		.host = session->used.host,
		.banner = session->smtp ? session->smtp->banner.text : "",
		.stage = stage,
	};
	struct reply_meaning meaning;
	struct finding *finding;
	const char *source;
	int64_t seconds = 0;

	reply_explain(&query, &meaning);
	if (!is_limit(meaning.cause))
		return;
	source = time_of(reply, session->used.host, &meaning, &seconds);
	if (!source)
		return;
	if (seconds >= 2 * DAY)
		finding = say_days(run, session->used.host, seconds);
	else if (seconds >= 2 * HOUR)
		finding = say_hours(run, session->used.host, seconds);
	else
		finding = say_minutes(run, session->used.host, seconds);
	run_evidence(finding, "source", source);
	run_evidencef(finding, "seconds", "%lld", (long long)seconds);
}

/* The server counts connections, and those of this test are among them. */
static void say_own_connections(struct check_run *run, const struct out_session *session,
	const struct port_table *ports, const struct in_login *incoming)
{
	int own = 0;

	for (size_t i = 0; ports && i < ports->n; i++)
		own += ports->probes[i].attempt.outcome == TCP_CONNECTED;
	own += incoming && incoming->reached && strcmp(incoming->used.host, session->used.host) == 0;
	if (own < 1 || session->problem != F_SAYS_TOO_MANY_CONNECTIONS)
		return;
	run_evidencef(run_say(run, F_REFUSED_FURTHER,
			      /* TRANSLATORS: {host} is the name of a mail server. */
			      N_("This test had other connections to {host} open at the same time; they "
				 "count as well."),
			      A_HOST("host", session->used.host)),
		"own_connections", "%d", own);
}

static void run_limits(struct check_run *run)
{
	const struct out_session *session = fact_get_out_session(run);
	const struct login_result *login = fact_await_out_login(run);
	const struct envelope_result *envelope = fact_await_envelope(run);

	if (session->problem != F_N && session->step == SMTP_REFUSED && session->smtp) {
		bool banner = strcmp(session->stage, "banner") == 0;

		provider_say_limit(run, session, banner ? &session->smtp->banner : &session->smtp->reply,
			banner ? REPLY_STAGE_BANNER : REPLY_STAGE_EHLO);
		say_own_connections(run, session, fact_await_out_ports(run), fact_await_in_login(run));
	}
	if (login && login->tried && login->step == SMTP_REFUSED)
		provider_say_limit(run, session, &login->reply, REPLY_STAGE_AUTH);
	if (envelope && envelope->replies.mail_step == SMTP_REFUSED)
		provider_say_limit(run, session, &envelope->replies.mail, REPLY_STAGE_MAIL);
	else if (envelope && envelope->replies.rcpt_step == SMTP_REFUSED)
		provider_say_limit(run, session, &envelope->replies.rcpt, REPLY_STAGE_RCPT);
}

const struct check check_provider_limits = {
	.id = "provider.limits",
	.step = STEP_PROVIDER,
	.title = N_("See when a limit opens again"),
	.needs = FACT_BIT(OUT_SESSION),
	.wants = FACT_BIT(OUT_LOGIN) | FACT_BIT(ENVELOPE) | FACT_BIT(OUT_PORTS) | FACT_BIT(IN_LOGIN),
	.limit_ms = 1000,
	.concludes = true,
	.run = run_limits,
};
