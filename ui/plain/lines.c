/*
 * Own buffering instead of stdio: a wait that signals and events end, bounded lines, and no copy of a secret
 * in a buffer that is not wiped.
 */
#include "ui/plain/lines.h"

#include <errno.h>
#include <poll.h>
#include <termios.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "ui/flow/codeset.h"
#include "ui/flow/signals.h"

void lines_init(struct lines *lines)
{
	memset(lines, 0, sizeof *lines);
	lines->terminal = isatty(STDIN_FILENO);
	lines->line.max = LINE_BYTES_MAX;
	codeset_reserve(&lines->line, LINE_BYTES_MAX);
}

void lines_release(struct lines *lines)
{
	str_wipe(&lines->line);
	str_release(&lines->line);
	mem_wipe(lines->buf, sizeof lines->buf);
}

/* Moves bytes from the buffer to the line; true when its end was met. */
static bool take_line(struct lines *lines)
{
	while (lines->at < lines->n) {
		char c = lines->buf[lines->at];
		lines->buf[lines->at++] = '\0';
		if (c == '\n')
			return true;
		if (c != '\r')
			str_add_char(&lines->line, c);
	}
	return false;
}

static void hand_over(struct lines *lines, struct str *out)
{
	codeset_reserve(out, 4 * lines->line.len);
	codeset_in(out, str_text(&lines->line), lines->line.len);
	str_wipe(&lines->line);
	lines->line.cut = false;
}

/* Reads once. LINE_READ: look into the buffer again. */
static enum line_status fill(struct lines *lines)
{
	ssize_t n = read(STDIN_FILENO, lines->buf, sizeof lines->buf);

	if (n > 0) {
		lines->n = (size_t)n;
		lines->at = 0;
		return LINE_READ;
	}
	if (n == 0)
		return LINE_EOF;
	return errno == EINTR || errno == EAGAIN ? LINE_READ : LINE_GONE;
}

enum line_status lines_next(struct lines *lines, int event_fd, int64_t until_us, bool listen, struct str *out)
{
	for (;;) {
		if (lines->gone)
			return LINE_GONE;
		if (listen && take_line(lines)) {
			hand_over(lines, out);
			return LINE_READ;
		}
		struct pollfd fds[2] = {{.fd = listen ? STDIN_FILENO : -1, .events = POLLIN},
			{.fd = event_fd, .events = POLLIN}};
		int ready = signals_wait(fds, 2, until_us);
		if (signals_caught())
			return LINE_SIGNAL;
		if (ready == 0)
			return LINE_TIMEOUT;
		if (ready < 0)
			continue;
		if (fds[1].revents)
			return LINE_EVENT;
		if (!fds[0].revents)
			continue;
		enum line_status status = fds[0].revents & (POLLERR | POLLNVAL) ? LINE_GONE : fill(lines);
		if (status == LINE_EOF && lines->line.len > 0) {
			hand_over(lines, out); /* the last line of a script may lack its end */
			return LINE_READ;
		}
		if (status != LINE_READ)
			return status;
	}
}

void lines_drop(struct lines *lines)
{
	if (!lines->terminal)
		return;
	tcflush(STDIN_FILENO, TCIFLUSH);
	mem_wipe(lines->buf, sizeof lines->buf);
	lines->n = lines->at = 0;
	str_wipe(&lines->line);
}

void lines_echo(struct lines *lines, bool on)
{
	struct termios modes;

	if (!lines->terminal || tcgetattr(STDIN_FILENO, &modes) != 0)
		return;
	modes.c_lflag = on ? modes.c_lflag | ECHO : modes.c_lflag & (tcflag_t)~ECHO;
	tcsetattr(STDIN_FILENO, on ? TCSANOW : TCSAFLUSH, &modes);
	if (!on)
		lines_drop(lines);
}

void lines_write(struct lines *lines, const char *utf8)
{
	struct str bytes STR_AUTO = STR_INIT;

	codeset_out(&bytes, utf8);
	for (size_t i = 0; i < bytes.len && !lines->gone;) {
		ssize_t n = write(STDOUT_FILENO, bytes.s + i, bytes.len - i);
		if (n > 0)
			i += (size_t)n;
		else if (n < 0 && errno != EINTR && errno != EAGAIN)
			lines->gone = true;
	}
}
