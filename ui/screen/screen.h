/*
 * The wizard on a full screen. The only room that links curses; one thread owns it.
 */
#ifndef MAILMEND_UI_SCREEN_H
#define MAILMEND_UI_SCREEN_H

#include "ui/flow/wizard.h"

extern const struct wizard_face screen_face;

#endif
