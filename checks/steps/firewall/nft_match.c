/*
 * Conditions of nftables: what they look at (ip daddr, tcp dport, meta skuid, ct state, fib, socket), joined by dots, and the values.
 */
#include "checks/steps/firewall/nft_rule.h"

#include <netinet/in.h>
#include <string.h>

#include "checks/steps/firewall/rule_value.h"

enum { OF_ANY = 0, OF_OTHER = 255 };

/* "ip daddr": what it looks at, and which packets have that at all. */
static const struct selector {
	const char *first, *second; /* second NULL: one word */
	enum rule_key key;
	int family, protocol;
} selectors[] = {
	{"ip", "saddr", KEY_SADDR, 4, OF_ANY},
	{"ip", "daddr", KEY_DADDR, 4, OF_ANY},
	{"ip", "protocol", KEY_PROTO, 4, OF_ANY},
	{"ip6", "saddr", KEY_SADDR, 6, OF_ANY},
	{"ip6", "daddr", KEY_DADDR, 6, OF_ANY},
	{"ip6", "nexthdr", KEY_PROTO, 6, OF_ANY},
	{"tcp", "sport", KEY_SPORT, 0, IPPROTO_TCP},
	{"tcp", "dport", KEY_DPORT, 0, IPPROTO_TCP},
	{"tcp", "flags", KEY_TCPFLAGS, 0, IPPROTO_TCP},
	{"th", "sport", KEY_SPORT, 0, OF_ANY},
	{"th", "dport", KEY_DPORT, 0, OF_ANY},
	{"udp", "", KEY_NEVER, 0, OF_OTHER},
	{"udplite", "", KEY_NEVER, 0, OF_OTHER},
	{"sctp", "", KEY_NEVER, 0, OF_OTHER},
	{"dccp", "", KEY_NEVER, 0, OF_OTHER},
	{"icmp", "", KEY_NEVER, 0, OF_OTHER},
	{"icmpv6", "", KEY_NEVER, 0, OF_OTHER},
	{"igmp", "", KEY_NEVER, 0, OF_OTHER},
	{"esp", "", KEY_NEVER, 0, OF_OTHER},
	{"ah", "", KEY_NEVER, 0, OF_OTHER},
	{"arp", "", KEY_NEVER, 0, OF_OTHER},
	{"vlan", "", KEY_NEVER, 0, OF_OTHER},
	{"ct", "state", KEY_STATE, 0, OF_ANY},
	{"ct", "status", KEY_STATUS, 0, OF_ANY},
	{"ct", "mark", KEY_CTMARK, 0, OF_ANY},
	{"ct", "direction", KEY_DIRECTION, 0, OF_ANY},
	{"socket", "cgroupv2", KEY_CGROUP, 0, OF_ANY},
	{"iif", NULL, KEY_IIF, 0, OF_ANY},
	{"iifname", NULL, KEY_IIF, 0, OF_ANY},
	{"oif", NULL, KEY_OIF, 0, OF_ANY},
	{"oifname", NULL, KEY_OIF, 0, OF_ANY},
	{"skuid", NULL, KEY_UID, 0, OF_ANY},
	{"skgid", NULL, KEY_GID, 0, OF_ANY},
	{"mark", NULL, KEY_MARK, 0, OF_ANY},
	{"l4proto", NULL, KEY_PROTO, 0, OF_ANY},
	{"nfproto", NULL, KEY_FAMILY, 0, OF_ANY},
	{"protocol", NULL, KEY_FAMILY, 0, OF_ANY},
	{"pkttype", NULL, KEY_PKTTYPE, 0, OF_ANY},
};

static const struct selector *find_selector(struct nft_cursor *cursor)
{
	if (nft_is(nft_peek(cursor, 0), "meta"))
		cursor->at++;
	for (size_t i = 0; i < sizeof selectors / sizeof selectors[0]; i++) {
		const struct selector *selector = &selectors[i];

		if (!nft_is(nft_peek(cursor, 0), selector->first))
			continue;
		if (selector->second && *selector->second && !nft_is(nft_peek(cursor, 1), selector->second))
			continue;
		cursor->at++;
		if (selector->second && cursor->at < cursor->end && cursor->at->kind == NFT_WORD)
			cursor->at++;
		return selector;
	}
	return NULL;
}

