/*
 * A log that goes on: it grows, is cut short (copytruncate), or another file comes in its place (rename). Looked at some times a
 * second, which costs nothing and works on every file system.
 */
#include "checks/know/log_source.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks/base/clock.h"

enum { LOOK_MS = 200 };

static enum log_follow stopped(struct log_source *source)
{
	source->file->outcome = LOG_STOPPED;
	return LOG_FOLLOW_STOP;
}

/* Waits until it is time to look again; false: it is over. */
static bool wait_a_little(struct log_source *source)
{
	struct io_scope until = io_scope_within(source->scope, LOOK_MS);

	if (source->tell_us < until.deadline_us)
		until.deadline_us = source->tell_us;
	return io_wait(&until, NULL, 0) == IO_TIMED_OUT && io_scope_left_ms(source->scope) > 0;
}

/* The file that has come in place of the one that is read: its descriptor, -1 when there is none. */
static int successor(const struct log_source *source)
{
	struct stat now, open_one;
	int fd;

	if (!source->path || stat(source->path, &now) || fstat(source->fd, &open_one))
		return -1;
	if ((now.st_ino == open_one.st_ino && now.st_dev == open_one.st_dev) || !S_ISREG(now.st_mode))
		return -1;
	fd = open(source->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	return fd;
}

static bool grew(const struct log_source *source)
{
	struct stat status;

	return !fstat(source->fd, &status) && (uint64_t)status.st_size > source->offset;
}

static bool is_shorter(const struct log_source *source)
{
	struct stat status;

	return !fstat(source->fd, &status) && (uint64_t)status.st_size < source->offset;
}

enum log_follow log_source_follow(struct log_source *source)
{
	int fd;

	if (is_shorter(source)) {
		source->file->shrank = true;
		source->offset = 0;
		return lseek(source->fd, 0, SEEK_SET) ? stopped(source) : LOG_FOLLOW_ANEW;
	}
	if (!wait_a_little(source))
		return stopped(source);
	if (grew(source))
		return LOG_FOLLOW_MORE;
	fd = successor(source);
	if (fd < 0)
		return LOG_FOLLOW_NOTHING;
	if (grew(source)) { /* its last lines, written before the other came */
		close(fd);
		return LOG_FOLLOW_MORE;
	}
	if (source->own_fd)
		close(source->fd);
	source->fd = fd;
	source->own_fd = true;
	source->offset = 0;
	source->file->rotated = true;
	return LOG_FOLLOW_ANEW;
}
