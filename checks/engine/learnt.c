/*
 * What the facts say about the servers, taken over into the record when a run ends.
 */
#include "checks/engine/runner.h"

#include <string.h>

#include "checks/base/str.h"
#include "checks/engine/facts.h"

/* A session that came about is what works; else what was seen to work in its place. */
static void fill_working(const struct out_session *session, const struct alternatives *others,
	struct server_settings *working_r)
{
	if (session && session->ready)
		*working_r = session->used;
	else if (session && session->works.host[0])
		*working_r = session->works;
	else if (others && others->works.host[0])
		*working_r = others->works;
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
	const struct own_server *own = FACT_OF(run, OWN_SERVER);
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
	fill_working(session, FACT_OF(run, ALTERNATIVES), &learnt.working);
	if (own && own->kind == OWN_POSTFIX)
		learnt.program = PROGRAM_POSTFIX;
	else if (own && own->kind == OWN_EXIM)
		learnt.program = PROGRAM_EXIM;
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
