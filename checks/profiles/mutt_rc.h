/*
 * The language of mutt's and NeoMutt's settings: set, source, hooks, macros; quotes, variables and line ends with \. Commands in backticks
 * and pipes are never run: MUTT_UNKNOWN stands where their answer would.
 */
#ifndef MAILMEND_PROFILES_MUTT_RC_H
#define MAILMEND_PROFILES_MUTT_RC_H

#include "checks/profiles/text.h"

#define MUTT_UNKNOWN	  '\x01'
#define MUTT_WAYS_MAX	  24
#define MUTT_COMMANDS_MAX 50000 /* of all files together */

struct mutt_rc {
	struct reading *reading;
	struct book *book;
	bool piped; /* "source 'command|'" stands there: something is not known */
	size_t commands, nesting;
	/* What a hook or a macro would run: another account's settings over these. NULL: such are passed over. */
	struct mutt_ways {
		struct mutt_way {
			char *name, *command, *path;
			int line;
		} way[MUTT_WAYS_MAX];
		size_t n;
	} * ways;
};

/* False: it could not be read. */
bool mutt_rc_read(struct mutt_rc *rc, const char *path);

/* Commands as they stand in a line of that file. */
void mutt_rc_run(struct mutt_rc *rc, const char *commands, const char *path, int line);

void mutt_ways_release(struct mutt_ways *ways);

/* Whether a variable of yes and no, or of ask-yes and ask-no, is on; unset: as given. */
bool mutt_rc_on(const struct book *book, const char *name, bool unset);

#endif
