/*
 * MTA-STS records and policies read.
 */
#include "checks/auth/mta_sts.h"

#include <string.h>

#include "checks/auth/taglist.h"
#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/base/utf8.h"

#define VALUE_MAX 300

static bool is_id(const struct tag *tag)
{
	if (!tag->value_len || tag->value_len > 32)
		return false;
	for (size_t i = 0; i < tag->value_len; i++) {
		if (!ascii_isalnum(tag->value[i]))
			return false;
	}
	return true;
}

static enum mta_sts_record read_record(const char *text, size_t len, char id_r[33])
{
	struct taglist list = taglist_of(text, len);
	struct tag tag;

	id_r[0] = '\0';
	if (!taglist_next(&list, &tag) || !tag_says(&tag, "STSv1"))
		return MTA_STS_SYNTAX;
	while (taglist_next(&list, &tag)) {
		if (!tag.value || !tag.name_len)
			return MTA_STS_SYNTAX;
		if (!tag_is(&tag, "id") || id_r[0])
			continue;
		if (!is_id(&tag))
			return MTA_STS_NO_ID;
		tag_copy(&tag, id_r, 33);
	}
	return id_r[0] ? MTA_STS_FOUND : MTA_STS_NO_ID;
}

enum mta_sts_record mta_sts_record(
	const struct dns_answer *answer, char id_r[33], char text_r[], size_t text_size)
{
	const struct dns_record *record;
	size_t n;

	id_r[0] = text_r[0] = '\0';
	if (answer->outcome != DNS_FOUND)
		return dns_is_absent(answer->outcome) || answer->outcome == DNS_BAD_NAME ? MTA_STS_NONE
											 : MTA_STS_UNKNOWN;
	n = taglist_select(answer, "v=STSv1", &record);
	if (!record)
		return MTA_STS_NONE;
	text_harmless_buf(text_r, text_size, record->u.txt.bytes, record->u.txt.len);
	if (n != 1)
		return n ? MTA_STS_SEVERAL : MTA_STS_SYNTAX;
	return read_record(record->u.txt.bytes, record->u.txt.len, id_r);
}

/* ---- the policy ---- */

const char *mta_sts_mode_name(enum mta_sts_mode mode)
{
	static const char *const names[] = {
		[MTA_STS_MODE_NONE] = "none",
		[MTA_STS_MODE_TESTING] = "testing",
		[MTA_STS_MODE_ENFORCE] = "enforce",
	};

	return names[mode];
}

/* What was there; of every key but mx the first counts. */
struct reading {
	bool version, mode, age;
};

static void fail(struct mta_sts_policy *policy, enum mta_sts_fault fault, const char *piece, size_t len)
{
	if (policy->fault != MTA_STS_FINE)
		return;
	policy->fault = fault;
	text_harmless_buf(policy->piece, sizeof policy->piece, piece, len);
}

/* A name, or "*." and a name with a dot of its own. */
static bool is_pattern(const char *value)
{
	const char *name = strncmp(value, "*.", 2) == 0 ? value + 2 : value;
	char host[HOST_MAX];
	int port = 0;

	return !host_is_literal(value) && host_parse(name, host, &port) && !port && ascii_caseeq(host, name);
}

static void take_mx(struct mta_sts_policy *policy, char *value)
{
	size_t len = strlen(value);

	/* The dot of the root says nothing new. */
	if (len > 1 && value[len - 1] == '.')
		value[--len] = '\0';
	if (!is_pattern(value)) {
		fail(policy, MTA_STS_BAD_MX, value, len);
		return;
	}
	if (policy->n_mx == MTA_STS_MX_MAX)
		return;
	ascii_tolower(value);
	str_copy(policy->mx[policy->n_mx++], HOST_MAX, value);
}

static void take_mode(struct mta_sts_policy *policy, const char *value)
{
	for (int i = MTA_STS_MODE_NONE; i <= MTA_STS_MODE_ENFORCE; i++) {
		if (strcmp(value, mta_sts_mode_name((enum mta_sts_mode)i)) == 0) {
			policy->mode = (enum mta_sts_mode)i;
			return;
		}
	}
	fail(policy, MTA_STS_NO_MODE, value, strlen(value));
}

static void take(struct mta_sts_policy *policy, struct reading *reading, const struct tag *key, char *value)
{
	if (tag_is(key, "mx")) {
		take_mx(policy, value);
	} else if (tag_is(key, "version") && !reading->version) {
		reading->version = true;
		if (strcmp(value, "STSv1") != 0)
			fail(policy, MTA_STS_NO_VERSION, value, strlen(value));
	} else if (tag_is(key, "mode") && !reading->mode) {
		reading->mode = true;
		take_mode(policy, value);
	} else if (tag_is(key, "max_age") && !reading->age) {
		reading->age = true;
		if (!ascii_number(value, 0, MTA_STS_AGE_MAX, &policy->max_age))
			fail(policy, MTA_STS_NO_AGE, value, strlen(value));
	}
}

static void take_line(struct mta_sts_policy *policy, struct reading *reading, const char *line, size_t len)
{
	const char *colon = memchr(line, ':', len), *end = line + len;
	struct tag key = {.name = line, .name_len = colon ? (size_t)(colon - line) : 0};
	char value[VALUE_MAX];
	struct tag rest;

	while (end > line && ascii_isspace(end[-1]))
		end--;
	if (end == line) /* an empty line says nothing */
		return;
	if (!key.name_len) {
		fail(policy, MTA_STS_BAD_LINE, line, len);
		return;
	}
	for (colon++; colon < end && ascii_isspace(*colon); colon++)
		continue;
	rest = (struct tag){.value = colon, .value_len = (size_t)(end - colon)};
	/* What no key has any use for may be as long as it likes. */
	(void)tag_copy(&rest, value, sizeof value);
	take(policy, reading, &key, value);
}

void mta_sts_parse(const char *text, size_t len, struct mta_sts_policy *policy_r)
{
	struct reading reading = {.version = false};
	const char *end = text + len;

	memset(policy_r, 0, sizeof *policy_r);
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *next = newline ? newline : end;

		take_line(policy_r, &reading, text, (size_t)(next - text));
		text = newline ? newline + 1 : end;
	}
	if (!reading.version)
		fail(policy_r, MTA_STS_NO_VERSION, "", 0);
	if (!reading.mode)
		fail(policy_r, MTA_STS_NO_MODE, "", 0);
	if (!reading.age)
		fail(policy_r, MTA_STS_NO_AGE, "", 0);
	if (!policy_r->n_mx && policy_r->mode != MTA_STS_MODE_NONE)
		fail(policy_r, MTA_STS_NO_MX, "", 0);
}

bool mta_sts_allows(const struct mta_sts_policy *policy, const char *host)
{
	const char *dot = strchr(host, '.');

	for (size_t i = 0; i < policy->n_mx; i++) {
		const char *mx = policy->mx[i];

		if (strncmp(mx, "*.", 2) == 0 ? dot && dot > host && ascii_caseeq(dot + 1, mx + 2)
					      : ascii_caseeq(host, mx))
			return true;
	}
	return false;
}
