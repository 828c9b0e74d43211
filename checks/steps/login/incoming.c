/*
 * login.incoming: connects to the server for receiving, side by side with the outgoing server, up to where a
 * password could be sent. What it met is said by login.receive, which signs in on this connection.
 */
#include <string.h>

#include "checks/base/mem.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/applies.h"
#include "checks/steps/common/lookup.h"
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

static void run_incoming(struct check_run *run)
{
	struct in_session *met = mem_new(sizeof *met);
	struct in_login *in = &met->in;

	in->stage = "names";
	if (choose(run, &in->used)) {
		lookup_host(run, in->used.host, in->used.port, &in->names, NULL);
		if (in->names.n) {
			in->stage = "connect";
			met->access = connect_to(run, in);
		}
	}
	if (met->access) {
		in->reached = true;
		in->step = get_ready(run, in, met->access);
		in->tls = met->access->tls;
		in->verified = stream_is_verified(met->access->stream);
	}
	fact_put_in_session(run, met);
}

const struct check check_login_incoming = {
	.id = "login.incoming",
	.step = STEP_LOGIN,
	.title = N_("Connect to the server for receiving"),
	.wants = FACT_BIT(TLS_STORE) | FACT_BIT(RECOMMENDED),
	.provides = FACT_BIT(IN_SESSION),
	.limit_ms = 30000,
	.applies = settings_apply_online,
	.run = run_incoming,
};
