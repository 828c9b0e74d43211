/*
 * One rule of iptables, option by option. An option that we do not know makes the rule one that may match.
 */
#include "checks/steps/firewall/iptables.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/steps/firewall/rule_value.h"

#define WORD_MAX   256
#define VALUES_MAX 4096

/* Reads words, quoted ones as one. */
struct words {
	struct ruleset *ruleset;
	struct rule *rule;
	const char *at;
	char word[WORD_MAX]; /* the last one taken */
	bool negated;	     /* "!" stood before the option */
};

static bool take(struct words *words)
{
	size_t n = 0;
	bool quoted = false;

	while (ascii_isspace(*words->at))
		words->at++;
	if (!*words->at)
		return false;
	for (; *words->at && (quoted || !ascii_isspace(*words->at)); words->at++) {
		if (*words->at == '"') {
			quoted = !quoted;
			continue;
		}
		if (*words->at == '\\' && words->at[1])
			words->at++;
		if (n + 1 < sizeof words->word)
			words->word[n++] = *words->at;
	}
	words->word[n] = '\0';
	return true;
}

/* What stands next, without taking it. */
static bool next_is_value(const struct words *words)
{
	const char *at = words->at;

	while (ascii_isspace(*at))
		at++;
	return *at && *at != '!' && (*at != '-' || ascii_isdigit(at[1]));
}

/* "a,b,c" as values of one match. */
static void add_list(struct words *words, enum rule_key key, char *list)
{
	struct rule_match *match = rule_add_match(words->rule, key);
	char *next;

	match->negated = words->negated;
	for (char *one = list; one && match->values.v.n < VALUES_MAX; one = next) {
		next = strchr(one, ',');
		if (next)
			*next++ = '\0';
		if (strcmp(one, "any") == 0 || strcmp(one, "all") == 0)
			*match_add_value(match) = (struct rule_value){.any = true};
		else
			rule_value_read(words->ruleset, key, one, match_add_value(match));
	}
}

static void take_list(struct words *words, enum rule_key key)
{
	if (take(words))
		add_list(words, key, words->word);
	else
		rule_match_unknown(words->rule);
}

/* A whole word as one value: names of interfaces, paths. */
static void take_value(struct words *words, enum rule_key key)
{
	struct rule_match *match;

	if (!take(words)) {
		rule_match_unknown(words->rule);
		return;
	}
	match = rule_add_match(words->rule, key);
	match->negated = words->negated;
	rule_value_read(words->ruleset, key, words->word, match_add_value(match));
}

/* Either end: what fits one of them. A negation of that is more than we say. */
static void take_ports(struct words *words)
{
	if (take(words))
		rule_match_unknown(words->rule);
}

/* "FIN,SYN,RST,ACK SYN" */
static void take_flags(struct words *words)
{
	struct rule_value value = {.family = 0};
	struct rule_match *match;
	bool known = take(words) && rule_value_tcp_flags(words->word, &value.mask) && take(words) &&
		     rule_value_tcp_flags(words->word, &value.from);

	if (!known) {
		rule_match_unknown(words->rule);
		return;
	}
	value.to = value.from;
	match = rule_add_match(words->rule, KEY_TCPFLAGS);
	match->negated = words->negated;
	*match_add_value(match) = value;
}

static void take_syn(struct words *words)
{
	struct rule_match *match = rule_add_match(words->rule, KEY_TCPFLAGS);

	match->negated = words->negated;
	*match_add_value(match) = (struct rule_value){.from = 2, .to = 2, .mask = 1 | 2 | 4 | 16};
}

/* "--match-set NAME dst" or "dst,dst": a set of ipset, kept in the table under its name. */
static void take_ipset(struct words *words)
{
	struct rule_match *match;
	const char *name;
	size_t n = 0;

	if (!take(words)) {
		rule_match_unknown(words->rule);
		return;
	}
	name = ruleset_keep_text(words->ruleset, words->word);
	match = rule_add_match(words->rule, KEY_UNKNOWN);
	match->negated = words->negated;
	match->set = name;
	if (!take(words))
		return;
	for (char *one = words->word; *one && n < RULE_KEYS_MAX;
		one += strcspn(one, ",") + (one[strcspn(one, ",")] == ',')) {
		bool source = strncmp(one, "src", 3) == 0;

		match->keys[n] = n == 0 ? (source ? KEY_SADDR : KEY_DADDR) : (source ? KEY_SPORT : KEY_DPORT);
		n++;
	}
	match->n_keys = n ? n : 1;
}

