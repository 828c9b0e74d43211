/*
 * Many questions at once over few sockets: ports and ids that nobody can guess, forged answers, servers that turn a crowd away, what is
 * left when descriptors are short, and how long the silent ones are waited for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

#include "checks/base/clock.h"
#include "checks/net/dns.h"
#include "tests/unit/support/test_dns.h"

#define MANY 400

static const struct io_scope unlimited = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};

/* As many questions as a test has, n0.example.org and so on. */
struct crowd {
	struct test_dns *server;
	struct dns_config config;
	struct dns_answer answers[MANY];
	char names[MANY][40];
	size_t n;
	int64_t took_us;
};

static struct crowd crowd;

static void ask_crowd(size_t n, int64_t limit_ms)
{
	struct dns_patience patience = {.limit_ms = limit_ms};
	int64_t start = clock_us();

	crowd.config = (struct dns_config){.servers = {test_dns_addr(crowd.server)}, .n_servers = 1};
	crowd.n = n;
	for (size_t i = 0; i < n; i++) {
		snprintf(crowd.names[i], sizeof crowd.names[i], "n%zu.example.org", i);
		crowd.answers[i] = (struct dns_answer){.name = crowd.names[i], .type = DNS_A};
	}
	assert_int_equal(dns_ask_until(&unlimited, &crowd.config, crowd.answers, n, &patience), IO_OK);
	crowd.took_us = clock_us() - start;
}

static unsigned nth_of_query(const struct test_question *question)
{
	char name[256];

	test_query_name(question->query, question->len, name, sizeof name);
	return (unsigned)strtoul(name + 1, NULL, 10);
}

/* The address of n258 is 192.0.1.2, so that answers cannot be mistaken for each other. */
static void answer_own(struct test_question *question, struct test_msg *reply, int first)
{
	unsigned nth = nth_of_query(question);
	unsigned char address[] = {(unsigned char)first, 0, (unsigned char)(nth >> 8), (unsigned char)nth};
	char name[256];

	test_query_name(question->query, question->len, name, sizeof name);
	test_msg_reply_to(reply, question->query, question->len, TEST_RA);
	test_msg_record(reply, TEST_ANSWER, name, DNS_A, address, 4);
}

/* Every question got its own answer; ends the round. */
static void assert_all_right(void)
{
	for (size_t i = 0; i < crowd.n; i++) {
		struct dns_answer *answer = &crowd.answers[i];
		const unsigned char address[] = {192, 0, (unsigned char)(i >> 8), (unsigned char)i};
		struct net_addr right = net_addr_make(AF_INET, address, 0);

		if (answer->outcome != DNS_FOUND)
			fail_msg("question %zu: %s", i, dns_outcome_name(answer->outcome));
		assert_true(net_addr_same_ip(&answer->records[0].u.addr, &right));
	}
	dns_answers_release(crowd.answers, crowd.n);
	test_dns_free(&crowd.server);
}

struct seen {
	uint16_t port, id;
};

static void note_and_answer(struct test_question *question, void *data)
{
	struct seen *seen = (struct seen *)data + question->nth;

	assert_true(question->nth < MANY);
	seen->port = (uint16_t)net_addr_port(&question->from);
	seen->id = (uint16_t)(question->query[0] << 8 | question->query[1]);
	answer_own(question, &question->reply, 192);
}

/* RFC 5452: the pair of port and id is what a forger must guess; an id stands once on a socket, and no socket bears them all. */
static void test_ports_and_ids(void **state)
{
	static struct seen seen[MANY];
	size_t ports = 0, growing = 0;

	(void)state;
	crowd.server = test_dns_new(note_and_answer, seen, false);
	ask_crowd(MANY, 4000);
	assert_in_range(crowd.took_us, 0, 240000);
	assert_int_equal(test_dns_asked(crowd.server), MANY);
	for (size_t i = 0; i < MANY; i++) {
		size_t mates = 0, first = i;

		for (size_t k = 0; k < MANY; k++) {
			if (seen[k].port != seen[i].port)
				continue;
			mates++;
			if (k < first)
				first = k;
			assert_true(k == i || seen[k].id != seen[i].id);
		}
		assert_in_range(mates, 1, 32);
		ports += first == i;
		growing += i && seen[i].id == (uint16_t)(seen[i - 1].id + 1);
	}
	assert_in_range(ports, 13, 16);
	assert_in_range(growing, 0, 5);
	assert_all_right();
}

