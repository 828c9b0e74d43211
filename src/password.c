/*
 * Password file, descriptor and command: all are read by io_wait, so that a pipe that nobody fills ends. The
 * command runs without a shell, with our own environment, for 30 seconds at most and no longer than the whole
 * run may.
 */
#include "src/password.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/utf8.h"
#include "checks/base/vec.h"
#include "checks/net/child.h"
#include "checks/net/io.h"
#include "ui/words/words.h"

#define COMMAND_LIMIT_MS 30000 /* contract.md; the same for a descriptor that somebody fills */
#define FILE_LIMIT_MS	 5000  /* a file that is a pipe which nobody fills */

/* Reads one word, past its end; false for an open quote. */
static bool read_word(const char **from, struct str *word)
{
	char quote = '\0';
	const char *c = *from;

	for (; *c && (quote || !strchr(" \t\n", *c)); c++) {
		if (*c == '\\' && quote != '\'') {
			if (!*++c)
				return false;
			str_add_char(word, *c);
		} else if (quote && *c == quote) {
			quote = '\0';
		} else if (!quote && (*c == '\'' || *c == '"')) {
			quote = *c;
		} else {
			str_add_char(word, *c);
		}
	}
	*from = c;
	return quote == '\0';
}

char **password_split(const char *command)
{
	VEC(char *) words = {0};
	bool fine = true;

	while (fine && *(command += strspn(command, " \t\n"))) {
		struct str word = STR_INIT;

		fine = read_word(&command, &word);
		*VEC_ADD(&words) = str_take(&word);
	}
	fine = fine && words.n;
	*VEC_ADD(&words) = NULL;
	if (!fine)
		password_words_free(&words.items);
	return words.items;
}

void password_words_free(char ***words)
{
	for (char **word = *words; word && *word; word++)
		free(*word);
	free(*words);
	*words = NULL;
}

/* Reads the first line, no longer than the limit; false when time ran out. */
static bool read_line(int fd, const struct io_scope *scope, char *line, size_t size, size_t *len_r)
{
	size_t len = 0;
	ssize_t n = 1;

	while (n > 0 && len < size && !memchr(line, '\n', len)) {
		struct io_want want = {.fd = fd, .events = POLLIN};

		if (io_wait(scope, &want, 1) != IO_OK)
			return false;
		n = read(fd, line + len, size - len);
		if (n > 0)
			len += (size_t)n;
		else if (n < 0 && (errno == EINTR || errno == EAGAIN))
			n = 1;
	}
	*len_r = n < 0 ? 0 : len;
	return true;
}

static struct secret *first_line(char *line, size_t len)
{
	char *end = memchr(line, '\n', len);

	if (end)
		len = (size_t)(end - line);
	if (len && line[len - 1] == '\r')
		len--;
	return secret_new(line, len);
}

static bool fail(struct usage_error *error, const char *translated, const char *name, const char *value)
{
	char harmless[200];
	struct arg arg;

	text_harmless_buf(harmless, sizeof harmless, value, strlen(value));
	arg = A_NAME(name, harmless);
	return usage_fail(error, "password", translated, &arg, 1);
}

static bool from_command(
	const char *command, int limit_ms, struct secret **secret_r, struct usage_error *error)
{
	const struct io_scope forever = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
	struct io_scope scope = io_scope_within(&forever, limit_ms);
	char **words = password_split(command), line[SECRET_MAX + 3];
	struct child child;
	size_t len = 0;
	bool started, in_time;
	int status;

	if (!words)
		return usage_fail(error, "password",
			_("The command of --password-command is empty, or a quote in it is not "
			  "closed."),
			NULL, 0);
	started = child_start(words, NULL, false, &child);
	password_words_free(&words);
	if (!started)
		/* TRANSLATORS: {reason} is the system's reason. */
		return fail(error, _("The command of --password-command cannot be run: {reason}"), "reason",
			strerror(errno));
	in_time = read_line(child.out, &scope, line, sizeof line, &len);
	close(child.out);
	status = child_reap(&child, &scope);
	if (in_time && (len || (WIFEXITED(status) && WEXITSTATUS(status) == 0)))
		*secret_r = first_line(line, len);
	mem_wipe(line, sizeof line);
	if (!in_time)
		return usage_fail(error, "password",
			_("The password could not be read: nothing came in time."), NULL, 0);
	if (!*secret_r)
		return usage_fail(error, "password",
			_("The command of --password-command printed no password."), NULL, 0);
	return true;
}

/* Reads the first line of what is open; NULL with the error. */
static struct secret *from_fd(int fd, int limit_ms, struct usage_error *error)
{
	const struct io_scope forever = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
	struct io_scope scope = io_scope_within(&forever, limit_ms);
	char line[SECRET_MAX + 3];
	struct secret *secret = NULL;
	size_t len = 0;

	if (!read_line(fd, &scope, line, sizeof line, &len))
		usage_fail(error, "password", _("The password could not be read: nothing came in time."),
			NULL, 0);
	else
		secret = first_line(line, len);
	mem_wipe(line, sizeof line);
	if (!secret && !error->id[0])
		usage_fail(error, "password",
			_("The password could not be read: the first line is empty, too long, or holds a "
			  "control character."),
			NULL, 0);
	return secret;
}

static struct secret *from_file(const char *path, struct str *warning, struct usage_error *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct secret *secret;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0 || S_ISDIR(st.st_mode)) {
		const char *why = strerrordesc_np(fd < 0 ? errno : EISDIR);

		if (fd >= 0)
			close(fd);
		/* TRANSLATORS: {reason} is the system's reason, in English. */
		fail(error, _("The password could not be read: {reason}"), "reason", why ? why : "?");
		return NULL;
	}
	if (S_ISREG(st.st_mode) && (st.st_mode & (S_IRGRP | S_IROTH))) {
		const struct arg arg = A_NAME("file", path);

		/* TRANSLATORS: {file} is the name of a file. */
		words_fill(warning, _("Others on this computer can read the password file {file}."), &arg, 1,
			&(struct words_style){0});
	}
	secret = from_fd(fd, FILE_LIMIT_MS, error);
	close(fd);
	return secret;
}

bool password_read(const struct options *options, struct secret **secret_r, struct str *warning_r,
	struct usage_error *error_r)
{
	const int run_ms = options->mailcase.timeout_ms;
	const int limit_ms = run_ms < COMMAND_LIMIT_MS ? run_ms : COMMAND_LIMIT_MS;

	*secret_r = NULL;
	error_r->id[0] = '\0';
	if (options->password_command)
		return from_command(options->password_command, limit_ms, secret_r, error_r);
	if (options->password_file)
		*secret_r = from_file(options->password_file, warning_r, error_r);
	else if (options->password_fd >= 0)
		*secret_r = from_fd(options->password_fd, limit_ms, error_r);
	else
		return true;
	return *secret_r != NULL;
}
