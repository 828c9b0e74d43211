/*
 * What providers publish for mail programs over HTTPS: Thunderbird's config-v1.1.xml (draft-ietf-mailmaint-autoconfig) and Outlook's
 * Autodiscover ([MS-OXDSCLI], the plain XML form). Reading only, no network; what it gives is a row like those of the table of providers.
 *
 * Nobody is told the person's address: what has to be asked with an address is asked for that of the postmaster, whom every
 * domain has (RFC 5321 section 4.5.1), and the answer is read accordingly.
 */
#ifndef MAILMEND_KNOW_AUTOCONFIG_H
#define MAILMEND_KNOW_AUTOCONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/know/provider.h"

#define AUTOCONFIG_BYTES_MAX ((size_t)128 * 1024)
#define AUTOCONFIG_LOCAL     "postmaster"
#define PUBLISHED_URL_MAX    1024

struct published {
	struct provider
		provider; /* its name is `name`; at least one server for sending, encrypted ones first */
	char name[64];	  /* the display name; "" */
	char next[PUBLISHED_URL_MAX + 1]; /* Autodiscover sends us on: the next address to ask (https) */
};

/* The addresses of the web where a domain's file is, in Thunderbird's order. */
enum autoconfig_place {
	AUTOCONFIG_OWN,	       /* https://autoconfig.DOMAIN/mail/config-v1.1.xml */
	AUTOCONFIG_WELL_KNOWN, /* https://DOMAIN/.well-known/autoconfig/mail/config-v1.1.xml */
	AUTOCONFIG_DIRECTORY,  /* Thunderbird's own list, kept by its makers */
	AUTOCONFIG_PLACES
};
#define AUTOCONFIG_DIRECTORY_HOST "live.thunderbird.net"
void autoconfig_url(enum autoconfig_place place, const char *domain, struct str *url_r);

/* Reads a config-v1.1.xml for this domain (fuzzed). False: it is none, or names no server for sending. */
bool autoconfig_read(const char *bytes, size_t len, const char *domain, struct published *published_r);

/* Where Autodiscover is asked: https://autodiscover.DOMAIN/… and https://DOMAIN/… */
enum { AUTODISCOVER_PLACES = 2 };
void autodiscover_url(size_t place, const char *domain, struct str *url_r);

/* The same path at a host that an SRV record names; port 443 is left out. */
void autodiscover_url_at(const char *host, int port, struct str *url_r);

/* The body to post there, as text/xml. */
void autodiscover_question(const char *domain, struct str *body_r);

enum autodiscover {
	AUTODISCOVER_NOTHING, /* no settings for sending: no such answer, an error, or Exchange's own protocol only */
	AUTODISCOVER_SETTINGS, /* published_r->provider */
	AUTODISCOVER_SENT_ON,  /* published_r->next */
};
enum autodiscover autodiscover_read(
	const char *bytes, size_t len, const char *domain, struct published *published_r);

#endif
