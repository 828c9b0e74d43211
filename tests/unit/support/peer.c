/*
 * A script for one connection of a test_server, whose limits it shares.
 */
#include "tests/unit/support/peer.h"

#include <errno.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "checks/base/mem.h"
#include "tests/unit/support/test_server.h"

#define LIMIT_S 20

struct peer {
	const struct peer_act *script;
	SSL_CTX *tls;
	struct test_server *server;
	int fd;
	SSL *ssl;
	sem_t over;
	struct str said;
	size_t read; /* of said, by PEER_EXPECT */
	char failure[256];
};

/* False at the end of what the client says. */
static bool hear(struct peer *peer)
{
	char buf[4096];
	ssize_t n = peer->ssl ? SSL_read(peer->ssl, buf, sizeof buf) : recv(peer->fd, buf, sizeof buf, 0);

	if (n <= 0)
		return false;
	str_add_bytes(&peer->said, buf, (size_t)n);
	return true;
}

static bool say(struct peer *peer, const char *text, size_t len)
{
	while (len) {
		ssize_t n = peer->ssl ? SSL_write(peer->ssl, text, (int)len)
				      : send(peer->fd, text, len, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		text += n;
		len -= (size_t)n;
	}
	return true;
}

bool peer_say(struct peer *peer, const char *text)
{
	return say(peer, text, strlen(text));
}

bool peer_hear_line(struct peer *peer, struct str *line_r)
{
	const char *line, *end;
	size_t len;

	while (!(end = memchr(str_text(&peer->said) + peer->read, '\n', peer->said.len - peer->read)))
		if (!hear(peer))
			return false;
	line = peer->said.s + peer->read;
	len = (size_t)(end - line);
	peer->read += len + 1;
	str_clear(line_r);
	str_add_bytes(line_r, line, len - (len && line[len - 1] == '\r'));
	return true;
}

static bool expect(struct peer *peer, const struct peer_act *act)
{
	bool begins = act->len > 1 && act->text[act->len - 1] == '*';
	size_t want = begins ? act->len - 1 : act->len;
	struct str line = STR_INIT;
	bool fine = false;

	if (!peer_hear_line(peer, &line)) {
		snprintf(peer->failure, sizeof peer->failure, "the end instead of \"%s\"", act->text);
	} else {
		fine = (begins ? line.len >= want : line.len == want) &&
		       memcmp(str_text(&line), act->text, want) == 0;
		if (!fine)
			snprintf(peer->failure, sizeof peer->failure, "\"%s\" instead of \"%s\"",
				str_text(&line), act->text);
	}
	str_release(&line);
	return fine;
}

static bool start_tls(struct peer *peer)
{
	peer->ssl = SSL_new(peer->tls);
	SSL_set_fd(peer->ssl, peer->fd);
	return SSL_accept(peer->ssl) == 1;
}

/* False when nothing more can be done. */
static bool act(struct peer *peer, const struct peer_act *a)
{
	bool going_on = true;

	switch (a->kind) {
	case PEER_EXPECT:
		return expect(peer, a);
	case PEER_SEND:
		return say(peer, a->text, a->len);
	case PEER_REPEAT:
		for (int i = 0; going_on && i < a->times; i++)
			going_on = say(peer, a->text, a->len);
		return going_on;
	case PEER_DRIP:
		for (size_t i = 0; going_on && i < a->len; i++) {
			poll(NULL, 0, a->times);
			going_on = say(peer, a->text + i, 1);
		}
		return going_on;
	case PEER_TLS:
		return start_tls(peer);
	case PEER_RUN:
		return a->run(peer);
	case PEER_RESET:
		test_reset(peer->fd);
		return false;
	case PEER_END:
		while (hear(peer))
			continue;
		return false;
	case PEER_CLOSE:
		break;
	}
	return false;
}

static void run(int fd, void *data)
{
	struct peer *peer = data;

	peer->fd = fd;
	for (const struct peer_act *a = peer->script; act(peer, a); a++)
		continue;
	SSL_free(peer->ssl);
	sem_post(&peer->over);
}

struct peer *peer_new(const struct peer_act *script, SSL_CTX *tls)
{
	struct peer *peer = mem_new(sizeof *peer);

	signal(SIGPIPE, SIG_IGN);
	peer->script = script;
	peer->tls = tls;
	if (sem_init(&peer->over, 0, 0) != 0)
		abort();
	peer->server = test_server_new(AF_INET, run, peer);
	if (!peer->server)
		abort();
	return peer;
}

int peer_connect(struct peer *peer)
{
	return test_server_connect(peer->server);
}

/* False when the script did not come to its end. */
static bool wait_for_end(struct peer *peer)
{
	struct timespec limit;
	int result;

	clock_gettime(CLOCK_REALTIME, &limit);
	limit.tv_sec += LIMIT_S;
	do
		result = sem_timedwait(&peer->over, &limit);
	while (result != 0 && errno == EINTR);
	return result == 0;
}

const char *peer_finish(struct peer **peer, struct str *said_r)
{
	static char failure[256];
	struct peer *p = *peer;

	if (!wait_for_end(p))
		str_copy(p->failure, sizeof p->failure, "nobody connected, or it did not end");
	test_server_free(&p->server);
	if (said_r) {
		str_clear(said_r);
		str_add_bytes(said_r, str_text(&p->said), p->said.len);
	}
	str_copy(failure, sizeof failure, p->failure);
	sem_destroy(&p->over);
	str_release(&p->said);
	free(p);
	*peer = NULL;
	return failure[0] ? failure : NULL;
}

int peer_lines_are_clean(const struct str *said)
{
	for (size_t i = 0; i < said->len; i++) {
		unsigned char c = (unsigned char)said->s[i];

		if (c == '\r'	    ? i + 1 == said->len || said->s[i + 1] != '\n'
			: c == '\n' ? !i || said->s[i - 1] != '\r'
				    : c < 0x20 || c > 0x7e)
			return 0;
	}
	return !said->len || said->s[said->len - 1] == '\n';
}
