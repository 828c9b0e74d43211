/*
 * From libnftables' JSON to the words of nftables. What is not known becomes "?", which the reader of rules does not understand either:
 * such a rule is one that may match.
 */
#include "checks/steps/firewall/nft_json.h"

#include <string.h>

#define DEPTH_MAX 12

static void value_at(const json_t *value, struct str *out, int depth);

/* The first key of an object, and what it holds. */
static const char *only_key(const json_t *object, const json_t **inner_r)
{
	void *at = json_object_iter((json_t *)object);

	if (!at)
		return "";
	*inner_r = json_object_iter_value(at);
	return json_object_iter_key(at);
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* A word is written as it is; what has blanks is quoted. */
static void add_word(struct str *out, const char *word)
{
	bool plain = *word && !strpbrk(word, " \t\n;{}#\",");

	if (!plain)
		str_add_char(out, '"');
	for (; *word; word++)
		if (*word != '"' && *word != '\n')
			str_add_char(out, *word);
	if (!plain)
		str_add_char(out, '"');
}

static void add_list(const json_t *list, struct str *out, const char *between, int depth)
{
	size_t i;
	json_t *item;

	json_array_foreach(list, i, item)
	{
		if (i)
			str_add(out, between);
		value_at(item, out, depth);
	}
}

/* An element of a map is [key, verdict]. */
static void add_set(const json_t *list, struct str *out, int depth)
{
	size_t i;
	json_t *item;

	str_add(out, "{ ");
	json_array_foreach(list, i, item)
	{
		if (i)
			str_add(out, ", ");
		if (json_is_array(item) && json_array_size(item) == 2) {
			value_at(json_array_get(item, 0), out, depth);
			str_add(out, " : ");
			value_at(json_array_get(item, 1), out, depth);
		} else {
			value_at(item, out, depth);
		}
	}
	str_add(out, " }");
}

static void add_range(const json_t *pair, struct str *out, int depth)
{
	value_at(json_array_get(pair, 0), out, depth);
	str_add_char(out, '-');
	value_at(json_array_get(pair, 1), out, depth);
}

static void add_verdict(const char *verdict, const json_t *inner, struct str *out)
{
	str_add(out, verdict);
	if (*text_of(inner, "target"))
		str_addf(out, " %s", text_of(inner, "target"));
}

static void add_fib(const json_t *inner, struct str *out)
{
	const json_t *flags = json_object_get(inner, "flags");

	str_add(out, "fib ");
	if (json_is_string(flags))
		add_word(out, json_string_value(flags));
	else
		add_list(flags, out, " . ", DEPTH_MAX - 1);
	str_addf(out, " %s", text_of(inner, "result"));
}

/* Expressions that a rule looks at: {"payload": …}, {"meta": …}; false for others. */
static bool add_selector(const char *kind, const json_t *inner, struct str *out)
{
	if (strcmp(kind, "payload") == 0 && *text_of(inner, "protocol"))
		str_addf(out, "%s %s", text_of(inner, "protocol"), text_of(inner, "field"));
	else if (strcmp(kind, "meta") == 0)
		str_addf(out, "meta %s", text_of(inner, "key"));
	else if (strcmp(kind, "ct") == 0 && !json_object_get(inner, "dir"))
		str_addf(out, "ct %s", text_of(inner, "key"));
	else if (strcmp(kind, "socket") == 0)
		str_addf(out, "socket %s", text_of(inner, "key"));
	else if (strcmp(kind, "fib") == 0)
		add_fib(inner, out);
	else
		return false;
	return true;
}

/* "tcp flags & (fin | syn)", "meta mark & 255" */
static void add_masked(const json_t *pair, struct str *out, int depth)
{
	const json_t *mask = json_array_get(pair, 1);
	bool list = json_is_array(mask) || json_object_get(mask, "|");

	value_at(json_array_get(pair, 0), out, depth);
	str_add(out, list ? " & (" : " & ");
	if (json_is_array(mask))
		add_list(mask, out, " | ", depth);
	else
		value_at(mask, out, depth);
	if (list)
		str_add_char(out, ')');
}

static void add_object(const json_t *value, struct str *out, int depth)
{
	const json_t *inner = NULL;
	const char *kind = only_key(value, &inner);
	static const char *const verdicts[] = {
		"accept", "drop", "continue", "return", "jump", "goto", "queue", "reject"};

	if (strcmp(kind, "prefix") == 0) {
		value_at(json_object_get(inner, "addr"), out, depth);
		str_addf(out, "/%lld", (long long)json_integer_value(json_object_get(inner, "len")));
	} else if (strcmp(kind, "range") == 0) {
		add_range(inner, out, depth);
	} else if (strcmp(kind, "set") == 0) {
		if (json_is_string(inner))
			str_add(out, json_string_value(inner));
		else
			add_set(inner, out, depth);
	} else if (strcmp(kind, "concat") == 0) {
		add_list(inner, out, " . ", depth);
	} else if (strcmp(kind, "elem") == 0) {
		value_at(json_object_get(inner, "val"), out, depth);
	} else if (strcmp(kind, "&") == 0) {
		add_masked(inner, out, depth);
	} else if (strcmp(kind, "|") == 0) {
		add_list(inner, out, " | ", depth);
	} else if (!add_selector(kind, inner, out)) {
		for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
			if (strcmp(kind, verdicts[i]) == 0) {
				add_verdict(kind, inner, out);
				return;
			}
		}
		str_add_char(out, '?');
	}
}

