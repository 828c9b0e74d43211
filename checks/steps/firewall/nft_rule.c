/*
 * Rules of nftables, statement by statement. What changes nothing (counters, logs) is passed over; what we do not understand makes the
 * rule one that may match, and its verdict is still looked for.
 */
#include "checks/steps/firewall/nft_rule.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/steps/firewall/rule_value.h"

#define RULE_TEXT_MAX 600

const struct nft_token *nft_peek(const struct nft_cursor *cursor, size_t ahead)
{
	static const struct nft_token end = {.kind = NFT_END, .s = "", .at = ""};

	return (size_t)(cursor->end - cursor->at) > ahead ? &cursor->at[ahead] : &end;
}

bool nft_take(struct nft_cursor *cursor, const char *word)
{
	if (!nft_is(nft_peek(cursor, 0), word))
		return false;
	cursor->at++;
	return true;
}

void nft_skip_ends(struct nft_cursor *cursor)
{
	while (cursor->at < cursor->end && cursor->at->kind == NFT_END)
		cursor->at++;
}

const char *nft_word(struct nft_cursor *cursor)
{
	const struct nft_token *token = nft_peek(cursor, 0);

	if (token->kind == NFT_END)
		return "";
	cursor->at++;
	return ruleset_keep(cursor->ruleset, token->s, token->len);
}

static bool take_any(struct nft_cursor *cursor, const char *const *words)
{
	for (; *words; words++)
		if (nft_take(cursor, *words))
			return true;
	return false;
}

/* "reject with tcp reset", "reject with icmpx type admin-prohibited" */
static void skip_reject(struct nft_cursor *cursor)
{
	if (!nft_take(cursor, "with"))
		return;
	if (nft_take(cursor, "tcp")) {
		nft_take(cursor, "reset");
		return;
	}
	if (take_any(cursor, (const char *const[]){"icmp", "icmpv6", "icmpx", NULL})) {
		take_any(cursor, (const char *const[]){"type", "code", NULL});
		nft_word(cursor);
	}
}

/* "queue num 0-3 bypass", "queue flags bypass to 0" */
static void skip_queue(struct nft_cursor *cursor)
{
	static const char *const words[] = {"num", "flags", "bypass", "fanout", "to", ",", NULL};

	for (;;) {
		const struct nft_token *token = nft_peek(cursor, 0);

		if (token->kind == NFT_WORD && ascii_isdigit(*token->s))
			cursor->at++;
		else if (!take_any(cursor, words))
			return;
	}
}

/* "1.2.3.4:25", "[2001:db8::1]:25", ":2525", "1.2.3.4" */
static void target_read(struct nft_cursor *cursor, struct rule_action *action)
{
	const struct nft_token *token = nft_peek(cursor, 0);
	char text[80], *port;
	int64_t number;

	if (token->kind != NFT_WORD && !nft_is(token, ":"))
		return;
	cursor->at++;
	snprintf(text, sizeof text, "%.*s", (int)(token->len < 70 ? token->len : 70), token->s);
	if (nft_is(token, ":") && nft_peek(cursor, 0)->kind == NFT_WORD) {
		token = cursor->at++;
		snprintf(text, sizeof text, ":%.*s", (int)(token->len < 70 ? token->len : 70), token->s);
	}
	port = strrchr(text, ':');
	if (port && (text[0] == '[' || strchr(text, ':') == port)) {
		*port = '\0';
		if (ascii_number(port + 1, 1, 65535, &number))
			action->to_port = (int)number;
	}
	if (text[0] == '[')
		text[strcspn(text, "]")] = '\0';
	rule_value_address(text + (text[0] == '['), &action->to);
}

/* "redirect to :2525", "dnat ip to 1.2.3.4:25" */
static void redirect_read(struct nft_cursor *cursor, struct rule_action *action)
{
	take_any(cursor, (const char *const[]){"ip", "ip6", NULL});
	if (nft_take(cursor, "to"))
		target_read(cursor, action);
	while (take_any(cursor, (const char *const[]){"random", "persistent", "fully-random", ",", NULL}))
		continue;
}

bool nft_verdict_read(struct nft_cursor *cursor, struct rule_action *action_r)
{
	static const struct {
		const char *word;
		enum verdict verdict;
	} verdicts[] = {{"accept", VERDICT_ACCEPT}, {"drop", VERDICT_DROP}, {"reject", VERDICT_REJECT},
		{"return", VERDICT_RETURN}, {"continue", VERDICT_NONE}, {"jump", VERDICT_JUMP},
		{"goto", VERDICT_GOTO}, {"queue", VERDICT_QUEUE}, {"redirect", VERDICT_REDIRECT},
		{"dnat", VERDICT_REDIRECT}, {"tproxy", VERDICT_REDIRECT}, {"snat", VERDICT_ACCEPT},
		{"masquerade", VERDICT_ACCEPT}, {"synproxy", VERDICT_NONE}};
	struct rule_action action = {.verdict = VERDICT_UNKNOWN};

	for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0] && action.verdict == VERDICT_UNKNOWN; i++)
		if (nft_take(cursor, verdicts[i].word))
			action.verdict = verdicts[i].verdict;
	if (action.verdict == VERDICT_UNKNOWN)
		return false;
	if (action.verdict == VERDICT_REJECT)
		skip_reject(cursor);
	else if (action.verdict == VERDICT_QUEUE)
		skip_queue(cursor);
	else if (action.verdict == VERDICT_JUMP || action.verdict == VERDICT_GOTO)
		action.target = nft_word(cursor);
	else if (action.verdict == VERDICT_REDIRECT)
		redirect_read(cursor, &action);
	*action_r = action;
	return true;
}

