/*
 * firewalld's rich language (firewalld.richlanguage(5)), as far as it is about connections that go out.
 */
#include "checks/steps/firewall/firewalld.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/steps/firewall/rule_value.h"

#define WORD_MAX 200

struct rich {
	struct ruleset *ruleset;
	const json_t *services;
	struct rule *rule; /* NULL: only looked at */
	struct firewalld_rich seen;
	char element[32]; /* "port": what the attributes belong to */
	bool negated;
};

/* The next word or name="value"; false at the end. */
static bool next_word(const char **text, char *name, char *value)
{
	const char *s = *text;
	size_t len, n = 0;

	while (ascii_isspace(*s))
		s++;
	len = strcspn(s, "= \t");
	name[0] = value[0] = '\0';
	if (!*s)
		return false;
	if (len < WORD_MAX) {
		memcpy(name, s, len);
		name[len] = '\0';
	}
	s += len;
	if (*s == '=') {
		char quote = *++s == '"' || *s == '\'' ? *s++ : '\0';

		for (; *s && (quote ? *s != quote : !ascii_isspace(*s)); s++)
			if (n + 1 < WORD_MAX)
				value[n++] = *s;
		s += quote && *s == quote;
	}
	value[n] = '\0';
	*text = s;
	return true;
}

static void add_value(struct rich *rich, enum rule_key key, const char *text)
{
	struct rule_match *match = rule_add_match(rich->rule, key);

	match->negated = rich->negated;
	rule_value_read(rich->ruleset, key, text, match_add_value(match));
	rich->negated = false;
}

/* The ports of a service, one of which it has to be. */
static void add_service(struct ruleset *ruleset, struct rule *rule, const char *name, const json_t *services)
{
	const json_t *ports = json_object_get(services, name);
	struct rule_match *match;
	json_t *port;
	size_t i;

	if (!json_is_array(ports)) {
		rule_match_unknown(rule);
		return;
	}
	match = rule_add_match(rule, KEY_DPORT);
	json_array_foreach(ports, i, port)
	{
		const char *number = json_string_value(json_array_get(port, 0)),
			   *protocol = json_string_value(json_array_get(port, 1));

		if (number && protocol && strcmp(protocol, "tcp") == 0)
			rule_value_read(ruleset, KEY_DPORT, number, match_add_value(match));
	}
}

struct rule *firewalld_service_rule(
	struct ruleset *ruleset, struct rule_chain *chain, const char *name, const json_t *services)
{
	struct rule *rule = chain_add(ruleset, chain);

	if (rule)
		add_service(ruleset, rule, name, services);
	return rule;
}

/* name="value" that belongs to the element before it. */
static void attribute(struct rich *rich, const char *name, const char *value)
{
	static const struct {
		const char *element, *name;
		enum rule_key key;
	} keys[] = {{"destination", "address", KEY_DADDR}, {"source", "address", KEY_SADDR},
		{"port", "port", KEY_DPORT}, {"port", "protocol", KEY_PROTO},
		{"source-port", "port", KEY_SPORT}, {"source-port", "protocol", KEY_PROTO},
		{"protocol", "value", KEY_PROTO}};

	if (strcmp(name, "priority") == 0 && strcmp(rich->element, "rule") == 0)
		rich->seen.priority = (int)strtol(value, NULL, 10);
	if (!rich->rule)
		return;
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		if (strcmp(rich->element, keys[i].element) == 0 && strcmp(name, keys[i].name) == 0) {
			add_value(rich, keys[i].key, value);
			return;
		}
	}
	if (strcmp(name, "family") == 0)
		rule_match_number(rich->rule, KEY_FAMILY, strcmp(value, "ipv6") == 0 ? 6 : 4);
	else if (strcmp(rich->element, "service") == 0)
		add_service(rich->ruleset, rich->rule, value, rich->services);
	else if (strcmp(rich->element, "destination") == 0 || strcmp(rich->element, "source") == 0)
		rule_match_unknown(rich->rule); /* a set of addresses, a hardware address */
}

static void element(struct rich *rich, const char *word)
{
	static const struct {
		const char *word;
		enum verdict verdict;
	} actions[] = {{"accept", VERDICT_ACCEPT}, {"reject", VERDICT_REJECT}, {"drop", VERDICT_DROP}};
	static const char *const never[] = {
		"icmp-block", "icmp-type", "masquerade", "forward-port", "tcp-mss-clamp"};

	if (ascii_caseeq(word, "not")) {
		rich->negated = true;
		return;
	}
	str_copy(rich->element, sizeof rich->element, word);
	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
		if (strcmp(word, actions[i].word) == 0)
			rich->seen.verdict = actions[i].verdict;
	for (size_t i = 0; rich->rule && i < sizeof never / sizeof never[0]; i++)
		if (strcmp(word, never[i]) == 0)
			rule_add_match(rich->rule, KEY_NEVER);
	if (rich->rule && strcmp(word, "limit") == 0)
		rule_match_unknown(rich->rule);
}

static void walk(struct rich *rich, const char *text)
{
	char name[WORD_MAX], value[WORD_MAX];

	while (next_word(&text, name, value)) {
		if (value[0])
			attribute(rich, name, value);
		else
			element(rich, name);
	}
}

struct firewalld_rich firewalld_rich_look(const char *text)
{
	struct rich rich = {.ruleset = NULL};

	walk(&rich, text);
	return rich.seen;
}

void firewalld_rich_read(
	struct ruleset *ruleset, struct rule_chain *chain, const char *text, const json_t *services)
{
	struct rich rich = {.ruleset = ruleset, .services = services, .rule = chain_add(ruleset, chain)};

	if (!rich.rule)
		return;
	walk(&rich, text);
	rich.rule->action.verdict = rich.seen.verdict;
	rich.rule->text = ruleset_keep_text(ruleset, text);
}
