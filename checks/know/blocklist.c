/*
 * The tables of block lists, read row by row: they are small, and asked once in a run.
 */
#include "checks/know/blocklist.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/know/tables.h"

enum column { ZONE, KINDS, LISTED, UNLISTED, REFUSAL, ACCESS, COMPANY, PAGE, SOURCE };
enum code_column { CODE_ZONE, CODE, WEIGHT, REASON };

static const char *const reason_names[BECAUSE_N] = {
#define BLOCKLIST_REASON(ID, name) [BECAUSE_##ID] = name,
	BLOCKLIST_REASONS(BLOCKLIST_REASON)
#undef BLOCKLIST_REASON
};

static const char *const weight_names[BLOCKLIST_WEIGHT_N] = {
	[BLOCKLIST_NONE] = "none",
	[BLOCKLIST_WELCOME] = "welcome",
	[BLOCKLIST_POLICY] = "policy",
	[BLOCKLIST_RANGE] = "range",
	[BLOCKLIST_MINOR] = "minor",
	[BLOCKLIST_NEW] = "new",
	[BLOCKLIST_SCORE] = "score",
	[BLOCKLIST_SERIOUS] = "serious",
};

const char *blocklist_reason_name(enum blocklist_reason reason)
{
	return reason_names[reason];
}

/* The number of a word in names; otherwise where it is none of them. */
static int number_of(const char *const *names, int n, const char *word, int otherwise)
{
	for (int i = 0; i < n; i++)
		if (strcmp(names[i], word) == 0)
			return i;
	return otherwise;
}

/* Whether word is one of those in a cell with commas between. */
static bool cell_has(const char *cell, const char *word)
{
	size_t len = strlen(word);

	for (;;) {
		size_t n = strcspn(cell, ",");

		if (n == len && strncmp(cell, word, len) == 0)
			return true;
		if (!cell[n])
			return false;
		cell += n + 1;
	}
}

static enum blocklist_access access_of(const char *word)
{
	if (strcmp(word, "own") == 0)
		return BLOCKLIST_OWN_RESOLVER;
	return strcmp(word, "register") == 0 ? BLOCKLIST_REGISTERED : BLOCKLIST_OPEN;
}

size_t blocklist_count(void)
{
	return know_blocklists_rows;
}

void blocklist_get(size_t row, struct blocklist *list_r)
{
	const char *const *cells = know_blocklists[row];

	*list_r = (struct blocklist){
		.row = row,
		.zone = cells[ZONE],
		.kinds = (cell_has(cells[KINDS], "v4") ? BLOCKLIST_V4 : 0u) |
			 (cell_has(cells[KINDS], "v6") ? BLOCKLIST_V6 : 0u) |
			 (cell_has(cells[KINDS], "domain") ? BLOCKLIST_DOMAIN : 0u) |
			 (cell_has(cells[KINDS], "uri") ? BLOCKLIST_URI : 0u),
		.access = access_of(cells[ACCESS]),
		.company = cells[COMPANY],
		.page = cells[PAGE],
		.listed = cells[LISTED],
		.unlisted = cells[UNLISTED],
		.refusal = cells[REFUSAL],
	};
}

/* A number in digits; end_r is behind it. -1: none. */
static int digits(const char *s, const char **end_r)
{
	int value = 0;

	if (!ascii_isdigit(*s))
		return -1;
	while (ascii_isdigit(*s) && value < 1000)
		value = value * 10 + (*s++ - '0');
	*end_r = s;
	return value;
}

/* One number of a pattern ("*", "&8", "2", "2-5") against one byte; end_r is behind it. */
static bool octet_fits(const char *pattern, unsigned char byte, const char **end_r)
{
	bool bit = *pattern == '&';
	int low, high;

	*end_r = pattern + 1;
	if (*pattern == '*')
		return true;
	low = high = digits(pattern + bit, end_r);
	if (bit)
		return low > 0 && (byte & low);
	if (**end_r == '-')
		high = digits(*end_r + 1, end_r);
	return byte >= low && byte <= high;
}

/* One address pattern, which ends at a comma or at the end of the cell. */
static bool address_fits(const char *pattern, const unsigned char code[4])
{
	for (int i = 0; i < 4; i++) {
		if (!octet_fits(pattern, code[i], &pattern))
			return false;
		if (i < 3 && *pattern++ != '.')
			return false;
	}
	return !*pattern || *pattern == ',';
}

/* Whether one of the patterns of a cell fits. */
static bool code_fits(const char *cell, const unsigned char code[4])
{
	for (;;) {
		if (address_fits(cell, code))
			return true;
		cell += strcspn(cell, ",");
		if (!*cell)
			return false;
		cell++;
	}
}

/* The refusals of the table ("public:PATTERN,many:PATTERN"), and those that all lists share. */
static bool is_refusal(
	const struct blocklist *list, const unsigned char code[4], enum blocklist_saying *saying_r)
{
	if (code[0] == 127 && code[1] == 255 && code[2] == 255) {
		*saying_r = code[3] == 252   ? BLOCKLIST_SAYS_WRONG
			    : code[3] == 255 ? BLOCKLIST_SAYS_MANY
					     : BLOCKLIST_SAYS_PUBLIC;
		return true;
	}
	for (const char *cell = list->refusal; *cell;) {
		const char *pattern = strchr(cell, ':');

		if (pattern && address_fits(pattern + 1, code)) {
			*saying_r =
				strncmp(cell, "many", 4) == 0 ? BLOCKLIST_SAYS_MANY : BLOCKLIST_SAYS_PUBLIC;
			return true;
		}
		cell += strcspn(cell, ",");
		cell += *cell == ',';
	}
	return false;
}

