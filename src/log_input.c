/*
 * Files of a log: found, ordered, read. Rights are not asked for beforehand: what cannot be opened is told.
 */
#include "src/log_input.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <zlib.h>

#include "checks/base/mem.h"
#include "checks/net/child.h"
#include "checks/steps/errors/log_sources.h"

#define PEEK_BYTES 65536

struct log_identity {
	dev_t device;
	ino_t inode;
	const char *path;
};

static struct log_report_file *add(struct log_input *input, const char *path)
{
	struct log_report_file *file = VEC_ADD(&input->files);

	file->path = mem_strdup(path);
	return file;
}

/* --- the order of named files --- */

struct named {
	const char *path;
	int64_t begins;
	size_t place;
};

/* The first stamp among the first lines; 0 where none has one. */
static int64_t first_stamp(const char *bytes, size_t len, int64_t modified)
{
	struct log_clock clock = {.reference = modified};

	while (len) {
		const char *end = memchr(bytes, '\n', len);
		size_t line = end ? (size_t)(end - bytes) : len;
		enum log_form form;
		int64_t when = 0;

		if (log_stamp_read(&clock, bytes, line, &form, &when) && when)
			return when;
		line += line < len;
		bytes += line;
		len -= line;
	}
	return 0;
}

/* When a file begins, by its first lines, else by its date; what is no ordinary file comes last. */
static int64_t begins(const char *path)
{
	char *bytes = mem_new_array(PEEK_BYTES, 1);
	int64_t when = INT64_MAX;
	struct stat about;
	gzFile file = NULL;
	int fd = -1;

	/* Opening a pipe and closing it again would end whoever writes into it; opening a device may do something to it. */
	if (strcmp(path, "-") != 0 && stat(path, &about) == 0 && S_ISREG(about.st_mode))
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd >= 0 && fstat(fd, &about) == 0 && S_ISREG(about.st_mode))
		file = gzdopen(fd, "rb");
	if (file) {
		int n = gzread(file, bytes, PEEK_BYTES);

		when = n > 0 ? first_stamp(bytes, (size_t)n, (int64_t)about.st_mtime) : 0;
		when = when ? when : (int64_t)about.st_mtime;
		gzclose_r(file);
	} else if (fd >= 0) {
		close(fd);
	}
	free(bytes);
	return when;
}

static int by_begin(const void *a, const void *b)
{
	const struct named *one = a, *other = b;

	if (one->begins != other->begins)
		return one->begins < other->begins ? -1 : 1;
	return one->place < other->place ? -1 : one->place > other->place;
}

void log_input_named(struct log_input *input, char *const *paths, size_t n)
{
	struct named *named = mem_new_array(n, sizeof *named);

	for (size_t i = 0; i < n; i++)
		named[i] = (struct named){paths[i], n > 1 ? begins(paths[i]) : 0, i};
	qsort(named, n, sizeof *named, by_begin);
	for (size_t i = 0; i < n; i++)
		add(input, named[i].path);
	free(named);
}

void log_input_usual(struct log_input *input)
{
	const struct mailcase here = {.map = NULL};
	struct log_sources sources = {.list = {NULL, 0, 0}};

	log_sources_find(&here, &sources);
	for (size_t i = 0; i < sources.list.n; i++) {
		struct log_report_file *file = add(input, sources.list.items[i].path);

		file->place = sources.list.items[i].place;
		file->usual = true;
	}
	log_sources_release(&sources);
}

/* --- reading --- */

/* The path under which the same file was read before; NULL: it was not. */
static const char *seen_as(struct log_input *input, const struct stat *about, const char *path)
{
	struct log_identity *identity;

	for (size_t i = 0; i < input->seen.n; i++) {
		identity = &input->seen.items[i];
		if (identity->device == about->st_dev && identity->inode == about->st_ino)
			return identity->path;
	}
	identity = VEC_ADD(&input->seen);
	*identity = (struct log_identity){about->st_dev, about->st_ino, path};
	return NULL;
}

