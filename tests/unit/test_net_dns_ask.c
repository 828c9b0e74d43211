/*
 * Questions on the wire: forged and silent servers, truncation, retries (hazards.md 31, 34 to 37, 39). Many at once: test_net_dns_round.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <sys/eventfd.h>

#include "checks/base/clock.h"
#include "checks/net/dns.h"
#include "checks/net/map.h"
#include "tests/unit/support/test_dns.h"

#define NAME "example.org"

static const struct io_scope unlimited = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
static const unsigned char address[] = {192, 0, 2, 1};

/* One record of the type A for whatever was asked. */
static void answer_well(struct test_question *question, void *data)
{
	char name[256];

	(void)data;
	test_query_name(question->query, question->len, name, sizeof name);
	test_msg_reply_to(&question->reply, question->query, question->len, TEST_RA);
	test_msg_record(&question->reply, TEST_ANSWER, name, DNS_A, address, 4);
}

static void answer_nothing(struct test_question *question, void *data)
{
	(void)question;
	(void)data;
}

static void answer_rcode(struct test_question *question, void *data)
{
	test_msg_reply_to(&question->reply, question->query, question->len, *(int *)data);
}

static bool has_edns(const struct test_question *question)
{
	return question->query[11] == 1;
}

/* Asks for A of NAME at those servers, within ms. */
static struct dns_answer ask(struct test_dns *const *servers, size_t n, const struct net_map *map, int64_t ms)
{
	struct dns_config config = {.n_servers = n};
	struct dns_answer answer = {.name = NAME, .type = DNS_A};
	struct io_scope scope = io_scope_within(&unlimited, ms);

	for (size_t i = 0; i < n; i++)
		config.servers[i] = test_dns_addr(servers[i]);
	scope.map = map;
	assert_int_equal(dns_ask_all(&scope, &config, &answer, 1), IO_OK);
	return answer;
}

/* The same of one server with that behaviour; gives the outcome and how many questions it got. */
static enum dns_outcome ask_one(test_answer *behaviour, void *data, bool tcp, int64_t ms, int *asked_r)
{
	struct test_dns *server = test_dns_new(behaviour, data, tcp);
	struct dns_answer answer = ask(&server, 1, NULL, ms);
	struct net_addr at = test_dns_addr(server);

	if (answer.outcome == DNS_FOUND)
		assert_true(net_addr_same_ip(&answer.answered_by, &at));
	*asked_r = test_dns_asked(server);
	dns_answers_release(&answer, 1);
	test_dns_free(&server);
	return answer.outcome;
}

static void test_plain_answer(void **state)
{
	struct test_dns *server = test_dns_new(answer_well, NULL, false);
	struct dns_answer answer = ask(&server, 1, NULL, 5000);

	(void)state;
	assert_int_equal(answer.outcome, DNS_FOUND);
	assert_int_equal(answer.n, 1);
	assert_int_equal(answer.rcode, 0);
	assert_in_range(answer.took_us, 1, 240000);
	assert_int_equal(test_dns_asked(server), 1);
	dns_answers_release(&answer, 1);
	assert_null(answer.records);
	test_dns_free(&server);
}

/* What is not the answer comes first: another id, another question, no response, too short. */
static void answer_forged_first(struct test_question *question, void *data)
{
	struct test_msg *before = &question->before;

	answer_well(question, NULL);
	*before = question->reply;
	switch (*(int *)data) {
	case 0:
		before->bytes[0] ^= 0x55;
		break;
	case 1:
		before->bytes[13] ^= 1;
		break;
	case 2:
		before->bytes[2] &= 0x7f;
		break;
	default:
		before->len = 5;
	}
	before->bytes[before->len - 1] = 99;
}

static void test_forged(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		struct test_dns *server = test_dns_new(answer_forged_first, &kind, false);
		struct dns_answer answer = ask(&server, 1, NULL, 5000);
		struct net_addr right = net_addr_make(AF_INET, address, 0);

		assert_int_equal(answer.outcome, DNS_FOUND);
		assert_true(net_addr_same_ip(&answer.records[0].u.addr, &right));
		assert_in_range(answer.took_us, 0, 200000);
		assert_int_equal(test_dns_asked(server), 1);
		dns_answers_release(&answer, 1);
		test_dns_free(&server);
	}
}

static void test_silent(void **state)
{
	int64_t start = clock_us();
	int asked;

	(void)state;
	assert_int_equal(ask_one(answer_nothing, NULL, false, 900, &asked), DNS_TIMED_OUT);
	assert_in_range(clock_us() - start, 900000, 1100000);
	/* At 0, 250 and 750 ms. */
	assert_int_equal(asked, 3);
}

