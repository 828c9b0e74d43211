/*
 * Whether records and lists stand in the way of this case's mail.
 */
#include "checks/steps/common/matter.h"

#define BESIDE_MS 2000

struct finding *matter(struct check_run *run, struct finding *finding)
{
	if (!mailcase_records_matter(run_case(run)))
		run_soften(finding);
	return finding;
}

struct io_scope matter_scope(const struct check_run *run)
{
	return mailcase_records_matter(run_case(run)) ? *run_scope(run)
						      : io_scope_within(run_scope(run), BESIDE_MS);
}

bool records_apply(const struct mailcase *mailcase)
{
	return !mailcase->offline && mailcase_domain(mailcase)[0];
}

bool lists_apply(const struct mailcase *mailcase)
{
	return !mailcase->offline && (mailcase_domain(mailcase)[0] || mailcase->in_use.host[0]);
}