/* Whether it need not be read: it was read already, or is older than what is asked for. */
static bool is_needless(struct log_input *input, struct log_report_file *file)
{
	struct stat about;

	if (strcmp(file->path, "-") == 0 || stat(file->path, &about) != 0 || !S_ISREG(about.st_mode))
		return false;
	file->same_as = seen_as(input, &about, file->path);
	file->left_out = file->usual && input->since && (int64_t)about.st_mtime < input->since;
	return file->same_as || file->left_out;
}

/* A log that tells again what stands in another one that was read. */
static bool is_twin(const struct log_input *input, size_t at)
{
	const struct log_place *place = input->files.items[at].place;

	for (size_t i = 0; place && place->beside && i < at; i++) {
		const struct log_report_file *other = &input->files.items[i];

		if (other->place && strcmp(other->place->path, place->beside) == 0 &&
			other->file.outcome != LOG_MISSING && other->file.outcome != LOG_FORBIDDEN)
			return true;
	}
	return false;
}

/* Usual places that are not used here, and copies, are not spoken of. */
static void drop_unused(struct log_input *input)
{
	size_t kept = 0;

	for (size_t i = 0; i < input->files.n; i++) {
		struct log_report_file *file = &input->files.items[i];

		if (file->usual && (file->file.outcome == LOG_MISSING || file->same_as || is_twin(input, i)))
			free((char *)file->path);
		else
			input->files.items[kept++] = *file;
	}
	input->files.n = kept;
}

static bool any_read(const struct log_input *input)
{
	for (size_t i = 0; i < input->files.n; i++)
		if (input->files.items[i].file.lines)
			return true;
	return false;
}

/* The lines of the facility "mail", and of servers that write under another one. */
static bool read_journal(struct log_input *input, const struct io_scope *scope, const struct log_reading *how,
	struct log_book *book)
{
	static char path[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		    language[] = "LC_ALL=C";
	char *environment[] = {path, language, NULL};
	char since[40];
	const char *words[] = {"journalctl", "-q", "--no-pager", "-o", "json", "SYSLOG_FACILITY=2", "+",
		"SYSLOG_IDENTIFIER=exim", "+", "SYSLOG_IDENTIFIER=msmtp", NULL, NULL, NULL, NULL};
	struct log_report_file *file;
	struct child child;
	size_t n = 10;
	int status;

	snprintf(since, sizeof since, "--since=@%lld", (long long)input->since);
	if (input->since)
		words[n++] = since;
	if (input->follow) {
		words[n++] = "--follow";
		words[n++] = "--lines=all";
	}
	if (!child_start((char *const *)words, environment, true, &child))
		return true;
	file = add(input, "journal");
	file->usual = true;
	file->file.outcome = log_read_fd(scope, child.out, how, book, &file->file);
	close(child.out);
	status = child_reap(&child, scope);
	if (!file->file.lines && WIFEXITED(status) && WEXITSTATUS(status) != 0) {
		file->file.outcome = LOG_FORBIDDEN;
		file->group = "systemd-journal";
	}
	return file->file.outcome != LOG_STOPPED;
}

bool log_input_read(struct log_input *input, const struct io_scope *scope, const struct log_reading *how,
	struct log_book *book)
{
	bool journal = !input->files.n || input->files.items[0].usual, going = true;
	size_t last = input->files.n;

	while (last > 1 && input->files.items[last - 1].usual &&
		access(input->files.items[last - 1].path, R_OK) != 0)
		last--;
	for (size_t i = 0; i < input->files.n; i++) {
		struct log_report_file *file = &input->files.items[i];
		struct log_reading one = *how;

		if (!going) {
			file->file.outcome = LOG_STOPPED;
			continue;
		}
		one.follow = input->follow && i + 1 == last;
		if (is_needless(input, file) || is_twin(input, i))
			continue;
		file->file.outcome = log_read(scope, file->path, &one, book, &file->file);
		file->group = file->place ? file->place->owner : NULL;
		going = file->file.outcome != LOG_STOPPED;
	}
	drop_unused(input);
	if (going && journal && !any_read(input))
		going = read_journal(input, scope, how, book);
	return going;
}

void log_input_release(struct log_input *input)
{
	for (size_t i = 0; i < input->files.n; i++)
		free((char *)input->files.items[i].path);
	VEC_RELEASE(&input->files);
	VEC_RELEASE(&input->seen);
}
