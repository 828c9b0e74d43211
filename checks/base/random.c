/*
 * The kernel's random numbers.
 */
#include "checks/base/random.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

void random_bytes(void *buf, size_t len)
{
	char *p = buf;

	while (len) {
		ssize_t n = getrandom(p, len, 0);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			abort();
		p += n;
		len -= (size_t)n;
	}
}

uint16_t random_u16(void)
{
	uint16_t value;

	random_bytes(&value, sizeof value);
	return value;
}
