/*
 * GVDB, the table of strings and values below dconf: a header, then one hash table whose items hold the last part of a key each and the number of the
 * item that the key goes on from. All numbers are of 32 bits, little end first (a file of the other kind is not read). The table
 * is small here, so that the items are gone through one by one and neither the hash nor the filter before it is needed.
 */
#include "checks/profiles/gvdb.h"

#include <stdint.h>
#include <string.h>

#include "checks/base/str.h"

#define HEADER_BYTES   24
#define ITEM_BYTES     24
#define ITEMS_MAX      65536
#define PARENTS_MAX    64
#define KEY_MAX	       512
#define BLOOM_MASK     0x07ffffffu
#define NO_PARENT      0xffffffffu
#define ROOT_AT	       16 /* of the header: where the first table begins and ends */
#define ITEM_PARENT    4
#define ITEM_KEY       8
#define ITEM_KEY_SIZE  12
#define ITEM_KIND      14
#define ITEM_VALUE     16
#define KIND_OF_VALUES 'v'

struct table {
	const unsigned char *bytes;
	size_t len, items, n; /* where the items begin, and how many */
};

static uint32_t number_at(const struct table *table, size_t at)
{
	const unsigned char *p = table->bytes + at;

	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static bool find_items(struct table *table)
{
	size_t start, end, head;

	if (table->len < HEADER_BYTES || memcmp(table->bytes, "GVariant", 8) != 0)
		return false;
	start = number_at(table, ROOT_AT);
	end = number_at(table, ROOT_AT + 4);
	if (end > table->len || start > end || end - start < 8)
		return false;
	/* Two counts, the words of the filter, the buckets, then the items. */
	head = 8 + 4 * ((size_t)(number_at(table, start) & BLOOM_MASK) + number_at(table, start + 4));
	if (head > end - start)
		return false;
	table->items = start + head;
	table->n = (end - start - head) / ITEM_BYTES;
	if (table->n > ITEMS_MAX)
		table->n = ITEMS_MAX;
	return true;
}

/* Whether the item's key is path, compared from its end on. */
static bool has_key(const struct table *table, size_t item, const char *path)
{
	size_t left = strlen(path);

	for (int depth = 0; depth < PARENTS_MAX; depth++) {
		size_t at = table->items + item * ITEM_BYTES, start = number_at(table, at + ITEM_KEY);
		size_t size = table->bytes[at + ITEM_KEY_SIZE] | (size_t)table->bytes[at + ITEM_KEY_SIZE + 1]
									 << 8;
		uint32_t parent = number_at(table, at + ITEM_PARENT);

		if (size > left || start > table->len || size > table->len - start ||
			memcmp(table->bytes + start, path + left - size, size) != 0)
			return false;
		left -= size;
		if (parent == NO_PARENT)
			return left == 0;
		if (parent >= table->n)
			return false;
		item = parent;
	}
	return false;
}

/* The bytes of a value: a variant, that is the child's bytes, a NUL, and the letter of its kind. */
static bool find_value(
	struct table *table, const char *path, char kind, const unsigned char **value_r, size_t *len_r)
{
	if (!find_items(table))
		return false;
	for (size_t i = 0; i < table->n; i++) {
		size_t at = table->items + i * ITEM_BYTES, start, end;

		if (table->bytes[at + ITEM_KIND] != KIND_OF_VALUES || !has_key(table, i, path))
			continue;
		start = number_at(table, at + ITEM_VALUE);
		end = number_at(table, at + ITEM_VALUE + 4);
		if (end > table->len || start > end || end - start < 3 ||
			table->bytes[end - 1] != (unsigned char)kind || table->bytes[end - 2])
			return false;
		*value_r = table->bytes + start;
		*len_r = end - start - 2;
		return true;
	}
	return false;
}

bool gvdb_flag(const void *bytes, size_t len, const char *path, bool *flag_r)
{
	struct table table = {.bytes = bytes, .len = len};
	const unsigned char *value;
	size_t n;

	if (!find_value(&table, path, 'b', &value, &n) || n != 1)
		return false;
	*flag_r = value[0] != 0;
	return true;
}

bool gvdb_text(const void *bytes, size_t len, const char *path, char *text_r, size_t size)
{
	struct table table = {.bytes = bytes, .len = len};
	const unsigned char *value;
	size_t n;

	/* The text's own NUL stands before that of the variant. */
	if (!find_value(&table, path, 's', &value, &n) || !n || value[n - 1] || n > KEY_MAX)
		return false;
	return str_copy(text_r, size, (const char *)value);
}
