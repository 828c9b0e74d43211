/*
 * Mail shields, guards, add-ons and limits: the tables and the texts that they are read from.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/addons.h"
#include "checks/know/addons_native.h"
#include "checks/know/guard.h"
#include "checks/know/resets.h"
#include "checks/know/shield.h"
#include "checks/know/tables.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))
#define HOUR	    3600
#define DAY	    86400

/* Issuers as they were seen, and who they are; NULL: nobody on the list. */
static void test_issuers(void **state)
{
	static const struct {
		const char *cn, *org, *product;
		enum shield_kind kind;
	} table[] = {
		{"Avast Web/Mail Shield Root", "Avast Web/Mail Shield", "Avast", SHIELD_PROGRAM},
		{"avast! Web/Mail Shield Root", "", "Avast", SHIELD_PROGRAM},
		{"Avast Web/Mail Shield Root", "Avast Software s.r.o.", "Avast", SHIELD_PROGRAM},
		{"AVG Web/Mail Shield Root", "AVG Technologies CZ", "AVG", SHIELD_PROGRAM},
		{"Norton Web/Mail Shield Root", "", "Norton", SHIELD_PROGRAM},
		{"Kaspersky Anti-Virus Personal Root Certificate", "AO Kaspersky Lab", "Kaspersky",
			SHIELD_PROGRAM},
		{"ESET SSL Filter CA", "ESET, spol. s r. o.", "ESET", SHIELD_PROGRAM},
		{"Bitdefender Personal CA.Net-Defender", "Bitdefender", "Bitdefender", SHIELD_PROGRAM},
		{"AdGuard Personal CA", "AdGuard", "AdGuard", SHIELD_PROGRAM},
		{"Zscaler Intermediate Root CA (zscaler.net)", "Zscaler Inc.", "Zscaler", SHIELD_GATEWAY},
		{"FGT60E4Q16001234", "Fortinet", "Fortinet", SHIELD_GATEWAY},
		{"ca.acme.goskope.com", "acme", "Netskope", SHIELD_GATEWAY},
		{"Gateway CA - Cloudflare Managed G1", "Cloudflare, Inc.", "Cloudflare Gateway",
			SHIELD_GATEWAY},
		{"Sophos SSL CA_C1234", "Sophos", "Sophos", SHIELD_GATEWAY},
		{"mitmproxy", "mitmproxy", "mitmproxy", SHIELD_DEBUG},
		{"DO_NOT_TRUST_FiddlerRoot", "DO_NOT_TRUST", "Fiddler", SHIELD_DEBUG},
		{"Russian Trusted Sub CA", "The Ministry of Digital Development", "Russian Trusted Root CA",
			SHIELD_STATE},
		/* Signers whom everybody trusts, with names that come near. */
		{"R11", "Let's Encrypt", NULL, 0},
		{"Cloudflare Inc ECC CA-3", "Cloudflare, Inc.", NULL, 0},
		{"COMODO RSA Domain Validation Secure Server CA", "COMODO CA Limited", NULL, 0},
		{"DigiCert TLS RSA SHA256 2020 CA1", "DigiCert Inc", NULL, 0},
		{"Symantec Class 3 Secure Server CA - G4", "Symantec Corporation", NULL, 0},
		{"Trustwave Organization Validation SHA256 CA", "Trustwave Holdings, Inc.", NULL, 0},
		{"Cisco RXC-R2", "Cisco Systems", NULL, 0},
		{"Beset CA", "Resetter Ltd", NULL, 0},
		{"", "", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct shield shield;
		bool found = shield_by_issuer(table[i].cn, table[i].org, &shield);

		if (found != (table[i].product != NULL))
			fail_msg("%s: %s", table[i].cn, found ? shield.product : "nobody");
		if (!found)
			continue;
		assert_string_equal(shield.product, table[i].product);
		assert_int_equal(shield.kind, table[i].kind);
	}
}

static void test_shields_are_whole(void **state)
{
	static const char *const kinds[] = {"shield", "gateway", "debug", "state"};

	(void)state;
	for (size_t i = 0; i < know_shields_rows; i++) {
		const char *const *row = know_shields[i];
		bool known = false;

		for (size_t k = 0; k < N_OF(kinds); k++)
			known |= strcmp(row[2], kinds[k]) == 0;
		assert_true(known);
		assert_true(strcmp(row[0], "cn") == 0 || strcmp(row[0], "org") == 0 ||
			    strcmp(row[0], "any") == 0);
		assert_true(row[1][0] && row[3][0] && row[5][0]);
		for (const char *c = row[1]; *c; c++)
			assert_true(*c == ascii_lower(*c));
	}
}

static void test_guards(void **state)
{
	static const struct {
		const char *process, *product;
		enum guard_kind kind;
		bool traffic;
	} table[] = {
		{"clamd", "ClamAV", GUARD_SCANNER, false},
		{"clamsmtpd", "ClamSMTP", GUARD_MAIL_PROXY, true},
		{"esets_daemon", "ESET", GUARD_SCANNER, true},
		{"drweb-gated", "Dr.Web", GUARD_SCANNER, true},
		{"sophos_threat_d", "Sophos", GUARD_SCANNER, false},
		{"kesl", "Kaspersky", GUARD_SCANNER, true},
		{"rspamd", "rspamd", GUARD_MILTER, false},
		{"opensnitchd", "OpenSnitch", GUARD_FIREWALL, true},
		{"protonmail-brid", "Proton Mail Bridge", GUARD_BRIDGE, false},
		{"amavisd (master", "amavis", GUARD_MAIL_PROXY, false},
		{"bash", NULL, GUARD_SCANNER, false},
		{"clam", NULL, GUARD_SCANNER, false},
		{"", NULL, GUARD_SCANNER, false},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct guard guard;
		bool found = guard_by_process(table[i].process, &guard);

		if (found != (table[i].product != NULL))
			fail_msg("%s: %s", table[i].process, found ? guard.product : "nobody");
		if (!found)
			continue;
		assert_string_equal(guard.product, table[i].product);
		assert_int_equal(guard.kind, table[i].kind);
		assert_int_equal(guard.traffic, table[i].traffic);
	}
}

/* Names as the kernel keeps them, each in one row. */
static void test_guards_are_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < know_guards_rows; i++) {
		const char *at = know_guards[i][0];
		bool kind = false;

		for (int k = GUARD_SCANNER; k <= GUARD_BRIDGE; k++)
			kind |= strcmp(know_guards[i][1], guard_kind_name((enum guard_kind)k)) == 0;
		assert_true(kind);
		assert_true(strcmp(know_guards[i][2], "yes") == 0 || strcmp(know_guards[i][2], "no") == 0);
		assert_true(know_guards[i][3][0] && know_guards[i][7][0]);
		while (*at) {
			size_t len = strcspn(at, ",");
			struct guard guard;
			char name[32];

			assert_true(len > 0 && len <= 15);
			memcpy(name, at, len);
			name[len] = '\0';
			assert_true(guard_by_process(name, &guard));
			if (guard.row != i)
				fail_msg("%s stands in two rows", name);
			at += len + (at[len] == ',');
		}
	}
}

