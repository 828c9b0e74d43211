/*
 * Groups, their destinations, and the words that are known already.
 */
#include "checks/know/log_groups.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/utf8.h"
#include "checks/know/log_hash.h"
#include "checks/know/log_meaning.h"

enum {
	DOMAINS_FIRST = 4,
	NAME_MAX_LEN = 255,
	FRESH_EXAMPLE = 64, /* so many lines of a group of which nobody is left need a new example */
};

void log_groups_init(struct log_groups *groups, size_t max)
{
	*groups = (struct log_groups){.max = max < LOG_GROUP_OTHERS ? max : LOG_GROUP_OTHERS - 1};
	groups->known = mem_new_array(LOG_WORDS_KNOWN, sizeof *groups->known);
}

static void release_example(struct log_group *group)
{
	free(group->example);
	free(group->text);
	free(group->relay);
}

void log_groups_release(struct log_groups *groups)
{
	for (size_t i = 0; i < groups->n; i++) {
		for (size_t d = 0; d < groups->groups[i].n_domains; d++)
			free(groups->groups[i].domains[d].name);
		free(groups->groups[i].domains);
		release_example(&groups->groups[i]);
	}
	free(groups->groups);
	free(groups->words);
	free(groups->known);
	free(groups->sorted);
	*groups = (struct log_groups){0};
}

static char *harmless(struct span text, size_t max)
{
	struct str str = STR_INIT;

	text_harmless(&str, text.s, text.len, TEXT_ONE_LINE, max);
	return str_take(&str);
}

static void set_example(struct log_group *group, const struct log_event *event)
{
	struct log_codes codes;

	log_codes_read(event, &codes);
	release_example(group);
	group->example = harmless(event->line, LOG_EXAMPLE_MAX);
	group->text = harmless(event->text, LOG_EXAMPLE_MAX);
	group->relay = harmless(event->relay, NAME_MAX_LEN);
	group->stage = event->stage;
	group->speaker = event->speaker;
	group->code = codes.code;
	memcpy(group->enhanced, codes.enhanced, sizeof group->enhanced);
}

static enum log_side side_of(const struct log_event *event)
{
	if (event->kind == LOG_REJECTED)
		return LOG_IN;
	if (event->kind == LOG_TROUBLE)
		return event->incoming ? LOG_IN_WAY : LOG_OUT_WAY;
	return LOG_OUT;
}

static bool fits(const struct log_groups *groups, size_t i, enum log_side side,
	const struct reply_meaning *meaning, uint64_t words)
{
	const struct log_group *group = &groups->groups[i];

	if (group->side != side)
		return false;
	if (!group->cause || !meaning->cause)
		return !group->cause && !meaning->cause && groups->words[i] == words;
	return group->sure == meaning->sure && !strcmp(group->cause, meaning->cause);
}

static uint16_t new_group(
	struct log_groups *groups, enum log_side side, const struct reply_meaning *meaning, uint64_t words)
{
	if (groups->n == groups->max)
		return LOG_GROUP_OTHERS;
	if (groups->n == groups->size) {
		groups->size = groups->size ? groups->size * 2 : 64;
		groups->groups = mem_resize(groups->groups, groups->size, sizeof *groups->groups);
		groups->words = mem_resize(groups->words, groups->size, sizeof *groups->words);
	}
	groups->groups[groups->n] = (struct log_group){.side = side,
		.cause = meaning->cause,
		.sure = meaning->sure,
		.temporary = meaning->temporary};
	groups->words[groups->n] = words;
	return (uint16_t)groups->n++;
}

/* The group by what the line means, made where there is none yet. */
static uint16_t group_of(struct log_groups *groups, const struct log_why *why)
{
	enum log_side side = side_of(&why->event);
	struct reply_meaning meaning;

	log_meaning_read(&why->event, &meaning);
	for (size_t i = 0; i < groups->n; i++)
		if (fits(groups, i, side, &meaning, why->words))
			return (uint16_t)i;
	return new_group(groups, side, &meaning, why->words);
}

static size_t known_at(const struct log_groups *groups, uint64_t words)
{
	size_t at = (size_t)(words >> 40) % LOG_WORDS_KNOWN;

	while (groups->known[at].words && groups->known[at].words != words)
		at = (at + 1) % LOG_WORDS_KNOWN;
	return at;
}

static void learn(struct log_groups *groups, uint64_t words, uint16_t group)
{
	size_t at;

	if (groups->n_known >= LOG_WORDS_KNOWN / 4 * 3) {
		memset(groups->known, 0, LOG_WORDS_KNOWN * sizeof *groups->known);
		groups->n_known = 0;
	}
	at = known_at(groups, words);
	groups->known[at].words = words;
	groups->known[at].group = group;
	groups->n_known++;
}

