/*
 * The case: everything that the person told, or that was read from the command line or a mail program. It is a value,
 * made before a run and not changed during it. The secret is borrowed, never saved and never part of a record.
 */
#ifndef MAILMEND_ENGINE_MAILCASE_H
#define MAILMEND_ENGINE_MAILCASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/secret.h"
#include "checks/engine/cause.h"
#include "checks/engine/step.h"
#include "checks/mail/address.h"
#include "checks/mail/sasl.h"
#include "checks/net/dns.h"

enum security { SECURITY_AUTO, SECURITY_TLS, SECURITY_STARTTLS, SECURITY_NONE };
const char *security_name(enum security security); /* "auto", "tls", "starttls", "none" */
bool security_by_name(const char *name, enum security *security_r);

/* Where settings come from; the names of the JSON. */
enum settings_source {
	SOURCE_NONE,
	SOURCE_GIVEN,	/* options, or told in the wizard */
	SOURCE_PROGRAM, /* read from a mail program's file */
	SOURCE_BUILTIN, /* our table of providers */
	SOURCE_SRV,	/* RFC 6186, 8314 */
	SOURCE_AUTOCONFIG,
	SOURCE_MX,    /* the domain's mail goes to a provider we know */
	SOURCE_GUESS, /* usual names, tried */
};
const char *settings_source_name(enum settings_source source);

struct server_settings {
	char host[HOST_MAX]; /* "": not known */
	int port;	     /* 0: not known */
	enum security security;
	char user[ADDRESS_MAX + 1]; /* "": the address */
	enum settings_source source;
	bool pop3; /* incoming only */
};

enum role { ROLE_USER, ROLE_ADMIN };
enum where { WHERE_HERE, WHERE_SAME_NETWORK, WHERE_ELSEWHERE, WHERE_UNKNOWN };
enum symptom { SYMPTOM_UNKNOWN, SYMPTOM_MESSAGE, SYMPTOM_OUTBOX, SYMPTOM_BOUNCE, SYMPTOM_LOST };
enum told_scope { SCOPE_UNKNOWN, SCOPE_ALL, SCOPE_ONE };
enum told_yes_no { TOLD_UNKNOWN, TOLD_YES, TOLD_NO };
enum told_changed {
	CHANGED_UNKNOWN,
	CHANGED_NOTHING,
	CHANGED_PASSWORD,
	CHANGED_PROVIDER,
	CHANGED_COMPUTER,
	CHANGED_NETWORK,
	CHANGED_UPDATE
};
/* How the person's program signs in to send (--program-login). */
enum told_login { PROGRAM_LOGIN_UNKNOWN, PROGRAM_LOGIN_PASSWORD, PROGRAM_LOGIN_OAUTH, PROGRAM_LOGIN_OFF };

/* What the person changed for a moment to see whether it helps (the wizard's experiments, --tried WHAT=helped|same). */
enum experiment {
#define EXPERIMENT(ID, name) EXPERIMENT_##ID,
#include "checks/engine/experiments.def"
#undef EXPERIMENT
	EXPERIMENT_N
};
enum tried { TRIED_NOT, TRIED_HELPED, TRIED_SAME };
const char *experiment_name(enum experiment experiment);
bool experiment_by_name(const char *name, enum experiment *experiment_r);

#define PAUSE_DEFAULT_MS 10000
#define PAUSE_MAX_MS	 600000

#define ARRIVAL_WAIT_MS	    50000 /* most of a usual run; a mail to oneself takes some seconds */
#define ARRIVAL_WAIT_MAX_MS 600000

#define MESSAGE_MAX 8192

struct computer;
struct log_book;
struct profiles;
struct profile;

