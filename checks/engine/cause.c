/*
 * Causes and mail programs by name, who must act, and the choice of advice.
 */
#include "checks/engine/cause.h"

#include <assert.h>
#include <string.h>

struct cause_row {
	const char *name;
	enum who who;
	bool temporary;
};

static const struct cause_row table[] = {
	[CAUSE_NONE] = {"", WHO_YOU, false},
#define CAUSE(id, name, who, temporary) [CAUSE_##id] = {name, who, temporary},
#include "checks/engine/causes.def"
#undef CAUSE
};
static_assert(sizeof table / sizeof table[0] == CAUSE_N, "a row for each cause");

const char *who_name(enum who who)
{
	static const char *const names[] = {
		[WHO_YOU] = "you",
		[WHO_MAIL_PROVIDER] = "mail-provider",
		[WHO_INTERNET_PROVIDER] = "internet-provider",
		[WHO_LOCAL_NETWORK] = "local-network",
		[WHO_ADMIN] = "admin",
		[WHO_RECIPIENT] = "recipient",
	};

	return names[who];
}

bool who_by_name(const char *name, enum who *who_r)
{
	for (int who = WHO_YOU; who <= WHO_RECIPIENT; who++) {
		if (strcmp(who_name((enum who)who), name) == 0) {
			*who_r = (enum who)who;
			return true;
		}
	}
	return false;
}

const char *cause_name(enum cause_id id)
{
	return table[id].name;
}

bool cause_by_name(const char *name, enum cause_id *id_r)
{
	for (size_t i = CAUSE_NONE + 1; i < CAUSE_N; i++) {
		if (strcmp(table[i].name, name) == 0) {
			*id_r = (enum cause_id)i;
			return true;
		}
	}
	return false;
}

enum who cause_who(enum cause_id id)
{
	return table[id].who;
}

bool cause_is_temporary(enum cause_id id)
{
	return table[id].temporary;
}

struct program_row {
	const char *name, *shown;
};

static const struct program_row programs[] = {
#define PROGRAM_ROW(id, name, shown) [id] = {name, shown},
	PROGRAMS(PROGRAM_ROW)
#undef PROGRAM_ROW
};

const char *program_name(enum program program)
{
	return programs[program].name;
}

const char *program_shown(enum program program)
{
	return programs[program].shown;
}

bool program_by_name(const char *name, enum program *program_r)
{
	for (size_t i = 0; i < PROGRAM_N; i++) {
		if (strcmp(programs[i].name, name) == 0) {
			*program_r = (enum program)i;
			return true;
		}
	}
	return false;
}

const struct advice *advice_find(enum cause_id cause, enum program program)
{
	const struct advice *generic = NULL;

	for (size_t i = 0; i < advice_table_n; i++) {
		if (advice_table[i].cause != cause || advice_table[i].by)
			continue;
		if (advice_table[i].program == program)
			return &advice_table[i];
		if (advice_table[i].program == PROGRAM_UNKNOWN && !generic)
			generic = &advice_table[i];
	}
	return generic;
}

const struct advice *advice_find_by(enum cause_id cause, enum program program, enum who who)
{
	for (size_t i = 0; i < advice_table_n; i++) {
		if (advice_table[i].cause == cause && advice_table[i].by == ADVICE_BY(who))
			return &advice_table[i];
	}
	return advice_find(cause, program);
}

static const char *ask_row(enum cause_id cause, enum who who)
{
	for (size_t i = 0; i < cause_asks_n; i++) {
		if (cause_asks[i].cause == cause && cause_asks[i].who == who)
			return cause_asks[i].text;
	}
	return NULL;
}

const char *cause_ask_for(enum cause_id cause, enum who who)
{
	const char *own = ask_row(cause, who);

	if (who == WHO_YOU || cause == CAUSE_NONE)
		return NULL;
	if (own)
		return own;
	return cause_words[cause - 1].ask ? cause_words[cause - 1].ask : ask_row(CAUSE_NONE, who);
}
