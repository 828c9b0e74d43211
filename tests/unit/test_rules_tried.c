/*
 * What the person tried, in the real tables: what helped is enough alone, names the right party together with
 * what else was found, and never leaves anybody without a cause; what changed nothing makes its party less
 * likely.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "checks/engine/record.h"

static const enum finding_id helped[EXPERIMENT_N] = {
#define EXPERIMENT(ID, name) [EXPERIMENT_##ID] = F_TRIED_##ID##_HELPED,
#include "checks/engine/experiments.def"
#undef EXPERIMENT
};
static const enum finding_id same[EXPERIMENT_N] = {
#define EXPERIMENT(ID, name) [EXPERIMENT_##ID] = F_TRIED_##ID##_SAME,
#include "checks/engine/experiments.def"
#undef EXPERIMENT
};

/* The diagnosis of these findings; the list ends with F_N. */
static struct diagnosis of(const enum finding_id *ids)
{
	struct record *record = calloc(1, sizeof *record);
	struct diagnosis diagnosis;

	mailcase_init(&record->mailcase);
	for (; *ids != F_N; ids++)
		*VEC_ADD(&record->findings) = (struct finding){.id = *ids, .check = "x.y", .msgid = "x"};
	diagnose(record, &diagnosis);
	record_free(&record);
	return diagnosis;
}

#define OF(...) of((const enum finding_id[]){__VA_ARGS__, F_N})

static int sureness(const struct diagnosis *diagnosis, enum cause_id cause)
{
	for (size_t i = 0; i < diagnosis->n; i++)
		if (diagnosis->causes[i].id == cause)
			return diagnosis->causes[i].confidence;
	return 0;
}

static void first_is(struct diagnosis diagnosis, enum cause_id cause, int least)
{
	if (diagnosis_first(&diagnosis) != cause || diagnosis.causes[0].confidence < least)
		fail_msg("%s %d, not %s", cause_name(diagnosis_first(&diagnosis)),
			diagnosis.n ? diagnosis.causes[0].confidence : 0, cause_name(cause));
}

static void what_helped_is_enough_alone(void **state)
{
	(void)state;
	first_is(OF(F_TRIED_SHIELD_OFF_HELPED), CAUSE_ANTIVIRUS_SCANS_MAIL, 80);
	first_is(OF(F_TRIED_VPN_OFF_HELPED), CAUSE_VPN_IN_THE_WAY, 90);
	first_is(OF(F_TRIED_OTHER_NETWORK_HELPED), CAUSE_ALL_SMTP_PORTS_BLOCKED, 60);
	first_is(OF(F_TRIED_OTHER_PORT_HELPED), CAUSE_PORT_BLOCKED, 60);
	first_is(OF(F_TRIED_WITHOUT_PLUGINS_HELPED), CAUSE_ANTIVIRUS_PLUGIN, 90);
	for (int i = 0; i < EXPERIMENT_N; i++)
		assert_int_equal(OF(helped[i]).n, 1);
}

