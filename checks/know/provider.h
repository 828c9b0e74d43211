/*
 * Well-known mail providers: which domains they serve, which servers they want used, what they ask of a login, how much
 * may be sent.
 *
 * The table is providers.psv, domains.psv and mx.psv: restated facts, each row with where they are known from and when they
 * were last held against it; no network. Hosts and names are lower-case A-labels.
 */
#ifndef MAILMEND_KNOW_PROVIDER_H
#define MAILMEND_KNOW_PROVIDER_H

#include <stdbool.h>
#include <stddef.h>

/* What a provider asks for beyond server and port. */
enum provider_flag {
	PROVIDER_APP_PASSWORD = 1,	/* with two-step login an app password is wanted */
	PROVIDER_APP_PASSWORD_ONLY = 2, /* never the account's own password */
	PROVIDER_OAUTH_ONLY = 4,	/* programs must sign in by browser */
	PROVIDER_OAUTH_TOO = 8,		/* browser sign-in is offered as well */
	PROVIDER_ENABLE_FIRST = 16,	/* sending by programs must be switched on at the provider first */
	PROVIDER_LOCAL_USER = 32,	/* the login name is the part before @ */
	PROVIDER_OTHER_USER = 64,	/* the login name is something else (customer number) */
	PROVIDER_ADMIN_SWITCH = 128,	/* an administrator can switch password login off */
	PROVIDER_NO_PROGRAMS = 256,	/* no mail program can send: there is no server for it */
	PROVIDER_BRIDGE = 512, /* a program of the provider's must run on this computer and passes mail on */
	PROVIDER_PAID = 1024,  /* mail programs are for paying customers only */
	PROVIDER_NO_LOGIN = 2048,	   /* the server wants no login, only the provider's own line */
	PROVIDER_RELAY = 4096,		   /* sends for programs and servers of others, keeps nobody's mail */
	PROVIDER_LOCAL_DOMAIN_USER = 8192, /* the login name is the address with "." for "@" */
	PROVIDER_ADDRESS_TOO =
		16384, /* another form of the login name is published, the address works as well */
};

#define PROVIDER_SERVERS_MAX 6
#define PROVIDER_LIMITS_MAX  5

struct provider_server {
	char host[80];
	int port;
	char kind; /* 't': TLS at once, 's': STARTTLS, 'n': none */
	bool pop3; /* incoming only */
	char user; /* 'a' the address, 'l' the part before @, 'o' something else, 'd' the address with "." for "@" */
	bool besides;  /* works too, but the host belongs to another row: it does not tell whose mail it is */
	bool template; /* the host's name was made of the domain's */
};

enum provider_what { PROVIDER_MESSAGES, PROVIDER_RECIPIENTS, PROVIDER_MEGABYTES };
enum provider_per { PROVIDER_A_MESSAGE, PROVIDER_A_MINUTE, PROVIDER_AN_HOUR, PROVIDER_A_DAY };

/* How much may be sent: at most 500 messages a day. */
struct provider_limit {
	int number;
	enum provider_what what;
	enum provider_per per;
};
const char *provider_what_name(enum provider_what what); /* "messages", "recipients", "megabytes" */
const char *provider_per_name(enum provider_per per);	 /* "message", "minute", "hour", "day" */

struct provider {
	char domain[256]; /* the mail domain that it was looked up for; "" */
	const char *id;	  /* "gmail" */
	const char *name; /* "Gmail" */
	struct provider_server outgoing[PROVIDER_SERVERS_MAX], incoming[PROVIDER_SERVERS_MAX];
	size_t n_outgoing, n_incoming; /* none outgoing: PROVIDER_NO_PROGRAMS */
	unsigned flags;		       /* enum provider_flag */
	struct provider_limit limits[PROVIDER_LIMITS_MAX];
	size_t n_limits;
	const char *url_password, *url_app_password, *url_enable, *url_limits,
		*url_status; /* "" where there is none */
	const char *scope;   /* of replies.psv: "gmail", "ms365", … ; "" */
	const char *source;  /* where the row is known from, as providers.psv says */
	const char *checked; /* when it was last held against that: "2026-11-22" */
};

/* The provider of a mail domain; false when it is not in the table. */
bool provider_by_domain(const char *domain, struct provider *provider_r);

/* The provider whose settings name exactly this host; cheaper than provider_by_host, which also knows hosts beside them. */
bool provider_lists_host(const char *host, struct provider *provider_r);

/*
 * The provider that a mail server's host name (an MX, or a host in use) belongs to, by its registered domain. Hosts that are made of
 * the domain's name are left out.
 */
bool provider_by_host(const char *host, struct provider *provider_r);

/* The server for sending of this host; where the row has it not, the first. There is one. */
const struct provider_server *provider_server_of(const struct provider *provider, const char *host);

/*
 * The name to sign in with at this server, for the address local@domain, into buf of size bytes; "" where it is the address itself, or
 * the provider tells it.
 */
void provider_user(
	const struct provider_server *server, const char *local, const char *domain, char *buf, size_t size);

/*
 * Whether two hosts, or a host and a domain, belong to the same organisation: the same registrable domain (public suffix
 * list, libpsl).
 */
bool provider_same_organisation(const char *a, const char *b);

/* The registrable domain that a host belongs to, in lower case, into buf of size bytes; "" for a name that is too long. */
void provider_organisation(const char *host, char *buf, size_t size);

#endif
