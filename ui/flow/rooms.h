/*
 * What the files of this room give each other beside the state: the calls of their screens for the table in
 * screens.c, where each screen is described by its heading, and the few functions that several screens share.
 */
#ifndef MAILMEND_UI_FLOW_ROOMS_H
#define MAILMEND_UI_FLOW_ROOMS_H

#include "ui/flow/state.h"
#include "ui/words/help.h"

/* start.c */
extern const struct screen_calls start_calls, resume_calls, last_calls, last_report_calls, language_calls,
	helping_calls, quit_calls;
enum screen_id go_back_choose(struct flow *flow, int value);

/* practising.c */
extern const struct screen_calls practice_calls, practice_about_calls;
bool practising_begin(struct flow *flow, const char *name);

/* message.c, typed.c, program.c: questions with more than a few answers */
extern const struct screen_calls message_calls, message_seen_calls;
extern const struct screen_calls whom_calls, domain_calls, address_calls, server_calls, port_calls,
	user_calls, sign_in_calls, password_calls;
extern const struct screen_calls program_calls, program_phone_calls, program_other_calls, settings_calls,
	security_calls;
/* importing.c: settings read from the mail programs here */
extern const struct screen_calls import_calls, found_calls, found_seen_calls;
bool importing_answers(
	const struct flow *flow, enum screen_id screen); /* what was read answers this question */
void importing_again(struct flow *flow);		 /* reads the account anew, before a test */
void importing_end(struct flow *flow);

bool details_apply(const struct flow *flow);
/* Says what is wrong with an address that was typed. */
void typed_note_address(struct flow *flow, enum address_fault fault);
bool password_applies(const struct flow *flow);

/* road.c, tips.c, again.c */
extern const struct screen_calls road_calls, tip_calls, compare_calls, again_calls;

/* trying.c: which experiments fit the result; trial.c: one of them, from the change to the change back */
extern const struct screen_calls try_calls, try_careful_calls, try_change_calls, try_seen_calls,
	try_back_calls;
/* Offers what can be tried, under this label where it is more than a test mail; where the choice leads. */
void trying_offer(const struct flow *flow, struct view *view, int value, const char *translated);
enum screen_id trying_begin(const struct flow *flow);
void trial_begin(struct flow *flow, enum experiment experiment);

/* returned.c: a mail that came back, from a file; offered where the message is asked for, and at the tip */
extern const struct screen_calls returned_calls;
void returned_offer(const struct flow *flow, struct view *view, int value);
bool returned_fits(const struct flow *flow);

/* sending.c */
extern const struct screen_calls send_calls, send_to_calls;
bool sending_fits(const struct flow *flow);

/* inbox.c: mails that came back */
extern const struct screen_calls inbox_calls;
bool inbox_fits(const struct flow *flow);

/* logging.c: another log of a mail server */
extern const struct screen_calls log_calls;
bool logging_fits(const struct flow *flow);

/* believing.c: a mail that was sent, and block lists; and what is offered at the tips beside what can be tried */
extern const struct screen_calls sample_calls, lists_calls, directory_calls;
/* What the tip offers of these, as choices that lead there. */
void believing_offer(const struct flow *flow, struct view *view, int value);
enum screen_id believing_begin(const struct flow *flow);

/* result.c, details.c, reporting.c */
extern const struct screen_calls result_calls, ask_calls, end_calls, details_calls;
extern const struct screen_calls report_calls, report_seen_calls, report_path_calls, report_done_calls;
void result_farewell(const struct flow *flow, struct str *out);

/* helping.c */
extern const struct screen_calls help_calls, help_page_calls;

#endif
