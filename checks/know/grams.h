/*
 * Which patterns can match a text at all: each way through a pattern must hold three letters that the text holds too. What is left
 * after that is matched in full, so the answer is the same as without it; only the table may be long.
 */
#ifndef MAILMEND_KNOW_GRAMS_H
#define MAILMEND_KNOW_GRAMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GRAMS_BITS 8192

/* All runs of three characters of a text, as marks in a table. */
struct grams {
	uint64_t marks[GRAMS_BITS / 64];
};

void grams_read(struct grams *grams, const char *text);

/*
 * What a pattern needs: for each segment the number of its ways and one run of each, 0 at the end. The number of places used in
 * needs, 0 when they do not suffice.
 */
size_t grams_need(const char *pattern, uint16_t *needs, size_t size);

/* False: the pattern with these needs does not match the text that was read. */
bool grams_may_match(const struct grams *grams, const uint16_t *needs);

#endif
