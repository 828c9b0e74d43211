/*
 * Practice mode for the wizard: its hooks over the built-in servers.
 */
#ifndef MAILMEND_PRACTISING_H
#define MAILMEND_PRACTISING_H

#include "src/options.h"
#include "ui/flow/wizard.h"

/* The options of the wizard: the checks, both faces, practice, and what the command line says about the look. */
struct wizard_options practising_options(const struct options *options);

#endif
