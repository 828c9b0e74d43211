/*
 * The mechanism of the diagnosis, with small tables of its own, and the verdict.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "checks/engine/record.h"

#define N(array) (sizeof(array) / sizeof(array)[0])

static void run_nothing(struct check_run *run)
{
	(void)run;
}

static const struct check settings_check = {
	.id = "settings.x", .step = STEP_SETTINGS, .title = "a", .run = run_nothing};
static const struct check login_check = {
	.id = "login.x", .step = STEP_LOGIN, .title = "b", .run = run_nothing};
static const struct check network_check = {
	.id = "network.x", .step = STEP_NETWORK, .title = "c", .run = run_nothing};
static const struct check provider_check = {
	.id = "provider.x", .step = STEP_PROVIDER, .title = "d", .run = run_nothing};

static struct record *a_record(void)
{
	const struct check *const checks[] = {&settings_check, &login_check, &network_check, &provider_check};
	struct record *record = calloc(1, sizeof *record);

	mailcase_init(&record->mailcase);
	for (size_t i = 0; i < N(checks); i++)
		VEC_ADD(&record->checks)->check = checks[i];
	return record;
}

static struct finding *found(struct record *record, enum finding_id id, const char *check)
{
	struct finding *finding = VEC_ADD(&record->findings);

	*finding = (struct finding){.id = id, .check = check, .msgid = "x"};
	return finding;
}

static void tell(struct finding *finding, const char *key, const char *value)
{
	finding->evidence[finding->n_evidence++] = (struct evidence){.key = key, .value = strdup(value)};
}

static const struct rule small_rules[] = {
	{.cause = CAUSE_PORT_BLOCKED, .confidence = 60, .all = IDS(F_PORT_SILENT), .reason = "alone"},
	{.cause = CAUSE_PORT_BLOCKED,
		.confidence = 90,
		.all = IDS(F_PORT_SILENT, F_OTHER_SENDING_PORT_OPEN),
		.reason = "both"},
	{.cause = CAUSE_SERVER_DOWN,
		.confidence = 70,
		.all = IDS(F_PORT_SILENT),
		.any = IDS(F_OTHER_HOSTS_REACHED, F_RECEIVING_PORTS_DEAD),
		.none = IDS(F_OTHER_SENDING_PORT_OPEN),
		.reason = "others answer"},
	{.cause = CAUSE_OFFLINE, .confidence = 95, .all = IDS(F_OFFLINE), .reason = "no way out"},
	{.cause = CAUSE_IPV6_BROKEN, .confidence = 40, .any = IDS(F_IPV6_DEAD), .reason = "v6"},
	{.cause = CAUSE_SLOW_NETWORK, .confidence = 80, .all = IDS(F_SLOW), .reason = "only a note"},
	{.cause = CAUSE_WRONG_PASSWORD,
		.confidence = 70,
		.all = IDS(F_SAYS_WRONG_PASSWORD),
		.reason = "it says so"},
	{.cause = CAUSE_APP_PASSWORD_NEEDED,
		.confidence = 70,
		.all = IDS(F_SAYS_WRONG_PASSWORD),
		.reason = "twin"},
};
static const struct adjustment small_adjustments[] = {
	{CAUSE_APP_PASSWORD_NEEDED, F_TOLD_CHANGED_PASSWORD, 10},
	{CAUSE_WRONG_PASSWORD, F_TOLD_WEBMAIL_FAILS, 200},
	{CAUSE_WRONG_PASSWORD, F_TOLD_WEBMAIL_WORKS, -200},
};
static const struct explanation small_explanations[] = {
	{CAUSE_OFFLINE, IDS(F_PORT_SILENT, F_IPV6_DEAD, F_DNS_SILENT)},
	{CAUSE_IPV6_BROKEN, IDS(F_PORT_SILENT)},
};
static const struct diagnosis_tables small = {
	small_rules,
	N(small_rules),
	small_adjustments,
	N(small_adjustments),
	small_explanations,
	N(small_explanations),
};

static void ends_with(struct record *record, size_t n, enum cause_id first, int confidence)
{
	diagnose_by(&small, record, &record->diagnosis);
	assert_int_equal(record->diagnosis.n, n);
	assert_int_equal(diagnosis_first(&record->diagnosis), first);
	if (n)
		assert_int_equal(record->diagnosis.causes[0].confidence, confidence);
}

static void the_surest_rule_counts(void **state)
{
	struct record *record = a_record();

	(void)state;
	ends_with(record, 0, CAUSE_NONE, 0);
	found(record, F_PORT_SILENT, "network.x");
	ends_with(record, 1, CAUSE_PORT_BLOCKED, 60);
	assert_string_equal(record->diagnosis.causes[0].reason, "alone");
	found(record, F_OTHER_HOSTS_REACHED, "network.x");
	ends_with(record, 2, CAUSE_SERVER_DOWN, 70);
	found(record, F_OTHER_SENDING_PORT_OPEN, "network.x");
	ends_with(record, 1, CAUSE_PORT_BLOCKED, 90); /* none: the other rule does not fire any more */
	assert_string_equal(record->diagnosis.causes[0].reason, "both");
	assert_int_equal(record->diagnosis.causes[0].n_findings, 2);
	assert_int_equal(record->diagnosis.causes[0].findings[0], 0); /* the problem first */
	assert_int_equal(record->diagnosis.causes[0].findings[1], 2);
	record_free(&record);
}

