/*
 * ufw's own order of chains (its ufw-init-functions and ufwutil): what stands before, the person's rules, what stands after, then
 * the default policy.
 */
#include "checks/steps/firewall/ufw.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/steps/firewall/iptables.h"

/* The value of NAME=value in a file of shell settings, without its quotes; "" when it is not there. */
static void ufw_setting(const char *text, const char *name, char *value_r, size_t size)
{
	size_t len = strlen(name);

	value_r[0] = '\0';
	for (; text && *text; text += strcspn(text, "\n") + (text[strcspn(text, "\n")] == '\n')) {
		const char *value = text;
		char quote;
		size_t n;

		while (*value == ' ' || *value == '\t')
			value++;
		if (strncmp(value, name, len) != 0 || value[len] != '=')
			continue;
		value += len + 1;
		quote = *value == '"' || *value == '\'' ? *value++ : '\0';
		n = strcspn(value, quote ? "\"'\n" : " \t\n#");
		if (n < size) {
			memcpy(value_r, value, n);
			value_r[n] = '\0';
		}
	}
}

static enum verdict policy_of(const char *word)
{
	return ascii_caseeq(word, "DROP")     ? VERDICT_DROP
	       : ascii_caseeq(word, "REJECT") ? VERDICT_REJECT
					      : VERDICT_ACCEPT;
}

/* A rule of ufw's own framework: to that chain in any case. */
static void add_jump(struct ruleset *ruleset, struct rule_chain *chain, const char *target)
{
	struct rule *rule = chain_add(ruleset, chain);

	if (rule)
		rule->action = (struct rule_action){
			.verdict = VERDICT_JUMP, .target = ruleset_keep_text(ruleset, target)};
}

/* Rules that we may not read: they may do anything. */
static void add_unread(struct ruleset *ruleset, struct rule_chain *chain)
{
	struct rule *rule = chain_add(ruleset, chain);

	if (!rule)
		return;
	rule->action.verdict = VERDICT_UNKNOWN;
	rule_match_unknown(rule);
}

struct part {
	const char *text, *path, *chain;
};

static void add_family(struct ruleset *ruleset, enum table_family family, const struct part *parts, size_t n,
	enum verdict policy)
{
	struct iptables_source source = {.family = family, .tool = TOOL_UFW};
	struct rule_table *table = ruleset_table(ruleset, family, "filter", TOOL_UFW);
	struct rule_chain *output = table_chain(ruleset, table, "OUTPUT");

	output->hook = HOOK_OUTPUT;
	output->policy = policy;
	output->file = "/etc/default/ufw";
	for (size_t i = 0; i < n; i++) {
		if (parts[i].text) {
			source.file = parts[i].path;
			iptables_read(ruleset, &source, parts[i].text);
			table_chain(ruleset, table, parts[i].chain);
		}
		output = table_chain(ruleset, table, "OUTPUT");
		if (parts[i].text)
			add_jump(ruleset, output, parts[i].chain);
		else
			add_unread(ruleset, output);
	}
}

static bool is_yes(const char *text, const char *name)
{
	char value[16];

	ufw_setting(text, name, value, sizeof value);
	return ascii_caseeq(value, "yes");
}

/* What comes in is not in these files' hands alone; only the way out is said. */
static void forget_input(struct ruleset *ruleset)
{
	for (size_t t = 0; t < ruleset->tables.n; t++) {
		struct rule_table *table = ruleset->tables.items[t];

		for (size_t c = 0; table->tool == TOOL_UFW && c < table->chains.n; c++)
			if (table->chains.items[c].hook == HOOK_INPUT ||
				table->chains.items[c].hook == HOOK_PREROUTING)
				table->chains.items[c].hook = HOOK_NONE;
	}
}

bool ufw_read(struct ruleset *ruleset, const struct ufw_files *files)
{
	const struct part parts[] = {{files->before, "/etc/ufw/before.rules", "ufw-before-output"},
		{files->user, "/etc/ufw/user.rules", "ufw-user-output"},
		{files->after, "/etc/ufw/after.rules", "ufw-after-output"}};
	const struct part parts6[] = {{files->before6, "/etc/ufw/before6.rules", "ufw6-before-output"},
		{files->user6, "/etc/ufw/user6.rules", "ufw6-user-output"},
		{files->after6, "/etc/ufw/after6.rules", "ufw6-after-output"}};
	char policy[16];

	if (!files->conf || !is_yes(files->conf, "ENABLED"))
		return false;
	ufw_setting(files->defaults, "DEFAULT_OUTPUT_POLICY", policy, sizeof policy);
	add_family(ruleset, TABLE_IP, parts, 3, policy_of(policy));
	if (is_yes(files->defaults, "IPV6"))
		add_family(ruleset, TABLE_IP6, parts6, 3, policy_of(policy));
	forget_input(ruleset);
	return true;
}
