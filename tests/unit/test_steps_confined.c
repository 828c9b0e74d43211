/*
 * What keeps one program from the network: OpenSnitch, AppArmor, flatpak, snap, and who runs a program.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/steps/firewall/opensnitch.h"
#include "checks/steps/firewall/person.h"
#include "checks/steps/firewall/sandbox.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

static void test_opensnitch(void **state)
{
#define RULE(enabled, action, operator)                                                                      \
	"{\"name\": \"x\", \"enabled\": " enabled ", \"action\": \"" action                                  \
	"\", \"precedence\": false, \"operator\": "                                                          \
	operator"}"
#define SIMPLE(operand, data)                                                                                \
	"{\"type\": \"simple\", \"operand\": \"" operand "\", \"data\": \"" data                             \
	"\", \"sensitive\": false, \"list\": []}"
#define REGEXP(operand, data) "{\"type\": \"regexp\", \"operand\": \"" operand "\", \"data\": \"" data "\"}"
	static const char *const programs[] = {
		"/usr/bin/thunderbird", "/usr/lib/thunderbird/thunderbird", NULL};
	static const struct {
		const char *rules[2];
		bool stops;
	} table[] = {
		{{RULE("true", "deny", SIMPLE("process.path", "/usr/lib/thunderbird/thunderbird"))}, true},
		{{RULE("true", "reject", SIMPLE("process.path", "/usr/bin/Thunderbird"))}, true},
		{{RULE("false", "deny", SIMPLE("process.path", "/usr/bin/thunderbird"))}, false},
		{{RULE("true", "allow", SIMPLE("process.path", "/usr/bin/thunderbird"))}, false},
		{{RULE("true", "deny", SIMPLE("process.path", "/usr/bin/firefox"))}, false},
		{{RULE("true", "deny", SIMPLE("dest.port", "587"))}, true},
		{{RULE("true", "deny", SIMPLE("dest.port", "25"))}, false},
		{{RULE("true", "deny", REGEXP("dest.port", "^(25|465|587)$"))}, true},
		{{RULE("true", "deny", REGEXP("dest.host", ".*\\\\.example\\\\.org$"))}, true},
		{{RULE("true", "deny", REGEXP("dest.host", "((a{1,200}){1,200}){1,200}"))}, false},
		{{RULE("true", "deny",
			 "{\"type\": \"network\", \"operand\": \"dest.network\", \"data\": "
			 "\"198.51.100.0/24\"}")},
			true},
		{{RULE("true", "deny",
			 "{\"type\": \"network\", \"operand\": \"dest.network\", \"data\": \"LAN\"}")},
			false},
		{{RULE("true", "deny",
			 "{\"type\": \"list\", \"operand\": \"list\", \"data\": \"\", \"list\": [" SIMPLE(
				 "process.path", "/usr/bin/thunderbird") ", " SIMPLE("user.id",
				 "1000") "]}")},
			true},
		{{RULE("true", "deny",
			 "{\"type\": \"list\", \"operand\": \"list\", \"data\": \"\", \"list\": [" SIMPLE(
				 "process.path", "/usr/bin/thunderbird") ", " SIMPLE("user.id", "0") "]}")},
			false},
		{{RULE("true", "deny",
			 "{\"type\": \"lists\", \"operand\": \"lists.domains\", \"data\": \"/etc/x\"}")},
			false},
		{{"{\"enabled\": true, \"action\": \"allow\", \"precedence\": true, \"operator\": " SIMPLE(
			  "dest.port", "587") "}",
			 RULE("true", "deny", SIMPLE("process.path", "/usr/bin/thunderbird"))},
			false},
		{{RULE("true", "allow", SIMPLE("dest.port", "587")),
			 RULE("true", "deny", SIMPLE("process.path", "/usr/bin/thunderbird"))},
			true},
		{{"{ torn"}, false},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct opensnitch_connection connection = {
			.programs = programs, .host = "mail.example.org", .uid = 1000};
		struct opensnitch_file files[2];
		size_t n = table[i].rules[1] ? 2 : 1;

		assert_true(net_addr_parse("198.51.100.5", 587, &connection.to));
		for (size_t k = 0; k < n; k++)
			files[k] = (struct opensnitch_file){"x", table[i].rules[k]};
		if ((opensnitch_stops(files, n, &connection) < n) != table[i].stops)
			fail_msg("row %zu", i);
	}
}

static void test_apparmor(void **state)
{
#define HEAD "#include <tunables/global>\nprofile thunderbird /usr/lib/thunderbird/thunderbird{,-bin} {\n"
	static const struct {
		const char *profile, *nameservice;
		enum network_use use;
		int line;
	} table[] = {
		{HEAD "  #include <abstractions/nameservice>\n  /etc/** r,\n}\n",
			"  network inet stream,\n  network inet6 stream,\n", NETWORK_USED, 0},
		{HEAD "  include <abstractions/nameservice>\n  deny network inet stream,\n}\n",
			"network inet stream,\n", NETWORK_KEPT, 4},
		{HEAD "  /etc/** r,\n}\n", NULL, NETWORK_KEPT, 0},
		{HEAD "  network inet dgram,\n  network unix,\n}\n", NULL, NETWORK_KEPT, 0},
		{HEAD "  network,\n}\n", NULL, NETWORK_USED, 0},
		{HEAD "  deny network netlink raw,\n  network tcp,\n}\n", NULL, NETWORK_USED, 0},
		{HEAD "  audit deny network,\n}\n", NULL, NETWORK_KEPT, 3},
		/* What it includes is not there: nothing is said. */
		{HEAD "  #include <abstractions/nameservice>\n}\n", NULL, NETWORK_UNKNOWN, 0},
		{HEAD "  include if exists <local/thunderbird>\n}\n", NULL, NETWORK_KEPT, 0},
		/* A profile inside is another program's. */
		{HEAD "  profile gpg {\n    network inet stream,\n  }\n}\n", NULL, NETWORK_KEPT, 0},
		{HEAD "  network inet stream,\n  profile gpg {\n    deny network,\n  }\n}\n", NULL,
			NETWORK_USED, 0},
		{"/usr/bin/thunderbird flags=(complain) {\n  deny network,\n}\n", NULL, NETWORK_USED, 2},
		{"# nothing\n", NULL, NETWORK_UNKNOWN, 0},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		const struct apparmor_file files[] = {
			{"/etc/apparmor.d/usr.bin.thunderbird", table[i].profile},
			{table[i].nameservice ? "/etc/apparmor.d/abstractions/nameservice" : NULL,
				table[i].nameservice},
			{NULL, NULL}};
		struct apparmor_verdict verdict;

		apparmor_network(files, &verdict);
		if (verdict.use != table[i].use || verdict.line != table[i].line)
			fail_msg("row %zu: %d, line %d", i, (int)verdict.use, verdict.line);
	}
	assert_true(apparmor_enforces("a (complain)\nthunderbird (enforce)\n", "thunderbird"));
	assert_false(
		apparmor_enforces("thunderbird (complain)\nthunderbird//gpg (enforce)\n", "thunderbird"));
}

