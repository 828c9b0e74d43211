/*
 * When the network is asked, and when not yet.
 */
#include "checks/steps/network/network.h"

#include "checks/steps/common/applies.h"

#define GIVE_WAY_MS 300

bool network_applies(const struct mailcase *mailcase)
{
	return settings_apply_online(mailcase) && mailcase->where != WHERE_ELSEWHERE;
}

bool network_give_way(struct check_run *run)
{
	struct io_scope scope = io_scope_within(run_scope(run), GIVE_WAY_MS);

	return io_wait(&scope, NULL, 0) == IO_TIMED_OUT;
}

enum network_trouble network_trouble(const struct server_names *names, const struct out_session *out)
{
	if (!names || !names->n)
		return TROUBLE_NAME;
	switch (out ? out->problem : F_N) {
	case F_PORT_SILENT:
	case F_PORT_CLOSED:
	case F_PORT_REJECTED:
	case F_PORT_FORBIDDEN_HERE:
	case F_HOST_UNREACHABLE:
	case F_OFFLINE:
		return TROUBLE_WAY;
	case F_RAN_OUT_OF_TIME:
		return out->winner < out->n_attempts ? TROUBLE_TALK : TROUBLE_WAY;
	case F_SERVER_SILENT:
	case F_SERVER_LOST:
	case F_TLS_BROKEN:
		return TROUBLE_TALK;
	case F_CERT_WRONG_NAME:
	case F_CERT_SELF_SIGNED:
	case F_CERT_UNTRUSTED:
	case F_CERT_INCOMPLETE:
	case F_SERVER_OTHER_SERVICE:
	case F_SERVER_IS_INCOMING:
	case F_SERVER_GARBLED:
		return TROUBLE_IDENTITY;
	default:
		return TROUBLE_NONE;
	}
}
