/*
 * Names and addresses made anonymous, the same one always in the same way: anna@firma.example becomes
 * user1@domain1.example, 203.0.113.77 becomes 192.0.2.1. Everything that could identify the person or the
 * servers is told to the mask first (mask_record); then mask_text finds it anywhere, in free text of a peer
 * too, in any case.
 */
#ifndef MAILMEND_UI_MASK_H
#define MAILMEND_UI_MASK_H

#include <stdbool.h>

#include "checks/base/str.h"
#include "checks/engine/record.h"

struct mask;

struct mask *mask_new(void);
void mask_free(struct mask **mask);

/* Tells every address, user name, host and IP address of the record. */
void mask_record(struct mask *mask, const struct record *record);

/* Tells one value. Names of well-known providers (gmail.com) stay readable: they do not identify anybody. */
void mask_learn(struct mask *mask, enum arg_type type, const char *value);

/* Appends the masked form of one typed value, or of free text in which known and recognisable values are
 * replaced. */
void mask_value(struct mask *mask, enum arg_type type, const char *value, struct str *out);
void mask_text(struct mask *mask, const char *text, struct str *out);

/* Appends words of the program itself: masked only where a name that is to be hidden stands in them by chance. */
void mask_own(struct mask *mask, const char *words, struct str *out);

/* Whether a finished text still holds anything that was to be masked: then nothing may be written (ux.md J2). */
bool mask_leaks(const struct mask *mask, const char *text);

#endif
