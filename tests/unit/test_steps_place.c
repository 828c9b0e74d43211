/*
 * In whose part of the way connections end: owners of routers and places as tables, judged without any network.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/steps/common/hops.h"
#include "checks/steps/firewall/place.h"
#include "tests/unit/support/ways.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))
#define YOU	    STOP_BIT(STOP_YOU)
#define ROUTER	    STOP_BIT(STOP_ROUTER)
#define PROVIDER    STOP_BIT(STOP_PROVIDER)
#define SERVER	    STOP_BIT(STOP_SERVER)

static void test_owners(void **state)
{
	static const struct {
		const char *way; /* of a port that works */
		size_t hop;
		enum stop_party low, high;
	} cases[] = {
		{"192.168.1.1 198.51.100.1 198.18.0.1 9.9.9.9 +", 1, STOP_ROUTER, STOP_ROUTER},
		{"192.168.1.1 198.51.100.1 198.18.0.1 9.9.9.9 +", 2, STOP_PROVIDER, STOP_PROVIDER},
		/* The last one before the server belongs to either. */
		{"192.168.1.1 198.51.100.1 198.18.0.1 9.9.9.9 +", 4, STOP_PROVIDER, STOP_SERVER},
		{"192.168.1.1 198.51.100.1 203.0.113.1 +", 3, STOP_SERVER, STOP_SERVER},
		{"192.168.1.1 198.51.100.1 203.0.113.1 203.0.113.2 +", 3, STOP_PROVIDER, STOP_SERVER},
		/* Shared addresses are the carrier's, but for the first hop. */
		{"192.168.1.1 100.64.0.1 198.51.100.1 9.9.9.9 +", 2, STOP_PROVIDER, STOP_PROVIDER},
		{"100.64.0.1 198.51.100.1 9.9.9.9 +", 1, STOP_ROUTER, STOP_ROUTER},
		/* Private ones further on: the same network, or nobody knows. */
		{"192.168.178.1 192.168.1.1 198.51.100.1 9.9.9.9 +", 2, STOP_ROUTER, STOP_ROUTER},
		{"192.168.178.1 10.20.0.1 198.51.100.1 9.9.9.9 +", 2, STOP_ROUTER, STOP_PROVIDER},
		{"10.1.2.1 10.1.0.1 198.51.100.1 9.9.9.9 +", 2, STOP_ROUTER, STOP_ROUTER},
		{"10.1.2.1 10.7.0.1 198.51.100.1 9.9.9.9 +", 2, STOP_ROUTER, STOP_PROVIDER},
		/* One that does not answer lies between its neighbours. */
		{"192.168.1.1 * 198.51.100.1 9.9.9.9 +", 2, STOP_ROUTER, STOP_PROVIDER},
		{"* 198.51.100.1 9.9.9.9 +", 1, STOP_ROUTER, STOP_PROVIDER},
		{"192.168.1.1 198.51.100.1 * 198.18.0.1 9.9.9.9 +", 3, STOP_PROVIDER, STOP_PROVIDER},
		{"198.51.100.1 198.18.0.1 9.9.9.9 +", 1, STOP_PROVIDER, STOP_PROVIDER},
	};
	static const struct {
		const char *way;
		size_t hop;
		enum stop_party low, high;
	} six[] = {
		{"2001:db8:100::1 2001:db8:101::1 2001:db8:102::1 2001:db8:103::1 +", 1, STOP_ROUTER,
			STOP_ROUTER},
		{"fe80::1 2001:db8:101::1 2001:db8:102::1 +", 1, STOP_ROUTER, STOP_ROUTER},
		{"2001:db8:100::1 2001:db8:101::1 2001:db8:102::1 2001:db8:103::1 +", 2, STOP_PROVIDER,
			STOP_PROVIDER},
		{"2001:db8:100::1 2001:db8:101::1 2001:db8:99::1 +", 3, STOP_SERVER, STOP_SERVER},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct net_trace trace = trace_of(TARGET, cases[i].way);
		struct hop_owner owner = hop_owner_at(&trace, cases[i].hop);

		if (owner.low != cases[i].low || owner.high != cases[i].high)
			fail_msg("%s, hop %zu: %d to %d", cases[i].way, cases[i].hop, owner.low, owner.high);
	}
	for (size_t i = 0; i < N_OF(six); i++) {
		struct net_trace trace = trace_of(TARGET6, six[i].way);
		struct hop_owner owner = hop_owner_at(&trace, six[i].hop);

		if (owner.low != six[i].low || owner.high != six[i].high)
			fail_msg("%s, hop %zu: %d to %d", six[i].way, six[i].hop, owner.low, owner.high);
	}
}

