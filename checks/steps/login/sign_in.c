/*
 * login.sign-in: does the server accept name and password for sending?
 *
 * It signs in on the connection that settings opened, at most once, and only where the certificate was
 * verified. What the server offers is judged first: a method that nobody should use, or none that we speak,
 * needs no password to be found.
 */
#include <string.h>

#include "checks/auth/flat_json.h"
#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/engine/facts.h"
#include "checks/know/provider.h"
#include "checks/know/reply.h"
#include "checks/steps/common/offer.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/login/login.h"

/* The names of the offered methods in one line, for the person and the evidence. */
static void offered_names(const struct smtp_offer *offer, char *buf, size_t size)
{
	struct str names = STR_INIT;

	for (size_t i = 0; i < offer->n_mechs; i++)
		str_addf(&names, "%s%s", i ? " " : "", offer->mechs[i]);
	str_copy(buf, size, str_text(&names));
	str_release(&names);
}

static bool is_token_method(const char *name)
{
	return ascii_caseeq(name, "XOAUTH2") || ascii_caseeq(name, "OAUTHBEARER");
}

static bool only_token_methods(const struct smtp_offer *offer)
{
	for (size_t i = 0; i < offer->n_mechs; i++)
		if (!is_token_method(offer->mechs[i]))
			return false;
	return offer->n_mechs > 0;
}

static const char *shown_user(const struct mailcase *mailcase, const struct out_session *session)
{
	return session->used.user[0] ? session->used.user : mailcase_user(mailcase);
}

/* The server offers methods, and none of them fits what we have. */
static void say_no_common_method(struct check_run *run, const struct out_session *session)
{
	const struct smtp_offer *offer = login_offer(session);
	struct finding *finding;
	char names[256];

	offered_names(offer, names, sizeof names);
	if (only_token_methods(offer) && run_case(run)->secret_kind == SASL_PASSWORD)
		/* TRANSLATORS: {host} is the name of a mail server, {methods} are technical words such as
		 * XOAUTH2 */
		finding = run_say(run, F_LOGIN_ONLY_BROWSER,
			N_("{host} does not take passwords from mail programs. It only takes a sign-in "
			   "through the web "
			   "browser ({methods})."),
			A_HOST("host", session->used.host), A_NAME("methods", names));
	else
		/* TRANSLATORS: {host} is the name of a mail server, {methods} are technical words such as
		 * NTLM GSSAPI */
		finding = run_say(run, F_LOGIN_NO_COMMON_METHOD,
			N_("{host} only takes ways to sign in that common mail programs do not use "
			   "({methods})."),
			A_HOST("host", session->used.host), A_NAME("methods", names));
	run_evidence(finding, "methods", names);
}

/* Ways to sign in that still work but should not be used any more. */
static void say_outdated(struct check_run *run, const struct out_session *session, enum sasl_mech mech)
{
	struct finding *finding;

	if (mech != SASL_CRAM_MD5)
		return;
	/* TRANSLATORS: {host} is the name of a mail server, {method} a technical word such as CRAM-MD5 */
	finding = run_say(run, F_LOGIN_METHOD_OUTDATED,
		N_("{host} only offers an old way to sign in ({method}). It works, but newer programs may "
		   "refuse it."),
		A_HOST("host", session->used.host), A_NAME("method", sasl_name(mech)));
	run_evidence(finding, "method", sasl_name(mech));
}

static void say_offered_in_clear(struct check_run *run, const struct out_session *session)
{
	if (!session->smtp->clear.auth || session->smtp->tls.outcome != TLS_DONE)
		return;
	/* TRANSLATORS: {host} is the name of a mail server */
	run_say(run, F_LOGIN_OFFERED_IN_CLEAR,
		N_("{host} would take a password before the connection is encrypted. mailmend never sends it "
		   "that way."),
		A_HOST("host", session->used.host));
}

static void say_accepted(
	struct check_run *run, const struct out_session *session, const struct login_result *result)
{
	struct finding *finding;

