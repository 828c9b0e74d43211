/*
 * The saved case: what the person told and what the last run came to, under $XDG_STATE_HOME/mailmend, written
 * whole or not at all (a new file, fsync, rename; mode 0600). A secret is not part of it, and there is no way
 * to put one in. A file that cannot be read is put aside under another name, so that nothing is ever
 * overwritten by a misunderstanding.
 *
 * Saving has two halves, so that no answer that a person saw taken is lost, and no disk is waited for before the screen
 * shows it: keep_stage() writes the new file beside the old one, which is enough for a killed program; keep_commit() brings it
 * to the disk and into its place. A new file whose writer was killed in between is found by keep_read().
 */
#ifndef MAILMEND_UI_KEEP_H
#define MAILMEND_UI_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/err.h"
#include "checks/base/str.h"
#include "checks/base/vec.h"
#include "checks/engine/mailcase.h"
#include "checks/engine/since.h"

#define KEPT_TRAIL_MAX 64
#define KEEP_FILE_MAX  (1024 * 1024)

struct kept {
	struct mailcase answers; /* secret, map and what belongs to one run only are not kept */
	bool tell;		 /* the person types the settings in */
	struct server_settings told;
	char screen[32]; /* "" for none */
	char trail[KEPT_TRAIL_MAX][32];
	size_t n_trail;
	int64_t saved;	/* wall clock */
	int64_t serial; /* counts the savings, set by keep_stage(): of two files the higher one is newer */
	struct outline last;		    /* of the last run that ended; started 0: there was none */
	VEC(struct ended_check) unfinished; /* what had ended of a run that had not */
	char changed[32]; /* the experiment whose change was not changed back yet; "" for none */
	char *report;	  /* the last run's report as text, or NULL */
};

void kept_init(struct kept *kept);
void kept_release(struct kept *kept);

/* One JSON document; reading it again gives the same case. False for anything that we did not write. */
void kept_to_json(const struct kept *kept, struct str *out);
bool kept_from_json(const char *json, size_t len, struct kept *kept_r);

struct keep; /* the place */

/* $XDG_STATE_HOME/mailmend/NAME, to be freed; NULL with the reason where there is no home. */
char *keep_place(const char *name, struct err *err);

/* Finds the place; creates nothing yet. name: "case". NULL with the reason where there is no home. */
struct keep *keep_new(const char *name, struct err *err);
void keep_free(struct keep **keep);
const char *keep_path(const struct keep *keep);

enum keep_status {
	KEEP_NOTHING, /* there is none */
	KEEP_READ,
	KEEP_BROKEN, /* put aside as aside_r */
	KEEP_UNREADABLE,
};

/* kept_r must be initialised; aside_r (freed by the caller) is set for KEEP_BROKEN only. */
enum keep_status keep_read(struct keep *keep, struct kept *kept_r, char **aside_r, struct err *err);

/* Old or new, never half: false leaves the old file as it was. What was staged before and not committed is dropped. */
bool keep_stage(struct keep *keep, struct kept *kept, struct err *err);
bool keep_commit(struct keep *keep, struct err *err); /* true, too, where nothing is staged */

/* Whether something is staged and not committed. */
bool keep_is_staged(const struct keep *keep);

/* Writes any text of ours (a report) in the same way, 0600. */
bool keep_write_file(const char *path, const char *bytes, size_t len, struct err *err);

/* A regular file of at most KEEP_FILE_MAX bytes (out->cut: there is more); false with errno otherwise. */
bool keep_read_file(const char *path, struct str *out);

/* Makes every directory above path, for this person only. */
bool keep_make_parents(const char *path, struct err *err);

/*
 * Calls orphan for every new file beside path whose writer was killed before it was done; it is removed afterwards. Those that
 * somebody is writing now are left alone.
 */
void keep_sweep(const char *path, void (*orphan)(const char *orphan_path, void *data), void *data);

#endif
