/*
 * Whether a network puts a page of its own before everything else, judged from what known pages answered. Pure.
 */
#ifndef MAILMEND_STEPS_PORTAL_VERDICT_H
#define MAILMEND_STEPS_PORTAL_VERDICT_H

#include "checks/net/http.h"

/* A page that exists for this question and never changes. */
struct portal_page {
	const char *host, *path;
	int status;
	const char *body; /* how its body begins; "" for none */
};

extern const struct portal_page portal_pages[];
#define PORTAL_PAGES 2

enum portal_answer {
	PORTAL_UNKNOWN,	 /* nobody answered, or with something that tells nothing */
	PORTAL_FREE,	 /* the page itself came */
	PORTAL_REDIRECT, /* sent to another host, or RFC 6585 section 6: 511 */
	PORTAL_OTHER,	 /* another page in its place */
};

enum portal_answer portal_answer_of(const struct portal_page *page, const struct http_answer *answer);

/* The answer that proves a portal, as an index; PORTAL_PAGES when none does. */
size_t portal_verdict(const enum portal_answer answers[PORTAL_PAGES]);

#endif
