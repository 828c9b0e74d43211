/*
 * What a run proved against what is missing or guessed in the records: which findings still stand as problems.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "checks/engine/outweigh.h"

#define N(array) (sizeof(array) / sizeof(array)[0])

static void run_nothing(struct check_run *run)
{
	(void)run;
}

static const struct check dns_check = {.id = "dns.x", .step = STEP_DNS, .title = "a", .run = run_nothing};
static const struct check way_check = {
	.id = "network.x", .step = STEP_NETWORK, .title = "b", .run = run_nothing};

struct row {
	const char *what;
	enum finding_id
		ids[4];	   /* the first is the one that is weighed, the others are beside it; F_N ends them */
	const char *stage; /* of F_WALK_STOPPED */
	const char *to, *ip, *selectors;
	enum symptom symptom;
	enum role role;
	bool by_name; /* --only dns */
	bool stands;  /* it stays a problem */
};

#define ADMIN .role = ROLE_ADMIN
#define TO    .to = "anna@exim.test"

static const struct row rows[] = {
	{"nothing was proved: none", {F_SPF_MISSING, F_N}, ADMIN, .stands = true},
	{"nothing was proved: excluded", {F_SPF_EXCLUDES, F_N}, ADMIN, TO, .stands = true},
	{"others take the mail: no list", {F_SPF_MISSING, F_WALK_REACHED, F_N}, ADMIN},
	{"others take the mail: no key", {F_DKIM_NONE, F_WALK_REACHED, F_N}, ADMIN},
	{"others take the mail: no rule", {F_DMARC_MISSING, F_WALK_REACHED, F_N}, ADMIN},
	{"others take the mail: a rule that nobody heeds", {F_DMARC_INVALID, F_WALK_REACHED, F_N}, ADMIN},
	{"others take the mail: no name", {F_PTR_MISSING, F_WALK_REACHED, F_N}, ADMIN},
	{"the relay takes the mail", {F_DKIM_NONE, F_ENVELOPE_ACCEPTED, F_N}, ADMIN},
	{"others take the mail: a wrong name", {F_PTR_MISMATCH, F_WALK_REACHED, F_N}, ADMIN, .stands = true},
	{"others take the mail: a broken list", {F_SPF_INVALID, F_WALK_REACHED, F_N}, ADMIN, TO,
		.stands = true},
	{"asked by name", {F_SPF_MISSING, F_WALK_REACHED, F_N}, ADMIN, .by_name = true, .stands = true},
	{"mails are lost", {F_SPF_MISSING, F_WALK_REACHED, F_N}, ADMIN, .symptom = SYMPTOM_LOST,
		.stands = true},
	{"mails come back", {F_SPF_EXCLUDES, F_WALK_REACHED, F_N}, ADMIN, TO, .symptom = SYMPTOM_BOUNCE,
		.stands = true},

	{"a guessed address", {F_SPF_EXCLUDES_MAYBE, F_ENVELOPE_ACCEPTED, F_N}, ADMIN},
	{"a guessed company", {F_SPF_LACKS_PROVIDER, F_WALK_REACHED, F_N}, ADMIN},
	{"a guessed verdict", {F_DMARC_REJECTS_MAYBE, F_WALK_REACHED, F_N}, ADMIN},
	{"a guessed key", {F_DKIM_KEY_WRONG, F_WALK_REACHED, F_N}, ADMIN},
	{"a key that was named", {F_DKIM_KEY_WRONG, F_WALK_REACHED, F_N}, ADMIN, .selectors = "s1",
		.stands = true},
	{"a key that was named is missing", {F_DKIM_KEY_MISSING, F_WALK_REACHED, F_N}, ADMIN, .stands = true},
	{"an address that was named", {F_SPF_EXCLUDES_MAYBE, F_WALK_REACHED, F_N}, ADMIN, .ip = "192.0.2.1",
		.stands = true},

	{"found, and the recipient's server takes the mail", {F_SPF_EXCLUDES, F_WALK_REACHED, F_N}, ADMIN,
		TO},
	{"refused for sure, and the recipient's server takes it", {F_DMARC_REJECTS, F_WALK_REACHED, F_N},
		ADMIN, TO},
	{"found, and nobody's server in particular", {F_SPF_EXCLUDES, F_WALK_REACHED, F_N}, ADMIN,
		.stands = true},
	{"named, and the recipient's server takes it", {F_SPF_EXCLUDES, F_WALK_REACHED, F_N}, ADMIN, TO,
		.ip = "192.0.2.1", .stands = true},

	{"nobody heard who sends: silence", {F_PTR_MISSING, F_WALK_UNANSWERED, F_N}, ADMIN},
	{"nobody heard who sends: excluded", {F_SPF_EXCLUDES, F_WALK_UNANSWERED, F_N}, ADMIN},
	{"nobody heard who sends: broken off", {F_DKIM_NONE, F_WALK_STOPPED, F_N}, ADMIN, .stage = "banner"},
	{"broken off after the sender", {F_SPF_MISSING, F_WALK_STOPPED, F_N}, ADMIN, .stage = "mail",
		.stands = true},
	{"broken off after the recipient", {F_SPF_MISSING, F_WALK_STOPPED, F_N}, ADMIN, .stage = "rcpt",
		.stands = true},
	{"nobody heard who sends, and mails are lost", {F_SPF_MISSING, F_WALK_UNANSWERED, F_N}, ADMIN,
		.symptom = SYMPTOM_LOST, .stands = true},

	{"a relay that is there", {F_SPF_MISSING, F_OWN_RELAY, F_SERVER_REACHED, F_N}, ADMIN},
	{"a relay that is there, a guessed address",
		{F_SPF_EXCLUDES_MAYBE, F_OWN_RELAY, F_SERVER_REACHED, F_N}, ADMIN},
	{"a relay that is not there", {F_SPF_MISSING, F_OWN_RELAY, F_N}, ADMIN, .stands = true},
	{"a server that is no relay", {F_SPF_MISSING, F_SERVER_REACHED, F_N}, ADMIN, .stands = true},

	{"a person's domain without a rule", {F_DMARC_MISSING, F_N}, .symptom = SYMPTOM_LOST},
	{"a person who asks for it by name", {F_DMARC_MISSING, F_N}, .by_name = true, .stands = true},
	{"a person's lost mails", {F_SPF_MISSING, F_ENVELOPE_ACCEPTED, F_N}, .symptom = SYMPTOM_LOST,
		.stands = true},
};

