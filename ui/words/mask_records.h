/*
 * Names within entries of DNS ("v=spf1 include:mail.firma.example -all"), told to a mask.
 */
#ifndef MAILMEND_UI_MASK_RECORDS_H
#define MAILMEND_UI_MASK_RECORDS_H

#include "ui/words/mask_names.h"

/* Learns every name that looks like a host or a domain; those of well-known companies stay readable. */
void records_learn(struct mask_names *names, const char *text);

#endif