static void test_sandboxes(void **state)
{
	static const char app[] = "[Application]\nname=org.mozilla.Thunderbird\nshared=network;\n[Context]"
				  "\nshared=network;ipc;\nsockets=x11;\n";
	static const char offline[] = "[Application]\nname=x\n[Context]\nshared=ipc;\n";
	static const char off[] = "[Context]\nshared=!network;\n", on[] = "[Context]\nshared=network;\n",
			  other[] = "[Context]\nsockets=!x11\n";
	static const struct {
		const char *texts[4];
		enum network_use use;
		size_t which;
	} table[] = {
		{{app}, NETWORK_USED, 0},
		{{offline}, NETWORK_KEPT, 0},
		{{app, off}, NETWORK_KEPT, 1},
		{{app, off, on}, NETWORK_USED, 2},
		{{offline, NULL, on}, NETWORK_USED, 2},
		{{app, other, NULL, off}, NETWORK_KEPT, 3},
	};
	static const char snaps[] =
		"Interface          Plug                          Slot               Notes\n"
		"audio-playback     thunderbird:audio-playback    :audio-playback    -\n"
		"network            thunderbird:network           -                  -\nnetwork-bind  "
		"other:network  :network  -\n";

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		size_t which = 9;

		assert_int_equal(flatpak_network(table[i].texts, 4, &which), table[i].use);
		assert_int_equal(which, table[i].which);
	}
	assert_int_equal(snap_network(snaps, "thunderbird"), NETWORK_KEPT);
	assert_int_equal(
		snap_network("network thunderbird:network :network -\n", "thunderbird"), NETWORK_USED);
	assert_int_equal(snap_network(snaps, "geary"), NETWORK_UNKNOWN);
	assert_int_equal(snap_network("", "thunderbird"), NETWORK_UNKNOWN);
}

static void test_passwd(void **state)
{
	static const char passwd[] = "root:x:0:0:root:/root:/bin/sh\nbroken "
				     "line\npostfix:x:105:113::/var/spool/postfix:/usr/sbin/nologin\n"
				     "anna:x:1000:1001:Anna,,,:/home/anna:/bin/bash";
	struct person person = {.uid = -1, .gid = -1};

	(void)state;
	assert_true(person_in_passwd(passwd, NULL, 1000, &person));
	assert_string_equal(person.user, "anna");
	assert_int_equal(person.gid, 1001);
	assert_true(person_in_passwd(passwd, "postfix", -1, &person));
	assert_int_equal(person.uid, 105);
	assert_false(person_in_passwd(passwd, "exim", -1, &person));
	assert_false(person_in_passwd("", NULL, 0, &person));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_opensnitch),
		cmocka_unit_test(test_apparmor),
		cmocka_unit_test(test_sandboxes),
		cmocka_unit_test(test_passwd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
