/*
 * The line and the way judged without any network: VPN, sign-in pages, changed answers, pauses, broken lines; and what the
 * real rules make of it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "checks/engine/record.h"
#include "checks/net/map.h"
#include "checks/steps/network/answers_verdict.h"
#include "checks/steps/network/line_verdict.h"
#include "checks/steps/network/network.h"
#include "checks/steps/network/pause_verdict.h"
#include "checks/steps/network/portal_verdict.h"
#include "checks/steps/network/way.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

static struct net_addr addr(const char *text)
{
	struct net_addr made = {.len = 0};

	assert_true(net_addr_parse(text, 0, &made));
	return made;
}

static void a_vpn_by_what_answers(void **state)
{
	static const struct {
		struct way_picture picture;
		enum finding_id expected;
	} table[] = {
		{{WAY_OPEN, WAY_OPEN, WAY_OPEN}, F_VPN_PASSED},
		{{WAY_OPEN, WAY_UNTRIED, WAY_UNTRIED}, F_VPN_PASSED},
		/* Refused past the VPN, too: that is the server's word. */
		{{WAY_ANSWERED, WAY_OPEN, WAY_OPEN}, F_VPN_NO_MATTER},
		{{WAY_DEAD, WAY_OPEN, WAY_OPEN}, F_VPN_NO_MATTER},
		/* Past it nothing answers at all: a VPN that allows nothing beside itself. Nobody knows. */
		{{WAY_DEAD, WAY_OPEN, WAY_DEAD}, F_N},
		{{WAY_DEAD, WAY_DEAD, WAY_DEAD}, F_N},
		{{WAY_UNTRIED, WAY_OPEN, WAY_OPEN}, F_N},
		/* Nothing through it, something past it. */
		{{WAY_UNTRIED, WAY_DEAD, WAY_OPEN}, F_VPN_DEAD},
		{{WAY_OPEN, WAY_DEAD, WAY_ANSWERED}, F_VPN_DEAD},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++)
		if (way_verdict(&table[i].picture) != table[i].expected)
			fail_msg("row %zu", i);
}

static void ways_by_the_text_of_the_kernel(void **state)
{
	/* 192.0.2.0/24 and a default by eth0; 203.0.113.0/24 by tun0; a default by tun0 that is preferred. */
	static const char table[] =
		"Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
		"tun0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n"
		"eth0\t00000000\t010200C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n"
		"eth0\t000200C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0\n"
		"down0\t007100CB\t00000000\t0000\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
		"tun1\t007100CB\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0";
	struct net_addr to = addr("198.51.100.9"), near = addr("192.0.2.9"), mail = addr("203.0.113.9");
	struct net_addr v6 = addr("2001:db8::1");
	struct route_way way;
	char ip[NET_ADDR_TEXT];

	(void)state;
	assert_true(way_by_table(table, &to, &way));
	assert_string_equal(way.name, "tun0");
	assert_true(way.device != 0);
	assert_true(way_by_table(table, &near, &way));
	assert_string_equal(way.name, "eth0");
	assert_true(way_by_table(table, &mail, &way));
	assert_string_equal(way.name, "tun1");
	assert_true(way_beside_by_table(table, "tun0", &way));
	assert_string_equal(way.name, "eth0");
	net_addr_text(&way.gateway, ip, sizeof ip);
	assert_string_equal(ip, "192.0.2.1");
	assert_false(way_by_table(table, &v6, &way));
	assert_false(way_by_table("", &to, &way));
	assert_false(way_by_table("a b c d\neth0\t0\n", &to, &way));
	assert_false(
		way_beside_by_table("eth0\t00000000\t010200C0\t0003\t0\t0\t600\t00000000\n", "eth0", &way));
}

static void refusals_for_the_place(void **state)
{
	(void)state;
	assert_true(way_speaks_of_place("5.7.1 Unauthorized IP address"));
	assert_true(way_speaks_of_place("Sign-in from your location is blocked"));
	assert_true(way_speaks_of_place("Logins through a VPN are not allowed"));
	assert_false(way_speaks_of_place("5.7.8 Authentication failed: wrong password"));
	assert_false(way_speaks_of_place("The account is shipping elsewhere"));
}

