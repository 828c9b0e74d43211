/*
 * What surrounds the rules of this computer: ufw's and firewalld's own words, sets of addresses, the line that mends a rule, and whether a
 * rule explains how an attempt ended.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/steps/firewall/firewalld.h"
#include "checks/steps/firewall/ipset.h"
#include "checks/steps/firewall/iptables.h"
#include "checks/steps/firewall/live_rules.h"
#include "checks/steps/firewall/nft_json.h"
#include "checks/steps/firewall/nft_text.h"
#include "checks/steps/firewall/rule_fix.h"
#include "checks/steps/firewall/stops.h"
#include "checks/steps/firewall/ufw.h"
#include "tests/unit/support/rulesets.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

static struct connection to(const char *address, int port)
{
	struct connection connection = {
		.uid = 1000, .gid = 1000, .user = "anna", .group = "anna", .interface = "eth0"};

	assert_true(net_addr_parse(address, port, &connection.to));
	return connection;
}

static struct fate fate_in(const struct ruleset *ruleset, const struct connection *connection)
{
	struct fate fate;

	fate_of(ruleset, connection, &fate);
	return fate;
}

/* ufw */

static const char ufw_on[] = "# /etc/ufw/ufw.conf\nENABLED=yes\nLOGLEVEL=low\n";
static const char ufw_defaults[] =
	"IPV6=yes\nDEFAULT_INPUT_POLICY=\"DROP\"\nDEFAULT_OUTPUT_POLICY=\"ACCEPT\"\n";
static const char ufw_deny[] = "IPV6=yes\nDEFAULT_OUTPUT_POLICY='REJECT' # all\n";
static const char ufw_user[] = "*filter\n:ufw-user-input - [0:0]\n:ufw-user-output - [0:0]\n### RULES ###\n\n"
			       "### tuple ### deny tcp 587 0.0.0.0/0 any 0.0.0.0/0 out\n-A ufw-user-output "
			       "-p tcp --dport 587 -j DROP\n\n"
			       "### tuple ### allow any 443 0.0.0.0/0 any 0.0.0.0/0 out\n-A ufw-user-output "
			       "-p tcp --dport 443 -j ACCEPT\n### END RULES ###\nCOMMIT\n";
static const char ufw_before[] =
	"*filter\n:ufw-before-output - [0:0]\n-A ufw-before-output -o lo -j ACCEPT\nCOMMIT\n";

static void test_ufw(void **state)
{
	static const struct {
		const char *conf, *defaults, *user;
		int port;
		enum fate_kind kind;
		bool by_policy;
	} table[] = {
		{ufw_on, ufw_defaults, ufw_user, 587, FATE_RULE, false},
		{ufw_on, ufw_defaults, ufw_user, 465, FATE_ALLOWED, false},
		{ufw_on, ufw_deny, ufw_user, 465, FATE_POLICY, true},
		{ufw_on, ufw_deny, ufw_user, 443, FATE_ALLOWED, false},
		/* What may not be read may let it pass, or stop it. */
		{ufw_on, ufw_deny, NULL, 465, FATE_UNSURE, true},
		{ufw_on, ufw_defaults, NULL, 465, FATE_UNSURE, false},
		{ufw_on, NULL, ufw_user, 465, FATE_ALLOWED, false},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct ruleset ruleset = {.n_rules = 0};
		struct connection connection = to("198.51.100.5", table[i].port);
		struct fate fate;

		assert_true(ufw_read(&ruleset, &(struct ufw_files){.conf = table[i].conf,
						       .defaults = table[i].defaults,
						       .before = ufw_before,
						       .user = table[i].user,
						       .after = ""}));
		fate = fate_in(&ruleset, &connection);
		if (fate.kind != table[i].kind ||
			(fate.kind != FATE_ALLOWED && (fate.by.rule == NULL) != table[i].by_policy))
			fail_msg("row %zu: fate %d", i, (int)fate.kind);
		ruleset_release(&ruleset);
	}
	{
		struct ruleset ruleset = {.n_rules = 0};

		assert_false(ufw_read(
			&ruleset, &(struct ufw_files){.conf = "ENABLED=no\n", .defaults = ufw_deny}));
		assert_false(ufw_read(&ruleset, &(struct ufw_files){.conf = NULL, .defaults = ufw_deny}));
		assert_int_equal(ruleset.tables.n, 0);
		ruleset_release(&ruleset);
	}
}

