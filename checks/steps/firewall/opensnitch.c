/*
 * OpenSnitch's rules: a condition (operator) and an action. What we cannot judge makes a rule that stops nothing for us.
 */
#include "checks/steps/firewall/opensnitch.h"

#include <jansson.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/steps/firewall/packet.h"
#include "checks/steps/firewall/rule_value.h"

#define DEPTH_MAX   4
#define PATTERN_MAX 400

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

/* Counted repetitions and references back can cost any time and memory: those are not tried. */
static bool is_harmless(const char *pattern)
{
	if (strlen(pattern) > PATTERN_MAX || strchr(pattern, '{'))
		return false;
	for (const char *at = strchr(pattern, '\\'); at; at = at[1] ? strchr(at + 2, '\\') : NULL)
		if (ascii_isdigit(at[1]))
			return false;
	return true;
}

static enum tri pattern_fits(const char *pattern, const char *text)
{
	regex_t compiled;
	int found;

	if (!is_harmless(pattern) || regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return TRI_MAYBE;
	found = regexec(&compiled, text, 0, NULL, 0);
	regfree(&compiled);
	return found == 0 ? TRI_YES : TRI_NO;
}

static enum tri text_fits(const json_t *operator, const char * text)
{
	const char *data = text_of(operator, "data");
	bool sensitive = json_is_true(json_object_get(operator, "sensitive"));

	if (!*text)
		return TRI_MAYBE;
	if (strcmp(text_of(operator, "type"), "regexp") == 0)
		return pattern_fits(data, text);
	return (sensitive ? strcmp(data, text) == 0 : ascii_caseeq(data, text)) ? TRI_YES : TRI_NO;
}

static enum tri path_fits(const json_t *operator, const struct opensnitch_connection * connection)
{
	enum tri best = TRI_NO;

	for (const char *const *path = connection->programs; *path; path++) {
		enum tri one = text_fits(operator, * path);

		if (one > best)
			best = one;
	}
	return best;
}

static enum tri network_fits(const json_t *operator, const struct opensnitch_connection * connection)
{
	const enum rule_key key = KEY_DADDR;
	struct connection to = {.to = connection->to, .uid = -1, .gid = -1};
	struct rule_value value;
	struct packet packet;

	if (!rule_value_address(text_of(operator, "data"), &value))
		return TRI_MAYBE; /* a name for several networks */
	packet_question(&to, &packet);
	return packet_fits_row(&packet, &key, 1, &value);
}

static enum tri number_fits(const json_t *operator, int64_t number)
{
	char text[24];

	snprintf(text, sizeof text, "%lld", (long long)number);
	return text_fits(operator, number<0 ? "" : text);
}

static enum tri simple_fits(const json_t *operator, const struct opensnitch_connection * connection)
{
	const char *operand = text_of(operator, "operand");
	char ip[NET_ADDR_TEXT];

	net_addr_text(&connection->to, ip, sizeof ip);
	if (strcmp(operand, "true") == 0)
		return TRI_YES;
	if (strcmp(operand, "process.path") == 0)
		return path_fits(operator, connection);
	if (strcmp(operand, "dest.port") == 0)
		return number_fits(operator, net_addr_port(&connection->to));
	if (strcmp(operand, "dest.ip") == 0)
		return text_fits(operator, ip);
	if (strcmp(operand, "dest.host") == 0)
		return text_fits(operator, connection->host);
	if (strcmp(operand, "dest.network") == 0)
		return network_fits(operator, connection);
	if (strcmp(operand, "user.id") == 0)
		return number_fits(operator, connection->uid);
	if (strcmp(operand, "protocol") == 0)
		return text_fits(operator, net_addr_family(&connection->to) == AF_INET6 ? "tcp6" : "tcp");
	return TRI_MAYBE;
}

static enum tri operator_fits(
	const json_t *operator, const struct opensnitch_connection * connection, int depth)
{
	const json_t *list = json_object_get(operator, "list");
	enum tri all = TRI_YES;
	json_t *one;
	size_t i;

	if (depth > DEPTH_MAX || strcmp(text_of(operator, "type"), "lists") == 0)
		return TRI_MAYBE;
	if (strcmp(text_of(operator, "type"), "list") != 0)
		return simple_fits(operator, connection);
	if (!json_array_size(list))
		return TRI_MAYBE;
	json_array_foreach(list, i, one)
	{
		enum tri tri = operator_fits(one, connection, depth + 1);

		if (tri < all)
			all = tri;
	}
	return all;
}

enum stand { STAND_ASIDE, STAND_STOPS, STAND_PASSES };

/* What one rule does, when it is switched on. */
static enum stand rule_stands(const char *text, const struct opensnitch_connection *connection)
{
	json_t *rule = json_loads(text, 0, NULL);
	const char *action = text_of(rule, "action");
	bool forbids = strcmp(action, "deny") == 0 || strcmp(action, "reject") == 0;
	enum stand stand = STAND_ASIDE;
	enum tri tri;

	if (json_is_true(json_object_get(rule, "enabled"))) {
		tri = operator_fits(json_object_get(rule, "operator"), connection, 0);
		if (forbids && tri == TRI_YES)
			stand = STAND_STOPS;
		else if (!forbids && tri != TRI_NO && json_is_true(json_object_get(rule, "precedence")))
			stand = STAND_PASSES;
	}
	json_decref(rule);
	return stand;
}

size_t opensnitch_stops(
	const struct opensnitch_file *files, size_t n, const struct opensnitch_connection *connection)
{
	for (size_t i = 0; i < n; i++) {
		enum stand stand = rule_stands(files[i].text, connection);

		if (stand != STAND_ASIDE)
			return stand == STAND_STOPS ? i : n;
	}
	return n;
}
