/*
 * What dns.dmarc works with, in its three files: dmarc.c asks and decides, dmarc_say.c says what is wrong with records, dmarc_fate.c what
 * becomes of the mail.
 */
#ifndef MAILMEND_STEPS_DNS_DMARC_H
#define MAILMEND_STEPS_DNS_DMARC_H

#include "checks/auth/dmarc_report.h"
#include "checks/auth/dmarc_walk.h"
#include "checks/engine/check.h"
#include "checks/steps/dns/dmarc_verdict.h"

struct dmarc_view {
	struct check_run *run;
	struct io_scope scope; /* of the look-ups */
	struct dns_config config;
	struct lookups *lookups;
	char domain[HOST_MAX];				    /* whose mail it is: behind the @ of From */
	bool mail;					    /* a mail was given: what follows is from it */
	char envelope[HOST_MAX];			    /* the domain of its return path; "" */
	struct message_result results[MESSAGE_RESULTS_MAX]; /* what its receivers wrote */
	size_t n_results;
	struct dmarc_walk *walk;
	struct dmarc_decision decision;
	char name[DNS_NAME_MAX]; /* _dmarc.domain */
};

/* The record is missing, unreadable or odd. True: the policy that is in force need not be spoken of. */
bool dmarc_say_records(struct dmarc_view *view);

/* The record to publish for domain, as the finding's evidence. */
void dmarc_add_record(struct finding *finding, const char *domain, const char *text);

/* What was asked, what stands there, and who decides. */
void dmarc_add_evidence(struct finding *finding, const struct dmarc_view *view);

/* Reports that would not arrive. */
void dmarc_say_reports(struct dmarc_view *view);

/* Whether the mail passes; waits for SPF and DKIM. */
void dmarc_say_fate(struct dmarc_view *view);

#endif