/* firewalld, whose answers are played */

struct played {
	const char *interface, *method, *argument, *json;
};

static json_t *play(void *data, const char *interface, const char *method, const char *argument)
{
	for (const struct played *played = data; played->method; played++)
		if (strcmp(played->interface, interface) == 0 && strcmp(played->method, method) == 0 &&
			(!played->argument || (argument && strcmp(played->argument, argument) == 0)))
			return json_loads(played->json, JSON_DECODE_ANY, NULL);
	return NULL;
}

#define ZONES                                                                                                \
	{                                                                                                    \
		"zone", "getActiveZones", NULL,                                                              \
			"{\"public\": {\"interfaces\": [\"eth0\"]}, \"work\": {\"interfaces\": [\"wg0\"]}}"  \
	}
#define DEFAULTS                                                                                             \
	{                                                                                                    \
		"", "getDefaultZone", NULL, "\"public\""                                                     \
	}
#define ACTIVE(zone)                                                                                         \
	{                                                                                                    \
		"policy", "getActivePolicies", NULL,                                                         \
			"{\"p\": {\"ingress_zones\": [\"HOST\"], \"egress_zones\": [\"" zone "\"]}}"         \
	}
#define SETTINGS(zone, rest)                                                                                 \
	{                                                                                                    \
		"policy", "getPolicySettings", "p",                                                          \
			"{\"ingress_zones\": [\"HOST\"], \"egress_zones\": [\"" zone                         \
			"\"], \"priority\": -1, " rest "}"                                                   \
	}
#define SMTPS                                                                                                \
	{                                                                                                    \
		"", "getServiceSettings2", "smtps", "{\"ports\": [[\"465\", \"tcp\"]]}"                      \
	}

static const struct played answers_none[] = {{NULL, NULL, NULL, NULL}};
static const struct played answers_plain[] = {
	ZONES, DEFAULTS, {"policy", "getActivePolicies", NULL, "{}"}, {NULL, NULL, NULL, NULL}};
static const struct played answers_target[] = {ZONES, DEFAULTS, ACTIVE("ANY"),
	SETTINGS("ANY", "\"target\": \"REJECT\", \"services\": [\"smtps\"], \"ports\": [[\"443\", \"tcp\"], "
			"[\"53\", \"udp\"]]"),
	SMTPS, {NULL, NULL, NULL, NULL}};
static const struct played answers_rich[] = {ZONES, DEFAULTS, ACTIVE("ANY"),
	SETTINGS("ANY", "\"target\": \"CONTINUE\", \"rich_rules\": [\"rule family=\\\"ipv4\\\" destination "
			"address=\\\"198.51.100.0/24\\\" port port=\\\"587\\\" "
			"protocol=\\\"tcp\\\" log prefix=\\\"x y\\\" reject\", \"rule service "
			"name=\\\"smtps\\\" drop\", "
			"\"rule priority=\\\"-5\\\" destination address=\\\"198.51.100.9\\\" accept\", "
			"\"rule icmp-block name=\\\"redirect\\\" drop\"]"),
	SMTPS, {NULL, NULL, NULL, NULL}};
static const struct played answers_zone[] = {
	ZONES, DEFAULTS, ACTIVE("work"), SETTINGS("work", "\"target\": \"DROP\""), {NULL, NULL, NULL, NULL}};
static const struct played answers_direct[] = {ZONES, DEFAULTS,
	{"direct", "getAllRules", NULL,
		"[[\"ipv4\", \"filter\", \"OUTPUT\", 1, [\"-p\", \"tcp\", \"--dport\", \"587\", \"-j\", "
		"\"DROP\"]], "
		"[\"ipv4\", \"filter\", \"OUTPUT\", 0, [\"-d\", \"198.51.100.5\", \"-j\", \"ACCEPT\"]]]"},
	{NULL, NULL, NULL, NULL}};