#define WAY "192.168.1.1 198.51.100.1 198.18.0.1 9.9.9.9 +"

struct place_row {
	const char *about;
	enum tcp_outcome outcome;
	const char *offender, *trace, *open;
	enum counters_say counters;
	enum others_say others;
	bool other_host, forbidden, own_routes, not_there;
	unsigned possible;
	size_t hop;
	const char *router;
	bool dropped, at_target;
};

static const struct place_row places[] = {
	{.about = "nothing is known", .outcome = TCP_TIMED_OUT, .possible = STOP_ANYWHERE},
	{.about = "only that others are blocked",
		.outcome = TCP_TIMED_OUT,
		.others = OTHERS_BLOCKED,
		.possible = YOU | ROUTER | PROVIDER},
	{.about = "others are reached, which proves nothing alone",
		.outcome = TCP_TIMED_OUT,
		.others = OTHERS_REACHED,
		.possible = STOP_ANYWHERE},
	{.about = "held back", .outcome = TCP_TIMED_OUT, .counters = COUNTERS_HELD_BACK, .possible = YOU},
	{.about = "answers dropped",
		.outcome = TCP_TIMED_OUT,
		.counters = COUNTERS_ANSWERS_DROPPED,
		.possible = YOU,
		.dropped = true},
	{.about = "answers dropped, the whole way is passed",
		.outcome = TCP_TIMED_OUT,
		.counters = COUNTERS_ANSWERS_DROPPED,
		.trace = "192.168.1.1 198.51.100.1 198.18.0.1 9.9.9.9",
		.open = WAY,
		.possible = YOU,
		.dropped = true},
	{.about = "what was dropped was nobody's answer: the packets end before",
		.outcome = TCP_TIMED_OUT,
		.counters = COUNTERS_ANSWERS_DROPPED,
		.trace = "192.168.1.1 198.51.100.1 *",
		.open = WAY,
		.possible = PROVIDER,
		.hop = 2,
		.router = "198.51.100.1"},
	{.about = "left this computer",
		.outcome = TCP_TIMED_OUT,
		.counters = COUNTERS_LEFT,
		.possible = ROUTER | PROVIDER | SERVER},
	{.about = "not even the first router",
		.outcome = TCP_TIMED_OUT,
		.trace = "*",
		.open = WAY,
		.possible = YOU | ROUTER},
	{.about = "the first router, since the packets left",
		.outcome = TCP_TIMED_OUT,
		.counters = COUNTERS_LEFT,
		.trace = "*",
		.open = WAY,
		.possible = ROUTER},
	{.about = "between router and company",
		.outcome = TCP_TIMED_OUT,
		.counters = COUNTERS_LEFT,
		.trace = "192.168.1.1 *",
		.open = WAY,
		.possible = ROUTER | PROVIDER,
		.hop = 1,
		.router = "192.168.1.1"},
	{.about = "the company",
		.outcome = TCP_TIMED_OUT,
		.trace = "192.168.1.1 198.51.100.1 *",
		.open = WAY,
		.possible = PROVIDER,
		.hop = 2,
		.router = "198.51.100.1"},
	{.about = "double NAT",
		.outcome = TCP_TIMED_OUT,
		.trace = "192.168.178.1 *",
		.open = "192.168.178.1 192.168.1.1 198.51.100.1 9.9.9.9 +",
		.possible = ROUTER,
		.hop = 1,
		.router = "192.168.178.1"},
	{.about = "behind the carrier's shared address",
		.outcome = TCP_TIMED_OUT,
		.trace = "192.168.1.1 100.64.0.1 *",
		.open = "192.168.1.1 100.64.0.1 198.51.100.1 9.9.9.9 +",
		.possible = PROVIDER,
		.hop = 2,
		.router = "100.64.0.1"},
	{.about = "the whole way: this computer may drop the answers",
		.outcome = TCP_TIMED_OUT,
		.others = OTHERS_REACHED,
		.trace = "192.168.1.1 198.51.100.1 198.18.0.1 9.9.9.9",
		.open = WAY,
		.possible = YOU | PROVIDER | SERVER,
		.hop = 4,
		.router = "9.9.9.9"},
	{.about = "the whole way, no answer came in, others are reached",
		.outcome = TCP_TIMED_OUT,
		.counters = COUNTERS_LEFT,
		.others = OTHERS_REACHED,
		.trace = "192.168.1.1 198.51.100.1 198.18.0.1 9.9.9.9",
		.open = WAY,
		.possible = SERVER,
		.hop = 4,
		.router = "9.9.9.9"},
	{.about = "the whole way, others unknown",
		.outcome = TCP_TIMED_OUT,
		.counters = COUNTERS_LEFT,
		.trace = "192.168.1.1 198.51.100.1 198.18.0.1 9.9.9.9",
		.open = WAY,
		.possible = PROVIDER | SERVER,
		.hop = 4,
		.router = "9.9.9.9"},
	{.about = "a short way, others blocked: the last router is the company's",
		.outcome = TCP_TIMED_OUT,
		.counters = COUNTERS_LEFT,
		.others = OTHERS_BLOCKED,
		.trace = "192.168.1.1 198.51.100.1",
		.open = "192.168.1.1 198.51.100.1 +",
		.possible = PROVIDER,
		.hop = 2,
		.router = "198.51.100.1"},
	{.about = "a dead server: the routers that were passed",
		.outcome = TCP_TIMED_OUT,
		.counters = COUNTERS_LEFT,
		.others = OTHERS_REACHED,
		.trace = "192.168.1.1 198.51.100.1 198.18.0.1 * * *",
		.possible = PROVIDER | SERVER,
		.hop = 3,
		.router = "198.18.0.1"},
	{.about = "seen at another host",
		.outcome = TCP_TIMED_OUT,
		.counters = COUNTERS_LEFT,
		.others = OTHERS_BLOCKED,
		.trace = "192.168.1.1 198.51.100.1 *",
		.open = WAY,
		.other_host = true,
		.possible = PROVIDER,
		.hop = 2,
		.router = "198.51.100.1"},
	{.about = "this computer says no",
		.outcome = TCP_HOST_UNREACHABLE,
		.offender = OWN,
		.possible = YOU,
		.router = OWN},
	{.about = "this computer says that a neighbour is not there",
		.outcome = TCP_HOST_UNREACHABLE,
		.offender = OWN,
		.not_there = true,
		.possible = STOP_ANYWHERE},
	{.about = "the router says no",
		.outcome = TCP_HOST_UNREACHABLE,
		.offender = "192.168.1.1",
		.open = WAY,
		.possible = ROUTER,
		.hop = 1,
		.router = "192.168.1.1"},
	{.about = "the router says no, no way is known",
		.outcome = TCP_REFUSED,
		.offender = "192.168.1.1",
		.possible = ROUTER,
		.router = "192.168.1.1"},
	{.about = "the company says no",
		.outcome = TCP_HOST_UNREACHABLE,
		.offender = "198.51.100.1",
		.open = WAY,
		.others = OTHERS_BLOCKED,
		.possible = PROVIDER,
		.hop = 2,
		.router = "198.51.100.1"},
	{.about = "the last router says no, for this server only",
		.outcome = TCP_HOST_UNREACHABLE,
		.offender = "9.9.9.9",
		.open = WAY,
		.others = OTHERS_REACHED,
		.possible = SERVER,
		.hop = 4,
		.router = "9.9.9.9"},
	{.about = "the server says no",
		.outcome = TCP_HOST_UNREACHABLE,
		.offender = TARGET,
		.open = WAY,
		.possible = SERVER,
		.router = TARGET},
	{.about = "a shared address says no, anywhere",
		.outcome = TCP_HOST_UNREACHABLE,
		.offender = "100.64.0.1",
		.possible = ROUTER | PROVIDER,
		.router = "100.64.0.1"},
	{.about = "forbidden without a word", .outcome = TCP_FORBIDDEN, .possible = YOU},
	{.about = "a route of this computer leads nowhere",
		.outcome = TCP_HOST_UNREACHABLE,
		.own_routes = true,
		.possible = YOU},
	{.about = "not there, in practice mode", .outcome = TCP_HOST_UNREACHABLE, .possible = STOP_ANYWHERE},
	{.about = "a reset of the server",
		.outcome = TCP_REFUSED,
		.trace = "192.168.1.1 198.51.100.1 198.18.0.1 9.9.9.9 !",
		.open = WAY,
		.possible = SERVER,
		.at_target = true},
	{.about = "a reset of the router",
		.outcome = TCP_REFUSED,
		.trace = "192.168.1.1 !",
		.open = WAY,
		.possible = ROUTER,
		.hop = 1,
		.router = "192.168.1.1"},
	{.about = "a reset of the company",
		.outcome = TCP_REFUSED,
		.trace = "192.168.1.1 198.51.100.1 !",
		.open = WAY,
		.possible = PROVIDER,
		.hop = 2,
		.router = "198.51.100.1"},
	{.about = "a reset of the machine that has the server's address; what works is a container in it",
		.outcome = TCP_REFUSED,
		.trace = "192.168.1.1 198.51.100.1 198.18.0.1 9.9.9.9 !",
		.open = "192.168.1.1 198.51.100.1 198.18.0.1 9.9.9.9 " TARGET " +",
		.possible = SERVER,
		.at_target = true},
	{.about = "a reset of whoever stands right before the server: its owner's, too",
		.outcome = TCP_REFUSED,
		.trace = "192.168.1.1 198.51.100.1 198.18.0.1 !",
		.open = WAY,
		.possible = PROVIDER | SERVER,
		.hop = 3,
		.router = "198.18.0.1"},
	{.about = "the same, and servers of others are reached at this port",
		.outcome = TCP_REFUSED,
		.trace = "192.168.1.1 198.51.100.1 198.18.0.1 !",
		.open = WAY,
		.others = OTHERS_REACHED,
		.possible = SERVER,
		.hop = 3,
		.router = "198.18.0.1"},
	{.about = "a reset within the first hop",
		.outcome = TCP_REFUSED,
		.trace = "!",
		.open = WAY,
		.possible = YOU | ROUTER},
	{.about = "a reset that did not come from outside",
		.outcome = TCP_REFUSED,
		.trace = "!",
		.open = WAY,
		.counters = COUNTERS_HELD_BACK,
		.possible = YOU},
	{.about = "a reset that came at once", .outcome = TCP_REFUSED, .forbidden = true, .possible = YOU},
	{.about = "a reset, and no way is known", .outcome = TCP_REFUSED, .possible = STOP_ANYWHERE},
};

