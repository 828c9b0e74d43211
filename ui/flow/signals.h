/*
 * Signals and the state of the terminal, for both faces.
 *
 * INT, TERM, HUP (and WINCH for curses) are delivered only inside signals_wait(), so that no handler ever
 * meets curses or a half-written answer. Signals of a crash give the terminal back with write(2) and
 * tcsetattr(3) alone.
 */
#ifndef MAILMEND_UI_FLOW_SIGNALS_H
#define MAILMEND_UI_FLOW_SIGNALS_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Blocks the signals in this thread (worker threads inherit it) and ignores SIGPIPE. Call before any thread
 * starts. */
void signals_begin(void);

/* Puts everything back as signals_begin() found it. */
void signals_end(void);

/* Sets the handlers; after newterm(), which sets its own. Remembers the terminal's modes for the crash path. */
void signals_arm(void);

/* The number of the signal that asked us to leave, 0 for none. */
int signals_caught(void);

/* The bytes that bring the terminal back (a copy is kept); "" for none. wizard_terminal_restore() writes
 * them. */
void signals_set_restore(const char *bytes, size_t len);

/* The descriptor they are written to; standard output unless told otherwise. */
void signals_set_terminal(int fd);

/*
 * poll() in which the signals are let in. Gives what poll gives: -1 with EINTR after a signal. until_us is on
 * the monotonic clock, CLOCK_NEVER for ever.
 */
int signals_wait(struct pollfd *fds, size_t n, int64_t until_us);

#endif
