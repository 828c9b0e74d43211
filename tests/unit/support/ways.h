/*
 * Ways and control connections in a line, for tables that judge where packets end.
 */
#ifndef MAILMEND_TESTS_WAYS_H
#define MAILMEND_TESTS_WAYS_H

#include <string.h>

#include "checks/base/str.h"
#include "checks/engine/facts.h"
#include "checks/net/trace.h"

#define TARGET	"203.0.113.25"
#define TARGET6 "2001:db8:99::25"
#define OWN	"192.168.1.20"

static inline struct net_addr addr_of(const char *text, int port)
{
	struct net_addr made = {.len = 0};

	if (text)
		assert_true(net_addr_parse(text, port, &made));
	return made;
}

static inline bool is_own(const struct net_addr *addr)
{
	struct net_addr own = addr_of(OWN, 0), own6 = addr_of("2001:db8:100::20", 0);

	return net_addr_same_ip(addr, &own) || net_addr_same_ip(addr, &own6);
}

/* "192.168.1.1 * 198.51.100.1 +": addresses of routers, "*" silence, "+" arrived, "!" a reset. */
static inline struct net_trace trace_of(const char *to, const char *line)
{
	struct net_trace trace = {.to = addr_of(to, 587)};

	while (*line) {
		struct tcp_attempt *hop = &trace.hops[trace.n++];
		size_t len = strcspn(line, " ");
		char word[NET_ADDR_TEXT];

		assert_true(len < sizeof word);
		memcpy(word, line, len);
		word[len] = '\0';
		line += len + strspn(line + len, " ");
		*hop = (struct tcp_attempt){.addr = trace.to, .fd = -1, .outcome = TCP_TIMED_OUT};
		if (strcmp(word, "+") == 0) {
			hop->outcome = TCP_CONNECTED;
			trace.end = TRACE_ARRIVED;
		} else if (strcmp(word, "!") == 0) {
			hop->outcome = TCP_REFUSED;
			trace.end = TRACE_REFUSED;
		} else if (strcmp(word, "*") != 0) {
			hop->outcome = TCP_HOST_UNREACHABLE;
			hop->offender = addr_of(word, 0);
			hop->icmp_type = tcp_expired_type(net_addr_family(&hop->offender));
		}
		trace.end_ttl = trace.n;
	}
	return trace;
}

/* Control probes of one other host, and of the person's own. */
struct probe_row {
	const char *host, *to;
	int port;
	enum tcp_outcome outcome;
};

static inline struct control_table controls_of(const struct probe_row *rows, size_t n)
{
	struct control_table table = {.n = 0};

	for (size_t i = 0; i < n && rows[i].host; i++) {
		struct control_probe *probe = &table.probes[table.n++];

		*probe = (struct control_probe){.port = rows[i].port,
			.attempt = {.addr = addr_of(rows[i].to, rows[i].port),
				.outcome = rows[i].outcome,
				.fd = -1}};
		str_copy(probe->host, sizeof probe->host, rows[i].host);
	}
	return table;
}

#endif
