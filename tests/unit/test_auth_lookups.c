/*
 * Questions asked once and in few rounds, over real packets.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <sys/eventfd.h>
#include <unistd.h>

#include "checks/auth/lookups.h"
#include "checks/base/clock.h"
#include "tests/unit/support/zone_lookups.h"

static const struct test_zone_record zone[] = {
	{"example.org", "TXT", "v=spf1 mx -all"},
	{"example.org", "MX", "10 mail.example.org"},
	{"mail.example.org", "A", "192.0.2.1"},
	{"slow.example.org", "TIMEOUT", ""},
	{"broken.example.org", "SERVFAIL", ""},
	{NULL, NULL, NULL},
};

static void test_once(void **state)
{
	struct fixture *fixture = *state;
	const struct dns_answer *first = lookups_ask(fixture->lookups, "example.org", DNS_TXT);

	assert_int_equal(first->outcome, DNS_FOUND);
	assert_string_equal(first->records[0].u.txt.bytes, "v=spf1 mx -all");
	assert_ptr_equal(lookups_ask(fixture->lookups, "Example.ORG.", DNS_TXT), first);
	assert_int_equal(lookups_ask(fixture->lookups, "example.org", DNS_MX)->outcome, DNS_FOUND);
	assert_int_equal(lookups_ask(fixture->lookups, "none.example.org", DNS_MX)->outcome, DNS_NXDOMAIN);
	assert_int_equal(lookups_ask(fixture->lookups, "none.example.org", DNS_MX)->outcome, DNS_NXDOMAIN);
	assert_int_equal(lookups_ask(fixture->lookups, "broken.example.org", DNS_A)->outcome, DNS_SERVFAIL);
	assert_int_equal(lookups_ask(fixture->lookups, "broken.example.org", DNS_A)->outcome, DNS_SERVFAIL);
	assert_int_equal(lookups_asked(fixture->lookups), 4);
	assert_int_equal(lookups_rounds(fixture->lookups), 4);
	assert_int_equal(test_dns_asked(fixture->server), 4);
	/* What was handed out stays as it was. */
	assert_string_equal(first->records[0].u.txt.bytes, "v=spf1 mx -all");
}

/* All that was foreseen goes out with the first question, in one round; nothing before it. */
static void test_foreseen(void **state)
{
	struct fixture *fixture = *state;
	int64_t start;

	lookups_foresee(fixture->lookups, "example.org", DNS_MX);
	lookups_foresee(fixture->lookups, "EXAMPLE.org.", DNS_MX);
	lookups_foresee(fixture->lookups, "mail.example.org", DNS_A);
	lookups_foresee(fixture->lookups, "broken.example.org", DNS_A);
	lookups_foresee(fixture->lookups, "none.example.org", DNS_A);
	lookups_foresee(fixture->lookups, "", DNS_A);
	lookups_foresee(fixture->lookups, "a..b", DNS_A);
	assert_int_equal(lookups_rounds(fixture->lookups), 0);
	assert_int_equal(test_dns_asked(fixture->server), 0);
	start = clock_us();
	assert_int_equal(lookups_ask(fixture->lookups, "example.org", DNS_TXT)->outcome, DNS_FOUND);
	assert_in_range(clock_us() - start, 0, CLOCK_MS(190));
	assert_int_equal(test_dns_asked(fixture->server), 5);
	assert_int_equal(lookups_ask(fixture->lookups, "mail.example.org", DNS_A)->n, 1);
	assert_int_equal(lookups_ask(fixture->lookups, "example.org", DNS_MX)->n, 1);
	assert_int_equal(lookups_ask(fixture->lookups, "none.example.org", DNS_A)->outcome, DNS_NXDOMAIN);
	assert_int_equal(lookups_ask(fixture->lookups, "broken.example.org", DNS_A)->outcome, DNS_SERVFAIL);
	assert_int_equal(lookups_asked(fixture->lookups), 5);
	assert_int_equal(lookups_rounds(fixture->lookups), 1);
}

