/*
 * A session with a server for receiving that has said all its words already: the first byte of an input chooses the protocol, the rest is what
 * the server has sent when it is read; then the connection ends. What is kept of its words must be harmless.
 */
#ifndef MAILMEND_FUZZ_ACCESS_FRAME_H
#define MAILMEND_FUZZ_ACCESS_FRAME_H

#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/mail/access.h"

#define ACCESS_FRAME_MAX 200000 /* what a socket takes without a reader */

static inline void access_frame_text(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			abort();
}

static inline void access_frame_line(const struct transcript_line *line, void *data)
{
	(void)data;
	access_frame_text(line->text);
}

static inline void access_frame(const uint8_t *data, size_t len, void (*talk)(struct access_session *session))
{
	struct transcript *transcript;
	struct access_session *session;
	int fds[2];

	if (len < 1 || len > ACCESS_FRAME_MAX ||
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) != 0)
		return;
	if (send(fds[1], data + 1, len - 1, MSG_NOSIGNAL) == (ssize_t)len - 1 &&
		shutdown(fds[1], SHUT_WR) == 0) {
		transcript = transcript_new(0);
		session = access_new(data[0] & 1 ? ACCESS_POP3 : ACCESS_IMAP, fds[0], "h", 993, transcript);
		talk(session);
		access_frame_text(session->text);
		access_frame_text(session->code);
		transcript_each(transcript, access_frame_line, NULL);
		access_free(&session);
		transcript_free(&transcript);
	} else {
		close(fds[0]);
	}
	close(fds[1]);
}

#endif
