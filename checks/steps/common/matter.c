/*
 * Whether records and lists stand in the way of this case's mail.
 */
#include "checks/steps/common/matter.h"

struct finding *matter(struct check_run *run, struct finding *finding)
{
	if (!mailcase_records_matter(run_case(run)))
		run_soften(finding);
	return finding;
}

bool records_apply(const struct mailcase *mailcase)
{
	return !mailcase->offline && mailcase_domain(mailcase)[0];
}

bool lists_apply(const struct mailcase *mailcase)
{
	return !mailcase->offline && (mailcase_domain(mailcase)[0] || mailcase->in_use.host[0]) &&
	       mailcase_records_matter(mailcase);
}
