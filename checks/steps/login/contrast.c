/*
 * login.contrast: the same account receives and cannot send; the difference in one sentence. And the form of
 * the login name, where a refusal may lie in it.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/engine/facts.h"
#include "checks/know/provider.h"
#include "checks/know/reply.h"
#include "checks/steps/login/login.h"

static void say_contrast(struct check_run *run, const struct in_login *in, const struct login_result *out)
{
	struct finding *finding;

	/* TRANSLATORS: {reply} is what the server answered, in its own words */
	finding = run_say(run, F_CONTRAST,
		N_("Receiving works with this password. Sending is refused: “{reply}”"),
		A_TEXT("reply", out->reply.text));
	run_evidence(finding, "incoming", in->used.host);
	run_evidencef(finding, "reply_code", "%d", out->reply.code);
}

/* Whether the refusal is about name and password, not about a switch or a lock. */
static bool refused_name_or_password(const struct login_result *out, const struct out_session *session)
{
	struct reply_query query = {.code = out->reply.code,
		.enhanced = out->reply.enhanced,
		.text = out->reply.text,
		.host = session->used.host,
		.banner = session->smtp->banner.text,
		.stage = REPLY_STAGE_AUTH};
	struct reply_meaning meaning;

	if (!out->tried || out->step != SMTP_REFUSED)
		return false;
	reply_explain(&query, &meaning);
	return meaning.cause && strcmp(meaning.cause, "wrong-password") == 0;
}

/* The form that the provider's table wants, or "" when nothing is known. */
static const char *wanted_form(const struct mailcase *mailcase, const char *host, char *buf, size_t size)
{
	const struct mail_address *address = &mailcase->address;
	const struct provider_server *server;
	struct provider provider;

	buf[0] = '\0';
	if (!provider_by_host(host, &provider) || !provider.n_outgoing)
		return buf;
	server = provider_server_of(&provider, host);
	if (server->user == 'o' || (provider.flags & PROVIDER_ADDRESS_TOO))
		return buf;
	provider_user(server, address->local, address->domain, buf, size);
	if (!buf[0])
		str_copy(buf, size, address->full);
	return buf;
}

static void say_user_form(struct check_run *run, const struct out_session *session, bool receives)
{
	const struct mailcase *mailcase = run_case(run);
	const char *user = session->used.user[0] ? session->used.user : mailcase_user(mailcase);
	char wanted[ADDRESS_MAX + 1];

	if (!mailcase->address.full[0])
		return;
	wanted_form(mailcase, session->used.host, wanted, sizeof wanted);
	if (wanted[0] && !ascii_caseeq(wanted, user) &&
		(ascii_caseeq(user, mailcase->address.full) || ascii_caseeq(user, mailcase->address.local)))
		/* TRANSLATORS: {user} is the login name in use, {wanted} the form that the provider wants */
		run_say(run, F_USERNAME_FORM,
			N_("The login name is “{user}”. This mail provider wants it in the form “{wanted}”."),
			A_USER("user", user), A_USER("wanted", wanted));
	else if (!wanted[0] && !receives && !strchr(user, '@'))
		/* TRANSLATORS: {user} is the login name in use, {wanted} the whole email address */
		run_say(run, F_USERNAME_FORM_MAYBE,
			N_("The login name is “{user}”, without the part after the @. Many mail providers "
			   "want the whole email "
			   "address: “{wanted}”."),
			A_USER("user", user), A_USER("wanted", mailcase->address.full));
}

static void run_contrast(struct check_run *run)
{
	const struct login_result *out = fact_get_out_login(run);
	const struct out_session *session = fact_get_out_session(run);
	const struct in_login *in = fact_await_in_login(run);

	if (!out->tried || out->accepted || out->step != SMTP_REFUSED) {
		run_skip(run, "login.sign-in");
		return;
	}
	if (in && in->accepted)
		say_contrast(run, in, out);
	if (refused_name_or_password(out, session))
		say_user_form(run, session, in && in->accepted);
}

const struct check check_login_contrast = {
	.id = "login.contrast",
	.step = STEP_LOGIN,
	.title = N_("Compare sending with receiving"),
	.needs = FACT_BIT(OUT_LOGIN) | FACT_BIT(OUT_SESSION),
	.wants = FACT_BIT(IN_LOGIN),
	.limit_ms = 1000,
	.concludes = true,
	.run = run_contrast,
};
