/*
 * The words of the experiments: what a person changes for a moment, why it tells something, how it is done,
 * and how it is changed back. Read by the screens of ui/flow/trying.c.
 */
#ifndef MAILMEND_UI_TRIALS_H
#define MAILMEND_UI_TRIALS_H

#include <stdbool.h>

#include "checks/engine/mailcase.h"

#define TRIAL_LINES 4

/*
 * All N_(). Placeholders that may stand in them: {host} {port} {security} {working_port} {working_security};
 * one without a value becomes its plain word.
 */
struct trial_words {
	const char *label;		 /* in the list of what can be tried; at most 60 columns in English */
	const char *heading;		 /* before; at most 72 columns */
	const char *why;		 /* what it tells */
	const char *change[TRIAL_LINES]; /* what to change, one step a line */
	const char *how;		 /* for those who do not know how */
	const char *risk;		 /* what it may do to a connection from afar (SSH); NULL: nothing */
	const char *back_heading;	 /* after: it is to be as it was; at most 72 columns */
	const char *back[TRIAL_LINES];	 /* how it is changed back */
	const char *helped, *same;	 /* what came of it */
	const char *still;		 /* one line for the end: what is still changed */
};
extern const struct trial_words trial_words[EXPERIMENT_N];

/* How this program is started without add-ons, one step a line, NULL-terminated; NULL: it has none. */
const char *const *trial_without_addons(enum program program);

#endif
