/*
 * What stands in the way can be played: who says no and after which hop, name servers that lie, boxes that
 * change words, lines that forget, lose and break.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/mail/smtp.h"
#include "checks/net/dns.h"
#include "checks/net/map.h"
#include "checks/net/tcp.h"
#include "checks/practice/world.h"

#define DNS_OF_PERSON "192.0.2.53"
#define DNS_OF_OWNER  "192.0.2.54"
#define OUT	      "192.0.2.25"

/* A world while it runs. */
struct played {
	struct practice_scenario scenario;
	struct practice *practice;
	struct mailcase mailcase;
	struct io_scope scope;
};

static struct played *play(const struct practice_world *world)
{
	struct played *played = calloc(1, sizeof *played);
	struct err err = ERR_INIT;

	assert_non_null(played);
	played->scenario = (struct practice_scenario){.name = "test", .world = world};
	played->practice = practice_start(&played->scenario, &err);
	if (!played->practice)
		fail_msg("%s", err.text);
	mailcase_init(&played->mailcase);
	practice_fill(played->practice, &played->mailcase);
	played->scope = (struct io_scope){
		.cancel_fd = -1, .deadline_us = clock_us() + CLOCK_MS(20000), .map = played->mailcase.map};
	return played;
}

static void end(struct played *played)
{
	practice_stop(&played->practice);
	free(played);
}

/* --- the way --- */

static struct tcp_attempt knock(struct played *played, const char *ip, int port, int ttl, int segment)
{
	struct io_scope scope = io_scope_within(&played->scope, 150);
	struct tcp_attempt attempt = {.ttl = ttl, .max_segment = segment, .fd = -1};

	assert_true(net_addr_parse(ip, port, &attempt.addr));
	assert_int_equal(tcp_connect_all(&scope, &attempt, 1), IO_OK);
	return attempt;
}

static void assert_offender(const struct tcp_attempt *attempt, const char *ip, int type, int code)
{
	char text[NET_ADDR_TEXT];

	net_addr_text(&attempt->offender, text, sizeof text);
	assert_string_equal(text, ip);
	assert_int_equal(attempt->icmp_type, type);
	assert_int_equal(attempt->icmp_code, code);
}