static void check_place(const struct place_row *row)
{
	struct tcp_attempt closed = {.addr = addr_of(TARGET, 587), .outcome = row->outcome, .fd = -1};
	struct net_trace trace = trace_of(TARGET, row->trace ? row->trace : ""),
			 open = trace_of(TARGET, row->open ? row->open : "");
	struct place place;
	char router[NET_ADDR_TEXT];

	closed.offender = addr_of(row->offender, 0);
	place = place_judge(&(const struct place_view){
		.closed = &closed,
		.is_own = is_own,
		.forbidden_here = row->forbidden,
		.own_routes = row->own_routes,
		.not_there = row->not_there,
		.counters = row->counters,
		.trace = row->trace ? &trace : NULL,
		.open = row->open ? &open : NULL,
		.trace_of_other_host = row->other_host,
		.others = row->others,
	});
	net_addr_text(&place.router, router, sizeof router);
	if (place.possible != row->possible || place.hop != row->hop ||
		strcmp(router, row->router ? row->router : "") != 0 ||
		place.answers_dropped != row->dropped || place.at_target != row->at_target)
		fail_msg("%s: possible %x, hop %zu %s", row->about, place.possible, place.hop, router);
	/* Who is ruled out has a test, who is left has none. */
	for (int party = 0; party < STOP_PARTY_N; party++) {
		bool left = place.possible & STOP_BIT(party);

		if (left != (place.ruled_out[party] == TEST_NONE))
			fail_msg("%s: party %d", row->about, party);
	}
}

