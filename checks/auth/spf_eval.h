/*
 * One evaluation of SPF on its way. Private to spf*.c.
 */
#ifndef MAILMEND_AUTH_SPF_EVAL_H
#define MAILMEND_AUTH_SPF_EVAL_H

#include "checks/auth/spf.h"
#include "checks/auth/spf_macro.h"
#include "checks/auth/spf_record.h"

#define SPF_AUDIT_LOOKUPS_MAX 50 /* an audit counts on behind the limit, but not for ever */

/* Whose record is read. */
struct spf_place {
	struct spf_name domain;
	const char *shown; /* the term that led here, or the domain */
	bool included;	   /* shown is a term, and an explanation counts for nothing (5.2) */
};

struct spf_eval {
	struct lookups *lookups;
	const struct spf_query *query;
	struct spf_result *result;
	struct net_addr ip; /* len 0: not known; never an IPv4-mapped one */
	char *local, *sender_domain, *helo;
	struct spf_values values; /* those of the place */
	const struct spf_place *place;
	char *validated;       /* %{p} as last worked out */
	struct spf_line spare; /* a line that nobody will see */
	bool heard;	       /* somebody answered */
	bool unreached;	       /* somebody could not be asked */
};

void spf_eval_init(struct spf_eval *eval, struct lookups *lookups, const struct spf_query *query,
	struct spf_result *result);
void spf_eval_release(struct spf_eval *eval);

/* Of several labels, and all of it printable: no address in brackets, nothing that a domain never is (4.3). */
bool spf_may_have_record(const struct spf_name *domain);

/* The domain that is judged (4.1, 2.4). */
bool spf_eval_domain(const struct spf_eval *eval, struct spf_name *name_r);

/* Goes to another place; gives the one before, for the way back. */
const struct spf_place *spf_enter(struct spf_eval *eval, const struct spf_place *place);

/* Asks, together with what will be asked next. */
const struct dns_answer *spf_ask(struct spf_eval *eval, const char *name, enum dns_type type);

/* Foresees what the evaluation will ask, as far as the records that are known already tell. */
void spf_foresee_all(struct spf_eval *eval);

enum spf_match { SPF_MATCH_NO, SPF_MATCH_YES, SPF_MATCH_TEMP, SPF_MATCH_PERM };

/* check_host() for a place (4); spf.c. */
enum spf_code spf_check_host(struct spf_eval *eval, const struct spf_place *place);

/* Whether the mechanism matches (5); spf_terms.c. */
enum spf_match spf_term_match(struct spf_eval *eval, const struct spf_term *term);

/* The same of an audit: nothing matches; spf_audit.c. */
enum spf_match spf_audit_term(struct spf_eval *eval, const struct spf_term *term);

/* The target of a term: its domain-spec, or the domain of the place. False when nobody can be asked for it. */
bool spf_target(struct spf_eval *eval, const struct spf_term *term, struct spf_name *name_r);

/* Counts a term that asks DNS, and one that found nothing; false past the limit. */
bool spf_count_lookup(struct spf_eval *eval, const struct spf_term *term);
bool spf_count_void(struct spf_eval *eval, const struct spf_term *term);

/* Addresses of the sender's kind; both kinds where it is not known. */
bool spf_wants_family(const struct spf_eval *eval, int family);

/* spf_names.c: the mechanism ptr (5.5), and %{p} (7.3). */
enum spf_match spf_ptr_match(struct spf_eval *eval, const struct spf_term *term);
const char *spf_validated(void *data);
void spf_reverse_name(const struct net_addr *ip, char name_r[80]);

/* The explanation (6.2), into the result. */
void spf_explain(struct spf_eval *eval, const struct spf_term *exp);

/* --- the way, spf_trace.c --- */

/* A new line about term, which may be NULL; what the caller sets on it is copied by the spf_line_ functions. */
struct spf_line *spf_say(struct spf_eval *eval, enum spf_said said, const struct spf_term *term);
void spf_line_name(struct spf_line *line, const char *name);
void spf_line_text(struct spf_line *line, const char *text);

/* Up to six addresses, or names of servers or hosts, of an answer, with commas. */
void spf_line_records(struct spf_line *line, const struct dns_answer *answer);

/* Remembers why, for the result; the line is said by the caller. */
void spf_trouble(
	struct spf_eval *eval, enum spf_trouble trouble, enum spf_fault fault, const char *term, size_t len);

/* A question failed: trouble and line in one. Gives SPF_MATCH_TEMP. */
enum spf_match spf_failed(struct spf_eval *eval, const struct spf_term *term, const char *name,
	const struct dns_answer *answer);

#endif
