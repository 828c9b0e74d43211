/*
 * firewalld's own order: direct rules first, then the policies for what this computer sends (ingress zone HOST) by their priority. Inside
 * a policy: rich rules with a negative priority, those that forbid, what is allowed, rich rules with a positive priority, the target.
 */
#include "checks/steps/firewall/firewalld.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/steps/firewall/iptables.h"
#include "checks/steps/firewall/rule_value.h"

#define POLICIES_MAX 64
#define SERVICES_MAX 64
#define RULE_MAX     2000

static json_t *ask(
	const struct firewalld_voice *voice, const char *interface, const char *method, const char *argument)
{
	return voice->ask(voice->data, interface, method, argument);
}

static void set_known(json_t *object, const char *key, json_t *value)
{
	if (value)
		json_object_set_new(object, key, value);
}

static void gather_service(const struct firewalld_voice *voice, json_t *services, const char *name)
{
	json_t *settings;

	if (json_object_get(services, name) || json_object_size(services) >= SERVICES_MAX)
		return;
	settings = ask(voice, "", "getServiceSettings2", name);
	if (settings)
		json_object_set(services, name, json_object_get(settings, "ports"));
	json_decref(settings);
}

/* 'service name="smtp"' in a rich rule */
static void gather_rich_service(const struct firewalld_voice *voice, json_t *services, const char *rich)
{
	const char *at = strstr(rich, "service name=");
	char name[64];
	size_t len;

	if (!at)
		return;
	at += strlen("service name=");
	at += *at == '"' || *at == '\'';
	len = strcspn(at, "\"' ");
	if (len >= sizeof name)
		return;
	memcpy(name, at, len);
	name[len] = '\0';
	gather_service(voice, services, name);
}

static void gather_services(const struct firewalld_voice *voice, json_t *services, const json_t *settings)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(settings, "services"), i, one)
	{
		if (json_is_string(one))
			gather_service(voice, services, json_string_value(one));
	}
	json_array_foreach(json_object_get(settings, "rich_rules"), i, one)
	{
		if (json_is_string(one))
			gather_rich_service(voice, services, json_string_value(one));
	}
}

json_t *firewalld_gather(const struct firewalld_voice *voice)
{
	json_t *zones = ask(voice, "zone", "getActiveZones", NULL), *answers, *policies, *settings, *services;
	const char *name;
	json_t *policy;

	if (!zones)
		return NULL;
	answers = json_object();
	settings = json_object();
	services = json_object();
	set_known(answers, "zones", zones);
	set_known(answers, "default", ask(voice, "", "getDefaultZone", NULL));
	policies = ask(voice, "policy", "getActivePolicies", NULL);
	json_object_foreach(policies, name, policy)
	{
		if (json_object_size(settings) < POLICIES_MAX)
			set_known(settings, name, ask(voice, "policy", "getPolicySettings", name));
		gather_services(voice, services, json_object_get(settings, name));
	}
	set_known(answers, "policies", policies);
	set_known(answers, "direct", ask(voice, "direct", "getAllRules", NULL));
	json_object_set_new(answers, "settings", settings);
	json_object_set_new(answers, "services", services);
	return answers;
}

static const char *text_at(const json_t *array, size_t i)
{
	const char *text = json_string_value(json_array_get(array, i));

	return text ? text : "";
}

/* One direct rule, [family, table, chain, priority, words], at its place in the chain. */
static void direct_rule(struct ruleset *ruleset, const json_t *direct)
{
	enum table_family family = strcmp(text_at(direct, 0), "ipv6") == 0 ? TABLE_IP6 : TABLE_IP;
	struct rule_table *table = ruleset_table(ruleset, family, text_at(direct, 1), TOOL_FIREWALLD);
	struct rule_chain *chain = table_chain(ruleset, table, text_at(direct, 2));
	struct str STR_AUTO words = STR_INIT_MAX(RULE_MAX), whole = STR_INIT_MAX(RULE_MAX);
	struct rule *rule = chain_add(ruleset, chain);
	json_t *word;
	size_t i;

	if (!rule)
		return;
	json_array_foreach(json_array_get(direct, 4), i, word)
	{
		const char *text = json_string_value(word) ? json_string_value(word) : "";

		str_addf(&words, strpbrk(text, " \t") ? "%s\"%s\"" : "%s%s", i ? " " : "", text);
	}
	str_addf(&whole, "%s %s %s %lld %s", text_at(direct, 0), text_at(direct, 1), text_at(direct, 2),
		(long long)json_integer_value(json_array_get(direct, 3)), str_text(&words));
	iptables_rule_read(ruleset, str_text(&words), rule);
	rule->text = ruleset_keep_text(ruleset, str_text(&whole));
	if (strcmp(chain->name, "OUTPUT") == 0) {
		chain->hook = HOOK_OUTPUT;
		chain->policy = VERDICT_ACCEPT;
	}
}

