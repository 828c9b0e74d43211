/*
 * Marks for xgettext. checks/ never looks a translation up: texts are msgids until ui/words shows them.
 */
#ifndef MAILMEND_ENGINE_WORDS_H
#define MAILMEND_ENGINE_WORDS_H

#define N_(text) text

#endif
