/*
 * The format of ipset save: "create NAME TYPE options" and "add NAME ELEMENT options". What is neither addresses nor ports is a set that
 * may hold anything.
 */
#include "checks/steps/firewall/ipset.h"

#include <string.h>

#include "checks/base/str.h"
#include "checks/steps/firewall/rule_value.h"

#define WORD_MAX   200
#define VALUES_MAX 200000

static const char *word_at(const char *line, char word[WORD_MAX])
{
	size_t len;

	line += strspn(line, " \t");
	len = strcspn(line, " \t\n");
	word[0] = '\0';
	if (len < WORD_MAX) {
		memcpy(word, line, len);
		word[len] = '\0';
	}
	return line + len;
}

/* "hash:net,port": the keys of its rows; none where some part is not known. */
static void keys_of(const char *type, struct rule_set *set)
{
	const char *parts = strchr(type, ':');

	set->n_keys = 0;
	for (parts = parts ? parts + 1 : ""; *parts && set->n_keys < RULE_KEYS_MAX;) {
		size_t len = strcspn(parts, ",");
		bool address =
			len >= 2 && (strncmp(parts, "ip", len) == 0 || strncmp(parts, "net", len) == 0);
		bool port = strncmp(parts, "port", len) == 0;

		set->keys[set->n_keys++] = address ? KEY_DADDR : port ? KEY_DPORT : KEY_UNKNOWN;
		set->partly |= !address && !port;
		parts += len + (parts[len] == ',');
	}
	set->partly |= set->n_keys == 0;
}

/* "192.0.2.0/24,tcp:587" */
static void add_element(struct ruleset *ruleset, struct rule_set *set, char *element)
{
	struct rule_value row[RULE_KEYS_MAX];
	char *next = element;

	for (size_t i = 0; i < set->n_keys; i++) {
		char *one = next ? next : (char *)"";
		char *colon = set->keys[i] == KEY_DPORT ? strchr(one, ':') : NULL;

		next = next ? strchr(next, ',') : NULL;
		if (next)
			*next++ = '\0';
		if (colon && strncmp(one, "tcp:", 4) != 0)
			return; /* a port of another protocol */
		rule_value_read(ruleset, set->keys[i], colon ? colon + 1 : one, &row[i]);
	}
	for (size_t i = 0; i < set->n_keys; i++)
		*VEC_ADD(&set->values.v) = row[i];
}

static void read_line(struct ruleset *ruleset, struct rule_table *table, const char *line)
{
	char verb[WORD_MAX], name[WORD_MAX], what[WORD_MAX];
	struct rule_set *set;

	line = word_at(line, verb);
	line = word_at(line, name);
	line = word_at(line, what);
	if (!*name || !*what)
		return;
	if (strcmp(verb, "create") == 0) {
		keys_of(what, table_set(ruleset, table, name));
	} else if (strcmp(verb, "add") == 0) {
		set = table_set(ruleset, table, name);
		if (set->values.v.n > VALUES_MAX)
			set->partly = true;
		else if (memmem(line, strcspn(line, "\n"), "nomatch", strlen("nomatch")))
			set->partly = true;
		else
			add_element(ruleset, set, what);
	}
}

void ipset_read(struct ruleset *ruleset, const char *text)
{
	for (size_t i = 0; i < ruleset->tables.n; i++) {
		struct rule_table *table = ruleset->tables.items[i];

		if (table->tool == TOOL_NFT)
			continue;
		for (const char *line = text; *line;
			line += strcspn(line, "\n") + (line[strcspn(line, "\n")] == '\n'))
			read_line(ruleset, table, line);
	}
}
