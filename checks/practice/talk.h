/*
 * One conversation of a server for sending, between serve_smtp.c and serve_auth.c.
 */
#ifndef MAILMEND_PRACTICE_TALK_H
#define MAILMEND_PRACTICE_TALK_H

#include "checks/practice/station.h"

struct talk {
	const struct booth *booth;
	struct station *station;
	const struct smtp_plan *plan;
	struct peer *peer;
	char host[HOST_MAX];
	bool safe, signed_in, has_sender;
	unsigned visit;		    /* how many conversations there were before */
	int words_left;		    /* answers until the line breaks; -1: it holds */
	char rcpt[ADDRESS_MAX + 1]; /* the last recipient */
	char line[PEER_LINE_MAX];
};

/* Says a reply of a plan, with its names put in. False ends the conversation. */
bool talk_say(struct talk *talk, const char *text);

/* The next line of the client into talk->line. False ends the conversation. */
bool talk_hear(struct talk *talk);

/* The answer to AUTH with what stands behind it. */
bool talk_auth(struct talk *talk, const char *rest);

#endif
