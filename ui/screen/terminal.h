/*
 * Opening and closing the full screen: which terminals will do, which modes are set, and how each is undone.
 */
#ifndef MAILMEND_UI_SCREEN_TERMINAL_H
#define MAILMEND_UI_SCREEN_TERMINAL_H

#include <stdbool.h>

#include "ui/flow/wizard.h"

/* False with a translated sentence in why_r when this terminal cannot be painted on. */
bool terminal_open(const struct wizard_options *options, const char **why_r);

/* Gives the terminal back; never waits for a dead one longer than two seconds. */
void terminal_close(void);

/* Whether colours are used. */
bool terminal_has_colours(void);

/* Bracketed paste, on in the one field only. */
void terminal_paste(bool on);

#endif
