/*
 * login.pop-before-smtp: an old way to allow sending: fetch mail first, then send without signing in.
 *
 * It is recognised by its whole course: the server offered no login and refused, mail was fetched, and now
 * the same server takes the mail from the same address.
 */
#include "checks/engine/facts.h"
#include "checks/steps/common/offer.h"
#include "checks/steps/login/login.h"

static bool looks_like_it(
	const struct out_session *session, const struct envelope_result *envelope, const struct in_login *in)
{
	return session->ready && !login_offer(session)->n_mechs && envelope->tried && !envelope->accepted &&
	       in && in->accepted;
}

/* The same way to the server again, up to where a mail may be announced. */
static bool get_ready(struct check_run *run, struct smtp_session *smtp, const struct server_settings *used,
	const struct tls_store *store)
{
	const struct io_scope *scope = run_scope(run);

	if (used->security == SECURITY_TLS &&
		smtp_tls_now(smtp, scope, store, TLS_SECURE, used->host) != SMTP_DONE)
		return false;
	if (smtp_banner(smtp, scope) != SMTP_DONE || smtp_ehlo(smtp, scope, true) != SMTP_DONE)
		return false;
	if (used->security != SECURITY_STARTTLS)
		return true;
	return smtp_starttls(smtp, scope, store, TLS_SECURE, used->host) == SMTP_DONE &&
	       smtp_ehlo(smtp, scope, false) == SMTP_DONE;
}

static bool accepted_now(struct check_run *run, const struct out_session *session)
{
	const struct store_fact *store = fact_await_tls_store(run);
	const struct mailcase *mailcase = run_case(run);
	const char *from = mailcase->address.full;
	struct tcp_attempt attempt = {.addr = session->attempts[session->winner].addr, .fd = -1};
	struct smtp_envelope replies = {.mail_step = SMTP_LOST};
	struct smtp_session *smtp;
	size_t winner;

	tcp_connect_first(run_scope(run), &attempt, 1, &winner);
	if (attempt.fd < 0 || !store || !store->store)
		return false;
	smtp = smtp_new(attempt.fd, session->used.host, session->used.port, NULL, run_transcript(run));
	if (get_ready(run, smtp, &session->used, store->store))
		smtp_envelope(smtp, run_scope(run), from, mailcase->to[0] ? mailcase->to : from, &replies);
	smtp_leave(smtp, run_scope(run));
	smtp_free(&smtp);
	return replies.mail_step == SMTP_DONE && replies.rcpt_step == SMTP_DONE;
}

static void run_pop_before_smtp(struct check_run *run)
{
	const struct envelope_result *envelope = fact_get_envelope(run);
	const struct out_session *session = fact_get_out_session(run);
	const struct in_login *in = fact_await_in_login(run);

	if (!run_case(run)->address.full[0] || !looks_like_it(session, envelope, in)) {
		run_skip(run, "login.sign-in");
		return;
	}
	if (accepted_now(run, session))
		/* TRANSLATORS: {host} is the name of a mail server */
		run_say(run, F_POP_BEFORE_SMTP,
			N_("{host} refused your mail at first and took it after your mail had been fetched. "
			   "It uses an old way: "
			   "fetch mail first, then send."),
			A_HOST("host", session->used.host));
}

const struct check check_login_pop_before_smtp = {
	.id = "login.pop-before-smtp",
	.step = STEP_LOGIN,
	.title = N_("See whether mail must be fetched before sending"),
	.needs = FACT_BIT(ENVELOPE) | FACT_BIT(OUT_SESSION),
	.wants = FACT_BIT(IN_LOGIN) | FACT_BIT(TLS_STORE),
	.limit_ms = 20000,
	.run = run_pop_before_smtp,
};
