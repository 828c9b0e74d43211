/*
 * One mail, looked for, and what a filter wrote into it: everything that a server can say from the end of a login on. The first byte chooses the protocol, the rest is what
 * the server has sent already when it is read; then the connection ends.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/know/spam_tests.h"
#include "checks/know/spam_verdict.h"
#include "checks/mail/access_find.h"

#define INPUT_MAX 200000 /* what a socket takes without a reader */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_text(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			abort();
}

static void see(const struct transcript_line *line, void *data)
{
	(void)data;
	check_text(line->text);
}

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
		check_text(verdict.hits[i].name);
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
		check_text(folders->items[i].shown);
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
	struct transcript *transcript;
	struct access_session *session;
	int fds[2];

	if (len < 1 || len > INPUT_MAX ||
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) != 0)
		return 0;
	if (send(fds[1], data + 1, len - 1, MSG_NOSIGNAL) == (ssize_t)len - 1 &&
		shutdown(fds[1], SHUT_WR) == 0) {
		transcript = transcript_new(0);
		session = access_new(data[0] & 1 ? ACCESS_POP3 : ACCESS_IMAP, fds[0], "h", 993, transcript);
		talk(session);
		check_text(session->text);
		check_text(session->code);
		transcript_each(transcript, see, NULL);
		access_free(&session);
		transcript_free(&transcript);
	} else {
		close(fds[0]);
	}
	close(fds[1]);
	return 0;
}
