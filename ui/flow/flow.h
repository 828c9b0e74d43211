/*
 * The wizard without a terminal: what a screen shows and what an answer does. A face asks for the view of the
 * current screen, renders it in its own way, and hands back what the person chose or typed. Both faces read
 * the same views, so that the same answers lead to the same report.
 *
 * One thread uses a flow. Strings in views are UTF-8, translated, and harmless.
 */
#ifndef MAILMEND_UI_FLOW_FLOW_H
#define MAILMEND_UI_FLOW_FLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/base/vec.h"
#include "checks/engine/run.h"
#include "ui/flow/wizard.h"

/* What a paragraph is; a face maps it to colours and marks in one table. */
enum view_role {
	ROLE_TEXT,
	ROLE_LEAD,   /* the first line: the finding, the title of the cause */
	ROLE_STATUS, /* the one line that changes while checks run */
	ROLE_GOOD,
	ROLE_BAD,
	ROLE_UNSURE,
	ROLE_TITLE,   /* of the paragraphs that follow */
	ROLE_COMMAND, /* to be copied: alone on its line */
	ROLE_N
};

struct view_para {
	enum view_role role;
	bool tight; /* follows the one before without a blank line */
	char *text; /* may hold '\n' */
};

#define VIEW_CHOICES_MAX  10 /* the digits: 1 to 9, and 0 for the tenth */
#define VIEW_CHOICES_PAGE 8  /* of a long list, where one more leads on */

enum view_input {
	INPUT_NONE,
	INPUT_LINE,
	INPUT_SECRET, /* never echoed in any form */
	INPUT_PASTE,  /* several lines, ended by an empty one */
};

struct view {
	char *heading;
	VEC(struct view_para) paras;
	struct {
		char *label;
		int value;
	} choices[VIEW_CHOICES_MAX];
	size_t n_choices, chosen; /* chosen: where Enter leads */
	enum view_input input;
	char *input_label, *input_value;
	size_t input_max; /* bytes */
	bool page;	  /* the text is what matters: reading starts there */
	bool running;	  /* nothing can be chosen until the checks are done */
	bool careful;	  /* keys typed ahead are dropped */
	bool to_verdict;  /* the cursor goes to the status line once */
};

void view_release(struct view *view);

/* What can be done on any screen besides choosing; keys and help come from the one list in action.h. */
enum action { ACTION_BACK, ACTION_HELP, ACTION_QUIT, ACTION_SKIP, ACTION_REPEAT, ACTION_N };

struct flow *flow_new(struct mailcase *mailcase, const struct wizard_options *options);
void flow_free(struct flow **flow);

/* Tells which face leads, so that the screens name what can be done there. */
void flow_set_plain(struct flow *flow, bool plain);

/* The current screen, made anew. view_r need not be initialised; the caller releases it. */
void flow_view(struct flow *flow, struct view *view_r);

/* The current screen's stable name ("where"), for tests and the saved case. */
const char *flow_screen_name(const struct flow *flow);

/* Answers. A choice is an index into the view's choices; out of range does nothing. */
void flow_choose(struct flow *flow, size_t choice);
void flow_enter(struct flow *flow, const char *text);
void flow_enter_secret(struct flow *flow, const char *bytes, size_t len);

/* BACK on the first screen stays there. QUIT asks only while checks run. */
void flow_act(struct flow *flow, enum action action);
bool flow_can(const struct flow *flow, enum action action);

/* Stops what runs, at once; for signals and a lost terminal. */
void flow_interrupt(struct flow *flow);

/* The person has left, or wishes to go on line by line. */
bool flow_is_done(const struct flow *flow);
bool flow_wants_plain(const struct flow *flow);
int flow_exit_code(const struct flow *flow);

/* --- while checks run --- */

/* Readable when something happened; -1 while nothing runs. */
int flow_run_fd(const struct flow *flow);
bool flow_is_running(const struct flow *flow);

/* What a face may want to say about each event (plain mode's lines); called by flow_take_events. */
struct flow_watcher {
	void (*event)(struct flow *flow, const struct event *event, const struct check *check, void *data);
	void *data;
};
void flow_watch(struct flow *flow, const struct flow_watcher *watcher);

/* Takes what happened; true when the run ended with it: the screen is to be shown at once. */
bool flow_take_events(struct flow *flow);

/* What is being tried now and for how long, for "still checking"; NULL when nothing is. */
const struct check *flow_running_check(const struct flow *flow, int *seconds_r);

/* --- keeping --- */

/*
 * Keeps the case when something changed since: flow_stage() before painting what it led to, so that nothing that a person saw
 * taken is lost when the program is killed; flow_save() behind it, which brings it to the disk. Never writes a secret.
 */
void flow_stage(struct flow *flow);
void flow_save(struct flow *flow);

/* Three to ten lines for the normal screen after the wizard has left it, none wider than columns. */
void flow_farewell(struct flow *flow, int columns, struct str *out);

#endif