static void test_firewalld(void **state)
{
	static const struct {
		const struct played *played;
		const char *address;
		int port;
		enum fate_kind kind;
		const char *fix; /* in the command */
	} table[] = {
		{answers_plain, "198.51.100.5", 587, FATE_ALLOWED, NULL},
		{answers_target, "198.51.100.5", 587, FATE_RULE,
			"--policy=p --add-rich-rule='rule priority=\"-32768\" port port=\"587\""},
		{answers_target, "198.51.100.5", 465, FATE_ALLOWED, NULL},
		{answers_target, "2001:db8::5", 443, FATE_ALLOWED, NULL},
		{answers_target, "198.51.100.5", 53, FATE_RULE, NULL},
		{answers_rich, "198.51.100.5", 587, FATE_RULE,
			"destination address=\"198.51.100.5\" port port=\"587\""},
		{answers_rich, "198.51.100.9", 587, FATE_ALLOWED, NULL},
		{answers_rich, "203.0.113.1", 587, FATE_ALLOWED, NULL},
		{answers_rich, "203.0.113.1", 465, FATE_RULE, "port=\"465\""},
		{answers_rich, "2001:db8::5", 587, FATE_ALLOWED, NULL},
		{answers_zone, "198.51.100.5", 587, FATE_ALLOWED, NULL},
		{answers_direct, "203.0.113.1", 587, FATE_RULE,
			"--direct --remove-rule ipv4 filter OUTPUT 1 -p tcp --dport 587 -j DROP"},
		{answers_direct, "198.51.100.5", 587, FATE_ALLOWED, NULL},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		const struct firewalld_voice voice = {.ask = play, .data = (void *)table[i].played};
		struct ruleset ruleset = {.n_rules = 0};
		struct connection connection = to(table[i].address, table[i].port);
		json_t *answers = firewalld_gather(&voice);
		struct rule_fix fix = {.command = ""};
		struct fate fate;

		assert_non_null(answers);
		firewalld_read(&ruleset, answers);
		json_decref(answers);
		fate = fate_in(&ruleset, &connection);
		if (fate.kind == FATE_RULE)
			rule_fix_make(&fate, &connection, &fix);
		if (fate.kind != table[i].kind || (table[i].fix && !strstr(fix.command, table[i].fix)))
			fail_msg("row %zu: fate %d, \"%s\"", i, (int)fate.kind, fix.command);
		ruleset_release(&ruleset);
	}
	assert_null(firewalld_gather(&(struct firewalld_voice){.ask = play, .data = (void *)answers_none}));
}

/* Sets of ipset */

static void test_ipset(void **state)
{
	static const char sets[] = "create blocklist hash:net family inet hashsize 1024 maxelem 65536\nadd "
				   "blocklist 198.51.100.0/24\n"
				   "create pairs hash:ip,port family inet\nadd pairs "
				   "203.0.113.5,tcp:587\nadd pairs 203.0.113.5,udp:53\n"
				   "create odd bitmap:mac range 1\n";
	static const char rules[] =
		"*filter\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -m set --match-set blocklist dst -j DROP\n"
		"-A OUTPUT -m set --match-set pairs dst,dst -j REJECT\nCOMMIT\n";
	static const struct {
		const char *address;
		int port;
		enum fate_kind kind;
	} table[] = {{"198.51.100.5", 587, FATE_RULE}, {"203.0.113.5", 587, FATE_RULE},
		{"203.0.113.5", 53, FATE_ALLOWED}, {"192.0.2.1", 587, FATE_ALLOWED}};
	const struct iptables_source source = {.family = TABLE_IP, .tool = TOOL_IPTABLES};
	struct ruleset ruleset = {.n_rules = 0};

	(void)state;
	assert_true(iptables_read(&ruleset, &source, rules));
	ipset_read(&ruleset, sets);
	for (size_t i = 0; i < N_OF(table); i++) {
		struct connection connection = to(table[i].address, table[i].port);

		assert_int_equal(fate_in(&ruleset, &connection).kind, table[i].kind);
	}
	ruleset_release(&ruleset);
}

/* The line that mends it */

enum form { NFT, JSON, IPTABLES, LEGACY, IP6TABLES };

static void read_into(struct ruleset *ruleset, enum form form, const char *rules)
{
	const struct nft_file files[] = {{"/etc/nftables.conf", rules}, {NULL, NULL}};
	const struct iptables_source source = {.family = form == IP6TABLES ? TABLE_IP6 : TABLE_IP,
		.tool = form == LEGACY ? TOOL_LEGACY : TOOL_IPTABLES};

	if (form == NFT)
		nft_text_read(ruleset, files);
	else if (form == JSON)
		assert_true(nft_json_read(ruleset, rules, strlen(rules)));
	else
		assert_true(iptables_read(ruleset, &source, rules));
}

