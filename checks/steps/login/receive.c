/*
 * login.receive: can the same account receive? The control for everything that sending does.
 *
 * It connects side by side with the outgoing server, and signs in only after the outgoing server has
 * answered: a lock that was met there is not made worse, and no round trip is lost by it.
 */
#include <string.h>

#include "checks/base/mem.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/lookup.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/login/login.h"

#define REACH_LIMIT_MS	 10000
#define CONNECT_LIMIT_MS 5000 /* as patient as with the server for sending */

/* The settings to test: told, else recommended; false when nobody knows them. */
static bool choose(struct check_run *run, struct server_settings *used_r)
{
	const struct mailcase *mailcase = run_case(run);
	const struct recommended_settings *recommended;

	*used_r = mailcase->incoming;
	if (!used_r->host[0]) {
		recommended = fact_await_recommended(run);
		if (!recommended || !recommended->n_incoming)
			return false;
		*used_r = recommended->incoming[0];
	}
	if (!used_r->port)
		used_r->port = used_r->pop3 ? (used_r->security == SECURITY_STARTTLS ? 110 : 995)
			       : used_r->security == SECURITY_STARTTLS ? 143
								       : 993;
	if (used_r->port == 995 || used_r->port == 110)
		used_r->pop3 = true;
	if (used_r->security == SECURITY_AUTO)
		used_r->security =
			used_r->port == 143 || used_r->port == 110 ? SECURITY_STARTTLS : SECURITY_TLS;
	return true;
}

static struct access_session *connect_to(struct check_run *run, struct in_login *in)
{
	struct tcp_attempt attempts[ADDRS_MAX] = {{.fd = -1}};
	struct io_scope scope = io_scope_within(run_scope(run), CONNECT_LIMIT_MS);
	enum access_protocol protocol = in->used.pop3 ? ACCESS_POP3 : ACCESS_IMAP;
	size_t winner = in->names.n;

	for (size_t i = 0; i < in->names.n; i++)
		attempts[i] = (struct tcp_attempt){.addr = in->names.addrs[i], .fd = -1};
	tcp_connect_first(&scope, attempts, in->names.n, &winner);
	in->tcp = attempts[winner < in->names.n ? winner : 0].outcome;
	if (winner == in->names.n)
		return NULL;
	return access_new(protocol, attempts[winner].fd, in->used.host, in->used.port, run_transcript(run));
}

/* Up to the point where a password could be sent. */
static enum access_step get_ready(struct check_run *run, struct in_login *in, struct access_session *session)
{
	const struct store_fact *store = fact_await_tls_store(run);
	struct io_scope scope = io_scope_within(run_scope(run), REACH_LIMIT_MS);
	enum access_step step = ACCESS_DONE;

	if (!store || !store->store)
		return ACCESS_REFUSED_BY_US;
	in->stage = "tls";
	if (in->used.security == SECURITY_TLS)
		step = access_tls_now(session, &scope, store->store, in->used.host);
	if (step == ACCESS_DONE) {
		in->stage = "banner";
		step = access_banner(session, &scope);
	}
	if (step == ACCESS_DONE && in->used.security == SECURITY_STARTTLS) {
		step = access_capability(session, &scope);
		in->stage = "tls";
		if (step == ACCESS_DONE)
			step = access_starttls(session, &scope, store->store, in->used.host);
	}
	if (step == ACCESS_DONE)
		step = access_capability(session, &scope);
	return step;
}

/* Why no password is sent, or NULL. Waits for the outgoing server first. */
static const char *why_not(struct check_run *run, const struct access_session *session)
{
	const struct mailcase *mailcase = run_case(run);
	const struct login_result *out;

	if (mailcase->no_login || !mailcase->secret)
		return "no-login";
	if (mailcase->program_login == PROGRAM_LOGIN_OAUTH && mailcase->secret_kind == SASL_PASSWORD)
		return "program-login-oauth";
	if (!stream_is_verified(session->stream))
		return "not-encrypted";
	out = fact_await_out_login(run);
	/* A server that opens for those who fetched mail before must be asked to send before mail is fetched.
	 */
	if (out && !out->tried)
		fact_await_envelope(run);
	/* A refusal for now, or for too many tries, is no moment for another try. */
	if (out && out->tried && !out->accepted && (out->reply.code / 100 == 4 || out->step != SMTP_REFUSED))
		return "login.sign-in";
	return NULL;
}