/* An option that we do not know, with its values. */
static void take_unknown(struct words *words)
{
	rule_match_unknown(words->rule);
	while (next_is_value(words) && take(words))
		continue;
}

enum how { HOW_LIST, HOW_VALUE, HOW_PORTS, HOW_FLAGS, HOW_SYN, HOW_IPSET, HOW_SKIP };

static const struct option {
	const char *word;
	enum how how;
	enum rule_key key;
} options[] = {
	{"-s", HOW_LIST, KEY_SADDR},
	{"--source", HOW_LIST, KEY_SADDR},
	{"-d", HOW_LIST, KEY_DADDR},
	{"--destination", HOW_LIST, KEY_DADDR},
	{"-p", HOW_LIST, KEY_PROTO},
	{"--protocol", HOW_LIST, KEY_PROTO},
	{"-i", HOW_VALUE, KEY_IIF},
	{"--in-interface", HOW_VALUE, KEY_IIF},
	{"-o", HOW_VALUE, KEY_OIF},
	{"--out-interface", HOW_VALUE, KEY_OIF},
	{"--sport", HOW_LIST, KEY_SPORT},
	{"--source-port", HOW_LIST, KEY_SPORT},
	{"--sports", HOW_LIST, KEY_SPORT},
	{"--source-ports", HOW_LIST, KEY_SPORT},
	{"--dport", HOW_LIST, KEY_DPORT},
	{"--destination-port", HOW_LIST, KEY_DPORT},
	{"--dports", HOW_LIST, KEY_DPORT},
	{"--destination-ports", HOW_LIST, KEY_DPORT},
	{"--ports", HOW_PORTS, KEY_DPORT},
	{"--ctstate", HOW_LIST, KEY_STATE},
	{"--state", HOW_LIST, KEY_STATE},
	{"--ctstatus", HOW_LIST, KEY_STATUS},
	{"--ctdir", HOW_LIST, KEY_DIRECTION},
	{"--uid-owner", HOW_VALUE, KEY_UID},
	{"--gid-owner", HOW_VALUE, KEY_GID},
	{"--dst-range", HOW_VALUE, KEY_DADDR},
	{"--src-range", HOW_VALUE, KEY_SADDR},
	{"--dst-type", HOW_LIST, KEY_DADDRTYPE},
	{"--src-type", HOW_LIST, KEY_SADDRTYPE},
	{"--pkt-type", HOW_LIST, KEY_PKTTYPE},
	{"--mark", HOW_VALUE, KEY_MARK},
	{"--path", HOW_VALUE, KEY_CGROUP},
	{"--tcp-flags", HOW_FLAGS, KEY_TCPFLAGS},
	{"--syn", HOW_SYN, KEY_TCPFLAGS},
	{"--match-set", HOW_IPSET, KEY_UNKNOWN},
	{"-m", HOW_SKIP, KEY_N},
	{"--match", HOW_SKIP, KEY_N},
	{"--comment", HOW_SKIP, KEY_N},
	{"--reject-with", HOW_SKIP, KEY_N},
	{"-c", HOW_SKIP, KEY_N},
};

static void take_option(struct words *words, const struct option *option)
{
	switch (option->how) {
	case HOW_LIST:
		take_list(words, option->key);
		break;
	case HOW_VALUE:
		take_value(words, option->key);
		break;
	case HOW_PORTS:
		take_ports(words);
		break;
	case HOW_FLAGS:
		take_flags(words);
		break;
	case HOW_SYN:
		take_syn(words);
		break;
	case HOW_IPSET:
		take_ipset(words);
		break;
	default:
		take(words);
		break;
	}
}

/* "--to-destination 1.2.3.4:26", "--to-ports 2525" */
static void redirect_to(struct words *words)
{
	struct rule_action *action = &words->rule->action;
	char *colon;
	int64_t number;

	if (!take(words))
		return;
	if (ascii_number(words->word, 1, 65535, &number)) {
		action->to_port = (int)number;
		return;
	}
	/* The last colon is in front of the port, but for an IPv6 address without brackets. */
	colon = strrchr(words->word, ':');
	if (colon && (words->word[0] == '[' || strchr(words->word, ':') == colon)) {
		*colon = '\0';
		if (ascii_number(colon + 1, 1, 65535, &number))
			action->to_port = (int)number;
	}
	if (words->word[0] == '[')
		words->word[strcspn(words->word, "]")] = '\0';
	rule_value_address(words->word + (words->word[0] == '['), &action->to);
}