static void test_guard_words_and_ports(void **state)
{
	struct guard guard;

	(void)state;
	assert_true(guard_by_words("Virus Detected; Content Rejected", &guard));
	assert_string_equal(guard.product, "ClamSMTP");
	assert_true(guard_by_words("smtp.example.org AVG ESMTP Proxy Server 9.0.441", &guard));
	assert_string_equal(guard.product, "AVG");
	assert_false(guard_by_words("5.7.1 Message contains a virus", &guard));
	assert_false(guard_by_words("", &guard));
	assert_true(guard_by_port(1025, &guard));
	assert_string_equal(guard.product, "Proton Mail Bridge");
	assert_true(guard_by_port(1587, &guard));
	assert_string_equal(guard.product, "Email OAuth 2.0 Proxy");
	assert_false(guard_by_port(587, &guard));
	assert_true(guard_by_process("clamsmtpd", &guard));
	assert_true(guard_listens_on(&guard, 10026));
	assert_false(guard_listens_on(&guard, 25));
	assert_true(guard_by_process("kesl", &guard));
	assert_false(guard_listens_on(&guard, 25));
}

static void test_resets(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds; /* 0: none */
	} table[] = {
		{"Too many messages, try again in 15 minutes", 15 * 60},
		{"4.7.1 Rate limit: 100 messages in 24 hours. Please retry after 1 hour.", HOUR},
		{"You have exceeded your limit of 500 messages per hour", HOUR},
		{"Domain example.org has exceeded the max emails per hour (101/100 (101%)) allowed", HOUR},
		{"Daily user sending limit exceeded", DAY},
		{"hourly quota used up", HOUR},
		{"Try again tomorrow", DAY},
		{"connection rate limit exceeded (30 connections in 60 seconds)", 60},
		{"limit is 20 messages/day", DAY},
		{"30 mails / hour", HOUR},
		{"please wait 300 seconds", 300},
		{"retry-after: 3600s", HOUR},
		{"account locked for 30-minutes", 30 * 60},
		{"try again in one hour", HOUR},
		{"try again in an hour", HOUR},
		{"Try again later. The period is 2 days", 2 * DAY},
		{"Too many connections", 0},
		{"quota exceeded", 0},
		{"0 seconds left", 0},
		{"wait 999999999999999999999 hours", 0},
		{"9999999 days", 0},
		{"mx1.example.org 4.2.1 try later", 0},
		{"see 24hours.example.org", 0},
		{"", 0},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		int64_t seconds = 0;
		bool found = resets_in_text(table[i].text, &seconds);

		if (seconds != table[i].seconds || found != (table[i].seconds != 0))
			fail_msg("%s: %lld", table[i].text, (long long)seconds);
	}
}

