/*
 * Reports in the inbox: everything that a server can say from the end of a login on (access_frame.h).
 */
#include <stdint.h>
#include <stdlib.h>

#include "checks/base/clock.h"
#include "checks/mail/access_inbox.h"
#include "tests/fuzz/access_frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void talk(struct access_session *session)
{
	const struct io_scope scope = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
	struct access_inbox inbox;
	struct str mail = STR_INIT;

	(void)access_inbox_look(session, &scope, 0, &inbox);
	if (inbox.n > INBOX_FOUND_MAX)
		abort();
	for (size_t i = 0; i < inbox.n; i++) {
		if (!inbox.ids[i] ||
			(i && session->protocol == ACCESS_IMAP && inbox.ids[i] >= inbox.ids[i - 1]))
			abort();
		(void)access_inbox_read(session, &scope, inbox.ids[i], &mail);
		if (mail.len > 65536)
			abort();
	}
	str_release(&mail);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	access_frame(data, len, talk);
	return 0;
}
