/*
 * Who stands in the way: connection attempts, look-ups and whole pictures as tables, judged without any
 * network.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "checks/steps/common/tcp_verdict.h"
#include "checks/steps/network/one_family.h"
#include "checks/steps/network/picture.h"
#include "checks/steps/common/names_verdict.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

static struct net_addr addr(const char *text, int port)
{
	struct net_addr made = {.len = 0};

	if (text)
		assert_true(net_addr_parse(text, port, &made));
	return made;
}

static bool is_own(const struct net_addr *a)
{
	struct net_addr own = addr("192.0.2.7", 0);

	return net_addr_same_ip(a, &own);
}

/* One attempt in a line of a table. */
struct row {
	const char *to;
	enum tcp_outcome outcome;
	int ms;
	const char *offender;
	int type, code;
};

static struct tcp_attempt attempt(const struct row *row)
{
	return (struct tcp_attempt){
		.addr = addr(row->to, 587),
		.outcome = row->outcome,
		.took_us = CLOCK_MS(row->ms),
		.fd = -1,
		.offender = addr(row->offender, 0),
		.icmp_type = row->type,
		.icmp_code = row->code,
	};
}

static void test_tcp_verdict(void **state)
{
	static const struct {
		struct row rows[2];
		bool route4, route6;
		enum finding_id expected;
	} table[] = {
		{{{"198.51.100.5", TCP_CONNECTED, 20, NULL, 0, 0}}, true, true, F_SERVER_REACHED},
		{{{"198.51.100.5", TCP_REFUSED, 20, NULL, 0, 0}}, true, true, F_PORT_CLOSED},
		{{{"198.51.100.5", TCP_RESET, 20, NULL, 0, 0}}, true, true, F_PORT_CLOSED},
		{{{"198.51.100.5", TCP_TIMED_OUT, 5000, NULL, 0, 0}}, true, true, F_PORT_SILENT},
		{{{"198.51.100.5", TCP_FORBIDDEN, 0, NULL, 0, 0}}, true, true, F_PORT_FORBIDDEN_HERE},
		{{{"198.51.100.5", TCP_HOST_UNREACHABLE, 0, NULL, 0, 0}}, true, true, F_HOST_UNREACHABLE},
		/* The router says "port unreachable" or "prohibited"; the server itself says "port
		   unreachable". */
		{{{"198.51.100.5", TCP_REFUSED, 20, "203.0.113.1", 3, 3}}, true, true, F_PORT_REJECTED},
		{{{"198.51.100.5", TCP_REFUSED, 20, "198.51.100.5", 3, 3}}, true, true, F_PORT_CLOSED},
		{{{"198.51.100.5", TCP_HOST_UNREACHABLE, 20, "203.0.113.1", 3, 13}}, true, true,
			F_PORT_REJECTED},
		{{{"198.51.100.5", TCP_HOST_UNREACHABLE, 20, "203.0.113.1", 3, 10}}, true, true,
			F_PORT_REJECTED},
		{{{"198.51.100.5", TCP_NET_UNREACHABLE, 20, "203.0.113.1", 3, 9}}, true, true,
			F_PORT_REJECTED},
		{{{"198.51.100.5", TCP_HOST_UNREACHABLE, 20, "203.0.113.1", 3, 1}}, true, true,
			F_HOST_UNREACHABLE},
		{{{"2001:db8::5", TCP_HOST_UNREACHABLE, 20, "2001:db8:1::1", 1, 1}}, true, true,
			F_PORT_REJECTED},
		{{{"2001:db8::5", TCP_HOST_UNREACHABLE, 20, "2001:db8:1::1", 1, 3}}, true, true,
			F_HOST_UNREACHABLE},
		/* This computer's own address: a rule answers at once, a neighbour that is not there after 3
		   s. */
		{{{"198.51.100.5", TCP_REFUSED, 0, "192.0.2.7", 3, 3}}, true, true, F_PORT_FORBIDDEN_HERE},
		{{{"198.51.100.5", TCP_HOST_UNREACHABLE, 0, "192.0.2.7", 3, 13}}, true, true,
			F_PORT_FORBIDDEN_HERE},
		{{{"198.51.100.5", TCP_HOST_UNREACHABLE, 3060, "192.0.2.7", 3, 1}}, true, true,
			F_HOST_UNREACHABLE},
		/* A neighbour that was given up a moment ago is refused at once; the closed port of its other
		   address tells more. */
		{{{"198.51.100.5", TCP_HOST_UNREACHABLE, 0, "192.0.2.7", 3, 1}}, true, true,
			F_HOST_UNREACHABLE},
		{{{"2001:db8::5", TCP_HOST_UNREACHABLE, 0, "192.0.2.7", 3, 1},
			 {"198.51.100.5", TCP_REFUSED, 20, NULL, 0, 0}},
			true, true, F_PORT_CLOSED},
		/* A server on this computer that refuses is a closed port, not a rule. */
		{{{"192.0.2.7", TCP_REFUSED, 0, "192.0.2.7", 3, 3}}, true, true, F_PORT_CLOSED},
		/* No route: offline only where there is none to anywhere. */
		{{{"198.51.100.5", TCP_NET_UNREACHABLE, 0, NULL, 0, 0}}, false, false, F_OFFLINE},
		{{{"2001:db8::5", TCP_NET_UNREACHABLE, 0, NULL, 0, 0}}, true, false, F_HOST_UNREACHABLE},
		/* IPv6 that this computer does not have tells nothing beside what IPv4 tells. */
		{{{"2001:db8::5", TCP_NET_UNREACHABLE, 0, NULL, 0, 0},
			 {"198.51.100.5", TCP_TIMED_OUT, 4750, NULL, 0, 0}},
			true, false, F_PORT_SILENT},
		{{{"2001:db8::5", TCP_TIMED_OUT, 5000, NULL, 0, 0},
			 {"198.51.100.5", TCP_REFUSED, 12, NULL, 0, 0}},
			true, true, F_PORT_CLOSED},
		/* An attempt that was given up says nothing. */
		{{{"198.51.100.5", TCP_UNTRIED, 0, NULL, 0, 0}}, true, true, F_N},
		{{{"198.51.100.5", TCP_CANCELLED, 100, NULL, 0, 0}}, true, true, F_N},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct net_routes routes = {.ipv4 = table[i].route4, .ipv6 = table[i].route6};
		struct tcp_attempt attempts[2];
		size_t n = table[i].rows[1].to ? 2 : 1;
		struct tcp_verdict verdict;

		for (size_t k = 0; k < n; k++)
			attempts[k] = attempt(&table[i].rows[k]);
		verdict = tcp_verdict(attempts, n, &routes, is_own);
		if (verdict.id != table[i].expected)
			fail_msg("row %zu gives %d, expected %d", i, (int)verdict.id, (int)table[i].expected);
		assert_true(verdict.id == F_N ? verdict.which == n : verdict.which < n);
	}
}

