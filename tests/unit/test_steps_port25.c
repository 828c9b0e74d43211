/*
 * Port 25 as several servers show it, judged as a table.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/str.h"
#include "checks/steps/provider/port25.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

struct try_row {
	const char *host, *to;
	enum tcp_outcome outcome;
	const char *offender;
};

static struct net_addr addr_of(const char *text)
{
	struct net_addr made = {.len = 0};

	if (text)
		assert_true(net_addr_parse(text, 25, &made));
	return made;
}

static struct port25_table table_of(const struct try_row *rows, bool others4, bool others6)
{
	struct port25_table table = {.others_work4 = others4, .others_work6 = others6};

	for (; rows->host; rows++) {
		struct port25_try *try = &table.tries[table.n++];

		*try = (struct port25_try){.attempt = {.addr = addr_of(rows->to),
						   .outcome = rows->outcome,
						   .offender = addr_of(rows->offender),
						   .fd = -1}};
		str_copy(try->host, sizeof try->host, rows->host);
	}
	return table;
}

#define SILENT4(host, n)                                                                                     \
	{                                                                                                    \
		host, "192.0.2." #n, TCP_TIMED_OUT, NULL                                                     \
	}
#define SILENT6(host, n)                                                                                     \
	{                                                                                                    \
		host, "2001:db8::" #n, TCP_TIMED_OUT, NULL                                                   \
	}
#define OPEN4(host, n)                                                                                       \
	{                                                                                                    \
		host, "192.0.2." #n, TCP_CONNECTED, NULL                                                     \
	}
#define OPEN6(host, n)                                                                                       \
	{                                                                                                    \
		host, "2001:db8::" #n, TCP_CONNECTED, NULL                                                   \
	}

static void test_judge(void **state)
{
	static const struct {
		const char *about;
		struct try_row rows[9];
		bool others4, others6;
		enum port25_state state;
		size_t tried;
	} cases[] = {
		{"nobody was tried", {{0}}, true, true, PORT25_UNKNOWN, 0},
		{"three of different companies",
			{SILENT4("mx.one.example", 1), SILENT4("mx.two.example", 2),
				SILENT4("mx.three.example", 3), {0}},
			true, false, PORT25_CLOSED, 3},
		{"two", {SILENT4("mx.one.example", 1), SILENT4("mx.two.example", 2), {0}}, true, false,
			PORT25_MAYBE, 2},
		{"three, two of one company",
			{SILENT4("mx.one.example", 1), SILENT4("mx2.one.example", 2),
				SILENT4("mx.two.example", 3), {0}},
			true, false, PORT25_MAYBE, 2},
		{"three, and nothing else is reached either",
			{SILENT4("mx.one.example", 1), SILENT4("mx.two.example", 2),
				SILENT4("mx.three.example", 3), {0}},
			false, true, PORT25_UNKNOWN, 3},
		{"one of them answers",
			{SILENT4("mx.one.example", 1), OPEN4("mx.two.example", 2),
				SILENT4("mx.three.example", 3), {0}},
			true, false, PORT25_OPEN, 3},
		{"a dead IPv6 is no block",
			{SILENT6("mx.one.example", 1), SILENT6("mx.two.example", 2),
				SILENT6("mx.three.example", 3), OPEN4("mx.one.example", 1),
				OPEN4("mx.two.example", 2), {0}},
			true, false, PORT25_OPEN, 2},
		{"closed by IPv4, and there is no IPv6",
			{SILENT4("mx.one.example", 1), SILENT4("mx.two.example", 2),
				SILENT4("mx.three.example", 3),
				{"mx.one.example", "2001:db8::1", TCP_NET_UNREACHABLE, NULL}, {0}},
			true, false, PORT25_CLOSED, 3},
		{"closed by IPv4, IPv6 dead altogether",
			{SILENT4("mx.one.example", 1), SILENT4("mx.two.example", 2),
				SILENT4("mx.three.example", 3), SILENT6("mx.one.example", 1), {0}},
			true, false, PORT25_CLOSED, 3},
		{"closed by IPv4, open by IPv6",
			{SILENT4("mx.one.example", 1), SILENT4("mx.two.example", 2),
				SILENT4("mx.three.example", 3), OPEN6("mx.one.example", 1), {0}},
			true, true, PORT25_OPEN, 1},
		{"refused by resets",
			{{"mx.one.example", "192.0.2.1", TCP_REFUSED, NULL},
				{"mx.two.example", "192.0.2.2", TCP_REFUSED, NULL},
				{"mx.three.example", "192.0.2.3", TCP_REFUSED, NULL}, {0}},
			true, false, PORT25_CLOSED, 3},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct port25_table table = table_of(cases[i].rows, cases[i].others4, cases[i].others6);
		struct port25_verdict verdict = port25_judge(&table);

		if (verdict.state != cases[i].state || verdict.tried != cases[i].tried)
			fail_msg("%s: %d, %zu tried", cases[i].about, verdict.state, verdict.tried);
	}
}

static void test_refuser(void **state)
{
	static const struct try_row one[] = {
		{"mx.one.example", "192.0.2.1", TCP_HOST_UNREACHABLE, "192.168.1.1"},
		{"mx.two.example", "192.0.2.2", TCP_HOST_UNREACHABLE, "192.168.1.1"},
		SILENT4("mx.three.example", 3), {0}};
	static const struct try_row two[] = {
		{"mx.one.example", "192.0.2.1", TCP_HOST_UNREACHABLE, "192.168.1.1"},
		{"mx.two.example", "192.0.2.2", TCP_HOST_UNREACHABLE, "198.51.100.1"}, {0}};
	static const struct try_row both[] = {
		{"mx.one.example", "2001:db8::1", TCP_HOST_UNREACHABLE, "2001:db8:100::1"},
		{"mx.one.example", "192.0.2.1", TCP_HOST_UNREACHABLE, "192.168.1.1"}, {0}};
	static const struct try_row none[] = {SILENT4("mx.three.example", 3), {0}};
	struct port25_table table = table_of(one, true, false);
	struct net_addr router = addr_of("192.168.1.1");

	(void)state;
	assert_non_null(port25_refuser(&table));
	assert_true(net_addr_same_ip(port25_refuser(&table), &router));
	table = table_of(both, true, true);
	assert_true(net_addr_same_ip(port25_refuser(&table), &router));
	table = table_of(two, true, false);
	assert_null(port25_refuser(&table));
	table = table_of(none, true, false);
	assert_null(port25_refuser(&table));
}

static void test_hosts(void **state)
{
	static const struct try_row rows[] = {SILENT4("mx.one.example", 1), SILENT6("mx.one.example", 1),
		OPEN4("mx.two.example", 2), {"mx.three.example", "2001:db8::3", TCP_NET_UNREACHABLE, NULL},
		SILENT4("mx.four.example", 4), {0}};
	struct port25_table table = table_of(rows, true, true);
	char hosts[100];

	(void)state;
	port25_hosts(&table, false, hosts, sizeof hosts);
	assert_string_equal(hosts, "mx.one.example, mx.four.example");
	port25_hosts(&table, true, hosts, sizeof hosts);
	assert_string_equal(hosts, "mx.two.example");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judge),
		cmocka_unit_test(test_refuser),
		cmocka_unit_test(test_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
