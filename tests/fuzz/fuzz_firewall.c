/*
 * Every reader of firewall rules and sandboxes, on any bytes; the first byte chooses the reader. What was read is asked about several
 * connections: that ends, names only rules of the set, and gives the same answer twice.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/steps/firewall/firewalld.h"
#include "checks/steps/firewall/ipset.h"
#include "checks/steps/firewall/iptables.h"
#include "checks/steps/firewall/live_rules.h"
#include "checks/steps/firewall/nft_json.h"
#include "checks/steps/firewall/nft_text.h"
#include "checks/steps/firewall/opensnitch.h"
#include "checks/steps/firewall/person.h"
#include "checks/steps/firewall/rule_fix.h"
#include "checks/steps/firewall/sandbox.h"
#include "checks/steps/firewall/ufw.h"

#define INPUT_MAX 60000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_spot(const struct ruleset *ruleset, const struct rule_spot *spot)
{
	bool known = false;

	if (!spot->chain)
		return;
	for (size_t t = 0; t < ruleset->tables.n; t++)
		for (size_t c = 0; c < ruleset->tables.items[t]->chains.n; c++)
			known |= &ruleset->tables.items[t]->chains.items[c] == spot->chain;
	if (!known || (spot->rule && (spot->rule < spot->chain->rules.items ||
					     spot->rule >= spot->chain->rules.items + spot->chain->rules.n)))
		abort();
}

static void check_fix(const struct fate *fate, const struct connection *connection)
{
	struct rule_fix fix;

	rule_fix_make(fate, connection, &fix);
	if (!fix.place[0] || !fix.command[0] ||
		strnlen(fix.command, sizeof fix.command) == sizeof fix.command ||
		strnlen(fix.line, sizeof fix.line) == sizeof fix.line)
		abort();
}

static void ask(const struct ruleset *ruleset, const char *address, int port, const char *interface)
{
	struct connection connection = {.uid = 1000,
		.gid = 1000,
		.user = "anna",
		.group = "anna",
		.interface = interface,
		.cgroup = "/user.slice/user-1000.slice"};
	struct fate first, second;

	if (!net_addr_parse(address, port, &connection.to))
		abort();
	fate_of(ruleset, &connection, &first);
	fate_of(ruleset, &connection, &second);
	if (first.kind != second.kind || first.by.rule != second.by.rule || first.narrowed != second.narrowed)
		abort();
	check_spot(ruleset, &first.by);
	check_spot(ruleset, &first.near);
	check_spot(ruleset, &first.redirect);
	check_spot(ruleset, &first.queue);
	if ((first.kind == FATE_RULE && !first.by.rule) ||
		(first.kind == FATE_POLICY && (first.by.rule || !first.by.chain)))
		abort();
	if (first.by.chain)
		check_fix(&first, &connection);
}

static void read_nft(struct ruleset *ruleset, const char *text)
{
	const struct nft_file files[] = {
		{"/etc/nftables.conf", text}, {"/etc/more.nft", "define more = { 25, 587 }\n"}, {NULL, NULL}};
	char path[100];

	nft_text_read(ruleset, files);
	for (const char *at = text; nft_next_include(&at, path, sizeof path);)
		if (!path[0])
			abort();
}

static void read_iptables(struct ruleset *ruleset, const char *text, enum table_family family)
{
	const struct iptables_source source = {.family = family, .tool = TOOL_IPTABLES};

	iptables_read(ruleset, &source, text);
	ipset_read(ruleset, text);
}

static void read_ufw(struct ruleset *ruleset, const char *text)
{
	ufw_read(ruleset, &(struct ufw_files){.conf = text,
				  .defaults = text,
				  .before = text,
				  .user = text,
				  .after = NULL,
				  .before6 = text,
				  .user6 = text});
}

static void read_firewalld(struct ruleset *ruleset, const char *text)
{
	json_t *answers = json_loads(text, 0, NULL);

	if (answers)
		firewalld_read(ruleset, answers);
	json_decref(answers);
}

static void read_rich(struct ruleset *ruleset, const char *text)
{
	struct rule_table *table = ruleset_table(ruleset, TABLE_INET, "firewalld", TOOL_FIREWALLD);
	struct rule_chain *chain = table_chain(ruleset, table, "p");

	chain->hook = HOOK_OUTPUT;
	chain->policy = VERDICT_ACCEPT;
	firewalld_rich_read(ruleset, chain, text, NULL);
}

/* Readers that make no rules. */
static void read_sandboxes(const char *text)
{
	static const char *const programs[] = {"/usr/bin/thunderbird", NULL};
	const struct apparmor_file profiles[] = {{"/etc/apparmor.d/x", text},
		{"/etc/apparmor.d/abstractions/nameservice", text}, {NULL, NULL}};
	const struct opensnitch_file rule = {"x", text};
	struct opensnitch_connection connection = {
		.programs = programs, .host = "mail.example.org", .uid = 1000};
	struct apparmor_verdict verdict;
	struct person person;
	size_t which = 0;

	apparmor_network(profiles, &verdict);
	if (verdict.denied != (verdict.file != NULL))
		abort();
	(void)apparmor_enforces(text, "x");
	(void)snap_network(text, "thunderbird");
	(void)flatpak_network((const char *const[]){text, text}, 2, &which);
	(void)person_in_passwd(text, NULL, 1000, &person);
	if (net_addr_parse("198.51.100.5", 587, &connection.to))
		(void)opensnitch_stops(&rule, 1, &connection);
}

static void read_text(struct ruleset *ruleset, unsigned kind, const char *text, size_t len)
{
	switch (kind) {
	case 'n':
		read_nft(ruleset, text);
		break;
	case 'j':
		nft_json_read(ruleset, text, len);
		live_rules_hide(ruleset);
		break;
	case 'i':
		read_iptables(ruleset, text, TABLE_IP);
		break;
	case '6':
		read_iptables(ruleset, text, TABLE_IP6);
		break;
	case 'u':
		read_ufw(ruleset, text);
		break;
	case 'f':
		read_firewalld(ruleset, text);
		break;
	case 'r':
		read_rich(ruleset, text);
		break;
	default:
		read_sandboxes(text);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct ruleset ruleset = {.n_rules = 0};
	char *text;

	if (len < 1 || len > INPUT_MAX)
		return 0;
	text = mem_strndup((const char *)data + 1, len - 1);
	read_text(&ruleset, data[0], text, strlen(text));
	ask(&ruleset, "198.51.100.5", 587, "eth0");
	ask(&ruleset, "2001:db8::5", 465, NULL);
	ask(&ruleset, "127.0.0.1", 25, "lo");
	ruleset_release(&ruleset);
	free(text);
	return 0;
}
