/*
 * Where the case lies and how it gets there. The order is the one that survives a power cut: write a new file
 * beside the old one, fsync it, rename it over the old one, fsync the directory.
 */
#include "ui/keep/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sys/stat.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/random.h"

struct keep {
	char *path;
};

struct keep *keep_new(const char *name, struct err *err)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	/* the base directory specification: a relative path is to be ignored */
	bool from_state = state && state[0] == '/';
	if (!from_state && (!home || home[0] != '/')) {
		err_set(err, "neither XDG_STATE_HOME nor HOME names a directory");
		return NULL;
	}
	struct keep *keep = mem_new(sizeof *keep);
	keep->path = from_state ? str_print("%s/mailmend/%s.json", state, name)
				: str_print("%s/.local/state/mailmend/%s.json", home, name);
	return keep;
}

void keep_free(struct keep **keep)
{
	if (!*keep)
		return;
	free((*keep)->path);
	free(*keep);
	*keep = NULL;
}

const char *keep_path(const struct keep *keep)
{
	return keep->path;
}

/* Makes every directory above path, for this person only. */
static bool make_parents(const char *path, struct err *err)
{
	char *copy = mem_strdup(path);
	bool made = true;

	for (char *slash = strchr(copy + 1, '/'); slash && made; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		made = mkdir(copy, 0700) == 0 || errno == EEXIST;
		if (!made)
			err_errno(err, errno, copy);
		*slash = '/';
	}
	free(copy);
	return made;
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

/* The rename is only sure once the directory is on the disk; a file system that cannot do this is no failure. */
static void sync_directory(const char *path)
{
	char *copy = mem_strdup(path);
	int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(copy);
}

bool keep_write_file(const char *path, const char *bytes, size_t len, struct err *err)
{
	char *fresh = str_print("%s.%d.%04x", path, (int)getpid(), random_u16());
	int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool written = fd >= 0 && write_all(fd, bytes, len) && fsync(fd) == 0;

	if (!written)
		err_errno(err, errno, path);
	if (fd >= 0)
		close(fd);
	if (written && rename(fresh, path) != 0) {
		err_errno(err, errno, path);
		written = false;
	}
	if (written)
		sync_directory(path);
	else if (fd >= 0)
		unlink(fresh);
	free(fresh);
	return written;
}

bool keep_write(const struct keep *keep, const struct kept *kept, struct err *err)
{
	struct str json STR_AUTO = STR_INIT;

	kept_to_json(kept, &json);
	return make_parents(keep->path, err) && keep_write_file(keep->path, json.s, json.len, err);
}

/* A regular file of at most KEEP_FILE_MAX bytes; false with errno otherwise. */
static bool read_file(const char *path, struct str *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	char buf[8192];
	ssize_t n = -1;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		out->max = KEEP_FILE_MAX;
		while ((n = read(fd, buf, sizeof buf)) > 0 && !out->cut)
			str_add_bytes(out, buf, (size_t)n);
	} else {
		errno = EISDIR;
	}
	int error = errno;
	close(fd);
	errno = error;
	return n >= 0;
}

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

enum keep_status keep_read(const struct keep *keep, struct kept *kept_r, char **aside_r, struct err *err)
{
	struct str text STR_AUTO = STR_INIT;

	if (!read_file(keep->path, &text)) {
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
