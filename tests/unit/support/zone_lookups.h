/*
 * Look-ups over a zone of the test: a name server that answers as its table says (test_zone.h), and what asks it. ZONE_TEST() registers a test
 * with its table; its state is then the fixture. For cmocka tests of the room that asks, so functions of its own in each.
 */
#ifndef MAILMEND_TESTS_ZONE_LOOKUPS_H
#define MAILMEND_TESTS_ZONE_LOOKUPS_H

#include "checks/auth/lookups.h"
#include "checks/base/clock.h"
#include "tests/unit/support/test_zone.h"

struct fixture {
	struct test_dns *server;
	struct dns_config config;
	struct io_scope scope;
	struct lookups *lookups;
};

#define ZONE_TEST(test, zone)                                                                                \
	cmocka_unit_test_prestate_setup_teardown(test, fixture_open, fixture_close, (void *)(zone))

/* Look-ups that know nothing yet, with so much time for all of them. They are the fixture's. */
static inline struct lookups *fixture_renew(struct fixture *fixture, int64_t limit_ms)
{
	lookups_free(&fixture->lookups);
	assert_null(fixture->lookups);
	fixture->scope = (struct io_scope){.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(limit_ms)};
	fixture->lookups = lookups_new(&fixture->scope, &fixture->config);
	return fixture->lookups;
}

static inline int fixture_open(void **state)
{
	static struct fixture fixture;

	fixture.server = test_dns_new(test_zone_answer, *state, true);
	fixture.config = (struct dns_config){.servers = {test_dns_addr(fixture.server)}, .n_servers = 1};
	fixture_renew(&fixture, 20000);
	*state = &fixture;
	return 0;
}

static inline int fixture_close(void **state)
{
	struct fixture *fixture = *state;

	lookups_free(&fixture->lookups);
	test_dns_free(&fixture->server);
	return 0;
}

#endif