/* The answer is not held up longer than 200 ms, also where it is "no", by what nobody may want. */
static void test_slow_foreseen(void **state)
{
	struct fixture *fixture = *state;
	int64_t start = clock_us();

	lookups_foresee(fixture->lookups, "slow.example.org", DNS_A);
	lookups_foresee(fixture->lookups, "mail.example.org", DNS_A);
	assert_int_equal(lookups_ask(fixture->lookups, "none.example.org", DNS_TXT)->outcome, DNS_NXDOMAIN);
	assert_in_range(clock_us() - start, CLOCK_MS(190), CLOCK_MS(400));
	/* Another question does not wait for it again. */
	start = clock_us();
	assert_int_equal(lookups_ask(fixture->lookups, "example.org", DNS_TXT)->outcome, DNS_FOUND);
	assert_in_range(clock_us() - start, 0, CLOCK_MS(190));
	assert_int_equal(lookups_ask(fixture->lookups, "mail.example.org", DNS_A)->outcome, DNS_FOUND);
	assert_int_equal(lookups_asked(fixture->lookups), 4);
	assert_int_equal(lookups_rounds(fixture->lookups), 2);
	/* Needed after all: asked again, with all the time there is. */
	fixture->scope.deadline_us = clock_us() + CLOCK_MS(150);
	assert_int_equal(lookups_ask(fixture->lookups, "slow.example.org", DNS_A)->outcome, DNS_TIMED_OUT);
	assert_int_equal(lookups_asked(fixture->lookups), 5);
	assert_int_equal(lookups_ask(fixture->lookups, "slow.example.org", DNS_A)->outcome, DNS_TIMED_OUT);
	assert_int_equal(lookups_asked(fixture->lookups), 5);
}

static void test_limit(void **state)
{
	struct fixture *fixture = *state;
	char name[64];

	for (int i = 0; i < 3 * LOOKUPS_FORESEEN_MAX; i++) {
		snprintf(name, sizeof name, "n%d.example.org", i);
		lookups_foresee(fixture->lookups, name, DNS_A);
	}
	lookups_ask(fixture->lookups, "example.org", DNS_TXT);
	assert_int_equal(lookups_asked(fixture->lookups), LOOKUPS_FORESEEN_MAX + 1);
	assert_int_equal(lookups_ask(fixture->lookups, "n63.example.org", DNS_A)->outcome, DNS_NXDOMAIN);
	assert_int_equal(lookups_rounds(fixture->lookups), 1);
	assert_int_equal(lookups_ask(fixture->lookups, "n64.example.org", DNS_A)->outcome, DNS_NXDOMAIN);
	assert_int_equal(lookups_rounds(fixture->lookups), 2);
}

/* Nothing is sent for a name that cannot be asked, and nothing waits for it. */
static void test_bad_name(void **state)
{
	struct fixture *fixture = *state;
	static const char *const names[] = {"", "a..b", ".a", "a b.example.org", "caf\xc3\xa9.example.org",
		"0123456789012345678901234567890123456789012345678901234567890123.example.org"};
	int64_t start = clock_us();

	lookups_foresee(fixture->lookups, "slow.example.org", DNS_A);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_int_equal(lookups_ask(fixture->lookups, names[i], DNS_A)->outcome, DNS_BAD_NAME);
	assert_in_range(clock_us() - start, 0, CLOCK_MS(150));
	assert_int_equal(test_dns_asked(fixture->server), 0);
	assert_int_equal(lookups_rounds(fixture->lookups), 0);
}

static void test_cancel(void **state)
{
	struct fixture *fixture = *state;
	uint64_t one = 1;
	int64_t start = clock_us();

	fixture->scope.cancel_fd = eventfd(0, EFD_CLOEXEC);
	assert_int_equal(write(fixture->scope.cancel_fd, &one, sizeof one), sizeof one);
	lookups_foresee(fixture->lookups, "slow.example.org", DNS_A);
	assert_int_equal(lookups_ask(fixture->lookups, "slow.example.org", DNS_TXT)->outcome, DNS_CANCELLED);
	assert_in_range(clock_us() - start, 0, CLOCK_MS(150));
	close(fixture->scope.cancel_fd);
}

static void test_over(void **state)
{
	struct fixture *fixture = *state;

	fixture->scope.deadline_us = clock_us();
	assert_int_equal(lookups_ask(fixture->lookups, "slow.example.org", DNS_TXT)->outcome, DNS_TIMED_OUT);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		ZONE_TEST(test_once, zone),
		ZONE_TEST(test_foreseen, zone),
		ZONE_TEST(test_slow_foreseen, zone),
		ZONE_TEST(test_limit, zone),
		ZONE_TEST(test_bad_name, zone),
		ZONE_TEST(test_cancel, zone),
		ZONE_TEST(test_over, zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
