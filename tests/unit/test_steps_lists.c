/*
 * Block lists asked over real packets: test entries, listings, refusals, silence, text; and what a listing means for whom.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/steps/reputation/listing.h"
#include "checks/steps/reputation/lists_ask.h"
#include "tests/unit/support/test_zone.h"

#define ALL_WELL(zone)                                                                                       \
	{"2.0.0.127." zone, "A", "127.0.0.2"},                                                               \
	{                                                                                                    \
		zone, "TXT", "a list"                                                                        \
	}

static const struct test_zone_record world[] = {
	ALL_WELL("good.example"),
	{"9.113.0.203.good.example", "A", "127.0.0.2"},
	{"9.113.0.203.good.example", "TXT", "spam \\027[31mseen"},
	/* without its test entry */
	{"untested.example", "TXT", "a list"},
	{"9.113.0.203.untested.example", "A", "127.0.0.2"},
	/* lists everything */
	ALL_WELL("wild.example"),
	{"1.0.0.127.wild.example", "A", "127.0.0.2"},
	{"9.113.0.203.wild.example", "A", "127.0.0.2"},
	/* answers that are none of a list */
	{"2.0.0.127.parked.example", "A", "192.0.2.80"},
	{"1.0.0.127.parked.example", "A", "192.0.2.80"},
	{"9.113.0.203.parked.example", "A", "192.0.2.80"},
	/* refuses */
	{"2.0.0.127.public.example", "A", "127.255.255.254"},
	{"1.0.0.127.public.example", "A", "127.255.255.254"},
	{"9.113.0.203.public.example", "A", "127.255.255.254"},
	{"2.0.0.127.refused.example", "REFUSED", ""},
	{"1.0.0.127.refused.example", "REFUSED", ""},
	{"9.113.0.203.refused.example", "REFUSED", ""},
	/* knows its test entries and refuses the question */
	ALL_WELL("half.example"),
	{"9.113.0.203.half.example", "SERVFAIL", ""},
	/* silent */
	{"2.0.0.127.silent.example", "TIMEOUT", ""},
	{"1.0.0.127.silent.example", "TIMEOUT", ""},
	{"9.113.0.203.silent.example", "TIMEOUT", ""},
	/* knows IPv6 */
	ALL_WELL("both.example"),
	{"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.8.8.4.1.0.0.2.both.example", "A", "127.0.0.4"},
	{NULL, NULL, NULL},
};

/* The address that the table speaks of: 203.0.113.9. */
static struct list_target target_v4(void)
{
	return (struct list_target){.kind = BLOCKLIST_V4, .labels = "9.113.0.203"};
}

static struct blocklist list_named(const char *zone, unsigned kinds)
{
	return (struct blocklist){
		.zone = zone, .kinds = kinds, .listed = "", .unlisted = "", .refusal = "", .company = zone};
}

struct asked {
	struct list_inquiry inquiry;
	int64_t ms;
};

static struct asked ask(const struct blocklist *lists, size_t n, const struct list_target *targets,
	size_t n_targets, int64_t limit_ms, int64_t quiet_ms)
{
	struct test_dns *server = test_dns_new(test_zone_answer, (void *)world, false);
	struct dns_config config = {.servers = {test_dns_addr(server)}, .n_servers = 1};
	struct io_scope scope = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
	struct asked asked;
	int64_t began = clock_us();

	list_inquiry_init(&asked.inquiry, lists, n, targets, n_targets);
	assert_int_equal(lists_ask(&scope, &config, &asked.inquiry, limit_ms, quiet_ms), IO_OK);
	asked.ms = clock_since_ms(began);
	lists_ask_texts(&scope, &config, &asked.inquiry, 1000);
	test_dns_free(&server);
	return asked;
}

static void test_trust(void **state)
{
	static const struct {
		const char *zone;
		enum list_trust trust;
		enum list_state listed;
	} cases[] = {
		{"good.example", LIST_BELIEVED, LIST_HIT},
		{"untested.example", LIST_UNTESTED, LIST_HIT},
		{"wild.example", LIST_EVERYTHING, LIST_HIT},
		{"parked.example", LIST_FOREIGN, LIST_NO_ANSWER},
		{"public.example", LIST_PUBLIC, LIST_NO_ANSWER},
		{"refused.example", LIST_REFUSED, LIST_NO_ANSWER},
		{"half.example", LIST_BELIEVED, LIST_NO_ANSWER},
		{"both.example", LIST_BELIEVED, LIST_ABSENT},
	};
	struct blocklist lists[sizeof cases / sizeof cases[0]];
	const size_t n = sizeof cases / sizeof cases[0];
	struct list_target target = target_v4();
	struct asked asked;

	(void)state;
	for (size_t i = 0; i < n; i++)
		lists[i] = list_named(cases[i].zone, BLOCKLIST_V4);
	asked = ask(lists, n, &target, 1, 3000, 0);
	for (size_t i = 0; i < n; i++) {
		if (asked.inquiry.trust[i] != cases[i].trust ||
			list_result_at(&asked.inquiry, i, 0)->state != cases[i].listed)
			fail_msg("%s: %s, state %d", cases[i].zone,
				list_trust_name((enum list_trust)asked.inquiry.trust[i]),
				list_result_at(&asked.inquiry, i, 0)->state);
	}
	/* three questions each, and one for the text of the only believed listing */
	assert_int_equal(asked.inquiry.asked, 3 * n + 1);
	assert_string_equal(list_result_at(&asked.inquiry, 0, 0)->text, "spam \\x1b[31mseen");
	assert_string_equal(list_result_at(&asked.inquiry, 1, 0)->text, "");
	assert_int_equal(list_result_at(&asked.inquiry, 6, 0)->why, LIST_REFUSED);
	assert_false(lists_left(&asked.inquiry));
	list_inquiry_release(&asked.inquiry);
}

