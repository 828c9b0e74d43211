/*
 * Packets to a server that are led astray, told from a server that is down: a table, judged without any network.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>

#include "checks/base/clock.h"
#include "checks/steps/firewall/place.h"
#include "tests/unit/support/ways.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

#define FAR "192.168.1.1 198.51.100.1 198.18.0.1 8.8.8.1 +"

struct range_row {
	const char *about;
	enum tcp_outcome outcome;
	int error, ms;
	const char *offender;
	int type, code;
	const char *trace, *far, *target;
	enum counters_say counters;
	bool answered, alone; /* another port answered; nobody else is reached */
	enum range_fault fault;
	enum stop_party party;
	size_t hop;
};

static const struct range_row ranges[] = {
	{.about = "silence after the home router, the way to others goes on",
		.outcome = TCP_TIMED_OUT,
		.trace = "192.168.1.1 * * * *",
		.far = FAR,
		.fault = RANGE_ENDS_NEAR,
		.party = STOP_PARTY_N,
		.hop = 1},
	{.about = "silence at the home router, packets left",
		.outcome = TCP_TIMED_OUT,
		.trace = "* * * *",
		.far = FAR,
		.counters = COUNTERS_LEFT,
		.fault = RANGE_ENDS_NEAR,
		.party = STOP_PARTY_N},
	{.about = "silence, and nobody knows whether they left",
		.outcome = TCP_TIMED_OUT,
		.trace = "* * * *",
		.far = FAR,
		.party = STOP_PARTY_N},
	{.about = "silence within the company: a server of its own may be down",
		.outcome = TCP_TIMED_OUT,
		.trace = "192.168.1.1 198.51.100.1 * * *",
		.far = FAR,
		.party = STOP_PARTY_N},
	{.about = "silence far away",
		.outcome = TCP_TIMED_OUT,
		.trace = "192.168.1.1 198.51.100.1 9.9.9.9 * *",
		.far = FAR,
		.party = STOP_PARTY_N},
	{.about = "routers are never heard of",
		.outcome = TCP_TIMED_OUT,
		.trace = "192.168.1.1 * * *",
		.far = "192.168.1.1 * * +",
		.party = STOP_PARTY_N},
	{.about = "a server of the own network may be down",
		.outcome = TCP_TIMED_OUT,
		.target = "10.9.9.9",
		.trace = "192.168.1.1 * * *",
		.far = FAR,
		.party = STOP_PARTY_N},
	{.about = "IPv6: silence after the home router, the way to others goes on",
		.outcome = TCP_TIMED_OUT,
		.target = TARGET6,
		.trace = "2001:db8:100::1 * * *",
		.far = "2001:db8:100::1 2001:db8:101::1 2001:db8:102::1 +",
		.fault = RANGE_ENDS_NEAR,
		.party = STOP_PARTY_N,
		.hop = 1},
	{.about = "IPv6: a server of the own network has a public address",
		.outcome = TCP_TIMED_OUT,
		.target = TARGET6,
		.trace = "2001:db8:99::1 * * *",
		.far = "2001:db8:99::1 2001:db8:101::1 2001:db8:102::1 +",
		.party = STOP_PARTY_N},
	{.about = "no way known", .outcome = TCP_TIMED_OUT, .party = STOP_PARTY_N},
	{.about = "a near router knows no way, at once",
		.outcome = TCP_HOST_UNREACHABLE,
		.error = EHOSTUNREACH,
		.offender = "198.51.100.1",
		.type = 3,
		.code = 1,
		.ms = 20,
		.far = FAR,
		.fault = RANGE_NO_ROUTE,
		.party = STOP_PROVIDER,
		.hop = 2},
	{.about = "a near router gives a neighbour up",
		.outcome = TCP_HOST_UNREACHABLE,
		.error = EHOSTUNREACH,
		.offender = "198.51.100.1",
		.type = 3,
		.code = 1,
		.ms = 3060,
		.far = FAR,
		.party = STOP_PARTY_N},
	{.about = "a far router says that the host is not there",
		.outcome = TCP_HOST_UNREACHABLE,
		.error = EHOSTUNREACH,
		.offender = "9.9.9.9",
		.type = 3,
		.code = 1,
		.ms = 40,
		.far = FAR,
		.party = STOP_PARTY_N},
	{.about = "any router says that it has no route to the network",
		.outcome = TCP_NET_UNREACHABLE,
		.error = ENETUNREACH,
		.offender = "9.9.9.9",
		.type = 3,
		.code = 0,
		.fault = RANGE_NO_ROUTE,
		.party = STOP_PROVIDER},
	{.about = "forbidden is another matter",
		.outcome = TCP_HOST_UNREACHABLE,
		.error = EHOSTUNREACH,
		.offender = "192.168.1.1",
		.type = 3,
		.code = 13,
		.far = FAR,
		.party = STOP_PARTY_N},
	{.about = "the packets themselves lived too short",
		.outcome = TCP_HOST_UNREACHABLE,
		.error = EHOSTUNREACH,
		.offender = "198.51.100.1",
		.type = 11,
		.code = 0,
		.far = FAR,
		.fault = RANGE_CIRCLE,
		.party = STOP_PROVIDER,
		.hop = 2},
	{.about = "round and round",
		.outcome = TCP_TIMED_OUT,
		.trace = "192.168.1.1 198.51.100.1 198.18.0.1 198.51.100.1 198.18.0.1 198.51.100.1",
		.far = FAR,
		.fault = RANGE_CIRCLE,
		.party = STOP_PARTY_N},
	{.about = "this computer itself leads the packets nowhere",
		.outcome = TCP_FORBIDDEN,
		.error = EINVAL,
		.party = STOP_PARTY_N},
	{.about = "another port of the server answers",
		.outcome = TCP_TIMED_OUT,
		.trace = "192.168.1.1 * * *",
		.far = FAR,
		.answered = true,
		.party = STOP_PARTY_N},
	{.about = "nobody else is reached either",
		.outcome = TCP_TIMED_OUT,
		.trace = "192.168.1.1 * * *",
		.far = FAR,
		.alone = true,
		.party = STOP_PARTY_N},
};

