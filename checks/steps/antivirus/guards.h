/*
 * The known programs that run on this computer, for the files of antivirus.guards.
 */
#ifndef MAILMEND_STEPS_GUARDS_H
#define MAILMEND_STEPS_GUARDS_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"
#include "checks/know/guard.h"

#define GUARDS_MAX 12

struct guards {
	struct check_run *run;
	const struct out_session *session; /* NULL: not there */
	const struct login_result *login;
	const struct envelope_result *envelope;
	struct guard running[GUARDS_MAX]; /* each product once */
	char processes[GUARDS_MAX][20];
	size_t n;
	bool seen; /* the list of programs could be read as a whole */
};

/* The first running one of this product; NULL: none. */
const struct guard *guards_running(const struct guards *guards, const char *product);

/* listener.c: the server in use is this computer itself; says who listens there. True where it is. */
bool guards_judge_listener(const struct guards *guards);

/* hooking.c: programs that mail passes through, and programs that answer in place of the server. local: mail goes to this computer's own
 * server. */
void guards_judge_hooks(const struct guards *guards, bool local);
void guards_judge_answers(const struct guards *guards);

#endif