/* From the right address and port, but with the id of another question; and with the right id from another port. */
static void answer_after_forgers(struct test_question *question, void *data)
{
	static unsigned char last_id[2];
	const struct net_addr *from = &question->from;
	int other = *(int *)data;

	answer_own(question, &question->reply, 192);
	answer_own(question, &question->before, 10);
	sendto(other, question->before.bytes, question->before.len, 0, (const struct sockaddr *)&from->ss,
		from->len);
	memcpy(question->before.bytes, last_id, 2);
	memcpy(last_id, question->query, 2);
}

static void test_forgers(void **state)
{
	int other = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)state;
	crowd.server = test_dns_new(answer_after_forgers, &other, false);
	ask_crowd(100, 4000);
	assert_int_equal(test_dns_asked(crowd.server), 100);
	assert_all_right();
	close(other);
}

/* dnsmasq takes 150 questions at a time. Whoever came too early is asked again, once, when the crowd is gone. */
static void turn_crowd_away(struct test_question *question, void *data)
{
	if (question->nth >= 150 && question->nth < *(int *)data)
		test_msg_reply_to(&question->reply, question->query, question->len, TEST_RA | 5);
	else
		answer_own(question, &question->reply, 192);
}

static void test_turned_away(void **state)
{
	int n = 300, never = 10000;

	(void)state;
	crowd.server = test_dns_new(turn_crowd_away, &n, false);
	ask_crowd(300, 4000);
	assert_in_range(crowd.took_us, 250000, 700000);
	assert_int_equal(test_dns_asked(crowd.server), 450);
	assert_all_right();
	/* Refused twice is refused. */
	crowd.server = test_dns_new(turn_crowd_away, &never, false);
	ask_crowd(160, 4000);
	assert_int_equal(test_dns_asked(crowd.server), 170);
	for (size_t i = 0; i < 160; i++)
		assert_int_equal(crowd.answers[i].outcome, i < 150 ? DNS_FOUND : DNS_REFUSED);
	dns_answers_release(crowd.answers, 160);
	test_dns_free(&crowd.server);
}

static void answer_but_three(struct test_question *question, void *data)
{
	unsigned nth = nth_of_query(question);

	(void)data;
	if (nth != 3 && nth != 70 && nth != 299)
		answer_own(question, &question->reply, 192);
}

/* Three that are silent hold up nothing, and the second packets of theirs are all that is sent again. */
static void test_three_silent(void **state)
{
	int64_t slowest = 0;

	(void)state;
	crowd.server = test_dns_new(answer_but_three, NULL, false);
	ask_crowd(300, 500);
	assert_in_range(crowd.took_us, 500000, 900000);
	for (size_t i = 0; i < 300; i++) {
		bool silent = i == 3 || i == 70 || i == 299;

		assert_int_equal(crowd.answers[i].outcome, silent ? DNS_TIMED_OUT : DNS_FOUND);
		if (!silent && crowd.answers[i].took_us > slowest)
			slowest = crowd.answers[i].took_us;
	}
	assert_in_range(slowest, 0, 240000);
	/* At 0 and 250 ms, the last one 45 ms later. */
	assert_int_equal(test_dns_asked(crowd.server), 300 + 3);
	dns_answers_release(crowd.answers, 300);
	test_dns_free(&crowd.server);
}

/* A closed port is told once, and all who go there know. */
static void test_closed(void **state)
{
	struct net_addr addr;

	(void)state;
	crowd.server = test_dns_new(answer_but_three, NULL, false);
	addr = test_dns_addr(crowd.server);
	test_dns_free(&crowd.server);
	crowd.config = (struct dns_config){.servers = {addr}, .n_servers = 1};
	for (size_t i = 0; i < 100; i++)
		crowd.answers[i] = (struct dns_answer){.name = "n1.example.org", .type = DNS_A};
	crowd.took_us = clock_us();
	assert_int_equal(dns_ask_all(&unlimited, &crowd.config, crowd.answers, 100), IO_OK);
	assert_in_range(clock_us() - crowd.took_us, 0, 200000);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(crowd.answers[i].outcome, DNS_UNREACHABLE);
}

