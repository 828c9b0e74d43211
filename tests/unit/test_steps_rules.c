/*
 * What rules of packet filters do to a connection: rulesets as they are found on real computers, in the words of nftables, iptables and
 * ufw, and the fate of a connection in each.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "checks/steps/firewall/fate.h"
#include "checks/steps/firewall/iptables.h"
#include "checks/steps/firewall/nft_json.h"
#include "checks/steps/firewall/nft_text.h"
#include "tests/unit/support/rulesets.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

enum form { NFT, JSON, IPTABLES, IP6TABLES };

struct who {
	int64_t uid;
	const char *user, *interface, *cgroup, *from;
};

static const struct who anna = {
	1000, "anna", "eth0", "/user.slice/user-1000.slice/session-2.scope", "10.0.0.2"};
static const struct who root = {0, "root", "eth0", "/system.slice/ssh.service", "10.0.0.2"};
static const struct who in_vpn = {1000, "anna", "wg0", "/user.slice/user-1000.slice", "10.8.0.2"};
static const struct who nobody_known = {-1, "", NULL, NULL, NULL};

struct row {
	enum form form;
	const char *rules;
	const char *to;
	int port;
	const struct who *who;
	enum fate_kind kind;
	const char *by; /* in the rule's text; NULL: not looked at */
	bool aside;	/* meant for something else */
};

