/*
 * What a run proved outweighs what is only missing or was put together: an entry that a domain does not have, or one that does not fit what is
 * believed of its mail, may have a mail refused somewhere, but it is not what stops mail that another server would take, nor mail that never got
 * so far. Such findings count as warnings then, once the whole run is known.
 */
#include "checks/engine/outweigh.h"

#include <string.h>

/* What a finding about records rests on, the weakest first. */
enum ground {
	GROUND_NONE,	/* no finding of this kind */
	GROUND_ABSENT,	/* an entry is missing, and nothing worse */
	GROUND_GUESSED, /* which server delivers, or which key signs, is a guess */
	GROUND_FOUND, /* the address was found out, and the entry is against it: receivers may look only once they have the mail */
};

static const struct {
	enum finding_id id;
	enum ground ground;
} grounds[] = {
	{F_SPF_MISSING, GROUND_ABSENT},
	{F_DKIM_NONE, GROUND_ABSENT},
	{F_DMARC_MISSING, GROUND_ABSENT},
	{F_DMARC_INVALID, GROUND_ABSENT}, /* nobody heeds it: as good as none */
	{F_PTR_MISSING, GROUND_ABSENT},
	{F_SPF_EXCLUDES_MAYBE, GROUND_GUESSED},
	{F_SPF_LACKS_PROVIDER, GROUND_GUESSED},
	{F_DKIM_KEY_WRONG, GROUND_GUESSED},
	{F_DMARC_REJECTS_MAYBE, GROUND_GUESSED},
	{F_SPF_EXCLUDES, GROUND_FOUND},
	{F_DMARC_REJECTS, GROUND_FOUND},
};

static enum ground ground_of(enum finding_id id)
{
	for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++) {
		if (grounds[i].id == id)
			return grounds[i].ground;
	}
	return GROUND_NONE;
}

/* Somebody said that mail is refused or lost because of who sends it, or asked about the records by name. */
static bool is_asked(const struct mailcase *mailcase)
{
	return (mailcase->only & STEP_BIT(STEP_DNS)) || mailcase_told_of_distrust(mailcase);
}

/* The person named what would else be found out or guessed: the address, or the key. */
static bool is_told(const struct mailcase *mailcase, enum finding_id id)
{
	return id == F_DKIM_KEY_WRONG ? mailcase->selectors[0] : mailcase->sending_ip[0];
}

static bool has(const struct record *record, enum finding_id id)
{
	return record_finding(record, id) != NULL;
}

/* Nobody out there has heard yet who sends: no record of the domain can have been in the way. */
static bool stopped_before(const struct record *record)
{
	const struct finding *stopped = record_finding(record, F_WALK_STOPPED);
	const char *stage = stopped ? finding_evidence(stopped, "stage") : NULL;

	if (has(record, F_WALK_UNANSWERED))
		return true;
	return stage && strcmp(stage, "mail") != 0 && strcmp(stage, "rcpt") != 0;
}

/* What speaks against it weighs more than the ground of the finding. */
static bool is_outweighed(const struct record *record, enum finding_id id)
{
	const struct mailcase *mailcase = &record->mailcase;
	enum ground ground = ground_of(id);
	bool taken = has(record, F_WALK_REACHED) || has(record, F_ENVELOPE_ACCEPTED);

	if (ground == GROUND_NONE)
		return false;
	/* Receivers want it of those who send much mail: no single person's mail is stopped for the lack of it alone. */
	if (mailcase->role == ROLE_USER && id == F_DMARC_MISSING && !(mailcase->only & STEP_BIT(STEP_DNS)))
		return true;
	if (is_asked(mailcase) || (ground > GROUND_ABSENT && is_told(mailcase, id)))
		return false;
	if (stopped_before(record))
		return true;
	/* Only the server of the person's own choice is known to be the one that matters. */
	if (ground == GROUND_FOUND)
		return taken && mailcase->to[0];
	/* Whether a relay that is there takes the mail shows once it lets the server in. */
	return taken || (has(record, F_OWN_RELAY) && has(record, F_SERVER_REACHED));
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