static void sign_in(struct check_run *run, struct in_login *in, struct access_session *session)
{
	const struct mailcase *mailcase = run_case(run);
	struct sasl_login login = {.user = in->used.user[0] ? in->used.user : mailcase_user(mailcase),
		.secret = mailcase->secret,
		.kind = mailcase->secret_kind,
		.host = in->used.host,
		.port = in->used.port};
	struct io_scope scope = io_scope_within(run_scope(run), LOGIN_LIMIT_MS);

	in->stage = "login";
	in->step = access_login(session, &scope, &login);
	in->tried = in->step != ACCESS_REFUSED_BY_US;
	in->accepted = in->step == ACCESS_DONE;
	str_copy(in->text, sizeof in->text, session->text);
	str_copy(in->code, sizeof in->code, session->code);
}

static void say_unreached(struct check_run *run, const struct in_login *in)
{
	struct finding *finding;

	/* TRANSLATORS: {host} is the server for receiving mail */
	finding = run_say(run, F_RECEIVE_UNREACHED,
		N_("The server for receiving, {host}, could not be reached either."),
		A_HOST("host", in->used.host), A_PORT(in->used.port));
	run_evidence(finding, "stage", in->stage);
	run_evidence(finding, "tcp", tcp_outcome_name(in->tcp));
}

static void say_unsafe(struct check_run *run, const struct in_login *in)
{
	struct finding *finding;

	/* TRANSLATORS: {host} is the server for receiving mail */
	finding = run_say(run, F_RECEIVE_UNSAFE,
		N_("The connection to {host}, the server for receiving, could not be secured, so the "
		   "password was not tested "
		   "there."),
		A_HOST("host", in->used.host));
	run_evidence(finding, "stage", in->stage);
	run_evidence(finding, "step", access_step_name(in->step));
	run_evidence(finding, "tls", tls_outcome_name(in->tls.outcome));
	run_evidence(finding, "tls_verify", tls_verify_name(in->tls.verify_error));
}

static void say_tried(struct check_run *run, const struct in_login *in)
{
	struct finding *finding;

	if (in->accepted)
		/* TRANSLATORS: {host} is the server for receiving mail */
		finding = run_say(run, F_RECEIVE_WORKS,
			N_("Receiving works: {host} accepted the same name and password."),
			A_HOST("host", in->used.host));
	else
		/* TRANSLATORS: {host} is the server for receiving mail, {reply} what it answered, word by
		 * word */
		finding = run_say(run, F_RECEIVE_REFUSED,
			N_("The server for receiving, {host}, refused the same name and password too. It "
			   "said: {reply}"),
			A_HOST("host", in->used.host), A_TEXT("reply", in->text));
	run_evidence(finding, "step", access_step_name(in->step));
	run_evidence(finding, "code", in->code);
	run_evidence(finding, "reply", in->text);
}

static void converse(struct check_run *run, struct in_login *in, struct access_session *session)
{
	const char *because;

	in->reached = true;
	in->step = get_ready(run, in, session);
	in->tls = session->tls;
	in->verified = stream_is_verified(session->stream);
	if (in->step == ACCESS_CANCELLED) {
		run_unknown(run, N_("It was stopped before the server answered."));
	} else if (in->step != ACCESS_DONE || !in->verified) {
		say_unsafe(run, in);
	} else {
		because = why_not(run, session);
		if (because) {
			run_skip(run, because);
		} else {
			sign_in(run, in, session);
			if (in->step == ACCESS_DONE || in->step == ACCESS_REFUSED)
				say_tried(run, in);
			else
				run_unknown(run, N_("The server for receiving did not finish the sign-in."));
		}
	}
	access_leave(session, run_scope(run));
}

static void run_receive(struct check_run *run)
{
	struct in_login *in = mem_new(sizeof *in);
	struct access_session *session;

	in->stage = "names";
	if (!choose(run, &in->used)) {
		run_unknown(
			run, N_("The server for receiving is not known, so receiving could not be tested."));
		fact_put_in_login(run, in);
		return;
	}
	lookup_host(run, in->used.host, in->used.port, &in->names);
	session = NULL;
	if (in->names.n) {
		in->stage = "connect";
		session = connect_to(run, in);
	}
	if (!session)
		say_unreached(run, in);
	else
		converse(run, in, session);
	access_free(&session);
	fact_put_in_login(run, in);
}

const struct check check_login_receive = {
	.id = "login.receive",
	.step = STEP_LOGIN,
	.title = N_("Sign in to the server for receiving"),
	.wants = FACT_BIT(TLS_STORE) | FACT_BIT(RECOMMENDED) | FACT_BIT(OUT_LOGIN) | FACT_BIT(ENVELOPE),
	.provides = FACT_BIT(IN_LOGIN),
	.limit_ms = 30000,
	.run = run_receive,
};
