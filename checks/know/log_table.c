/*
 * Linear probing; a dropped item's slot is closed by moving what stands behind it, so that nothing is ever searched in vain.
 */
#include "checks/know/log_table.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"

enum { BITS_FIRST = 8 };

static uint64_t key_of(const struct log_table *table, uint32_t item)
{
	uint64_t key;

	memcpy(&key, log_table_item(table, item), sizeof key);
	return key;
}

static uint32_t mask_of(const struct log_table *table)
{
	return (uint32_t)((UINT64_C(1) << table->bits) - 1);
}

static uint32_t home_of(const struct log_table *table, uint64_t key)
{
	return (uint32_t)(key >> (64 - table->bits));
}

void log_table_init(struct log_table *table, size_t stride)
{
	*table = (struct log_table){.stride = stride, .bits = BITS_FIRST, .top = 1};
	table->slots = mem_new_array((size_t)1 << BITS_FIRST, sizeof *table->slots);
}

void log_table_release(struct log_table *table)
{
	free(table->items);
	free(table->slots);
	*table = (struct log_table){0};
}

uint32_t log_table_find(const struct log_table *table, uint64_t key)
{
	uint32_t mask = mask_of(table);

	for (uint32_t at = home_of(table, key);; at = (at + 1) & mask) {
		uint32_t item = table->slots[at];

		if (!item || key_of(table, item) == key)
			return item;
	}
}

static void enter(struct log_table *table, uint32_t item)
{
	uint32_t mask = mask_of(table), at = home_of(table, key_of(table, item));

	while (table->slots[at])
		at = (at + 1) & mask;
	table->slots[at] = item;
}

static void widen(struct log_table *table)
{
	uint32_t *old = table->slots, n = mask_of(table) + 1;

	table->bits++;
	table->slots = mem_new_array((size_t)n * 2, sizeof *table->slots);
	for (uint32_t i = 0; i < n; i++)
		if (old[i])
			enter(table, old[i]);
	free(old);
}

static uint32_t new_item(struct log_table *table)
{
	uint32_t item = table->spare;

	if (item) {
		memcpy(&table->spare, (char *)log_table_item(table, item) + sizeof(uint64_t),
			sizeof table->spare);
		return item;
	}
	if (table->top >= table->size) {
		table->size = table->size ? table->size * 2 : 1 << BITS_FIRST;
		table->items = mem_resize(table->items, table->size, table->stride);
	}
	return table->top++;
}

uint32_t log_table_add(struct log_table *table, uint64_t key)
{
	uint32_t item;

	if ((table->n + 1) * UINT64_C(4) > (mask_of(table) + UINT64_C(1)) * 3)
		widen(table);
	item = new_item(table);
	memset(log_table_item(table, item), 0, table->stride);
	memcpy(log_table_item(table, item), &key, sizeof key);
	enter(table, item);
	table->n++;
	return item;
}

/* Closes the gap at a slot: whatever stands behind it and could stand in it moves up. */
static void close_gap(struct log_table *table, uint32_t gap)
{
	uint32_t mask = mask_of(table);

	for (uint32_t at = (gap + 1) & mask; table->slots[at]; at = (at + 1) & mask) {
		uint32_t home = home_of(table, key_of(table, table->slots[at]));

		if (((at - home) & mask) < ((at - gap) & mask))
			continue;
		table->slots[gap] = table->slots[at];
		gap = at;
	}
	table->slots[gap] = 0;
}

void log_table_drop(struct log_table *table, uint32_t item)
{
	uint32_t mask = mask_of(table), at = home_of(table, key_of(table, item));

	while (table->slots[at] != item)
		at = (at + 1) & mask;
	close_gap(table, at);
	memcpy((char *)log_table_item(table, item) + sizeof(uint64_t), &table->spare, sizeof table->spare);
	table->spare = item;
	table->n--;
}