static const struct row table[] = {
	{NFT, "", "198.51.100.5", 587, &anna, FATE_ALLOWED, NULL, false},
	{NFT, debian_example, "198.51.100.5", 587, &anna, FATE_ALLOWED, NULL, false},
	{NFT, debian_example, "2001:db8::5", 587, &nobody_known, FATE_ALLOWED, NULL, false},
	/* ports: one, a set, a range, by name, by variable */
	{NFT, port_drop, "198.51.100.5", 587, &anna, FATE_RULE, "tcp dport 587", false},
	{NFT, port_drop, "2001:db8::5", 587, &anna, FATE_RULE, "tcp dport 587", false},
	{NFT, port_drop, "198.51.100.5", 465, &anna, FATE_ALLOWED, NULL, false},
	{NFT, port_set, "198.51.100.5", 465, &anna, FATE_RULE, "25", false},
	{NFT, port_set, "198.51.100.5", 993, &anna, FATE_ALLOWED, NULL, false},
	{NFT, port_range, "198.51.100.5", 587, &anna, FATE_RULE, "500-600", false},
	{NFT, port_range, "198.51.100.5", 601, &anna, FATE_ALLOWED, NULL, false},
	{NFT, port_name, "198.51.100.5", 587, &anna, FATE_RULE, "submission", false},
	{NFT, port_variable, "198.51.100.5", 465, &anna, FATE_RULE, "$mailports", false},
	{NFT, port_variable, "198.51.100.5", 80, &anna, FATE_ALLOWED, NULL, false},
	/* what is not let pass is stopped */
	{NFT, allow_list, "198.51.100.5", 443, &anna, FATE_ALLOWED, NULL, false},
	{NFT, allow_list, "198.51.100.5", 587, &anna, FATE_POLICY, NULL, true}, /* 465 is let pass */
	{NFT, allow_list, "198.51.100.5", 465, &anna, FATE_ALLOWED, NULL, false},
	{NFT, allow_list_web, "198.51.100.5", 587, &anna, FATE_POLICY, NULL, false},
	{NFT, allow_list_reject, "198.51.100.5", 587, &anna, FATE_RULE, "reject", false},
	{NFT, old_address, "198.51.100.5", 587, &anna, FATE_POLICY, NULL, true},
	{NFT, old_address, "192.0.2.25", 587, &anna, FATE_ALLOWED, NULL, false},
	/* ranges and sets of addresses */
	{NFT, range, "198.51.100.5", 587, &anna, FATE_RULE, "198.51.100.0/24", true},
	{NFT, range, "198.51.101.5", 587, &anna, FATE_ALLOWED, NULL, false},
	{NFT, range, "2001:db8::5", 587, &anna, FATE_ALLOWED, NULL, false},
	{NFT, named_set, "198.51.100.5", 587, &anna, FATE_RULE, "@blocked", true},
	{NFT, named_set, "198.51.100.50", 587, &anna, FATE_ALLOWED, NULL, false},
	{NFT, named_set, "203.0.113.77", 587, &anna, FATE_RULE, "@blocked", true},
	{NFT, added_elements, "203.0.113.9", 25, &anna, FATE_RULE, "@bad", true},
	{NFT, added_elements, "203.0.113.10", 25, &anna, FATE_ALLOWED, NULL, false},
	{NFT, pairs, "198.51.100.5", 587, &anna, FATE_RULE, "@pairs", true},
	{NFT, pairs, "198.51.100.5", 465, &anna, FATE_ALLOWED, NULL, false},
	{NFT, missing_set, "198.51.100.5", 587, &anna, FATE_UNSURE, "@nowhere", true},
	/* people, groups, programs */
	{NFT, by_uid, "198.51.100.5", 587, &anna, FATE_RULE, "skuid", true},
	{NFT, by_uid, "198.51.100.5", 587, &root, FATE_ALLOWED, NULL, false},
	{NFT, by_uid, "198.51.100.5", 587, &nobody_known, FATE_UNSURE, "skuid", true},
	{NFT, by_user_name, "198.51.100.5", 25, &anna, FATE_RULE, "anna", true},
	{NFT, by_user_name, "198.51.100.5", 25, &root, FATE_ALLOWED, NULL, false},
	{NFT, by_cgroup, "198.51.100.5", 587, &anna, FATE_RULE, "cgroupv2", true},
	{NFT, by_cgroup, "198.51.100.5", 587, &root, FATE_ALLOWED, NULL, false},
	/* verdict maps, jumps, gotos, returns */
	{NFT, maps, "198.51.100.5", 25, &anna, FATE_RULE, "vmap", false},
	{NFT, maps, "198.51.100.5", 587, &anna, FATE_RULE, "reject", false},
	{NFT, maps, "198.51.100.5", 465, &anna, FATE_ALLOWED, NULL, false},
	{NFT, maps, "198.51.100.5", 2525, &anna, FATE_RULE, "@byport", false},
	{NFT, endless, "198.51.100.5", 587, &anna, FATE_UNSURE, NULL, false},
	{NFT, returns, "198.51.100.5", 587, &anna, FATE_RULE, "drop", false},
	{NFT, returns, "198.51.100.5", 465, &anna, FATE_ALLOWED, NULL, false},
	/* the kill switch of a VPN */
	{NFT, kill_switch, "198.51.100.5", 587, &anna, FATE_POLICY, NULL, false},
	{NFT, kill_switch, "198.51.100.5", 587, &in_vpn, FATE_ALLOWED, NULL, false},
	{NFT, kill_switch, "198.51.100.5", 587, &nobody_known, FATE_UNSURE, NULL, false},
	/* the answer is stopped */
	{NFT, no_answers, "198.51.100.5", 587, &anna, FATE_POLICY, NULL, false},
	{NFT, answers_by_port, "198.51.100.5", 993, &anna, FATE_ALLOWED, NULL, false},
	{NFT, answers_by_port, "198.51.100.5", 587, &anna, FATE_POLICY, NULL, false},
	/* what cannot be said */
	{NFT, limited, "198.51.100.5", 587, &anna, FATE_UNSURE, NULL, false},
	{NFT, unknown_match, "198.51.100.5", 587, &anna, FATE_UNSURE, "osf", false},
	{NFT, unknown_then_drop, "198.51.100.5", 587, &anna, FATE_RULE, "tcp dport 587 drop", false},
	{NFT, logs_only, "198.51.100.5", 587, &anna, FATE_ALLOWED, NULL, false},
	{NFT, marked, "198.51.100.5", 587, &anna, FATE_RULE, "mark", false},
	{NFT, marked, "198.51.100.5", 465, &anna, FATE_ALLOWED, NULL, false},
	{NFT, redirected, "198.51.100.5", 587, &anna, FATE_RULE, "2525", false},
	{NFT, flags, "198.51.100.5", 587, &anna, FATE_RULE, "tcp flags", false},
	{NFT, flags_other, "198.51.100.5", 587, &anna, FATE_ALLOWED, NULL, false},
	{NFT, other_family, "198.51.100.5", 587, &anna, FATE_ALLOWED, NULL, false},
	{NFT, other_family, "2001:db8::5", 587, &anna, FATE_RULE, "drop", false},
	{NFT, queued, "198.51.100.5", 587, &anna, FATE_UNSURE, "queue", false},
	{NFT, commands, "198.51.100.5", 587, &anna, FATE_RULE, "587", false},
	{NFT, commands, "198.51.100.5", 465, &anna, FATE_ALLOWED, NULL, false},
	{NFT, torn, "198.51.100.5", 587, &anna, FATE_RULE, "587", false},
	/* as nft prints it */
	{JSON, json_ports, "198.51.100.5", 587, &anna, FATE_RULE, "tcp dport { 25, 465, 587 }", false},
	{JSON, json_ports, "198.51.100.5", 993, &anna, FATE_ALLOWED, NULL, false},
	{JSON, json_sets, "192.0.2.77", 587, &anna, FATE_RULE, "@mailhosts", true},
	{JSON, json_sets, "198.51.100.6", 587, &anna, FATE_RULE, "@mailhosts", true},
	{JSON, json_sets, "198.51.100.60", 587, &anna, FATE_ALLOWED, NULL, false},
	{JSON, json_sets, "192.0.3.5", 587, &anna, FATE_RULE, "@pairs", true},
	{JSON, json_sets, "192.0.3.5", 25, &anna, FATE_RULE, "@vm", false},
	{JSON, json_uid, "198.51.100.5", 587, &anna, FATE_RULE, "skuid", true},
	{JSON, json_uid, "198.51.100.5", 587, &root, FATE_ALLOWED, NULL, false},
	{JSON, json_firewalld, "198.51.100.5", 587, &anna, FATE_RULE, "587", false},
	{JSON, json_firewalld, "198.51.100.5", 465, &anna, FATE_ALLOWED, NULL, false},
	{JSON, json_firewalld, "2001:db8::5", 465, &anna, FATE_ALLOWED, NULL, false},
	{JSON, json_foreign, "198.51.100.5", 587, &anna, FATE_UNSURE, NULL, false},
	/* iptables */
	{IPTABLES, ipt_plain, "198.51.100.5", 587, &anna, FATE_RULE, "--dport 587 -j DROP", false},
	{IPTABLES, ipt_plain, "198.51.100.5", 465, &anna, FATE_ALLOWED, NULL, false},
	{IPTABLES, ipt_plain, "2001:db8::5", 587, &anna, FATE_ALLOWED, NULL, false},
	{IP6TABLES, ipt_plain, "2001:db8::5", 587, &anna, FATE_RULE, "--dport 587 -j DROP", false},
	{IPTABLES, ipt_policy, "198.51.100.5", 587, &anna, FATE_POLICY, NULL, false},
	{IPTABLES, ipt_policy, "198.51.100.5", 443, &anna, FATE_ALLOWED, NULL, false},
	{IPTABLES, ipt_csf, "198.51.100.5", 587, &anna, FATE_RULE, "-j DROP", true},
	{IPTABLES, ipt_csf, "198.51.100.5", 587, &root, FATE_ALLOWED, NULL, false},
	{IPTABLES, ipt_csf, "198.51.100.5", 443, &anna, FATE_ALLOWED, NULL, false},
	{IPTABLES, ipt_ufw, "198.51.100.5", 587, &anna, FATE_RULE, "--dport 587", false},
	{IPTABLES, ipt_ufw, "198.51.100.5", 465, &anna, FATE_ALLOWED, NULL, false},
	{IPTABLES, ipt_ufw_deny, "198.51.100.5", 587, &anna, FATE_POLICY, NULL, false},
	{IPTABLES, ipt_ufw_deny, "198.51.100.5", 443, &anna, FATE_ALLOWED, NULL, false},
	{IPTABLES, ipt_docker, "198.51.100.5", 587, &anna, FATE_ALLOWED, NULL, false},
	{IPTABLES, ipt_range, "198.51.100.5", 587, &anna, FATE_RULE, "--dst-range", true},
	{IPTABLES, ipt_range, "198.51.100.50", 587, &anna, FATE_ALLOWED, NULL, false},
	{IPTABLES, ipt_ipset, "198.51.100.5", 587, &anna, FATE_UNSURE, "--match-set", true},
	{IPTABLES, ipt_not, "198.51.100.5", 587, &anna, FATE_RULE, "! -d", true},
	{IPTABLES, ipt_not, "192.0.2.1", 587, &anna, FATE_ALLOWED, NULL, false},
	{IPTABLES, ipt_queue, "198.51.100.5", 587, &anna, FATE_UNSURE, "NFQUEUE", false},
	{IPTABLES, ipt_quoted, "198.51.100.5", 587, &anna, FATE_RULE, "no \\\"mail\\\"", false},
	{IPTABLES, ipt_wg_quick, "198.51.100.5", 587, &anna, FATE_ALLOWED, NULL, false},
};

