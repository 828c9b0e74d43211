/*
 * GNOME's settings (dconf) as one binary file, ~/.config/dconf/user: single values looked up by their whole path. Any bytes are survived
 * (tests/fuzz/fuzz_profiles_desktop.c).
 */
#ifndef MAILMEND_PROFILES_GVDB_H
#define MAILMEND_PROFILES_GVDB_H

#include <stdbool.h>
#include <stddef.h>

/* "/org/gnome/evolution/shell/start-offline". False: not set, of another kind, or the file is none of these. */
bool gvdb_flag(const void *bytes, size_t len, const char *path, bool *flag_r);
bool gvdb_text(const void *bytes, size_t len, const char *path, char *text_r, size_t size);

#endif
