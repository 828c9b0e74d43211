/*
 * Addresses and host names as people type them, and what must never get as far as the wire.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/str.h"
#include "checks/mail/address.h"

struct good {
	const char *typed, *full, *shown;
	bool utf8;
};

static const struct good good[] = {
	{"anna@example.org", "anna@example.org", "anna@example.org", false},
	{"  anna@Example.ORG\t\n", "anna@example.org", "anna@example.org", false},
	{"Anna.Maria+news@example.org", "Anna.Maria+news@example.org", "Anna.Maria+news@example.org", false},
	{"anna@example.org.", "anna@example.org", "anna@example.org", false},
	{"Anna Muster <anna@example.org>", "anna@example.org", "anna@example.org", false},
	{"\"Muster, Anna\" <anna@example.org> ", "anna@example.org", "anna@example.org", false},
	{"\"a@b <c@d>\" <anna@example.org>", "anna@example.org", "anna@example.org", false},
	{"<anna@example.org>", "anna@example.org", "anna@example.org", false},
	{"mailto:anna@example.org", "anna@example.org", "anna@example.org", false},
	{"MAILTO:anna%2Bx@example.org?subject=hi", "anna+x@example.org", "anna+x@example.org", false},
	{"anna@b\303\274cher.example", "anna@xn--bcher-kva.example", "anna@b\303\274cher.example", false},
	{"anna@XN--BCHER-KVA.example", "anna@xn--bcher-kva.example", "anna@b\303\274cher.example", false},
	{"anna@stra\303\237e.example", "anna@xn--strae-oqa.example", "anna@stra\303\237e.example", false},
	{"j\303\266rg@example.org", "j\303\266rg@example.org", "j\303\266rg@example.org", true},
	{"\"anna maria\"@example.org", "\"anna maria\"@example.org", "\"anna maria\"@example.org", false},
	{"\"a@b\"@example.org", "\"a@b\"@example.org", "\"a@b\"@example.org", false},
	{"\"a\\\"b\"@example.org", "\"a\\\"b\"@example.org", "\"a\\\"b\"@example.org", false},
	{"a..b.@docomo.example", "a..b.@docomo.example", "a..b.@docomo.example", false},
	{"root@localhost", "root@localhost", "root@localhost", false},
};

static void test_good(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		struct mail_address a;
		const char *at;

		assert_int_equal(address_parse(good[i].typed, &a), ADDRESS_FINE);
		assert_string_equal(a.full, good[i].full);
		assert_string_equal(a.shown, good[i].shown);
		assert_int_equal(a.needs_smtputf8, good[i].utf8);
		at = strrchr(a.full, '@');
		assert_string_equal(a.domain, at + 1);
		assert_int_equal(strlen(a.local), at - a.full);
	}
}

struct bad {
	const char *typed;
	enum address_fault fault;
};

static const struct bad bad[] = {
	{"", ADDRESS_EMPTY},
	{" \t\r\n", ADDRESS_EMPTY},
	{"<>", ADDRESS_EMPTY},
	{"mailto:", ADDRESS_EMPTY},
	{"anna", ADDRESS_NO_AT},
	{"example.org", ADDRESS_NO_AT},
	{"@example.org", ADDRESS_NO_LOCAL},
	{"anna@", ADDRESS_NO_DOMAIN},
	{"anna@.", ADDRESS_BAD_DOMAIN},
	{"anna@example..org", ADDRESS_BAD_DOMAIN},
	{"anna@.example.org", ADDRESS_BAD_DOMAIN},
	{"anna@exa mple.org", ADDRESS_BAD_DOMAIN},
	{"anna@exa_mple.org", ADDRESS_BAD_DOMAIN},
	{"anna@-example.org", ADDRESS_BAD_DOMAIN},
	{"anna@example-.org", ADDRESS_BAD_DOMAIN},
	{"anna@192.0.2.1", ADDRESS_BAD_DOMAIN},
	{"anna@[192.0.2.1]", ADDRESS_BAD_DOMAIN},
	{"anna@example.org,", ADDRESS_BAD_DOMAIN},
	{"anna@example.org\001", ADDRESS_BAD_DOMAIN},
	{"anna@ex\302\255ample.org", ADDRESS_BAD_DOMAIN},
	{"anna@example\342\200\256.org", ADDRESS_BAD_DOMAIN},
	{"anna@\303.org", ADDRESS_BAD_DOMAIN},
	{"an na@example.org", ADDRESS_BAD_LOCAL},
	{"an\"na@example.org", ADDRESS_NO_AT},
	{"\"anna@example.org", ADDRESS_NO_AT},
	{"\"\"@example.org", ADDRESS_BAD_LOCAL},
	{"an\nna@example.org", ADDRESS_BAD_LOCAL},
	{"a\377b@example.org", ADDRESS_BAD_LOCAL},
	{"mailto:a%00@example.org", ADDRESS_BAD_LOCAL},
	{"mailto:a%0d%0aRCPT@example.org", ADDRESS_BAD_LOCAL},
	{"anna@b@example.org", ADDRESS_BAD_LOCAL},
	{"anna@a.org, bert@b.org", ADDRESS_SEVERAL},
	{"anna@a.org;bert@b.org", ADDRESS_SEVERAL},
	{"anna@a.org bert@b.org", ADDRESS_SEVERAL},
	{"Anna <anna@a.org>, Bert <bert@b.org>", ADDRESS_SEVERAL},
	{"Anna <anna@a.org> bert@b.org", ADDRESS_SEVERAL},
	{"Anna <anna@a.org", ADDRESS_BAD_DOMAIN},
};

static void test_bad(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct mail_address a = {.full = "untouched"};

		assert_int_equal(address_parse(bad[i].typed, &a), bad[i].fault);
		assert_string_equal(a.full, "untouched");
	}
}

/* hazards.md 19 */
static void test_injection(void **state)
{
	static const char *const typed[] = {"a@b\r\nRCPT TO:<x>", "a@b>\r\nRCPT TO:<x@y>", "a@b\nDATA",
		"a\r\nQUIT\r\n@b", "<a@b>\r\nRCPT TO:<x@y>", "a@b> RCPT TO:<x@y", "a@b\rX",
		"x <a@b\r\n> <c@d>"};
	struct mail_address a;

	(void)state;
	for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++)
		assert_int_not_equal(address_parse(typed[i], &a), ADDRESS_FINE);
}

