/*
 * What the reasons in a queue are, and whether the line is stuck. A healthy server always has some mails that wait: for servers
 * that are down, for greylisting, for full mailboxes. A line is stuck when one reason holds most of it.
 */
#include "checks/steps/own/queue.h"

#include <string.h>

#include "checks/base/ascii.h"

#define MANY		20 /* mails that wait, of which most wait for the same reason */
#define SEVERAL		5  /* mails to SEVERAL_DOMAINS different domains */
#define SEVERAL_DOMAINS 3

/* "said: 550 …" (Postfix), "RCPT TO:<…>: 550 …" (Exim), "451 …" at the start (OpenSMTPD). */
const char *queue_reply(const char *reason)
{
	static const char *const before[] = {" said: ", "refused to talk to me: ", ">: ", "DATA: ",
		"greeting: ", "EHLO: ", "pipelined ", "reply: ", "Deferred: "};
	const char *at = reason;

	for (size_t i = 0; i <= sizeof before / sizeof before[0]; i++) {
		if (i > 0) {
			at = ascii_find(reason, before[i - 1]);
			at = at ? at + strlen(before[i - 1]) : NULL;
		}
		if (at && (*at == '4' || *at == '5') && ascii_isdigit(at[1]) && ascii_isdigit(at[2]) &&
			(at[3] == ' ' || at[3] == '-'))
			return at;
	}
	return NULL;
}

enum own_reason queue_why(const char *reason)
{
	static const struct {
		const char *words;
		enum own_reason why;
	} rows[] = {
		{"sasl authentication failed", OWN_REASON_LOGIN},
		{"authentication fail", OWN_REASON_LOGIN},
		{"on hold", OWN_REASON_TOLD},
		{"deferred transport", OWN_REASON_TOLD},
		{"transport is deferred", OWN_REASON_TOLD},
		{"domain is held", OWN_REASON_TOLD},
		{"local data error", OWN_REASON_HERE},
		{"mail transport unavailable", OWN_REASON_HERE},
		{"unable to look up", OWN_REASON_HERE},
		{"unknown mail transport", OWN_REASON_HERE},
		{"temporary lookup failure", OWN_REASON_HERE},
		{"queue file write error", OWN_REASON_HERE},
		{"no space left", OWN_REASON_HERE},
		{"lookup table", OWN_REASON_HERE},
		{"all hosts for", OWN_REASON_UNREACHED},
		{"host or domain name not found", OWN_REASON_NAME},
		{"name service error", OWN_REASON_NAME},
		{"host lookup", OWN_REASON_NAME},
		{"lookup did not complete", OWN_REASON_NAME},
		{"no mx found", OWN_REASON_NAME},
		{"dns", OWN_REASON_NAME},
		{"timed out", OWN_REASON_UNREACHED},
		{"connection refused", OWN_REASON_UNREACHED},
		{"network is unreachable", OWN_REASON_UNREACHED},
		{"no route to host", OWN_REASON_UNREACHED},
		{"network error", OWN_REASON_UNREACHED},
		{"lost connection", OWN_REASON_UNREACHED},
		{"could not connect", OWN_REASON_UNREACHED},
		{"connection reset", OWN_REASON_UNREACHED},
		{"retry time not reached", OWN_REASON_UNREACHED},
		{"tls", OWN_REASON_TLS},
		{"certificate", OWN_REASON_TLS},
	};

	if (!*reason)
		return OWN_REASON_NONE;
	/* A login that failed is told with the other server's answer. */
	if (queue_reply(reason) && !ascii_find(reason, "authentication fail"))
		return OWN_REASON_REPLY;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (ascii_find(reason, rows[i].words))
			return rows[i].why;
	}
	return OWN_REASON_OTHER;
}

/* Reasons that do not depend on who the recipient is. */
static bool is_for_all(enum own_reason why)
{
	return why == OWN_REASON_LOGIN || why == OWN_REASON_HERE || why == OWN_REASON_TOLD;
}

bool queue_is_stuck(const struct own_queue *queue)
{
	const struct own_waiting *top = &queue->reasons[0];
	size_t known = 0;

	for (size_t i = 0; i < queue->n_reasons; i++)
		known += queue->reasons[i].n;
	if (!queue->waiting)
		return false;
	if (!known)
		return queue->waiting >= MANY;
	if (is_for_all(top->why) && top->n == known)
		return true;
	if (queue->waiting >= MANY && top->n * 10 >= known * 6)
		return true;
	if (queue->waiting >= SEVERAL && queue->domains >= SEVERAL_DOMAINS && top->n * 10 >= known * 8 &&
		top->why != OWN_REASON_REPLY && top->why != OWN_REASON_OTHER)
		return true;
	return queue->asked > 0;
}