static struct record *record_of(const struct row *row)
{
	struct record *record = calloc(1, sizeof *record);

	mailcase_init(&record->mailcase);
	record->mailcase.role = row->role;
	record->mailcase.symptom = row->symptom;
	record->mailcase.only = row->by_name ? STEP_BIT(STEP_DNS) : 0;
	str_copy(record->mailcase.to, sizeof record->mailcase.to, row->to ? row->to : "");
	str_copy(record->mailcase.sending_ip, sizeof record->mailcase.sending_ip, row->ip ? row->ip : "");
	str_copy(record->mailcase.selectors, sizeof record->mailcase.selectors,
		row->selectors ? row->selectors : "");
	*VEC_ADD(&record->checks) = (struct check_result){.check = &dns_check, .status = CHECK_PROBLEM};
	*VEC_ADD(&record->checks) = (struct check_result){.check = &way_check, .status = CHECK_PROBLEM};
	for (size_t i = 0; row->ids[i] != F_N; i++)
		*VEC_ADD(&record->findings) = (struct finding){
			.id = row->ids[i], .check = i ? way_check.id : dns_check.id, .msgid = "x"};
	if (row->stage) {
		struct finding *stopped = &record->findings.items[1];

		stopped->evidence[stopped->n_evidence++] =
			(struct evidence){.key = "stage", .value = strdup(row->stage)};
	}
	return record;
}

static void what_was_proved_weighs_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct record *record = record_of(&rows[i]);
		bool stands;

		outweigh(record);
		stands = finding_weight(&record->findings.items[0]) == SEVERITY_PROBLEM;
		if (stands != rows[i].stands)
			fail_msg("%s: %s a problem", rows[i].what, stands ? "still" : "no longer");
		assert_int_equal(record->checks.items[0].status, stands ? CHECK_PROBLEM : CHECK_WARNING);
		record_free(&record);
	}
}

/* Another problem of the same check keeps it one. */
static void a_check_keeps_its_other_problem(void **state)
{
	struct record *record =
		record_of(&(struct row){.ids = {F_SPF_MISSING, F_WALK_REACHED, F_N}, .role = ROLE_ADMIN});

	(void)state;
	*VEC_ADD(&record->findings) =
		(struct finding){.id = F_MX_MISSING, .check = dns_check.id, .msgid = "x"};
	outweigh(record);
	assert_true(record->findings.items[0].softened);
	assert_false(record->findings.items[2].softened);
	assert_int_equal(record->checks.items[0].status, CHECK_PROBLEM);
	record_free(&record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_proved_weighs_more),
		cmocka_unit_test(a_check_keeps_its_other_problem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
