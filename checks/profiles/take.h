/*
 * From what was read to a case: which account is meant, and its settings as those that are in use.
 */
#ifndef MAILMEND_PROFILES_TAKE_H
#define MAILMEND_PROFILES_TAKE_H

#include "checks/profiles/profile.h"

/*
 * The account of this address, else the one that signs in by it, else the only one that names no address; without an address ("") the only account or
 * the program's usual one. NULL: it is not clear which is meant.
 */
const struct profile *profiles_choose(const struct profiles *profiles, const char *address);

/* The same account as the one that was read before, by program, name and address. NULL: it is gone. */
const struct profile *profiles_again(const struct profiles *profiles, const struct profile *before);

/*
 * The account becomes the case's: servers, user name, address, program, and how it signs in. What was told (SOURCE_GIVEN, --user, an address, --program,
 * --program-login) goes before what was read. May be called again with another account while the one before is still there.
 */
void profile_take(struct mailcase *mailcase, const struct profiles *profiles, const struct profile *profile);

/*
 * The programs that keep something for this person, in the order of the registry, found by the names of files alone: nothing is opened.
 * Gives how many, at most max.
 */
size_t profiles_present(const struct mailcase *mailcase, enum program *programs_r, size_t max);

/*
 * Reads what mailcase->import names, a program's id or a file. A program that hands its mail to another one of this computer is followed: then the
 * accounts are those of the other, for the same sender. False: no program's form fits the file.
 */
bool profiles_import(const struct mailcase *mailcase, struct profiles *profiles_r);

#endif