static void read_into(struct ruleset *ruleset, enum form form, const char *rules)
{
	const struct nft_file files[] = {{"/etc/nftables.conf", rules}, {NULL, NULL}};
	const struct iptables_source source = {
		.family = form == IP6TABLES ? TABLE_IP6 : TABLE_IP, .tool = TOOL_IPTABLES};

	if (form == NFT)
		nft_text_read(ruleset, files);
	else if (form == JSON)
		assert_true(nft_json_read(ruleset, rules, strlen(rules)));
	else
		assert_true(iptables_read(ruleset, &source, rules));
}

static struct connection connection_of(const struct row *row)
{
	struct connection connection = {.uid = row->who->uid,
		.gid = row->who->uid,
		.user = row->who->user,
		.group = row->who->user,
		.cgroup = row->who->cgroup,
		.interface = row->who->interface};

	assert_true(net_addr_parse(row->to, row->port, &connection.to));
	if (row->who->from && net_addr_family(&connection.to) == AF_INET)
		assert_true(net_addr_parse(row->who->from, 0, &connection.from));
	return connection;
}

static void test_fates(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		const struct row *row = &table[i];
		struct ruleset ruleset = {.n_rules = 0};
		struct connection connection = connection_of(row);
		struct fate fate;
		const char *by;

		read_into(&ruleset, row->form, row->rules);
		fate_of(&ruleset, &connection, &fate);
		by = fate.by.rule ? fate.by.rule->text : "(none)";
		if (fate.kind != row->kind || (row->by && !strstr(by, row->by)) ||
			((fate.kind == FATE_RULE || fate.kind == FATE_POLICY) &&
				fate_is_aside(&fate) != row->aside))
			fail_msg("row %zu (%s:%d): fate %d expected %d, by \"%s\" expected \"%s\", aside %d",
				i, row->to, row->port, (int)fate.kind, (int)row->kind, by,
				row->by ? row->by : "(any)", (int)fate_is_aside(&fate));
		ruleset_release(&ruleset);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
