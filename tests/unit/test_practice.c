/*
 * The built-in servers: they start and stop at will, several at once, and leave nothing behind; and the list
 * of scenarios is sound.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/clock.h"
#include "checks/mail/smtp.h"
#include "checks/net/dns.h"
#include "checks/net/map.h"
#include "checks/net/tcp.h"
#include "checks/practice/practice.h"

static struct practice *start(const char *name)
{
	const struct practice_scenario *scenario = practice_find(name);
	struct err err = ERR_INIT;
	struct practice *practice;

	assert_non_null(scenario);
	practice = practice_start(scenario, &err);
	if (!practice)
		fail_msg("%s: %s", name, err.text);
	return practice;
}

static struct mailcase *case_of(const struct practice *practice)
{
	struct mailcase *mailcase = malloc(sizeof *mailcase);

	assert_non_null(mailcase);
	mailcase_init(mailcase);
	practice_fill(practice, mailcase);
	return mailcase;
}

static struct io_scope scope_of(const struct mailcase *mailcase)
{
	return (struct io_scope){
		.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(10000), .map = mailcase->map};
}

/* The IPv4 address of the server in use, by the scenario's own name server. */
static struct net_addr address_of(const struct mailcase *mailcase, const char *host, int port)
{
	struct io_scope scope = scope_of(mailcase);
	struct dns_answer answer = {.name = host, .type = DNS_A};
	struct dns_config config;
	struct net_addr addr;

	assert_true(dns_config_given(mailcase->resolver, &config));
	assert_int_equal(dns_ask_all(&scope, &config, &answer, 1), IO_OK);
	assert_int_equal(answer.outcome, DNS_FOUND);
	addr = net_addr_with_port(&answer.records[0].u.addr, port);
	dns_answers_release(&answer, 1);
	return addr;
}

static struct smtp_session *connect_to(const struct mailcase *mailcase)
{
	struct io_scope scope = scope_of(mailcase);
	struct tcp_attempt attempt = {
		.addr = address_of(mailcase, mailcase->in_use.host, mailcase->in_use.port), .fd = -1};

	assert_int_equal(tcp_connect_all(&scope, &attempt, 1), IO_OK);
	assert_int_equal(attempt.outcome, TCP_CONNECTED);
	return smtp_new(attempt.fd, mailcase->in_use.host, mailcase->in_use.port, NULL, NULL);
}

