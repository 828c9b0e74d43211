/*
 * The inside of a flow, shared by the files of this room only: the state, and what a screen is.
 */
#ifndef MAILMEND_UI_FLOW_STATE_H
#define MAILMEND_UI_FLOW_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/str.h"
#include "checks/engine/words.h"
#include "ui/flow/flow.h"
#include "ui/keep/keep.h"
#include "ui/words/words.h"

/* Every screen with its stable name; the order is that of the array in screens.c. */
#define SCREENS(X)                                                                                           \
	X(START, "start")                                                                                    \
	X(RESUME, "resume")                                                                                  \
	X(LAST, "last")                                                                                      \
	X(LAST_REPORT, "last-report")                                                                        \
	X(LANGUAGE, "language")                                                                              \
	X(PRACTICE, "practice")                                                                              \
	X(PRACTICE_ABOUT, "practice-about")                                                                  \
	X(HELPING, "helping")                                                                                \
	X(WHERE, "where")                                                                                    \
	X(HAPPENS, "happens")                                                                                \
	X(MESSAGE, "message")                                                                                \
	X(MESSAGE_SEEN, "message-seen")                                                                      \
	X(RETURNED, "returned")                                                                              \
	X(SCOPE, "scope")                                                                                    \
	X(WHOM, "whom")                                                                                      \
	X(WEB, "web")                                                                                        \
	X(DEVICE, "device")                                                                                  \
	X(CHANGED, "changed")                                                                                \
	X(IMPORT, "import")                                                                                  \
	X(FOUND, "found")                                                                                    \
	X(FOUND_SEEN, "found-seen")                                                                          \
	X(DOMAIN, "domain")                                                                                  \
	X(ADDRESS, "address")                                                                                \
	X(PROGRAM, "program")                                                                                \
	X(PROGRAM_PHONE, "program-phone")                                                                    \
	X(PROGRAM_OTHER, "program-other")                                                                    \
	X(SETTINGS, "settings")                                                                              \
	X(SERVER, "server")                                                                                  \
	X(PORT, "port")                                                                                      \
	X(SECURITY, "security")                                                                              \
	X(USER, "user")                                                                                      \
	X(SIGN_IN, "sign-in")                                                                                \
	X(PASSWORD, "password")                                                                              \
	X(INBOX, "inbox")                                                                                    \
	X(ROAD, "road")                                                                                      \
	X(TIP, "tip")                                                                                        \
	X(COMPARE, "compare")                                                                                \
	X(RESULT, "result")                                                                                  \
	X(ASK, "ask")                                                                                        \
	X(TRY, "try")                                                                                        \
	X(TRY_CAREFUL, "try-careful")                                                                        \
	X(TRY_CHANGE, "try-change")                                                                          \
	X(TRY_SEEN, "try-seen")                                                                              \
	X(TRY_BACK, "try-back")                                                                              \
	X(LOG, "log")                                                                                        \
	X(SAMPLE, "sample")                                                                                  \
	X(LISTS, "lists")                                                                                    \
	X(DIRECTORY, "directory")                                                                            \
	X(SEND_TO, "send-to")                                                                                \
	X(SEND, "send")                                                                                      \
	X(END, "end")                                                                                        \
	X(DETAILS, "details")                                                                                \
	X(AGAIN, "again")                                                                                    \
	X(REPORT, "report")                                                                                  \
	X(REPORT_SEEN, "report-seen")                                                                        \
	X(REPORT_PATH, "report-path")                                                                        \
	X(REPORT_DONE, "report-done")                                                                        \
	X(HELP, "help")                                                                                      \
	X(HELP_PAGE, "help-page")                                                                            \
	X(QUIT, "quit")

enum screen_id {
#define SCREEN_ENUM(id, name) SCREEN_##id,
	SCREENS(SCREEN_ENUM)
#undef SCREEN_ENUM
		SCREEN_N,
	SCREEN_STAY,
	SCREEN_BACK,
	SCREEN_NEXT, /* the next of the path that applies */
	SCREEN_LEAVE,
};

/* A question whose answer is one of a few: pure data. */
struct option {
	const char *label; /* N_() */
	int value;
};

struct question {
	const char *text;  /* N_(): why it is asked; NULL for none */
	const char *admin; /* N_(): the heading for those who look after a mail server; NULL: the same */
	size_t offset;	   /* of an enum in struct mailcase */
	struct option options[VIEW_CHOICES_MAX];
	size_t n;
};

/* What a screen does of its own; each is NULL where the screen needs nothing of the kind. */
struct screen_calls {
	bool (*applies)(const struct flow *flow); /* NULL: always; for the path */
	void (*show)(struct flow *flow, struct view *view);
	enum screen_id (*choose)(struct flow *flow, int value); /* value of the view's choice */
	enum screen_id (*enter)(struct flow *flow, const char *text);
	bool (*back)(struct flow *flow); /* true: it went back within the screen */
};

struct screen {
	const char *name;
	const char *heading; /* N_(), a question or a sentence; NULL: show() sets it */
	const struct question *question;
	const struct screen_calls *calls; /* NULL: the question is all */
};

extern const struct screen screens[SCREEN_N];

#define TRAIL_MAX 64

/* What a run came to, kept to say "before" and "now" and to resume. */
struct outcome {
	bool there;
	enum verdict verdict;
	enum cause_id cause;
	int far; /* how far the mail gets: 0 not to the server, 4 accepted by it */
};