/* "fib daddr type": which kind of address; "fib saddr . iif oif missing" asks for a way back, which a peer of ours has. */
static enum rule_key fib_key(struct nft_cursor *cursor)
{
	enum rule_key key = nft_take(cursor, "saddr") ? KEY_SADDRTYPE : KEY_DADDRTYPE;

	nft_take(cursor, "daddr");
	while (nft_take(cursor, ".")) {
		if (cursor->at < cursor->end)
			cursor->at++;
	}
	if (nft_take(cursor, "type"))
		return key;
	if (nft_take(cursor, "oif") || nft_take(cursor, "oifname")) {
		if (nft_take(cursor, "missing"))
			return KEY_NEVER;
		if (nft_take(cursor, "==") && nft_take(cursor, "0"))
			return KEY_NEVER;
	}
	return KEY_UNKNOWN;
}

static enum rule_key key_read(struct nft_cursor *cursor, struct rule *rule)
{
	const struct selector *selector;

	if (nft_take(cursor, "fib"))
		return fib_key(cursor);
	selector = find_selector(cursor);
	if (!selector)
		return KEY_UNKNOWN;
	if (selector->family && rule)
		rule_match_number(rule, KEY_FAMILY, (uint64_t)selector->family);
	if (selector->protocol == IPPROTO_TCP && rule)
		rule_match_number(rule, KEY_PROTO, IPPROTO_TCP);
	if (selector->key == KEY_CGROUP && nft_take(cursor, "level") && cursor->at < cursor->end)
		cursor->at++;
	return selector->key;
}

size_t nft_keys_read(struct nft_cursor *cursor, struct rule *rule, enum rule_key keys[RULE_KEYS_MAX])
{
	size_t n = 0;

	do {
		enum rule_key key = key_read(cursor, rule);

		if (key == KEY_UNKNOWN || n == RULE_KEYS_MAX)
			return 0;
		keys[n++] = key;
	} while (nft_take(cursor, "."));
	return n;
}

static void take_values(struct rule_match *match, struct rule_set *set)
{
	VEC_RELEASE(&match->values.v);
	match->values = set->values;
	VEC_RELEASE(&set->actions);
	if (set->partly)
		match->keys[0] = KEY_UNKNOWN;
}

/* "vmap { … }" or "vmap @name": the rule does what the row says that fits. */
static void map_read(struct nft_cursor *cursor, struct rule *rule, struct rule_match *match)
{
	char name[40];

	rule->action.verdict = VERDICT_MAP;
	if (nft_take(cursor, "{")) {
		struct rule_set *set;

		snprintf(name, sizeof name, "__map%zu", cursor->table->sets.n);
		set = table_set(cursor->ruleset, cursor->table, name);
		match->set = set->name;
		nft_elements_read(cursor, match->keys, match->n_keys, set);
		set->verdicts = true;
	} else if (cursor->at < cursor->end && cursor->at->s[0] == '@') {
		match->set = ruleset_keep(cursor->ruleset, cursor->at->s + 1, cursor->at->len - 1);
		cursor->at++;
	}
}

/* "<", ">=": from there on. */
static bool comparison_read(struct nft_cursor *cursor, struct rule_match *match)
{
	bool less = nft_is(nft_peek(cursor, 0), "<"), less_or_same = nft_is(nft_peek(cursor, 0), "<="),
	     more = nft_is(nft_peek(cursor, 0), ">"), more_or_same = nft_is(nft_peek(cursor, 0), ">=");
	struct rule_value *value;

	if (!less && !less_or_same && !more && !more_or_same)
		return false;
	cursor->at++;
	if (!nft_row_read(cursor, match->keys, 1, &match->values))
		return true;
	value = &match->values.v.items[0];
	value->unknown |= value->name != NULL || value->family != 0;
	if (less || less_or_same) {
		value->to = value->from - less;
		value->unknown |= less && value->from == 0;
		value->from = 0;
	} else {
		value->from += more;
		value->to = UINT64_MAX;
	}
	return true;
}

static bool has_bits(enum rule_key key)
{
	return key == KEY_STATE || key == KEY_STATUS || key == KEY_TCPFLAGS || key == KEY_PKTTYPE;
}

