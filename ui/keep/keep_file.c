/*
 * How one file gets to the disk. The order is the one that survives a power cut: write a new file beside the old one, fsync
 * it, rename it over the old one, fsync the directory. A lock on the new file tells others that somebody is at work on it:
 * the lock of a killed program is gone, and the next one clears up.
 */
#include "ui/keep/keep_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/random.h"
#include "ui/keep/keep.h"

bool keep_make_parents(const char *path, struct err *err)
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

/* A file system without locks is no failure: there everything that lies about is left. */
static bool lock(int fd)
{
	return flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

/* Between making and locking it, somebody who clears up may have taken it away. */
static bool is_still_there(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_nlink > 0;
}

void fresh_drop(struct fresh *fresh)
{
	if (fresh->fd >= 0) {
		unlink(fresh->path);
		close(fresh->fd);
	}
	free(fresh->path);
	*fresh = (struct fresh){.fd = -1};
}

bool fresh_write(struct fresh *fresh_r, const char *target, const char *bytes, size_t len, struct err *err)
{
	struct fresh fresh = {.fd = -1};

	for (int tries = 0; tries < 3 && fresh.fd < 0; tries++) {
		free(fresh.path);
		fresh.path = str_print("%s.%d.%04x", target, (int)getpid(), random_u16());
		fresh.fd = open(fresh.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fresh.fd < 0 && errno != EEXIST)
			break;
		if (fresh.fd >= 0 && !(lock(fresh.fd) && is_still_there(fresh.fd))) {
			close(fresh.fd);
			fresh.fd = -1;
			errno = EAGAIN;
		}
	}
	if (fresh.fd < 0 || !write_all(fresh.fd, bytes, len)) {
		err_errno(err, errno, target);
		fresh_drop(&fresh);
		return false;
	}
	*fresh_r = fresh;
	return true;
}

bool fresh_commit(struct fresh *fresh, const char *target, struct err *err)
{
	bool done = fsync(fresh->fd) == 0 && rename(fresh->path, target) == 0;

	if (!done) {
		err_errno(err, errno, target);
		fresh_drop(fresh);
		return false;
	}
	sync_directory(target);
	close(fresh->fd);
	free(fresh->path);
	*fresh = (struct fresh){.fd = -1};
	return true;
}

bool keep_write_file(const char *path, const char *bytes, size_t len, struct err *err)
{
	struct fresh fresh;

	return fresh_write(&fresh, path, bytes, len, err) && fresh_commit(&fresh, path, err);
}

bool keep_read_file(const char *path, struct str *out)
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

/* ".4711.0a3f": what fresh_write() puts behind the name. */
static bool is_fresh_ending(const char *ending)
{
	size_t digits = ending[0] == '.' ? strspn(ending + 1, "0123456789") : 0;
	const char *hex = ending + 1 + digits;

	return digits > 0 && digits < 12 && hex[0] == '.' && strspn(hex + 1, "0123456789abcdef") == 4 &&
	       !hex[5];
}

static void sweep_one(const char *path, void (*orphan)(const char *orphan_path, void *data), void *data)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	struct stat st;

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
		flock(fd, LOCK_EX | LOCK_NB) == 0) {
		if (orphan)
			orphan(path, data);
		unlink(path);
	}
	close(fd);
}

void keep_sweep(const char *path, void (*orphan)(const char *orphan_path, void *data), void *data)
{
	char *copy = mem_strdup(path);
	const char *name = strrchr(path, '/') + 1;
	DIR *dir = opendir(dirname(copy));
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		if (!ascii_starts(entry->d_name, name) || !is_fresh_ending(entry->d_name + strlen(name)))
			continue;
		char *one = str_print("%s/%s", copy, entry->d_name);
		sweep_one(one, orphan, data);
		free(one);
	}
	if (dir)
		closedir(dir);
	free(copy);
}
