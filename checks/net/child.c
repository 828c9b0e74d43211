/*
 * posix_spawnp, a pipe and a pidfd: nothing of it can wait for ever.
 */
#include "checks/net/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROGRAM_PATH_MAX 4096

extern char **environ;

/* The program in the directories of the environment that it is given, which are not ours: errno's number, 0 when it was found. */
static int find(const char *word, char *const *environment, char *path_r, size_t size)
{
	int error = ENOENT;

	if (!environment || strchr(word, '/'))
		return str_copy(path_r, size, word) ? 0 : ENAMETOOLONG;
	for (; *environment; environment++) {
		const char *at = strncmp(*environment, "PATH=", 5) == 0 ? *environment + 5 : "";

		for (; *at; at += strcspn(at, ":") + (at[strcspn(at, ":")] == ':')) {
			int n = snprintf(path_r, size, "%.*s/%s", (int)strcspn(at, ":"), at, word);

			if (n > 0 && (size_t)n < size && access(path_r, X_OK) == 0)
				return 0;
			error = errno == EACCES ? EACCES : error;
		}
	}
	return error;
}

static int spawn(char *const *words, char *const *environment, bool quiet, int out, pid_t *pid_r)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	char path[PROGRAM_PATH_MAX];
	sigset_t usual, blocked;
	int error = find(words[0], environment, path, sizeof path);

	if (error)
		return error;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	if (quiet) {
		posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
		posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	}
	posix_spawnattr_init(&attr);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE); /* ignored in this process, which a child would inherit */
	posix_spawnattr_setsigdefault(&attr, &usual);
	sigemptyset(
		&blocked); /* threads of a run block all signals; a program needs its own, SIGALRM and SIGCHLD among them */
	posix_spawnattr_setsigmask(&attr, &blocked);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
	error = posix_spawnp(pid_r, path, &actions, &attr, words, environment ? environment : environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

bool child_start(char *const *words, char *const *environment, bool quiet, struct child *child_r)
{
	int ends[2], error;
	pid_t pid = -1;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return false;
	error = spawn(words, environment, quiet, ends[1], &pid);
	close(ends[1]);
	if (error) {
		close(ends[0]);
		errno = error;
		return false;
	}
	io_prepare(ends[0]);
	*child_r = (struct child){.pid = pid, .out = ends[0]};
	return true;
}

enum io_status child_read(const struct child *child, const struct io_scope *scope, struct str *out)
{
	char buf[4096];
	ssize_t n = 1;

	while (n != 0 && !out->cut) {
		struct io_want want = {.fd = child->out, .events = POLLIN};
		enum io_status status = io_wait(scope, &want, 1);

		if (status != IO_OK)
			return status;
		n = read(child->out, buf, sizeof buf);
		if (n > 0)
			str_add_bytes(out, buf, (size_t)n);
		else if (n < 0 && errno != EINTR && errno != EAGAIN)
			return IO_FAILED;
	}
	return IO_OK;
}

int child_reap(const struct child *child, const struct io_scope *scope)
{
	struct io_want want = {.fd = pidfd_open(child->pid, 0), .events = POLLIN};
	int status = 0;

	if (want.fd < 0 || io_wait(scope, &want, 1) != IO_OK)
		kill(child->pid, SIGKILL);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (want.fd >= 0)
		close(want.fd);
	return status;
}