static void test_rcodes(void **state)
{
	static const struct {
		int rcode;
		enum dns_outcome outcome;
		int asked;
	} cases[] = {{0, DNS_NO_DATA, 1}, {1, DNS_FORMERR, 2}, {2, DNS_SERVFAIL, 1}, {3, DNS_NXDOMAIN, 1},
		{4, DNS_FORMERR, 2}, {5, DNS_REFUSED, 1}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int rcode = cases[i].rcode, asked;

		assert_int_equal(ask_one(answer_rcode, &rcode, false, 5000, &asked), cases[i].outcome);
		assert_int_equal(asked, cases[i].asked);
	}
}

/* Case 39: a server that does not know EDNS. */
static void answer_without_edns(struct test_question *question, void *data)
{
	if (has_edns(question))
		test_msg_reply_to(&question->reply, question->query, question->len, *(int *)data);
	else
		answer_well(question, NULL);
}

static void test_no_edns(void **state)
{
	(void)state;
	for (int rcode = 1; rcode <= 4; rcode += 3) {
		int asked;

		assert_int_equal(ask_one(answer_without_edns, &rcode, false, 5000, &asked), DNS_FOUND);
		assert_int_equal(asked, 2);
	}
}

enum over_tcp { TCP_GOOD, TCP_SILENT, TCP_DRIPS, TCP_WRONG_ID, TCP_SHORT, TCP_STILL_TRUNCATED };

static void answer_truncated(struct test_question *question, void *data)
{
	enum over_tcp kind = *(enum over_tcp *)data;

	if (!question->tcp) {
		test_msg_reply_to(&question->reply, question->query, question->len, TEST_TC | TEST_RA);
		return;
	}
	if (kind == TCP_SILENT)
		return;
	answer_well(question, NULL);
	question->drip = kind == TCP_DRIPS;
	if (kind == TCP_WRONG_ID)
		question->reply.bytes[0] ^= 0x55;
	if (kind == TCP_SHORT)
		question->reply.len = 14;
	if (kind == TCP_STILL_TRUNCATED)
		question->reply.bytes[2] |= 2;
}

static void test_truncated(void **state)
{
	static const struct {
		enum over_tcp kind;
		enum dns_outcome outcome;
		int64_t least_ms, most_ms;
	} cases[] = {
		{TCP_GOOD, DNS_FOUND, 0, 200},
		{TCP_STILL_TRUNCATED, DNS_FOUND, 0, 200},
		{TCP_WRONG_ID, DNS_MALFORMED, 0, 200},
		{TCP_SHORT, DNS_MALFORMED, 0, 200},
		{TCP_SILENT, DNS_TIMED_OUT, 3000, 3300},
		{TCP_DRIPS, DNS_TIMED_OUT, 3000, 3300},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum over_tcp kind = cases[i].kind;
		int64_t start = clock_us();
		int asked;

		if (ask_one(answer_truncated, &kind, true, 5000, &asked) != cases[i].outcome)
			fail_msg("case %zu", i);
		assert_in_range(clock_us() - start, cases[i].least_ms * 1000, cases[i].most_ms * 1000);
		assert_int_equal(asked, 2);
	}
}

static void test_truncated_without_tcp(void **state)
{
	enum over_tcp kind = TCP_GOOD;
	int64_t start = clock_us();
	int asked;

	(void)state;
	assert_int_equal(ask_one(answer_truncated, &kind, false, 5000, &asked), DNS_UNREACHABLE);
	assert_in_range(clock_us() - start, 0, 200000);
}

/* Over TCP at once, as who changes packets on the way does not expect it; FORMERR leads to a second try, as elsewhere. */
static void test_tcp_at_once(void **state)
{
	enum over_tcp kind = TCP_GOOD;
	struct test_dns *server = test_dns_new(answer_truncated, &kind, true);
	struct net_addr at = test_dns_addr(server);
	struct dns_config config = {.servers = {at}, .n_servers = 1};
	struct dns_answer answer = {.name = NAME, .type = DNS_A, .tcp = true};
	struct io_scope scope = io_scope_within(&unlimited, 5000);

	(void)state;
	assert_int_equal(dns_ask_all(&scope, &config, &answer, 1), IO_OK);
	assert_int_equal(answer.outcome, DNS_FOUND);
	assert_true(answer.tcp && net_addr_same_ip(&answer.answered_by, &at));
	assert_int_equal(test_dns_asked(server), 1);
	dns_answers_release(&answer, 1);
	test_dns_free(&server);
	server = test_dns_new(answer_truncated, &kind, false);
	config.servers[0] = test_dns_addr(server);
	assert_int_equal(dns_ask_all(&scope, &config, &answer, 1), IO_OK);
	assert_int_equal(answer.outcome, DNS_UNREACHABLE);
	dns_answers_release(&answer, 1);
	test_dns_free(&server);
}