static void check_range(const struct range_row *row)
{
	const char *target = row->target ? row->target : TARGET;
	const char *other = strchr(target, ':') ? "2001:db8:5::9" : "198.51.100.9";
	struct probe_row rows[2] = {{"b", other, 443, row->alone ? TCP_TIMED_OUT : TCP_CONNECTED},
		{"smtp.test", target, 443, row->answered ? TCP_REFUSED : TCP_TIMED_OUT}};
	struct control_table controls = controls_of(rows, 2);
	struct net_trace trace = trace_of(target, row->trace ? row->trace : ""),
			 far = trace_of(strchr(target, ':') ? other : "8.8.8.8", row->far ? row->far : "");
	struct tcp_attempt closed = {.addr = addr_of(target, 587),
		.outcome = row->outcome,
		.error = row->error,
		.took_us = CLOCK_MS(row->ms),
		.offender = addr_of(row->offender, 0),
		.icmp_type = row->type,
		.icmp_code = row->code,
		.fd = -1};
	struct range range = range_judge(&(const struct range_view){
		.closed = &closed,
		.is_own = is_own,
		.controls = &controls,
		.host = "smtp.test",
		.trace = row->trace ? &trace : NULL,
		.far = row->far ? &far : NULL,
		.counters = row->counters,
	});

	if (range.fault != row->fault || range.party != row->party || range.hop != row->hop)
		fail_msg("%s: fault %d, party %d, hop %zu", row->about, range.fault, range.party, range.hop);
}

static void test_ranges(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(ranges); i++)
		check_range(&ranges[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