/* A silent list is left for another time, and nobody waits for it. */
static void test_silence(void **state)
{
	struct blocklist lists[] = {
		list_named("silent.example", BLOCKLIST_V4), list_named("good.example", BLOCKLIST_V4)};
	struct list_target target = target_v4();
	struct asked asked = ask(lists, 2, &target, 1, 20000, 300);

	(void)state;
	assert_in_range(asked.ms, 250, 3000);
	assert_int_equal(asked.inquiry.trust[0], LIST_SILENT);
	assert_int_equal(asked.inquiry.trust[1], LIST_BELIEVED);
	assert_int_equal(list_result_at(&asked.inquiry, 1, 0)->state, LIST_HIT);
	assert_true(lists_left(&asked.inquiry));
	list_inquiry_release(&asked.inquiry);
}

/* Lists are asked about what they know, and one that was found wanting is not asked again. */
static void test_kinds(void **state)
{
	struct blocklist lists[] = {list_named("good.example", BLOCKLIST_V4),
		list_named("both.example", BLOCKLIST_V4 | BLOCKLIST_V6),
		list_named("names.example", BLOCKLIST_DOMAIN)};
	struct list_target targets[2] = {target_v4()};
	struct net_addr v6;
	struct asked asked;

	(void)state;
	assert_true(net_addr_parse("2001:4888::1", 0, &v6));
	assert_true(list_target_address(&v6, &targets[1]));
	assert_int_equal(targets[1].kind, BLOCKLIST_V6);
	asked = ask(lists, 3, targets, 2, 3000, 0);
	assert_int_equal(list_result_at(&asked.inquiry, 0, 1)->state, LIST_NOT_ASKED);
	assert_int_equal(list_result_at(&asked.inquiry, 1, 1)->state, LIST_HIT);
	assert_int_equal(asked.inquiry.trust[2], LIST_UNTRIED);
	/* two test entries and one target; two test entries and two targets; one text for each of two listings */
	assert_int_equal(asked.inquiry.asked, 3 + 4 + 2);
	assert_false(lists_left(&asked.inquiry));
	list_inquiry_release(&asked.inquiry);
}

