/*
 * Tables, chains, sets and rules of libnftables' JSON. Each rule's words go through the same reader as those of a file.
 */
#include "checks/steps/firewall/nft_json.h"

#include <string.h>

#include "checks/steps/firewall/nft_rule.h"
#include "checks/steps/firewall/nft_text.h"

#define WORDS_MAX 200000

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static struct rule_table *table_of(struct ruleset *ruleset, const json_t *object, const char *name)
{
	return ruleset_table(ruleset, nft_family(text_of(object, "family")), text_of(object, name), TOOL_NFT);
}

static void chain_read(struct ruleset *ruleset, const json_t *object)
{
	struct rule_table *table = table_of(ruleset, object, "table");
	struct rule_chain *chain = table_chain(ruleset, table, text_of(object, "name"));
	const json_t *priority = json_object_get(object, "prio");

	if (!*text_of(object, "hook"))
		return;
	chain->hook = nft_hook(text_of(object, "hook"));
	if (json_is_integer(priority))
		chain->priority = (int)json_integer_value(priority);
	else
		nft_priority(text_of(object, "prio"), &chain->priority);
	chain->policy = strcmp(text_of(object, "policy"), "drop") == 0 ? VERDICT_DROP : VERDICT_ACCEPT;
}

/* Cuts words of ours into tokens; they hold no includes. */
static void words_lex(struct ruleset *ruleset, const char *words, struct nft_tokens *tokens_r)
{
	const struct nft_file files[] = {{.path = "", .text = words}, {.path = NULL}};

	nft_lex(ruleset, files, tokens_r);
}

static void rule_read(struct ruleset *ruleset, const json_t *object)
{
	struct str STR_AUTO words = STR_INIT_MAX(WORDS_MAX);
	struct rule_table *table = table_of(ruleset, object, "table");
	struct rule_chain *chain = table_chain(ruleset, table, text_of(object, "chain"));
	struct rule *rule = chain_add(ruleset, chain);
	struct nft_tokens tokens;
	struct nft_cursor cursor = {.ruleset = ruleset, .table = table};
	bool known;

	if (!rule)
		return;
	known = nft_json_words(json_object_get(object, "expr"), &words);
	table->foreign |= !known;
	words_lex(ruleset, str_text(&words), &tokens);
	cursor.at = tokens.v.items;
	cursor.end = tokens.v.items + tokens.v.n;
	nft_rule_read(&cursor, rule);
	nft_skip_ends(&cursor);
	if (words.cut || tokens.partly || cursor.at < cursor.end)
		rule_match_unknown(rule);
	if (!known && rule->action.verdict == VERDICT_NONE)
		rule->action.verdict = VERDICT_UNKNOWN;
	rule->file = NULL;
	rule->line = 0;
	rule->handle = json_integer_value(json_object_get(object, "handle"));
	VEC_RELEASE(&tokens.v);
}

static void type_words(const json_t *type, struct str *out)
{
	size_t i;
	json_t *one;

	if (json_is_string(type))
		str_add(out, json_string_value(type));
	json_array_foreach(type, i, one)
	{
		str_add(out, i ? " . " : "");
		nft_json_value(one, out);
	}
}

/* Sets and maps: the declared type, and the elements as words. */
static void set_read(struct ruleset *ruleset, const json_t *object, bool is_map)
{
	struct rule_table *table = table_of(ruleset, object, "table");
	struct rule_set *set = table_set(ruleset, table, text_of(object, "name"));
	struct str STR_AUTO words = STR_INIT;
	const json_t *elements = json_object_get(object, "elem");
	json_t *element;
	struct nft_tokens tokens;
	struct nft_cursor cursor = {.ruleset = ruleset, .table = table};
	size_t i;

	type_words(json_object_get(object, "type"), &words);
	str_add(&words, "\n");
	json_array_foreach(elements, i, element)
	{
		if (is_map && json_is_array(element)) {
			nft_json_value(json_array_get(element, 0), &words);
			str_add(&words, " : ");
			nft_json_value(json_array_get(element, 1), &words);
		} else {
			nft_json_value(element, &words);
		}
		str_add(&words, ", ");
	}
	str_add(&words, "}");
	words_lex(ruleset, str_text(&words), &tokens);
	cursor.at = tokens.v.items;
	cursor.end = tokens.v.items + tokens.v.n;
	set->n_keys = nft_type_keys(&cursor, set->keys);
	if (set->n_keys)
		nft_elements_read(&cursor, set->keys, set->n_keys, set);
	set->verdicts |= is_map;
	set->partly |= tokens.partly || !set->n_keys;
	VEC_RELEASE(&tokens.v);
}

static void table_item(struct ruleset *ruleset, const json_t *object)
{
	table_of(ruleset, object, "name");
}

static void set_item(struct ruleset *ruleset, const json_t *object)
{
	set_read(ruleset, object, false);
}

static void map_item(struct ruleset *ruleset, const json_t *object)
{
	set_read(ruleset, object, true);
}

static void item_read(struct ruleset *ruleset, const json_t *item)
{
	static const struct {
		const char *kind;
		void (*read)(struct ruleset *, const json_t *);
	} kinds[] = {{"table", table_item}, {"chain", chain_read}, {"set", set_item}, {"map", map_item},
		{"rule", rule_read}};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		const json_t *inner = json_object_get(item, kinds[i].kind);

		if (json_is_object(inner))
			kinds[i].read(ruleset, inner);
	}
}

bool nft_json_read(struct ruleset *ruleset, const char *json, size_t len)
{
	json_t *whole = json_loadb(json, len, JSON_DISABLE_EOF_CHECK, NULL);
	const json_t *list = json_object_get(whole, "nftables");
	bool good = json_is_array(list);
	json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		item_read(ruleset, item);
	}
	json_decref(whole);
	return good;
}
