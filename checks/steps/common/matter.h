/*
 * Whether records and lists stand in the way of this case's mail. A server that is looked after needs them all; for a person at a mail
 * provider, whose mails are taken, a missing record is something to know, not the reason why mail cannot be sent.
 */
#ifndef MAILMEND_STEPS_MATTER_H
#define MAILMEND_STEPS_MATTER_H

#include "checks/engine/check.h"

/* Softens the finding where records do not matter (mailcase_records_matter); returns it. */
struct finding *matter(struct check_run *run, struct finding *finding);

/*
 * How long look-ups of these steps may take: as long as the check, but 2 s where records do not matter.
 */
struct io_scope matter_scope(const struct check_run *run);

/* There is a domain to speak of, and others may be asked. */
bool records_apply(const struct mailcase *mailcase);

/*
 * There is a domain or a server to ask block lists about. Whether they are asked in this case is mailcase_asks_lists: where they are not,
 * the check is skipped because of "not-asked", and the wizard offers it.
 */
bool lists_apply(const struct mailcase *mailcase);

#endif