struct mailcase {
	struct mail_address address; /* full[0] == 0: none given */
	enum role role;
	char domain[HOST_MAX];			 /* role admin: --domain */
	struct server_settings in_use, incoming; /* as the person's program has them; host "" when not told */
	char user[ADDRESS_MAX + 1];		 /* --user; "" when not told */
	const struct secret *secret;		 /* NULL: none given */
	enum sasl_secret secret_kind;
	char oauth_client
		[101]; /* --oauth-client: the id of a program that the person registered, to sign in by a code with; "" */
	char oauth_tenant[101]; /* --oauth-tenant: the organisation whose accounts these are; "": any */
	bool no_login;
	enum where where;
	enum program program;
	enum symptom symptom;
	enum told_scope scope;
	enum told_yes_no webmail, other_device;
	enum told_yes_no
		directory; /* TOLD_YES: Thunderbird's public list of settings may be asked, which learns the domain */
	enum told_changed changed;
	enum told_login program_login;
	enum tried tried[EXPERIMENT_N];
	int64_t pause_ms; /* --pause: how long a connection is left alone to see whether it is forgotten; 0: see network.pause */
	bool send; /* --send and agreed to: a harmless test mail to oneself may be sent, and is looked for */
	char send_to[ADDRESS_MAX +
		     1];	   /* --send-to: one more address for the test mail; "": to oneself alone */
	int64_t wait_ms;	   /* --wait: how long the test mail is looked for; 0: ARRIVAL_WAIT_MS */
	char message[MESSAGE_MAX]; /* the pasted message or bounce, harmless; "" for none */
	char to[ADDRESS_MAX + 1];  /* whom the mail could not reach; "": the person's own address */
	bool read_bounces; /* --read-bounces, or a yes in the wizard: reports in the inbox are looked for and read */
	bool lists; /* --lists: block lists are asked, whatever the case: whoever is asked learns the address */
	char sending_ip[80]; /* --ip: the address that the mail leaves from; "": found out */
	char helo[HOST_MAX]; /* --helo: what the delivering server calls itself; "": found out */
	char import
		[4096]; /* --import, or what was picked: a program's id or a file; "": nothing is read from mail programs */
	const struct profile *
		profile; /* the account that was read, whose settings stand in in_use; NULL: none. Borrowed */
	const struct profiles *profiles; /* all that was read with it; NULL: nothing. Borrowed */
	const char *mail; /* --mail: a mail that was sent (RFC 5322), raw; NULL: none. Borrowed */
	size_t mail_len;
	int64_t mail_rest; /* bytes of its file behind mail_len, which nobody reads: files of many megabytes count by their size only */
	bool mail_pasted; /* it came through a terminal: its blanks and line ends may be others than they were */
	char selectors[256];  /* --selector: names of DKIM keys, commas between */
	char dkim_key[4096];  /* --dkim-key: the file of the server's private key */
	struct log_book *log; /* a mail server's log that was read already; NULL: none. Borrowed */
	char log_file[4096];  /* --log: the file of a mail server's log; "": where this computer keeps it */
	char resolver[80];    /* --resolver as given; "" for the system's */
	char ca_file[4096];
	int64_t timeout_ms;
	bool offline;
	unsigned only, skip; /* STEP_BIT masks; only 0: all */
	char lang[16];
	const struct net_map *map; /* practice mode and tests; NULL in real runs */
	const struct computer *
		computer; /* what stands in for this computer (computer.h); NULL with map NULL: the real one */
};

/* Defaults: role user, where here, 60 s. */
void mailcase_init(struct mailcase *mailcase);

/* The name to log in with: --user, the settings' own, or the address. Never NULL. */
const char *mailcase_user(const struct mailcase *mailcase);

/* Whether findings of this step are reported (--only, --skip). */
bool mailcase_wants_step(const struct mailcase *mailcase, enum step step);

/* Mails come back or get lost, a message says that the sender is not believed, or a mail was given to look at. */
bool mailcase_told_of_distrust(const struct mailcase *mailcase);

/*
 * Whether the records of the domain, and block lists, stand in the way of this case's mail: role admin, a step of theirs asked for by name
 * (--only), or mailcase_told_of_distrust(). Else a missing record is something to know, no reason
 * why mail cannot be sent.
 */
bool mailcase_records_matter(const struct mailcase *mailcase);

/* Whether the inbox is looked into: it was agreed to, what stands there is wanted, and somebody can sign in. */
bool mailcase_reads_inbox(const struct mailcase *mailcase);

/* A test mail to oneself was agreed to, and there is an address for it. */
bool mailcase_sends_test_mail(const struct mailcase *mailcase);

/* Whether that mail is looked for: somebody can sign in, and wants to know. */
bool mailcase_looks_for_arrival(const struct mailcase *mailcase);

/* Whether block lists are asked in this case. */
bool mailcase_asks_lists(const struct mailcase *mailcase);

/* The domain in question: of the address, or --domain; "" for none. */
const char *mailcase_domain(const struct mailcase *mailcase);

#endif