static int by_priority(const void *a, const void *b)
{
	json_int_t first = json_integer_value(json_array_get(*(json_t *const *)a, 3)),
		   second = json_integer_value(json_array_get(*(json_t *const *)b, 3));

	return (first > second) - (first < second);
}

static void direct_rules(struct ruleset *ruleset, const json_t *list)
{
	size_t n = json_array_size(list);
	json_t **sorted = mem_new_array(n, sizeof *sorted);

	for (size_t i = 0; i < n; i++)
		sorted[i] = json_array_get(list, i);
	if (n)
		qsort(sorted, n, sizeof *sorted, by_priority);
	for (size_t i = 0; i < n; i++)
		direct_rule(ruleset, sorted[i]);
	free(sorted);
}

/* Rich rules of one kind: below, at or above priority 0; forbidding or not. */
static void rich_rules(struct ruleset *ruleset, struct rule_chain *chain, const json_t *answers,
	const json_t *settings, int side, bool forbids)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(settings, "rich_rules"), i, one)
	{
		const char *text = json_string_value(one);
		struct firewalld_rich rich;
		bool stops;

		if (!text)
			continue;
		rich = firewalld_rich_look(text);
		stops = rich.verdict == VERDICT_DROP || rich.verdict == VERDICT_REJECT;
		if (rich.verdict != VERDICT_NONE && (rich.priority > 0) - (rich.priority < 0) == side &&
			(side || stops == forbids))
			firewalld_rich_read(ruleset, chain, text, json_object_get(answers, "services"));
	}
}

/* What a policy lets pass: services, ports, protocols. */
static void allowed(
	struct ruleset *ruleset, struct rule_chain *chain, const json_t *answers, const json_t *settings)
{
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(settings, "services"), i, one)
	{
		struct rule *rule = firewalld_service_rule(ruleset, chain,
			json_string_value(one) ? json_string_value(one) : "",
			json_object_get(answers, "services"));

		if (rule)
			rule->action.verdict = VERDICT_ACCEPT;
	}
	json_array_foreach(json_object_get(settings, "ports"), i, one)
	{
		struct rule *rule = chain_add(ruleset, chain);

		if (!rule)
			return;
		rule_value_read(ruleset, KEY_DPORT, text_at(one, 0),
			match_add_value(rule_add_match(rule, KEY_DPORT)));
		rule_value_read(ruleset, KEY_PROTO, text_at(one, 1),
			match_add_value(rule_add_match(rule, KEY_PROTO)));
		rule->action.verdict = VERDICT_ACCEPT;
	}
	json_array_foreach(json_object_get(settings, "protocols"), i, one)
	{
		struct rule *rule = chain_add(ruleset, chain);

		if (!rule)
			return;
		rule_value_read(ruleset, KEY_PROTO, json_string_value(one) ? json_string_value(one) : "",
			match_add_value(rule_add_match(rule, KEY_PROTO)));
		rule->action.verdict = VERDICT_ACCEPT;
	}
}

static void target(struct ruleset *ruleset, struct rule_chain *chain, const json_t *settings)
{
	const char *word = json_string_value(json_object_get(settings, "target"));
	struct str STR_AUTO text = STR_INIT_MAX(100);
	struct rule *rule;

	if (!word || strcmp(word, "CONTINUE") == 0)
		return;
	rule = chain_add(ruleset, chain);
	if (!rule)
		return;
	rule->action.verdict = strcmp(word, "DROP") == 0     ? VERDICT_DROP
			       : strcmp(word, "ACCEPT") == 0 ? VERDICT_ACCEPT
							     : VERDICT_REJECT;
	str_addf(&text, "target %s", word);
	rule->text = ruleset_keep_text(ruleset, str_text(&text));
}