/* An explanation with a condition holds only where that finding is there. */
static void explained_on_condition(void **state)
{
	static const struct explanation explanation = {
		CAUSE_OFFLINE, IDS(WHEN(F_SLOW), WHEN(F_TOLD_CHANGED_PASSWORD), F_PORT_SILENT)};
	struct diagnosis_tables tables = small;
	struct record *record = a_record();

	(void)state;
	tables.explanations = &explanation;
	tables.n_explanations = 1;
	found(record, F_OFFLINE, "network.x");
	found(record, F_PORT_SILENT, "network.x");
	diagnose_by(&tables, record, &record->diagnosis);
	assert_int_equal(record->diagnosis.n, 2);
	found(record, F_SLOW, "network.x");
	diagnose_by(&tables, record, &record->diagnosis);
	assert_int_equal(record->diagnosis.n, 2);
	found(record, F_TOLD_CHANGED_PASSWORD, "settings.x");
	diagnose_by(&tables, record, &record->diagnosis);
	assert_int_equal(record->diagnosis.n, 1);
	assert_int_equal(diagnosis_first(&record->diagnosis), CAUSE_OFFLINE);
	record_free(&record);
}

static void notes_alone_make_no_cause(void **state)
{
	struct record *record = a_record();

	(void)state;
	found(record, F_SLOW, "network.x");
	found(record, F_TOLD_CHANGED_PASSWORD, "settings.x");
	ends_with(record, 0, CAUSE_NONE, 0);
	assert_int_equal(record->diagnosis.verdict, VERDICT_UNKNOWN);
	record_free(&record);
}

static void a_root_cause_explains(void **state)
{
	struct record *record = a_record();

	(void)state;
	found(record, F_IPV6_DEAD, "network.x");
	found(record, F_PORT_SILENT, "network.x");
	ends_with(record, 2, CAUSE_PORT_BLOCKED, 60); /* 40 is too little to explain anything */
	found(record, F_OFFLINE, "network.x");
	found(record, F_DNS_SILENT, "network.x");
	ends_with(record, 1, CAUSE_OFFLINE, 95);
	assert_int_equal(record->diagnosis.causes[0].n_findings, 4); /* what it explains is told with it */
	record_free(&record);
}

