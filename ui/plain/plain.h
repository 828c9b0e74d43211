/*
 * The wizard line by line, for screen readers, Braille, dumb terminals and scripts: append-only, numbers and
 * Enter.
 */
#ifndef MAILMEND_UI_PLAIN_H
#define MAILMEND_UI_PLAIN_H

#include "ui/flow/wizard.h"

extern const struct wizard_face plain_face;

#endif
