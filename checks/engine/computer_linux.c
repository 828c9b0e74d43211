/*
 * The real computer, as Linux shows it: plain files, directories, /proc and child processes; or the stand-in of the case.
 */
#include "checks/engine/computer.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checks/base/mem.h"
#include "checks/base/vec.h"
#include "checks/engine/mailcase.h"
#include "checks/net/child.h"

/* A name is the whole of it in /proc/PID/comm. */
#define COMM_MAX 16

static const struct computer empty_computer;

/* NULL: the real one is meant. */
static const struct computer *stand_in(const struct mailcase *mailcase)
{
	if (mailcase->computer)
		return mailcase->computer;
	return mailcase->map ? &empty_computer : NULL;
}

static enum computer_answer read_stand_in(
	const struct computer *computer, const char *path, struct str *text_r)
{
	for (const struct computer_file *file = computer->files; file && file->path; file++) {
		if (strcmp(file->path, path) == 0) {
			if (!file->text)
				return COMPUTER_FORBIDDEN;
			str_add(text_r, file->text);
			return COMPUTER_READ;
		}
	}
	return COMPUTER_ABSENT;
}

static enum computer_answer by_errno(void)
{
	if (errno == ENOENT || errno == ENOTDIR)
		return COMPUTER_ABSENT;
	return errno == EACCES || errno == EPERM ? COMPUTER_FORBIDDEN : COMPUTER_FAILED;
}

static enum computer_answer read_all(int fd, struct str *text_r)
{
	char buf[8192];
	ssize_t n;

	while ((n = read(fd, buf, sizeof buf)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || text_r->len + (size_t)n > COMPUTER_TEXT_MAX)
			return n < 0 ? by_errno() : COMPUTER_FAILED;
		str_add_bytes(text_r, buf, (size_t)n);
	}
	return COMPUTER_READ;
}

enum computer_answer computer_read(const struct mailcase *mailcase, const char *path, struct str *text_r)
{
	const struct computer *computer = stand_in(mailcase);
	enum computer_answer answer;
	struct stat about;
	int fd;

	str_clear(text_r);
	if (computer)
		return read_stand_in(computer, path, text_r);
	/* O_NONBLOCK: opening a FIFO does not wait for somebody who writes into it. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return by_errno();
	answer = fstat(fd, &about) == 0 && S_ISREG(about.st_mode) ? read_all(fd, text_r) : COMPUTER_FAILED;
	close(fd);
	if (answer != COMPUTER_READ)
		str_clear(text_r);
	return answer;
}

/* From the first whole line of the last max bytes on. */
static void keep_tail(struct str *text_r, const char *bytes, size_t len, size_t max)
{
	const char *from = bytes;

	if (len > max) {
		from = memchr(bytes + (len - max), '\n', max);
		from = from ? from + 1 : bytes + len;
	}
	str_add_bytes(text_r, from, len - (size_t)(from - bytes));
}

/* One byte more than max is read where there is one, so that a line that begins there counts as whole. */
static enum computer_answer tail_of(int fd, size_t max, struct str *text_r)
{
	STR_AUTO struct str bytes = STR_INIT;
	enum computer_answer answer;
	struct stat about;

	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode))
		return COMPUTER_FAILED;
	if ((uint64_t)about.st_size > max && lseek(fd, about.st_size - (off_t)max - 1, SEEK_SET) < 0)
		return COMPUTER_FAILED;
	answer = read_all(fd, &bytes);
	if (answer == COMPUTER_READ)
		keep_tail(text_r, str_text(&bytes), bytes.len, max);
	return answer;
}

enum computer_answer computer_tail(
	const struct mailcase *mailcase, const char *path, size_t max, struct str *text_r)
{
	const struct computer *computer = stand_in(mailcase);
	STR_AUTO struct str whole = STR_INIT;
	enum computer_answer answer;
	int fd;

	str_clear(text_r);
	max = max < COMPUTER_TEXT_MAX ? max : COMPUTER_TEXT_MAX - 1;
	if (computer) {
		answer = read_stand_in(computer, path, &whole);
		keep_tail(text_r, str_text(&whole), whole.len, max);
		return answer;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return by_errno();
	answer = tail_of(fd, max, text_r);
	close(fd);
	return answer;
}

/* A stand-in's text as a file that has no name. */
static enum computer_answer open_stand_in(const struct computer *computer, const char *path, int *fd_r)
{
	STR_AUTO struct str text = STR_INIT;
	enum computer_answer answer = read_stand_in(computer, path, &text);
	int fd = answer == COMPUTER_READ ? memfd_create("stand-in", MFD_CLOEXEC) : -1;

	if (answer != COMPUTER_READ)
		return answer;
	if (fd < 0 || write(fd, str_text(&text), text.len) != (ssize_t)text.len ||
		lseek(fd, 0, SEEK_SET) < 0) {
		if (fd >= 0)
			close(fd);
		return COMPUTER_FAILED;
	}
	*fd_r = fd;
	return COMPUTER_READ;
}

enum computer_answer computer_open(const struct mailcase *mailcase, const char *path, int *fd_r)
{
	const struct computer *computer = stand_in(mailcase);
	struct stat about;
	int fd;

	if (computer)
		return open_stand_in(computer, path, fd_r);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return by_errno();
	if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
		close(fd);
		return COMPUTER_FAILED;
	}
	*fd_r = fd;
	return COMPUTER_READ;
}