	if (run_case(run)->secret_kind == SASL_PASSWORD)
		/* TRANSLATORS: {host} is the name of a mail server, {user} a login name */
		finding = run_say(run, F_LOGIN_ACCEPTED,
			N_("{host} accepted the name {user} and the password."),
			A_HOST("host", session->used.host),
			A_USER("user", shown_user(run_case(run), session)));
	else
		/* TRANSLATORS: {host} is the name of a mail server, {user} a login name */
		finding = run_say(run, F_LOGIN_ACCEPTED,
			N_("{host} accepted the name {user} and the sign-in through the browser."),
			A_HOST("host", session->used.host),
			A_USER("user", shown_user(run_case(run), session)));
	run_evidence(finding, "method", sasl_name(result->mech));
	run_evidencef(finding, "reply_code", "%d", result->reply.code);
	run_evidencef(finding, "took_ms", "%lld", (long long)result->reply.took_us / 1000);
}

/* What the provider is known to ask for: it makes a refusal easier to understand. */
static void say_provider_wishes(struct check_run *run, const struct out_session *session)
{
	struct provider provider;

	if (!provider_by_host(session->used.host, &provider))
		return;
	if (provider.flags & PROVIDER_APP_PASSWORD_ONLY)
		/* TRANSLATORS: {provider} is the name of a mail company */
		run_say(run, F_WANTS_APP_PASSWORD,
			N_("{provider} wants a password of its own for mail programs, called an app "
			   "password."),
			A_NAME("provider", provider.name), A_URL("url", provider.url_app_password));
	if (provider.flags & PROVIDER_OAUTH_ONLY)
		/* TRANSLATORS: {provider} is the name of a mail company */
		run_say(run, F_WANTS_BROWSER_LOGIN,
			N_("{provider} only lets mail programs in that sign in through the web browser."),
			A_NAME("provider", provider.name));
	if (provider.flags & PROVIDER_ENABLE_FIRST)
		/* TRANSLATORS: {provider} is the name of a mail company */
		run_say(run, F_WANTS_ENABLING,
			N_("{provider} lets mail programs send only after this was switched on on its web "
			   "page."),
			A_NAME("provider", provider.name), A_URL("url", provider.url_enable));
}

/* The conversation broke while signing in: whether the password was right is not known. */
static void say_broken(struct check_run *run, const struct out_session *session, enum smtp_step step)
{
	const char *host = session->used.host;
	struct finding *finding;

	if (step == SMTP_LOST)
		/* TRANSLATORS: {host} is the name of a mail server */
		finding = run_say(run, F_LOGIN_CUT,
			N_("{host} ended the connection in the middle of the sign-in. Whether the password "
			   "is right could "
			   "not be found out."),
			A_HOST("host", host));
	else if (step == SMTP_SILENT)
		/* TRANSLATORS: {host} is the name of a mail server */
		finding = run_say(run, F_LOGIN_SILENT,
			N_("{host} did not answer the sign-in in time. Whether the password is right could "
			   "not be found out."),
			A_HOST("host", host));
	else if (step == SMTP_UNEXPECTED && session->smtp->reply.code == 235)
		/* TRANSLATORS: {host} is the name of a mail server */
		finding = run_say(run, F_LOGIN_IMPOSTOR,
			N_("{host} accepted the sign-in, but could not prove that it knows the password. "
			   "Somebody "
			   "else may be answering in its place."),
			A_HOST("host", host));
	else
		/* TRANSLATORS: {host} is the name of a mail server */
		finding = run_say(run, F_LOGIN_GARBLED,
			N_("{host} answered the sign-in with something that is not an answer. Whether the "
			   "password is right "
			   "could not be found out."),
			A_HOST("host", host));
	run_evidence(finding, "step", smtp_step_name(step));
	run_evidence(finding, "io", io_status_name(session->smtp->io));
}