/* What the target's own options say; they stand at the end. */
static void target_options(struct words *words)
{
	struct rule *rule = words->rule;

	while (take(words)) {
		struct rule_value value;

		if (strncmp(words->word, "--to-", 5) == 0 || strcmp(words->word, "--on-port") == 0) {
			redirect_to(words);
		} else if (rule->marks && strncmp(words->word, "--set-", 6) == 0) {
			if (!take(words))
				return;
			words->word[strcspn(words->word, "/")] = '\0';
			rule_value_read(words->ruleset, KEY_MARK, words->word, &value);
			rule->mark_known = !value.unknown;
			rule->mark = value.from;
		}
	}
}

static void take_target(struct words *words, bool goes)
{
	static const struct {
		const char *word;
		enum verdict verdict;
	} targets[] = {{"ACCEPT", VERDICT_ACCEPT}, {"DROP", VERDICT_DROP}, {"REJECT", VERDICT_REJECT},
		{"RETURN", VERDICT_RETURN}, {"QUEUE", VERDICT_QUEUE}, {"NFQUEUE", VERDICT_QUEUE},
		{"DNAT", VERDICT_REDIRECT}, {"REDIRECT", VERDICT_REDIRECT}, {"TPROXY", VERDICT_REDIRECT},
		{"SNAT", VERDICT_ACCEPT}, {"MASQUERADE", VERDICT_ACCEPT}, {"LOG", VERDICT_NONE},
		{"NFLOG", VERDICT_NONE}, {"ULOG", VERDICT_NONE}, {"AUDIT", VERDICT_NONE},
		{"CT", VERDICT_NONE}, {"NOTRACK", VERDICT_NONE}, {"MARK", VERDICT_NONE},
		{"CONNMARK", VERDICT_NONE}, {"CONNSECMARK", VERDICT_NONE}, {"SECMARK", VERDICT_NONE},
		{"TCPMSS", VERDICT_NONE}, {"TOS", VERDICT_NONE}, {"DSCP", VERDICT_NONE},
		{"CLASSIFY", VERDICT_NONE}, {"TRACE", VERDICT_NONE}, {"SET", VERDICT_NONE},
		{"TTL", VERDICT_NONE}, {"HL", VERDICT_NONE}, {"CHECKSUM", VERDICT_NONE},
		{"RATEEST", VERDICT_NONE}, {"TEE", VERDICT_NONE}};
	struct rule_action *action = &words->rule->action;

	if (!take(words))
		return;
	action->verdict = goes ? VERDICT_GOTO : VERDICT_JUMP;
	for (size_t i = 0; i < sizeof targets / sizeof targets[0]; i++)
		if (strcmp(words->word, targets[i].word) == 0)
			action->verdict = targets[i].verdict;
	words->rule->marks = strcmp(words->word, "MARK") == 0;
	if (action->verdict == VERDICT_JUMP || action->verdict == VERDICT_GOTO)
		action->target = ruleset_keep_text(words->ruleset, words->word);
	target_options(words);
}

static void take_word(struct words *words)
{
	if (strcmp(words->word, "!") == 0) {
		words->negated = true;
		return;
	}
	if (strcmp(words->word, "-j") == 0 || strcmp(words->word, "--jump") == 0 ||
		strcmp(words->word, "-g") == 0 || strcmp(words->word, "--goto") == 0) {
		take_target(words, words->word[1] == 'g' || words->word[2] == 'g');
		return;
	}
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
		if (strcmp(words->word, options[i].word) == 0) {
			take_option(words, &options[i]);
			words->negated = false;
			return;
		}
	}
	take_unknown(words);
	words->negated = false;
}

void iptables_rule_read(struct ruleset *ruleset, const char *text, struct rule *rule)
{
	struct words words = {.ruleset = ruleset, .rule = rule, .at = text};

	while (take(&words))
		take_word(&words);
}
