/*
 * The saved case: what the person told and what the last run came to, under $XDG_STATE_HOME/mailmend, written
 * whole or not at all (a new file, fsync, rename; mode 0600). A secret is not part of it, and there is no way
 * to put one in. A file that cannot be read is put aside under another name, so that nothing is ever
 * overwritten by a misunderstanding.
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

#define KEPT_TRAIL_MAX 64
#define KEEP_FILE_MAX  (1024 * 1024)

struct kept_check {
	char id[64];
	char status[16];
};

struct kept {
	struct mailcase answers; /* secret, map and what belongs to one run only are not kept */
	bool tell;		 /* the person types the settings in */
	struct server_settings told;
	char screen[32]; /* "" for none */
	char trail[KEPT_TRAIL_MAX][32];
	size_t n_trail;
	int64_t saved;	/* wall clock */
	int64_t tested; /* wall clock of the last run, 0 for none */
	char verdict[16], cause[64];
	char changed[32]; /* the experiment whose change was not changed back yet; "" for none */
	char *report;	  /* the last run's report as text, or NULL */
	VEC(struct kept_check) checks;
};

void kept_init(struct kept *kept);
void kept_release(struct kept *kept);

/* One JSON document; reading it again gives the same case. False for anything that we did not write. */
void kept_to_json(const struct kept *kept, struct str *out);
bool kept_from_json(const char *json, size_t len, struct kept *kept_r);

struct keep; /* the place */

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
enum keep_status keep_read(const struct keep *keep, struct kept *kept_r, char **aside_r, struct err *err);

/* Old or new, never half: false leaves the old file as it was. */
bool keep_write(const struct keep *keep, const struct kept *kept, struct err *err);

/* Writes any text of ours (a report) in the same way, 0600. */
bool keep_write_file(const char *path, const char *bytes, size_t len, struct err *err);

#endif
