/*
 * The functions that screens.c puts into the table, by the file that holds them. Each is described by the
 * screen's heading there.
 */
#ifndef MAILMEND_UI_FLOW_ROOMS_H
#define MAILMEND_UI_FLOW_ROOMS_H

#include "ui/flow/state.h"

#define SHOW(name)   void name##_show(struct flow *flow, struct view *view)
#define CHOOSE(name) enum screen_id name##_choose(struct flow *flow, int value)
#define ENTER(name)  enum screen_id name##_enter(struct flow *flow, const char *text)

/* start.c */
SHOW(start);
CHOOSE(start);
SHOW(resume);
CHOOSE(resume);
SHOW(last);
CHOOSE(last);
SHOW(last_report);
CHOOSE(go_back);
SHOW(language);
CHOOSE(language);
SHOW(helping);
CHOOSE(go_on);
SHOW(quit);
CHOOSE(quit);

/* practising.c */
SHOW(practice);
CHOOSE(practice);
bool practice_back(struct flow *flow);
SHOW(practice_about);
CHOOSE(practice_about);
bool practising_begin(struct flow *flow, const char *name);

/* message.c */
bool message_applies(const struct flow *flow);
SHOW(message);
CHOOSE(message);
ENTER(message);
bool message_seen_applies(const struct flow *flow);
SHOW(message_seen);
CHOOSE(message_seen);

/* typed.c */
bool whom_applies(const struct flow *flow);
SHOW(whom);
ENTER(whom);
CHOOSE(whom);
SHOW(domain);
ENTER(domain);
CHOOSE(domain);
SHOW(address);
ENTER(address);
CHOOSE(address);
SHOW(server);
ENTER(server);
CHOOSE(server);
SHOW(port);
ENTER(port);
CHOOSE(port);
SHOW(user);
ENTER(user);
CHOOSE(user);
bool tell_applies(const struct flow *flow);
bool sign_in_applies(const struct flow *flow);
bool password_applies(const struct flow *flow);
SHOW(password);
ENTER(password);
CHOOSE(password);

/* program.c */
SHOW(program);
CHOOSE(program);
SHOW(program_phone);
SHOW(program_other);
CHOOSE(program_named);
SHOW(settings);
CHOOSE(settings);
SHOW(security);
CHOOSE(security);

/* road.c, tips.c */
SHOW(road);
CHOOSE(road);
SHOW(tip);
CHOOSE(tip);
SHOW(compare);
CHOOSE(compare);

/* result.c */
SHOW(result);
CHOOSE(result);
bool result_back(struct flow *flow);
SHOW(ask);
CHOOSE(ask);
SHOW(end);
CHOOSE(end);
SHOW(again);
CHOOSE(again);
void result_farewell(const struct flow *flow, struct str *out);

/* details.c */
SHOW(details);

/* reporting.c */
SHOW(report);
CHOOSE(report);
SHOW(report_seen);
CHOOSE(report_seen);
SHOW(report_path);
ENTER(report_path);
CHOOSE(report_path);
SHOW(report_done);
CHOOSE(report_done);

/* helping.c */
SHOW(help);
CHOOSE(help);
bool help_back(struct flow *flow);
SHOW(help_page);

#endif
