/*
 * The way into a mailbox.
 */
#include "checks/steps/common/mailbox.h"

#define REACH_LIMIT_MS	 10000
#define CONNECT_LIMIT_MS 5000  /* as patient as with the server for sending */
#define AGAIN_LIMIT_MS	 10000 /* it worked before, and somebody waits */

struct access_session *mailbox_connect(struct check_run *run, struct in_login *in)
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

enum access_step mailbox_get_ready(struct check_run *run, struct in_login *in, struct access_session *session)
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

enum access_step mailbox_sign_in(
	struct check_run *run, const struct in_login *in, struct access_session *session, int limit_ms)
{
	const struct mailcase *mailcase = run_case(run);
	const struct sasl_login login = {.user = in->used.user[0] ? in->used.user : mailcase_user(mailcase),
		.secret = mailcase->secret,
		.kind = mailcase->secret_kind,
		.host = in->used.host,
		.port = in->used.port};
	struct io_scope scope = io_scope_within(run_scope(run), limit_ms);

	return access_login(session, &scope, &login);
}

struct access_session *mailbox_again(
	struct check_run *run, const struct in_login *worked, struct in_login *how_r)
{
	struct access_session *session;

	*how_r = *worked;
	how_r->step = ACCESS_LOST;
	how_r->text[0] = how_r->code[0] = '\0';
	session = mailbox_connect(run, how_r);
	if (!session)
		return NULL;
	how_r->step = mailbox_get_ready(run, how_r, session);
	if (how_r->step == ACCESS_DONE)
		how_r->step = mailbox_sign_in(run, how_r, session, AGAIN_LIMIT_MS);
	str_copy(how_r->text, sizeof how_r->text, session->text);
	str_copy(how_r->code, sizeof how_r->code, session->code);
	if (how_r->step != ACCESS_DONE) {
		access_leave(session, run_scope(run));
		access_free(&session);
	}
	return session;
}
