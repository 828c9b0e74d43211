/*
 * Where the case lies and how it gets there. What one file is written by is in keep_file.c.
 */
#include "ui/keep/keep.h"

#include <errno.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/random.h"
#include "ui/keep/keep_file.h"

struct keep {
	char *path;
	int64_t serial; /* the highest that was seen or written */
	struct fresh staged;
};

char *keep_place(const char *name, struct err *err)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	/* the base directory specification: a relative path is to be ignored */
	if (state && state[0] == '/')
		return str_print("%s/mailmend/%s", state, name);
	if (home && home[0] == '/')
		return str_print("%s/.local/state/mailmend/%s", home, name);
	err_set(err, "neither XDG_STATE_HOME nor HOME names a directory");
	return NULL;
}

struct keep *keep_new(const char *name, struct err *err)
{
	char *file = str_print("%s.json", name);
	char *path = keep_place(file, err);
	struct keep *keep = path ? mem_new(sizeof *keep) : NULL;

	free(file);
	if (!keep)
		return NULL;
	keep->path = path;
	keep->staged = (struct fresh){.fd = -1};
	return keep;
}

void keep_free(struct keep **keep)
{
	if (!*keep)
		return;
	fresh_drop(&(*keep)->staged);
	free((*keep)->path);
	free(*keep);
	*keep = NULL;
}

const char *keep_path(const struct keep *keep)
{
	return keep->path;
}

/* --- writing --- */

bool keep_stage(struct keep *keep, struct kept *kept, struct err *err)
{
	struct str json STR_AUTO = STR_INIT;
	struct fresh fresh;

	kept->serial = keep->serial + 1;
	kept_to_json(kept, &json);
	if (!keep_make_parents(keep->path, err) || !fresh_write(&fresh, keep->path, json.s, json.len, err))
		return false;
	keep->serial = kept->serial;
	fresh_drop(&keep->staged);
	keep->staged = fresh;
	return true;
}

bool keep_commit(struct keep *keep, struct err *err)
{
	return keep->staged.fd < 0 || fresh_commit(&keep->staged, keep->path, err);
}

bool keep_is_staged(const struct keep *keep)
{
	return keep->staged.fd >= 0;
}

/* --- reading --- */

/* Moves a file that we do not understand out of the way, and never onto another one. */
static char *put_aside(const char *path)
{
	char when[24];

	clock_iso8601(clock_wall(), when, sizeof when);
	char *aside = str_print("%s.unreadable-%s-%04x", path, when, random_u16());
	if (rename(path, aside) == 0)
		return aside;
	free(aside);
	return NULL;
}

static enum keep_status read_case(
	const struct keep *keep, struct kept *kept_r, char **aside_r, struct err *err)
{
	struct str text STR_AUTO = STR_INIT;

	if (!keep_read_file(keep->path, &text)) {
		if (errno == ENOENT || errno == ENOTDIR)
			return KEEP_NOTHING;
		err_errno(err, errno, keep->path);
		return KEEP_UNREADABLE;
	}
	if (!text.cut && kept_from_json(str_text(&text), text.len, kept_r))
		return KEEP_READ;
	*aside_r = put_aside(keep->path);
	if (*aside_r)
		return KEEP_BROKEN;
	err_errno(err, errno, keep->path);
	return KEEP_UNREADABLE;
}

struct found {
	struct kept *kept;
	enum keep_status *status;
	const char *path;
};

/* Staged, and then the program was killed: it is what the person saw last, unless the case was saved since. */
static void take_orphan(const char *path, void *data)
{
	struct found *found = data;
	struct str text STR_AUTO = STR_INIT;
	struct kept *orphan = mem_new(sizeof *orphan);

	kept_init(orphan);
	if (keep_read_file(path, &text) && !text.cut && kept_from_json(str_text(&text), text.len, orphan) &&
		(*found->status != KEEP_READ || orphan->serial > found->kept->serial) &&
		rename(path, found->path) == 0) {
		kept_release(found->kept);
		*found->kept = *orphan;
		*found->status = KEEP_READ;
	} else {
		kept_release(orphan);
	}
	free(orphan);
}

enum keep_status keep_read(struct keep *keep, struct kept *kept_r, char **aside_r, struct err *err)
{
	enum keep_status status = read_case(keep, kept_r, aside_r, err);
	struct found found = {.kept = kept_r, .status = &status, .path = keep->path};

	if (status != KEEP_UNREADABLE)
		keep_sweep(keep->path, take_orphan, &found);
	if (status == KEEP_READ)
		keep->serial = kept_r->serial;
	return status;
}
