/*
 * A server's refusal as a finding: reply-means-X where its words say X, reply-hints-X where only its code or
 * stage points to X. One refusal makes one finding; the rule table turns it into the cause.
 */
#ifndef MAILMEND_STEPS_REPLY_FINDING_H
#define MAILMEND_STEPS_REPLY_FINDING_H

#include <stdbool.h>

#include "checks/engine/check.h"
#include "checks/know/reply.h"
#include "checks/mail/smtp.h"

/*
 * Reports what reply means. host is the server's name, banner its greeting ("" for unknown). The arguments of
 * the finding: host, reply (code and words), code. Its evidence: stage, reply_code, enhanced, reply, took_ms,
 * meaning, meaning_scope, meaning_source. Never NULL; the caller may add evidence.
 */
struct finding *reply_finding(struct check_run *run, const struct smtp_reply *reply, enum reply_stage stage,
	const char *host, const char *banner, bool signed_in);

/* The finding of a meaning, for tests: pure. code tells what a reply that nobody knows may hint at. */
enum finding_id reply_finding_id(const struct reply_meaning *meaning, int code, enum reply_stage stage);

/* "535 5.7.8 Authentication failed", bounded. */
void reply_in_words(const struct smtp_reply *reply, char *buf, size_t size);

#endif
