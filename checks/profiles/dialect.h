/*
 * One mail program's way of keeping its settings. A new program is one file and one line in registry.c.
 */
#ifndef MAILMEND_PROFILES_DIALECT_H
#define MAILMEND_PROFILES_DIALECT_H

#include "checks/profiles/files.h"

/* What of the settings a line is about. */
enum profile_setting {
	SETTING_HOST,
	SETTING_PORT,
	SETTING_SECURITY,
	SETTING_LOGIN, /* signing in is switched on, with the user name */
	SETTING_METHOD,
	SETTING_USER,
	SETTING_FROM,
};

struct dialect {
	enum program program;
	bool server; /* a mail server's: role admin */
	/* Reads everything that this program keeps for the person: adds accounts by reading_profile(). */
	void (*find)(struct reading *reading);
	/* Whether this file is one of the program's, by its name (text NULL) or by what stands in it. */
	bool (*knows)(const char *path, const char *text);
	/* Reads one file that knows() accepted, with what it includes. */
	void (*read)(struct reading *reading, const char *path);
	/*
	 * The literal lines that set this in the profile's file, '\n' between: from wanted (host, port, security, user), and for SETTING_FROM the
	 * address in wanted->user. NULL: the program has menus, and the words of ui/words/menus.c lead there. Never a password.
	 */
	void (*lines)(const struct profile *profile, enum profile_setting setting,
		const struct server_settings *wanted, struct str *lines_r);
};

extern const struct dialect *const dialects[]; /* registry.c, in the order in which they are shown */
extern const size_t dialects_n;

/* NULL for a program without one. */
const struct dialect *dialect_of(enum program program);

/*
 * Adds a mistake about this setting, at the line that says it (else that of the server), with the program's lines that set what is wanted. One of each
 * kind: where one stands already, nothing is added. is and what may be NULL.
 */
void dialect_mistake(struct profile *profile, enum mistake_id id, enum profile_setting setting,
	const struct server_settings *wanted, const char *is, const char *what);

#define DIALECT(name) extern const struct dialect dialect_##name
DIALECT(thunderbird);
DIALECT(evolution); /* and GNOME online accounts */
DIALECT(kmail);
DIALECT(geary);
DIALECT(claws);
DIALECT(mutt); /* and NeoMutt */
DIALECT(msmtp);
DIALECT(ssmtp);
DIALECT(nullmailer);
DIALECT(dma);
DIALECT(snail);
DIALECT(aerc);
DIALECT(himalaya);
DIALECT(git);
DIALECT(alpine);
DIALECT(postfix);
DIALECT(exim);
DIALECT(opensmtpd);
DIALECT(sendmail);
#undef DIALECT

#endif