/* Words with a value each that change nothing: "packets 0 bytes 0", "prefix \"x\" level info". */
static bool skip_pairs(struct nft_cursor *cursor, const char *const *names)
{
	bool any = false;

	while (take_any(cursor, names)) {
		nft_word(cursor);
		while (nft_take(cursor, ","))
			nft_word(cursor);
		any = true;
	}
	return any;
}

/* What neither decides nor matches. */
static bool skip_statement(struct nft_cursor *cursor)
{
	if (nft_take(cursor, "counter")) {
		skip_pairs(cursor, (const char *const[]){"packets", "bytes", "name", NULL});
		if (nft_peek(cursor, 0)->kind == NFT_STRING)
			cursor->at++;
		return true;
	}
	if (nft_take(cursor, "log")) {
		skip_pairs(cursor,
			(const char *const[]){"prefix", "level", "group", "snaplen", "queue-threshold",
				"flags", "tcp", "ip", "sequence", "options", NULL});
		return true;
	}
	if (nft_take(cursor, "comment")) {
		nft_word(cursor);
		return true;
	}
	return nft_take(cursor, "notrack");
}

/* Up to what is a statement again. */
static size_t skip_expression(struct nft_cursor *cursor)
{
	static const char *const ends[] = {
		"}", "accept", "drop", "return", "jump", "goto", "counter", "comment", "log"};
	size_t n = 0;

	for (; cursor->at < cursor->end && cursor->at->kind != NFT_END; cursor->at++, n++)
		for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
			if (nft_is(cursor->at, ends[i]))
				return n;
	return n;
}

/* "meta mark set 0x5", "ct mark set mark", "meta priority set …" */
static bool set_read(struct nft_cursor *cursor, struct rule *rule)
{
	bool bare = nft_is(nft_peek(cursor, 1), "set"), of_ct = nft_is(nft_peek(cursor, 0), "ct");
	bool mark = nft_is(nft_peek(cursor, bare ? 0 : 1), "mark");
	const struct nft_token *first;
	struct rule_value value;

	if (!bare && !nft_is(nft_peek(cursor, 2), "set"))
		return false;
	cursor->at += bare ? 2 : 3;
	first = nft_peek(cursor, 0);
	if (skip_expression(cursor) == 1 && mark && !of_ct) {
		rule_value_read(cursor->ruleset, KEY_MARK,
			ruleset_keep(cursor->ruleset, first->s, first->len), &value);
		rule->mark_known = !value.unknown && !value.mask;
		rule->mark = value.from;
	}
	rule->marks |= mark && !of_ct;
	return true;
}

/* A set that rules fill themselves, "add @seen { ip saddr }": that does nothing to the packet. */
static bool fill_read(struct nft_cursor *cursor)
{
	int braces = 0;

	if (!take_any(cursor, (const char *const[]){"add", "update", "delete", NULL}))
		return false;
	nft_word(cursor);
	if (!nft_is(nft_peek(cursor, 0), "{"))
		return true;
	for (; cursor->at < cursor->end; cursor->at++) {
		braces += nft_is(cursor->at, "{") - nft_is(cursor->at, "}");
		if (braces == 0) {
			cursor->at++;
			break;
		}
	}
	return true;
}

/* Something that we do not know: it may match. On to the verdict, over everything else. */
static void skip_unknown(struct nft_cursor *cursor, struct rule *rule)
{
	int braces = 0;

	rule_match_unknown(rule);
	while (cursor->at < cursor->end && (braces > 0 || cursor->at->kind != NFT_END)) {
		if (braces == 0 && (nft_verdict_read(cursor, &rule->action) || nft_is(cursor->at, "}")))
			return;
		braces += nft_is(cursor->at, "{") - nft_is(cursor->at, "}");
		cursor->at++;
	}
}

/* Without counters and handles, blanks and lines squeezed, as a person would write it. */
static const char *literal(struct nft_cursor *cursor, const struct nft_token *first)
{
	struct str STR_AUTO text = STR_INIT_MAX(RULE_TEXT_MAX);
	const struct nft_token *last = NULL;

	for (const struct nft_token *token = first; token < cursor->at; token++) {
		if (token->kind == NFT_END || (last && token->at == last->at))
			continue;
		if (nft_is(token, "counter") && token + 4 < cursor->at && nft_is(&token[1], "packets")) {
			token += 4;
			continue;
		}
		if (text.len && !strchr(",)", token->at[0]) && str_text(&text)[text.len - 1] != '(')
			str_add_char(&text, ' ');
		str_add_bytes(&text, token->at, token->at_len);
		last = token;
	}
	return ruleset_keep_text(cursor->ruleset, str_text(&text));
}

void nft_rule_read(struct nft_cursor *cursor, struct rule *rule)
{
	const struct nft_token *first = cursor->at;

	rule->file = first < cursor->end ? first->file : NULL;
	rule->line = nft_peek(cursor, 0)->line;
	while (cursor->at < cursor->end && cursor->at->kind != NFT_END && !nft_is(cursor->at, "}")) {
		const struct nft_token *before = cursor->at;

		if (skip_statement(cursor) || nft_verdict_read(cursor, &rule->action) ||
			set_read(cursor, rule) || fill_read(cursor))
			continue;
		if (cursor->at == before && nft_match_read(cursor, rule))
			continue;
		skip_unknown(cursor, rule);
		if (cursor->at == before)
			cursor->at++;
	}
	rule->text = literal(cursor, first);
}