static void test_fix(void **state)
{
	static const struct {
		enum form form;
		const char *rules, *address;
		int port;
		const char *place, *command, *line;
	} table[] = {
		{JSON, json_ports, "198.51.100.5", 587, "nft inet filter output, handle 12",
			"sudo nft insert rule inet filter output handle 12 tcp dport 587 accept",
			"tcp dport 587 accept"},
		{JSON, json_sets, "192.0.2.7", 587, "nft inet filter output, handle 10",
			"sudo nft insert rule inet filter output handle 10 ip daddr 192.0.2.7 tcp dport 587 "
			"accept",
			"ip daddr 192.0.2.7 tcp dport 587 accept"},
		{JSON, json_uid, "2001:db8::5", 587, "nft inet filter output, handle 10",
			"sudo nft insert rule inet filter output handle 10 meta skuid 1000 tcp dport 587 "
			"accept",
			"meta skuid 1000 tcp dport 587 accept"},
		{JSON, json_firewalld, "198.51.100.5", 587,
			"nft inet firewalld filter_OUT_policy_nomail_deny, handle 28",
			"sudo firewall-cmd --permanent --policy=nomail --add-rich-rule='rule "
			"priority=\"-32768\" port port=\"587\" "
			"protocol=\"tcp\" accept' && sudo firewall-cmd --reload",
			""},
		{NFT, port_drop, "198.51.100.5", 587, "/etc/nftables.conf:4",
			"sudo nft insert rule inet filter output tcp dport 587 accept",
			"tcp dport 587 accept"},
		{NFT, allow_list_web, "198.51.100.5", 587, "/etc/nftables.conf:3",
			"sudo nft add rule inet filter output tcp dport 587 accept", "tcp dport 587 accept"},
		{NFT, old_address, "198.51.100.5", 587, "/etc/nftables.conf:3",
			"sudo nft add rule inet filter output ip daddr 198.51.100.5 tcp dport 587 accept",
			"ip daddr 198.51.100.5 tcp dport 587 accept"},
		{NFT, no_answers, "198.51.100.5", 587, "/etc/nftables.conf:1",
			"sudo nft add rule inet filter input ct state established,related accept",
			"ct state established,related accept"},
		{IPTABLES, ipt_plain, "198.51.100.5", 587, "iptables filter OUTPUT, 2",
			"sudo iptables -I OUTPUT 2 -p tcp --dport 587 -j ACCEPT",
			"-A OUTPUT -p tcp --dport 587 -j ACCEPT"},
		{LEGACY, ipt_plain, "198.51.100.5", 587, "iptables filter OUTPUT, 2",
			"sudo iptables-legacy -I OUTPUT 2 -p tcp --dport 587 -j ACCEPT",
			"-A OUTPUT -p tcp --dport 587 -j ACCEPT"},
		{IP6TABLES, ipt_plain, "2001:db8::5", 587, "ip6tables filter OUTPUT, 2",
			"sudo ip6tables -I OUTPUT 2 -p tcp --dport 587 -j ACCEPT",
			"-A OUTPUT -p tcp --dport 587 -j ACCEPT"},
		{IPTABLES, ipt_range, "198.51.100.5", 587, "iptables filter OUTPUT, 1",
			"sudo iptables -I OUTPUT 1 -d 198.51.100.5 -p tcp --dport 587 -j ACCEPT",
			"-A OUTPUT -d 198.51.100.5 -p tcp --dport 587 -j ACCEPT"},
		{IPTABLES, ipt_csf, "198.51.100.5", 587, "iptables filter LOGDROPOUT, 2",
			"sudo iptables -I LOGDROPOUT 2 -p tcp --dport 587 -m owner --uid-owner 1000 -j "
			"ACCEPT",
			"-A LOGDROPOUT -p tcp --dport 587 -m owner --uid-owner 1000 -j ACCEPT"},
		{IPTABLES, ipt_ufw, "198.51.100.5", 587, "iptables filter ufw-user-output, 1",
			"sudo ufw prepend allow out 587/tcp", ""},
		{IPTABLES, ipt_ufw_deny, "198.51.100.5", 587, "iptables filter OUTPUT",
			"sudo ufw allow out 587/tcp", ""},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct ruleset ruleset = {.n_rules = 0};
		struct connection connection = to(table[i].address, table[i].port);
		struct rule_fix fix;
		struct fate fate;

		read_into(&ruleset, table[i].form, table[i].rules);
		fate = fate_in(&ruleset, &connection);
		assert_true(fate.kind == FATE_RULE || fate.kind == FATE_POLICY);
		rule_fix_make(&fate, &connection, &fix);
		assert_string_equal(fix.place, table[i].place);
		assert_string_equal(fix.command, table[i].command);
		assert_string_equal(fix.line, table[i].line);
		assert_string_equal(fix.file, table[i].form == NFT ? table[i].place : "");
		ruleset_release(&ruleset);
	}
}

