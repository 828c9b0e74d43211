/*
 * A list of settings, its words, and the places that mail is handed to.
 */
#include "checks/profiles/own_list.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"

void own_list_release(struct own_list *list)
{
	for (size_t i = 0; i < list->v.n; i++) {
		/* Tables hold passwords, Exim's before the first blank. */
		if (list->v.items[i].key)
			mem_wipe(list->v.items[i].key, strlen(list->v.items[i].key));
		if (list->v.items[i].value)
			mem_wipe(list->v.items[i].value, strlen(list->v.items[i].value));
		free(list->v.items[i].key);
		free(list->v.items[i].value);
	}
	VEC_RELEASE(&list->v);
}

void own_list_add(
	struct own_list *list, const char *key, size_t key_len, const char *value, size_t value_len, int line)
{
	struct own_setting *setting;

	if (list->v.n >= OWN_LIST_MAX || !key_len)
		return;
	while (value_len && ascii_isspace(value[value_len - 1]))
		value_len--;
	setting = VEC_ADD(&list->v);
	setting->key = mem_strndup(key, key_len < 256 ? key_len : 256);
	setting->value = mem_strndup(value, value_len < OWN_VALUE_MAX ? value_len : OWN_VALUE_MAX);
	setting->line = line;
}

const struct own_setting *own_list_find(const struct own_list *list, const char *key)
{
	for (size_t i = list->v.n; i-- > 0;) {
		if (ascii_caseeq(list->v.items[i].key, key))
			return &list->v.items[i];
	}
	return NULL;
}

const char *own_list_get(const struct own_list *list, const char *key, const char *otherwise)
{
	const struct own_setting *setting = own_list_find(list, key);

	return setting ? setting->value : otherwise;
}

bool own_list_is_yes(const struct own_list *list, const char *key, bool otherwise)
{
	const char *value = own_list_get(list, key, NULL);

	if (!value || !*value)
		return otherwise;
	return ascii_caseeq(value, "yes") || ascii_caseeq(value, "true") || ascii_caseeq(value, "on") ||
	       strcmp(value, "1") == 0;
}

static bool parts_words(char c)
{
	return ascii_isspace(c) || c == ',';
}

bool own_next_word(const char **at, char *word_r, size_t size)
{
	const char *from = *at;
	size_t len = 0;

	while (*from && parts_words(*from))
		from++;
	while (from[len] && !parts_words(from[len]))
		len++;
	*at = from + len;
	if (!len)
		return false;
	if (len >= size)
		len = size - 1;
	memcpy(word_r, from, len);
	word_r[len] = '\0';
	return true;
}

bool own_is_plain(const char *word)
{
	for (; *word; word++) {
		if (!ascii_isalnum(*word) && !strchr(".-_:[]/@", *word))
			return false;
	}
	return true;
}

/* "smtp+tls://label@" in front, where it is there. Gives what is left. */
static const char *read_scheme(const char *text, struct own_hop *hop)
{
	const char *slashes = strstr(text, "://"), *at;

	if (!slashes || (size_t)(slashes - text) >= sizeof hop->scheme)
		return text;
	memcpy(hop->scheme, text, (size_t)(slashes - text));
	text = slashes + 3;
	at = strchr(text, '@');
	if (at && (size_t)(at - text) < sizeof hop->label) {
		/* "anna:password@" is how others write it: a label has no colon. */
		memcpy(hop->label, text, (size_t)(at - text));
		mem_wipe(
			hop->label + strcspn(hop->label, ":"), strlen(hop->label) - strcspn(hop->label, ":"));
		text = at + 1;
	}
	return text;
}

static bool read_port(const char *text, int *port_r)
{
	static const struct {
		const char *name;
		int port;
	} names[] = {{"smtp", 25}, {"submission", 587}, {"smtps", 465}, {"submissions", 465}, {"ssmtp", 465}};
	int64_t number;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (ascii_caseeq(text, names[i].name)) {
			*port_r = names[i].port;
			return true;
		}
	}
	if (!ascii_number(text, 1, 65535, &number))
		return false;
	*port_r = (int)number;
	return true;
}

/* Splits "[host]…" and "host…" into host and what follows. */
static const char *read_host(const char *text, struct own_hop *hop)
{
	size_t len;

	if (*text == '[') {
		hop->literal = true;
		text++;
		len = strcspn(text, "]");
		if (text[len] != ']' || len >= sizeof hop->host)
			return NULL;
		memcpy(hop->host, text, len);
		return text + len + 1;
	}
	len = strcspn(text, ":");
	if (len >= sizeof hop->host)
		return NULL;
	memcpy(hop->host, text, len);
	return text + len;
}

bool own_read_hop(const char *text, struct own_hop *hop_r)
{
	struct own_hop hop = {.port = 0};
	const char *rest = read_host(read_scheme(text, &hop), &hop);

	if (!rest || !hop.host[0])
		return false;
	for (const char *c = hop.host; *c; c++) {
		if (!ascii_isalnum(*c) && !strchr(".-_:%", *c))
			return false;
	}
	/* Two colons: Exim's way to write one inside a list. */
	if (rest[0] == ':' && rest[1] == ':')
		rest++;
	if (rest[0] == ':' && !read_port(rest + 1, &hop.port))
		return false;
	if (rest[0] && rest[0] != ':')
		return false;
	*hop_r = hop;
	return true;
}