static void answer_plainly(struct test_question *question, void *data)
{
	(void)data;
	answer_own(question, &question->reply, 192);
}

static void answer_over_tcp(struct test_question *question, void *data)
{
	(void)data;
	if (question->tcp)
		answer_own(question, &question->reply, 192);
	else
		test_msg_reply_to(&question->reply, question->query, question->len, TEST_TC | TEST_RA);
}

struct poor {
	size_t n;
	int64_t limit_ms;
	int descriptors;
};

/* Leaves so many descriptors; gives the limit as it was. */
static struct rlimit leave_descriptors(int n)
{
	struct rlimit before, few;
	int next = dup(0);

	close(next);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	few = before;
	few.rlim_cur = (rlim_t)(next + n);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	return before;
}

/*
 * With a table of descriptors of its own, so that the server's connections do not count. TSan knows one table only; there the case with
 * connections is left out.
 */
#ifdef __SANITIZE_THREAD__
#define OWN_TABLE false
#else
#define OWN_TABLE true
#endif

static void *ask_poorly(void *data)
{
	const struct poor *poor = data;
	struct rlimit before;

	assert_int_equal(OWN_TABLE ? unshare(CLONE_FILES) : 0, 0);
	before = leave_descriptors(poor->descriptors);
	ask_crowd(poor->n, poor->limit_ms);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	return NULL;
}

static void ask_with(int descriptors, size_t n, int64_t limit_ms)
{
	struct poor poor = {.n = n, .limit_ms = limit_ms, .descriptors = descriptors};
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, ask_poorly, &poor), 0);
	pthread_join(thread, NULL);
}

/* One socket is enough for all, and one more for those who need TCP: they take turns. */
static void test_few_descriptors(void **state)
{
	static const struct {
		test_answer *answer;
		size_t n;
		int descriptors;
	} cases[] = {{answer_plainly, MANY, 1}, {answer_plainly, MANY, 3}, {answer_over_tcp, 3, 2}};

	(void)state;
	for (size_t i = 0; i < (OWN_TABLE ? 3 : 2); i++) {
		crowd.server = test_dns_new(cases[i].answer, NULL, true);
		ask_with(cases[i].descriptors, cases[i].n, 5000);
		assert_in_range(crowd.took_us, 0, 3000000);
		assert_all_right();
	}
	/* None at all: that is said, and not that nobody answered. */
	crowd.server = test_dns_new(answer_but_three, NULL, false);
	ask_with(0, 40, 100);
	for (size_t i = 0; i < 40; i++)
		assert_int_equal(crowd.answers[i].outcome, DNS_UNREACHABLE);
	test_dns_free(&crowd.server);
}

static void answer_by_first_letter(struct test_question *question, void *data)
{
	char name[256];

	(void)data;
	test_query_name(question->query, question->len, name, sizeof name);
	if (name[0] == 'f')
		answer_own(question, &question->reply, 192);
	else if (name[0] == 'x')
		test_msg_reply_to(&question->reply, question->query, question->len, 3);
	/* Others are never answered. */
}

/* Many at once take as long as one, and each gets its own answer. 600 is more than go together. */
static void ask_many(size_t n, int64_t limit_ms, int64_t most_ms)
{
	struct test_dns *server = test_dns_new(answer_by_first_letter, NULL, false);
	struct dns_config config = {.servers = {test_dns_addr(server)}, .n_servers = 1};
	struct dns_answer *answers = calloc(n, sizeof *answers);
	char(*names)[40] = calloc(n, sizeof *names);
	struct io_scope scope = io_scope_within(&unlimited, limit_ms);
	int64_t start = clock_us();

	for (size_t i = 0; i < n; i++) {
		snprintf(names[i], sizeof names[i], "%c%zu.example.org", "fx"[i % 2], i);
		answers[i] = (struct dns_answer){.name = names[i], .type = DNS_A};
	}
	answers[n / 2].name = "bad..name";
	assert_int_equal(dns_ask_all(&scope, &config, answers, n), IO_OK);
	assert_in_range(clock_us() - start, 0, most_ms * 1000);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(answers[i].outcome, i == n / 2 ? DNS_BAD_NAME
						     : i % 2	? DNS_NXDOMAIN
								: DNS_FOUND);
	dns_answers_release(answers, n);
	free(answers);
	free(names);
	test_dns_free(&server);
}