static void test_names(void **state)
{
	(void)state;
	assert_int_equal(names_verdict(DNS_NXDOMAIN, DNS_NXDOMAIN), F_NAME_UNKNOWN);
	assert_int_equal(names_verdict(DNS_TIMED_OUT, DNS_NXDOMAIN), F_NAME_UNKNOWN);
	assert_int_equal(names_verdict(DNS_BAD_NAME, DNS_BAD_NAME), F_NAME_UNKNOWN);
	assert_int_equal(names_verdict(DNS_NO_DATA, DNS_NO_DATA), F_NAME_WITHOUT_ADDRESS);
	/* A failure is never "there is none". */
	assert_int_equal(names_verdict(DNS_NO_DATA, DNS_SERVFAIL), F_NAME_LOOKUP_FAILED);
	assert_int_equal(names_verdict(DNS_SERVFAIL, DNS_NO_DATA), F_NAME_LOOKUP_FAILED);
	assert_int_equal(names_verdict(DNS_TIMED_OUT, DNS_TIMED_OUT), F_NAME_LOOKUP_FAILED);
	assert_int_equal(names_verdict(DNS_REFUSED, DNS_REFUSED), F_NAME_LOOKUP_FAILED);
}

static void test_failed_names(void **state)
{
	static const struct {
		enum dns_outcome own, controls[2];
		bool route, interface;
		enum finding_id expected;
	} table[] = {
		{DNS_TIMED_OUT, {DNS_TIMED_OUT, DNS_TIMED_OUT}, true, true, F_DNS_SILENT},
		{DNS_UNREACHABLE, {DNS_UNREACHABLE, DNS_TIMED_OUT}, true, true, F_DNS_SILENT},
		{DNS_TIMED_OUT, {DNS_FOUND, DNS_TIMED_OUT}, true, true, F_NAME_LOOKUP_FAILED},
		{DNS_SERVFAIL, {DNS_FOUND, DNS_FOUND}, true, true, F_NAME_LOOKUP_FAILED},
		{DNS_SERVFAIL, {DNS_SERVFAIL, DNS_SERVFAIL}, true, true, F_DNS_FAILS},
		{DNS_REFUSED, {DNS_REFUSED, DNS_TIMED_OUT}, true, true, F_DNS_FAILS},
		/* A resolver that knows no control is alive all the same. */
		{DNS_SERVFAIL, {DNS_NXDOMAIN, DNS_NXDOMAIN}, true, true, F_NAME_LOOKUP_FAILED},
		{DNS_SERVFAIL, {DNS_UNASKED, DNS_UNASKED}, true, true, F_NAME_LOOKUP_FAILED},
		/* Offline: no route, and the resolver (maybe on this computer) cannot ask. */
		{DNS_UNREACHABLE, {DNS_UNREACHABLE, DNS_UNREACHABLE}, false, true, F_OFFLINE},
		{DNS_SERVFAIL, {DNS_SERVFAIL, DNS_SERVFAIL}, false, true, F_OFFLINE},
		{DNS_TIMED_OUT, {DNS_TIMED_OUT, DNS_TIMED_OUT}, false, false, F_OFFLINE},
		/* A network without a way out, whose own name server is silent. */
		{DNS_TIMED_OUT, {DNS_TIMED_OUT, DNS_TIMED_OUT}, false, true, F_DNS_SILENT},
		/* An answer outweighs a missing route. */
		{DNS_SERVFAIL, {DNS_FOUND, DNS_SERVFAIL}, false, false, F_NAME_LOOKUP_FAILED},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct net_routes routes = {.ipv4 = table[i].route, .any_interface = table[i].interface};
		enum finding_id id = names_verdict_failed(table[i].own, table[i].controls, 2, &routes);

		if (id != table[i].expected)
			fail_msg("row %zu gives %d, expected %d", i, (int)id, (int)table[i].expected);
	}
	assert_int_equal(
		names_verdict_failed(DNS_UNREACHABLE, (const enum dns_outcome[]){DNS_TIMED_OUT}, 1, NULL),
		F_DNS_SILENT);
}

