/*
 * What the receiver found out about a mail: Authentication-Results (RFC 8601) and Received-SPF (RFC 7208 section 9.1). The header fields are
 * as trustworthy as whoever gave us the mail: they tell where to look, nothing is concluded from them alone.
 */
#include "checks/mail/message.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/mail/message_lex.h"

/* A lower-case keyword of at most size - 1 bytes from the first len bytes of s; "" when it is none. */
static void take_keyword(char *dst, size_t size, const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && n + 1 < size && (ascii_isalnum(s[n]) || s[n] == '-' || s[n] == '_')) {
		dst[n] = ascii_lower(s[n]);
		n++;
	}
	dst[n == len ? n : 0] = '\0';
}

/* The domain of "user@domain", "@domain" or "domain". */
static void take_domain(char domain_r[HOST_MAX], const char *value)
{
	const char *at = strrchr(value, '@');

	lex_host(at ? at + 1 : value, domain_r);
}

static void take_selector(char *dst, size_t size, const char *value)
{
	size_t len = strlen(value), i = 0;

	while (i < len && (ascii_isalnum(value[i]) || strchr("-_.", value[i])))
		i++;
	if (i == len && len < size)
		str_copy(dst, size, value);
}

/* ptype.property=value (RFC 8601 section 2.2). What names a domain: header.d before header.i. */
static void take_property(struct message_result *result, const char *name, size_t len, const char *value)
{
	static const char *const domains[] = {
		"header.d", "header.from", "smtp.mailfrom", "smtp.mail", "smtp.helo", "header.i"};

	for (size_t i = 0; i < sizeof domains / sizeof domains[0]; i++)
		if (strlen(domains[i]) == len && ascii_ncasecmp(name, domains[i], len) == 0 &&
			(!result->domain[0] || i == 0))
			take_domain(result->domain, value);
	if (len == 8 && ascii_ncasecmp(name, "header.s", 8) == 0)
		take_selector(result->selector, sizeof result->selector, value);
	if ((len == 12 && ascii_ncasecmp(name, "policy.iprev", 12) == 0) ||
		(len == 14 && ascii_ncasecmp(name, "smtp.remote-ip", 14) == 0))
		(void)lex_address(value, &result->addr);
}

/* "sender IP is 192.0.2.1" (Exchange), "designates 192.0.2.1 as permitted sender" (Gmail and others). */
static void take_told_address(struct message_result *result, const char *comment)
{
	char word[LEX_WORD_MAX];
	bool behind = false;

	while (!result->addr.len && lex_blank_word(&comment, word)) {
		if (behind)
			(void)lex_address(word, &result->addr);
		behind = ascii_caseeq(word, "is") || ascii_caseeq(word, "designates") ||
			 ascii_caseeq(word, "designate");
	}
}

struct results {
	struct message_result *items;
	size_t n;
};

/* The first word of a section, "spf=pass"; false: the section has none. */
static bool start_result(struct results *results, const char *word, const char *server)
{
	struct message_result *result = &results->items[results->n];
	const char *equal = strchr(word, '=');

	if (!equal || results->n == MESSAGE_RESULTS_MAX)
		return false;
	*result = (struct message_result){.server = ""};
	take_keyword(result->method, sizeof result->method, word, (size_t)(equal - word));
	take_keyword(result->result, sizeof result->result, equal + 1, strlen(equal + 1));
	if (!result->method[0] || !result->result[0])
		return false;
	str_copy(result->server, sizeof result->server, server);
	results->n++;
	return true;
}

static void read_results(struct results *results, const char *value)
{
	struct lex lex = {.at = value};
	char server[HOST_MAX] = "";
	struct message_result *open = NULL;
	bool first = true;
	enum lex_kind kind;

	while ((kind = lex_next(&lex, ';')) != LEX_END) {
		const char *equal = strchr(lex.text, '=');

		if (kind == LEX_SEPARATOR) {
			open = NULL;
		} else if (kind == LEX_COMMENT) {
			if (open)
				take_told_address(open, lex.text);
		} else if (first && !equal) {
			/* Exchange leaves the name of the server out (RFC 8601 section 2.2 demands it). */
			lex_host(lex.text, server);
		} else if (open && equal) {
			take_property(open, lex.text, (size_t)(equal - lex.text), equal + 1);
		} else if (start_result(results, lex.text, server)) {
			open = &results->items[results->n - 1];
		}
		first = false;
	}
}

/* "pass (…) client-ip=192.0.2.1; envelope-from="a@b"; helo=h;" */
static void read_received_spf(struct results *results, const char *value)
{
	struct message_result result = {.method = "spf"};
	struct lex lex = {.at = value};
	enum lex_kind kind;
	bool first = true;

	while ((kind = lex_next(&lex, ';')) != LEX_END) {
		if (kind == LEX_COMMENT) {
			take_told_address(&result, lex.text);
		} else if (kind == LEX_WORD && first) {
			take_keyword(result.result, sizeof result.result, lex.text, strlen(lex.text));
			first = false;
		} else if (kind == LEX_WORD && ascii_starts(lex.text, "client-ip=")) {
			(void)lex_address(lex.text + 10, &result.addr);
		} else if (kind == LEX_WORD && ascii_starts(lex.text, "envelope-from=")) {
			take_domain(result.domain, lex.text + 14);
		} else if (kind == LEX_WORD && ascii_starts(lex.text, "receiver=")) {
			lex_host(lex.text + 9, result.server);
		}
	}
	if (result.result[0] && results->n < MESSAGE_RESULTS_MAX)
		results->items[results->n++] = result;
}

size_t message_results(const struct message *message, struct message_result results_r[MESSAGE_RESULTS_MAX])
{
	struct results results = {.items = results_r};

	for (size_t i = 0; i < message->n && results.n < MESSAGE_RESULTS_MAX; i++) {
		const struct message_field *field = &message->fields[i];
		struct str STR_AUTO value = STR_INIT;

		message_unfold(field, &value);
		if (message_field_is(field, "Authentication-Results"))
			read_results(&results, str_text(&value));
		else if (message_field_is(field, "Received-SPF"))
			read_received_spf(&results, str_text(&value));
	}
	return results.n;
}
