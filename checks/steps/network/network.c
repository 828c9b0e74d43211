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
