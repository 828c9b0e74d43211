/*
 * Each firewall program is spoken to in its own words: a rule that nft puts into ufw's or firewalld's chains is gone as soon as those
 * load theirs again.
 */
#include "checks/steps/firewall/rule_fix.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/str.h"

/* First among the rich rules of a policy, whose priorities begin there. */
#define RICH_FIRST "-32768"

static const char *family_word(enum table_family family)
{
	return family == TABLE_IP ? "ip" : family == TABLE_IP6 ? "ip6" : "inet";
}

/* Rules of the program ufw are iptables' rules in chains of its own. */
static bool is_of_ufw(const struct rule_spot *spot)
{
	return spot->table->tool == TOOL_UFW ||
	       (spot->table->tool != TOOL_NFT &&
		       table_find_chain(spot->table,
			       spot->table->family == TABLE_IP6 ? "ufw6-user-output" : "ufw-user-output"));
}

/* Whether ufw's own rules come before this place, so that a rule of them decides. */
static bool ufw_reaches(const struct rule_spot *spot)
{
	return !strstr(spot->chain->name, "-before-");
}

void rule_place(const struct rule_spot *spot, char *place_r, size_t size)
{
	const struct rule_table *table = spot->table;
	const struct rule *rule = spot->rule;
	const char *file = rule ? rule->file : spot->chain->file;
	int line = rule ? rule->line : spot->chain->line;

	if (file && line)
		snprintf(place_r, size, "%s:%d", file, line);
	else if (file)
		snprintf(place_r, size, "%s", file);
	else if (table->tool == TOOL_FIREWALLD)
		snprintf(place_r, size, "firewalld, %s", spot->chain->name);
	else if (table->tool == TOOL_NFT && rule)
		snprintf(place_r, size, "nft %s %s %s, handle %lld", family_word(table->family), table->name,
			spot->chain->name, (long long)rule->handle);
	else if (table->tool == TOOL_NFT)
		snprintf(place_r, size, "nft %s %s %s", family_word(table->family), table->name,
			spot->chain->name);
	else if (rule)
		snprintf(place_r, size, "%s %s %s, %d", table->family == TABLE_IP6 ? "ip6tables" : "iptables",
			table->name, spot->chain->name, rule->number);
	else
		snprintf(place_r, size, "%s %s %s", table->family == TABLE_IP6 ? "ip6tables" : "iptables",
			table->name, spot->chain->name);
}

void rule_words(const struct rule_spot *spot, char *words_r, size_t size)
{
	if (spot->rule)
		str_copy(words_r, size, spot->rule->text);
	else if (spot->table->tool == TOOL_UFW)
		str_copy(words_r, size,
			spot->chain->policy == VERDICT_REJECT ? "DEFAULT_OUTPUT_POLICY=REJECT"
							      : "DEFAULT_OUTPUT_POLICY=DROP");
	else
		str_copy(words_r, size, "policy drop");
}

struct need {
	const struct fate *fate;
	char address[NET_ADDR_TEXT]; /* only this one is let pass; "" for any */
	bool v6;
	int port;
	long long uid; /* only this person; -1 for everybody */
};

static struct need need_of(const struct fate *fate, const struct connection *connection)
{
	struct need need = {.fate = fate,
		.v6 = net_addr_family(&connection->to) == AF_INET6,
		.port = net_addr_port(&connection->to),
		.uid = -1};

	if (fate->narrowed & (1u << KEY_DADDR) || (fate->near.chain && fate->near_key == KEY_DADDR))
		net_addr_text(&connection->to, need.address, sizeof need.address);
	if (fate->narrowed & (1u << KEY_UID) || (fate->near.chain && fate->near_key == KEY_UID))
		need.uid = connection->uid;
	return need;
}

/* "ip daddr 192.0.2.1 tcp dport 587 accept" */
static void nft_words(const struct need *need, struct str *out)
{
	if (need->fate->inbound) {
		str_add(out, "ct state established,related accept");
		return;
	}
	if (need->uid >= 0)
		str_addf(out, "meta skuid %lld ", need->uid);
	if (need->address[0])
		str_addf(out, "%s daddr %s ", need->v6 ? "ip6" : "ip", need->address);
	str_addf(out, "tcp dport %d accept", need->port);
}

static void nft_fix(const struct need *need, struct rule_fix *fix)
{
	const struct rule_spot *by = &need->fate->by;
	struct str STR_AUTO words = STR_INIT;

	nft_words(need, &words);
	if (by->rule && by->rule->handle)
		snprintf(fix->command, sizeof fix->command, "sudo nft insert rule %s %s %s handle %lld %s",
			family_word(by->table->family), by->table->name, by->chain->name,
			(long long)by->rule->handle, str_text(&words));
	else
		snprintf(fix->command, sizeof fix->command, "sudo nft %s rule %s %s %s %s",
			by->rule ? "insert" : "add", family_word(by->table->family), by->table->name,
			by->chain->name, str_text(&words));
	str_copy(fix->line, sizeof fix->line, str_text(&words));
}

