/*
 * The only file that sets signal handlers. A handler here either sets a flag or, in a crash, uses nothing but
 * write(2), tcsetattr(3) and sigaction(2), all safe in a handler (signal-safety(7)).
 */
#include "ui/flow/signals.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <termios.h>

#include "checks/base/clock.h"
#include "ui/flow/wizard.h"

static const int leaving[] = {SIGINT, SIGTERM, SIGHUP};
static const int crashing[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT, SIGSYS, SIGTRAP};
#define N_OF(array) (sizeof(array) / sizeof *(array))

static volatile sig_atomic_t caught;
static sigset_t outside; /* the mask before signals_begin() */
static struct sigaction old_leaving[N_OF(leaving)], old_crashing[N_OF(crashing)], old_pipe;
static bool begun, armed;

static struct termios modes;
static bool modes_known;
static char restore[256];
static volatile sig_atomic_t restore_len, restore_fd = STDOUT_FILENO;

void wizard_terminal_restore(void)
{
	int error = errno;

	if (restore_len > 0 && write(restore_fd, restore, (size_t)restore_len) < 0)
		restore_len = 0; /* the terminal is gone: nothing to bring back */
	if (modes_known)
		tcsetattr(STDIN_FILENO, TCSANOW, &modes);
	restore_len = 0;
	errno = error;
}

void signals_set_restore(const char *bytes, size_t len)
{
	restore_len = 0;
	if (len > sizeof restore)
		return;
	memcpy(restore, bytes, len);
	restore_len = (sig_atomic_t)len;
}

void signals_set_terminal(int fd)
{
	restore_fd = fd;
}

static void on_leaving(int signal_number)
{
	caught = signal_number;
}

/* Gives the terminal back, then lets the signal do what it did before us (a core, a sanitizer's report). */
static void on_crash(int signal_number)
{
	wizard_terminal_restore();
	for (size_t i = 0; i < N_OF(crashing); i++)
		if (crashing[i] == signal_number)
			sigaction(signal_number, &old_crashing[i], NULL);
	raise(signal_number);
}

/* curses ends the program by itself when it has no memory. */
static void restore_at_exit(void)
{
	if (begun)
		wizard_terminal_restore();
}

void signals_begin(void)
{
	static bool registered;
	sigset_t blocked;
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct rlimit none = {0, 0};

	sigemptyset(&blocked);
	for (size_t i = 0; i < N_OF(leaving); i++)
		sigaddset(&blocked, leaving[i]);
	sigaddset(&blocked, SIGWINCH);
	sigaddset(&blocked, SIGTSTP);
	pthread_sigmask(SIG_BLOCK, &blocked, &outside);
	sigaction(SIGPIPE, &ignore, &old_pipe);
	setrlimit(RLIMIT_CORE, &none); /* a core file could hold the password */
	modes_known = tcgetattr(STDIN_FILENO, &modes) == 0;
	caught = 0;
	begun = true;
	if (!registered)
		registered = atexit(restore_at_exit) == 0;
}

void signals_arm(void)
{
	struct sigaction leave = {.sa_handler = on_leaving};
	struct sigaction crash = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
	struct sigaction old;
	static char own_stack[32768]; /* for a crash because the stack is full */
	stack_t stack = {.ss_sp = own_stack, .ss_size = sizeof own_stack};

	sigaltstack(&stack, NULL);
	sigfillset(&leave.sa_mask);
	for (size_t i = 0; i < N_OF(leaving); i++) {
		sigaction(leaving[i], &leave, &old);
		if (leaving[i] == SIGHUP && old.sa_handler == SIG_IGN)
			sigaction(SIGHUP, &old, NULL); /* nohup: the hang-up of the terminal tells us */
		if (!armed)
			old_leaving[i] = old;
	}
	for (size_t i = 0; i < N_OF(crashing); i++) {
		sigaction(crashing[i], &crash, &old);
		if (!armed)
			old_crashing[i] = old;
	}
	armed = true;
}

void signals_end(void)
{
	if (armed) {
		for (size_t i = 0; i < N_OF(leaving); i++)
			sigaction(leaving[i], &old_leaving[i], NULL);
		for (size_t i = 0; i < N_OF(crashing); i++)
			sigaction(crashing[i], &old_crashing[i], NULL);
	}
	if (begun) {
		sigaction(SIGPIPE, &old_pipe, NULL);
		pthread_sigmask(SIG_SETMASK, &outside, NULL);
	}
	armed = begun = false;
	restore_len = 0;
	modes_known = false;
}

int signals_caught(void)
{
	return caught;
}

int signals_wait(struct pollfd *fds, size_t n, int64_t until_us)
{
	sigset_t inside = outside;
	struct timespec left, *limit = NULL;

	for (size_t i = 0; i < N_OF(leaving); i++)
		sigdelset(&inside, leaving[i]);
	sigdelset(&inside, SIGWINCH);
	sigdelset(&inside, SIGTSTP);
	if (until_us != CLOCK_NEVER) {
		int64_t left_us = until_us - clock_us();
		if (left_us < 0)
			left_us = 0;
		left.tv_sec = (time_t)(left_us / 1000000);
		left.tv_nsec = (long)(left_us % 1000000) * 1000;
		limit = &left;
	}
	return ppoll(fds, n, limit, &inside);
}
