/*
 * Who listens where, as the kernel tells it: /proc/net/tcp and tcp6 (Linux). Addresses stand there as words in the order
 * of the machine, each of which holds four bytes as they travel.
 */
#include <stdint.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/steps/own/own.h"

#define STATE_LISTEN "0A"

struct listener {
	unsigned char bytes[16];
	size_t len; /* 4 or 16 */
	int port;
};

/* Exactly n digits. */
static bool hex_number(const char *text, size_t n, uint32_t *value_r)
{
	uint32_t value = 0;

	for (size_t i = 0; i < n; i++) {
		int digit = ascii_hex(text[i]);

		if (digit < 0)
			return false;
		value = value << 4 | (uint32_t)digit;
	}
	*value_r = value;
	return true;
}

/* "0100007F:0019" */
static bool read_address(const char *text, size_t len, struct listener *listener_r)
{
	struct listener listener = {.len = len == 4 * 2 + 5 ? 4 : 16};
	uint32_t word;

	if (len != listener.len * 2 + 5 || text[listener.len * 2] != ':')
		return false;
	for (size_t i = 0; i < listener.len; i += 4) {
		if (!hex_number(text + i * 2, 8, &word))
			return false;
		memcpy(listener.bytes + i, &word, 4);
	}
	if (!hex_number(text + listener.len * 2 + 1, 4, &word))
		return false;
	listener.port = (int)word;
	*listener_r = listener;
	return true;
}

/* "  0: 0100007F:0019 00000000:0000 0A ..." */
static bool read_line(const char *line, size_t len, struct listener *listener_r)
{
	const char *words[4];
	size_t lens[4], n = 0, at = 0;

	while (n < 4) {
		while (at < len && line[at] == ' ')
			at++;
		words[n] = line + at;
		while (at < len && line[at] != ' ')
			at++;
		lens[n] = (size_t)(line + at - words[n]);
		if (!lens[n++])
			return false;
	}
	if (lens[3] != 2 || memcmp(words[3], STATE_LISTEN, 2) != 0)
		return false;
	return read_address(words[1], lens[1], listener_r);
}

static bool is_loopback(const struct listener *listener)
{
	static const unsigned char one[16] = {[15] = 1}, mapped[12] = {[10] = 0xff, [11] = 0xff};

	if (listener->len == 4)
		return listener->bytes[0] == 127;
	if (memcmp(listener->bytes, mapped, sizeof mapped) == 0)
		return listener->bytes[12] == 127;
	return memcmp(listener->bytes, one, sizeof one) == 0;
}

static bool is_any(const struct listener *listener)
{
	static const unsigned char zero[16];

	return memcmp(listener->bytes, zero, listener->len) == 0;
}

static void take(const struct listener *listener, struct own_server *server)
{
	static const int ports[OWN_PORT_N] = {
		[OWN_PORT_SMTP] = 25, [OWN_PORT_SUBMISSION] = 587, [OWN_PORT_SUBMISSIONS] = 465};
	bool home = is_loopback(listener), any = is_any(listener);

	for (size_t i = 0; i < OWN_PORT_N; i++) {
		if (listener->port != ports[i])
			continue;
		server->at_home[i] |= home || any;
		server->outside[i] |= !home;
	}
	if (!home && (listener->port == 143 || listener->port == 993 || listener->port == 110 ||
			     listener->port == 995))
		server->mailboxes = true;
}

void own_read_listeners(const char *text, struct own_server *server_r)
{
	struct listener listener;

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (read_line(text, strcspn(text, "\n"), &listener))
			take(&listener, server_r);
	}
	server_r->listen_known = true;
}

bool own_listens(const char *text, int port)
{
	struct listener listener;

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (read_line(text, strcspn(text, "\n"), &listener) && listener.port == port)
			return true;
	}
	return false;
}