static char *repeat(char c, size_t n, const char *end)
{
	char *s = malloc(n + strlen(end) + 1);

	memset(s, c, n);
	memcpy(s + n, end, strlen(end) + 1);
	return s;
}

static void test_lengths(void **state)
{
	struct mail_address a;
	char *typed;

	(void)state;
	typed = repeat('a', 64, "@example.org");
	assert_int_equal(address_parse(typed, &a), ADDRESS_FINE);
	free(typed);
	typed = repeat('a', 65, "@example.org");
	assert_int_equal(address_parse(typed, &a), ADDRESS_TOO_LONG);
	free(typed);
	typed = repeat('a', 65536, "@example.org");
	assert_int_equal(address_parse(typed, &a), ADDRESS_TOO_LONG);
	free(typed);
	typed = malloc(300);
	memcpy(typed, "a@", 2);
	for (size_t i = 2; i < 2 + 253; i++)
		typed[i] = i % 50 == 0 ? '.' : 'x';
	typed[2 + 253] = '\0';
	assert_int_equal(address_parse(typed, &a), ADDRESS_FINE);
	memcpy(typed + 2 + 253, "xx", 3);
	assert_int_equal(address_parse(typed, &a), ADDRESS_TOO_LONG);
	free(typed);
	typed = repeat('b', 0, "a@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.org");
	assert_int_equal(address_parse(typed, &a), ADDRESS_BAD_DOMAIN);
	free(typed);
}

struct host {
	const char *typed, *host;
	int port; /* 0: none */
};

