/*
 * When checks that speak with servers are part of a run.
 */
#include "checks/steps/common/applies.h"

bool settings_apply(const struct mailcase *mailcase)
{
	return mailcase->in_use.host[0] || mailcase_domain(mailcase)[0];
}

bool settings_apply_online(const struct mailcase *mailcase)
{
	return !mailcase->offline && settings_apply(mailcase);
}

bool settings_apply_near(const struct mailcase *mailcase)
{
	return settings_apply_online(mailcase) && mailcase->where != WHERE_ELSEWHERE;
}

bool settings_apply_here(const struct mailcase *mailcase)
{
	return settings_apply_near(mailcase) && mailcase->where != WHERE_SAME_NETWORK;
}
