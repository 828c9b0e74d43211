/*
 * login.incoming: connects to the server for receiving, side by side with the outgoing server, up to where a
 * password could be sent. What it met is said by login.receive, which signs in on this connection.
 */
#include <string.h>

#include "checks/base/mem.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/applies.h"
#include "checks/steps/common/lookup.h"
#include "checks/steps/common/mailbox.h"
#include "checks/steps/login/login.h"

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

static void run_incoming(struct check_run *run)
{
	struct in_session *met = mem_new(sizeof *met);
	struct in_login *in = &met->in;

	in->stage = "names";
	if (choose(run, &in->used)) {
		lookup_host(run, in->used.host, in->used.port, &in->names, NULL);
		if (in->names.n) {
			in->stage = "connect";
			met->access = mailbox_connect(run, in);
		}
	}
	if (met->access) {
		in->reached = true;
		in->step = mailbox_get_ready(run, in, met->access);
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
