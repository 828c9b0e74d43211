/*
 * Reading a file that a person names.
 */
#include "checks/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool file_read(const char *path, struct str *out)
{
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char buf[4096];
	ssize_t n = fd < 0 ? -1 : 1;
	int error;

	while (n > 0 && !out->cut) {
		n = read(fd, buf, sizeof buf);
		if (n > 0)
			str_add_bytes(out, buf, (size_t)n);
		else if (n < 0 && errno == EINTR)
			n = 1;
	}
	error = errno;
	if (fd > STDIN_FILENO)
		close(fd);
	errno = error;
	return n >= 0;
}