static void test_known_resets(void **state)
{
	int64_t seconds = 0;

	(void)state;
	assert_true(resets_known("gmail", "sending-limit-reached", &seconds));
	assert_int_equal(seconds, DAY);
	assert_false(resets_known("gmail", "wrong-password", &seconds));
	assert_false(resets_known("", "sending-limit-reached", &seconds));
	for (size_t i = 0; i < know_resets_rows; i++)
		assert_true(strtol(know_resets[i][2], NULL, 10) > 0);
}

static void test_profiles(void **state)
{
	static const char text[] =
		"[Install4F96D1932A9F858E]\r\nDefault=xy.default-release\r\nLocked=1\r\n\r\n"
		"[Profile1]\nName=default\nIsRelative=1\nPath=ab.default\nDefault=1\n\n"
		"[Profile0]\nName=release\nIsRelative=1\nPath=xy.default-release\n"
		"[Profile2]\nIsRelative=0\nPath=/data/mail\n[Profile3]\nPath=../../etc\n"
		"[General]\nStartWithLastProfile=1\n";
	char paths[ADDONS_PROFILES_MAX][ADDONS_PATH_MAX];

	(void)state;
	assert_int_equal(addons_profiles(text, "/home/anna/.thunderbird", paths), 3);
	assert_string_equal(paths[0], "/home/anna/.thunderbird/xy.default-release");
	assert_string_equal(paths[1], "/home/anna/.thunderbird/ab.default");
	assert_string_equal(paths[2], "/data/mail");
	assert_int_equal(addons_profiles("", "/x", paths), 0);
	assert_int_equal(addons_profiles("[Profile0]\nPath=\n", "/x", paths), 0);
	/* The installation's own comes first, wherever it stands. */
	assert_int_equal(addons_profiles("[Profile0]\nPath=a\n[Profile1]\nPath=b\n[InstallX]\nDefault=b\n",
				 "/x", paths),
		2);
	assert_string_equal(paths[0], "/x/b");
	assert_string_equal(paths[1], "/x/a");
}

