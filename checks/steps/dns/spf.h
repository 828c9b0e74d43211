/*
 * The work of dns.spf: what was looked up, and for which addresses it was judged. spf.c looks, spf_say.c and spf_trouble.c tell.
 */
#ifndef MAILMEND_STEPS_DNS_SPF_H
#define MAILMEND_STEPS_DNS_SPF_H

#include "checks/auth/spf.h"
#include "checks/engine/check.h"
#include "checks/engine/facts.h"
#include "checks/know/senders.h"

#define SPF_JUDGED_MAX 8

struct spf_case {
	const struct outlet *outlet;
	struct spf_result result;
};

struct spf_view {
	struct check_run *run;
	struct io_scope scope;
	struct dns_config config;
	struct lookups *lookups;
	char domain[HOST_MAX];
	char sender[ADDRESS_MAX + 1];
	const struct dns_answer *txt; /* of the domain */
	struct spf_result audit;
	const struct outlet_list *outlets; /* NULL: not known */
	const struct mx_table *mx;
	const char *host; /* the server for sending, "" not known */
	struct spf_case cases[SPF_JUDGED_MAX];
	size_t n;
	struct sender service; /* whose servers send, or take, the domain's mail */
	bool has_service;
	bool by_mx;    /* known by MX only: another may send */
	bool included; /* the record names it, or lets its servers pass */
};

/* What of the given mail's envelope is in another organisation's name: SPF is asked there. */
bool spf_envelope_is_foreign(const struct spf_view *view);

/* spf_say.c: servers that are in the list, or not. */
void spf_say_places(struct spf_view *view);
void spf_say_missing(struct spf_view *view);
void spf_say_weak(struct spf_view *view);

/* spf_trouble.c: a list that receivers cannot read. result is of the case or audit that showed it. */
void spf_say_invalid(struct spf_view *view, const struct spf_result *result);
void spf_say_several(struct spf_view *view);

/* A text of the domain that was meant as a list and is none; false when there is none. */
bool spf_say_near(struct spf_view *view);

/* Evidence for a finding about the record: what is published, what to publish (record, NULL: not known), what was asked. */
void spf_add_evidence(struct finding *finding, const struct spf_view *view, const char *record);

/* record with a term for every address that mail surely leaves from; into out, which is empty. */
void spf_with_outlets(struct str *out, const struct spf_view *view, const char *record);

#endif