static void whoever_says_no_is_told(void **state)
{
	static const struct {
		enum party by;
		const char *v4, *v6;
	} cases[] = {
		{BY_COMPUTER, "127.0.0.1", "::1"},
		{BY_ROUTER, "192.168.178.1", "fd00:178::1"},
		{BY_PROVIDER, "203.0.113.1", "2001:db8:f::1"},
		{BY_SERVER, OUT, "2001:db8::25"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct practice_world world = {.out.ports = {{587, PORT_REJECT}}, .by = cases[i].by};
		struct played *played = play(&world);
		struct tcp_attempt attempt = knock(played, OUT, 587, 0, 0);

		assert_offender(&attempt, cases[i].v4, 3, 13);
		attempt = knock(played, "2001:db8::25", 587, 0, 0);
		assert_offender(&attempt, cases[i].v6, 1, 1);
		end(played);
	}
}

/* How many hops answer to packets that live 1, 2, 3 … hops. */
static int hops(struct played *played, int port)
{
	int n = 0;

	for (int ttl = 1; ttl <= 6; ttl++) {
		struct tcp_attempt attempt = knock(played, OUT, port, ttl, 0);

		if (attempt.fd >= 0)
			close(attempt.fd);
		if (attempt.icmp_type == 11)
			n++;
	}
	return n;
}

static void packets_end_where_the_world_says(void **state)
{
	static const struct {
		enum party by;
		int hops;
	} cases[] = {{BY_NOBODY, 0}, {BY_COMPUTER, 0}, {BY_ROUTER, 1}, {BY_PROVIDER, 2}, {BY_SERVER, 4}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct practice_world world = {
			.out.ports = {{587, PORT_DROP}, {465, PORT_SERVE_TLS}}, .by = cases[i].by};
		struct played *played = play(&world);

		assert_int_equal(hops(played, 587), cases[i].hops);
		assert_int_equal(hops(played, 465), 4);
		/* What is closed as usual is closed by the server. */
		assert_int_equal(hops(played, 25), 4);
		assert_int_equal(knock(played, OUT, 25, 0, 0).outcome, TCP_REFUSED);
		end(played);
	}
}

static void past_the_vpn_nothing_is_wrong(void **state)
{
	static const struct practice_world nothing_wrong,
		world = {.out.others = PORT_DROP, .past_vpn = &nothing_wrong};
	struct played *played = play(&world);
	struct io_scope scope = io_scope_within(&played->scope, 150);
	struct tcp_attempt attempt = {.device = 2, .fd = -1};

	(void)state;
	assert_int_equal(knock(played, OUT, 587, 0, 0).outcome, TCP_TIMED_OUT);
	assert_true(net_addr_parse(OUT, 587, &attempt.addr));
	assert_int_equal(tcp_connect_all(&scope, &attempt, 1), IO_OK);
	assert_int_equal(attempt.outcome, TCP_CONNECTED);
	close(attempt.fd);
	end(played);
}

/* --- names --- */

/* The first address of a name ("" for none); outcome_r, authoritative_r. */
static enum dns_outcome ask(struct played *played, const char *server, const char *name, enum dns_type type,
	char *first_r, bool *authoritative_r)
{
	struct dns_answer answer = {.name = name, .type = type};
	enum dns_outcome outcome;
	struct dns_config config;

	assert_true(dns_config_given(server, &config));
	assert_int_equal(dns_ask_all(&played->scope, &config, &answer, 1), IO_OK);
	first_r[0] = '\0';
	if (answer.n && (type == DNS_A || type == DNS_AAAA))
		net_addr_text(&answer.records[0].u.addr, first_r, NET_ADDR_TEXT);
	else if (answer.n)
		str_copy(first_r, NET_ADDR_TEXT,
			type == DNS_MX ? answer.records[0].u.mx.host : answer.records[0].u.name);
	*authoritative_r = answer.authoritative;
	outcome = answer.outcome;
	dns_answers_release(&answer, 1);
	return outcome;
}

static void assert_found(
	struct played *played, const char *server, const char *name, enum dns_type type, const char *wanted)
{
	char first[NET_ADDR_TEXT];
	bool authoritative;

	assert_int_equal(ask(played, server, name, type, first, &authoritative), DNS_FOUND);
	assert_string_equal(first, wanted);
	assert_int_equal(authoritative, strcmp(server, DNS_OF_OWNER) == 0);
}

static void assert_not_found(
	struct played *played, const char *server, const char *name, enum dns_outcome wanted)
{
	char first[NET_ADDR_TEXT];
	bool authoritative;

	assert_int_equal(ask(played, server, name, DNS_A, first, &authoritative), wanted);
}

static void name_servers_know_what_they_should(void **state)
{
	static const struct practice_world world;
	struct played *played = play(&world);

	(void)state;
	assert_found(played, DNS_OF_PERSON, "firma.example", DNS_NS, "ns1.firma.example");
	assert_found(played, DNS_OF_PERSON, "ns1.firma.example", DNS_A, DNS_OF_OWNER);
	assert_found(played, DNS_OF_OWNER, "smtp.firma.example", DNS_A, OUT);
	assert_found(played, DNS_OF_OWNER, "smtp.firma.example", DNS_AAAA, "2001:db8::25");
	assert_found(played, DNS_OF_PERSON, FRIEND_DOMAIN, DNS_MX, "mx." FRIEND_DOMAIN);
	assert_found(played, DNS_OF_PERSON, "mx." FRIEND_DOMAIN, DNS_A, "192.0.2.125");
	assert_not_found(played, DNS_OF_PERSON, "no-such-name-8263.firma.example", DNS_NXDOMAIN);
	assert_not_found(played, DNS_OF_PERSON, "no-such-name-8263.example", DNS_NXDOMAIN);
	assert_not_found(played, DNS_OF_OWNER, "smtp.example.org", DNS_REFUSED);
	end(played);
}

/* Each of the Internet's hosts has an address of its own, and keeps it. */
static void hosts_of_the_internet_differ(void **state)
{
	static const struct practice_world world;
	struct played *played = play(&world);

	(void)state;
	assert_found(played, DNS_OF_PERSON, "smtp.one.net", DNS_A, "198.51.100.10");
	assert_found(played, DNS_OF_PERSON, "smtp.two.org", DNS_A, "198.51.100.20");
	assert_found(played, DNS_OF_PERSON, "two.org", DNS_MX, "mx.two.org");
	assert_found(played, DNS_OF_PERSON, "SMTP.one.net", DNS_A, "198.51.100.10");
	assert_found(played, DNS_OF_PERSON, "smtp.three.net", DNS_A, "198.51.100.30");
	end(played);
}

static void name_servers_can_lie(void **state)
{
	static const struct practice_world wrong = {.dns.wrong = true}, lands = {.dns.mood = DNS_MOOD_LANDS},
					   portal = {.dns.mood = DNS_MOOD_PORTAL};
	struct played *played = play(&wrong);

	(void)state;
	assert_found(played, DNS_OF_PERSON, "smtp.firma.example", DNS_A, "192.0.2.80");
	assert_found(played, DNS_OF_OWNER, "smtp.firma.example", DNS_A, OUT);
	assert_found(played, DNS_OF_PERSON, "imap.firma.example", DNS_A, "192.0.2.143");
	end(played);
	played = play(&lands);
	assert_found(played, DNS_OF_PERSON, "no-such-name-8263.example", DNS_A, "192.0.2.80");
	assert_found(played, DNS_OF_PERSON, "smtp.firma.example", DNS_A, OUT);
	end(played);
	played = play(&portal);
	assert_found(played, DNS_OF_PERSON, "smtp.firma.example", DNS_A, "192.0.2.80");
	assert_found(played, DNS_OF_PERSON, "smtp.one.net", DNS_A, "192.0.2.80");
	end(played);
}

/* --- conversations --- */

static struct smtp_session *call(struct played *played, const char *ip, int port, int segment)
{
	struct tcp_attempt attempt = knock(played, ip, port, 0, segment);

	assert_int_equal(attempt.outcome, TCP_CONNECTED);
	return smtp_new(attempt.fd, "smtp.firma.example", port, NULL, NULL);
}

static void hang_up(struct played *played, struct smtp_session *session)
{
	smtp_leave(session, &played->scope);
	smtp_free(&session);
}

static enum smtp_step starttls(struct played *played, struct smtp_session *session, int ms)
{
	struct tls_store *store = tls_store_new_only(played->mailcase.map->signers);
	struct io_scope scope = io_scope_within(&played->scope, ms);
	enum smtp_step step;

	assert_int_equal(smtp_banner(session, &played->scope), SMTP_DONE);
	assert_int_equal(smtp_ehlo(session, &played->scope, false), SMTP_DONE);
	step = smtp_starttls(session, &scope, store, TLS_SECURE, "smtp.firma.example");
	tls_store_free(&store);
	return step;
}

static void a_box_sees_what_is_in_clear(void **state)
{
	static const struct practice_world world = {
		.out.box = {
			.banner = "220 ********", .keywords = "SIZE 1\nSTARTTLS", .refuses = "NOOP MAIL"}};
	struct played *played = play(&world);
	struct smtp_session *session = call(played, OUT, 587, 0);

	(void)state;
	assert_int_equal(starttls(played, session, 5000), SMTP_DONE);
	assert_true(smtp_banner_is_masked(session->banner.text));
	assert_int_equal(session->clear.size, 1);
	assert_int_equal(smtp_ehlo(session, &played->scope, false), SMTP_DONE);
	assert_true(smtp_offers(&session->secure, "PLAIN"));
	hang_up(played, session);
	session = call(played, OUT, 587, 0);
	assert_int_equal(smtp_banner(session, &played->scope), SMTP_DONE);
	assert_int_equal(smtp_ehlo(session, &played->scope, false), SMTP_DONE);
	{
		struct smtp_envelope envelope;

		smtp_envelope(session, &played->scope, "a@firma.example", "b@firma.example", &envelope);
		assert_int_equal(envelope.mail.code, 500);
	}
	hang_up(played, session);
	end(played);
}

static void a_port_may_be_odd(void **state)
{
	static const struct practice_world world = {.out.odd = {.port = 465, .safe_keywords = "8BITMIME"}};
	struct played *played = play(&world);
	struct tls_store *store = tls_store_new_only(played->mailcase.map->signers);
	struct smtp_session *session = call(played, OUT, 465, 0);

	(void)state;
	assert_int_equal(
		smtp_tls_now(session, &played->scope, store, TLS_SECURE, "smtp.firma.example"), SMTP_DONE);
	assert_int_equal(smtp_banner(session, &played->scope), SMTP_DONE);
	assert_int_equal(smtp_ehlo(session, &played->scope, false), SMTP_DONE);
	assert_false(session->secure.auth);
	hang_up(played, session);
	tls_store_free(&store);
	end(played);
}

static void large_packets_can_be_lost(void **state)
{
	static const struct practice_world world = {.out.line.loses_large = true};
	struct played *played = play(&world);
	struct smtp_session *usual = call(played, OUT, 587, 0), *small = call(played, OUT, 587, 536);

	(void)state;
	assert_int_not_equal(starttls(played, usual, 200), SMTP_DONE);
	assert_int_equal(starttls(played, small, 5000), SMTP_DONE);
	hang_up(played, usual);
	hang_up(played, small);
	end(played);
}

/* EHLO after a pause that is longer than the line bears: what comes. */
static enum smtp_step after_pause(enum after_pause kind, int *code_r, int *unconfirmed_r)
{
	const struct practice_world world = {.out.line = {.after_pause = kind, .pause_ms = 60}};
	struct played *played = play(&world);
	struct smtp_session *session = call(played, OUT, 587, 0);
	struct io_scope pause = io_scope_within(&played->scope, 150), answer;
	enum smtp_step step;

	assert_int_equal(smtp_banner(session, &played->scope), SMTP_DONE);
	io_wait(&pause, NULL, 0);
	answer = io_scope_within(&played->scope, 250);
	step = smtp_ehlo(session, &answer, false);
	*code_r = session->reply.code;
	*unconfirmed_r = stream_unacknowledged(session->stream);
	smtp_free(&session);
	end(played);
	return step;
}

static void a_pause_may_be_too_long(void **state)
{
	int code, unconfirmed;

	(void)state;
	assert_int_equal(after_pause(PAUSE_FINE, &code, &unconfirmed), SMTP_DONE);
	assert_int_equal(unconfirmed, 0);
	/* Not even the kernel of the other side confirms what is said. */
	assert_int_equal(after_pause(PAUSE_SILENT, &code, &unconfirmed), SMTP_SILENT);
	assert_true(unconfirmed > 0);
	assert_int_equal(after_pause(PAUSE_RESET, &code, &unconfirmed), SMTP_LOST);
	after_pause(PAUSE_CLOSED, &code, &unconfirmed);
	assert_int_equal(code, 421);
}

static void a_line_may_break_anywhere(void **state)
{
	static const struct practice_world world = {.out.line.unstable = true};
	static const int places[] = {2, 0, 3, 1, 5, 0, 4};
	struct played *played = play(&world);

	(void)state;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		struct smtp_session *session = call(played, OUT, 587, 0);
		int answers = smtp_banner(session, &played->scope) == SMTP_DONE;

		while (answers && smtp_ehlo(session, &played->scope, false) == SMTP_DONE)
			answers++;
		assert_int_equal(answers, places[i]);
		smtp_free(&session);
	}
	end(played);
}

