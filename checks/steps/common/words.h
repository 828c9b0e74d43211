/*
 * Words that several findings need as arguments; msgids, translated when they are shown.
 */
#ifndef MAILMEND_STEPS_WORDS_H
#define MAILMEND_STEPS_WORDS_H

#include "checks/engine/mailcase.h"

/* The encryption as mail programs call it in their menus. */
const char *security_word(enum security security);

/* Where settings come from, as the end of a sentence: "from what the domain publishes". */
const char *source_word(enum settings_source source);

#endif
