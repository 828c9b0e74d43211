/*
 * Addresses of web servers, and connections to them.
 */
#include "checks/net/fetch_road.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/clock.h"
#include "checks/net/addr.h"

#define STAGGER_US CLOCK_MS(250)  /* RFC 8305 section 8 */
#define CONNECT_US CLOCK_MS(4000) /* for all addresses together */
#define NAMES_MS   4000
#define QUIET_MS   1500 /* a name whose servers are silent does not hold up the others */
#define SEEN_MAX   16

/* Adds the addresses of an answer; true when some exist inside a network only, and were left out. */
static bool add_addresses(
	const struct fetch_road *road, const struct dns_answer *answer, struct net_addr *addrs, size_t *n)
{
	bool left_out = false;

	for (size_t i = 0; answer->outcome == DNS_FOUND && i < answer->n && *n < SEEN_MAX; i++) {
		if (answer->records[i].type != answer->type)
			continue;
		if (!road->named && net_addr_is_private(&answer->records[i].u.addr))
			left_out = true;
		else
			addrs[(*n)++] = net_addr_with_port(&answer->records[i].u.addr, road->port);
	}
	return left_out;
}

static void take(struct fetch_road *road, struct net_addr *addrs, size_t n, int wake_fd)
{
	tcp_sort_addresses(addrs, n);
	road->n = n < FETCH_ADDRS_MAX ? n : FETCH_ADDRS_MAX;
	for (size_t i = 0; i < road->n; i++) {
		road->attempts[i] = (struct tcp_attempt){.addr = addrs[i]};
		tcp_open_init(&road->opens[i], &road->attempts[i], GATE_TALK, wake_fd);
	}
}

static enum fetch_outcome take_answers(struct fetch_road *road, const struct dns_answer pair[2], int wake_fd)
{
	struct net_addr addrs[SEEN_MAX];
	bool left_out;
	size_t n = 0;

	left_out = add_addresses(road, &pair[0], addrs, &n);
	left_out |= add_addresses(road, &pair[1], addrs, &n);
	take(road, addrs, n, wake_fd);
	return n ? FETCH_DONE : left_out ? FETCH_PRIVATE : FETCH_NAME;
}

/* An address in the place of a name; false for a name. */
static bool take_literal(struct fetch_road *road, int wake_fd, enum fetch_outcome *outcome_r)
{
	struct net_addr addr;
	bool allowed;

	if (!net_addr_parse(road->host, road->port, &addr))
		return false;
	allowed = road->named || !net_addr_is_private(&addr);
	take(road, &addr, allowed, wake_fd);
	*outcome_r = allowed ? FETCH_DONE : FETCH_PRIVATE;
	return true;
}

void fetch_roads_find(const struct io_scope *scope, const struct dns_config *dns,
	struct fetch_road *const *roads, size_t n, int wake_fd, enum fetch_outcome *outcomes_r)
{
	const struct dns_patience patience = {.quiet_ms = QUIET_MS, .limit_ms = NAMES_MS};
	struct dns_answer answers[2 * FETCH_MANY_MAX];
	size_t asked[FETCH_MANY_MAX], n_asked = 0;
	bool over;

	for (size_t i = 0; i < n; i++) {
		roads[i]->n = roads[i]->begun = 0;
		roads[i]->first_us = roads[i]->latest_us = 0;
		if (take_literal(roads[i], wake_fd, &outcomes_r[i]))
			continue;
		answers[2 * n_asked] = (struct dns_answer){.name = roads[i]->host, .type = DNS_AAAA};
		answers[2 * n_asked + 1] = (struct dns_answer){.name = roads[i]->host, .type = DNS_A};
		asked[n_asked++] = i;
	}
	if (!n_asked)
		return;
	over = dns_ask_until(scope, dns, answers, 2 * n_asked, &patience) != IO_OK;
	over |= io_scope_left_ms(scope) == 0;
	for (size_t i = 0; i < n_asked; i++) {
		enum fetch_outcome outcome = take_answers(roads[asked[i]], &answers[2 * i], wake_fd);

		outcomes_r[asked[i]] = over ? FETCH_CANCELLED : outcome;
	}
	dns_answers_release(answers, 2 * n_asked);
}

static bool is_under_way(const struct fetch_road *road)
{
	for (size_t i = 0; i < road->begun; i++) {
		if (road->opens[i].pending)
			return true;
	}
	return false;
}

static void begin_next(struct fetch_road *road, const struct io_scope *scope, int64_t now)
{
	if (!tcp_open_start(&road->opens[road->begun], scope))
		return;
	if (!road->first_us)
		road->first_us = now;
	road->latest_us = now;
	road->begun++;
}

static void note_due(const struct fetch_road *road, int64_t *due_us)
{
	int64_t due = road->first_us ? road->first_us + CONNECT_US : CLOCK_NEVER;

	if (road->begun < road->n) {
		const struct tcp_open *next = &road->opens[road->begun];
		int64_t again = next->wish.waits ? next->again_us : road->latest_us + STAGGER_US;

		due = again < due ? again : due;
	}
	*due_us = due < *due_us ? due : *due_us;
}

static int connected_fd(const struct fetch_road *road)
{
	for (size_t i = 0; i < road->begun; i++) {
		if (road->attempts[i].outcome == TCP_CONNECTED)
			return road->attempts[i].fd;
	}
	return -1;
}

bool fetch_road_go(struct fetch_road *road, const struct io_scope *scope, int64_t *due_us_r, int *fd_r)
{
	int64_t now = clock_us();
	size_t before;

	do {
		before = road->begun;
		if (road->begun < road->n && connected_fd(road) < 0 &&
			(!is_under_way(road) || now >= road->latest_us + STAGGER_US))
			begin_next(road, scope, now);
	} while (road->begun > before);
	*fd_r = connected_fd(road);
	if (*fd_r < 0 && (!road->first_us || now < road->first_us + CONNECT_US) &&
		(is_under_way(road) || road->begun < road->n)) {
		note_due(road, due_us_r);
		return true;
	}
	return false;
}

int fetch_road_fd(const struct fetch_road *road, size_t i)
{
	return i < road->begun && road->opens[i].pending ? road->opens[i].fd : -1;
}

void fetch_road_look(struct fetch_road *road, size_t i)
{
	tcp_open_look(&road->opens[i]);
}

void fetch_road_leave(struct fetch_road *road, const struct io_scope *scope, int keep_fd)
{
	for (size_t i = 0; i < road->n; i++) {
		int fd = road->attempts[i].fd;

		if (road->opens[i].wish.waits)
			net_gate_withdraw(scope->gate, &road->opens[i].wish);
		if (i < road->begun && road->opens[i].pending)
			tcp_open_end(&road->opens[i], TCP_UNTRIED, 0);
		else if (fd >= 0 && fd != keep_fd)
			net_close(fd);
		if (fd != keep_fd)
			road->attempts[i].fd = -1;
	}
}

void fetch_road_address(const struct fetch_road *road, char *buf, size_t size)
{
	char text[NET_ADDR_TEXT] = "";

	for (size_t i = 0; i < road->begun; i++) {
		if (road->attempts[i].outcome == TCP_CONNECTED)
			net_addr_text(&road->attempts[i].addr, text, sizeof text);
	}
	snprintf(buf, size, strchr(text, ':') ? "[%s]" : "%s", text);
}
