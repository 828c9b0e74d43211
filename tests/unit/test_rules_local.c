/*
 * This computer's firewall, in the real tables: a rule that was read comes before everything else that the same silence may mean, a likely one
 * before what only the picture of the ports says, and packets that got out of this computer rule it out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "checks/engine/record.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

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

static void test_first_cause(void **state)
{
	static const struct {
		enum finding_id found[8];
		enum cause_id first;
		size_t n; /* how many causes stand; 0: not looked at */
	} rows[] = {
		{{F_PORT_SILENT, F_RULE_BLOCKS, F_OTHER_SENDING_PORT_OPEN, F_N}, CAUSE_LOCAL_FIREWALL, 1},
		{{F_PORT_SILENT, F_RULE_BLOCKS, F_SENDING_PORTS_SILENT, F_OTHER_HOSTS_BLOCKED,
			 F_RECEIVING_PORTS_OPEN, F_N},
			CAUSE_LOCAL_FIREWALL, 1},
		{{F_PORT_SILENT, F_RULE_BLOCKS, F_SENDING_PORTS_SILENT, F_OTHER_HOSTS_REACHED, F_N},
			CAUSE_LOCAL_FIREWALL, 1},
		{{F_PORT_CLOSED, F_RULE_BLOCKS, F_PORT_OTHERS_CLOSED, F_N}, CAUSE_LOCAL_FIREWALL, 1},
		{{F_PORT_CLOSED, F_RULE_BLOCKS, F_PORT_OTHER_WORKS, F_N}, CAUSE_LOCAL_FIREWALL, 1},
		{{F_PORT_FORBIDDEN_HERE, F_RULE_BLOCKS, F_STOPS_HERE, F_N}, CAUSE_LOCAL_FIREWALL, 1},
		{{F_PORT_SILENT, F_RULE_BLOCKS, F_STOPS_HERE, F_GUARD_COULD_BLOCK, F_N}, CAUSE_LOCAL_FIREWALL,
			0},
		{{F_PORT_FORBIDDEN_HERE, F_RULE_BLOCKS_RANGE, F_STOPS_HERE, F_N}, CAUSE_FIREWALL_RULE_WRONG,
			1},
		{{F_PORT_SILENT, F_RULE_BLOCKS_RANGE, F_SENDING_PORTS_SILENT, F_SAME_HOST_DEAD, F_N},
			CAUSE_FIREWALL_RULE_WRONG, 1},
		{{F_PORT_SILENT, F_RULE_LIKELY, F_OTHER_SENDING_PORT_OPEN, F_FIREWALL_NOT_READ, F_N},
			CAUSE_LOCAL_FIREWALL, 1},
		{{F_PORT_SILENT, F_RULE_LIKELY, F_SENDING_PORTS_SILENT, F_OTHER_HOSTS_BLOCKED,
			 F_RECEIVING_PORTS_OPEN, F_N},
			CAUSE_LOCAL_FIREWALL, 1},
		{{F_PORT_SILENT, F_RULE_LIKELY_RANGE, F_SENDING_PORTS_SILENT, F_OTHER_HOSTS_REACHED, F_N},
			CAUSE_FIREWALL_RULE_WRONG, 1},
		{{F_PORT_SILENT, F_RULE_LIKELY_RANGE, F_STOPS_HERE, F_N}, CAUSE_FIREWALL_RULE_WRONG, 1},
		/* The packets were seen outside: what a file says is not in force. */
		{{F_PORT_SILENT, F_RULE_LIKELY, F_OTHER_SENDING_PORT_OPEN, F_STOPS_AT_PROVIDER, F_N},
			CAUSE_PORT_BLOCKED, 0},
		/* Rules that let it pass, and rules that nobody may read, accuse nobody. */
		{{F_PORT_SILENT, F_FIREWALL_CLEAR, F_OTHER_SENDING_PORT_OPEN, F_N}, CAUSE_PORT_BLOCKED, 0},
		{{F_PORT_SILENT, F_FIREWALL_NOT_READ, F_OTHER_SENDING_PORT_OPEN, F_N}, CAUSE_PORT_BLOCKED, 0},
		/* A server that was reached: no rule makes a cause. */
		{{F_RULE_BLOCKS, F_RULE_LIKELY, F_RULE_ONE_PROGRAM, F_PROGRAM_CONFINED, F_CONNTRACK_FULL,
			 F_N},
			CAUSE_NONE, 0},
		{{F_PROGRAM_STILL_FAILS, F_RULE_ONE_PROGRAM, F_N}, CAUSE_FIREWALL_RULE_WRONG, 1},
		{{F_PROGRAM_STILL_FAILS, F_PROGRAM_CONFINED, F_N}, CAUSE_FIREWALL_RULE_WRONG, 1},
		{{F_PROGRAM_STILL_FAILS, F_N}, CAUSE_PROGRAM_PASSWORD_OLD, 0},
		{{F_PORT_SILENT, F_CONNTRACK_FULL, F_STOPS_HERE, F_N}, CAUSE_LOCAL_FIREWALL, 0},
		{{F_FORGOTTEN_AFTER_PAUSE, F_CONNTRACK_FULL, F_N}, CAUSE_CONNECTION_FORGOTTEN, 0},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(rows); i++) {
		struct diagnosis diagnosis = of(rows[i].found);

		if (diagnosis_first(&diagnosis) != rows[i].first || (rows[i].n && diagnosis.n != rows[i].n))
			fail_msg("row %zu: %s, %zu causes", i, cause_name(diagnosis_first(&diagnosis)),
				diagnosis.n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_first_cause),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