#define OWN   "smtp.example.org"
#define IN    "imap.example.org"
#define OTHER "smtp.example.com"

/* 587 is in use. Outcomes of 465, 25; of 993; of the same host on 443; of another host on 443 and 465. */
struct scene {
	enum finding_id in_use;
	enum tcp_outcome p465, p25, in993, own443, other443, other465;
	enum finding_id notes[PICTURE_MAX]; /* ended by 0 */
};

static void add_control(
	struct control_table *table, const char *host, int port, bool incoming, enum tcp_outcome outcome)
{
	struct control_probe *probe = &table->probes[table->n++];

	probe->port = port;
	probe->incoming = incoming;
	probe->attempt.outcome = outcome;
	str_copy(probe->host, sizeof probe->host, host);
}

static size_t notes_of(const struct scene *scene, struct picture_note notes[PICTURE_MAX])
{
	static struct port_table ports;
	static struct control_table controls;
	const struct network_picture picture = {
		.port = 587, .in_use = scene->in_use, .ports = &ports, .controls = &controls};

	memset(&ports, 0, sizeof ports);
	memset(&controls, 0, sizeof controls);
	ports.probes[0] = (struct port_probe){.port = 465, .attempt = {.outcome = scene->p465}};
	ports.probes[1] = (struct port_probe){.port = 25, .attempt = {.outcome = scene->p25}};
	ports.n = 2;
	add_control(&controls, IN, 993, true, scene->in993);
	add_control(&controls, OWN, 443, false, scene->own443);
	add_control(&controls, OTHER, 443, false, scene->other443);
	add_control(&controls, OTHER, 465, false, scene->other465);
	return network_picture_notes(&picture, OWN, notes);
}

