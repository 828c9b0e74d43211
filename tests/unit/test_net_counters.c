/*
 * The kernel's counters: reading them, and what rounds say, with figures as they were measured.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "checks/net/counters.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

static const char snmp[] = "Ip: Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams "
			   "InUnknownProtos InDiscards "
			   "InDelivers OutRequests OutDiscards OutTransmits\n"
			   "Ip: 2 64 3522424 0 1 7 0 0 3522420 3515317 20 3515300\n"
			   "Icmp: InMsgs InErrors\n"
			   "Icmp: 8 0\n";
static const char snmp6[] = "Ip6InReceives                   \t22\n"
			    "Ip6InReceivesOdd 9\n"
			    "Ip6InDelivers                   \t21\n"
			    "Ip6OutForwDatagrams             \t3\n"
			    "Ip6OutRequests                  \t97\n"
			    "Ip6OutTransmits                 \t96\n";
static const char netstat[] = "TcpExt: SyncookiesSent TCPRetransFail TCPSynRetrans Last\n"
			      "TcpExt: 0 6 9 1\n"
			      "IpExt: InNoRoutes\n"
			      "IpExt: 0\n";

static void test_read(void **state)
{
	struct net_counters counters = {0};

	(void)state;
	net_counters_snmp(snmp, &counters);
	net_counters_netstat(netstat, &counters);
	assert_true(counters.has_ip && counters.has_transmits && counters.has_tcp);
	assert_int_equal(counters.in_receives, 3522424);
	assert_int_equal(counters.in_delivers, 3522420);
	assert_int_equal(counters.forwarded, 7);
	assert_int_equal(counters.out_requests, 3515317);
	assert_int_equal(counters.out_transmits, 3515300);
	assert_int_equal(counters.retrans_fail, 6);
	assert_int_equal(counters.syn_retrans, 9);
	net_counters_snmp6(snmp6, &counters);
	assert_int_equal(counters.in_receives, 22);
	assert_int_equal(counters.out_transmits, 96);
	assert_int_equal(counters.forwarded, 3);
	assert_true(counters.has_ip && counters.has_transmits);
}

/* Old kernels, other systems, and texts that break off. */
static void test_lacking(void **state)
{
	static const char *const texts[] = {"", "Ip:", "Ip: OutRequests\n",
		"Ip: OutRequests InReceives\nIp: 5\n", "Ip: OutRequests\nIp: many\n", "Ip6OutRequests",
		"TcpExt: TCPRetransFail\nTcpExt:\n", "\n\n"};

	(void)state;
	for (size_t i = 0; i < N_OF(texts); i++) {
		struct net_counters counters = {0};

		net_counters_snmp(texts[i], &counters);
		net_counters_snmp6(texts[i], &counters);
		net_counters_netstat(texts[i], &counters);
		assert_false(counters.has_ip || counters.has_tcp || counters.has_transmits);
	}
}

/* Asked for, sent, came in, handed on, failed repetitions, repetitions. */
struct row {
	int64_t asked, sent, in, on, failed, repeated;
	int n;
};

static struct counters_round round_of(const struct row *row, bool has_transmits)
{
	return (struct counters_round){
		.counted =
			{
				.out_requests = row->asked,
				.out_transmits = row->sent,
				.in_receives = row->in,
				.in_delivers = row->on,
				.retrans_fail = row->failed,
				.syn_retrans = row->repeated,
				.has_transmits = has_transmits,
				.has_ip = true,
				.has_tcp = row->n > 0,
			},
		.n = row->n,
	};
}

