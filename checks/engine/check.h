/*
 * The contract of a check.
 *
 * A check is a const record in its own file and reads like the protocol it speaks: straight-line C under a deadline
 * and a cancel. It never calls another check: it needs facts that others provide, and provides facts itself. Adding one
 * touches a new file, one line in catalogue.c, one in po/POTFILES.in, one scenario.
 *
 *   needs     the check starts only when all of these facts are there; when a provider ends without, this check is
 *             skipped "because" of the provider
 *   wants     may be waited for inside run() by fact_await_…; the check starts as soon as their providers have started
 *   provides  facts that run() may put; each fact is put once, by one check
 *   until     when one of these facts is there, nobody needs this check any more: it is cancelled and counts as skipped
 *             "because" of that fact's check (port probes end when sending works)
 */
#ifndef MAILMEND_ENGINE_CHECK_H
#define MAILMEND_ENGINE_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "checks/engine/fact.h"
#include "checks/engine/finding.h"
#include "checks/engine/mailcase.h"
#include "checks/engine/words.h"
#include "checks/mail/transcript.h"
#include "checks/net/io.h"

struct check_run; /* one running check, given to run() */

struct check {
	const char *id; /* "settings.server" */
	enum step step;
	const char *title; /* N_(): what is being tried, as a phrase: "Look up the server's name" */
	fact_mask needs, wants, provides, until;
	int limit_ms; /* its own deadline, within the run's; waiting for a want is not counted */
	bool shares_time; /* it looks for who is in the way, like all checks of firewall, antivirus and provider: together they
			     end 15 s after connecting and signing in */
	bool (*own_time)(
		const struct mailcase *mailcase); /* NULL: never; true: the person asked for this one by
							      itself, and it does not share that time */
	bool concludes; /* it asks nobody and only weighs facts: it runs even when the run's time is over */
	bool (*applies)(
		const struct mailcase *mailcase); /* NULL: always; false: it is not part of this run at all */
	void (*run)(struct check_run *run);
};

/* The one array that lists every check (checks/catalogue.c), in the order of the wizard. */
extern const struct check *const catalogue[];
extern const size_t catalogue_n;

/* What a check may use while it runs. */
const struct mailcase *run_case(const struct check_run *run);
const struct io_scope *run_scope(const struct check_run *run);
struct transcript *run_transcript(const struct check_run *run);
bool run_is_over(const struct check_run
		*run); /* cancelled, or its time has passed: what it waited for may still be at work */
int64_t run_ms(const struct check_run *run); /* since the whole run began */

/*
 * When a check is cancelled, what it reports afterwards is dropped; when that happened because of `until`, all that it
 * reported is.
 *
 * Reports a finding; its severity comes from findings.def. args ends with an element whose type is ARG_NONE. The
 * texts are copied (and scrubbed of the secret). Returns the finding for run_evidence; valid until run() returns.
 */
struct finding *run_finding(
	struct check_run *run, enum finding_id id, const char *msgid, const struct arg *args);
struct finding *run_finding_plural(struct check_run *run, enum finding_id id, const char *msgid,
	const char *msgid_plural, const struct arg *args);
#define run_say(run, id, msgid, ...) run_finding(run, id, msgid, (const struct arg[]){__VA_ARGS__, {0}})

/* Adds evidence to a finding of run_finding (of no other). The value is made harmless, bounded to 1 KiB and scrubbed of the secret. */
void run_evidence(struct finding *finding, const char *key, const char *value);
/* The same for a value of several lines, '\n' between: each is made harmless by itself. */
void run_evidence_lines(struct finding *finding, const char *key, const char *value);
void run_evidencef(struct finding *finding, const char *key, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Shows what has been reported so far now, not when the check ends: for whoever has all but the answers of those that are silent. No evidence is
 * added to these findings afterwards. Not for checks with `until`, whose findings may be dropped in the end.
 */
void run_publish(struct check_run *run);

/* A problem that does not stand in the way of this person's mail: it is told, as a warning, and makes no cause. */
void run_soften(struct finding *finding);

/*
 * Ends the check as "could not be found out" (CHECK_UNKNOWN) with the reason; without it a check's status is the
 * gravest severity of its findings, CHECK_OK when there are none.
 */
void run_unknown(struct check_run *run, const char *because_msgid);

/* Ends the check as skipped, because of an id ("no-login", a check's id, a cause's id). */
void run_skip(struct check_run *run, const char *because);

#endif
