/*
 * The one list of keys: what can be done on every screen, its Latin and its translated letter, and its help.
 */
#ifndef MAILMEND_UI_FLOW_ACTION_H
#define MAILMEND_UI_FLOW_ACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/str.h"
#include "ui/flow/flow.h"

/* Whether this character, Latin or translated, in either case, stands for an action. */
bool action_by_key(uint32_t code, enum action *action_r);

/* "b: one step back" for the help page, translated. */
const char *action_help(enum action action);

/* "b back  h help  q quit": what works on the current screen, for the last line. */
void action_line(const struct flow *flow, struct str *out);

/* The value of a decimal digit: ASCII, full-width, Arabic-Indic, Persian; -1 for anything else. */
int digit_value(uint32_t code);

/* The choice that a digit stands for, from 0: 1 is the first one, 0 the tenth. */
size_t digit_choice(int digit);

/* Writes text with every such digit as ASCII. */
void digits_ascii(struct str *out, const char *text);

#endif