static void the_rest_says_what_it_was(void **state)
{
	(void)state;
	first_is(OF(F_TRIED_SHIELD_OFF_HELPED, F_PORT_SILENT, F_SENDING_PORTS_SILENT),
		CAUSE_ANTIVIRUS_BLOCKS_PORT, 90);
	first_is(OF(F_TRIED_SHIELD_OFF_HELPED, F_PORT_SILENT, F_OTHER_SENDING_PORT_OPEN),
		CAUSE_ANTIVIRUS_BLOCKS_PORT, 90);
	first_is(OF(F_TRIED_SHIELD_OFF_HELPED, F_SHIELD_SIGNED), CAUSE_ANTIVIRUS_INTERCEPTS_TLS, 90);
	first_is(OF(F_TRIED_SHIELD_OFF_HELPED, F_CERT_UNTRUSTED), CAUSE_ANTIVIRUS_INTERCEPTS_TLS, 90);
	first_is(OF(F_TRIED_SHIELD_OFF_HELPED, F_TEST_MAIL_CUT), CAUSE_ANTIVIRUS_SCANS_MAIL, 90);
	first_is(OF(F_TRIED_SHIELD_OFF_HELPED, F_PROGRAM_STILL_FAILS), CAUSE_ANTIVIRUS_SCANS_MAIL, 90);
	first_is(OF(F_TRIED_VPN_OFF_HELPED, F_ROUTE_VPN, F_PORT_SILENT, F_SENDING_PORTS_SILENT,
			 F_OTHER_HOSTS_BLOCKED, F_SAME_HOST_ALIVE),
		CAUSE_VPN_IN_THE_WAY, 95);
	first_is(OF(F_TRIED_OTHER_NETWORK_HELPED, F_PORT_SILENT, F_OTHER_SENDING_PORT_OPEN),
		CAUSE_PORT_BLOCKED, 90);
	first_is(OF(F_TRIED_OTHER_NETWORK_HELPED, F_PORT_SILENT, F_SENDING_PORTS_SILENT,
			 F_OTHER_HOSTS_BLOCKED),
		CAUSE_ALL_SMTP_PORTS_BLOCKED, 95);
	/* it looked like a dead server; over another network it answers */
	first_is(OF(F_TRIED_OTHER_NETWORK_HELPED, F_PORT_SILENT, F_SENDING_PORTS_SILENT,
			 F_OTHER_HOSTS_REACHED, F_SAME_HOST_DEAD),
		CAUSE_NETWORK_MISROUTED, 80);
	first_is(OF(F_TRIED_OTHER_NETWORK_HELPED, F_HOST_UNREACHABLE, F_OTHER_HOSTS_REACHED),
		CAUSE_NETWORK_MISROUTED, 80);
	first_is(OF(F_TRIED_OTHER_NETWORK_HELPED, F_STARTTLS_MASKED), CAUSE_STARTTLS_STRIPPED, 95);
	first_is(OF(F_TRIED_OTHER_PORT_HELPED, F_PORT_CLOSED), CAUSE_PORT_WRONG, 95);
	first_is(OF(F_TRIED_OTHER_PORT_HELPED, F_PORT_SILENT), CAUSE_PORT_BLOCKED, 95);
	first_is(OF(F_TRIED_OTHER_PORT_HELPED, F_PORT_SILENT, F_STOPS_HERE), CAUSE_LOCAL_FIREWALL, 95);
	first_is(OF(F_TRIED_OTHER_PORT_HELPED, F_PORT_FORBIDDEN_HERE), CAUSE_LOCAL_FIREWALL, 95);
	first_is(OF(F_TRIED_WITHOUT_PLUGINS_HELPED, F_PROGRAM_STILL_FAILS), CAUSE_ANTIVIRUS_PLUGIN, 90);
}

/* Beside any other finding, what helped still belongs to a cause that a rule named. */
static void nothing_takes_it_away(void **state)
{
	(void)state;
	for (int i = 0; i < EXPERIMENT_N; i++)
		for (int id = 0; id < F_N; id++) {
			struct diagnosis diagnosis = OF(helped[i], (enum finding_id)id);
			if ((enum finding_id)id == same[i]) /* one experiment has one result */
				continue;
			if (!diagnosis.n || diagnosis.causes[0].confidence < 50)
				fail_msg("%s beside %s", finding_name(helped[i]),
					finding_name((enum finding_id)id));
		}
}

static void what_changed_nothing_speaks_against_it(void **state)
{
	static const struct {
		enum experiment experiment;
		enum cause_id cause;
		enum finding_id seen[3];
	} rows[] = {
		{EXPERIMENT_OTHER_NETWORK, CAUSE_PORT_BLOCKED,
			{F_PORT_SILENT, F_OTHER_SENDING_PORT_OPEN, F_N}},
		{EXPERIMENT_OTHER_NETWORK, CAUSE_STARTTLS_STRIPPED, {F_STARTTLS_MISSING, F_N}},
		{EXPERIMENT_OTHER_PORT, CAUSE_PORT_WRONG, {F_PORT_CLOSED, F_PORT_OTHER_WORKS, F_N}},
		{EXPERIMENT_SHIELD_OFF, CAUSE_ANTIVIRUS_SCANS_MAIL, {F_TRIED_SHIELD_OFF_HELPED, F_N}},
		{EXPERIMENT_VPN_OFF, CAUSE_VPN_IN_THE_WAY, {F_TRIED_VPN_OFF_HELPED, F_N}},
		{EXPERIMENT_WITHOUT_PLUGINS, CAUSE_ANTIVIRUS_PLUGIN, {F_TRIED_WITHOUT_PLUGINS_HELPED, F_N}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		enum finding_id ids[5] = {F_N, F_N, F_N, F_N, F_N};
		size_t n = 0;

		for (; rows[i].seen[n] != F_N; n++)
			ids[n] = rows[i].seen[n];
		struct diagnosis before = of(ids);
		ids[n] = same[rows[i].experiment];
		struct diagnosis now = of(ids);
		assert_true(sureness(&before, rows[i].cause) > 0);
		assert_true(sureness(&now, rows[i].cause) < sureness(&before, rows[i].cause) - 10);
	}
}

static void nothing_is_made_of_what_changed_nothing(void **state)
{
	(void)state;
	for (int i = 0; i < EXPERIMENT_N; i++)
		assert_int_equal(OF(same[i]).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_helped_is_enough_alone),
		cmocka_unit_test(the_rest_says_what_it_was),
		cmocka_unit_test(nothing_takes_it_away),
		cmocka_unit_test(what_changed_nothing_speaks_against_it),
		cmocka_unit_test(nothing_is_made_of_what_changed_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
