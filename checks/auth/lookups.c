/*
 * Each question once, those foreseen along with the first that must be waited for. An answer that was handed out never
 * changes: only what nobody has seen yet is asked again.
 */
#include "checks/auth/lookups.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/vec.h"

#define GRACE_MS 200

enum entry_state {
	ENTRY_FORESEEN,
	ENTRY_KNOWN,
	ENTRY_DROPPED, /* given up; asked again when it is needed */
};

struct entry {
	char *name;
	enum entry_state state;
	struct dns_answer answer; /* its name is ours */
};

struct lookups {
	const struct io_scope *scope;
	const struct dns_config *config;
	VEC(struct entry *) entries;
	size_t n_foreseen;
	size_t asked, rounds;
};

struct lookups *lookups_new(const struct io_scope *scope, const struct dns_config *config)
{
	struct lookups *lookups = mem_new(sizeof *lookups);

	lookups->scope = scope;
	lookups->config = config;
	return lookups;
}

void lookups_free(struct lookups **lookups)
{
	if (!*lookups)
		return;
	for (size_t i = 0; i < (*lookups)->entries.n; i++) {
		struct entry *entry = (*lookups)->entries.items[i];

		dns_answers_release(&entry->answer, 1);
		free(entry->name);
		free(entry);
	}
	VEC_RELEASE(&(*lookups)->entries);
	free(*lookups);
	*lookups = NULL;
}

/* The length without the dot of the root, which says nothing new about a name; the one behind a backslash is no such dot. */
static size_t bare_length(const char *name)
{
	size_t len = strlen(name);

	return len > 1 && name[len - 1] == '.' && name[len - 2] != '\\' ? len - 1 : len;
}

static struct entry *find(const struct lookups *lookups, const char *name, enum dns_type type)
{
	size_t len = bare_length(name);

	for (size_t i = 0; i < lookups->entries.n; i++) {
		struct entry *entry = lookups->entries.items[i];

		if (entry->answer.type == type && strlen(entry->name) == len &&
			ascii_ncasecmp(entry->name, name, len) == 0)
			return entry;
	}
	return NULL;
}

static struct entry *add(struct lookups *lookups, const char *name, enum dns_type type)
{
	struct entry *entry = mem_new(sizeof *entry);

	entry->name = mem_strndup(name, bare_length(name));
	entry->state = ENTRY_FORESEEN;
	entry->answer.name = entry->name;
	entry->answer.type = type;
	*VEC_ADD(&lookups->entries) = entry;
	return entry;
}

void lookups_foresee(struct lookups *lookups, const char *name, enum dns_type type)
{
	if (lookups->n_foreseen < LOOKUPS_FORESEEN_MAX && dns_name_askable(name) &&
		!find(lookups, name, type)) {
		add(lookups, name, type);
		lookups->n_foreseen++;
	}
}

/* The one needed, then all that was foreseen; gives how many. */
static size_t collect(const struct lookups *lookups, struct entry *needed, struct entry **round)
{
	size_t n = 0;

	round[n++] = needed;
	for (size_t i = 0; i < lookups->entries.n; i++) {
		struct entry *entry = lookups->entries.items[i];

		if (entry != needed && entry->state == ENTRY_FORESEEN)
			round[n++] = entry;
	}
	return n;
}

/* Not answered when the time for what was only foreseen was over. */
static bool was_given_up(const struct dns_answer *answer, const struct dns_answer *needed)
{
	return answer->outcome != DNS_FOUND && !dns_is_absent(answer->outcome) &&
	       answer->took_us >= needed->took_us + CLOCK_MS(GRACE_MS);
}

static void ask_round(struct lookups *lookups, struct entry *needed)
{
	struct entry *round[LOOKUPS_FORESEEN_MAX + 1];
	struct dns_answer answers[LOOKUPS_FORESEEN_MAX + 1] = {0};
	size_t n = collect(lookups, needed, round);

	for (size_t i = 0; i < n; i++) {
		answers[i].name = round[i]->name;
		answers[i].type = round[i]->answer.type;
	}
	dns_ask_first(lookups->scope, lookups->config, answers, n, 1, GRACE_MS);
	for (size_t i = 0; i < n; i++) {
		bool given_up = i > 0 && was_given_up(&answers[i], &answers[0]);

		round[i]->answer = answers[i];
		round[i]->state = given_up ? ENTRY_DROPPED : ENTRY_KNOWN;
	}
	lookups->n_foreseen = 0;
	lookups->asked += n;
	lookups->rounds++;
}

/* A name that cannot be asked: nothing is sent, and nothing travels with it. */
static void refuse(struct entry *entry)
{
	entry->answer.outcome = DNS_BAD_NAME;
	entry->answer.rcode = -1;
	entry->state = ENTRY_KNOWN;
}

const struct dns_answer *lookups_ask(struct lookups *lookups, const char *name, enum dns_type type)
{
	struct entry *entry = find(lookups, name, type);

	if (!entry)
		entry = add(lookups, name, type);
	if (entry->state == ENTRY_KNOWN)
		return &entry->answer;
	if (dns_name_askable(entry->name))
		ask_round(lookups, entry);
	else
		refuse(entry);
	return &entry->answer;
}

const struct dns_answer *lookups_known(const struct lookups *lookups, const char *name, enum dns_type type)
{
	const struct entry *entry = find(lookups, name, type);

	return entry && entry->state == ENTRY_KNOWN ? &entry->answer : NULL;
}

size_t lookups_asked(const struct lookups *lookups)
{
	return lookups->asked;
}

size_t lookups_rounds(const struct lookups *lookups)
{
	return lookups->rounds;
}
