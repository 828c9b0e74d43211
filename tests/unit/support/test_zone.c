/*
 * Zones as tables.
 */
#include "tests/unit/support/test_zone.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"

static const struct {
	const char *text;
	int type;
} types[] = {{"A", 1}, {"NS", 2}, {"CNAME", 5}, {"PTR", 12}, {"MX", 15}, {"TXT", 16}, {"AAAA", 28},
	{"SRV", 33}, {"TLSA", 52}, {"SPF", 99}};

static int type_of(const char *text)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(types[i].text, text) == 0)
			return types[i].type;
	return 0;
}

static int rcode_of(const char *text)
{
	static const char *const names[] = {"", "FORMERR", "SERVFAIL", "", "", "REFUSED"};

	for (int i = 1; i < 6; i++)
		if (names[i][0] && strcmp(names[i], text) == 0)
			return i;
	return 0;
}

static bool is_about(const char *types_text, int type)
{
	return !types_text[0] || type_of(types_text) == type;
}

/* \NNN and everything else; gives the next place. */
static const char *unescape(const char *s, unsigned char *byte_r)
{
	if (*s == '\\' && ascii_isdigit(s[1]) && ascii_isdigit(s[2]) && ascii_isdigit(s[3])) {
		*byte_r = (unsigned char)((s[1] - '0') * 100 + (s[2] - '0') * 10 + (s[3] - '0'));
		return s + 4;
	}
	*byte_r = (unsigned char)*s;
	return s + 1;
}

/* Strings of at most 255 bytes. */
static void add_text(struct test_msg *msg, const char *owner, int type, const char *text)
{
	unsigned char rdata[8192] = {0};
	size_t len = 1, start = 0;

	while (*text && len < sizeof rdata - 2) {
		unsigned char byte;
		bool next = *text == '|';

		text = unescape(text, &byte);
		if (next || rdata[start] == 255) {
			start = len;
			rdata[len++] = 0;
		}
		if (next)
			continue;
		rdata[len++] = byte;
		rdata[start]++;
	}
	test_msg_record(msg, TEST_ANSWER, owner, type, rdata, len);
}

/* "0 1 587 mail.example.org" */
static void add_srv(struct test_msg *msg, const char *owner, const char *data)
{
	unsigned char bytes[6];
	char *end = (char *)data;

	for (int i = 0; i < 3; i++) {
		unsigned long number = strtoul(end, &end, 10);

		bytes[2 * i] = (unsigned char)(number >> 8);
		bytes[2 * i + 1] = (unsigned char)number;
	}
	test_msg_name_record(msg, TEST_ANSWER, owner, 33, bytes, sizeof bytes, end + 1);
}

/* "3 1 1 00aa": three numbers, the rest in hex. */
static void add_tlsa(struct test_msg *msg, const char *owner, const char *data)
{
	unsigned char bytes[600];
	size_t len = 0;
	char *end = (char *)data;

	while (len < 3)
		bytes[len++] = (unsigned char)strtoul(end, &end, 10);
	end += *end == ' ';
	for (; end[0] && end[1] && len < sizeof bytes; end += 2) {
		char digits[3] = {end[0], end[1], '\0'};

		bytes[len++] = (unsigned char)strtoul(digits, NULL, 16);
	}
	test_msg_record(msg, TEST_ANSWER, owner, 52, bytes, len);
}

static void add_record(struct test_msg *msg, const char *owner, int type, const char *data)
{
	unsigned char bytes[16] = {0};
	char *end;
	unsigned long preference;

	switch (type) {
	case 1:
	case 28:
		if (inet_pton(type == 1 ? AF_INET : AF_INET6, data, bytes) != 1)
			abort();
		test_msg_record(msg, TEST_ANSWER, owner, type, bytes, type == 1 ? 4 : 16);
		return;
	case 15:
		preference = strtoul(data, &end, 10);
		bytes[0] = (unsigned char)(preference >> 8);
		bytes[1] = (unsigned char)preference;
		test_msg_name_record(msg, TEST_ANSWER, owner, type, bytes, 2, end + 1);
		return;
	case 16:
	case 99:
		add_text(msg, owner, type, data);
		return;
	case 33:
		add_srv(msg, owner, data);
		return;
	case 52:
		add_tlsa(msg, owner, data);
		return;
	default:
		test_msg_name_record(msg, TEST_ANSWER, owner, type, bytes, 0, data);
	}
}

/* The records of that name; gives the target of its CNAME, NULL without one. */
static const char *add_all(
	struct test_msg *msg, const struct test_zone_record *zone, const char *name, int type, bool *found_r)
{
	const char *target = NULL;

	for (; zone->name; zone++) {
		int here = type_of(zone->type);

		if (!ascii_caseeq(zone->name, name) || (here != type && here != 5))
			continue;
		add_record(msg, name, here, zone->data);
		if (here == type)
			*found_r = true;
		else
			target = zone->data;
	}
	return target;
}

/* Something is at or below the name. */
static bool exists(const struct test_zone_record *zone, const char *name)
{
	size_t len = strlen(name);

	for (; zone->name; zone++) {
		size_t own = strlen(zone->name);

		if (own >= len && ascii_caseeq(zone->name + own - len, name) &&
			(own == len || zone->name[own - len - 1] == '.'))
			return true;
	}
	return false;
}

static int question_type(const struct test_question *question)
{
	size_t end = 12;

	while (end < question->len && question->query[end])
		end += question->query[end] + 1U;
	return question->query[end + 1] << 8 | question->query[end + 2];
}

/* Whether a line of the table says that such a question fails. */
static bool fails(
	struct test_question *question, const struct test_zone_record *zone, const char *name, int type)
{
	for (; zone->name; zone++) {
		if (!ascii_caseeq(zone->name, name) || !is_about(zone->data, type))
			continue;
		if (strcmp(zone->type, "TIMEOUT") == 0)
			return true;
		if (rcode_of(zone->type)) {
			test_msg_reply_to(&question->reply, question->query, question->len,
				TEST_RA | rcode_of(zone->type));
			return true;
		}
	}
	return false;
}

static bool is_secure(const struct test_zone_record *zone, const char *name)
{
	for (; zone->name; zone++) {
		if (strcmp(zone->type, "SECURE") == 0 && ascii_caseeq(zone->name, name))
			return true;
	}
	return false;
}

void test_zone_answer(struct test_question *question, void *data)
{
	const struct test_zone_record *zone = data;
	struct test_msg *reply = &question->reply;
	int type = question_type(question);
	char name[1025];
	const char *next = name;
	bool found = false;

	test_query_name(question->query, question->len, name, sizeof name);
	if (fails(question, zone, name, type))
		return;
	test_msg_reply_to(
		reply, question->query, question->len, TEST_RA | (is_secure(zone, name) ? TEST_AD : 0));
	for (int steps = 0; next && steps < 9; steps++) {
		str_copy(name, sizeof name, next);
		next = add_all(reply, zone, name, type, &found);
	}
	if (!found && !exists(zone, name))
		reply->bytes[3] |= 3;
	if (!found)
		test_msg_soa(reply, "org");
	if (!question->tcp && reply->len > 1232)
		test_msg_reply_to(reply, question->query, question->len, TEST_RA | TEST_TC);
}
