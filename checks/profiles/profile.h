/*
 * What the mail programs on this computer hold: one profile is one sender with the server that this program sends its mail through, each
 * with the file and line that says so, and what is wrong in it.
 *
 * Files are only read, and only where the person agreed (--import, a yes in the wizard). A password is never kept: a reader knows
 * that one stands there (stored), no more, and a line that holds one is shown with a mark in its place. Everything is read through
 * files.h, which bounds and refuses; all text here is harmless UTF-8.
 */
#ifndef MAILMEND_PROFILES_PROFILE_H
#define MAILMEND_PROFILES_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/str.h"
#include "checks/base/vec.h"
#include "checks/engine/cause.h"
#include "checks/engine/mailcase.h"

#define PROFILES_MAX	  32
#define PROFILE_NAME_MAX  120
#define PROFILE_PLACE_MAX 512
#define MISTAKES_MAX	  12
#define REFUSALS_MAX	  8

/* How the program signs in. */
enum profile_login {
	LOGIN_UNTOLD,
	LOGIN_OFF,	 /* not at all */
	LOGIN_ANY,	 /* the program chooses by what the server offers */
	LOGIN_PASSWORD,	 /* PLAIN or LOGIN */
	LOGIN_ENCRYPTED, /* CRAM-MD5, DIGEST-MD5, SCRAM */
	LOGIN_GSSAPI,
	LOGIN_NTLM,
	LOGIN_CERTIFICATE,
	LOGIN_OAUTH,
};

struct profile_place {
	char file[PROFILE_PLACE_MAX]; /* as a person would type it: the home folder is "~" */
	int line;		      /* from 1; 0: the file as a whole */
};

struct profile_server {
	struct server_settings
		settings; /* host "": none; source SOURCE_PROGRAM; defaults of the program are filled in */
	enum profile_login login;
	char method[40];      /* the way to sign in as the file writes it; "" for none */
	bool stored;	      /* a password stands in the file, or a command or store for it is named */
	bool any_certificate; /* the program does not look at the certificate */
	bool may_go_clear;    /* it goes on without encryption where none is offered */
	struct profile_place place, login_place, from_place; /* the lines of host, login, and sender */
};

/*
 * What is wrong before anything is sent. MISTAKE(ID, "id", cause): the id stands in the JSON (evidence "mistake"); the cause is what it
 * comes to where sending fails.
 */
#define MISTAKES(X)                                                                                          \
	X(NO_LOGIN, "no-login", CAUSE_LOGIN_OFF)			 /* the provider demands one */      \
	X(TLS_ON_STARTTLS_PORT, "tls-on-587", CAUSE_ENCRYPTION_MISMATCH) /* smtps on 587 */                  \
	X(STARTTLS_ON_TLS_PORT, "starttls-on-465", CAUSE_ENCRYPTION_MISMATCH)                                \
	X(NOT_ENCRYPTED, "not-encrypted", CAUSE_ENCRYPTION_REQUIRED)                                         \
	X(CONTRADICTION, "contradiction",                                                                    \
		CAUSE_ENCRYPTION_MISMATCH) /* two options that exclude each other */                         \
	X(HOST_TYPO, "host-typo", CAUSE_SERVER_NAME_UNKNOWN)                                                 \
	X(HOST_INCOMING, "host-incoming", CAUSE_SERVER_NOT_MAIL) /* the server for receiving stands there */ \
	X(PORT_TYPO, "port-typo", CAUSE_PORT_WRONG)                                                          \
	X(PORT_25, "port-25", CAUSE_PORT25_BLOCKED) /* handed in through port 25 */                          \
	X(SERVER_OUTDATED, "server-outdated", CAUSE_SERVER_OUTDATED)                                         \
	X(SENDER_OTHER, "sender-other", CAUSE_SENDER_REFUSED) /* the sender is not the account's */          \
	X(USER_FORM, "user-form", CAUSE_USERNAME_WRONG)	      /* the address is wanted, or its first part */ \
	X(METHOD_OUTDATED, "method-outdated", CAUSE_LOGIN_METHOD_OUTDATED)                                   \
	X(OAUTH_WANTED, "oauth-wanted", CAUSE_OAUTH_REQUIRED)                                                \
	X(ONE_COLON, "one-colon",                                                                            \
		CAUSE_MAIL_SERVER_MISCONFIGURED) /* Exim: host:port is read as two hosts */                  \
	X(BRACKETS_MISSING, "brackets-missing",                                                              \
		CAUSE_MAIL_SERVER_MISCONFIGURED) /* Postfix: the MX of a name is asked */                    \
	X(PASSWORD_NOT_FOUND, "password-not-found",                                                          \
		CAUSE_LOGIN_OFF)			  /* its file has no line for this server */         \
	X(UNREADABLE_LINE, "unreadable-line", CAUSE_NONE) /* the program itself would refuse it */           \
	X(NO_SERVER, "no-server", CAUSE_SERVER_NAME_UNKNOWN)                                                 \
	X(WRONG_SERVER, "wrong-server", CAUSE_PROGRAM_WRONG_SERVER) /* another account's server */           \
	X(OFFLINE, "offline", CAUSE_PROGRAM_OFFLINE)                                                         \
	X(OUTBOX, "outbox", CAUSE_OUTBOX_STUCK)                                                              \
	X(TOO_OLD, "too-old", CAUSE_PROGRAM_TOO_OLD)                                                         \
	X(PASSWORD_OLD, "password-old", CAUSE_PROGRAM_PASSWORD_OLD)                                          \
	X(KEEPS_MAIL, "keeps-mail", CAUSE_MAIL_SERVER_MISCONFIGURED) /* a mail server lets no mail leave */  \
	X(OVERRIDDEN, "overridden", CAUSE_MAIL_SERVER_MISCONFIGURED) /* another line takes it back */