static void answers_may_take_long(void **state)
{
	static const struct practice_world world = {.out.line.delay_ms = 120};
	struct played *played = play(&world);
	struct smtp_session *session = call(played, OUT, 587, 0);

	(void)state;
	assert_int_equal(smtp_banner(session, &played->scope), SMTP_DONE);
	assert_int_equal(smtp_ehlo(session, &played->scope, false), SMTP_DONE);
	assert_true(session->reply.took_us >= CLOCK_MS(110));
	hang_up(played, session);
	end(played);
}

/* --- certificates, and who answers --- */

static struct tls_report shake_hands(struct played *played, const char *host)
{
	struct tls_store *store = tls_store_new_only(played->mailcase.map->signers);
	char ip[NET_ADDR_TEXT];
	bool authoritative;
	struct smtp_session *session;
	struct tls_report report;

	assert_int_equal(ask(played, DNS_OF_PERSON, host, DNS_A, ip, &authoritative), DNS_FOUND);
	session = call(played, ip, 465, 0);
	smtp_tls_now(session, &played->scope, store, TLS_SECURE, host);
	report = session->tls;
	hang_up(played, session);
	tls_store_free(&store);
	return report;
}

static void certificates_are_signed_on_the_way(void **state)
{
	static const struct practice_world plain,
		shield = {.out.cert = CERT_SHIELD, .internet.cert = CERT_SHIELD},
		trusted = {.out.cert = CERT_GATEWAY, .internet.cert = CERT_GATEWAY, .trusts_cert = true};
	struct played *played = play(&plain);
	struct tls_report report = shake_hands(played, "smtp.provider.net");

	(void)state;
	assert_true(report.verified);
	end(played);
	played = play(&shield);
	report = shake_hands(played, "smtp.provider.net");
	assert_false(report.verified);
	assert_string_equal(report.chain[0].issuer, "Avast Web/Mail Shield Root");
	assert_string_equal(report.chain[0].names[0], "smtp.provider.net");
	report = shake_hands(played, "smtp.firma.example");
	assert_string_equal(report.chain[0].issuer, "Avast Web/Mail Shield Root");
	end(played);
	played = play(&trusted);
	report = shake_hands(played, "smtp.provider.net");
	assert_true(report.verified);
	assert_string_equal(report.chain[0].issuer_org, "Fortinet Ltd.");
	end(played);
}

