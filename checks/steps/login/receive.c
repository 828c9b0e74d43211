/*
 * login.receive: can the same account receive? The control for everything that sending does.
 *
 * It signs in on the connection that login.incoming opened, and only after the outgoing server has answered: a
 * lock that was met there is not made worse.
 */
#include <string.h>

#include "checks/base/mem.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/mailbox.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/login/login.h"

/* Why no password is sent, or NULL. Waits for the outgoing server first. */
static const char *why_not(
	struct check_run *run, const struct in_login *in, const struct access_session *session)
{
	const struct mailcase *mailcase = run_case(run);
	const struct login_result *out;

	if (mailcase->no_login || !mailcase->secret)
		return "no-login";
	if (mailcase->program_login == PROGRAM_LOGIN_OAUTH && mailcase->secret_kind == SASL_PASSWORD)
		return "program-login-oauth";
	if (!stream_is_verified(session->stream))
		return "not-encrypted";
	if (!login_is_trusted(mailcase, &in->used))
		return "server-not-confirmed";
	out = fact_await_out_login(run);
	/* A server that opens for those who fetched mail before must be asked to send before mail is fetched. */
	if (out && !out->tried)
		fact_await_envelope(run);
	/* A refusal for now, or for too many tries, is no moment for another try. */
	if (out && out->tried && !out->accepted && (out->reply.code / 100 == 4 || out->step != SMTP_REFUSED))
		return "login.sign-in";
	return NULL;
}

static void sign_in(struct check_run *run, struct in_login *in, struct access_session *session)
{
	in->stage = "login";
	in->step = mailbox_sign_in(run, in, session, LOGIN_LIMIT_MS);
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
		N_("The server for receiving, {host}, could not be reached."), A_HOST("host", in->used.host),
		A_PORT(in->used.port));
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

	if (in->step == ACCESS_CANCELLED) {
		run_unknown(run, N_("It was stopped before the server answered."));
	} else if (in->step != ACCESS_DONE || !in->verified) {
		say_unsafe(run, in);
	} else {
		because = why_not(run, in, session);
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
	/* login.inbox and content.arrival go on where this ends; the last one leaves. */
	if (!in->accepted ||
		(!mailcase_reads_inbox(run_case(run)) && !mailcase_looks_for_arrival(run_case(run))))
		access_leave(session, run_scope(run));
}

static void run_receive(struct check_run *run)
{
	const struct in_session *met = fact_get_in_session(run);
	struct in_login *in = mem_new(sizeof *in);

	*in = met->in;
	if (!in->used.host[0])
		run_unknown(
			run, N_("The server for receiving is not known, so receiving could not be tested."));
	else if (!met->access)
		say_unreached(run, in);
	else
		converse(run, in, met->access);
	fact_put_in_login(run, in);
}

const struct check check_login_receive = {
	.id = "login.receive",
	.step = STEP_LOGIN,
	.title = N_("Sign in to the server for receiving"),
	.needs = FACT_BIT(IN_SESSION),
	.wants = FACT_BIT(OUT_LOGIN) | FACT_BIT(ENVELOPE),
	.provides = FACT_BIT(IN_LOGIN),
	.limit_ms = 25000,
	.run = run_receive,
};
