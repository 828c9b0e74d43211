/*
 * Within the dialect of Postfix: why a delivery failed, from the words in parentheses and from lines of its client.
 */
#ifndef MAILMEND_KNOW_LOG_POSTFIX_H
#define MAILMEND_KNOW_LOG_POSTFIX_H

#include "checks/know/log_dialect.h"

/* "mx.example.org[192.0.2.1]:25" into relay and address; false, and nothing changed, when it is no such thing. */
bool postfix_host(struct span text, struct log_event *event_r);

/* Words of the delivering side without the parentheses around: text, stage, speaker, and relay and address where they name them. */
void postfix_why(struct span words, struct log_event *event_r);

/* Whether words, of the client and without a recipient, tell of trouble on the way; then they are read. */
bool postfix_trouble(struct span words, struct log_event *event_r);

#endif
