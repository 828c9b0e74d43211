/*
 * Values of nftables: words, ranges, rows joined by dots, lists in braces with their verdicts, masks; and the types of sets.
 */
#include "checks/steps/firewall/nft_rule.h"

#include <string.h>

#include "checks/base/str.h"
#include "checks/steps/firewall/rule_value.h"

#define TEXT_MAX   256
#define VALUES_MAX 200000

size_t nft_type_keys(struct nft_cursor *cursor, enum rule_key keys[RULE_KEYS_MAX])
{
	static const struct {
		const char *type;
		enum rule_key key;
	} types[] = {{"ipv4_addr", KEY_DADDR}, {"ipv6_addr", KEY_DADDR}, {"inet_service", KEY_DPORT},
		{"inet_proto", KEY_PROTO}, {"ifname", KEY_OIF}, {"mark", KEY_MARK}, {"ct_state", KEY_STATE},
		{"uid", KEY_UID}, {"gid", KEY_GID}, {"iface_index", KEY_OIF}, {"nf_proto", KEY_FAMILY},
		{"cgroupsv2", KEY_CGROUP}, {"fib_addrtype", KEY_DADDRTYPE}, {"pkt_type", KEY_PKTTYPE}};
	size_t n = 0;

	do {
		const struct nft_token *token = nft_peek(cursor, 0);

		if (n == RULE_KEYS_MAX || token->kind != NFT_WORD)
			return 0;
		keys[n] = KEY_UNKNOWN;
		for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
			if (nft_is(token, types[i].type))
				keys[n] = types[i].key;
		cursor->at++;
		n++;
	} while (nft_take(cursor, "."));
	return n;
}

/* Words in parentheses, "(fin|syn)", as one; behind the "(" already. */
static void parentheses(struct nft_cursor *cursor, struct str *text)
{
	for (; cursor->at < cursor->end && cursor->at->kind != NFT_END && !nft_is(cursor->at, ")");
		cursor->at++)
		str_add_bytes(text, cursor->at->s, cursor->at->len);
	nft_take(cursor, ")");
}

/* One value: a word, two joined by a dash that stands alone, or words in parentheses. False where none is next. */
static bool value_read(struct nft_cursor *cursor, enum rule_key key, struct rule_value *value_r)
{
	const struct nft_token *token = nft_peek(cursor, 0);
	struct str STR_AUTO text = STR_INIT_MAX(TEXT_MAX);

	if (nft_take(cursor, "(")) {
		parentheses(cursor, &text);
		rule_value_read(cursor->ruleset, key, str_text(&text), value_r);
		return true;
	}
	if (token->kind == NFT_END || (token->kind == NFT_MARK && !nft_is(token, ":")))
		return false;
	str_add_bytes(&text, token->s, token->len);
	cursor->at++;
	if (nft_is(nft_peek(cursor, 0), "-") && nft_peek(cursor, 1)->kind == NFT_WORD) {
		str_add_char(&text, '-');
		str_add_bytes(&text, cursor->at[1].s, cursor->at[1].len);
		cursor->at += 2;
	}
	if (strcmp(str_text(&text), "*") == 0)
		*value_r = (struct rule_value){.any = true};
	else
		rule_value_read(cursor->ruleset, key, str_text(&text), value_r);
	return true;
}

bool nft_row_read(
	struct nft_cursor *cursor, const enum rule_key *keys, size_t n_keys, struct rule_values *values)
{
	struct rule_value row[RULE_KEYS_MAX];

	for (size_t i = 0; i < n_keys; i++) {
		if (i && !nft_take(cursor, "."))
			row[i] = (struct rule_value){.unknown = true};
		else if (!value_read(cursor, keys[i], &row[i]))
			return false;
	}
	for (size_t i = 0; i < n_keys; i++)
		*VEC_ADD(&values->v) = row[i];
	return true;
}

/* What may stand behind an element: "timeout 5m expires 3m comment \"x\" counter packets 0 bytes 0". */
static void element_rest(struct nft_cursor *cursor)
{
	while (cursor->at < cursor->end && !nft_is(cursor->at, ",") && !nft_is(cursor->at, "}") &&
		!nft_is(cursor->at, ":"))
		cursor->at++;
}

void nft_elements_read(
	struct nft_cursor *cursor, const enum rule_key *keys, size_t n_keys, struct rule_set *set)
{
	int braces = 1;

	while (cursor->at < cursor->end && braces > 0) {
		struct rule_action action = {.verdict = VERDICT_UNKNOWN};

		if (nft_take(cursor, "}")) {
			braces--;
		} else if (nft_take(cursor, "{")) { /* a variable's braces inside */
			braces++;
		} else if (cursor->at->kind == NFT_END || nft_is(cursor->at, ",")) {
			cursor->at++;
		} else if (set->values.v.n > VALUES_MAX ||
			   !nft_row_read(cursor, keys, n_keys, &set->values)) {
			set->partly = true;
			cursor->at++;
		} else {
			element_rest(cursor);
			if (nft_take(cursor, ":") && nft_verdict_read(cursor, &action))
				set->verdicts = true;
			*VEC_ADD(&set->actions) = action;
			element_rest(cursor);
		}
	}
}

uint64_t nft_mask_read(struct nft_cursor *cursor, enum rule_key key)
{
	struct str STR_AUTO text = STR_INIT_MAX(TEXT_MAX);
	struct rule_value value = {.unknown = true};

	if (nft_take(cursor, "(")) {
		parentheses(cursor, &text);
	} else {
		do {
			if (text.len)
				str_add_char(&text, ',');
			str_add_bytes(&text, nft_peek(cursor, 0)->s, nft_peek(cursor, 0)->len);
			if (cursor->at < cursor->end)
				cursor->at++;
		} while (nft_take(cursor, ",") || nft_take(cursor, "|"));
	}
	rule_value_read(cursor->ruleset, key, str_text(&text), &value);
	return value.unknown || value.from == 0 ? 0 : value.from;
}