static bool holds(const json_t *array, const char *word)
{
	json_t *one;
	size_t i;

	json_array_foreach(array, i, one)
	{
		if (json_is_string(one) && strcmp(json_string_value(one), word) == 0)
			return true;
	}
	return false;
}

/* The rule that leads to a policy's chain: everything, or what leaves by the interfaces of its zones. */
static void add_entry(struct ruleset *ruleset, struct rule_chain *output, const char *name,
	const json_t *answers, const json_t *settings)
{
	const json_t *egress = json_object_get(settings, "egress_zones");
	struct rule *rule = chain_add(ruleset, output);
	struct rule_match *match;
	json_t *zone, *interface;
	size_t i, k;

	if (!rule)
		return;
	rule->action = (struct rule_action){.verdict = VERDICT_JUMP, .target = name};
	if (holds(egress, "ANY"))
		return;
	match = rule_add_match(rule, KEY_OIF);
	json_array_foreach(egress, i, zone)
	{
		const json_t *parts = json_object_get(json_object_get(answers, "zones"),
			json_string_value(zone) ? json_string_value(zone) : "");

		json_array_foreach(json_object_get(parts, "interfaces"), k, interface)
		{
			if (json_is_string(interface))
				rule_value_read(ruleset, KEY_OIF, json_string_value(interface),
					match_add_value(match));
		}
		if (json_array_size(json_object_get(parts, "sources")))
			match->keys[0] = KEY_UNKNOWN;
	}
}

static void policy(
	struct ruleset *ruleset, struct rule_table *table, const char *policy_name, const json_t *answers)
{
	const json_t *settings = json_object_get(json_object_get(answers, "settings"), policy_name);
	const char *name = ruleset_keep_text(ruleset, policy_name);
	struct rule_chain *chain;

	add_entry(ruleset, table_chain(ruleset, table, "OUTPUT"), name, answers, settings);
	chain = table_chain(ruleset, table, name);
	rich_rules(ruleset, chain, answers, settings, -1, false);
	rich_rules(ruleset, chain, answers, settings, 0, true);
	allowed(ruleset, chain, answers, settings);
	rich_rules(ruleset, chain, answers, settings, 0, false);
	rich_rules(ruleset, chain, answers, settings, 1, false);
	target(ruleset, chain, settings);
}

struct ranked {
	const char *name;
	json_int_t priority;
};

static int by_rank(const void *a, const void *b)
{
	const struct ranked *first = a, *second = b;

	if (first->priority != second->priority)
		return first->priority < second->priority ? -1 : 1;
	return strcmp(first->name, second->name);
}

void firewalld_read(struct ruleset *ruleset, const json_t *answers)
{
	struct ranked ranked[POLICIES_MAX];
	struct rule_table *table;
	struct rule_chain *output;
	const char *name;
	json_t *settings;
	size_t n = 0;

	direct_rules(ruleset, json_object_get(answers, "direct"));
	table = ruleset_table(ruleset, TABLE_INET, "firewalld", TOOL_FIREWALLD);
	output = table_chain(ruleset, table, "OUTPUT");
	*output = (struct rule_chain){.name = output->name,
		.hook = HOOK_OUTPUT,
		.priority = 10,
		.policy = VERDICT_ACCEPT,
		.rules = output->rules};
	json_object_foreach(json_object_get(answers, "settings"), name, settings)
	{
		if (n < POLICIES_MAX && holds(json_object_get(settings, "ingress_zones"), "HOST"))
			ranked[n++] = (struct ranked){.name = name,
				.priority = json_integer_value(json_object_get(settings, "priority"))};
	}
	if (n)
		qsort(ranked, n, sizeof ranked[0], by_rank);
	for (size_t i = 0; i < n; i++)
		policy(ruleset, table, ranked[i].name, answers);
}
