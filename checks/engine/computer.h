/*
 * This computer, as far as checks may look at it: files, the names of running programs, and programs that are run with fixed
 * arguments (postconf -n). A seam like struct net_map: practice mode and tests bring a computer of their own, so that a scenario
 * neither depends on the machine it runs on nor tells anything about it. A case with a map and without a computer has an
 * empty one.
 */
#ifndef MAILMEND_ENGINE_COMPUTER_H
#define MAILMEND_ENGINE_COMPUTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/str.h"
#include "checks/net/io.h"

struct mailcase;

/* A stand-in. Lists end with an element whose first member is NULL. */
struct computer {
	const struct computer_file {
		const char *path, *text;
	} * files; /* a path that ends in "/" is a directory; its text holds the names, one a line; NULL: only with more rights */
	const char *const *processes; /* names as in /proc/PID/comm */
	const struct computer_command {
		const char *line; /* the words with one blank between: "postconf -n" */
		const char *out;
		int code;
	} * commands; /* any other command is one that is not installed */
	bool root;    /* whether the person may see everything */
	const struct computer_room {
		const char *path;
		int64_t free, total, inodes_free, inodes; /* bytes and files */
	} * rooms; /* file systems by a path on each; NULL: none is known */
};

enum computer_answer {
	COMPUTER_READ,
	COMPUTER_ABSENT,    /* no such file or program */
	COMPUTER_FORBIDDEN, /* only with more rights */
	COMPUTER_FAILED,    /* unreadable, too large, did not end in time, cancelled */
	/* of computer_guarded() alone */
	COMPUTER_FOREIGN, /* it belongs to neither the person nor root */
	COMPUTER_NO_FILE, /* a folder, a device, a pipe */
	COMPUTER_TOO_LARGE,
};

#define COMPUTER_TEXT_MAX (1 << 20)

/* The file's bytes, at most COMPUTER_TEXT_MAX (more is COMPUTER_FAILED). Never waits for a FIFO or device: those are COMPUTER_FAILED. */
enum computer_answer computer_read(const struct mailcase *mailcase, const char *path, struct str *text_r);

/* Whether something of this name is there, without looking into it; a stand-in's folder may be named with or without the slash at its end. */
bool computer_has(const struct mailcase *mailcase, const char *path);

/* What is known of an open file. */
struct computer_about {
	int64_t size, changed; /* bytes; seconds since 1970, 0 for a stand-in's */
};

/*
 * A file of the person's own, or of the system, opened for reading. Nothing else is opened at all: COMPUTER_NO_FILE and COMPUTER_FOREIGN are
 * found out before, so that no device feels it. Links are followed, and what they lead to is judged. COMPUTER_READ: the caller closes *fd_r.
 */
enum computer_answer computer_guarded_open(
	const struct mailcase *mailcase, const char *path, int *fd_r, struct computer_about *about_r);

/* The whole of such a file, at most COMPUTER_TEXT_MAX. */
enum computer_answer computer_guarded(const struct mailcase *mailcase, const char *path, struct str *text_r);

/*
 * The last max bytes of a file (at most COMPUTER_TEXT_MAX), however long it is, from the first whole line among them on. For logs.
 */
enum computer_answer computer_tail(
	const struct mailcase *mailcase, const char *path, size_t max, struct str *text_r);

/*
 * The file opened for reading, however long it is, for whoever reads it piece by piece; a stand-in's text lies in memory. COMPUTER_READ: the caller
 * closes *fd_r. Never waits for a FIFO or device, as above.
 */
enum computer_answer computer_open(const struct mailcase *mailcase, const char *path, int *fd_r);

/* How much room there is where path lies, for everybody and not root alone; inodes 0: the file system does not count them. */
enum computer_answer computer_room(
	const struct mailcase *mailcase, const char *path, struct computer_room *room_r);

/* The names in a directory, one a line, sorted; at most COMPUTER_TEXT_MAX bytes. */
enum computer_answer computer_list(const struct mailcase *mailcase, const char *path, struct str *names_r);

/*
 * Runs a program with fixed arguments, no shell, standard input empty, its errors dropped, a bare environment (PATH with the
 * sbin directories, LC_ALL=C); words ends with NULL. code_r: its exit status, -1 when it did not end by itself. Never with a
 * secret in an argument. Output beyond COMPUTER_TEXT_MAX is COMPUTER_FAILED; out_r then holds its beginning, and only then.
 */
enum computer_answer computer_run(const struct mailcase *mailcase, const struct io_scope *scope,
	const char *const *words, struct str *out_r, int *code_r);

/* Whether a program of this name (as in /proc/PID/comm, at most 15 bytes) runs. */
bool computer_runs(const struct mailcase *mailcase, const char *name);

/* The names of all running programs, one a line, sorted, each once. */
void computer_processes(const struct mailcase *mailcase, struct str *names_r);

/* The folder of the person's own files, without a slash at its end: of who called sudo, else of who runs us; a stand-in has /home/anna.
 * False where the system does not tell. */
bool computer_home(const struct mailcase *mailcase, char *home_r, size_t size);

/* The folder of the person's settings: $XDG_CONFIG_HOME, else ".config" in the home folder. */
bool computer_config_home(const struct mailcase *mailcase, char *folder_r, size_t size);

/* Whether we are root here (or the stand-in says so). */
bool computer_is_root(const struct mailcase *mailcase);

#endif