static void a_proxy_answers_for_every_address(void **state)
{
	static const struct practice_world world = {.everywhere = {{587, PORT_SERVE}},
		.out.odd = {.port = 587, .banner = "220 mailgate.hotel.example ESMTP"}};
	static const char *const targets[] = {OUT, "203.0.113.77", "2001:db8::77", "198.51.100.10"};
	struct played *played = play(&world);

	(void)state;
	for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++) {
		struct smtp_session *session = call(played, targets[i], 587, 0);

		assert_int_equal(smtp_banner(session, &played->scope), SMTP_DONE);
		assert_non_null(strstr(session->banner.text, "mailgate.hotel.example"));
		hang_up(played, session);
	}
	assert_int_not_equal(knock(played, "203.0.113.77", 465, 0, 0).outcome, TCP_CONNECTED);
	end(played);
}

/* What a web server answers to one line. */
static void web_answer(
	struct played *played, const char *ip, const char *request, char *answer_r, size_t size)
{
	struct tcp_attempt attempt = knock(played, ip, 80, 0, 0);
	struct io_want want = {.fd = attempt.fd, .events = POLLIN};
	ssize_t n;

	assert_int_equal(attempt.outcome, TCP_CONNECTED);
	assert_int_equal(send(attempt.fd, request, strlen(request), 0), strlen(request));
	assert_int_equal(io_wait(&played->scope, &want, 1), IO_OK);
	n = recv(attempt.fd, answer_r, size - 1, 0);
	answer_r[n > 0 ? n : 0] = '\0';
	close(attempt.fd);
}

