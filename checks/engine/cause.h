/*
 * Causes: what is wrong in the world, in the words of the person. Findings point to causes through the rule table
 * only. causes.def holds id and who must act; checks/causes.c the titles and meanings; checks/advice.c the steps, chosen by
 * cause, mail program and platform.
 */
#ifndef MAILMEND_ENGINE_CAUSE_H
#define MAILMEND_ENGINE_CAUSE_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/engine/step.h"

enum who { WHO_YOU, WHO_MAIL_PROVIDER, WHO_INTERNET_PROVIDER, WHO_LOCAL_NETWORK, WHO_ADMIN, WHO_RECIPIENT };
const char *who_name(enum who who);
bool who_by_name(const char *name, enum who *who_r);

enum cause_id {
	CAUSE_NONE,
#define CAUSE(id, name, who, temporary) CAUSE_##id,
#include "checks/engine/causes.def"
#undef CAUSE
	CAUSE_N
};

const char *cause_name(enum cause_id id);
bool cause_by_name(const char *name, enum cause_id *id_r);
enum who cause_who(enum cause_id id);
bool cause_is_temporary(enum cause_id id);

/*
 * The words. Placeholders in title, meaning and steps are filled from the record (ui/words/plain_words.c has the list):
 * {host} {port} {security} {address} {domain} {user} {recipient} {provider} {incoming_host} {reply} {ip} {seconds}
 * {working_host} {working_port} {working_security} {certificate_name} {tested_at} {url_password} {host_arg} …; one that is not
 * known is shown as a plain word ("the server"), so every text reads well without any of them.
 */
struct cause_words {
	enum cause_id id;
	const char *title;   /* N_(): one sentence, without jargon, at most 72 columns in English */
	const char *meaning; /* N_(): two or three short sentences: what happened, why it matters */
	const char *until;   /* N_(): what to do until it is mended, or NULL */
	const char *ask;     /* N_(): ready text for whoever must act when it is not the person, or NULL */
};
extern const struct cause_words
	cause_words[]; /* one for each cause but CAUSE_NONE, in the order of the enum: [id - 1] */

/* The mail programs whose menus we name. PROGRAM_UNKNOWN: generic words. */
#define PROGRAMS(X)                                                                                          \
	X(PROGRAM_UNKNOWN, "unknown", "")                                                                    \
	X(PROGRAM_THUNDERBIRD, "thunderbird", "Thunderbird")                                                 \
	X(PROGRAM_OUTLOOK, "outlook", "Outlook")                                                             \
	X(PROGRAM_APPLE_MAIL, "apple-mail", "Apple Mail")                                                    \
	X(PROGRAM_IOS_MAIL, "ios-mail", "Mail (iPhone, iPad)")                                               \
	X(PROGRAM_K9, "k9", "K-9 Mail / Thunderbird for Android")                                            \
	X(PROGRAM_GMAIL_APP, "gmail-app", "Gmail (app)")                                                     \
	X(PROGRAM_EVOLUTION, "evolution", "Evolution")                                                       \
	X(PROGRAM_KMAIL, "kmail", "KMail")                                                                   \
	X(PROGRAM_GEARY, "geary", "Geary")                                                                   \
	X(PROGRAM_MUTT, "mutt", "mutt / NeoMutt")                                                            \
	X(PROGRAM_MSMTP, "msmtp", "msmtp")                                                                   \
	X(PROGRAM_POSTFIX, "postfix", "Postfix")                                                             \
	X(PROGRAM_EXIM, "exim", "Exim")                                                                      \
	X(PROGRAM_CLAWS, "claws", "Claws Mail")                                                              \
	X(PROGRAM_SSMTP, "ssmtp", "sSMTP")                                                                   \
	X(PROGRAM_NULLMAILER, "nullmailer", "nullmailer")                                                    \
	X(PROGRAM_DMA, "dma", "dma (DragonFly Mail Agent)")                                                  \
	X(PROGRAM_SNAIL, "s-nail", "s-nail / mailx")                                                         \
	X(PROGRAM_AERC, "aerc", "aerc")                                                                      \
	X(PROGRAM_HIMALAYA, "himalaya", "himalaya")                                                          \
	X(PROGRAM_GIT, "git", "git send-email")                                                              \
	X(PROGRAM_ALPINE, "alpine", "Alpine")                                                                \
	X(PROGRAM_OPENSMTPD, "opensmtpd", "OpenSMTPD")                                                       \
	X(PROGRAM_SENDMAIL, "sendmail", "Sendmail")                                                          \
	X(PROGRAM_OTHER, "other", "")

enum program {
#define PROGRAM_ENUM(id, name, shown) id,
	PROGRAMS(PROGRAM_ENUM)
#undef PROGRAM_ENUM
		PROGRAM_N
};
const char *program_name(enum program program);	 /* the id of --program */
const char *program_shown(enum program program); /* "" for unknown and other */
bool program_by_name(const char *name, enum program *program_r);

#define ADVICE_STEPS_MAX 7
#define ADVICE_BY(who)	 ((int)(who) + 1)

/*
 * What to do first, second, …; the most specific row wins: the party that must act where that is not the cause's usual one,
 * then the program given, then generic (PROGRAM_UNKNOWN).
 */
struct advice {
	enum cause_id cause;
	enum program program;
	int by; /* ADVICE_BY(WHO_…): where this party must act; 0: whoever does */
	const char *steps[ADVICE_STEPS_MAX]; /* N_(); NULL-terminated when shorter */
};
extern const struct advice advice_table[];
extern const size_t advice_table_n;

/* The row for cause and program; never NULL for a real cause. */
const struct advice *advice_find(enum cause_id cause, enum program program);

/* The same where it is known who must act. */
const struct advice *advice_find_by(enum cause_id cause, enum program program, enum who who);

/* What would make a cause surer; one row for each cause, [id - 1] (checks/surer.c). */
struct surer {
	enum cause_id cause;
	const char *text;	/* N_(): one sentence */
	const char *experiment; /* the experiment that it proposes ("other-network"), or NULL */
};
extern const struct surer surer_table[];

/* Ready texts by who must act, beside those of cause_words (checks/asks.c); CAUSE_NONE: for every cause. */
struct cause_ask {
	enum cause_id cause;
	enum who who;
	const char *text; /* N_() */
};
extern const struct cause_ask cause_asks[];
extern const size_t cause_asks_n;

/* The msgid of the text for who: made for both, then the cause's own, then one for who alone; NULL for the person themselves. */
const char *cause_ask_for(enum cause_id cause, enum who who);

#endif