/* Two readers of the same rules: iptables' own words are the ones that count. */
static void test_hide(void **state)
{
	struct ruleset ruleset = {.n_rules = 0};
	struct connection connection = to("198.51.100.5", 587);

	(void)state;
	read_into(&ruleset, JSON, json_foreign);
	assert_true(live_rules_lack(&ruleset));
	assert_int_equal(fate_in(&ruleset, &connection).kind, FATE_UNSURE);
	read_into(&ruleset, IPTABLES, ipt_plain);
	live_rules_hide(&ruleset);
	assert_false(live_rules_lack(&ruleset));
	assert_int_equal(fate_in(&ruleset, &connection).kind, FATE_RULE);
	ruleset_release(&ruleset);
	assert_true(iptables_is_nft("# Generated by iptables-nft-save v1.8.9 (nf_tables) on Sat\n*filter\n"));
	assert_false(iptables_is_nft("# Generated by iptables-save v1.8.9 on Sat\n*filter\n# (nf_tables)\n"));
}

/* Includes, as far as the files are there */
static void test_includes(void **state)
{
	static const char whole[] =
		"include \"/etc/nftables.d/*.nft\"\n# include \"/etc/no.nft\"\ninclude \"/etc/ports.nft\"\n"
		"table inet filter {\n\tchain output {\n\t\ttype filter hook output priority 0\n\t\ttcp "
		"dport $bad drop\n\t\tinclude \"/etc/more.nft\"\n\t}\n}\n";
	const struct nft_file files[] = {{"/etc/nftables.conf", whole},
		{"/etc/ports.nft", "define bad = { 587 }\n"}, {"/etc/more.nft", "tcp dport 465 reject\n"},
		{"/etc/nftables.d/x.nft", "define unused = 1"}, {NULL, NULL}};
	const struct nft_file fewer[] = {
		{"/etc/nftables.conf", whole}, {"/etc/ports.nft", "define bad = { 25 }\n"}, {NULL, NULL}};
	struct ruleset ruleset = {.n_rules = 0};
	struct connection first = to("198.51.100.5", 587), second = to("198.51.100.5", 465);
	const char *at = whole;
	char path[100];
	struct fate fate;

	(void)state;
	nft_text_read(&ruleset, files);
	assert_false(ruleset.partly);
	assert_int_equal(fate_in(&ruleset, &first).kind, FATE_RULE);
	fate = fate_in(&ruleset, &second);
	assert_int_equal(fate.kind, FATE_RULE);
	assert_string_equal(fate.by.rule->file, "/etc/more.nft");
	assert_int_equal(fate.by.rule->line, 1);
	ruleset_release(&ruleset);
	nft_text_read(&ruleset, fewer);
	assert_true(ruleset.partly);
	assert_int_equal(fate_in(&ruleset, &first).kind, FATE_UNSURE);
	ruleset_release(&ruleset);
	assert_true(nft_next_include(&at, path, sizeof path));
	assert_string_equal(path, "/etc/nftables.d/*.nft");
	assert_true(nft_next_include(&at, path, sizeof path));
	assert_string_equal(path, "/etc/ports.nft");
	assert_true(nft_next_include(&at, path, sizeof path));
	assert_string_equal(path, "/etc/more.nft");
	assert_false(nft_next_include(&at, path, sizeof path));
}

/* Whether the rules account for what was met */