/* Whether a key was refused as such: where the reply tells of something else, that counts. */
static bool is_token_refusal(
	struct check_run *run, const struct out_session *session, const struct login_result *result)
{
	const struct reply_query query = {.code = result->reply.code,
		.enhanced = result->reply.enhanced,
		.text = result->reply.text,
		.host = session->used.host,
		.banner = session->smtp->banner.text,
		.stage = REPLY_STAGE_AUTH};
	struct reply_meaning meaning;

	if (run_case(run)->secret_kind == SASL_PASSWORD || result->step != SMTP_REFUSED ||
		result->reply.code / 100 != 5)
		return false;
	reply_explain(&query, &meaning);
	return !meaning.cause || strcmp(meaning.cause, "wrong-password") == 0;
}

/*
 * What the server said before its refusal: {"status":"401","schemes":"bearer","scope":"…"} (XOAUTH2; RFC 7628 section
 * 3.2.2 has the same members).
 */
static void evidence_of_token(struct finding *finding, const struct login_result *result)
{
	static const char *const members[] = {"status", "scope"};
	struct str STR_AUTO value = STR_INIT_MAX(200);

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
		if (flat_json_get(result->detail, strlen(result->detail), members[i], &value))
			run_evidence(finding, members[i], str_text(&value));
	if (result->detail[0])
		run_evidence(finding, "detail", result->detail);
}

static void say_token_refused(
	struct check_run *run, const struct out_session *session, const struct login_result *result)
{
	struct finding *finding;

	/* TRANSLATORS: {host} is the name of a mail server */
	finding = run_say(run, F_TOKEN_REFUSED,
		N_("{host} refused the key that stands for the sign-in through the browser. It has expired, "
		   "was taken "
		   "back, or does not allow sending."),
		A_HOST("host", session->used.host));
	run_evidence(finding, "method", sasl_name(result->mech));
	run_evidencef(finding, "reply_code", "%d", result->reply.code);
	run_evidence(finding, "reply", result->reply.text);
	evidence_of_token(finding, result);
}

static void judge(struct check_run *run, const struct out_session *session, const struct login_result *result)
{
	if (result->accepted) {
		say_accepted(run, session, result);
	} else if (is_token_refusal(run, session, result)) {
		say_token_refused(run, session, result);
	} else if (result->step == SMTP_REFUSED) {
		struct finding *finding = reply_finding(run, &result->reply, REPLY_STAGE_AUTH,
			session->used.host, session->smtp->banner.text, false);

		run_evidence(finding, "method", sasl_name(result->mech));
		if (result->detail[0])
			run_evidence(finding, "detail", result->detail);
		say_provider_wishes(run, session);
	} else if (result->step == SMTP_CANCELLED) {
		run_unknown(run, N_("It was stopped before the server answered."));
	} else {
		say_broken(run, session, result->step);
	}
}

/* The one that was given; else, for the relay of a mail server, the one in that server's own settings. */
static const struct secret *secret_of(struct check_run *run, const struct out_session *session)
{
	const struct own_settings *own;

	if (run_case(run)->secret || run_case(run)->no_login || session->used.source != SOURCE_PROGRAM)
		return run_case(run)->secret;
	own = fact_await_own_settings(run);
	return own ? own->secret : NULL;
}

static void sign_in(struct check_run *run, const struct out_session *session, enum sasl_mech mech,
	struct login_result *result)
{
	const struct mailcase *mailcase = run_case(run);
	struct sasl_login login = {.user = shown_user(mailcase, session),
		.secret = secret_of(run, session),
		.kind = mailcase->secret_kind,
		.host = session->used.host,
		.port = session->used.port};
	struct io_scope scope = io_scope_within(run_scope(run), LOGIN_LIMIT_MS);

	result->mech = mech;
	result->tried = true;
	result->step = smtp_auth(session->smtp, &scope, mech, &login);
	result->reply = session->smtp->reply;
	str_copy(result->detail, sizeof result->detail, session->smtp->auth_detail);
	result->accepted = result->step == SMTP_DONE;
	if (result->step == SMTP_REFUSED_BY_US)
		result->tried = false;
}

