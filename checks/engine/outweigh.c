/*
 * What a run proved outweighs what is only missing: an entry that a domain does not have may have a mail refused somewhere, but it is not what
 * stops mail that another server would take. Such findings count as warnings then, once the whole run is known.
 */
#include "checks/engine/outweigh.h"

#include <string.h>

/* Entries that are missing, and nothing worse. */
static bool is_absence(enum finding_id id)
{
	return id == F_SPF_MISSING || id == F_DKIM_NONE || id == F_DMARC_MISSING || id == F_PTR_MISSING;
}

/* Somebody said that mail is refused or lost because of who sends it, or asked about the records by name. */
static bool is_asked(const struct record *record)
{
	const struct mailcase *mailcase = &record->mailcase;

	return (mailcase->only & STEP_BIT(STEP_DNS)) || mailcase_told_of_distrust(mailcase);
}

static bool is_outweighed(const struct record *record, enum finding_id id)
{
	const struct mailcase *mailcase = &record->mailcase;

	if (!is_absence(id))
		return false;
	/* Few receivers ask a person's domain for it, and none of them a domain of which they say nothing. */
	if (mailcase->role == ROLE_USER && id == F_DMARC_MISSING && !(mailcase->only & STEP_BIT(STEP_DNS)))
		return true;
	return !is_asked(record) &&
	       (record_finding(record, F_WALK_REACHED) || record_finding(record, F_ENVELOPE_ACCEPTED));
}

/* A check whose problems all count as warnings now has found no problem. */
static void settle_status(struct record *record, struct check_result *result)
{
	if (result->status != CHECK_PROBLEM)
		return;
	for (size_t i = 0; i < record->findings.n; i++) {
		const struct finding *finding = &record->findings.items[i];

		if (strcmp(finding->check, result->check->id) == 0 &&
			finding_weight(finding) == SEVERITY_PROBLEM)
			return;
	}
	result->status = CHECK_WARNING;
}

void outweigh(struct record *record)
{
	bool any = false;

	for (size_t i = 0; i < record->findings.n; i++) {
		struct finding *finding = &record->findings.items[i];

		if (!is_outweighed(record, finding->id) || finding_weight(finding) != SEVERITY_PROBLEM)
			continue;
		finding->softened = any = true;
	}
	for (size_t i = 0; any && i < record->checks.n; i++)
		settle_status(record, &record->checks.items[i]);
}
