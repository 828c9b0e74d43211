/*
 * When the network is asked, and when not yet.
 */
#include "checks/steps/network/network.h"

#include "checks/steps/common/applies.h"

#define GIVE_WAY_MS 700 /* a line by satellite takes 600 for an answer */

bool network_applies(const struct mailcase *mailcase)
{
	return settings_apply_online(mailcase) && mailcase->where != WHERE_ELSEWHERE;
}

bool network_give_way(struct check_run *run)
{
	struct io_scope scope = io_scope_within(run_scope(run), GIVE_WAY_MS);

	return io_wait(&scope, NULL, 0) == IO_TIMED_OUT;
}

static const struct {
	enum finding_id problem;
	enum network_trouble trouble;
} troubles[] = {
	{F_PORT_SILENT, TROUBLE_WAY},
	{F_PORT_CLOSED, TROUBLE_WAY},
	{F_PORT_REJECTED, TROUBLE_WAY},
	{F_PORT_FORBIDDEN_HERE, TROUBLE_WAY},
	{F_HOST_UNREACHABLE, TROUBLE_WAY},
	{F_OFFLINE, TROUBLE_WAY},
	{F_RAN_OUT_OF_TIME, TROUBLE_WAY},
	{F_SERVER_SILENT, TROUBLE_TALK},
	{F_SERVER_LOST, TROUBLE_TALK},
	{F_TLS_BROKEN, TROUBLE_TALK},
	{F_CERT_WRONG_NAME, TROUBLE_IDENTITY},
	{F_CERT_SELF_SIGNED, TROUBLE_IDENTITY},
	{F_CERT_UNTRUSTED, TROUBLE_IDENTITY},
	{F_CERT_INCOMPLETE, TROUBLE_IDENTITY},
	{F_SERVER_OTHER_SERVICE, TROUBLE_IDENTITY},
	{F_SERVER_IS_INCOMING, TROUBLE_IDENTITY},
	{F_SERVER_GARBLED, TROUBLE_IDENTITY},
};

enum network_trouble network_trouble(const struct server_names *names, const struct out_session *out)
{
	if (!names || !names->n)
		return TROUBLE_NAME;
	for (size_t i = 0; out && i < sizeof troubles / sizeof troubles[0]; i++) {
		if (troubles[i].problem != out->problem)
			continue;
		return out->problem == F_RAN_OUT_OF_TIME && out->winner < out->n_attempts
			       ? TROUBLE_TALK
			       : troubles[i].trouble;
	}
	return TROUBLE_NONE;
}
