/*
 * Reading /proc/net/tcp and tcp6: addresses stand there as the hexadecimal numbers that this machine makes of each four bytes.
 */
#include "checks/steps/common/sockets.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/engine/computer.h"

static const char *const files[] = {"/proc/net/tcp", "/proc/net/tcp6"};

#define LINE_MAX_BYTES 200

/* "0100007F:0CEA", or four such numbers in a row; what follows it, NULL for something else. */
static const char *read_address(const char *at, struct net_addr *addr_r)
{
	uint32_t words[4] = {0};
	unsigned port = 0;
	size_t n = 0, digits = strspn(at, "0123456789ABCDEFabcdef");
	int used = 0;

	if ((digits != 8 && digits != 32) || at[digits] != ':')
		return NULL;
	for (; n < digits / 8; n++, at += 8) {
		unsigned word = 0;

		if (sscanf(at, "%8x", &word) != 1)
			return NULL;
		words[n] = word;
	}
	if (sscanf(at, ":%4x%n", &port, &used) != 1 || at[used] != ' ')
		return NULL;
	*addr_r = net_addr_make(n == 1 ? AF_INET : AF_INET6, words, (int)port);
	return at + used;
}

bool socket_line_parse(const char *line, struct socket_line *line_r)
{
	struct socket_line parsed = {.state = 0};
	const char *at = strchr(line, ':');
	unsigned state = 0;

	if (!at || at[1] != ' ')
		return false;
	at = read_address(at + 1 + strspn(at + 1, " "), &parsed.local);
	at = at ? read_address(at + strspn(at, " "), &parsed.remote) : NULL;
	if (!at || sscanf(at, " %2x", &state) != 1)
		return false;
	parsed.state = (int)state;
	*line_r = parsed;
	return true;
}

static bool is_any(const struct net_addr *addr)
{
	char text[NET_ADDR_TEXT];

	net_addr_text(addr, text, sizeof text);
	return strcmp(text, "0.0.0.0") == 0 || strcmp(text, "::") == 0;
}

static bool listens_at(const struct socket_line *line, const struct net_addr *addr)
{
	return line->state == SOCKET_LISTENS && net_addr_port(&line->local) == net_addr_port(addr) &&
	       (is_any(&line->local) || net_addr_same_ip(&line->local, addr));
}

static bool ends_at(const struct socket_line *line, const struct net_addr *own)
{
	return line->state == SOCKET_ESTABLISHED && net_addr_port(&line->remote) == net_addr_port(own) &&
	       net_addr_same_ip(&line->remote, own);
}

static bool any_line(const struct mailcase *mailcase, const struct net_addr *addr,
	bool (*fits)(const struct socket_line *, const struct net_addr *))
{
	struct str STR_AUTO text = STR_INIT;
	bool found = false;

	for (size_t i = 0; i < sizeof files / sizeof files[0] && !found; i++) {
		if (computer_read(mailcase, files[i], &text) != COMPUTER_READ)
			continue;
		for (const char *at = str_text(&text); *at && !found;
			at += strcspn(at, "\n"), at += *at == '\n') {
			size_t len = strcspn(at, "\n");
			struct socket_line line;
			char buf[LINE_MAX_BYTES];

			if (len >= sizeof buf)
				continue;
			memcpy(buf, at, len);
			buf[len] = '\0';
			found = socket_line_parse(buf, &line) && fits(&line, addr);
		}
	}
	return found;
}

bool sockets_listen(const struct mailcase *mailcase, const struct net_addr *addr)
{
	return any_line(mailcase, addr, listens_at);
}

bool sockets_answer_here(const struct mailcase *mailcase, const struct net_addr *own)
{
	return any_line(mailcase, own, ends_at);
}
