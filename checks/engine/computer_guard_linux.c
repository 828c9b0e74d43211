/*
 * Files of mail programs, opened so that nothing in their place can do harm: only what is a plain file of the person or of root. What a path
 * leads to is looked at before it is opened, and again afterwards, since it may have changed between.
 */
#include "checks/engine/computer.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks/engine/mailcase.h"

static enum computer_answer by_errno(void)
{
	if (errno == ENOENT || errno == ENOTDIR)
		return COMPUTER_ABSENT;
	return errno == EACCES || errno == EPERM ? COMPUTER_FORBIDDEN : COMPUTER_FAILED;
}

/* Under sudo the person is who called it. */
static bool is_callers(uid_t owner)
{
	const char *name = geteuid() == 0 ? getenv("SUDO_USER") : NULL;
	struct passwd entry, *found = NULL;
	char buf[4096];

	return name && *name && getpwnam_r(name, &entry, buf, sizeof buf, &found) == 0 && found &&
	       found->pw_uid == owner;
}

static enum computer_answer judge(const struct stat *about)
{
	if (!S_ISREG(about->st_mode))
		return COMPUTER_NO_FILE;
	if (about->st_uid != 0 && about->st_uid != geteuid() && !is_callers(about->st_uid))
		return COMPUTER_FOREIGN;
	return COMPUTER_READ;
}

static enum computer_answer open_real(const char *path, int *fd_r, struct computer_about *about_r)
{
	enum computer_answer answer;
	struct stat about;
	int fd;

	if (stat(path, &about) != 0)
		return by_errno();
	answer = judge(&about);
	if (answer != COMPUTER_READ)
		return answer;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return by_errno();
	answer = fstat(fd, &about) == 0 ? judge(&about) : COMPUTER_FAILED;
	if (answer != COMPUTER_READ) {
		close(fd);
		return answer;
	}
	*fd_r = fd;
	*about_r = (struct computer_about){.size = about.st_size, .changed = about.st_mtime};
	return COMPUTER_READ;
}

static bool stand_in_has(const struct computer *computer, const char *path)
{
	size_t len = strlen(path);

	for (const struct computer_file *file = computer->files; file && file->path; file++)
		if (strncmp(file->path, path, len) == 0 && (!file->path[len] || file->path[len] == '/'))
			return true;
	return false;
}

bool computer_has(const struct mailcase *mailcase, const char *path)
{
	struct stat about;

	if (mailcase->computer)
		return stand_in_has(mailcase->computer, path);
	return !mailcase->map && stat(path, &about) == 0;
}

enum computer_answer computer_guarded_open(
	const struct mailcase *mailcase, const char *path, int *fd_r, struct computer_about *about_r)
{
	enum computer_answer answer;
	struct stat about;

	if (!mailcase->computer && !mailcase->map)
		return open_real(path, fd_r, about_r);
	answer = computer_open(mailcase, path, fd_r);
	if (answer == COMPUTER_READ && fstat(*fd_r, &about) == 0)
		*about_r = (struct computer_about){.size = about.st_size};
	return answer;
}

static enum computer_answer read_whole(int fd, struct str *text_r)
{
	char buf[8192];
	ssize_t n;

	while ((n = read(fd, buf, sizeof buf)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return COMPUTER_FAILED;
		if (text_r->len + (size_t)n > COMPUTER_TEXT_MAX)
			return COMPUTER_TOO_LARGE;
		str_add_bytes(text_r, buf, (size_t)n);
	}
	return COMPUTER_READ;
}

enum computer_answer computer_guarded(const struct mailcase *mailcase, const char *path, struct str *text_r)
{
	struct computer_about about;
	enum computer_answer answer;
	int fd;

	str_clear(text_r);
	answer = computer_guarded_open(mailcase, path, &fd, &about);
	if (answer != COMPUTER_READ)
		return answer;
	answer = about.size > COMPUTER_TEXT_MAX ? COMPUTER_TOO_LARGE : read_whole(fd, text_r);
	close(fd);
	if (answer != COMPUTER_READ)
		str_clear(text_r);
	return answer;
}
