/*
 * How far apart two host names are, in slips of the finger.
 */
#ifndef MAILMEND_MAIL_NEAR_H
#define MAILMEND_MAIL_NEAR_H

#include <stdbool.h>
#include <stddef.h>

/* Letters changed, missing, too many or swapped with their neighbour (Damerau); 99 for names over 63 bytes or
 * further apart than max. */
size_t name_distance(const char *a, const char *b, size_t max);

/* Whether b is what a person who typed a may have meant: one slip, or two in a name of 10 letters or more;
 * not the same. */
bool name_is_near(const char *a, const char *b);

#endif
