/*
 * Whether records and lists stand in the way of this case's mail. A server that is looked after needs them all; for a person at a mail
 * provider, whose mails are taken, a missing record is something to know, not the reason why mail cannot be sent.
 */
#ifndef MAILMEND_STEPS_MATTER_H
#define MAILMEND_STEPS_MATTER_H

#include "checks/engine/check.h"

/* Softens the finding where records do not matter (mailcase_records_matter); returns it. */
struct finding *matter(struct check_run *run, struct finding *finding);

/* There is a domain to speak of, and others may be asked. */
bool records_apply(const struct mailcase *mailcase);

/*
 * The same for block lists, which are asked in a run only where records matter: whoever is asked learns the address.
 */
bool lists_apply(const struct mailcase *mailcase);

#endif
