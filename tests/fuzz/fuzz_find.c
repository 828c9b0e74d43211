/*
 * One mail, looked for, and what a filter wrote into it: everything that a server can say from the end of a login on (access_frame.h).
 */
#include <stdint.h>
#include <stdlib.h>

#include "checks/base/clock.h"
#include "checks/know/spam_tests.h"
#include "checks/know/spam_verdict.h"
#include "checks/mail/access_find.h"
#include "tests/fuzz/access_frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* What is read of a header that a stranger's server gave. */
static void read_header(const struct str *header)
{
	struct message MESSAGE_AUTO message = {.len = 0};
	struct spam_verdict verdict;

	if (!message_parse(str_text(header), header->len, &message) || !spam_verdict_read(&message, &verdict))
		return;
	if (verdict.n > SPAM_HITS_MAX)
		abort();
	for (size_t i = 0; i < verdict.n; i++) {
		access_frame_text(verdict.hits[i].name);
		(void)spam_test_find(verdict.hits[i].name);
	}
}

static void talk(struct access_session *session)
{
	const struct io_scope scope = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
	struct access_folders *folders = calloc(1, sizeof *folders);
	struct str header = STR_INIT;
	uint32_t id = 0;

	if (!folders)
		return;
	(void)access_folders(session, &scope, folders);
	if (!folders->n || folders->n > FOLDERS_MAX)
		abort();
	for (size_t i = 0; i < folders->n; i++)
		access_frame_text(folders->items[i].shown);
	for (size_t i = 0; i < folders->n && i < 3; i++) {
		(void)access_find(session, &scope, &folders->items[i], "id@h", i == 1, &id);
		if (id && access_header(session, &scope, id, &header) == ACCESS_DONE)
			read_header(&header);
	}
	if (header.len > 65536)
		abort();
	str_release(&header);
	free(folders);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	access_frame(data, len, talk);
	return 0;
}
