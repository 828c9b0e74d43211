/*
 * IMAP and POP3: everything a server can say from the greeting to the end of a login. The first byte chooses
 * the protocol and the method, the rest is what the server has sent already when it is read; then the
 * connection ends.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/mail/access_wire.h"

#define INPUT_MAX 60000 /* what a socket takes without a reader */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* The secret as it looks once it is harmless, in base64 and in hex. */
static void check_secret(const char *text)
{
	if (strstr(text, "canary\\xfcsecret") || strstr(text, "Y2FuYXJ5/HNlY3JldA") ||
		strstr(text, "63616e617279fc736563726574"))
		abort();
}

static void check_text(const char *text, size_t size)
{
	if (strnlen(text, size) == size)
		abort();
	check_secret(text);
	for (; *text; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			abort();
}

static void see(const struct transcript_line *line, void *data)
{
	(void)data;
	check_secret(line->text);
}

static void talk(struct access_session *session, enum sasl_mech mech, const struct secret *secret)
{
	const struct io_scope scope = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
	struct sasl_login login = {.user = "anna", .secret = secret, .host = "h", .port = 993};

	login.kind = mech == SASL_XOAUTH2	? SASL_TOKEN_XOAUTH2
		     : mech == SASL_OAUTHBEARER ? SASL_TOKEN_OAUTHBEARER
						: SASL_PASSWORD;
	transcript_hide(session->transcript, secret, login.user);
	if (access_banner(session, &scope) != ACCESS_DONE)
		return;
	if (access_capability(session, &scope) != ACCESS_DONE)
		return;
	/* Not access_login(), which would insist on TLS. */
	if (mech != SASL_NONE)
		(void)access_authenticate(session, &scope, mech, &login);
	else if (session->protocol == ACCESS_IMAP)
		(void)imap_login(session, &scope, &login);
	else
		(void)pop3_login(session, &scope, &login);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct transcript *transcript;
	struct access_session *session;
	struct secret *secret;
	int fds[2];

	if (len < 1 || len > INPUT_MAX ||
		socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) != 0)
		return 0;
	if (send(fds[1], data + 1, len - 1, MSG_NOSIGNAL) == (ssize_t)len - 1 &&
		shutdown(fds[1], SHUT_WR) == 0) {
		transcript = transcript_new(0);
		secret = secret_new("canary\374secret", 13);
		session = access_new(data[0] & 1 ? ACCESS_POP3 : ACCESS_IMAP, fds[0], "h", 993, transcript);
		talk(session, (enum sasl_mech)((data[0] >> 1) % (SASL_OAUTHBEARER + 1)), secret);
		check_text(session->text, sizeof session->text);
		check_text(session->code, sizeof session->code);
		check_text(session->banner, sizeof session->banner);
		transcript_each(transcript, see, NULL);
		access_free(&session);
		transcript_free(&transcript);
		secret_free(&secret);
	} else {
		close(fds[0]);
	}
	close(fds[1]);
	return 0;
}