static void told_things_raise_and_lower(void **state)
{
	struct record *record = a_record();

	(void)state;
	found(record, F_SAYS_WRONG_PASSWORD, "login.x");
	ends_with(record, 2, CAUSE_WRONG_PASSWORD, 70); /* equal: the order of the table */
	found(record, F_TOLD_CHANGED_PASSWORD, "settings.x");
	ends_with(record, 2, CAUSE_APP_PASSWORD_NEEDED, 80);
	found(record, F_TOLD_WEBMAIL_FAILS, "settings.x");
	ends_with(record, 2, CAUSE_WRONG_PASSWORD, 99); /* never certain */
	record->findings.items[2].id = F_TOLD_WEBMAIL_WORKS;
	ends_with(record, 2, CAUSE_APP_PASSWORD_NEEDED, 80);
	assert_int_equal(record->diagnosis.causes[1].confidence, 1);
	record_free(&record);
}

static void no_problem_is_left_over(void **state)
{
	struct record *record = a_record();

	(void)state;
	found(record, F_BARE_LF, "settings.x");
	tell(found(record, F_ENVELOPE_GARBLED, "provider.x"), "reply_code", "451");
	ends_with(record, 1, CAUSE_TEMPORARY_FAILURE, 20);
	assert_true(record->diagnosis.causes[0].temporary);
	free(record->findings.items[1].evidence[0].value);
	record->findings.items[1].n_evidence = 0;
	ends_with(record, 1, CAUSE_PROTOCOL_ERROR, 20);
	found(record, F_PORT_SILENT, "network.x");
	ends_with(record, 1, CAUSE_PORT_BLOCKED, 60); /* with a cause there: told with the first one */
	assert_int_equal(record->diagnosis.causes[0].n_findings, 2);
	record_free(&record);
}

static void evidence_tells_who(void **state)
{
	struct record *record = a_record();
	struct finding *finding = found(record, F_PORT_SILENT, "network.x");

	(void)state;
	ends_with(record, 1, CAUSE_PORT_BLOCKED, 60);
	assert_int_equal(record->diagnosis.causes[0].who, WHO_LOCAL_NETWORK);
	assert_int_equal(record->diagnosis.stops_at, WAY_NETWORK);
	tell(finding, "who", "internet-provider");
	tell(finding, "temporary", "yes");
	ends_with(record, 1, CAUSE_PORT_BLOCKED, 60);
	assert_int_equal(record->diagnosis.causes[0].who, WHO_INTERNET_PROVIDER);
	assert_true(record->diagnosis.causes[0].temporary);
	assert_int_equal(record->diagnosis.stops_at, WAY_INTERNET);
	record_free(&record);
}

static bool lacks(const struct record *record, const char *what)
{
	for (size_t i = 0; i < record->diagnosis.n_not_tested; i++) {
		if (strcmp(record->diagnosis.not_tested[i], what) == 0)
			return true;
	}
	return false;
}

static void each_step_needs_its_proof(void **state)
{
	struct record *record = a_record();

	(void)state;
	found(record, F_SERVER_REACHED, "network.x");
	found(record, F_SERVER_READY, "settings.x");
	ends_with(record, 0, CAUSE_NONE, 0);
	assert_int_equal(record->diagnosis.verdict, VERDICT_UNKNOWN);
	assert_int_equal(record->diagnosis.n_not_tested, 2);
	assert_true(lacks(record, "login") && lacks(record, "provider"));
	assert_int_equal(record->diagnosis.n_ruled_out, 2);

	found(record, F_ENVELOPE_ACCEPTED, "provider.x");
	ends_with(record, 0, CAUSE_NONE, 0);
	assert_int_equal(record->diagnosis.verdict, VERDICT_UNKNOWN); /* a user without a login */
	record->mailcase.role = ROLE_ADMIN; /* a relay that takes the mail without one wants none */
	ends_with(record, 0, CAUSE_NONE, 0);
	assert_int_equal(record->diagnosis.verdict, VERDICT_CAN_SEND);
	assert_int_equal(record->diagnosis.stops_at, WAY_THROUGH);

	record->mailcase.role = ROLE_USER;
	found(record, F_LOGIN_ACCEPTED, "login.x");
	ends_with(record, 0, CAUSE_NONE, 0);
	assert_int_equal(record->diagnosis.verdict, VERDICT_CAN_SEND);
	record->mailcase.only = STEP_BIT(STEP_DNS);
	ends_with(record, 0, CAUSE_NONE, 0);
	assert_int_equal(record->diagnosis.verdict, VERDICT_UNKNOWN);
	assert_true(lacks(record, "dns"));
	record->mailcase.only = 0;
	found(record, F_SAYS_SENDER_REFUSED, "provider.x");
	ends_with(record, 1, CAUSE_PROTOCOL_ERROR, 20);
	assert_int_equal(record->diagnosis.verdict, VERDICT_CANNOT_SEND);
	assert_false(lacks(record, "provider"));
	record_free(&record);
}

