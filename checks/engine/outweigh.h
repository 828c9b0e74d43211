/*
 * What a run proved outweighs what is only missing in a domain's records. Between the last event and the diagnosis.
 */
#ifndef MAILMEND_ENGINE_OUTWEIGH_H
#define MAILMEND_ENGINE_OUTWEIGH_H

#include "checks/engine/record.h"

/*
 * Softens the findings of absent records (SPF, DKIM, DMARC, reverse name) where another server would take the mail and nobody told of mails that are
 * refused or lost, nor asked for the records by name; a check that has no other problem then ends as a warning.
 */
void outweigh(struct record *record);

#endif
