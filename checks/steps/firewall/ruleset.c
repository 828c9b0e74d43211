/*
 * Memory of the model of packet filters: tables, chains, sets and rules, found or made by name.
 */
#include "checks/steps/firewall/ruleset.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"

/* More than any real computer has; a file that says more is not read to the end. */
#define TABLES_MAX 128
#define CHAINS_MAX 4096
#define RULES_MAX  65536

static void match_release(struct rule_match *match)
{
	VEC_RELEASE(&match->values.v);
}

static void rule_release(struct rule *rule)
{
	for (size_t i = 0; i < rule->matches.n; i++)
		match_release(&rule->matches.items[i]);
	VEC_RELEASE(&rule->matches);
}

static void chain_release(struct rule_chain *chain)
{
	for (size_t i = 0; i < chain->rules.n; i++)
		rule_release(&chain->rules.items[i]);
	VEC_RELEASE(&chain->rules);
}

static void table_release(struct rule_table *table)
{
	for (size_t i = 0; i < table->chains.n; i++)
		chain_release(&table->chains.items[i]);
	for (size_t i = 0; i < table->sets.n; i++) {
		VEC_RELEASE(&table->sets.items[i].values.v);
		VEC_RELEASE(&table->sets.items[i].actions);
	}
	VEC_RELEASE(&table->chains);
	VEC_RELEASE(&table->sets);
	free(table);
}

void ruleset_release(struct ruleset *ruleset)
{
	for (size_t i = 0; i < ruleset->tables.n; i++)
		table_release(ruleset->tables.items[i]);
	for (size_t i = 0; i < ruleset->texts.n; i++)
		free(ruleset->texts.items[i]);
	VEC_RELEASE(&ruleset->tables);
	VEC_RELEASE(&ruleset->texts);
	memset(ruleset, 0, sizeof *ruleset);
}

const char *ruleset_keep(struct ruleset *ruleset, const char *text, size_t len)
{
	char *copy = mem_strndup(text, len);

	*VEC_ADD(&ruleset->texts) = copy;
	return copy;
}

const char *ruleset_keep_text(struct ruleset *ruleset, const char *text)
{
	return ruleset_keep(ruleset, text, strlen(text));
}

struct rule_table *ruleset_table(
	struct ruleset *ruleset, enum table_family family, const char *name, enum rule_tool tool)
{
	struct rule_table *table;

	for (size_t i = 0; i < ruleset->tables.n; i++) {
		table = ruleset->tables.items[i];
		if (table->family == family && table->tool == tool && strcmp(table->name, name) == 0)
			return table;
	}
	if (ruleset->tables.n == TABLES_MAX) {
		ruleset->partly = true;
		return ruleset->tables.items[0];
	}
	table = mem_new(sizeof *table);
	*VEC_ADD(&ruleset->tables) = table;
	table->family = family;
	table->tool = tool;
	table->name = ruleset_keep_text(ruleset, name);
	return table;
}

const struct rule_chain *table_find_chain(const struct rule_table *table, const char *name)
{
	for (size_t i = 0; i < table->chains.n; i++)
		if (strcmp(table->chains.items[i].name, name) == 0)
			return &table->chains.items[i];
	return NULL;
}

struct rule_chain *table_chain(struct ruleset *ruleset, struct rule_table *table, const char *name)
{
	struct rule_chain *chain = (struct rule_chain *)table_find_chain(table, name);

	if (chain)
		return chain;
	if (table->chains.n == CHAINS_MAX) {
		ruleset->partly = true;
		return &table->chains.items[0];
	}
	chain = VEC_ADD(&table->chains);
	chain->name = ruleset_keep_text(ruleset, name);
	return chain;
}

const struct rule_set *table_find_set(const struct rule_table *table, const char *name)
{
	for (size_t i = 0; i < table->sets.n; i++)
		if (strcmp(table->sets.items[i].name, name) == 0)
			return &table->sets.items[i];
	return NULL;
}

struct rule_set *table_set(struct ruleset *ruleset, struct rule_table *table, const char *name)
{
	struct rule_set *set = (struct rule_set *)table_find_set(table, name);

	if (set)
		return set;
	if (table->sets.n == CHAINS_MAX) {
		ruleset->partly = true;
		return &table->sets.items[0];
	}
	set = VEC_ADD(&table->sets);
	set->name = ruleset_keep_text(ruleset, name);
	return set;
}

struct rule *chain_add(struct ruleset *ruleset, struct rule_chain *chain)
{
	struct rule *rule;

	if (ruleset->n_rules == RULES_MAX) {
		ruleset->partly = true;
		return NULL;
	}
	ruleset->n_rules++;
	rule = VEC_ADD(&chain->rules);
	rule->number = (int)chain->rules.n;
	rule->text = "";
	return rule;
}

struct rule_match *rule_add_match(struct rule *rule, enum rule_key key)
{
	struct rule_match *match = VEC_ADD(&rule->matches);

	match->keys[0] = key;
	match->n_keys = 1;
	return match;
}

struct rule_value *match_add_value(struct rule_match *match)
{
	return VEC_ADD(&match->values.v);
}

void rule_match_number(struct rule *rule, enum rule_key key, uint64_t number)
{
	struct rule_value *value = match_add_value(rule_add_match(rule, key));

	value->from = value->to = number;
}

void rule_match_unknown(struct rule *rule)
{
	rule_add_match(rule, KEY_UNKNOWN);
}
