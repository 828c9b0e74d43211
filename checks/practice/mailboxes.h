/*
 * What lies in the mailboxes of a server for receiving: the mails of the plan, and the test mail where it ended.
 */
#ifndef MAILMEND_PRACTICE_MAILBOXES_H
#define MAILMEND_PRACTICE_MAILBOXES_H

#include "checks/practice/station.h"

enum box { BOX_INBOX, BOX_SENT, BOX_FOLDER, BOX_TRASH, BOX_JUNK, BOX_N };

/* The name that the server gives it, and its special use (RFC 6154; "" for none). */
const char *box_name(const struct station *station, enum box box);
const char *box_use(enum box box);

/* BOX_N for a name that is none. */
enum box box_by_name(const struct station *station, const char *name);

/* How many mails lie there by now. */
size_t box_count(struct station *station, enum box box);

/* The mail with its header as it came, the oldest first; true where it came at `since` (seconds since 1970) or later. */
bool box_mail(struct station *station, enum box box, size_t i, int64_t since, struct str *out);

#endif