static void value_at(const json_t *value, struct str *out, int depth)
{
	if (depth > DEPTH_MAX)
		str_add_char(out, '?');
	else if (json_is_string(value))
		add_word(out, json_string_value(value));
	else if (json_is_integer(value))
		str_addf(out, "%lld", (long long)json_integer_value(value));
	else if (json_is_array(value))
		add_list(value, out, ",", depth + 1);
	else if (json_is_object(value))
		add_object(value, out, depth + 1);
	else if (json_is_boolean(value))
		str_add(out, json_is_true(value) ? "1" : "missing");
	else
		str_add_char(out, '?');
}

void nft_json_value(const json_t *value, struct str *out)
{
	value_at(value, out, 0);
}

/* "in" is what flags do without an operator. */
static void add_match(const json_t *inner, struct str *out)
{
	const char *op = text_of(inner, "op");
	const json_t *right = json_object_get(inner, "right");
	bool implied = strcmp(op, "==") == 0 || strcmp(op, "in") == 0;
	bool flags = json_is_object(json_object_get(inner, "left")) &&
		     strcmp(text_of(json_object_get(json_object_get(inner, "left"), "payload"), "field"),
			     "flags") == 0;

	value_at(json_object_get(inner, "left"), out, 0);
	str_add_char(out, ' ');
	if (!implied || (flags && strcmp(op, "==") == 0) ||
		json_object_get(json_object_get(inner, "left"), "&"))
		str_addf(out, "%s ", strcmp(op, "in") == 0 ? "" : op);
	value_at(right, out, 0);
}

static void add_nat(const char *kind, const json_t *inner, struct str *out)
{
	const json_t *addr = json_object_get(inner, "addr"), *port = json_object_get(inner, "port");
	const char *family = text_of(inner, "family");

	str_add(out, kind);
	if (*family)
		str_addf(out, " %s", family);
	if (!addr && !port)
		return;
	str_add(out, " to ");
	if (addr && port && json_is_string(addr) && strchr(json_string_value(addr), ':'))
		str_addf(out, "[%s]", json_string_value(addr));
	else if (addr)
		value_at(addr, out, 0);
	if (port) {
		str_add_char(out, ':');
		value_at(port, out, 0);
	}
}

static void add_reject(const json_t *inner, struct str *out)
{
	const char *type = text_of(inner, "type");

	str_add(out, "reject");
	if (*type)
		str_addf(out, " with %s", type);
	if (*text_of(inner, "expr"))
		str_addf(out, " %s", text_of(inner, "expr"));
}

static void add_limit(const json_t *inner, struct str *out)
{
	str_addf(out, "limit rate %s%lld/%s", json_is_true(json_object_get(inner, "inv")) ? "over " : "",
		(long long)json_integer_value(json_object_get(inner, "rate")), text_of(inner, "per"));
}

static void add_mangle(const json_t *inner, struct str *out)
{
	value_at(json_object_get(inner, "key"), out, 0);
	str_add(out, " set ");
	value_at(json_object_get(inner, "value"), out, 0);
}

static void add_log(const json_t *inner, struct str *out)
{
	str_add(out, "log");
	if (*text_of(inner, "prefix"))
		str_addf(out, " prefix \"%.*s\"", (int)strcspn(text_of(inner, "prefix"), "\"\n"),
			text_of(inner, "prefix"));
}

static void add_vmap(const json_t *inner, struct str *out)
{
	value_at(json_object_get(inner, "key"), out, 0);
	str_add(out, " vmap ");
	value_at(json_object_get(inner, "data"), out, 0);
}

/* Verdicts, which are written alike: {"accept": null}, {"jump": {"target": "x"}}. */
static bool add_plain(const char *kind, const json_t *inner, struct str *out)
{
	static const char *const plain[] = {
		"accept", "drop", "continue", "return", "jump", "goto", "queue", "notrack", "counter"};

	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		if (strcmp(kind, plain[i]) == 0) {
			add_verdict(kind, inner, out);
			return true;
		}
	}
	return false;
}

static bool add_statement(const char *kind, const json_t *inner, struct str *out)
{
	static const struct {
		const char *kind;
		void (*add)(const json_t *, struct str *);
	} statements[] = {{"match", add_match}, {"reject", add_reject}, {"limit", add_limit},
		{"mangle", add_mangle}, {"log", add_log}, {"vmap", add_vmap}};

	for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
		if (strcmp(kind, statements[i].kind) == 0) {
			statements[i].add(inner, out);
			return true;
		}
	}
	if (strcmp(kind, "redirect") == 0 || strcmp(kind, "dnat") == 0 || strcmp(kind, "snat") == 0 ||
		strcmp(kind, "masquerade") == 0 || strcmp(kind, "tproxy") == 0) {
		add_nat(kind, inner, out);
		return true;
	}
	return add_plain(kind, inner, out);
}

/* A rule of iptables that nft cannot show. */
static void add_foreign(const json_t *inner, struct str *out)
{
	str_addf(out, "? xt %s %s", text_of(inner, "type"), text_of(inner, "name"));
}

bool nft_json_words(const json_t *statements, struct str *out)
{
	bool known = true;
	json_t *statement;
	size_t i;

	json_array_foreach(statements, i, statement)
	{
		const json_t *inner = NULL;
		const char *kind = only_key(statement, &inner);

		if (strcmp(kind, "counter") == 0)
			continue;
		if (out->len)
			str_add_char(out, ' ');
		if (strcmp(kind, "xt") == 0) {
			known = false;
			add_foreign(inner, out);
		} else if (!add_statement(kind, inner, out)) {
			str_addf(out, "? %s", kind);
		}
	}
	return known;
}
