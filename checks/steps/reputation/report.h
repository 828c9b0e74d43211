/*
 * What the lists said, as findings. Listings are told one by one, the gravest first; lists that did not answer are named by the reason.
 */
#ifndef MAILMEND_STEPS_REPUTATION_REPORT_H
#define MAILMEND_STEPS_REPUTATION_REPORT_H

#include "checks/engine/check.h"
#include "checks/steps/reputation/listing.h"
#include "checks/steps/reputation/lists_ask.h"

#define LISTINGS_TOLD 8 /* in one check; the others are counted */

/* What a target of the inquiry is. Those of one subject are told as one. */
struct list_subject {
	enum list_owner owner;
	char shown[HOST_MAX]; /* the address, the domain */
	bool at_provider;     /* it belongs to a mail provider */
	bool private;	      /* an address of no public network */
	bool own;	      /* a link to the sender's own domain */
};

struct list_report {
	struct check_run *run;
	struct list_inquiry *inquiry;
	const struct list_subject *subjects; /* for each target */
	bool *told;			     /* [list * n_targets + target] */
	bool *summed;			     /* for each target: its smaller lists were told together */
	size_t n_told, n_counted;
};

/* How many lists are believed and said that they do not know any target of the subject; 0 when one lists it. */
size_t report_clear(const struct list_report *report, const char *shown);

/* What is asked of the lists of some kinds. */
struct list_question {
	unsigned kinds; /* of enum blocklist_kind */
	const struct list_subject *subjects;
	const struct list_target *targets;
	size_t n; /* of both */
	const struct lists_tested
		*tested; /* what is known of the lists already; NULL: each is tested beside the question */
	void (*clear)(const struct list_report *report); /* called once, when the first wave is told */
};

/*
 * The whole course of an inquiry, 2.5 s at most: what answers at once is told and shown, then the silent ones get the rest of the time.
 */
void report_question(struct check_run *run, const struct list_question *question);

#endif
