/*
 * errors.log: what the log of a mail server of one's own says. A log that was read already (mailmend log) is taken as it is; else the one that was
 * named, the usual places of this computer, or its journal. Only the end of a long log: what stops the mail now stands there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "checks/engine/computer.h"
#include "checks/know/log_read.h"
#include "checks/net/gate.h"
#include "checks/steps/errors/errors.h"
#include "checks/steps/errors/log_say.h"
#include "checks/steps/errors/log_sources.h"

#define TAIL_BYTES (64 << 20)
#define PARTS	   2 /* the newest one may have been begun an hour ago */

struct reading {
	struct check_run *run;
	struct log_book *book;
	bool forbidden;
};

/* To the first whole line among the last TAIL_BYTES of a regular file. */
static void skip_old(int fd)
{
	struct stat about;
	char bytes[4096];
	const char *end;
	ssize_t n;

	if (fstat(fd, &about) != 0 || about.st_size <= TAIL_BYTES ||
		lseek(fd, about.st_size - TAIL_BYTES, SEEK_SET) < 0)
		return;
	n = read(fd, bytes, sizeof bytes);
	end = n > 0 ? memchr(bytes, '\n', (size_t)n) : NULL;
	if (end && lseek(fd, about.st_size - TAIL_BYTES + (end + 1 - bytes), SEEK_SET) < 0)
		return;
}

/* Packed files have to be read from their beginning. */
static bool is_packed(int fd)
{
	unsigned char magic[2];

	return pread(fd, magic, sizeof magic, 0) == sizeof magic && magic[0] == 0x1f && magic[1] == 0x8b;
}

static const struct log_reading how = {.threads = 1};

static bool read_path(struct reading *reading, const char *path)
{
	enum computer_answer answer;
	struct log_file file;
	int fd;

	answer = computer_open(run_case(reading->run), path, &fd);
	if (answer != COMPUTER_READ) {
		reading->forbidden |= answer == COMPUTER_FORBIDDEN;
		return false;
	}
	if (!is_packed(fd))
		skip_old(fd);
	log_read_fd(run_scope(reading->run), fd, &how, reading->book, &file);
	net_close(fd);
	return true;
}

static bool read_places(struct reading *reading)
{
	struct log_sources sources = {.list = {NULL, 0, 0}};
	bool any = false;

	log_sources_find(run_case(reading->run), &sources);
	log_sources_newest(&sources, PARTS);
	for (size_t i = 0; i < sources.list.n && !run_is_over(reading->run); i++) {
		const char *twin = sources.list.items[i].place->beside;
		bool told = false;

		for (size_t k = 0; twin && k < i; k++)
			told = told || strcmp(sources.list.items[k].path, twin) == 0;
		if (!told)
			any |= read_path(reading, sources.list.items[i].path);
	}
	log_sources_release(&sources);
	return any;
}

/* The journal of the facility "mail". */
static bool read_journal(struct reading *reading)
{
	static const char *const words[] = {
		"journalctl", "-q", "--no-pager", "-o", "short-iso", "-n", "4000", "SYSLOG_FACILITY=2", NULL};
	STR_AUTO struct str text = STR_INIT;
	enum computer_answer answer;
	struct log_file file;
	int code;

	answer = computer_run(run_case(reading->run), run_scope(reading->run), words, &text, &code);
	if (!text.len || (answer == COMPUTER_READ && code != 0))
		return false;
	log_read_text(run_scope(reading->run), str_text(&text), text.len, &how, reading->book, &file);
	return true;
}

static void read_log(struct reading *reading)
{
	const struct mailcase *mailcase = run_case(reading->run);
	bool any = mailcase->log_file[0] ? read_path(reading, mailcase->log_file) : read_places(reading);

	if (!any && !mailcase->log_file[0])
		any = read_journal(reading);
	if (any && log_is_known(log_book_counts(reading->book)))
		log_say(reading->run, reading->book);
	else if (any)
		run_unknown(reading->run, N_("No line of a mail server was found in the log."));
	else if (reading->forbidden)
		run_unknown(reading->run,
			N_("The log can only be read with more rights: as root, or as a member of the group "
			   "adm."));
	else
		run_unknown(reading->run, N_("There is no mail log that could be read."));
}

static void run_log(struct check_run *run)
{
	struct reading reading = {.run = run};

	if (run_case(run)->log) {
		log_say(run, run_case(run)->log);
		return;
	}
	reading.book = log_book_new(NULL);
	read_log(&reading);
	log_book_free(&reading.book);
}

/* A log that was named may be of any server; without a name it is that of this computer. */
static bool has_log(const struct mailcase *mailcase)
{
	return mailcase->log || mailcase->log_file[0] ||
	       (mailcase->role == ROLE_ADMIN && mailcase->where == WHERE_HERE);
}

const struct check check_errors_log = {
	.id = "errors.log",
	.step = STEP_ERRORS,
	.title = N_("Read the mail server's log"),
	.limit_ms = 8000,
	.applies = has_log,
	.run = run_log,
};