static const struct host hosts[] = {
	{"smtp.example.org", "smtp.example.org", 0},
	{" SMTP.Example.org. ", "smtp.example.org", 0},
	{"smtp.example.org:587", "smtp.example.org", 587},
	{"smtp://smtp.example.org", "smtp.example.org", 0},
	{"smtps://smtp.example.org:465/", "smtp.example.org", 465},
	{"smtp.b\303\274cher.example", "smtp.xn--bcher-kva.example", 0},
	{"smtp_out.example.org", "smtp_out.example.org", 0},
	{"localhost", "localhost", 0},
	{"192.0.2.1", "192.0.2.1", 0},
	{"192.0.2.1:25", "192.0.2.1", 25},
	{"2001:DB8::1", "2001:db8::1", 0},
	{"[2001:db8::1]", "2001:db8::1", 0},
	{"[2001:db8::1]:465", "2001:db8::1", 465},
	{"", NULL, 0},
	{":25", NULL, 0},
	{"smtp.example.org:0", NULL, 0},
	{"smtp.example.org:65536", NULL, 0},
	{"smtp.example.org:smtp", NULL, 0},
	{"smtp.example.org:", NULL, 0},
	{"[2001:db8::1", NULL, 0},
	{"[2001:db8::1]x", NULL, 0},
	{"[smtp.example.org]x", NULL, 0},
	{"smtp example.org", NULL, 0},
	{"smtp,example.org", NULL, 0},
	{"smtp..example.org", NULL, 0},
	{"anna@example.org", NULL, 0},
	{"127.1", NULL, 0},
	{"1.2.3.4.5", NULL, 0},
	{"smtp.example.org\r\nEHLO x", NULL, 0},
	{"smtp.exa\342\200\213mple.org", NULL, 0},
};

static void test_hosts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		char host[HOST_MAX] = "untouched";
		int port = -1;

		assert_int_equal(host_parse(hosts[i].typed, host, &port), hosts[i].host != NULL);
		assert_string_equal(host, hosts[i].host ? hosts[i].host : "untouched");
		assert_int_equal(port, hosts[i].port ? hosts[i].port : -1);
	}
	assert_true(host_is_literal("192.0.2.1"));
	assert_true(host_is_literal("2001:db8::1"));
	assert_false(host_is_literal("192.0.2.256"));
	assert_false(host_is_literal("smtp.example.org"));
}

static const char *const typos[][2] = {
	{"smpt.example.org", "smtp.example.org"},
	{"stmp.example.org", "smtp.example.org"},
	{"smt.example.org", "smtp.example.org"},
	{"sntp.example.org", "smtp.example.org"},
	{"smtpp.example.org", "smtp.example.org"},
	{"SMPT.example.org", "smtp.example.org"},
	{"smtp,example.org", "smtp.example.org"},
	{"smtp.example,org", "smtp.example.org"},
	{"mial.example.org", "mail.example.org"},
	{"maill.example.org", "mail.example.org"},
	{"imtp.example.org", "smtp.example.org"},
	{"iamp.example.org", "imap.example.org"},
	{"outgiong.example.org", "outgoing.example.org"},
	{"smtp.gmial.com", "smtp.gmail.com"},
	{"smtp.gamil.com", "smtp.gmail.com"},
	{"smtp.gmai.com", "smtp.gmail.com"},
	{"smtp.hotmial.com", "smtp.hotmail.com"},
	{"smtp.office356.com", "smtp.office365.com"},
	{"smtp.gmail.con", "smtp.gmail.com"},
	{"stmp.gmial.con", "smtp.gmail.com"},
};

static const char *const right[] = {"smtp.example.org", "mail.example.org", "imap.example.org",
	"pop.example.org", "pop3.example.org", "mx.example.org", "imaps.example.org", "smtps.example.org",
	"pop3s.example.org", "mail2.example.org", "smtp1.example.org", "mails.example.org",
	"email.example.org", "main.example.org", "map.example.org", "sftp.example.org", "esmtp.example.org",
	"asmtp.example.org", "smtp-mail.outlook.com", "smtp.office365.com", "smtp.ymail.com", "smtp.mail.com",
	"smtp.gmx.net", "smtp.gmail.com", "mail.gandi.net", "smtp.mail.me.com", "send.one.com",
	"post.example.org", "top.example.org", "out.example.org", "stmp", "smpt.org", "192.0.2.1", "",
	"securesmtp.t-online.de", "asmtp.mail.hostpoint.ch", "smtp.mail.yahoo.com", "mail.gmx.com",
	"mailo.example.org", "hail.example.org"};

static void test_typos(void **state)
{
	char fixed[HOST_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof typos / sizeof typos[0]; i++) {
		assert_true(host_likely_typo(typos[i][0], fixed));
		assert_string_equal(fixed, typos[i][1]);
	}
	for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
		str_copy(fixed, sizeof fixed, "untouched");
		assert_false(host_likely_typo(right[i], fixed));
		assert_string_equal(fixed, "untouched");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_injection),
		cmocka_unit_test(test_lengths),
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_typos),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