static void test_many(void **state)
{
	(void)state;
	ask_many(200, 4000, 1000);
	ask_many(600, 4000, 1500);
}

/* RFC 8305 section 3: when what is needed is there, the lost rest holds nobody up; otherwise it is waited
 * for. */
static void test_eager(void **state)
{
	static const char *const needed[] = {"found.example.org", "x.example.org"};
	struct test_dns *server = test_dns_new(answer_by_first_letter, NULL, false);
	struct dns_config config = {.servers = {test_dns_addr(server)}, .n_servers = 1};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct dns_answer answers[2] = {
			{.name = needed[i], .type = DNS_A}, {.name = "silent.example.org", .type = DNS_AAAA}};
		struct io_scope scope = io_scope_within(&unlimited, 600);
		int64_t start = clock_us(), least = i ? 600000 : 50000;

		assert_int_equal(dns_ask_eager(&scope, &config, answers, 2, 1, 50), IO_OK);
		assert_in_range(clock_us() - start, least, i ? least + 2000000 : 550000);
		assert_int_equal(answers[0].outcome, i ? DNS_NXDOMAIN : DNS_FOUND);
		assert_int_equal(answers[1].outcome, DNS_TIMED_OUT);
		dns_answers_release(answers, 2);
	}
	test_dns_free(&server);
}

struct early {
	size_t order[4], n;
	struct dns_answer *answers;
	int64_t start_us, last_us;
};

static void note_early(void *context, size_t i)
{
	struct early *early = context;

	assert_true(early->n < 4);
	assert_int_not_equal(early->answers[i].outcome, DNS_UNASKED);
	early->order[early->n++] = i;
	if (early->answers[i].outcome != DNS_TIMED_OUT)
		early->last_us = clock_us() - early->start_us;
}

/* Whoever is silent holds up nobody: the others are told as they come, each once, and the limit is for all of it. */
static void test_until(void **state)
{
	struct test_dns *server = test_dns_new(answer_by_first_letter, NULL, false);
	struct dns_config config = {.servers = {test_dns_addr(server)}, .n_servers = 1};
	struct dns_answer answers[4] = {{.name = "silent.example.org", .type = DNS_A},
		{.name = "found.example.org", .type = DNS_A}, {.name = "bad..name", .type = DNS_A},
		{.name = "x.example.org", .type = DNS_A}};
	struct early early = {.answers = answers, .start_us = clock_us()};
	struct dns_patience patience = {.limit_ms = 600, .early = note_early, .context = &early};

	(void)state;
	assert_int_equal(dns_ask_until(&unlimited, &config, answers, 4, &patience), IO_OK);
	assert_in_range(clock_us() - early.start_us, 600000, 900000);
	assert_in_range(early.last_us, 0, 300000);
	assert_int_equal(early.n, 4);
	assert_int_equal(early.order[0], 2);
	assert_int_equal(early.order[3], 0);
	assert_int_equal(answers[0].outcome, DNS_TIMED_OUT);
	assert_int_equal(answers[1].outcome, DNS_FOUND);
	dns_answers_release(answers, 4);
	/* It is enough that the needed one ended. */
	answers[0].name = "x.example.org";
	answers[2].name = answers[3].name = "silent.example.org";
	patience = (struct dns_patience){.n_needed = 2, .grace_ms = 50};
	early.start_us = clock_us();
	assert_int_equal(dns_ask_until(&unlimited, &config, answers, 4, &patience), IO_OK);
	assert_in_range(clock_us() - early.start_us, 50000, 400000);
	assert_int_equal(answers[0].outcome, DNS_NXDOMAIN);
	assert_int_equal(answers[3].outcome, DNS_TIMED_OUT);
	dns_answers_release(answers, 4);
	test_dns_free(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ports_and_ids),
		cmocka_unit_test(test_forgers),
		cmocka_unit_test(test_turned_away),
		cmocka_unit_test(test_three_silent),
		cmocka_unit_test(test_closed),
		cmocka_unit_test(test_few_descriptors),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_eager),
		cmocka_unit_test(test_until),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
