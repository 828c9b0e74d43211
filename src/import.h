/*
 * --import: the settings in use, from a mail program on this computer or from its file.
 */
#ifndef MAILMEND_IMPORT_H
#define MAILMEND_IMPORT_H

#include "src/options.h"

/*
 * Reads what the option names and puts the account that is meant into the case; true without the option. What was read stays with the options
 * (options_release). False with the reason in error.
 */
bool import_read(struct options *options, struct usage_error *error);

#endif