static void test_picture(void **state)
{
	static const struct scene table[] = {
		/* 587 alone is filtered. */
		{F_PORT_SILENT, TCP_CONNECTED, TCP_TIMED_OUT, TCP_CONNECTED, TCP_REFUSED, TCP_CONNECTED,
			TCP_CONNECTED,
			{F_OTHER_SENDING_PORT_OPEN, F_RECEIVING_PORTS_OPEN, F_SAME_HOST_ALIVE,
				F_OTHER_HOSTS_REACHED}},
		/* All that sends is filtered, here and at others; receiving works. */
		{F_PORT_SILENT, TCP_TIMED_OUT, TCP_TIMED_OUT, TCP_CONNECTED, TCP_TIMED_OUT, TCP_CONNECTED,
			TCP_TIMED_OUT,
			{F_SENDING_PORTS_SILENT, F_RECEIVING_PORTS_OPEN, F_SAME_HOST_DEAD,
				F_OTHER_HOSTS_BLOCKED}},
		/* The server is down: others answer. */
		{F_PORT_SILENT, TCP_TIMED_OUT, TCP_TIMED_OUT, TCP_TIMED_OUT, TCP_TIMED_OUT, TCP_CONNECTED,
			TCP_CONNECTED,
			{F_SENDING_PORTS_SILENT, F_RECEIVING_PORTS_DEAD, F_SAME_HOST_DEAD,
				F_OTHER_HOSTS_REACHED}},
		/* A web server without mail. */
		{F_PORT_CLOSED, TCP_REFUSED, TCP_REFUSED, TCP_UNTRIED, TCP_CONNECTED, TCP_CONNECTED,
			TCP_CONNECTED, {F_SAME_HOST_ALIVE, F_OTHER_HOSTS_REACHED}},
		/* Closed is not filtered, and other hosts that are wholly dead say nothing. */
		{F_PORT_CLOSED, TCP_REFUSED, TCP_REFUSED, TCP_CONNECTED, TCP_REFUSED, TCP_TIMED_OUT,
			TCP_TIMED_OUT, {F_RECEIVING_PORTS_OPEN, F_OTHER_HOSTS_UNKNOWN}},
		/* One open and one closed port beside it: not all silent. */
		{F_PORT_SILENT, TCP_REFUSED, TCP_TIMED_OUT, TCP_UNTRIED, TCP_UNTRIED, TCP_UNTRIED,
			TCP_UNTRIED, {F_OTHER_HOSTS_UNKNOWN}},
		/* A server that was reached, and a computer that is offline, have no picture. */
		{F_SERVER_SILENT, TCP_TIMED_OUT, TCP_TIMED_OUT, TCP_CONNECTED, TCP_TIMED_OUT, TCP_CONNECTED,
			TCP_TIMED_OUT, {0}},
		{F_OFFLINE, TCP_NET_UNREACHABLE, TCP_NET_UNREACHABLE, TCP_NET_UNREACHABLE,
			TCP_NET_UNREACHABLE, TCP_NET_UNREACHABLE, TCP_NET_UNREACHABLE, {0}},
		{F_N, TCP_CONNECTED, TCP_CONNECTED, TCP_CONNECTED, TCP_CONNECTED, TCP_CONNECTED,
			TCP_CONNECTED, {0}},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct picture_note notes[PICTURE_MAX];
		size_t n = notes_of(&table[i], notes), expected = 0;

		while (expected < PICTURE_MAX && table[i].notes[expected])
			expected++;
		if (n != expected)
			fail_msg("scene %zu gives %zu notes, expected %zu", i, n, expected);
		for (size_t k = 0; k < n; k++) {
			if (notes[k].id != table[i].notes[k])
				fail_msg("scene %zu, note %zu is %s", i, k, finding_name(notes[k].id));
		}
	}
}

static void test_picture_names_the_port(void **state)
{
	const struct scene scene = {F_PORT_SILENT, TCP_CONNECTED, TCP_CONNECTED, TCP_CONNECTED, TCP_UNTRIED,
		TCP_UNTRIED, TCP_UNTRIED, {0}};
	struct picture_note notes[PICTURE_MAX];

	(void)state;
	assert_true(notes_of(&scene, notes) >= 2);
	assert_int_equal(notes[0].port, 465);
	assert_string_equal(notes[0].host, OWN);
	assert_int_equal(notes[1].port, 993);
	assert_string_equal(notes[1].host, IN);
}

