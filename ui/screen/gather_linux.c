/*
 * Standard output is a file in memory (memfd_create, Linux) while curses draws. Only the thread that owns the
 * screen writes there, and no signal is let in meanwhile (signals.h), so nobody meets the exchange half done
 * but a crash: that one writes to the terminal's own descriptor.
 */
#include "ui/screen/gather.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

#include "ui/flow/signals.h"

static int terminal = -1, memory = -1;

void gather_open(void)
{
	terminal = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	memory = terminal >= 0 ? memfd_create("mailmend screen", MFD_CLOEXEC) : -1;
	if (terminal >= 0)
		signals_set_terminal(terminal);
}

void gather_close(void)
{
	signals_set_terminal(STDOUT_FILENO);
	if (memory >= 0)
		close(memory);
	if (terminal >= 0)
		close(terminal);
	terminal = memory = -1;
}

void gather_begin(void)
{
	if (memory >= 0)
		dup2(memory, STDOUT_FILENO);
}

/* What was gathered, to the terminal; an error is the loop's to notice. */
static void hand_on(const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(terminal, bytes, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return;
		bytes += n;
		len -= (size_t)n;
	}
}

void gather_end(void)
{
	if (memory < 0)
		return;
	dup2(terminal, STDOUT_FILENO);
	off_t len = lseek(memory, 0, SEEK_CUR);
	if (len <= 0)
		return;
	void *bytes = mmap(NULL, (size_t)len, PROT_READ, MAP_SHARED, memory, 0);
	if (bytes != MAP_FAILED) {
		hand_on(bytes, (size_t)len);
		munmap(bytes, (size_t)len);
	}
	if (ftruncate(memory, 0) == 0)
		lseek(memory, 0, SEEK_SET);
}