/* Spamhaus' lists of domains say so when they are asked about an address. */
static bool asks_for_domains(const struct blocklist *list, const unsigned char code[4])
{
	return (list->kinds & BLOCKLIST_NAMES) && code[1] == 0 && code[2] == 1 && code[3] == 255;
}

static void weigh_code(
	const struct blocklist *list, const unsigned char code[4], struct blocklist_answer *answer_r)
{
	bool blocks = false;

	*answer_r = (struct blocklist_answer){.saying = BLOCKLIST_SAYS_LISTED};
	memcpy(answer_r->code, code, 4);
	for (size_t i = 0; i < know_blocklist_codes_rows; i++) {
		const char *const *cells = know_blocklist_codes[i];

		if (strcmp(cells[CODE_ZONE], list->zone) != 0)
			continue;
		blocks |= strcmp(cells[WEIGHT], "welcome") != 0;
		if (answer_r->known || !code_fits(cells[CODE], code))
			continue;
		answer_r->known = true;
		answer_r->weight = (enum blocklist_weight)number_of(
			weight_names, BLOCKLIST_WEIGHT_N, cells[WEIGHT], BLOCKLIST_NONE);
		answer_r->reason = (enum blocklist_reason)number_of(
			reason_names, BECAUSE_N, cells[REASON], BECAUSE_LISTED);
	}
	if (!answer_r->known && blocks)
		answer_r->weight = BLOCKLIST_MINOR;
}

void blocklist_read(const struct blocklist *list, const unsigned char (*codes)[4], size_t n,
	struct blocklist_answer *answer_r)
{
	struct blocklist_answer best = {.saying = BLOCKLIST_SAYS_FOREIGN};

	for (size_t i = 0; i < n; i++) {
		struct blocklist_answer one = {.saying = BLOCKLIST_SAYS_FOREIGN};
		bool refused = is_refusal(list, codes[i], &one.saying);

		memcpy(one.code, codes[i], 4);
		if (!refused && asks_for_domains(list, codes[i])) {
			one.saying = BLOCKLIST_SAYS_WRONG;
			refused = true;
		}
		if (refused || codes[i][0] != 127) {
			*answer_r = one;
			return;
		}
		weigh_code(list, codes[i], &one);
		if (i == 0 || one.weight > best.weight)
			best = one;
	}
	*answer_r = best;
}

void blocklist_address_labels(const unsigned char *bytes, size_t len, char *labels_r)
{
	static const char hex[] = "0123456789abcdef";
	size_t at = 0;

	if (len == 4) {
		snprintf(labels_r, BLOCKLIST_LABELS_MAX, "%d.%d.%d.%d", bytes[3], bytes[2], bytes[1],
			bytes[0]);
		return;
	}
	for (size_t i = len; i-- > 0;) {
		labels_r[at++] = hex[bytes[i] & 15];
		labels_r[at++] = '.';
		labels_r[at++] = hex[bytes[i] >> 4];
		labels_r[at++] = '.';
	}
	labels_r[at ? at - 1 : 0] = '\0';
}

void blocklist_test_labels(
	const struct blocklist *list, enum blocklist_kind kind, bool listed, char *labels_r)
{
	const char *own = listed ? list->listed : list->unlisted;
	unsigned char v4[] = {127, 0, 0, listed ? 2 : 1};
	unsigned char v6[16] = {[10] = 0xff, [11] = 0xff, [12] = 127, [15] = listed ? 2 : 1};

	if (own[0])
		str_copy(labels_r, BLOCKLIST_LABELS_MAX, own);
	else if (kind == BLOCKLIST_V4)
		blocklist_address_labels(v4, sizeof v4, labels_r);
	else if (kind == BLOCKLIST_V6)
		blocklist_address_labels(v6, sizeof v6, labels_r);
	else
		str_copy(labels_r, BLOCKLIST_LABELS_MAX, listed ? "test" : "invalid");
}

bool blocklist_name(const struct blocklist *list, const char *labels, char *buf, size_t size)
{
	int n = snprintf(buf, size, "%s.%s", labels, list->zone);

	return n > 0 && (size_t)n < size;
}

static bool is_below(const char *name, const char *zone)
{
	size_t len = strlen(zone), all = strlen(name);

	return ascii_ends(name, zone) && (all == len || name[all - len - 1] == '.');
}

bool blocklist_is_dead(const char *zone)
{
	for (size_t i = 0; i < know_blocklists_dead_rows; i++)
		if (is_below(zone, know_blocklists_dead[i][0]))
			return true;
	return false;
}

bool blocklist_keeps(const char *name)
{
	for (size_t i = 0; i < know_blocklists_rows; i++)
		if (is_below(name, know_blocklists[i][ZONE]))
			return true;
	return false;
}