static void test_targets(void **state)
{
	static const struct {
		const char *text;
		bool asked;
	} cases[] = {
		{"198.41.0.4", true},
		{"2001:503:ba3e::2:30", true},
		{"example.org", true},
		{"localhost", false},
		{"", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct list_target target;
		struct net_addr addr;
		bool address = net_addr_parse(cases[i].text, 0, &addr);

		if (address ? list_target_address(&addr, &target) != cases[i].asked
			    : list_target_name(cases[i].text, BLOCKLIST_DOMAIN, &target) != cases[i].asked)
			fail_msg("%s", cases[i].text);
	}
	{
		struct list_target target;

		assert_false(list_target_name("192.0.2.1", BLOCKLIST_URI, &target));
		assert_false(list_target_address(&(struct net_addr){.len = 0}, &target));
	}
}

static void test_owner(void **state)
{
	(void)state;
	assert_int_equal(list_owner_of(&(struct outlet){.client = true, .sure = true}, false), LIST_OF_HOME);
	assert_int_equal(
		list_owner_of(&(struct outlet){.delivers = true, .sure = true}, false), LIST_OF_PROVIDER);
	assert_int_equal(
		list_owner_of(&(struct outlet){.delivers = true, .sure = true}, true), LIST_OF_ADMIN);
	assert_int_equal(list_owner_of(&(struct outlet){.delivers = true}, true), LIST_OF_MAYBE);
}

static void test_meaning(void **state)
{
	static const struct {
		enum blocklist_weight weight;
		enum blocklist_reason reason;
		enum list_owner owner;
		enum finding_id finding;
	} cases[] = {
		{BLOCKLIST_SERIOUS, BECAUSE_SPAM, LIST_OF_ADMIN, F_ADDRESS_LISTED},
		{BLOCKLIST_SERIOUS, BECAUSE_SPAM, LIST_OF_PROVIDER, F_ADDRESS_LISTED},
		{BLOCKLIST_SERIOUS, BECAUSE_SPAM, LIST_OF_MAYBE, F_ADDRESS_LISTED_MAYBE},
		{BLOCKLIST_SERIOUS, BECAUSE_INFECTED, LIST_OF_HOME, F_ADDRESS_LISTED_HOME},
		{BLOCKLIST_SERIOUS, BECAUSE_BULK, LIST_OF_DOMAIN, F_DOMAIN_LISTED},
		{BLOCKLIST_SERIOUS, BECAUSE_BULK, LIST_OF_LINK, F_LINK_LISTED},
		/* the same policy: normal at home, a hindrance for a server */
		{BLOCKLIST_POLICY, BECAUSE_HOME, LIST_OF_HOME, F_ADDRESS_POLICY},
		{BLOCKLIST_POLICY, BECAUSE_HOME, LIST_OF_ADMIN, F_ADDRESS_POLICY_SERVER},
		{BLOCKLIST_POLICY, BECAUSE_HOME, LIST_OF_MAYBE, F_ADDRESS_LISTED_MINOR},
		{BLOCKLIST_MINOR, BECAUSE_HOME, LIST_OF_HOME, F_ADDRESS_POLICY},
		{BLOCKLIST_MINOR, BECAUSE_SPAM, LIST_OF_HOME, F_N},
		{BLOCKLIST_MINOR, BECAUSE_INFECTED, LIST_OF_HOME, F_ADDRESS_LISTED_HOME},
		{BLOCKLIST_MINOR, BECAUSE_SPAM, LIST_OF_ADMIN, F_ADDRESS_LISTED_MINOR},
		{BLOCKLIST_MINOR, BECAUSE_BULK, LIST_OF_DOMAIN, F_DOMAIN_LISTED_MINOR},
		{BLOCKLIST_MINOR, BECAUSE_BULK, LIST_OF_LINK, F_DOMAIN_LISTED_MINOR},
		{BLOCKLIST_RANGE, BECAUSE_NEIGHBOURS, LIST_OF_ADMIN, F_ADDRESS_LISTED_RANGE},
		{BLOCKLIST_RANGE, BECAUSE_NEIGHBOURS, LIST_OF_HOME, F_N},
		{BLOCKLIST_SCORE, BECAUSE_REPUTATION, LIST_OF_PROVIDER, F_ADDRESS_DISTRUSTED},
		{BLOCKLIST_SCORE, BECAUSE_REPUTATION, LIST_OF_HOME, F_N},
		{BLOCKLIST_WELCOME, BECAUSE_TRUSTED, LIST_OF_ADMIN, F_ADDRESS_WELCOME},
		{BLOCKLIST_WELCOME, BECAUSE_TRUSTED, LIST_OF_HOME, F_N},
		{BLOCKLIST_NEW, BECAUSE_NEW, LIST_OF_DOMAIN, F_DOMAIN_DISTRUSTED},
		{BLOCKLIST_NEW, BECAUSE_NEW, LIST_OF_LINK, F_DOMAIN_LISTED_MINOR},
		{BLOCKLIST_NONE, BECAUSE_LISTED, LIST_OF_ADMIN, F_N},
		{BLOCKLIST_NONE, BECAUSE_LISTED, LIST_OF_DOMAIN, F_N},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct blocklist_answer answer = {.weight = cases[i].weight, .reason = cases[i].reason};

		if (listing_finding(&answer, cases[i].owner) != cases[i].finding)
			fail_msg("case %zu gives %d", i, listing_finding(&answer, cases[i].owner));
		assert_true(listing_gravity(cases[i].finding) > 0 || cases[i].finding == F_N);
		assert_true(
			listing_why(cases[i].reason)[0] && listing_mend(cases[i].reason, cases[i].owner)[0]);
	}
}

static void test_adds_up(void **state)
{
	const struct blocklist_answer spam = {.weight = BLOCKLIST_MINOR, .reason = BECAUSE_SPAM};
	const struct blocklist_answer home = {.weight = BLOCKLIST_MINOR, .reason = BECAUSE_HOME};
	const struct blocklist_answer range = {.weight = BLOCKLIST_RANGE, .reason = BECAUSE_NEIGHBOURS};

	(void)state;
	assert_true(listing_adds_up(&spam, LIST_OF_ADMIN));
	assert_false(listing_adds_up(&spam, LIST_OF_MAYBE));
	assert_false(listing_adds_up(&spam, LIST_OF_HOME));
	assert_false(listing_adds_up(&home, LIST_OF_ADMIN));
	assert_false(listing_adds_up(&range, LIST_OF_ADMIN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trust),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_owner),
		cmocka_unit_test(test_meaning),
		cmocka_unit_test(test_adds_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
