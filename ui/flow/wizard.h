/*
 * The wizard: one engine (flow.h, the screens as data), two faces that render it. This header is all that src
 * needs.
 *
 * src links the rooms plain and screen and hands their faces over in the options, so that flow itself never
 * sees a terminal:
 *
 *     struct wizard_options options = { .checks = catalogue, .n_checks = catalogue_n,
 *             .plain_face = &plain_face, .full_face = &screen_face };
 *     return wizard_main(&mailcase, &options);
 */
#ifndef MAILMEND_UI_FLOW_WIZARD_H
#define MAILMEND_UI_FLOW_WIZARD_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/engine/check.h"
#include "checks/engine/mailcase.h"

struct flow;

enum wizard_look {
	WIZARD_LOOK_AUTO,  /* ACCESSIBLE, then what the terminal can do */
	WIZARD_LOOK_PLAIN, /* --plain */
	WIZARD_LOOK_FULL,  /* --no-plain: full screen wherever the terminal can at all */
};

/* How a face ended. */
enum face_end {
	FACE_DONE,  /* the person left, flow_exit_code() tells the rest */
	FACE_PLAIN, /* go on line by line: the person wished it, or this terminal cannot be painted on */
	FACE_INTERRUPTED, /* SIGINT, SIGTERM, or the terminal is gone: everything is saved */
};

struct wizard_options;

/*
 * One kind of terminal. lead() goes through the flow to its end; why_r: for FACE_PLAIN, a translated sentence
 * "Plain mode is on because ...".
 */
struct wizard_face {
	enum face_end (*lead)(struct flow *flow, const struct wizard_options *options, const char **why_r);
};

struct wizard_scenario {
	const char *name;  /* "wrong-password", stable */
	const char *about; /* one translated line for the person who practises */
};

struct wizard_options {
	enum wizard_look look;
	bool no_color; /* --no-color; NO_COLOR is read by the face */
	bool mouse;
	bool no_mask; /* reports keep names and addresses */
	bool resume;  /* --resume: go on where one stopped, without asking whether to */
	bool send;    /* --send: ask whether a test mail may be sent before the first test */
	const struct check *const *checks;
	size_t n_checks;
	const struct wizard_face *plain_face, *full_face;

	/*
	 * Practice mode. practice_list gives the i-th scenario, false past the last; NULL: there is no
	 * practice mode. practice_start starts its servers and fills a fresh case (address, settings, secret,
	 * answers, map, resolver), all of it valid until practice_stop, which ends them and is called before
	 * the next start and at the end. `practice` names a scenario that the wizard opens with (mailmend
	 * practice NAME), "" the list of them, NULL neither; then practice_start is called by the wizard,
	 * too.
	 */
	bool (*practice_list)(size_t i, struct wizard_scenario *scenario_r);
	bool (*practice_start)(const char *name, struct mailcase *mailcase);
	void (*practice_stop)(void);
	const char *practice;
};

/*
 * Runs the wizard to its end and gives the exit code of contract.md: 0, 1, 3 or 130. The case holds what the
 * command line told; questions that it answers are not asked. The secret in it stays the caller's. SIGPIPE is
 * ignored from here on. Nothing of the network is touched before the first screen is painted.
 */
int wizard_main(struct mailcase *mailcase, const struct wizard_options *options);

/* Restores the terminal with write(2) and tcsetattr() only; safe in a signal handler, does nothing without a
 * wizard. */
void wizard_terminal_restore(void);

#endif