static void test_rounds(void **state)
{
	static const struct row none = {.n = 0}, free_way = {16, 16, 12, 12, 0, 0, 4};
	static const struct {
		const char *about;
		struct row first, second, control;
		bool old_kernel;
		enum counters_say say;
	} cases[] = {
		{"a router drops", {8, 8, 0, 0, 0, 4, 4}, none, none, false, COUNTERS_LEFT},
		{"a router drops, much else goes on", {208, 208, 190, 190, 0, 5, 4}, none, none, false,
			COUNTERS_LEFT},
		{"this computer drops", {8, 0, 0, 0, 4, 4, 4}, {8, 0, 0, 0, 4, 4, 4}, free_way, false,
			COUNTERS_HELD_BACK},
		{"this computer drops, older kernel", {8, 0, 0, 0, 4, 4, 4}, {8, 0, 0, 0, 4, 4, 4}, free_way,
			true, COUNTERS_HELD_BACK},
		{"only once", {8, 0, 0, 0, 4, 4, 4}, {8, 8, 0, 0, 0, 4, 4}, free_way, false,
			COUNTERS_UNKNOWN},
		{"nothing to compare with", {8, 0, 0, 0, 4, 4, 4}, {8, 0, 0, 0, 4, 4, 4}, none, false,
			COUNTERS_UNKNOWN},
		{"somebody else is blocked all the time", {8, 4, 0, 0, 4, 8, 4}, {8, 4, 0, 0, 4, 8, 4},
			{16, 12, 12, 12, 4, 4, 4}, false, COUNTERS_UNKNOWN},
		{"somebody else is blocked now and then", {12, 0, 0, 0, 8, 8, 4}, {9, 0, 0, 0, 5, 5, 4},
			{16, 15, 12, 12, 0, 0, 4}, false, COUNTERS_HELD_BACK},
		{"a failure of somebody else's", {8, 8, 0, 0, 1, 5, 4}, none, none, false, COUNTERS_UNKNOWN},
		{"the answers are dropped", {8, 8, 5, 0, 0, 4, 4}, {8, 8, 6, 0, 0, 4, 4}, free_way, false,
			COUNTERS_ANSWERS_DROPPED},
		{"the answers are dropped, and go on coming", {50, 50, 49, 36, 0, 4, 4},
			{8, 8, 12, 0, 0, 4, 4}, {16, 16, 18, 12, 0, 0, 4}, false, COUNTERS_ANSWERS_DROPPED},
		{"talk that is for nobody here", {8, 8, 6, 1, 0, 4, 4}, {8, 8, 2, 0, 0, 4, 4},
			{16, 16, 17, 12, 0, 0, 4}, false, COUNTERS_LEFT},
		{"talk that is for nobody here, always", {8, 8, 6, 1, 0, 4, 4}, {8, 8, 6, 1, 0, 4, 4},
			{16, 16, 17, 12, 0, 0, 4}, false, COUNTERS_UNKNOWN},
		{"a reset made here", {8, 4, 4, 4, 0, 0, 4}, {8, 4, 4, 4, 0, 0, 4}, {16, 16, 12, 12, 0, 0, 4},
			false, COUNTERS_HELD_BACK},
		{"a reset made elsewhere", {4, 4, 4, 4, 0, 0, 4}, none, none, false, COUNTERS_UNKNOWN},
		{"not repeated in time", {4, 4, 0, 0, 0, 0, 4}, none, none, false, COUNTERS_UNKNOWN},
		{"no counters", none, none, none, false, COUNTERS_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct counters_round first = round_of(&cases[i].first, !cases[i].old_kernel),
				      second = round_of(&cases[i].second, !cases[i].old_kernel),
				      control = round_of(&cases[i].control, !cases[i].old_kernel);
		enum counters_say say = counters_judge(&first, &second, &control);

		if (say != cases[i].say)
			fail_msg("%s: %d, not %d", cases[i].about, say, cases[i].say);
	}
}

static void test_between(void **state)
{
	struct net_counters before = {
		.out_requests = 100, .retrans_fail = 6, .has_ip = true, .has_tcp = true};
	struct net_counters after = {.out_requests = 104, .retrans_fail = 9, .has_ip = true};
	struct net_counters counted = net_counters_between(&before, &after);

	(void)state;
	assert_int_equal(counted.out_requests, 4);
	assert_int_equal(counted.retrans_fail, 3);
	assert_true(counted.has_ip);
	assert_false(counted.has_tcp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_lacking),
		cmocka_unit_test(test_rounds),
		cmocka_unit_test(test_between),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
