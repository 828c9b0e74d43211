/*
 * The structure of nftables files: tables, chains, sets and maps in braces, and the one-line commands "add rule …".
 */
#include "checks/steps/firewall/nft_text.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/steps/firewall/nft_rule.h"

enum rule_hook nft_hook(const char *word)
{
	static const struct {
		const char *word;
		enum rule_hook hook;
	} hooks[] = {{"prerouting", HOOK_PREROUTING}, {"input", HOOK_INPUT}, {"forward", HOOK_FORWARD},
		{"output", HOOK_OUTPUT}, {"postrouting", HOOK_POSTROUTING}};

	for (size_t i = 0; i < sizeof hooks / sizeof hooks[0]; i++)
		if (strcmp(hooks[i].word, word) == 0)
			return hooks[i].hook;
	return HOOK_ELSEWHERE;
}

enum table_family nft_family(const char *word)
{
	return strcmp(word, "inet") == 0  ? TABLE_INET
	       : strcmp(word, "ip") == 0  ? TABLE_IP
	       : strcmp(word, "ip6") == 0 ? TABLE_IP6
					  : TABLE_OTHER;
}

bool nft_priority(const char *text, int *priority_r)
{
	static const struct {
		const char *word;
		int priority;
	} names[] = {{"raw", -300}, {"mangle", -150}, {"dstnat", -100}, {"filter", 0}, {"security", 50},
		{"srcnat", 100}};
	int priority = 0, sign = 1;
	bool any = false;

	while (*text) {
		size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz");

		for (size_t i = 0; len && i < sizeof names / sizeof names[0]; i++) {
			if (strlen(names[i].word) == len && strncmp(names[i].word, text, len) == 0) {
				priority += names[i].priority;
				any = true;
			}
		}
		if (*text == '-' || *text == '+')
			sign = *text == '-' ? -1 : 1;
		if (ascii_isdigit(*text)) {
			len = strspn(text, "0123456789");
			priority += len < 8 ? sign * (int)strtol(text, NULL, 10) : 0;
			any = true;
		}
		text += len ? len : 1;
	}
	*priority_r = priority;
	return any;
}

/* "inet", "ip" or the like; "ip" where none is said. */
static enum table_family family_read(struct nft_cursor *cursor)
{
	static const char *const families[] = {"inet", "ip", "ip6", "arp", "bridge", "netdev"};

	for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
		if (nft_take(cursor, families[i]))
			return nft_family(families[i]);
	return TABLE_IP;
}

/* The "{" of a block, on this line or the next; true and past it. */
static bool opens(struct nft_cursor *cursor)
{
	const struct nft_token *before = cursor->at;

	nft_skip_ends(cursor);
	if (nft_take(cursor, "{"))
		return true;
	cursor->at = before;
	return false;
}

static void skip_block(struct nft_cursor *cursor)
{
	int braces = 1;

	for (; cursor->at < cursor->end && braces > 0; cursor->at++)
		braces += nft_is(cursor->at, "{") - nft_is(cursor->at, "}");
}

static void skip_statement(struct nft_cursor *cursor)
{
	while (cursor->at < cursor->end && cursor->at->kind != NFT_END && !nft_is(cursor->at, "}")) {
		if (nft_take(cursor, "{"))
			skip_block(cursor);
		else
			cursor->at++;
	}
}

/* "type filter hook output priority filter - 5" */
static void hook_read(struct nft_cursor *cursor, struct rule_chain *chain)
{
	struct str STR_AUTO priority = STR_INIT_MAX(64);

	while (cursor->at < cursor->end && cursor->at->kind != NFT_END && !nft_is(cursor->at, "}")) {
		if (nft_take(cursor, "hook")) {
			chain->hook = nft_hook(nft_word(cursor));
			if (chain->policy == VERDICT_NONE)
				chain->policy = VERDICT_ACCEPT;
		} else if (nft_take(cursor, "priority")) {
			for (; cursor->at < cursor->end && cursor->at->kind != NFT_END; cursor->at++)
				str_add_bytes(&priority, cursor->at->s, cursor->at->len);
			nft_priority(str_text(&priority), &chain->priority);
		} else {
			cursor->at++;
		}
	}
}

/* "policy drop" and "comment …"; true when it was one of them. */
static bool property_read(struct nft_cursor *cursor, struct rule_chain *chain)
{
	if (nft_is(nft_peek(cursor, 0), "type") && nft_is(nft_peek(cursor, 2), "hook")) {
		chain->file = cursor->at->file;
		chain->line = cursor->at->line;
		hook_read(cursor, chain);
		return true;
	}
	if (nft_take(cursor, "policy")) {
		chain->policy = nft_take(cursor, "drop") ? VERDICT_DROP : VERDICT_ACCEPT;
		nft_take(cursor, "accept");
		return true;
	}
	if (nft_take(cursor, "comment")) {
		nft_word(cursor);
		return true;
	}
	return false;
}

/* Behind the "{" of a chain. */
static void chain_read(struct nft_cursor *cursor, const char *name)
{
	struct rule_chain *chain = table_chain(cursor->ruleset, cursor->table, name);

	while (cursor->at < cursor->end && !nft_take(cursor, "}")) {
		struct rule *rule;

		if (cursor->at->kind == NFT_END)
			cursor->at++;
		else if (!property_read(cursor, chain)) {
			rule = chain_add(cursor->ruleset, chain);
			if (rule)
				nft_rule_read(cursor, rule);
			else
				skip_statement(cursor);
		}
	}
}

