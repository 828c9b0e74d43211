/*
 * What the readers of graphical mail programs share: text and addresses made fit, ports by default, the folders in which unsent mail
 * waits, and whether the program is too old.
 */
#ifndef MAILMEND_PROFILES_DESKTOP_H
#define MAILMEND_PROFILES_DESKTOP_H

#include "checks/profiles/files.h"

/* Text of a file, harmless, without blanks around it, cut to fit. */
void desktop_text(char *dst, size_t size, const char *text);

/* The same for the name of a server, in lower case; a port in it stays, as the program would take it for a part of the name. */
void desktop_name(char *dst, size_t size, const char *text);

/* The address of "anna@example.org", "Anna <anna@example.org>" or a list of such; "" where none stands. */
void desktop_address(char *dst, size_t size, const char *text);

/* A port, 0 for anything else. */
int desktop_port(const char *text);

/* "host", "host:port", "[address]:port": into host and, where it is told, port. */
void desktop_host(struct server_settings *settings, const char *text);

/* The next name of a list that reading_folder() gave: false at its end. at begins at the list. */
bool desktop_next_name(const char **at, char *name_r, size_t size);

/* Whether path ends in "/name", or is name. */
bool desktop_is_named(const char *path, const char *name);

/* The folder that path lies in, without its slash; "." for a bare name. */
void desktop_folder_of(const char *path, char *dst, size_t size);

/* The usual port of a server for receiving, where none is told. */
void desktop_incoming_port(struct server_settings *settings);

/*
 * How many mails wait, since when, and what may block the first: into the state. A folder that is not there leaves it as it is.
 * mbox: of Mozilla, where mails that were sent stay marked until the folder is compacted; maildir: "cur" and "new" below the folder; mh: one file a mail.
 */
void desktop_outbox_mbox(struct reading *reading, const char *path, struct profile_state *state);
void desktop_outbox_maildir(struct reading *reading, const char *folder, struct profile_state *state);
void desktop_outbox_mh(struct reading *reading, const char *folder, struct profile_state *state);

/* Where Thunderbird keeps its profiles, below the home folder; ends with NULL. */
extern const char *const thunderbird_places[];

/* "128.5.0" against "78": negative, 0, positive. */
int desktop_version_compare(const char *a, const char *b);

/*
 * MISTAKE_TOO_OLD where the version is older than what this account needs: oldest for today's encryption, oauth where its provider wants a
 * sign-in by browser. Either may be NULL. An unknown version says nothing.
 */
void desktop_judge_version(
	struct profile *profile, const struct profile_place *place, const char *oldest, const char *oauth);

#endif