/*
 * A server of another company that only an SRV record named may be anybody's (RFC 6186 section 6): DNS is no
 * proof, and its certificate only proves the name that DNS gave. It gets no password before the person has
 * named it.
 */
bool login_is_trusted(const struct mailcase *mailcase, const struct server_settings *used)
{
	return used->source != SOURCE_SRV || provider_same_organisation(used->host, mailcase->address.domain);
}

/* Why no login is tried, or NULL: the reason is an id for "because". */
static const char *why_not(
	const struct mailcase *mailcase, const struct out_session *session, const struct secret *secret)
{
	if (mailcase->program_login == PROGRAM_LOGIN_OAUTH && mailcase->secret_kind == SASL_PASSWORD)
		return "program-login-oauth";
	if (mailcase->program_login == PROGRAM_LOGIN_OFF)
		return "program-login-off";
	if (mailcase->no_login || !secret)
		return "no-login";
	if (!stream_is_verified(session->smtp->stream))
		return "not-encrypted";
	if (!login_is_trusted(mailcase, &session->used))
		return "server-not-confirmed";
	return NULL;
}

static void say_not_tried(struct check_run *run, const struct out_session *session, const char *because)
{
	if (strcmp(because, "program-login-oauth") == 0)
		run_say(run, F_PROGRAM_USES_BROWSER_LOGIN,
			N_("Your mail program signs in through the web browser, so a password cannot be "
			   "tested for it."),
			{0});
	else if (strcmp(because, "not-encrypted") == 0)
		run_say(run, F_LOGIN_NOT_TRIED,
			N_("The password was not tested, because the connection is not encrypted."), {0});
	else if (strcmp(because, "server-not-confirmed") == 0)
		/* TRANSLATORS: {host} is the name of a mail server, {domain} the part of an address after the
		 * @ */
		run_say(run, F_LOGIN_NOT_TRIED,
			N_("The password was not tested: {domain} names {host} as its server, which belongs "
			   "to another name. If "
			   "your mail program uses this server, enter it among the settings."),
			A_HOST("domain", run_case(run)->address.domain), A_HOST("host", session->used.host));
	else if (strcmp(because, "no-login") == 0)
		run_say(run, F_LOGIN_NOT_TRIED, N_("The password was not tested, because none was given."),
			{0});
	run_skip(run, because);
}

static void run_sign_in(struct check_run *run)
{
	const struct out_session *session = fact_get_out_session(run);
	struct login_result *result;
	const struct smtp_offer *offer;
	const char *because;
	enum sasl_mech mech;

	if (!session->ready) {
		run_skip(run, "settings.server");
		return;
	}
	result = mem_new(sizeof *result);
	offer = login_offer(session);
	because = why_not(run_case(run), session, secret_of(run, session));
	mech = sasl_choose(offer->mechs, offer->n_mechs, run_case(run)->secret_kind);
	say_offered_in_clear(run, session);
	if (offer->n_mechs && mech == SASL_NONE && !(because && strcmp(because, "no-login"))) {
		say_no_common_method(run, session);
	} else if (because) {
		say_not_tried(run, session, because);
	} else if (mech == SASL_NONE) {
		run_skip(run, "login-not-offered");
	} else {
		say_outdated(run, session, mech);
		sign_in(run, session, mech, result);
		judge(run, session, result);
	}
	fact_put_out_login(run, result);
}

const struct check check_login_sign_in = {
	.id = "login.sign-in",
	.step = STEP_LOGIN,
	.title = N_("Sign in to the server for sending"),
	.needs = FACT_BIT(OUT_SESSION),
	.wants = FACT_BIT(OWN_SETTINGS),
	.provides = FACT_BIT(OUT_LOGIN),
	.limit_ms = 30000,
	.run = run_sign_in,
};
