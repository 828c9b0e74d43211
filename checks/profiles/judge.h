/*
 * The inside of the judge, shared by its files: what is known about the server of one account, and how a mistake is told.
 */
#ifndef MAILMEND_PROFILES_JUDGE_H
#define MAILMEND_PROFILES_JUDGE_H

#include "checks/know/provider.h"
#include "checks/profiles/dialect.h"

struct judging {
	struct profile *profile;
	const struct profiles *all;
	bool keeper_known, home_known;
	struct provider keeper; /* whose server stands in the settings */
	struct provider home;	/* with whom the address, else the user name, has its mailbox */
	bool near; /* the server is this computer or in its own network: others' rules do not hold */
};

/* Adds a mistake about this setting, with the lines that set what is wanted. is and what may be NULL. */
void judge_say(const struct judging *judging, enum mistake_id id, enum profile_setting setting,
	const struct server_settings *wanted, const char *is, const char *what);

bool judge_has(const struct judging *judging, enum mistake_id id);

/* The provider's row for this host, with the same port where there is one, else its first; NULL where it has none. */
const struct provider_server *judge_row(const struct provider *provider, const char *host, int port);

enum security judge_security(const struct provider_server *row);

void judge_host(const struct judging *judging);
void judge_account(const struct judging *judging); /* login, user name, sender */
void judge_state(const struct judging *judging);   /* of the program itself */

#endif
