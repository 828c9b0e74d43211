/*
 * What the dialects of mail servers share: the account that a server's settings come to, and the files beside them.
 */
#ifndef MAILMEND_PROFILES_OWN_PROFILE_H
#define MAILMEND_PROFILES_OWN_PROFILE_H

#include "checks/profiles/dialect.h"
#include "checks/profiles/own_settings.h"

/* The settings of one server, while they are read. */
struct own_reading {
	struct reading *reading;
	enum program program;
	const char *path;     /* of the file that list comes from */
	struct own_list list; /* its settings, with defaults */
	struct own_settings settings;
	struct own_list logins; /* a table of passwords; wiped at the end */
	enum own_table { OWN_TABLE_UNKNOWN, OWN_TABLE_READ, OWN_TABLE_ABSENT } table;
	char table_path[PROFILE_PLACE_MAX];
	struct profile *profile; /* NULL until there is one */
	size_t first;		 /* how many accounts there were before */
};

/* Frees what is owned and wipes what was secret; the texts of the accounts that were added are made harmless. */
void own_reading_release(struct own_reading *own);
#define OWN_READING_AUTO __attribute__((cleanup(own_reading_release)))

/* Reads a table of passwords into logins; whether it is there is then known by table. */
void own_reading_logins(struct own_reading *own, const char *path);

/* Whether a file is certainly not there: its folder may be looked into, and does not hold it. */
bool own_reading_lacks(struct own_reading *own, const char *path);

/* One more account, from what settings says of the relay: own->profile. False when there are too many. */
bool own_reading_account(struct own_reading *own);

/* Where a setting stands; the file as a whole where it does not. */
struct profile_place own_reading_at(const struct own_reading *own, const char *setting);

/* A mistake there; the texts as in profile_mistake(). */
void own_reading_mistake(struct own_reading *own, enum mistake_id id, const char *setting, const char *is,
	const char *change, const char *what);

/* Whether mail for others is handed in there by those who sign in: so a company's table says, or the port. */
bool own_takes_in(const char *host, int port);

/* host and port as the servers write them: "[smtp.example.org]:587". */
void own_bracketed(const struct server_settings *settings, char *buf, size_t size);

/* The text without blanks around it, into buf. */
void own_trimmed(const char *text, size_t len, char *buf, size_t size);

#endif
