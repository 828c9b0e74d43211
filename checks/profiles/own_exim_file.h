/*
 * Exim's own settings file, for whoever may not ask Exim itself: sections, drivers, macros, conditions and includes, by chapter 6 of its
 * specification. What comes out has the keys of own_read_exim(): "router.NAME.option", "transport.NAME.option".
 */
#ifndef MAILMEND_PROFILES_OWN_EXIM_FILE_H
#define MAILMEND_PROFILES_OWN_EXIM_FILE_H

#include "checks/profiles/own_profile.h"

/* Adds to own->list. False: the file is not there, or was refused. */
bool own_exim_file(struct own_reading *own, const char *path);

/* Macros of a file ("NAME = value"), as settings under their names: Debian's exim4.conf.localmacros. */
void own_exim_macros(const char *text, struct own_list *list);

#endif