/* Behind the "{" of a set or map. */
static void set_read(struct nft_cursor *cursor, const char *name, bool is_map)
{
	struct rule_set *set = table_set(cursor->ruleset, cursor->table, name);

	set->verdicts |= is_map;
	while (cursor->at < cursor->end && !nft_take(cursor, "}")) {
		if (nft_take(cursor, "type")) {
			set->n_keys = nft_type_keys(cursor, set->keys);
		} else if (nft_take(cursor, "typeof")) {
			set->n_keys = nft_keys_read(cursor, NULL, set->keys);
		} else if (nft_take(cursor, "flags")) {
			for (; cursor->at < cursor->end && cursor->at->kind != NFT_END; cursor->at++)
				set->partly |= nft_is(cursor->at, "dynamic");
		} else if (nft_take(cursor, "elements")) {
			nft_take(cursor, "=");
			if (nft_take(cursor, "{") && set->n_keys)
				nft_elements_read(cursor, set->keys, set->n_keys, set);
		} else if (!nft_take(cursor, "{")) {
			cursor->at++;
		} else {
			skip_block(cursor);
		}
	}
}

/* "NAME {", in this table */
static void named_read(struct nft_cursor *cursor, const char *what)
{
	const char *name = nft_word(cursor);

	if (!opens(cursor))
		return;
	if (strcmp(what, "chain") == 0)
		chain_read(cursor, name);
	else if (strcmp(what, "set") == 0 || strcmp(what, "map") == 0)
		set_read(cursor, name, strcmp(what, "map") == 0);
	else
		skip_block(cursor);
}

static void table_read(struct nft_cursor *cursor)
{
	enum table_family family = family_read(cursor);
	const char *name = nft_word(cursor);

	cursor->table = ruleset_table(cursor->ruleset, family, name, TOOL_NFT);
	if (!opens(cursor))
		return;
	while (cursor->at < cursor->end && !nft_take(cursor, "}")) {
		const char *what;

		if (cursor->at->kind == NFT_END) {
			cursor->at++;
			continue;
		}
		what = nft_word(cursor);
		if (cursor->at < cursor->end && cursor->at->kind != NFT_END)
			named_read(cursor, what);
	}
}

/* "add rule inet filter output tcp dport 25 drop", "insert rule …" */
static void add_rule(struct nft_cursor *cursor, bool first)
{
	enum table_family family = family_read(cursor);
	const char *table = nft_word(cursor), *name = nft_word(cursor);
	struct rule_chain *chain;
	struct rule *rule;

	cursor->table = ruleset_table(cursor->ruleset, family, table, TOOL_NFT);
	chain = table_chain(cursor->ruleset, cursor->table, name);
	while (nft_take(cursor, "position") || nft_take(cursor, "handle") || nft_take(cursor, "index"))
		nft_word(cursor);
	rule = chain_add(cursor->ruleset, chain);
	if (!rule) {
		skip_statement(cursor);
		return;
	}
	nft_rule_read(cursor, rule);
	if (first) {
		struct rule moved = *rule;

		memmove(&chain->rules.items[1], &chain->rules.items[0], (chain->rules.n - 1) * sizeof moved);
		chain->rules.items[0] = moved;
	}
}

/* "add chain inet filter output { … }", "add element inet filter bad { … }", "add set …" */
static void add_named(struct nft_cursor *cursor, const char *what)
{
	enum table_family family = family_read(cursor);
	const char *table = nft_word(cursor);
	struct rule_set *set;

	cursor->table = ruleset_table(cursor->ruleset, family, table, TOOL_NFT);
	if (strcmp(what, "element") != 0) {
		named_read(cursor, what);
		return;
	}
	set = table_set(cursor->ruleset, cursor->table, nft_word(cursor));
	if (nft_take(cursor, "{") && set->n_keys)
		nft_elements_read(cursor, set->keys, set->n_keys, set);
}

static void command_read(struct nft_cursor *cursor)
{
	bool first = nft_is(nft_peek(cursor, 0), "insert");
	static const char *const named[] = {"chain", "set", "map", "element"};

	if (nft_take(cursor, "add") || nft_take(cursor, "create") || nft_take(cursor, "insert")) {
		if (nft_take(cursor, "rule")) {
			add_rule(cursor, first);
			return;
		}
		for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
			if (nft_take(cursor, named[i])) {
				add_named(cursor, named[i]);
				return;
			}
		}
		if (!nft_is(nft_peek(cursor, 0), "table"))
			return;
	}
	/* "flush ruleset" stands at the beginning of files, where nothing is there yet. */
	if (nft_take(cursor, "table"))
		table_read(cursor);
}

void nft_text_read(struct ruleset *ruleset, const struct nft_file *files)
{
	struct nft_tokens tokens;
	struct nft_cursor cursor = {.ruleset = ruleset};

	nft_lex(ruleset, files, &tokens);
	cursor.at = tokens.v.items;
	cursor.end = tokens.v.items + tokens.v.n;
	while (cursor.at < cursor.end) {
		const struct nft_token *before = cursor.at;

		nft_skip_ends(&cursor);
		command_read(&cursor);
		skip_statement(&cursor);
		if (cursor.at == before)
			cursor.at++;
	}
	ruleset->partly |= tokens.partly;
	VEC_RELEASE(&tokens.v);
}
