/*
 * Whether the line itself is bad: connections that break off again and again, and answers that come too late. Pure.
 */
#ifndef MAILMEND_STEPS_LINE_VERDICT_H
#define MAILMEND_STEPS_LINE_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/engine/facts.h"
#include "checks/engine/finding.h"

#define LINE_TRIES_MAX 6

/* One connection that came about: where it died, if it did. */
struct line_try {
	bool died;
	int place;			  /* how far the conversation had come; the further, the larger */
	bool control_lived, control_died; /* at the same time, with another server; neither: not tried */
};

/*
 * F_LINE_DROPS: two or more of at least three died, at different places, or while those to another server died, too, and
 * not all of them: one that never works proves nothing.
 * F_LINE_STEADY: the ones after the first lasted, or those to the other server did all along. F_N: nothing can be said.
 */
enum finding_id line_verdict(const struct line_try *tries, size_t n);

/* Whether the answers came so late that programs give up, by the conversation's own times. */
bool line_is_slow(const struct out_session *out);

/* The place of a conversation that ended at a stage of out_session ("banner", "tls", …). */
int line_place(const char *stage);

#endif