static void test_places(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(places); i++)
		check_place(&places[i]);
}

static void test_party(void **state)
{
	(void)state;
	assert_int_equal(place_party(&(const struct place){.possible = ROUTER}), STOP_ROUTER);
	assert_int_equal(place_party(&(const struct place){.possible = SERVER}), STOP_SERVER);
	assert_int_equal(place_party(&(const struct place){.possible = YOU | ROUTER}), STOP_PARTY_N);
	assert_int_equal(place_party(&(const struct place){.possible = STOP_ANYWHERE}), STOP_PARTY_N);
}

static void test_others(void **state)
{
	static const struct {
		struct probe_row rows[4];
		int port;
		enum others_say say;
	} cases[] = {
		{{{"b", "198.51.100.9", 587, TCP_CONNECTED}}, 587, OTHERS_REACHED},
		{{{"b", "198.51.100.9", 465, TCP_CONNECTED}}, 587, OTHERS_UNKNOWN},
		{{{"own", TARGET, 587, TCP_CONNECTED}}, 587, OTHERS_UNKNOWN},
		{{{"b", "198.51.100.9", 587, TCP_TIMED_OUT}}, 587, OTHERS_UNKNOWN},
		{{{"b", "198.51.100.9", 587, TCP_TIMED_OUT}, {"b", "198.51.100.9", 443, TCP_CONNECTED}}, 587,
			OTHERS_BLOCKED},
		{{{"b", "198.51.100.9", 587, TCP_TIMED_OUT}, {"c", "198.51.100.8", 443, TCP_CONNECTED}}, 587,
			OTHERS_UNKNOWN},
		{{{"b", "198.51.100.9", 587, TCP_REFUSED}, {"b", "198.51.100.9", 443, TCP_CONNECTED}}, 587,
			OTHERS_BLOCKED},
		{{{"b", "198.51.100.9", 25, TCP_REFUSED}, {"b", "198.51.100.9", 443, TCP_CONNECTED}}, 25,
			OTHERS_UNKNOWN},
		{{{"b", "198.51.100.9", 587, TCP_TIMED_OUT}, {"b", "198.51.100.9", 443, TCP_CONNECTED},
			 {"c", "198.51.100.8", 587, TCP_CONNECTED}},
			587, OTHERS_REACHED},
	};

	(void)state;
	assert_int_equal(others_on_port(NULL, "own", 587), OTHERS_UNKNOWN);
	for (size_t i = 0; i < N_OF(cases); i++) {
		struct control_table table = controls_of(cases[i].rows, 4);

		if (others_on_port(&table, "own", cases[i].port) != cases[i].say)
			fail_msg("case %zu", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_party),
		cmocka_unit_test(test_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