static void test_addons(void **state)
{
	static const char text[] =
		"{\"schemaVersion\": 36, \"addons\": ["
		"{\"id\": \"a@x\", \"type\": \"extension\", \"active\": true, \"location\": \"app-profile\","
		" \"defaultLocale\": {\"name\": \"Mail Guard\"}, \"userPermissions\": {\"permissions\": "
		"[\"storage\", \"compose\"]}},"
		"{\"id\": \"b@x\", \"type\": \"extension\", \"active\": false, \"location\": \"app-profile\","
		" \"defaultLocale\": {\"name\": \"Off\"}, \"userPermissions\": {\"permissions\": "
		"[\"compose\"]}},"
		"{\"id\": \"c@x\", \"type\": \"extension\", \"active\": true, \"location\": \"app-builtin\","
		" \"defaultLocale\": {\"name\": \"Own\"}, \"userPermissions\": {\"permissions\": "
		"[\"compose\"]}},"
		"{\"id\": \"d@x\", \"type\": \"extension\", \"active\": true, \"location\": \"app-global\","
		" \"userPermissions\": {\"permissions\": [\"experiment\"]}},"
		"{\"id\": \"e@x\", \"type\": \"extension\", \"active\": true, \"location\": \"app-profile\","
		" \"defaultLocale\": {\"name\": \"Calendar\"}, \"userPermissions\": {\"permissions\": "
		"[\"tabs\", \"composer\"]}},"
		"{\"id\": \"f@x\", \"type\": \"theme\", \"active\": true, \"location\": \"app-profile\"}]}";
	struct addon addons[ADDONS_MAX];
	char deep[4000];

	(void)state;
	assert_int_equal(addons_touching(text, strlen(text), addons), 2);
	assert_string_equal(addons[0].name, "Mail Guard");
	assert_true(addons[0].sending && !addons[0].whole_program);
	assert_string_equal(addons[1].name, "d@x");
	assert_true(addons[1].whole_program);
	assert_int_equal(addons_touching("", 0, addons), 0);
	assert_int_equal(addons_touching("[]", 2, addons), 0);
	assert_int_equal(addons_touching(text, strlen(text) - 1, addons), 0);
	memset(deep, '[', sizeof deep);
	assert_int_equal(addons_touching(deep, sizeof deep, addons), 0);
}

static void test_native_addons(void **state)
{
	static const char clawsrc[] = "[Common]\nx=/opt/none.so\n\n[Plugins_GTK3]\n"
				      "/usr/lib/claws-mail/plugins/pgpmime.so\n"
				      "/usr/lib/claws-mail/plugins/perl_plugin.so\n"
				      "/usr/lib/claws-mail/plugins/python.so\n"
				      "/opt/guard/libmail_guard.so.1\nno library\n[Plugins_Common]\n"
				      "/usr/lib/claws-mail/plugins/smime.so";
	struct addon addons[ADDONS_MAX];

	(void)state;
	assert_int_equal(addons_of_claws(clawsrc, addons), 4);
	assert_string_equal(addons[0].name, "PGP/MIME");
	assert_true(addons[0].sending && !addons[0].whole_program);
	assert_string_equal(addons[1].name, "Python");
	assert_true(addons[1].whole_program);
	assert_string_equal(addons[2].name, "mail_guard");
	assert_true(addons[2].whole_program);
	assert_string_equal(addons[3].name, "S/MIME");
	assert_int_equal(addons_of_claws("", addons), 0);
	assert_int_equal(addons_of_evolution("module-mail.so\nmodule-cal-config-google.so\n"
					     "evolution-module-rss.so\nREADME\nmodule-guard.so\n.so\n",
				 addons),
		1);
	assert_string_equal(addons[0].name, "guard");
	assert_int_equal(addons_of_evolution("", addons), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_issuers),
		cmocka_unit_test(test_shields_are_whole),
		cmocka_unit_test(test_guards),
		cmocka_unit_test(test_guards_are_whole),
		cmocka_unit_test(test_guard_words_and_ports),
		cmocka_unit_test(test_resets),
		cmocka_unit_test(test_known_resets),
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_addons),
		cmocka_unit_test(test_native_addons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
