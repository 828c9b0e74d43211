/*
 * What a spam filter wrote into the header of a mail: SpamAssassin, rspamd, Microsoft, and the short forms of others (spam_headers.psv).
 *
 * It is believed only for a mail that one sent oneself without such lines: then whoever received it wrote them.
 */
#ifndef MAILMEND_KNOW_SPAM_VERDICT_H
#define MAILMEND_KNOW_SPAM_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/mail/message.h"

#define SPAM_HITS_MAX 40

/* A rule that counted. */
struct spam_hit {
	char name[48];
	int weight; /* in hundredths; 0: not told */
};

enum spam_finding { SPAM_NOT_TOLD, SPAM_HAM, SPAM_SPAM };

struct spam_verdict {
	const char *filter; /* whose form it is: "SpamAssassin"; "": no filter wrote anything */
	const char *field;  /* the header field that tells most, static */
	enum spam_finding verdict;
	bool scored, bounded;		     /* score and needed are known */
	int score, needed;		     /* in hundredths: 720 is 7.2 points */
	struct spam_hit hits[SPAM_HITS_MAX]; /* the weightiest first, where weights are told */
	size_t n;
	bool cut; /* more rules than SPAM_HITS_MAX counted */
};

/* False when no filter wrote anything that is known. */
bool spam_verdict_read(const struct message *message, struct spam_verdict *verdict_r);

/* Keeps the rules of "A=1.2,B=0.5" or "A,B" (SpamAssassin), or "A(1.20)[x];B(0.50){y}" (rspamd); for reports of a filter, too. */
void spam_hits_read(const char *list, struct spam_verdict *verdict);

/* "7.25" or "-1" in hundredths at *s, which is moved behind it; false: no number. */
bool spam_take_number(const char **s, int *hundredths_r);

#endif