/* "No way there" of a router is what a dead family looks like; of this computer it only means that there is none. */
static void test_family_of_attempt(void **state)
{
	static const struct {
		enum tcp_outcome outcome;
		bool offender;
		enum family_state expected;
	} table[] = {
		{TCP_NET_UNREACHABLE, true, FAMILY_DEAD},
		{TCP_NET_UNREACHABLE, false, FAMILY_FINE},
		{TCP_TIMED_OUT, false, FAMILY_DEAD},
		{TCP_HOST_UNREACHABLE, true, FAMILY_DEAD},
		{TCP_CONNECTED, false, FAMILY_FINE},
		{TCP_REFUSED, false, FAMILY_FINE},
		{TCP_CANCELLED, false, FAMILY_FINE},
		{TCP_UNTRIED, false, FAMILY_UNDECIDED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		struct tcp_attempt attempt = {.outcome = table[i].outcome, .took_us = 1000, .fd = -1};

		if (table[i].offender)
			assert_true(net_addr_parse("2001:db8::1", 0, &attempt.offender));
		if (family_of_attempt(&attempt) != table[i].expected)
			fail_msg("row %zu", i);
	}
}

static void test_other_family(void **state)
{
	static const struct {
		struct row rows[3]; /* the one that connected won */
		enum family_state expected;
	} table[] = {
		{{{"2001:db8::5", TCP_UNTRIED, 280, NULL, 0, 0},
			 {"198.51.100.5", TCP_CONNECTED, 30, NULL, 0, 0}},
			FAMILY_UNDECIDED},
		{{{"2001:db8::5", TCP_HOST_UNREACHABLE, 5, "2001:db8:1::1", 1, 1},
			 {"198.51.100.5", TCP_CONNECTED, 30, NULL, 0, 0}},
			FAMILY_DEAD},
		{{{"2001:db8::5", TCP_TIMED_OUT, 3000, NULL, 0, 0},
			 {"198.51.100.5", TCP_CONNECTED, 30, NULL, 0, 0}},
			FAMILY_DEAD},
		/* No IPv6 on this computer, a refusal, and an IPv6 that was never needed are all fine. */
		{{{"2001:db8::5", TCP_NET_UNREACHABLE, 0, NULL, 0, 0},
			 {"198.51.100.5", TCP_CONNECTED, 30, NULL, 0, 0}},
			FAMILY_FINE},
		{{{"2001:db8::5", TCP_REFUSED, 5, NULL, 0, 0},
			 {"198.51.100.5", TCP_CONNECTED, 30, NULL, 0, 0}},
			FAMILY_FINE},
		{{{"2001:db8::5", TCP_CONNECTED, 5, NULL, 0, 0},
			 {"198.51.100.5", TCP_UNTRIED, 0, NULL, 0, 0}},
			FAMILY_FINE},
		/* IPv4 that failed before another IPv6 address won. */
		{{{"2001:db8::5", TCP_REFUSED, 5, NULL, 0, 0},
			 {"198.51.100.5", TCP_HOST_UNREACHABLE, 5, NULL, 0, 0},
			 {"2001:db8::6", TCP_CONNECTED, 30, NULL, 0, 0}},
			FAMILY_DEAD},
		/* Nothing connected: another question. */
		{{{"2001:db8::5", TCP_TIMED_OUT, 3000, NULL, 0, 0},
			 {"198.51.100.5", TCP_TIMED_OUT, 3000, NULL, 0, 0}},
			FAMILY_FINE},
	};
	static struct out_session out;
	struct tcp_attempt other;

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		memset(&out, 0, sizeof out);
		out.used.port = 587;
		out.winner = 3;
		for (size_t k = 0; k < 3 && table[i].rows[k].to; k++) {
			out.attempts[out.n_attempts++] = attempt(&table[i].rows[k]);
			if (table[i].rows[k].outcome == TCP_CONNECTED)
				out.winner = k;
		}
		if (other_family(&out, &other) != table[i].expected)
			fail_msg("row %zu is judged wrongly", i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tcp_verdict),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_failed_names),
		cmocka_unit_test(test_picture),
		cmocka_unit_test(test_picture_names_the_port),
		cmocka_unit_test(test_family_of_attempt),
		cmocka_unit_test(test_other_family),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