static void count_line(struct log_group *group, int64_t when)
{
	group->attempts++;
	if (!when)
		return;
	if (!group->first || when < group->first)
		group->first = when;
	if (when > group->last)
		group->last = when;
}

uint16_t log_groups_known(struct log_groups *groups, const struct log_why *why)
{
	size_t at = known_at(groups, why->words);
	uint16_t number;

	if (groups->known[at].words)
		return groups->known[at].group;
	number = group_of(groups, why);
	learn(groups, why->words, number);
	return number;
}

uint16_t log_groups_line(struct log_groups *groups, const struct log_why *why)
{
	uint16_t number = log_groups_known(groups, why);
	struct log_group *group;

	if (number == LOG_GROUP_OTHERS)
		return number;
	group = &groups->groups[number];
	if (!group->example || (!group->count && group->attempts % FRESH_EXAMPLE == 0))
		set_example(group, &why->event);
	count_line(group, why->event.when);
	return number;
}

static struct log_domain *domain_of(struct log_group *group, uint32_t key)
{
	for (size_t i = 0; i < group->n_domains; i++)
		if (group->domains[i].key == key)
			return &group->domains[i];
	return NULL;
}

static struct log_domain *rarest(struct log_group *group)
{
	struct log_domain *least = &group->domains[0];

	for (size_t i = 1; i < group->n_domains; i++)
		if (group->domains[i].count < least->count)
			least = &group->domains[i];
	return least;
}

static char *domain_name(const char *domain, size_t len)
{
	struct str str = STR_INIT;
	char *name;

	text_harmless(&str, domain, len < NAME_MAX_LEN ? len : NAME_MAX_LEN, TEXT_ONE_LINE, NAME_MAX_LEN);
	name = str_take(&str);
	ascii_tolower(name);
	return name;
}

/* Room for one more: a new place, or that of the rarest, whose count it takes over as its error ("space saving"). */
static struct log_domain *new_domain(struct log_group *group)
{
	struct log_domain *domain;

	if (group->n_domains == LOG_DOMAINS_MAX) {
		domain = rarest(group);
		free(domain->name);
		domain->error = domain->count;
		group->more_domains = true;
		return domain;
	}
	if (!(group->n_domains & (group->n_domains - 1)))
		group->domains = mem_resize(group->domains,
			group->n_domains < DOMAINS_FIRST ? DOMAINS_FIRST : group->n_domains * 2,
			sizeof *group->domains);
	domain = &group->domains[group->n_domains++];
	*domain = (struct log_domain){0};
	return domain;
}

void log_group_join(struct log_group *group, const char *domain, size_t len, uint32_t key)
{
	struct log_domain *place;

	if (!len)
		return;
	place = domain_of(group, key);
	if (!place) {
		place = new_domain(group);
		place->name = domain_name(domain, len);
		place->key = key;
	}
	place->count++;
}

void log_group_leave(struct log_group *group, uint32_t key)
{
	struct log_domain *place = key ? domain_of(group, key) : NULL;

	if (place && place->count > place->error)
		place->count--;
}

static int by_frequency(const void *a, const void *b)
{
	const struct log_domain *left = a, *right = b;

	if (left->count != right->count)
		return left->count < right->count ? 1 : -1;
	return strcmp(left->name, right->name);
}

static int by_count(const void *a, const void *b)
{
	const struct log_group *left = *(const struct log_group *const *)a;
	const struct log_group *right = *(const struct log_group *const *)b;

	if (left->count != right->count)
		return left->count < right->count ? 1 : -1;
	if (left->attempts != right->attempts)
		return left->attempts < right->attempts ? 1 : -1;
	return left < right ? -1 : left > right; /* as they came: all stand in one array */
}

/* Domains that nothing is left of go, so that the list holds what counts. */
static void tidy_domains(struct log_group *group)
{
	size_t kept = 0;

	for (size_t i = 0; i < group->n_domains; i++) {
		struct log_domain *domain = &group->domains[i];

		if (domain->count > group->count) /* who left may have been counted with another one */
			domain->count = (uint32_t)group->count;
		if (domain->error > domain->count)
			domain->error = domain->count;
		if (domain->count)
			group->domains[kept++] = *domain;
		else
			free(domain->name);
	}
	group->n_domains = kept;
	if (kept)
		qsort(group->domains, kept, sizeof *group->domains, by_frequency);
}

size_t log_groups_sorted(struct log_groups *groups, const struct log_group *const **groups_r)
{
	size_t n = 0;

	groups->sorted = mem_resize(groups->sorted, groups->n + 1, sizeof *groups->sorted);
	for (size_t i = 0; i < groups->n; i++) {
		tidy_domains(&groups->groups[i]);
		if (groups->groups[i].count || groups->groups[i].overcome)
			groups->sorted[n++] = &groups->groups[i];
	}
	qsort(groups->sorted, n, sizeof *groups->sorted, by_count);
	*groups_r = groups->sorted;
	return n;
}