/* "-d 192.0.2.1 -p tcp --dport 587 -j ACCEPT" */
static void iptables_words(const struct need *need, struct str *out)
{
	if (need->fate->inbound) {
		str_add(out, "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT");
		return;
	}
	if (need->address[0])
		str_addf(out, "-d %s ", need->address);
	str_addf(out, "-p tcp --dport %d ", need->port);
	if (need->uid >= 0)
		str_addf(out, "-m owner --uid-owner %lld ", need->uid);
	str_add(out, "-j ACCEPT");
}

static void iptables_fix(const struct need *need, struct rule_fix *fix)
{
	const struct rule_spot *by = &need->fate->by;
	bool filter = strcmp(by->table->name, "filter") == 0, live = by->rule && !by->rule->file;
	struct str STR_AUTO words = STR_INIT, command = STR_INIT;

	iptables_words(need, &words);
	str_addf(&command, "sudo %s%s ", by->table->family == TABLE_IP6 ? "ip6tables" : "iptables",
		by->table->tool == TOOL_LEGACY ? "-legacy" : "");
	if (!filter)
		str_addf(&command, "-t %s ", by->table->name);
	str_addf(&command, "%s %s ", by->rule ? "-I" : "-A", by->chain->name);
	if (live)
		str_addf(&command, "%d ", by->rule->number);
	str_add(&command, str_text(&words));
	str_copy(fix->command, sizeof fix->command, str_text(&command));
	snprintf(fix->line, sizeof fix->line, "-A %s %s", by->chain->name, str_text(&words));
}

static void ufw_fix(const struct need *need, struct rule_fix *fix)
{
	const char *first = need->fate->by.rule ? "prepend " : "";

	if (need->address[0])
		snprintf(fix->command, sizeof fix->command, "sudo ufw %sallow out proto tcp to %s port %d",
			first, need->address, need->port);
	else
		snprintf(fix->command, sizeof fix->command, "sudo ufw %sallow out %d/tcp", first, need->port);
}

/* The policy that a chain of firewalld's belongs to: "filter_OUT_policy_NAME_deny"; over D-Bus the chain has its name. */
static void policy_of(const struct rule_spot *by, char *name, size_t size)
{
	static const char *const ends[] = {"_pre", "_log", "_deny", "_allow", "_post"};
	const char *at = strstr(by->chain->name, "_policy_");

	str_copy(name, size, at ? at + strlen("_policy_") : by->chain->name);
	for (size_t i = 0; at && i < sizeof ends / sizeof ends[0]; i++) {
		size_t len = strlen(name), end = strlen(ends[i]);

		if (len > end && strcmp(name + len - end, ends[i]) == 0) {
			name[len - end] = '\0';
			return;
		}
	}
}

static void firewalld_fix(const struct need *need, struct rule_fix *fix)
{
	const struct rule_spot *by = &need->fate->by;
	struct str STR_AUTO rich = STR_INIT;
	char policy[128];

	if (by->table->tool == TOOL_FIREWALLD && by->rule && strncmp(by->rule->text, "ipv", 3) == 0) {
		snprintf(fix->command, sizeof fix->command,
			"sudo firewall-cmd --permanent --direct --remove-rule %s && sudo firewall-cmd "
			"--reload",
			by->rule->text);
		return;
	}
	policy_of(by, policy, sizeof policy);
	str_add(&rich, "rule priority=\"" RICH_FIRST "\"");
	if (need->address[0])
		str_addf(&rich, " family=\"%s\" destination address=\"%s\"", need->v6 ? "ipv6" : "ipv4",
			need->address);
	str_addf(&rich, " port port=\"%d\" protocol=\"tcp\" accept", need->port);
	snprintf(fix->command, sizeof fix->command,
		"sudo firewall-cmd --permanent --policy=%s --add-rich-rule='%s' && sudo firewall-cmd "
		"--reload",
		policy, str_text(&rich));
}

static bool is_of_firewalld(const struct rule_spot *spot)
{
	return spot->table->tool == TOOL_FIREWALLD ||
	       (strcmp(spot->table->name, "firewalld") == 0 && strstr(spot->chain->name, "_policy_"));
}

void rule_fix_make(const struct fate *fate, const struct connection *connection, struct rule_fix *fix_r)
{
	struct need need = need_of(fate, connection);
	const struct rule_spot *by = &fate->by;

	memset(fix_r, 0, sizeof *fix_r);
	rule_place(by, fix_r->place, sizeof fix_r->place);
	if (is_of_firewalld(by) && !fate->inbound)
		firewalld_fix(&need, fix_r);
	else if (is_of_ufw(by) && ufw_reaches(by) && !fate->inbound && need.uid < 0)
		ufw_fix(&need, fix_r);
	else if (by->table->tool == TOOL_NFT)
		nft_fix(&need, fix_r);
	else
		iptables_fix(&need, fix_r);
	if (fix_r->line[0] && (by->rule ? by->rule->file : by->chain->file))
		str_copy(fix_r->file, sizeof fix_r->file, fix_r->place);
}