/*
 * One experiment: something is changed for a moment, tested, and changed back. As long as it is changed, no
 * other result is shown and nothing else is tried: the person is asked until it is as it was.
 */
enum trial_phase { TRIAL_NONE, TRIAL_CHANGED, TRIAL_TESTED };

struct trial {
	enum experiment what;
	enum trial_phase phase;
	enum tried result; /* TRIED_NOT: it is not known */
	struct outcome before;
	struct server_settings old, other; /* of EXPERIMENT_OTHER_PORT */
	bool put_off;			   /* it cannot be changed back now: asked again later */
	bool resumed;			   /* it was changed in an earlier session */
};

struct flow {
	struct mailcase *mailcase; /* the caller's; the answers change it */
	const struct wizard_options *options;
	const struct secret *given_secret; /* the caller's */
	struct secret *typed_secret;
	uint64_t given; /* questions that the command line answered, a bit for each screen */

	enum screen_id screen;
	enum screen_id trail[TRAIL_MAX]; /* the screens behind, the first one first */
	size_t n_trail;
	char *note; /* what was wrong with the last answer; shown once */
	bool plain, wants_plain, done, dirty, practising, helping;

	bool tell;		     /* settings are typed in */
	struct server_settings told; /* kept while mailmend's own are used */
	bool message_new;	     /* pasted and not yet looked at */
	struct str pasted;

	struct run *run;
	struct mailcase *run_case;
	int64_t run_began_us;
	struct record *record;
	char *tested;	 /* the answers that the record belongs to */
	char *told_then; /* the same without the password and what was tried: what a part of the tests goes by */
	bool password_new; /* it was typed, or left out, since the record's run began */
	bool everything;   /* the next run repeats all tests */
	bool verdict_new, compare_new;
	struct outcome before, now;
	struct outline was; /* what before came to, check by check; started 0: not known */
	bool login_refused; /* with the secret that is held now */
	struct trial trial;
	bool tried_now;	   /* what stands in tried[] was found out in this session */
	bool confirming;   /* the next run follows no change of the person: it is not compared */
	bool send_asked;   /* --send: the person was asked */
	struct str sample; /* a mail that was sent, as it was given; mailcase->mail points to it */
	const struct flow_watcher *watcher;

	struct profiles *found; /* accounts that mail programs here hold; NULL: not looked for */
	size_t found_first;

	enum step tip;
	size_t cause, help_first, help_page, practice_first;
	enum screen_id help_from;

	int report_kind; /* enum report_format */
	bool report_readable;
	char *report_path, *report_trouble;

	struct keep *keep;
	struct kept kept; /* what was found at the start */
	enum keep_status kept_status;
	bool kept_other; /* what is kept is for another address than the one on the command line */
	char *kept_aside, *save_trouble;
};

/* --- flow.c --- */
enum screen_id flow_next(const struct flow *flow, enum screen_id from);
void flow_note(struct flow *flow, const char *translated);
void flow_begin(struct flow *flow);
size_t flow_path_place(const struct flow *flow, enum screen_id screen);

/* --- typed.c --- */
/* The file that was typed, without blanks around it; "~/page.txt" means the home directory here as it does in a shell. The caller frees it. */
char *flow_path_typed(const char *text);

/* --- view.c --- */
void view_heading(struct view *view, const char *translated);
void view_add(struct view *view, enum view_role role, const char *translated);
void view_add_tight(struct view *view, enum view_role role, const char *translated);
void view_fill(
	struct view *view, enum view_role role, const char *translated, const struct arg *args, size_t n);
#define view_say(view, role, text, ...)                                                                      \
	view_fill(view, role, text, (const struct arg[]){__VA_ARGS__},                                       \
		sizeof((const struct arg[]){__VA_ARGS__}) / sizeof(struct arg))
void view_choice(struct view *view, int value, const char *translated);
void view_choose(struct view *view, int value); /* where Enter leads */
void view_ask(struct view *view, enum view_input input, const char *label, const char *value, size_t max);
void view_add_str(struct view *view, enum view_role role,
	struct str *text); /* empties text; nothing when it is empty */

/* --- trial.c --- */
bool trial_holds_up(const struct flow *flow, enum screen_id next);	/* it has to be changed back first */
void trial_prepare(const struct flow *flow, struct mailcase *run_case); /* as it is tested */
void trial_finish(struct flow *flow);					/* its run has ended */
void trial_resume(struct flow *flow, const char *what);			/* changed in an earlier session */

/* --- road.c --- */
struct outcome outcome_of(const struct record *record);
void road_start(struct flow *flow);
void road_stop(struct flow *flow);
void road_skip(struct flow *flow); /* the check that has been running longest */
/* How many tests road_start() would run now, and of how many. */
void road_count(const struct flow *flow, size_t *repeated_r, size_t *total_r);
bool road_is_current(const struct flow *flow);
const struct record *road_record(
	const struct flow *flow); /* of what runs, else of what ran; NULL without one */

/* --- tip_list.c --- */
void road_show_tips(const struct flow *flow, struct view *view);
size_t road_tips(const struct flow *flow, enum step *tips_r); /* the tips of this run, at most STEP_N */
enum check_status road_tip_status(const struct flow *flow, enum step step);

/* --- keeping.c --- */
void keeping_load(struct flow *flow);
void keeping_resume(struct flow *flow);
void keeping_resume_trial(struct flow *flow); /* what is still changed is asked for before anything else */
void answers_text(const struct flow *flow, struct str *out);
void answers_told(const struct flow *flow, struct str *out); /* without the password and what was tried */

#endif
