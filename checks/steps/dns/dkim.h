/*
 * What is known about the signatures of this sender's mail: which keys were asked for and found, and what the mail that was given shows.
 * dkim.c asks, dkim_verdict.c weighs, dkim_say.c, dkim_say_keys.c and dkim_words.c say it; dkim_own.c compares a server's own key.
 */
#ifndef MAILMEND_STEPS_DNS_DKIM_H
#define MAILMEND_STEPS_DNS_DKIM_H

#include "checks/auth/dkim.h"
#include "checks/engine/check.h"
#include "checks/engine/facts.h"
#include "checks/know/senders.h"
#include "checks/steps/common/given_mail.h"

#define DKIM_ASKED_MAX 96

/* How the name of a key came to be known, from sure to guessed. */
enum dkim_source {
	DKIM_FROM_MAIL,	   /* s= and d= of a signature */
	DKIM_FROM_PERSON,  /* --selector */
	DKIM_FROM_SERVICE, /* the service that the domain's mail goes through uses it */
	DKIM_FROM_HABIT,   /* many use it */
};

enum dkim_found {
	DKIM_UNANSWERED, /* could not be found out */
	DKIM_ABSENT,
	DKIM_FOUND, /* key tells what it is worth */
};

/* A key that was asked for. */
struct dkim_asked {
	char selector[HOST_MAX], domain[HOST_MAX], name[HOST_MAX];
	enum dkim_source source;
	enum dkim_found found;
	bool alias; /* found behind a CNAME */
	struct dkim_key key;
};

/* One signature of the mail. */
struct dkim_signed {
	struct dkim_signature signature;
	enum dkim_verdict verdict;
	bool aligned;	/* of the domain that the mail is from, or one of the same organisation */
	bool confirmed; /* a receiver wrote into the mail that it was right */
};

struct dkim_view {
	struct check_run *run;
	const char *domain; /* the sender's */
	bool at_provider;   /* it is that of a mail provider */

	bool has_mail;
	struct given_mail mail;
	char from[HOST_MAX]; /* the domain of its From; "" */
	bool other_mail;     /* it is from another organisation than domain */
	int64_t delivered;   /* when, or now */
	struct dkim_signed signed_by[DKIM_SIGNATURES_MAX];
	size_t n_signed;

	struct dkim_asked asked[DKIM_ASKED_MAX];
	size_t n_asked, answered; /* those before answered have been asked */
	enum dns_outcome below;	  /* of _domainkey.DOMAIN; DNS_UNASKED without a domain of one's own */
	bool wildcard;		  /* any name below it exists */
	bool wildcard_key;	  /* and gives the same key */
	char *wildcard_text;	  /* owned; NULL */
	bool has_service;
	struct sender service; /* who takes or sends the domain's mail */

	bool has_own; /* --dkim-key was read */
	struct dkim_key own;
	enum dkim_private own_state;
	struct err own_err;
};

/* Adds the name of a key; one that is there already, or is no name, is left out. */
void dkim_ask_for(struct dkim_view *view, const char *selector, const char *domain, enum dkim_source source);

/* Takes an answer to asked->name. */
void dkim_take(struct dkim_view *view, struct dkim_asked *asked, const struct dns_answer *answer);

/* The key that was asked for under this selector and domain; NULL without. */
struct dkim_asked *dkim_asked_for(struct dkim_view *view, const char *selector, const char *domain);

/* Verifies each signature with the keys as they were found. */
void dkim_weigh_mail(struct dkim_view *view);

/* The signature that decides: right and aligned before wrong and aligned before those of others; NULL: the mail has none. */
const struct dkim_signed *dkim_deciding(const struct dkim_view *view);

/* Whether a verdict means that receivers take the signature for right. */
bool dkim_is_right(const struct dkim_signed *one);

/* Whether more names have to be tried: nothing sure is known of any key. */
bool dkim_wants_more(const struct dkim_view *view);

/* The first usable key that the domain itself was found to have; NULL without. */
const struct dkim_asked *dkim_usable(const struct dkim_view *view);

/* Whether nothing at all is published below _domainkey, for sure. */
bool dkim_nothing_there(const struct dkim_view *view);

/* Whether any question that matters was not answered. */
bool dkim_unanswered(const struct dkim_view *view);

/* What others need to know. */
void dkim_state_of(const struct dkim_view *view, struct dkim_judged *judged_r);

/* --- dkim_say.c: findings about the mail --- */

void dkim_say_mail(struct dkim_view *view);

/* --- dkim_say_keys.c: findings about keys --- */

void dkim_say_keys(struct dkim_view *view);

/* A key that cannot be used: the sentence of its fault. */
void dkim_say_wrong_key(struct dkim_view *view, const struct dkim_asked *asked, bool soften);
void dkim_say_weak_key(struct dkim_view *view, const struct dkim_asked *asked);

void dkim_say_missing_key(struct dkim_view *view, const struct dkim_asked *asked);

/* Whether the mail can show this: what depends on every byte, a copy that was pasted or came back cannot. */
bool dkim_shows(const struct dkim_view *view, enum dkim_verdict verdict);

/* Evidence: the line to publish for a key name, that for a domain that has none, and what was asked. */
void dkim_add_first_record(struct dkim_view *view, struct finding *finding);
void dkim_add_record(struct dkim_view *view, struct finding *finding, const struct dkim_asked *asked);
void dkim_add_asked(const struct dkim_asked *asked, struct finding *finding);

/* --- dkim_own.c: the server's own key --- */

void dkim_read_own(struct dkim_view *view);
void dkim_say_own(struct dkim_view *view);

/* --- dkim_words.c --- */

/* The sentence about a key that cannot be used, and about a signature that is wrong; {selector}, {domain} and {bits}. Never NULL. */
const char *dkim_words_of_key(enum dkim_key_fault fault);
const char *dkim_words_of_signature(enum dkim_verdict verdict);

/* Stable names for evidence: "cut", "body-changed". */
const char *dkim_fault_name(enum dkim_key_fault fault);
const char *dkim_verdict_name(enum dkim_verdict verdict);

#endif
