/*
 * The record of a run: the case without its secret, every check and finding, the transcript, and the diagnosis. The wizard,
 * the plain prompts and all reports read nothing else.
 */
#ifndef MAILMEND_ENGINE_RECORD_H
#define MAILMEND_ENGINE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/vec.h"
#include "checks/engine/check.h"
#include "checks/engine/diagnosis.h"
#include "checks/engine/finding.h"
#include "checks/engine/mailcase.h"

struct recommended_settings;
struct own_queue;

struct check_result {
	const struct check *check;
	enum check_status status;
	char because[64];     /* id of a check, a fact's check, or a reason; "" otherwise */
	const char *unknown;  /* msgid of why it could not be found out, or NULL */
	int64_t began_ms, ms; /* since the run began, -1: it never did; how long it took */
	bool earlier;	      /* carried over from the run before (again.h), with its findings */
};

/* What the checks learnt about the servers, for the case part of the JSON and the placeholders of the texts. */
struct learnt {
	struct server_settings outgoing, incoming; /* tested; host "" when none was found */
	struct server_settings recommended;
	struct server_settings working; /* port and security that would work; host "" when not known */
	char provider[64];
	enum program
		program; /* the mail server of this computer, as a program whose settings we name; PROGRAM_UNKNOWN: none */
	const char *url_password, *url_app_password, *url_enable, *url_status; /* "" or static */
};

struct record {
	struct mailcase mailcase; /* secret NULL, map NULL */
	int64_t started;	  /* wall clock */
	int64_t ms;		  /* how long it took */
	uint64_t place;		  /* net_place() when it began; 0 in practice */
	bool timed_out, cancelled;
	int64_t earlier; /* wall clock of the oldest result that was carried over; 0: everything was tested in this run */
	bool turned; /* a check that ran for others only turned bad since: what was carried over may not hold any more */
	VEC(struct check_result) checks;
	VEC(struct finding)
	findings; /* in the order they came; all of them, because the diagnosis reads all */
	struct learnt learnt;
	struct recommended_settings
		*recommended;	       /* the fact (facts.h), owned; NULL when it was never there */
	struct own_queue *queue;       /* the fact, owned; NULL where this computer's queue was not read */
	struct transcript *transcript; /* owned */
	struct diagnosis diagnosis;
};

void record_free(struct record **record);

/*
 * The gravest status among the checks of a step: CHECK_SKIPPED when all were, or when nothing is wrong but the step's own
 * proof was not tested; CHECK_WAITING when there are none. Who stands in the way (firewall, antivirus) is answered where the
 * server was reached and understood, whatever became of the tests.
 */
enum check_status record_step_status(const struct record *record, enum step step);

/* The same for people, once the diagnosis is there: a step whose question a cause answers is no "works". */
enum check_status record_step_result(const struct record *record, enum step step);

/* The first finding with this id, NULL without one. */
const struct finding *record_finding(const struct record *record, enum finding_id id);

/* The step that a finding is told in: its own, or that of its check for a reply's words, which any step may meet. */
enum step record_finding_step(const struct record *record, const struct finding *finding);

/*
 * Whether a report shows it (--only, --skip): those of selected steps, every problem, and what a cause rests on; the checks that
 * these came from.
 */
bool record_reports_finding(const struct record *record, size_t finding);
bool record_reports_check(const struct record *record, size_t check);

#endif