/* The next server is asked when the first is closed, fails or is silent. */
static void test_second_server(void **state)
{
	int servfail = 2, refused = 5;
	enum over_tcp silent_tcp = TCP_SILENT;
	const struct {
		test_answer *first;
		void *data;
		int64_t least_ms, most_ms;
	} cases[] = {
		{answer_rcode, &servfail, 0, 200},
		{answer_rcode, &refused, 0, 200},
		{answer_nothing, NULL, 250, 450},
		{answer_truncated, &silent_tcp, 3000, 3300},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct test_dns *servers[2] = {test_dns_new(cases[i].first, cases[i].data, true),
			test_dns_new(answer_well, NULL, false)};
		struct net_addr second = test_dns_addr(servers[1]);
		struct dns_answer answer = ask(servers, 2, NULL, 5000);

		assert_int_equal(answer.outcome, DNS_FOUND);
		assert_int_equal(net_addr_port(&answer.answered_by), net_addr_port(&second));
		assert_in_range(answer.took_us, cases[i].least_ms * 1000, cases[i].most_ms * 1000);
		dns_answers_release(&answer, 1);
		test_dns_free(&servers[0]);
		test_dns_free(&servers[1]);
	}
}

static void test_closed_port(void **state)
{
	struct test_dns *servers[2] = {
		test_dns_new(answer_nothing, NULL, false), test_dns_new(answer_well, NULL, false)};
	struct dns_config config = {
		.servers = {test_dns_addr(servers[0]), test_dns_addr(servers[1])}, .n_servers = 2};
	struct dns_answer answers[2] = {
		{.name = NAME, .type = DNS_A}, {.name = NAME, .type = DNS_A, .server = &config.servers[0]}};

	(void)state;
	test_dns_free(&servers[0]);
	assert_int_equal(dns_ask_all(&unlimited, &config, answers, 2), IO_OK);
	assert_int_equal(answers[0].outcome, DNS_FOUND);
	assert_in_range(answers[0].took_us, 0, 200000);
	/* A chosen server is the only one. */
	assert_int_equal(answers[1].outcome, DNS_UNREACHABLE);
	assert_int_equal(answers[1].rcode, -1);
	assert_in_range(answers[1].took_us, 0, 200000);
	dns_answers_release(answers, 2);
	test_dns_free(&servers[1]);
}

static void test_all_fail(void **state)
{
	int servfail = 2;
	struct test_dns *servers[2] = {
		test_dns_new(answer_rcode, &servfail, false), test_dns_new(answer_nothing, NULL, false)};
	struct dns_answer answer = ask(servers, 2, NULL, 600);

	(void)state;
	assert_int_equal(answer.outcome, DNS_SERVFAIL);
	assert_int_equal(answer.rcode, 2);
	test_dns_free(&servers[0]);
	test_dns_free(&servers[1]);
	answer = ask(NULL, 0, NULL, 600);
	assert_int_equal(answer.outcome, DNS_UNREACHABLE);
}

/* A late answer of the first server counts although the second has been asked. */
static void answer_the_second_time(struct test_question *question, void *data)
{
	if (question->nth > 0)
		answer_well(question, data);
}

static void test_both_stay_open(void **state)
{
	struct test_dns *servers[2] = {
		test_dns_new(answer_the_second_time, NULL, false), test_dns_new(answer_nothing, NULL, false)};
	struct net_addr first = test_dns_addr(servers[0]);
	struct dns_answer answer = ask(servers, 2, NULL, 5000);

	(void)state;
	assert_int_equal(answer.outcome, DNS_FOUND);
	assert_int_equal(net_addr_port(&answer.answered_by), net_addr_port(&first));
	assert_in_range(answer.took_us, 750000, 950000);
	dns_answers_release(&answer, 1);
	test_dns_free(&servers[0]);
	test_dns_free(&servers[1]);
}

/* A server that gives one alias at a time; data is how many there are, or -1 for a loop. */
static void answer_alias_by_alias(struct test_question *question, void *data)
{
	int links = *(int *)data, n = 0;
	char name[256], next[256];

	test_query_name(question->query, question->len, name, sizeof name);
	if (name[0] == 'c')
		n = (int)strtol(name + 1, NULL, 10);
	if (n == links) {
		answer_well(question, NULL);
		return;
	}
	snprintf(next, sizeof next, "c%d.example.org", links < 0 ? !n : n + 1);
	test_msg_reply_to(&question->reply, question->query, question->len, TEST_RA);
	test_msg_name_record(&question->reply, TEST_ANSWER, name, DNS_CNAME, "", 0, next);
}