static enum computer_answer room_stand_in(
	const struct computer *computer, const char *path, struct computer_room *room_r)
{
	for (const struct computer_room *room = computer->rooms; room && room->path; room++) {
		if (strcmp(room->path, path) == 0) {
			*room_r = *room;
			return COMPUTER_READ;
		}
	}
	return COMPUTER_ABSENT;
}

enum computer_answer computer_room(
	const struct mailcase *mailcase, const char *path, struct computer_room *room_r)
{
	const struct computer *computer = stand_in(mailcase);
	struct statvfs about;

	if (computer)
		return room_stand_in(computer, path, room_r);
	if (statvfs(path, &about) != 0)
		return by_errno();
	*room_r = (struct computer_room){
		.path = path,
		.free = (int64_t)(about.f_bavail * about.f_frsize),
		.total = (int64_t)(about.f_blocks * about.f_frsize),
		.inodes_free = (int64_t)about.f_favail,
		.inodes = (int64_t)about.f_files,
	};
	return COMPUTER_READ;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

struct names {
	VEC(char *) list;
};

static void names_into(struct names *names, struct str *text_r)
{
	if (names->list.n)
		qsort(names->list.items, names->list.n, sizeof *names->list.items, compare_names);
	for (size_t i = 0; i < names->list.n; i++) {
		if (i == 0 || strcmp(names->list.items[i], names->list.items[i - 1]) != 0)
			str_addf(text_r, "%s\n", names->list.items[i]);
	}
	for (size_t i = 0; i < names->list.n; i++)
		free(names->list.items[i]);
	free(names->list.items);
}

enum computer_answer computer_list(const struct mailcase *mailcase, const char *path, struct str *names_r)
{
	const struct computer *computer = stand_in(mailcase);
	struct names names = {0};
	struct dirent *entry;
	size_t bytes = 0;
	DIR *dir;

	str_clear(names_r);
	if (computer)
		return read_stand_in(computer, path, names_r);
	dir = opendir(path);
	if (!dir)
		return by_errno();
	while ((entry = readdir(dir)) && bytes < COMPUTER_TEXT_MAX) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
			strchr(entry->d_name, '\n'))
			continue;
		bytes += strlen(entry->d_name) + 1;
		*VEC_ADD(&names.list) = mem_strdup(entry->d_name);
	}
	closedir(dir);
	names_into(&names, names_r);
	return COMPUTER_READ;
}

static enum computer_answer run_stand_in(
	const struct computer *computer, const char *const *words, struct str *out_r, int *code_r)
{
	STR_AUTO struct str line = STR_INIT;

	for (const char *const *word = words; *word; word++)
		str_addf(&line, "%s%s", word == words ? "" : " ", *word);
	for (const struct computer_command *command = computer->commands; command && command->line;
		command++) {
		if (strcmp(command->line, str_text(&line)) != 0)
			continue;
		str_add(out_r, command->out);
		*code_r = command->code;
		return COMPUTER_READ;
	}
	return COMPUTER_ABSENT;
}

enum computer_answer computer_run(const struct mailcase *mailcase, const struct io_scope *scope,
	const char *const *words, struct str *out_r, int *code_r)
{
	static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	static char language[] = "LC_ALL=C", *environment[] = {path, language, NULL};
	const struct computer *computer = stand_in(mailcase);
	STR_AUTO struct str out = STR_INIT_MAX(COMPUTER_TEXT_MAX);
	enum io_status status_io;
	struct child child;
	int status;

	str_clear(out_r);
	*code_r = -1;
	if (computer)
		return run_stand_in(computer, words, out_r, code_r);
	if (!child_start((char *const *)words, environment, true, &child))
		return by_errno();
	status_io = child_read(&child, scope, &out);
	close(child.out);
	status = child_reap(&child, scope);
	if (status_io != IO_OK)
		return COMPUTER_FAILED;
	str_add_bytes(out_r, str_text(&out), out.len);
	if (out.cut)
		return COMPUTER_FAILED;
	*code_r = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return COMPUTER_READ;
}

static void add_process(struct names *names, const char *pid)
{
	char path[64], name[COMM_MAX + 1];
	ssize_t n;
	int fd;

	snprintf(path, sizeof path, "/proc/%.20s/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	n = read(fd, name, COMM_MAX);
	close(fd);
	if (n <= 0)
		return;
	name[n] = '\0';
	name[strcspn(name, "\n")] = '\0';
	*VEC_ADD(&names->list) = mem_strdup(name);
}

void computer_processes(const struct mailcase *mailcase, struct str *names_r)
{
	const struct computer *computer = stand_in(mailcase);
	struct names names = {0};
	struct dirent *entry;
	DIR *dir;

	str_clear(names_r);
	if (computer) {
		for (const char *const *name = computer->processes; name && *name; name++)
			*VEC_ADD(&names.list) = mem_strdup(*name);
	} else if ((dir = opendir("/proc"))) {
		while ((entry = readdir(dir))) {
			if (isdigit((unsigned char)entry->d_name[0]))
				add_process(&names, entry->d_name);
		}
		closedir(dir);
	}
	names_into(&names, names_r);
}

bool computer_runs(const struct mailcase *mailcase, const char *name)
{
	STR_AUTO struct str names = STR_INIT;
	size_t len = strlen(name);
	const char *at;

	computer_processes(mailcase, &names);
	for (at = str_text(&names); *at; at += strcspn(at, "\n") + 1) {
		if (strcspn(at, "\n") == len && strncmp(at, name, len) == 0)
			return true;
	}
	return false;
}
