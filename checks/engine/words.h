/*
 * Marks for xgettext. checks/ never looks a translation up: texts are msgids until ui/words shows them.
 */
#ifndef MAILMEND_ENGINE_WORDS_H
#define MAILMEND_ENGINE_WORDS_H

#define N_(text) text

/* Two msgids, for one and for many: NP_("{count} port", "{count} ports") fills two parameters. */
#define NP_(one, many) one, many

#endif