static void test_unfinished_chain(void **state)
{
	(void)state;
	for (int links = 1; links <= 9; links += 8) {
		struct test_dns *server = test_dns_new(answer_alias_by_alias, &links, false);
		struct dns_answer answer = ask(&server, 1, NULL, 5000);

		assert_int_equal(answer.outcome, links < 9 ? DNS_FOUND : DNS_MALFORMED);
		if (links < 9)
			assert_string_equal(answer.canonical, "c1.example.org");
		assert_int_equal(test_dns_asked(server), links < 9 ? 2 : 9);
		dns_answers_release(&answer, 1);
		test_dns_free(&server);
	}
	int loop = -1, asked;

	assert_int_equal(ask_one(answer_alias_by_alias, &loop, false, 5000, &asked), DNS_MALFORMED);
	assert_int_equal(asked, 9);
}

static void test_mapped(void **state)
{
	static const struct {
		enum net_map_action action;
		enum dns_outcome outcome;
		int64_t least_ms;
	} cases[] = {{NET_MAP_TO, DNS_FOUND, 0}, {NET_MAP_REFUSE, DNS_UNREACHABLE, 0},
		{NET_MAP_DROP, DNS_TIMED_OUT, 400}, {NET_MAP_UNREACHABLE, DNS_UNREACHABLE, 0},
		{NET_MAP_HOST_UNREACHABLE, DNS_UNREACHABLE, 0}, {NET_MAP_FORBID, DNS_UNREACHABLE, 0}};
	struct test_dns *server = test_dns_new(answer_well, NULL, false);
	struct dns_config config = {.n_servers = 1};

	(void)state;
	net_addr_parse("192.0.2.53", 53, &config.servers[0]);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct net_map_rule rule = {
			.from = config.servers[0], .action = cases[i].action, .to = test_dns_addr(server)};
		struct net_map map = {.rules = &rule, .n = 1, .otherwise = NET_MAP_DROP};
		struct dns_answer answer = {.name = NAME, .type = DNS_A};
		struct io_scope scope = io_scope_within(&unlimited, 400);

		scope.map = &map;
		assert_int_equal(dns_ask_all(&scope, &config, &answer, 1), IO_OK);
		assert_int_equal(answer.outcome, cases[i].outcome);
		assert_in_range(answer.took_us, cases[i].least_ms * 1000, cases[i].least_ms * 1000 + 200000);
		if (answer.outcome == DNS_FOUND)
			assert_true(net_addr_same_ip(&answer.answered_by, &config.servers[0]));
		dns_answers_release(&answer, 1);
	}
	test_dns_free(&server);
}

static void answer_found(struct test_question *question, void *data)
{
	char name[256];

	test_query_name(question->query, question->len, name, sizeof name);
	if (name[0] == 'f')
		answer_well(question, data);
}

static void *cancel_soon(void *data)
{
	static const uint64_t one = 1;
	struct io_scope scope = io_scope_within(&unlimited, 50);

	io_wait(&scope, NULL, 0);
	assert_int_equal(write(*(int *)data, &one, sizeof one), sizeof one);
	return NULL;
}

static void test_cancelled(void **state)
{
	struct test_dns *server = test_dns_new(answer_found, NULL, false);
	struct dns_config config = {.servers = {test_dns_addr(server)}, .n_servers = 1};
	int cancel = eventfd(0, EFD_CLOEXEC);
	struct io_scope scope = {.cancel_fd = cancel, .deadline_us = CLOCK_NEVER};
	struct dns_answer answers[2] = {
		{.name = "found.example.org", .type = DNS_A}, {.name = "silent.example.org", .type = DNS_A}};
	int64_t start = clock_us();
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, cancel_soon, &cancel), 0);
	assert_int_equal(dns_ask_all(&scope, &config, answers, 2), IO_CANCELLED);
	assert_in_range(clock_us() - start, 50000, 150000);
	assert_int_equal(answers[0].outcome, DNS_FOUND);
	assert_int_equal(answers[1].outcome, DNS_CANCELLED);
	pthread_join(thread, NULL);
	dns_answers_release(answers, 2);
	close(cancel);
	test_dns_free(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_answer),
		cmocka_unit_test(test_forged),
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_rcodes),
		cmocka_unit_test(test_no_edns),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_truncated_without_tcp),
		cmocka_unit_test(test_tcp_at_once),
		cmocka_unit_test(test_second_server),
		cmocka_unit_test(test_closed_port),
		cmocka_unit_test(test_all_fail),
		cmocka_unit_test(test_both_stay_open),
		cmocka_unit_test(test_unfinished_chain),
		cmocka_unit_test(test_mapped),
		cmocka_unit_test(test_cancelled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
