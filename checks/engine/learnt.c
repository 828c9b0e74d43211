/*
 * What the facts say about the servers, taken over into the record when a run ends.
 */
#include "checks/engine/runner.h"

#include <string.h>

#include "checks/base/str.h"
#include "checks/engine/facts.h"

/* Ports of a sending server, in the order in which they are to be recommended (RFC 8314), and what they
 * speak. */
static const struct {
	int port;
	enum security security;
} sending_ports[] = {
	{465, SECURITY_TLS},
	{587, SECURITY_STARTTLS},
	{2525, SECURITY_STARTTLS},
	{25, SECURITY_STARTTLS},
};

static bool port_answers(const struct port_table *table, int port)
{
	for (size_t i = 0; i < table->n; i++) {
		if (table->probes[i].port == port && table->probes[i].attempt.outcome == TCP_CONNECTED)
			return true;
	}
	return false;
}

/* A session that came about is what works; else another port of the same server that answers. */
static void fill_working(const struct learnt *learnt, const struct out_session *session,
	const struct port_table *ports, struct server_settings *working_r)
{
	if (session && session->ready) {
		*working_r = session->used;
		return;
	}
	for (size_t i = 0; ports && i < sizeof sending_ports / sizeof sending_ports[0]; i++) {
		if (sending_ports[i].port == learnt->outgoing.port ||
			!port_answers(ports, sending_ports[i].port))
			continue;
		*working_r = learnt->outgoing;
		working_r->port = sending_ports[i].port;
		working_r->security = sending_ports[i].security;
		return;
	}
}

static void fill_recommended(const struct recommended_settings *recommended, struct learnt *learnt)
{
	str_copy(learnt->provider, sizeof learnt->provider, recommended->provider);
	if (recommended->n_outgoing)
		learnt->recommended = recommended->outgoing[0];
	if (recommended->n_incoming)
		learnt->incoming = recommended->incoming[0];
	learnt->url_password = recommended->url_password;
	learnt->url_app_password = recommended->url_app_password;
	learnt->url_enable = recommended->url_enable;
	learnt->url_status = recommended->url_status;
}

#define FACT_OF(run, ID) atomic_load(&(run)->facts[FACT_##ID].value)

void learnt_fill(const struct run *run, struct learnt *learnt_r)
{
	const struct recommended_settings *recommended = FACT_OF(run, RECOMMENDED);
	const struct target *target = FACT_OF(run, TARGET);
	const struct out_session *session = FACT_OF(run, OUT_SESSION);
	const struct in_login *in_login = FACT_OF(run, IN_LOGIN);
	struct learnt learnt = {.url_password = ""};

	if (recommended)
		fill_recommended(recommended, &learnt);
	if (target)
		learnt.outgoing = target->out;
	else if (run->mailcase->in_use.host[0])
		learnt.outgoing = run->mailcase->in_use;
	if (in_login && in_login->used.host[0])
		learnt.incoming = in_login->used;
	else if (run->mailcase->incoming.host[0])
		learnt.incoming = run->mailcase->incoming;
	fill_working(&learnt, session, FACT_OF(run, OUT_PORTS), &learnt.working);
	if (!learnt.url_password)
		learnt.url_password = "";
	if (!learnt.url_app_password)
		learnt.url_app_password = "";
	if (!learnt.url_enable)
		learnt.url_enable = "";
	if (!learnt.url_status)
		learnt.url_status = "";
	*learnt_r = learnt;
}
