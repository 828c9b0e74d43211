/*
 * What a run proved outweighs what is only missing in a domain's records, or guessed of them. Between the last event and the diagnosis.
 */
#ifndef MAILMEND_ENGINE_OUTWEIGH_H
#define MAILMEND_ENGINE_OUTWEIGH_H

#include "checks/engine/record.h"

/*
 * Softens the findings of records that are missing, or that speak against what the program believes of the mail, where another server would take
 * it, where a relay is reached that has not been asked, or where the way ended before anybody heard who sends. Not where somebody told of mails
 * that are refused or lost, asked for the records by name, or named the address or key. A check without another problem ends as a warning.
 */
void outweigh(struct record *record);

#endif