static bool is_own(const struct net_addr *addr)
{
	struct net_addr own;

	return net_addr_parse("192.0.2.7", 0, &own) && net_addr_same_ip(addr, &own);
}

static const char one_rejects[] =
	"*filter\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -p tcp --dport 587 -j REJECT\nCOMMIT\n";

static void test_stops(void **state)
{
	static const struct {
		const char *rules;
		enum form form;
		struct {
			const char *address;
			enum tcp_outcome outcome;
			int ms;
			const char *offender;
		} attempts[2];
		enum stops stops;
	} table[] = {
		{ipt_plain, IPTABLES, {{"198.51.100.5", TCP_TIMED_OUT, 5000, NULL}}, STOPS_ALL},
		/* A rule that drops makes no refusal, and one that refuses no silence. */
		{ipt_plain, IPTABLES, {{"198.51.100.5", TCP_REFUSED, 10, NULL}}, STOPS_UNKNOWN},
		{ipt_plain, IPTABLES, {{"198.51.100.5", TCP_HOST_UNREACHABLE, 10, "203.0.113.1"}},
			STOPS_UNKNOWN},
		{one_rejects, IPTABLES, {{"198.51.100.5", TCP_REFUSED, 0, NULL}}, STOPS_ALL},
		{one_rejects, IPTABLES, {{"198.51.100.5", TCP_REFUSED, 0, "192.0.2.7"}}, STOPS_ALL},
		{one_rejects, IPTABLES, {{"198.51.100.5", TCP_REFUSED, 0, "203.0.113.1"}}, STOPS_UNKNOWN},
		{one_rejects, IPTABLES, {{"198.51.100.5", TCP_TIMED_OUT, 5000, NULL}}, STOPS_UNKNOWN},
		/* Both families: only where the rules account for each. */
		{ipt_plain, IPTABLES,
			{{"198.51.100.5", TCP_TIMED_OUT, 5000, NULL},
				{"2001:db8::5", TCP_TIMED_OUT, 5000, NULL}},
			STOPS_UNKNOWN},
		{port_drop, NFT,
			{{"198.51.100.5", TCP_TIMED_OUT, 5000, NULL},
				{"2001:db8::5", TCP_TIMED_OUT, 5000, NULL}},
			STOPS_ALL},
		{ipt_plain, IPTABLES,
			{{"2001:db8::5", TCP_NET_UNREACHABLE, 0, NULL},
				{"198.51.100.5", TCP_TIMED_OUT, 5000, NULL}},
			STOPS_ALL},
		{debian_example, NFT, {{"198.51.100.5", TCP_TIMED_OUT, 5000, NULL}}, STOPS_NONE},
		{limited, NFT, {{"198.51.100.5", TCP_TIMED_OUT, 5000, NULL}}, STOPS_MAYBE},
		{debian_example, NFT, {{"198.51.100.5", TCP_UNTRIED, 0, NULL}}, STOPS_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct tcp_attempt attempts[2] = {{.outcome = TCP_UNTRIED}};
		struct stopped_attempt stopped[2];
		size_t n = table[i].attempts[1].address ? 2 : 1, which = 0;
		struct ruleset ruleset = {.n_rules = 0};
		enum stops stops;

		read_into(&ruleset, table[i].form, table[i].rules);
		for (size_t k = 0; k < n; k++) {
			struct connection connection = to(table[i].attempts[k].address, 587);

			attempts[k] = (struct tcp_attempt){.addr = connection.to,
				.outcome = table[i].attempts[k].outcome,
				.took_us = CLOCK_MS(table[i].attempts[k].ms)};
			if (table[i].attempts[k].offender)
				assert_true(net_addr_parse(
					table[i].attempts[k].offender, 0, &attempts[k].offender));
			stopped[k] = (struct stopped_attempt){&attempts[k], fate_in(&ruleset, &connection)};
		}
		stops = stops_of(stopped, n, is_own, &which);
		if (stops != table[i].stops)
			fail_msg("row %zu: %d", i, (int)stops);
		ruleset_release(&ruleset);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ufw),
		cmocka_unit_test(test_firewalld),
		cmocka_unit_test(test_ipset),
		cmocka_unit_test(test_fix),
		cmocka_unit_test(test_hide),
		cmocka_unit_test(test_includes),
		cmocka_unit_test(test_stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