/* "tcp flags syn" is true when that flag is set, whatever else is. */
static void any_flag(struct rule_match *match)
{
	uint64_t flags = 0;

	for (size_t i = 0; i < match->values.v.n; i++) {
		if (match->values.v.items[i].unknown)
			return;
		flags |= match->values.v.items[i].from;
	}
	match->values.v.n = 1;
	match->values.v.items[0] = (struct rule_value){.mask = flags};
	match->negated = !match->negated;
}

/* A list without braces, "established,related"; flags may be joined by "|" too. */
static void list_read(struct nft_cursor *cursor, struct rule_match *match)
{
	do {
		if (!nft_row_read(cursor, match->keys, match->n_keys, &match->values))
			return;
	} while (has_bits(match->keys[0]) && (nft_take(cursor, ",") || nft_take(cursor, "|")));
}

/* Several flags that have to be so exactly: one value. */
static void join_flags(struct rule_match *match, uint64_t mask)
{
	uint64_t flags = 0;

	for (size_t i = 0; i < match->values.v.n; i++) {
		if (match->values.v.items[i].unknown) {
			match->keys[0] = KEY_UNKNOWN;
			return;
		}
		flags |= match->values.v.items[i].from;
	}
	match->values.v.n = 1;
	match->values.v.items[0] = (struct rule_value){.from = flags, .to = flags, .mask = mask};
}

static void mask_values(struct rule_match *match, uint64_t mask)
{
	for (size_t i = 0; i < match->values.v.n; i++)
		match->values.v.items[i].mask = mask;
}

/* "vmap …", "{ … }", "@name", "< 5": false when it is none of them. */
static bool set_read(struct nft_cursor *cursor, struct rule *rule, struct rule_match *match)
{
	struct rule_set set = {.name = ""};

	if (nft_take(cursor, "vmap")) {
		map_read(cursor, rule, match);
		return true;
	}
	if (nft_take(cursor, "{")) {
		nft_elements_read(cursor, match->keys, match->n_keys, &set);
		take_values(match, &set);
		return true;
	}
	if (nft_peek(cursor, 0)->kind == NFT_WORD && nft_peek(cursor, 0)->s[0] == '@') {
		match->set = ruleset_keep(cursor->ruleset, cursor->at->s + 1, cursor->at->len - 1);
		cursor->at++;
		return true;
	}
	return match->n_keys == 1 && comparison_read(cursor, match);
}

/* What stands behind the keys. False when it is nothing that we know. */
static bool values_read(struct nft_cursor *cursor, struct rule *rule, struct rule_match *match)
{
	enum rule_key key = match->keys[0];
	bool exactly;
	uint64_t mask = 0;

	if (nft_take(cursor, "&") || nft_take(cursor, "and")) {
		mask = nft_mask_read(cursor, key);
		if (!mask)
			return false;
	}
	match->negated = nft_take(cursor, "!=") || nft_take(cursor, "!") || nft_take(cursor, "not");
	exactly = nft_take(cursor, "==") || nft_take(cursor, "eq");
	if (set_read(cursor, rule, match))
		return match->set || match->values.v.n > 0;
	list_read(cursor, match);
	if (!match->values.v.n)
		return false;
	if (key == KEY_TCPFLAGS && nft_take(cursor, "/"))
		mask = nft_mask_read(cursor, key);
	if (key == KEY_TCPFLAGS && (exactly || mask))
		join_flags(match, mask);
	else if (key == KEY_TCPFLAGS)
		any_flag(match);
	else if (mask)
		mask_values(match, mask);
	return true;
}

bool nft_match_read(struct nft_cursor *cursor, struct rule *rule)
{
	enum rule_key keys[RULE_KEYS_MAX];
	size_t n = nft_keys_read(cursor, rule, keys);
	struct rule_match *match;

	if (!n)
		return false;
	match = rule_add_match(rule, keys[0]);
	memcpy(match->keys, keys, n * sizeof keys[0]);
	match->n_keys = n;
	if (keys[0] == KEY_NEVER) {
		/* Its values do not matter, only where they end. */
		while (cursor->at < cursor->end && cursor->at->kind == NFT_WORD && match->values.v.n == 0 &&
			!nft_verdict_read(cursor, &rule->action))
			cursor->at++;
		return true;
	}
	if (values_read(cursor, rule, match))
		return true;
	match = &rule->matches.items[rule->matches.n - 1];
	match->keys[0] = KEY_UNKNOWN;
	match->n_keys = 1;
	return false;
}
