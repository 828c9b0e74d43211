/*
 * Files and answers over HTTPS from whoever publishes them for mail programs (provider settings, sign-in by a device code), by libcurl's
 * multi interface: it is woken by the scope's cancel descriptor and ends at its deadline. fetch.c is the one place beside io.c that waits.
 *
 * HTTPS only, certificate and name are verified, redirects lead to https alone and at most 3 times, what comes is bounded, no cookies,
 * no proxy from the environment, no credentials of the person's, user agent "mailmend". Names are looked up by the resolver of the case
 * (dns.h) and handed to libcurl, so that nothing else is asked; addresses that exist inside a network only are refused for hosts that
 * nobody named (hazards.md 43). A net_map leads to loopback, as everywhere.
 */
#ifndef MAILMEND_NET_FETCH_H
#define MAILMEND_NET_FETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/net/dns.h"
#include "checks/net/io.h"
#include "checks/net/tls.h"

#define FETCH_MANY_MAX 8

enum fetch_outcome {
	FETCH_DONE,    /* an answer came: status tells which */
	FETCH_NAME,    /* the host is not found, or the name servers failed */
	FETCH_PRIVATE, /* its address exists inside a network only */
	FETCH_CONNECT, /* refused, unreachable, timed out */
	FETCH_CERTIFICATE,
	FETCH_TLS,
	FETCH_REDIRECT, /* to something that is not https, or too often */
	FETCH_TOO_LARGE,
	FETCH_CUT, /* the answer broke off, or was no HTTP */
	FETCH_CANCELLED,
	FETCH_IMPOSSIBLE, /* this computer lacks what it takes: libcurl, with OpenSSL */
};
const char *fetch_outcome_name(enum fetch_outcome outcome); /* "done", "name", … */

struct fetch {
	const char *url; /* https://…, at most 1 KiB; borrowed */
	const char *
		post; /* a body to send (application/x-www-form-urlencoded unless post_type); NULL: GET. Borrowed, may be a secret */
	const char *post_type; /* NULL: as said */
	bool post_again;       /* a redirect gets the body too; else it ends there (FETCH_REDIRECT) */
	bool named;	       /* the person named this host: a private address is all right */
	size_t max;	       /* bytes of the answer that are kept; more is FETCH_TOO_LARGE */
	/* out */
	enum fetch_outcome outcome;
	int status;	      /* 200, 404, …; 0 where none came */
	char final_url[1024]; /* where redirects led, harmless */
	char type[80];	      /* Content-Type, harmless */
	struct str body;      /* raw bytes; fetch_release() */
	int64_t took_us;
};

/* All at once (at most FETCH_MANY_MAX), each within scope. What has not ended when the scope does is FETCH_CANCELLED. */
void fetch_all(const struct io_scope *scope, const struct dns_config *dns, const struct tls_store *store,
	const struct net_map *map, struct fetch *fetches, size_t n);
void fetch_release(struct fetch *fetches, size_t n); /* wipes and frees the bodies */

#endif