static void a_portal_sends_everybody_to_its_page(void **state)
{
	static const struct practice_world plain, portal = {.everywhere = {{80, PORT_PORTAL}}};
	static const char request[] = "GET /generate_204 HTTP/1.1\r\nHost: example.net\r\n\r\n";
	struct played *played = play(&plain);
	char answer[600];

	(void)state;
	web_answer(played, "198.51.100.10", request, answer, sizeof answer);
	assert_non_null(strstr(answer, " 204 "));
	end(played);
	played = play(&portal);
	web_answer(played, "198.51.100.10", request, answer, sizeof answer);
	assert_non_null(strstr(answer, " 302 "));
	assert_non_null(strstr(answer, "Location: http://"));
	end(played);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whoever_says_no_is_told),
		cmocka_unit_test(packets_end_where_the_world_says),
		cmocka_unit_test(past_the_vpn_nothing_is_wrong),
		cmocka_unit_test(name_servers_know_what_they_should),
		cmocka_unit_test(hosts_of_the_internet_differ),
		cmocka_unit_test(name_servers_can_lie),
		cmocka_unit_test(a_box_sees_what_is_in_clear),
		cmocka_unit_test(a_port_may_be_odd),
		cmocka_unit_test(large_packets_can_be_lost),
		cmocka_unit_test(a_pause_may_be_too_long),
		cmocka_unit_test(a_line_may_break_anywhere),
		cmocka_unit_test(answers_may_take_long),
		cmocka_unit_test(certificates_are_signed_on_the_way),
		cmocka_unit_test(a_proxy_answers_for_every_address),
		cmocka_unit_test(a_portal_sends_everybody_to_its_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
