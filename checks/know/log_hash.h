/*
 * Hashes of ids, addresses and words of a log: 64 bits, so that what is equal by it is taken for equal.
 */
#ifndef MAILMEND_KNOW_LOG_HASH_H
#define MAILMEND_KNOW_LOG_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LOG_HASH_K    UINT64_C(0x9e3779b97f4a7c15)
#define LOG_HASH_CASE UINT64_C(0x2020202020202020)

static inline uint64_t log_load8(const char *s)
{
	uint64_t word;

	memcpy(&word, s, sizeof word);
	return word;
}

static inline uint64_t log_mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * LOG_HASH_K;
	return hash ^ hash >> 29;
}

/* The last bytes of a span, fewer than 8. */
static inline uint64_t log_load_tail(const char *s, size_t len)
{
	uint64_t word = 0;

	for (size_t i = 0; i < len; i++)
		word = word << 8 | (unsigned char)s[i];
	return word;
}

/* fold is or-ed into each byte: 0 for exact bytes, LOG_HASH_CASE for any case. */
static inline uint64_t log_hash(uint64_t seed, const char *s, size_t len, uint64_t fold)
{
	uint64_t hash = seed ^ len * LOG_HASH_K;

	if (len < 8)
		return log_mix(log_mix(hash, log_load_tail(s, len) | fold), len);
	for (size_t at = 0; at + 8 < len; at += 8)
		hash = log_mix(hash, log_load8(s + at) | fold);
	hash = log_mix(hash, log_load8(s + len - 8) | fold);
	return hash ^ hash >> 32;
}

#endif
