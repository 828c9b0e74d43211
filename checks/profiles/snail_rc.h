/*
 * The language of mailx's settings (~/.mailrc; s-nail, Heirloom mailx, BSD mail): set, unset, source, if, account and define with bodies in
 * braces, line ends with \. Shell commands are never run.
 */
#ifndef MAILMEND_PROFILES_SNAIL_RC_H
#define MAILMEND_PROFILES_SNAIL_RC_H

#include "checks/profiles/text.h"

#define SNAIL_BODIES_MAX 24

struct snail_rc {
	struct reading *reading;
	struct book *book;
	/* What stands in braces, to be run when somebody asks for it. */
	struct snail_body {
		char *name, *path;
		struct str text;
		int line;     /* of the first line within */
		bool account; /* an account, else a macro of define */
	} bodies[SNAIL_BODIES_MAX];
	size_t n_bodies;
	int nesting;
	size_t lines;
};

/* False: it could not be read. */
bool snail_rc_read(struct snail_rc *rc, const char *path);

/* Runs a body over what is set already. */
void snail_rc_run(struct snail_rc *rc, const struct snail_body *body);
void snail_rc_release(struct snail_rc *rc);

#endif
