/*
 * One request over HTTPS and its answer, spoken by libcurl on a socket that is connected already: it looks up no name, opens nothing and
 * reads no file. Private to this room; fetch.c drives many of them.
 */
#ifndef MAILMEND_NET_FETCH_TALK_H
#define MAILMEND_NET_FETCH_TALK_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/net/fetch.h"
#include "checks/net/fetch_curl.h"
#include "checks/net/fetch_road.h"

#define FETCH_URL_MAX  1024
#define FETCH_NEXT_MAX (FETCH_URL_MAX + 2) /* one more than is followed, so that a cut one is not */

struct fetch_talk {
	const struct fetch_curl *curl;
	struct fetch *fetch; /* what is asked, and where the answer goes */
	const struct tls_store *store;
	CURLU *url;
	CURL *easy; /* NULL between two requests */
	struct curl_slist *to, *fields;
	int fd;	     /* connected, not yet libcurl's; -1 */
	size_t head; /* bytes of the head so far */
	bool too_large;
};

/* Reads an address of the web: https, without a name and password in it. False for anything else. */
bool fetch_talk_read(struct fetch_talk *talk, const char *url, char host_r[FETCH_HOST_MAX], int *port_r);

/* Makes the request for the URL that was read; fd (connected, taken over) leads to the road's address. False: libcurl is not able to. */
bool fetch_talk_begin(struct fetch_talk *talk, const struct fetch_road *road, int fd);

/* The request ended so: its outcome, and where a redirect leads ("" without one). The answer is in the fetch. */
enum fetch_outcome fetch_talk_end(struct fetch_talk *talk, CURLcode result, char next_r[FETCH_NEXT_MAX]);

/* Throws away what is under way; the same talk may begin again. */
void fetch_talk_drop(struct fetch_talk *talk);

#endif
