/*
 * The hosts file, the system's own answer, and whether there is a way out.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

#include "checks/base/clock.h"
#include "checks/net/map.h"
#include "checks/net/resolver.h"

static const struct io_scope unlimited = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};

static char *write_file(const char *text)
{
	static char path[] = "/tmp/mailmend-test-XXXXXX";
	FILE *file;

	memcpy(path + sizeof path - 7, "XXXXXX", 6);
	file = fdopen(mkstemp(path), "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	return path;
}

static void expect(const char *path, const char *name, const char *const *addrs)
{
	struct resolver_answer answer;
	size_t n = 0;

	resolver_hosts_file(path, name, &answer);
	for (; addrs[n]; n++) {
		char text[NET_ADDR_TEXT];

		assert_true(n < answer.n);
		net_addr_text(&answer.addrs[n], text, sizeof text);
		assert_string_equal(text, addrs[n]);
	}
	assert_int_equal(answer.n, n);
	assert_int_equal(answer.error, 0);
}

static void test_hosts_file(void **state)
{
	static const char *const both[] = {"192.0.2.1", "2001:db8::1", NULL}, *const alias[] = {
										      "192.0.2.1", NULL};
	static const char *const none[] = {NULL}, *const last[] = {"192.0.2.9", NULL};
	char *path = write_file("# comment 192.0.2.7 mail.example.org\n"
				"  192.0.2.1\tmail.example.org  smtp # tail commented.example.org\r\n"
				"2001:db8::1 Mail.Example.ORG.\n"
				"192.0.2.1 mail.example.org\n"
				"not-an-address broken.example.org\n"
				"192.0.2.3\n\n"
				"192.0.2.9 last.example.org");

	(void)state;
	expect(path, "mail.example.org", both);
	expect(path, "MAIL.example.org.", both);
	expect(path, "smtp", alias);
	expect(path, "commented.example.org", none);
	expect(path, "broken.example.org", none);
	expect(path, "192.0.2.1", none);
	expect(path, "example.org", none);
	expect(path, "last.example.org", last);
	unlink(path);
	expect(path, "mail.example.org", none);
	expect("/", "mail.example.org", none);
	expect("/dev/zero", "mail.example.org", none);
	assert_int_equal(mkfifo(path, 0600), 0);
	expect(path, "mail.example.org", none);
	unlink(path);
}

static void test_long_line(void **state)
{
	static const char *const none[] = {NULL}, *const one[] = {"192.0.2.1", NULL};
	char text[6000];
	char *path;

	(void)state;
	memset(text, 'x', sizeof text);
	memcpy(text, "192.0.2.7 ", 10);
	/* The rest of a line that is too long is no line of its own. */
	memcpy(text + 2047, "192.0.2.8 evil.example.org ", 27);
	memcpy(text + sizeof text - 30, "\n192.0.2.1 mail.example.org\n", 29);
	path = write_file(text);
	expect(path, "evil.example.org", none);
	expect(path, "mail.example.org", one);
	unlink(path);
}

static void test_system(void **state)
{
	struct io_scope scope = io_scope_within(&unlimited, 10000);
	struct resolver_answer answer;
	bool loopback = false;

	(void)state;
	assert_int_equal(resolver_system(&scope, "localhost", &answer), IO_OK);
	assert_int_equal(answer.error, 0);
	for (size_t i = 0; i < answer.n; i++)
		loopback = loopback || net_addr_is_loopback(&answer.addrs[i]);
	assert_true(loopback);
	assert_int_equal(resolver_system(&scope, "192.0.2.1", &answer), IO_OK);
	assert_int_equal(answer.n, 1);
	assert_int_equal(net_addr_port(&answer.addrs[0]), 0);
	assert_int_equal(resolver_system(&scope, "", &answer), IO_OK);
	assert_int_not_equal(answer.error, 0);
	assert_int_equal(answer.n, 0);
}

static void test_abandoned(void **state)
{
	int cancel = eventfd(1, EFD_CLOEXEC);
	struct io_scope scope = {.cancel_fd = cancel, .deadline_us = CLOCK_NEVER};
	struct resolver_answer answer = {.n = 99};

	(void)state;
	for (int i = 0; i < 20; i++)
		assert_int_equal(resolver_system(&scope, "localhost", &answer), IO_CANCELLED);
	assert_int_equal(answer.n, 99);
	close(cancel);
}

static void test_with_a_map(void **state)
{
	struct net_map_rule rule = {.action = NET_MAP_UNREACHABLE};
	struct net_map map = {.rules = &rule, .n = 1, .otherwise = NET_MAP_DROP};
	struct io_scope scope = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER, .map = &map};
	struct resolver_answer answer;
	struct net_routes routes;

	(void)state;
	assert_int_equal(resolver_system(&scope, "localhost", &answer), IO_FAILED);
	assert_int_equal(errno, ENOTSUP);
	net_routes_look(&scope, &routes);
	assert_false(routes.ipv4 || routes.ipv6 || routes.any_interface);
	net_addr_parse("2001:503:ba3e::2:30", 0, &rule.from);
	net_routes_look(&scope, &routes);
	assert_true(routes.ipv4 && !routes.ipv6 && routes.any_interface);
	net_routes_look(&unlimited, &routes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hosts_file),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_system),
		cmocka_unit_test(test_abandoned),
		cmocka_unit_test(test_with_a_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