/* A test of the settings that finds the way shut says nothing of the settings, and the network is the
 * problem. */
static void a_problem_belongs_to_its_step(void **state)
{
	struct record *record = a_record();

	(void)state;
	for (size_t i = 0; i < record->checks.n; i++)
		record->checks.items[i].status = CHECK_SKIPPED;
	record->checks.items[0].status = CHECK_PROBLEM; /* settings.x */
	record->checks.items[2].status = CHECK_OK;	/* network.x */
	found(record, F_PORT_SILENT, "settings.x");
	ends_with(record, 1, CAUSE_PORT_BLOCKED, 60);
	assert_int_equal(record_step_status(record, STEP_NETWORK), CHECK_PROBLEM);
	assert_int_equal(record_step_status(record, STEP_SETTINGS), CHECK_SKIPPED);
	assert_int_equal(record_step_status(record, STEP_LOGIN), CHECK_SKIPPED);

	found(record, F_SERVER_READY, "settings.x");
	ends_with(record, 1, CAUSE_PORT_BLOCKED, 60);
	assert_int_equal(record_step_status(record, STEP_SETTINGS), CHECK_UNKNOWN);
	record->checks.items[0].status = CHECK_OK;
	assert_int_equal(record_step_status(record, STEP_SETTINGS), CHECK_OK);
	record->checks.items[0].status = CHECK_RUNNING;
	assert_int_equal(record_step_status(record, STEP_SETTINGS), CHECK_RUNNING);
	record_free(&record);
}

static void the_report_of_only(void **state)
{
	struct record *record = a_record();

	(void)state;
	found(record, F_NAME_FOUND, "settings.x");
	found(record, F_SAYS_WRONG_PASSWORD, "login.x");
	found(record, F_SERVER_REACHED, "network.x");
	found(record, F_OTHER_HOSTS_REACHED, "network.x");
	found(record, F_PORT_SILENT, "network.x");
	record->mailcase.only = STEP_BIT(STEP_PROVIDER);
	ends_with(record, 4, CAUSE_SERVER_DOWN, 70);
	assert_false(record_reports_finding(record, 0)); /* unselected, in order */
	assert_true(record_reports_finding(record, 1));	 /* a problem */
	assert_false(record_reports_finding(record, 2));
	assert_true(record_reports_finding(record, 3)); /* a note that a cause rests on */
	assert_false(record_reports_check(record, 0));
	assert_true(record_reports_check(record, 1));
	assert_true(record_reports_check(record, 2));
	assert_true(record_reports_check(record, 3));
	assert_int_equal(record_finding_step(record, &record->findings.items[1]), STEP_LOGIN);
	record_free(&record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_surest_rule_counts),
		cmocka_unit_test(explained_on_condition),
		cmocka_unit_test(notes_alone_make_no_cause),
		cmocka_unit_test(a_root_cause_explains),
		cmocka_unit_test(told_things_raise_and_lower),
		cmocka_unit_test(no_problem_is_left_over),
		cmocka_unit_test(evidence_tells_who),
		cmocka_unit_test(each_step_needs_its_proof),
		cmocka_unit_test(a_problem_belongs_to_its_step),
		cmocka_unit_test(the_report_of_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