static void sign_in_pages(void **state)
{
	static const struct {
		struct http_answer answer;
		enum portal_answer expected;
	} table[] = {
		{{.status = 200, .body = "NetworkManager is online\n"}, PORTAL_FREE},
		{{.status = 200, .body = "<html>Welcome</html>\n"}, PORTAL_OTHER},
		{{.status = 200, .body = ""}, PORTAL_OTHER},
		{{.status = 302, .location = "http://192.168.178.1/sign-in"}, PORTAL_REDIRECT},
		{{.status = 307, .location = "//portal.example/"}, PORTAL_REDIRECT},
		{{.status = 511, .body = "Network Authentication Required"}, PORTAL_REDIRECT},
		/* The owner moved the page: still its own host. */
		{{.status = 301, .location = "https://nmcheck.gnome.org/check_network_status.txt"},
			PORTAL_UNKNOWN},
		{{.status = 301, .location = "/elsewhere"}, PORTAL_UNKNOWN},
		{{.status = 302, .location = ""}, PORTAL_UNKNOWN},
		{{.status = 302, .location = "http://nmcheck.gnome.org.evil.example/"}, PORTAL_REDIRECT},
		{{.status = 404}, PORTAL_UNKNOWN},
		{{.status = 503, .body = "out of order"}, PORTAL_UNKNOWN},
		{{.status = 0}, PORTAL_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++)
		if (portal_answer_of(&portal_pages[0], &table[i].answer) != table[i].expected)
			fail_msg("row %zu", i);
}

static void pages_of_two_owners(void **state)
{
	static const struct {
		enum portal_answer answers[PORTAL_PAGES];
		size_t expected;
	} table[] = {
		{{PORTAL_REDIRECT, PORTAL_UNKNOWN}, 0},
		{{PORTAL_UNKNOWN, PORTAL_REDIRECT}, 1},
		{{PORTAL_OTHER, PORTAL_REDIRECT}, 1},
		{{PORTAL_OTHER, PORTAL_OTHER}, 0},
		{{PORTAL_UNKNOWN, PORTAL_OTHER}, 1},
		{{PORTAL_FREE, PORTAL_REDIRECT}, PORTAL_PAGES},
		{{PORTAL_OTHER, PORTAL_FREE}, PORTAL_PAGES},
		{{PORTAL_UNKNOWN, PORTAL_UNKNOWN}, PORTAL_PAGES},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++)
		assert_int_equal(portal_verdict(table[i].answers), table[i].expected);
}

static void list(struct answer_list *list, const char *first, const char *second)
{
	list->n = 0;
	if (first)
		list->addrs[list->n++] = addr(first);
	if (second)
		list->addrs[list->n++] = addr(second);
}

/* One line of a table about answers. */
struct answers_row {
	const char *given[2], *unlikely[ANSWERS_UNLIKELY], *controls[ANSWERS_CONTROLS], *true_ones[2];
	bool denied, unowned, runs, true_proven;
	enum answers_difference difference;
	bool anything, one, nobody;
};

static struct answers_picture picture_of(const struct answers_row *row)
{
	struct answers_picture picture = {.denied = row->denied,
		.has_owner = !row->unowned,
		.asked_owner = row->true_ones[0] != NULL,
		.runs = row->runs,
		.true_proven = row->true_proven};

	list(&picture.given, row->given[0], row->given[1]);
	list(&picture.true_ones, row->true_ones[0], row->true_ones[1]);
	for (size_t i = 0; i < ANSWERS_UNLIKELY; i++)
		list(&picture.unlikely[i], row->unlikely[i], NULL);
	for (size_t i = 0; i < ANSWERS_CONTROLS; i++)
		list(&picture.controls[i], row->controls[i], NULL);
	return picture;
}

static void changed_answers(void **state)
{
	static const struct answers_row table[] = {
		/* As it should be; one of several; the owner does not answer. */
		{.given = {"203.0.113.5"}, .true_ones = {"203.0.113.5"}},
		{.given = {"203.0.113.5", "203.0.113.6"}, .true_ones = {"203.0.113.7", "203.0.113.6"}},
		{.given = {"203.0.113.5"}},
		/* Another address: one for this region, an old one that is remembered, or one that nobody could judge. */
		{.given = {"203.0.113.5"}, .true_ones = {"203.0.113.9"}, .difference = ANSWERS_OTHER},
		{.given = {"203.0.113.5"},
			.true_ones = {"203.0.113.9"},
			.true_proven = true,
			.runs = true,
			.difference = ANSWERS_OTHER},
		/* The right server is elsewhere. */
		{.given = {"203.0.113.5"},
			.true_ones = {"203.0.113.9"},
			.true_proven = true,
			.difference = ANSWERS_STRANGER},
		/* Addresses that lead nowhere. The owner may publish a private one: then it is right. */
		{.given = {"0.0.0.0"}, .difference = ANSWERS_BOGON},
		{.given = {"::"}, .difference = ANSWERS_BOGON},
		{.given = {"10.0.0.1"}, .true_ones = {"203.0.113.9"}, .difference = ANSWERS_BOGON},
		{.given = {"127.0.0.1"}, .true_ones = {"203.0.113.9"}, .difference = ANSWERS_BOGON},
		{.given = {"10.0.0.1"}, .true_ones = {"10.0.0.1"}},
		{.given = {"127.0.0.1"}},
		/* The name is denied. */
		{.denied = true,
			.true_ones = {"203.0.113.9"},
			.true_proven = true,
			.difference = ANSWERS_SUPPRESSED},
		{.denied = true,
			.true_ones = {"203.0.113.9"},
			.true_proven = true,
			.runs = true,
			.difference = ANSWERS_OTHER},
		{.denied = true, .true_ones = {"203.0.113.9"}, .difference = ANSWERS_OTHER},
		{.denied = true},
		/* Names that do not exist. */
		{.given = {"203.0.113.5"},
			.unlikely = {"198.51.100.6"},
			.true_ones = {"203.0.113.5"},
			.anything = true},
		{.given = {"198.51.100.6"},
			.unlikely = {"198.51.100.6"},
			.true_ones = {"203.0.113.5"},
			.anything = true,
			.difference = ANSWERS_LANDING},
		{.given = {"198.51.100.6"},
			.unlikely = {"198.51.100.6"},
			.unowned = true,
			.anything = true,
			.nobody = true},
		/* An owner's own wildcard, and that of a top-level domain. */
		{.given = {"203.0.113.5"},
			.unlikely = {NULL, NULL, "203.0.113.5"},
			.true_ones = {"203.0.113.5"}},
		{.given = {"203.0.113.5"}, .unlikely = {NULL, "198.51.100.6"}, .true_ones = {"203.0.113.5"}},
		{.given = {"203.0.113.5"},
			.unlikely = {NULL, "198.51.100.6", "198.51.100.6"},
			.true_ones = {"203.0.113.5"},
			.anything = true},
		/* One address for everything; a control that is not known proves nothing. */
		{.given = {"10.0.0.1"}, .controls = {"10.0.0.1", "10.0.0.1"}, .one = true},
		{.given = {"10.0.0.1"}, .controls = {"10.0.0.1"}},
		{.given = {"10.0.0.1"},
			.unlikely = {"10.0.0.1"},
			.controls = {"10.0.0.1", "10.0.0.1"},
			.unowned = true,
			.one = true,
			.anything = true},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct answers_picture picture = picture_of(&table[i]);

		if (answers_difference(&picture) != table[i].difference)
			fail_msg("row %zu: %s", i, answers_difference_name(answers_difference(&picture)));
		if (answers_anything(&picture) != table[i].anything ||
			answers_one(&picture) != table[i].one || answers_nobody(&picture) != table[i].nobody)
			fail_msg("row %zu: names in general", i);
	}
}

static void the_end_of_a_pause(void **state)
{
	static const struct {
		struct pause_seen seen;
		enum finding_id expected;
	} table[] = {
		{{true, SMTP_DONE, 250, IO_OK, 0, false}, F_PAUSE_SURVIVED},
		{{true, SMTP_REFUSED, 502, IO_OK, 0, false}, F_PAUSE_SURVIVED},
		{{true, SMTP_REFUSED, 421, IO_OK, 0, true}, F_CLOSED_AFTER_PAUSE},
		{{false, SMTP_DONE, 0, IO_CLOSED, 0, true}, F_CLOSED_AFTER_PAUSE},
		{{true, SMTP_LOST, 0, IO_CLOSED, 0, true}, F_CLOSED_AFTER_PAUSE},
		{{true, SMTP_LOST, 0, IO_RESET, 0, true}, F_FORGOTTEN_AFTER_PAUSE},
		{{false, SMTP_DONE, 0, IO_RESET, 0, true}, F_FORGOTTEN_AFTER_PAUSE},
		{{true, SMTP_SILENT, 0, IO_TIMED_OUT, 35, true}, F_FORGOTTEN_AFTER_PAUSE},
		/* It arrived: the server is slow, nobody forgot anything. */
		{{true, SMTP_SILENT, 0, IO_TIMED_OUT, 0, true}, F_N},
		{{true, SMTP_SILENT, 0, IO_TIMED_OUT, -1, true}, F_N},
		/* The line itself is dead. */
		{{true, SMTP_SILENT, 0, IO_TIMED_OUT, 35, false}, F_N},
		{{true, SMTP_LOST, 0, IO_RESET, 0, false}, F_N},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++)
		if (pause_verdict(&table[i].seen) != table[i].expected)
			fail_msg("row %zu", i);
}

static void when_a_pause_is_tried(void **state)
{
	const struct net_map map = {.otherwise = NET_MAP_DROP};
	struct mailcase mailcase;

	(void)state;
	mailcase_init(&mailcase);
	assert_int_equal(pause_ms_of(&mailcase), 0);
	mailcase.changed = CHANGED_NOTHING;
	mailcase.skip = STEP_BIT(STEP_DNS);
	mailcase.only = STEP_BIT(STEP_LOGIN) | STEP_BIT(STEP_SETTINGS);
	assert_int_equal(pause_ms_of(&mailcase), 0);
	mailcase.only = STEP_BIT(STEP_FIREWALL);
	assert_int_equal(pause_ms_of(&mailcase), PAUSE_DEFAULT_MS);
	mailcase.only = 0;
	mailcase.symptom = SYMPTOM_OUTBOX;
	assert_int_equal(pause_ms_of(&mailcase), PAUSE_DEFAULT_MS);
	mailcase.map = &map;
	assert_int_equal(pause_ms_of(&mailcase), 0);
	mailcase.pause_ms = 300;
	assert_int_equal(pause_ms_of(&mailcase), 300);
	mailcase.pause_ms = 10 * PAUSE_MAX_MS;
	assert_int_equal(pause_ms_of(&mailcase), PAUSE_MAX_MS);
}

static void lines_that_break(void **state)
{
	static const struct {
		struct line_try tries[4];
		size_t n;
		enum finding_id expected;
	} table[] = {
		{{{.died = true, .place = 1}, {.died = true, .place = 3}, {.died = false}}, 3, F_LINE_DROPS},
		{{{.died = true, .place = 1}, {.died = true, .place = 3}}, 2, F_N},
		/* Always at one place: that is somebody's doing. With a steady control the line is cleared. */
		{{{.died = true, .place = 3}, {.died = true, .place = 3}, {.died = true, .place = 3}}, 3,
			F_N},
		{{{.died = true, .place = 3}, {.died = true, .place = 3, .control_lived = true},
			 {.died = true, .place = 3, .control_lived = true}},
			3, F_LINE_STEADY},
		/* Others break off, too; one that never works proves nothing. */
		{{{.died = true, .place = 3}, {.died = true, .place = 3, .control_lived = true},
			 {.died = true, .place = 3, .control_died = true}},
			3, F_LINE_DROPS},
		{{{.died = true, .place = 3}, {.died = true, .place = 3, .control_died = true},
			 {.died = true, .place = 3, .control_died = true}},
			3, F_N},
		/* Once only. */
		{{{.died = true, .place = 2}, {.place = 8}, {.place = 8}, {.place = 8}}, 4, F_LINE_STEADY},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++)
		if (line_verdict(table[i].tries, table[i].n) != table[i].expected)
			fail_msg("row %zu", i);
	assert_true(line_place("banner") < line_place("ehlo"));
	assert_true(line_place("ehlo") < line_place("starttls"));
	assert_int_equal(line_place("starttls"), line_place("tls"));
	assert_true(line_place("tls") < line_place("ehlo-tls"));
	assert_true(line_place("ehlo-tls") < line_place("done"));
}

static void slow_is_not_once(void **state)
{
	struct out_session out = {.slow_answers = 1, .slowest_us = CLOCK_MS(9000)};

	(void)state;
	assert_false(line_is_slow(&out));
	out.slow_answers = 2;
	assert_true(line_is_slow(&out));
}

static void what_is_trouble(void **state)
{
	struct server_names names = {.n = 0};
	struct out_session out = {.problem = F_PORT_SILENT, .n_attempts = 1, .winner = 1};

	(void)state;
	assert_int_equal(network_trouble(&names, NULL), TROUBLE_NAME);
	names.n = 1;
	assert_int_equal(network_trouble(&names, NULL), TROUBLE_NONE);
	assert_int_equal(network_trouble(&names, &out), TROUBLE_WAY);
	out.problem = F_RAN_OUT_OF_TIME;
	assert_int_equal(network_trouble(&names, &out), TROUBLE_WAY);
	out.winner = 0;
	assert_int_equal(network_trouble(&names, &out), TROUBLE_TALK);
	out.problem = F_CERT_WRONG_NAME;
	assert_int_equal(network_trouble(&names, &out), TROUBLE_IDENTITY);
	out.problem = F_SAYS_ACCOUNT_LOCKED;
	assert_int_equal(network_trouble(&names, &out), TROUBLE_NONE);
	out.problem = F_N;
	assert_int_equal(network_trouble(&names, &out), TROUBLE_NONE);
}

/* The first cause by the real rules; the list ends with F_N. others_r (may be NULL): how many more. */
static enum cause_id first_of(const enum finding_id *ids, size_t *others_r)
{
	struct record *record = calloc(1, sizeof *record);
	struct diagnosis diagnosis;

	mailcase_init(&record->mailcase);
	for (; *ids != F_N; ids++)
		*VEC_ADD(&record->findings) = (struct finding){.id = *ids, .check = "x.y", .msgid = "x"};
	diagnose(record, &diagnosis);
	record_free(&record);
	if (others_r)
		*others_r = diagnosis.n ? diagnosis.n - 1 : 0;
	return diagnosis_first(&diagnosis);
}

#define FIRST(...) first_of((const enum finding_id[]){__VA_ARGS__, F_N}, &others)

static void what_the_rules_make_of_it(void **state)
{
	size_t others;

	(void)state;
	assert_int_equal(FIRST(F_PORTAL_SEEN, F_CERT_WRONG_NAME, F_DNS_ONE_ADDRESS, F_PORT_CLOSED,
				 F_PORT_OTHERS_CLOSED),
		CAUSE_CAPTIVE_PORTAL);
	assert_int_equal(others, 0);
	assert_int_equal(FIRST(F_DNS_ONE_ADDRESS, F_PORT_CLOSED), CAUSE_DNS_TAMPERED);
	assert_int_equal(FIRST(F_DNS_DIFFERS, F_DNS_ANSWERS_ANYTHING, F_CERT_WRONG_NAME), CAUSE_DNS_TAMPERED);
	assert_int_equal(others, 0);
	assert_int_equal(FIRST(F_DNS_DIFFERS, F_NAME_UNKNOWN, F_NAME_TYPO), CAUSE_DNS_TAMPERED);
	assert_int_equal(FIRST(F_DNS_ANSWERS_ANYTHING, F_NAME_UNKNOWN, F_PORT_CLOSED, F_PORT_OTHER_WORKS),
		CAUSE_SERVER_NAME_UNKNOWN);
	/* A VPN: past it the server answers. */
	assert_int_equal(FIRST(F_ROUTE_VPN, F_VPN_PASSED, F_PORT_SILENT, F_SENDING_PORTS_SILENT,
				 F_OTHER_HOSTS_BLOCKED, F_SAME_HOST_ALIVE, F_STOPS_AT_PROVIDER),
		CAUSE_VPN_IN_THE_WAY);
	assert_int_equal(others, 0);
	assert_int_equal(FIRST(F_ROUTE_VPN, F_VPN_DEAD, F_DNS_SILENT), CAUSE_VPN_IN_THE_WAY);
	assert_int_equal(
		FIRST(F_ROUTE_VPN, F_VPN_REFUSED, F_SAYS_LOGIN_REFUSED_BY_POLICY), CAUSE_VPN_IN_THE_WAY);
	/* One that works, or makes no difference, is none. */
	assert_int_equal(FIRST(F_ROUTE_VPN), CAUSE_NONE);
	assert_int_equal(FIRST(F_ROUTE_VPN, F_VPN_NO_MATTER, F_PORT_SILENT, F_OTHER_SENDING_PORT_OPEN),
		CAUSE_PORT_BLOCKED);
	assert_int_equal(FIRST(F_ROUTE_VPN, F_SAYS_LOGIN_REFUSED_BY_POLICY), CAUSE_LOGIN_REFUSED_BY_POLICY);
	assert_int_equal(
		FIRST(F_ROUTE_VPN, F_VPN_PASSED, F_LARGE_LOST, F_SERVER_SILENT), CAUSE_LARGE_PACKETS_LOST);
	/* The line. */
	assert_int_equal(FIRST(F_LARGE_LOST, F_SERVER_SILENT), CAUSE_LARGE_PACKETS_LOST);
	assert_int_equal(others, 0);
	assert_int_equal(FIRST(F_FORGOTTEN_AFTER_PAUSE, F_PROGRAM_STILL_FAILS), CAUSE_CONNECTION_FORGOTTEN);
	assert_int_equal(others, 0);
	assert_int_equal(FIRST(F_CLOSED_AFTER_PAUSE, F_PAUSE_SURVIVED), CAUSE_NONE);
	assert_int_equal(FIRST(F_LINE_DROPS, F_SERVER_LOST), CAUSE_CONNECTION_UNSTABLE);
	assert_int_equal(FIRST(F_TOO_SLOW, F_PORT_SILENT, F_SENDING_PORTS_SILENT), CAUSE_SLOW_NETWORK);
	assert_int_equal(others, 0);
	assert_int_equal(FIRST(F_LINE_STEADY, F_SERVER_LOST), CAUSE_SERVER_DOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_vpn_by_what_answers),
		cmocka_unit_test(ways_by_the_text_of_the_kernel),
		cmocka_unit_test(refusals_for_the_place),
		cmocka_unit_test(sign_in_pages),
		cmocka_unit_test(pages_of_two_owners),
		cmocka_unit_test(changed_answers),
		cmocka_unit_test(the_end_of_a_pause),
		cmocka_unit_test(when_a_pause_is_tried),
		cmocka_unit_test(lines_that_break),
		cmocka_unit_test(slow_is_not_once),
		cmocka_unit_test(what_is_trouble),
		cmocka_unit_test(what_the_rules_make_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
