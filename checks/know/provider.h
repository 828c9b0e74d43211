/*
 * Well-known mail providers: which domains they serve, which servers they want used, what they ask of a login.
 *
 * The table is providers.psv and domains.psv, restated facts (Thunderbird's database of 2026-03-12 and the providers' own
 * pages); no network. Hosts and names are lower-case A-labels.
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
};

#define PROVIDER_SERVERS_MAX 4

struct provider_server {
	char host[80];
	int port;
	char kind; /* 't': TLS at once, 's': STARTTLS, 'n': none */
	bool pop3; /* incoming only */
};

struct provider {
	const char *id;	  /* "gmail" */
	const char *name; /* "Gmail" */
	struct provider_server outgoing[PROVIDER_SERVERS_MAX], incoming[PROVIDER_SERVERS_MAX];
	size_t n_outgoing, n_incoming;
	unsigned flags;							       /* enum provider_flag */
	const char *url_password, *url_app_password, *url_enable, *url_status; /* "" where there is none */
	const char *scope; /* of replies.psv: "gmail", "ms365", … ; "" */
};

/* The provider of a mail domain; false when it is not in the table. */
bool provider_by_domain(const char *domain, struct provider *provider_r);

/* The provider whose settings name exactly this host; cheaper than provider_by_host, which also knows hosts beside them. */
bool provider_lists_host(const char *host, struct provider *provider_r);

/* The provider that a mail server's host name (an MX, or a host in use) belongs to, by its registered domain. */
bool provider_by_host(const char *host, struct provider *provider_r);

/*
 * Whether two hosts, or a host and a domain, belong to the same organisation: the same registrable domain (public suffix
 * list, libpsl).
 */
bool provider_same_organisation(const char *a, const char *b);

/* The registrable domain that a host belongs to, in lower case, into buf of size bytes; "" for a name that is too long. */
void provider_organisation(const char *host, char *buf, size_t size);

#endif