static int open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	assert_non_null(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

/* Connect, greeting, EHLO, STARTTLS, EHLO, AUTH, MAIL, RCPT: as far as the scenario lets us. Gives the last
 * reply's code. */
static int whole_way(const struct mailcase *mailcase)
{
	struct io_scope scope = scope_of(mailcase);
	struct smtp_session *smtp = connect_to(mailcase);
	struct tls_store *store = tls_store_new_only(mailcase->map->signers);
	struct sasl_login login = {.user = mailcase_user(mailcase), .secret = mailcase->secret};
	struct smtp_envelope envelope = {.mail_step = SMTP_LOST};
	int code;

	assert_int_equal(smtp_banner(smtp, &scope), SMTP_DONE);
	assert_int_equal(smtp_ehlo(smtp, &scope, false), SMTP_DONE);
	assert_int_equal(smtp_starttls(smtp, &scope, store, TLS_SECURE, mailcase->in_use.host), SMTP_DONE);
	assert_true(smtp->tls.verified);
	assert_int_equal(smtp_ehlo(smtp, &scope, false), SMTP_DONE);
	if (smtp_auth(smtp, &scope, SASL_LOGIN, &login) == SMTP_DONE) {
		smtp_envelope(smtp, &scope, mailcase->address.full, mailcase->address.full, &envelope);
		code = envelope.mail_step == SMTP_DONE ? envelope.rcpt.code : envelope.mail.code;
	} else {
		code = smtp->reply.code;
	}
	smtp_leave(smtp, &scope);
	smtp_free(&smtp);
	tls_store_free(&store);
	return code;
}

static void starts_and_stops_fifty_times(void **state)
{
	int before = 0;

	(void)state;
	for (int i = 0; i < 50; i++) {
		struct practice *practice = start(practice_by_index((size_t)i % practice_count())->name);
		int64_t began;

		/* Whatever OpenSSL keeps open, it keeps from the first time on. */
		began = clock_us();
		practice_stop(&practice);
		assert_null(practice);
		assert_true(clock_since_ms(began) < 100);
		if (i == 0)
			before = open_files();
	}
	assert_int_equal(open_files(), before);
	practice_stop(&(struct practice *){NULL});
}

static void two_at_once_have_their_own_fault(void **state)
{
	struct practice *healthy = start("healthy"), *refusing = start("sender-refused");
	struct mailcase *one = case_of(healthy), *two = case_of(refusing);

	(void)state;
	assert_int_equal(whole_way(one), 250);
	assert_int_equal(whole_way(two), 553);
	practice_stop(&refusing);
	assert_int_equal(whole_way(one), 250);
	practice_stop(&healthy);
	free(one);
	free(two);
}

/* Somebody waits for a word that never comes, another is in the middle of a conversation. */
static void stops_in_the_middle(void **state)
{
	struct practice *silent = start("server-silent"), *healthy = start("healthy");
	struct mailcase *one = case_of(silent), *two = case_of(healthy);
	struct smtp_session *first = connect_to(one), *second = connect_to(two);
	struct io_scope scope = scope_of(two);
	int64_t began;

	(void)state;
	assert_int_equal(smtp_banner(second, &scope), SMTP_DONE);
	began = clock_us();
	practice_stop(&silent);
	practice_stop(&healthy);
	assert_true(clock_since_ms(began) < 100);
	assert_int_equal(smtp_banner(first, &scope), SMTP_LOST);
	assert_int_equal(smtp_ehlo(second, &scope, false), SMTP_LOST);
	smtp_free(&first);
	smtp_free(&second);
	free(one);
	free(two);
}

static void a_wrong_password_is_refused_and_a_right_one_is_not(void **state)
{
	struct practice *practice = start("wrong-password");
	struct mailcase *mailcase = case_of(practice);

	(void)state;
	assert_int_equal(whole_way(mailcase), 535);
	practice_stop(&practice);
	free(mailcase);
}

/* Nothing that the map names leads away from loopback, and what it does not name leads nowhere. */
static void nothing_leaves_this_computer(void **state)
{
	(void)state;
	for (size_t i = 0; i < practice_count(); i++) {
		struct practice *practice = start(practice_by_index(i)->name);
		struct mailcase *mailcase = case_of(practice);
		struct net_addr outside;

		for (size_t k = 0; k < mailcase->map->n; k++)
			if (mailcase->map->rules[k].action == NET_MAP_TO)
				assert_true(net_addr_is_loopback(&mailcase->map->rules[k].to));
		assert_true(net_addr_parse("203.0.113.9", 25, &outside));
		assert_int_not_equal(net_map_apply(mailcase->map, &outside), NET_MAP_TO);
		practice_stop(&practice);
		free(mailcase);
	}
}

static void the_list_is_sound(void **state)
{
	(void)state;
	assert_true(practice_count() >= 24);
	assert_null(practice_by_index(practice_count()));
	assert_null(practice_find("no-such-scenario"));
	for (size_t i = 0; i < practice_count(); i++) {
		const struct practice_scenario *scenario = practice_by_index(i);

		assert_ptr_equal(practice_find(scenario->name), scenario);
		assert_non_null(practice_find(scenario->neighbour));
		assert_string_not_equal(scenario->neighbour, scenario->name);
		assert_true(strlen(scenario->about) > 20);
	}
}

static void near_names_are_found(void **state)
{
	const char *near[3];

	(void)state;
	assert_int_equal(practice_near("wrong-pasword", near, 1), 1);
	assert_string_equal(near[0], "wrong-password");
	assert_true(practice_near("greylist", near, 3) >= 1);
	assert_string_equal(near[0], "greylisted");
	assert_int_equal(practice_near("xyzzy", near, 3), 0);
	assert_int_equal(practice_near("", near, 3), 0);
	assert_int_equal(practice_near("wrong-password", near, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_and_stops_fifty_times),
		cmocka_unit_test(two_at_once_have_their_own_fault),
		cmocka_unit_test(stops_in_the_middle),
		cmocka_unit_test(a_wrong_password_is_refused_and_a_right_one_is_not),
		cmocka_unit_test(nothing_leaves_this_computer),
		cmocka_unit_test(the_list_is_sound),
		cmocka_unit_test(near_names_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
