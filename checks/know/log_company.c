/*
 * The ends of host names of speakers.psv as a set, made once: each end of a name is looked up in it.
 */
#include "checks/know/log_company.h"

#include <pthread.h>
#include <string.h>

#include "checks/know/log_hash.h"
#include "checks/know/tables.h"

enum { HOSTS_COLUMN = 2, SLOTS = 1024, LABELS_MAX = 16 };

static uint64_t known[SLOTS];
static pthread_once_t made = PTHREAD_ONCE_INIT;

static uint64_t key_of(const char *s, size_t len)
{
	return log_hash(11, s, len, LOG_HASH_CASE) | 1;
}

static size_t slot_of(uint64_t key)
{
	size_t at = (size_t)(key >> 32) % SLOTS;

	while (known[at] && known[at] != key)
		at = (at + 1) % SLOTS;
	return at;
}

static void make(void)
{
	size_t n = 0;

	for (size_t i = 0; i < know_speakers_rows; i++)
		for (const char *ends = know_speakers[i][HOSTS_COLUMN]; *ends && n < SLOTS / 2; n++) {
			size_t len = strcspn(ends, ",");
			uint64_t key = key_of(ends, len);

			known[slot_of(key)] = key;
			ends += len + (ends[len] == ',');
		}
}

uint64_t log_company_key(struct span host)
{
	uint64_t company = 0;

	pthread_once(&made, make);
	for (int labels = 0; host.len && labels < LABELS_MAX; labels++) {
		uint64_t key = key_of(host.s, host.len);
		const char *dot = memchr(host.s, '.', host.len);

		if (known[slot_of(key)])
			company = log_mix(company, key);
		if (!dot)
			break;
		host.len -= (size_t)(dot + 1 - host.s);
		host.s = dot + 1;
	}
	return company;
}