enum mistake_id {
#define MISTAKE_ENUM(id, name, cause) MISTAKE_##id,
	MISTAKES(MISTAKE_ENUM)
#undef MISTAKE_ENUM
		MISTAKE_N
};
const char *mistake_name(enum mistake_id id);
enum cause_id mistake_cause(enum mistake_id id);

struct mistake {
	enum mistake_id id;
	struct profile_place place;
	char is[240];	  /* what stands there, a secret left out; "" where something is missing */
	char change[480]; /* the literal line or lines to write, '\n' between; "" where menus lead there */
	char what[120];	  /* what it is about: a host, a version, a count, another option; "" */
};

/* What the program itself is doing, beside its settings; unknown where its files do not tell. */
struct profile_state {
	bool offline;
	int outbox;	      /* mails that wait; -1: not known */
	int64_t outbox_since; /* when the oldest was put there; 0: not known */
	char outbox_first
		[PROFILE_NAME_MAX]; /* subject-free: why it may block: its size, a missing recipient; "" */
	char version[40];	    /* "" */
	int64_t sending_password,
		receiving_password; /* when each was last changed; 0: not known, or none stored */
	struct profile_place place, outbox_place,
		password_place; /* where offline mode, the outbox, and the passwords' times stand */
};

struct profile {
	enum program program;
	char name[PROFILE_NAME_MAX];   /* of the account, as the program shows it; "" */
	char address[ADDRESS_MAX + 1]; /* the sender; "" */
	struct profile_server out,
		in; /* in.settings.host "": the program does not receive, or it is not told */
	char hands_to[PROFILE_NAME_MAX]; /* sends by this program of the computer instead of a server; "" */
	bool usual;			 /* the program's default */
	struct profile_state state;
	struct mistake mistakes[MISTAKES_MAX];
	size_t n_mistakes;
};

/* A file that was not read, and why, in words that a person can act on. */
struct profile_refusal {
	struct profile_place place;
	const char *why; /* N_() msgid without placeholders */
	bool grave;	 /* more than "you may not read that": it is told in any case */
};

struct profiles {
	VEC(struct profile) found; /* programs in the order of the registry, each one's usual account first */
	struct profile_refusal refusals[REFUSALS_MAX];
	size_t n_refusals;
};

void profiles_release(struct profiles *profiles);
#define PROFILES_AUTO __attribute__((cleanup(profiles_release)))

/*
 * All accounts that the programs on this computer hold, for the person (role user: of those programs that profiles_present() names, and
 * nothing is read of any other) or for its mail servers (role admin). profiles_r need not be initialised. Bounded to PROFILES_MAX accounts
 * and the limits of files.h; asks nobody.
 */
void profiles_find(const struct mailcase *mailcase, struct profiles *profiles_r);

/* Those of one program. */
void profiles_of_program(const struct mailcase *mailcase, enum program program, struct profiles *profiles_r);

/* Those of one file, whichever program it belongs to: by its name, else by what stands in it. False where no program's form fits. */
bool profiles_of_file(const struct mailcase *mailcase, const char *path, struct profiles *profiles_r);

/* Adds what is wrong in any program's terms (port and encryption, login, host, sender), by the table of providers. Called by the three above. */
void profile_judge(struct profile *profile, const struct profiles *all);

/* Adds one; more than MISTAKES_MAX, and the same twice, are left out. Texts are cut to fit. what and change may be NULL. */
void profile_mistake(struct profile *profile, enum mistake_id id, const struct profile_place *place,
	const char *is, const char *change, const char *what);

#endif
