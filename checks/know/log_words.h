/*
 * What says the same: the words of a failure without what changes from mail to mail. A million delayed mails have some hundred
 * texts, and only these are explained.
 */
#ifndef MAILMEND_KNOW_LOG_WORDS_H
#define MAILMEND_KNOW_LOG_WORDS_H

#include "checks/know/log_event.h"

/*
 * A key of text, of who says it and where. Left out: addresses, IP addresses, times, long numbers and ids, and the names of the
 * mail's own servers and domains. What tells causes apart stays: codes, other names, links, short numbers. Never 0.
 */
uint64_t log_words_key(const struct log_event *event);

#endif
