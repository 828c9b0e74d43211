/*
 * The document of the command explain: what a message, a reply or a mail that came back means. Causes come from the record of a run of the
 * step errors, as in every report; what was read besides (who said it, each recipient) stands beside it.
 */
#ifndef MAILMEND_UI_REPORT_EXPLAIN_H
#define MAILMEND_UI_REPORT_EXPLAIN_H

#include "checks/know/bounce.h"
#include "checks/know/paste.h"
#include "ui/report/report.h"

enum explain_kind { EXPLAIN_UNKNOWN, EXPLAIN_REPLY, EXPLAIN_BOUNCE, EXPLAIN_MESSAGE };

struct explained {
	enum explain_kind kind;
	const struct record *record;
	const struct paste *reply;   /* EXPLAIN_REPLY */
	const struct bounce *bounce; /* what a mail system wrote; NULL: nobody did */
	size_t others;		     /* further mails in the file, which were not looked at */
	bool cut;		     /* it was longer than what is read */
};

/*
 * Appends it as text (columns wide at most), JSON, or the page of the report (HTML). False, and out as it was, when masking left something
 * readable.
 */
bool explain_make(struct str *out, const struct explained *explained, enum report_format format, bool mask,
	int columns);

/* --- shared by explain.c and explain_text.c --- */

/* The reply of a pasted text, or that of the first recipient; NULL without one. */
const struct paste *explain_reply(const struct explained *explained);
void explain_text(const struct explained *explained, struct mask *mask, int columns, struct str *out);

#endif
