/*
 * The runs of the past, each in a file of its own under $XDG_STATE_HOME/mailmend/runs (0600, written whole or not at all): what
 * each came to, for which case, and nothing that was said. At most RUNS_MAX are kept; the oldest go. A run of practice is not
 * kept, and none where the configuration file says "keep no".
 */
#ifndef MAILMEND_UI_KEEP_RUNS_H
#define MAILMEND_UI_KEEP_RUNS_H

#include <stdbool.h>

#include "checks/base/err.h"
#include "checks/engine/since.h"

#define RUNS_MAX 50

/* Keeps a run that ended; one that was interrupted is none. False with the reason where it could not be kept. */
bool runs_add(const struct record *record, struct err *err);

/* Removes what a program that was killed while it kept a run left over; what is being written now stays. */
void runs_tidy(void);

/* The last run of the same case (address or domain or server, and role); false where none is kept. outline_r holds {0}. */
bool runs_last(const struct mailcase *mailcase, struct outline *outline_r);

#endif
