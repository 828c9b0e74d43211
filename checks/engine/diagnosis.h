/*
 * From findings to causes, by a table of rules (checks/rules.c).
 *
 * A rule names a cause, how sure it makes us, and why; it fires when all of `all`, at least one of `any` (where there are
 * some) and none of `none` are among the findings. The surest rule of a cause counts. Only findings of severity problem make causes:
 * a rule that fires without one is ignored. What the person told raises or lowers causes by `adjust`.
 * `explains` keeps one root cause from raising a pile of others: where a cause stands at 50 or more, the findings that it
 * explains raise no other cause (a rule needs one problem that nobody has explained yet), the surest cause first.
 *
 * Two keys of a finding's evidence speak to the diagnosis: "who" (a name of who_name) tells who must act where that is not
 * the cause's usual one, "temporary" ("yes" or "no") whether it passes. The first of a cause's findings that has one counts.
 */
#ifndef MAILMEND_ENGINE_DIAGNOSIS_H
#define MAILMEND_ENGINE_DIAGNOSIS_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/engine/cause.h"
#include "checks/engine/finding.h"

#define RULE_FINDINGS_MAX 8

/* IDS(F_A, F_B): a list of up to 16 findings, each plus one. */
#define IDS(...)                                                                                             \
	{                                                                                                    \
		IDS_PICK(__VA_ARGS__, IDS_16, IDS_15, IDS_14, IDS_13, IDS_12, IDS_11, IDS_10, IDS_9, IDS_8,  \
			IDS_7, IDS_6, IDS_5, IDS_4, IDS_3, IDS_2, IDS_1, 0)                                  \
		(__VA_ARGS__)                                                                                \
	}
#define IDS_PICK(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, pick, ...) pick
#define IDS_1(a)							    (a) + 1
#define IDS_2(a, ...)							    (a) + 1, IDS_1(__VA_ARGS__)
#define IDS_3(a, ...)							    (a) + 1, IDS_2(__VA_ARGS__)
#define IDS_4(a, ...)							    (a) + 1, IDS_3(__VA_ARGS__)
#define IDS_5(a, ...)							    (a) + 1, IDS_4(__VA_ARGS__)
#define IDS_6(a, ...)							    (a) + 1, IDS_5(__VA_ARGS__)
#define IDS_7(a, ...)							    (a) + 1, IDS_6(__VA_ARGS__)
#define IDS_8(a, ...)							    (a) + 1, IDS_7(__VA_ARGS__)
#define IDS_9(a, ...)							    (a) + 1, IDS_8(__VA_ARGS__)
#define IDS_10(a, ...)							    (a) + 1, IDS_9(__VA_ARGS__)
#define IDS_11(a, ...)							    (a) + 1, IDS_10(__VA_ARGS__)
#define IDS_12(a, ...)							    (a) + 1, IDS_11(__VA_ARGS__)
#define IDS_13(a, ...)							    (a) + 1, IDS_12(__VA_ARGS__)
#define IDS_14(a, ...)							    (a) + 1, IDS_13(__VA_ARGS__)
#define IDS_15(a, ...)							    (a) + 1, IDS_14(__VA_ARGS__)
#define IDS_16(a, ...)							    (a) + 1, IDS_15(__VA_ARGS__)

struct rule {
	enum cause_id cause;
	int confidence; /* 1 to 100 */
	/* finding ids plus one (so that 0 ends the list), by IDS() */
	unsigned short all[RULE_FINDINGS_MAX], any[RULE_FINDINGS_MAX], none[RULE_FINDINGS_MAX];
	const char *reason; /* N_(): why we are this sure, one sentence */
};

/* Raises (or lowers) a cause that stands already when a finding is there. */
struct adjustment {
	enum cause_id cause;
	enum finding_id finding;
	int by;
};

/* Findings that a cause accounts for, by IDS(). With WHEN(F_X) first: only where that finding is there, too. */
struct explanation {
	enum cause_id cause;
	unsigned short findings[16];
};

#define EXPLAINS_WHEN 0x4000
#define WHEN(id)      ((id) | EXPLAINS_WHEN)

extern const struct rule rules[];
extern const size_t rules_n;
extern const struct adjustment adjustments[];
extern const size_t adjustments_n;
extern const struct explanation explanations[];
extern const size_t explanations_n;

/* All that a diagnosis is made with; tests bring their own. */
struct diagnosis_tables {
	const struct rule *rules;
	size_t n_rules;
	const struct adjustment *adjustments;
	size_t n_adjustments;
	const struct explanation *explanations;
	size_t n_explanations;
};

#define CAUSES_MAX	   12
#define CAUSE_FINDINGS_MAX 16

struct diagnosed_cause {
	enum cause_id id;
	int confidence;
	enum who who; /* usually cause_who(id); a rule's finding may tell better */
	bool temporary;
	const char *reason;		     /* msgid */
	size_t findings[CAUSE_FINDINGS_MAX]; /* indexes into the record's findings; problems first */
	size_t n_findings;
};

enum verdict { VERDICT_UNKNOWN, VERDICT_CAN_SEND, VERDICT_CANNOT_SEND };
const char *verdict_name(enum verdict verdict);

/* Where the mail stops on its way, for the one-line picture. */
enum way { WAY_UNKNOWN, WAY_YOU, WAY_NETWORK, WAY_INTERNET, WAY_SERVER, WAY_RECIPIENT, WAY_THROUGH };

struct diagnosis {
	enum verdict verdict;
	struct diagnosed_cause causes[CAUSES_MAX]; /* the most likely first */
	size_t n;
	enum way stops_at;
	const char *not_tested[STEP_N + 4]; /* step names and "login"; what a can-send lacks */
	size_t n_not_tested;
	const char *ruled_out[24]; /* msgids: what was found to be in order, for the last page */
	size_t n_ruled_out;
};

struct record;

/* Fills diagnosis_r from a record whose findings and checks are final. Pure: reads nothing else. */
void diagnose(const struct record *record, struct diagnosis *diagnosis_r);

void diagnose_by(
	const struct diagnosis_tables *tables, const struct record *record, struct diagnosis *diagnosis_r);

/* The second half of diagnose_by: verdict, not_tested, ruled_out and stops_at, from the record and the causes. */
void diagnosis_judge(const struct record *record, struct diagnosis *diagnosis);

/* The first cause that answers a step's question ("does a firewall hold your mail back?"), by index; n where none does. */
size_t diagnosis_answer(const struct diagnosis *diagnosis, enum step step);

/* Whether the diagnosis has a first cause, and its id. */
enum cause_id diagnosis_first(const struct diagnosis *diagnosis);

#endif
