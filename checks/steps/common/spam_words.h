/*
 * What a spam filter held against a mail, as a sentence for the person.
 */
#ifndef MAILMEND_STEPS_SPAM_WORDS_H
#define MAILMEND_STEPS_SPAM_WORDS_H

#include "checks/know/spam_tests.h"

/* N_(); NULL for reasons that say nothing against the mail, and for rules that nobody knows here. */
const char *spam_reason_words(enum spam_reason reason);

#endif
