/*
 * Cases of SPF: who sends from where, and what the RFC makes of it, judged over a table of zones (zone_lookups.h).
 */
#ifndef MAILMEND_TESTS_SPF_H
#define MAILMEND_TESTS_SPF_H

#include <string.h>

#include "checks/auth/spf.h"
#include "tests/unit/support/zone_lookups.h"

struct test_spf {
	const char *sender, *result;
	const char *ip;		 /* NULL: 192.0.2.1 */
	const char *helo;	 /* NULL: mail.helo.example */
	const char *explanation; /* NULL: none */
	const char *term;	 /* of the trouble, NULL: any */
	int lookups;		 /* 0: any; else one more than are expected */
	int voids;		 /* likewise */
	int rounds;		 /* of questions at most; 0: any */
	int limit_ms;		 /* 0: enough; for names that nobody answers about */
};

/* One number of a case, which is one more than expected; 0: any. */
static inline bool test_spf_differs(int expected, int found)
{
	return expected && found != expected - 1;
}

/* What is wrong with the result, NULL when nothing is. */
static inline const char *test_spf_fault(
	const struct test_spf *one, const struct spf_result *result, size_t rounds)
{
	const char *explanation = result->explanation ? result->explanation : "";

	if (strcmp(spf_code_name(result->code), one->result) != 0)
		return "result";
	if (strcmp(one->explanation ? one->explanation : "", explanation) != 0)
		return "explanation";
	if (one->term && strcmp(one->term, result->trouble_term) != 0)
		return "term";
	if (test_spf_differs(one->lookups, result->lookups) || test_spf_differs(one->voids, result->voids))
		return "count";
	if (one->rounds && rounds > (size_t)one->rounds)
		return "rounds";
	if (result->trace.n < 2 || result->trace.n > SPF_TRACE_MAX ||
		result->trace.items[result->trace.n - 1].said != SPF_SAID_RESULT)
		return "trace";
	if ((result->trouble != SPF_FINE) != (result->code == SPF_NONE || result->code >= SPF_TEMPERROR))
		return "trouble";
	return NULL;
}

/* Whether it is judged as the case says; tells of it if not. */
static inline bool test_spf_right(struct fixture *fixture, const struct test_spf *one)
{
	struct lookups *lookups = fixture_renew(fixture, one->limit_ms ? one->limit_ms : 4000);
	const char *ip = one->ip ? one->ip : "192.0.2.1", *fault;
	struct spf_query query = {.sender = one->sender, .helo = one->helo ? one->helo : "mail.helo.example"};
	struct spf_result result;

	assert_true(net_addr_parse(ip, 0, &query.ip));
	spf_check(lookups, &query, &result);
	fault = test_spf_fault(one, &result, lookups_rounds(lookups));
	if (fault)
		print_error("%s from %s, %s: %s, term %s, %d lookups, %d voids, %zu rounds, %s\n",
			one->sender, ip, fault, spf_code_name(result.code), result.trouble_term,
			result.lookups, result.voids, lookups_rounds(lookups),
			result.explanation ? result.explanation : "-");
	spf_result_release(&result);
	return !fault;
}

static inline void test_spf_cases(struct fixture *fixture, const struct test_spf *cases, size_t n)
{
	int wrong = 0;

	for (size_t i = 0; i < n; i++)
		wrong += !test_spf_right(fixture, &cases[i]);
	assert_int_equal(wrong, 0);
}

#endif
