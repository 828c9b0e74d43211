/*
 * Files of mail programs, read so that nothing in them can do harm: regular files only, of the person or of root, at most 1 MiB each, a
 * bounded number of them and of bytes together, includes to a bounded depth and never in a circle. What is refused is remembered with
 * the reason. Goes through computer.h, so that practice mode and tests bring a computer of their own.
 */
#ifndef MAILMEND_PROFILES_FILES_H
#define MAILMEND_PROFILES_FILES_H

#include "checks/engine/computer.h"
#include "checks/profiles/profile.h"

#define READING_FILES_MAX 200
#define READING_BYTES_MAX ((size_t)8 << 20)
#define READING_DEPTH_MAX 12

struct reading {
	const struct mailcase *mailcase;
	char home[PROFILE_PLACE_MAX];	/* "" where the system does not tell */
	char config[PROFILE_PLACE_MAX]; /* $XDG_CONFIG_HOME, or home/.config */
	struct profiles *into;
	size_t files, bytes;
	char *open
		[READING_DEPTH_MAX]; /* files that are being read, owned: an include of one of them is a circle */
	size_t depth;
};

/*
 * The whole file into text_r (replaced), as raw bytes. False: absent (silently), or refused (remembered). "~/" is the home folder; a
 * relative path is one of the home folder.
 */
bool reading_file(struct reading *reading, const char *path, struct str *text_r);

/*
 * The same for a file that may be large (a mail folder): opened, not read, and guarded like the others; the caller reads what it wants, bounded, and
 * closes the descriptor.
 */
bool reading_open(struct reading *reading, const char *path, int *fd_r, struct computer_about *about_r);

/* Remembers that a file was not read as it should be, and why: an N_() msgid without placeholders. */
void reading_refuse(struct reading *reading, const char *path, const char *why, bool grave);

/* The names in a folder, one a line, sorted. False: absent or refused. */
bool reading_folder(struct reading *reading, const char *path, struct str *names_r);

/* The absolute path: "~/" is the home folder, and so is where a relative path begins. False: too long, or no home folder is known. */
bool reading_path(const struct reading *reading, const char *path, char *path_r, size_t size);

/* Around the reading of a file that may include others: false for a circle or too deep an include, which is remembered. */
bool reading_enter(struct reading *reading, const char *path);
void reading_leave(struct reading *reading);

/* Room for one more account, filled with zeros, outbox -1, program set; NULL when there are PROFILES_MAX. Valid until the next call. */
struct profile *reading_profile(struct reading *reading, enum program program);

/* The place as it is shown: "~" for the home folder, harmless. */
void reading_place(const struct reading *reading, const char *path, int line, struct profile_place *place_r);

#endif
