/*
 * Connection attempts judged by the table that was measured on Linux (facts D.3): who answered, what, and how
 * fast.
 */
#include "checks/steps/common/tcp_verdict.h"

#include "checks/base/clock.h"

/* A neighbour that does not answer is given up after about 3 s; a rule of this computer answers at once. */
#define AT_ONCE_US CLOCK_MS(500)

/* Whether an ICMP error says "forbidden" rather than "not there" (RFC 1812 5.2.7.1, RFC 4443 3.1). */
static bool tcp_is_prohibition(const struct tcp_attempt *attempt)
{
	int code = attempt->icmp_code;

	if (!attempt->offender.len)
		return false;
	if (net_addr_family(&attempt->offender) == AF_INET6)
		return attempt->icmp_type == 1 && (code == 1 || code == 5 || code == 6);
	return attempt->icmp_type == 3 && (code == 9 || code == 10 || code == 13);
}

/* "Host unreachable", which this computer also says at once of a neighbour that it gave up a moment ago. */
static bool is_dead_neighbour(const struct tcp_attempt *attempt)
{
	if (net_addr_family(&attempt->offender) == AF_INET6)
		return attempt->icmp_type == 1 && attempt->icmp_code == 3;
	return attempt->icmp_type == 3 && attempt->icmp_code == 1;
}

/* What an attempt that was answered by an ICMP error means. */
static enum finding_id by_offender(
	const struct tcp_attempt *attempt, bool (*is_own)(const struct net_addr *addr))
{
	bool from_target = net_addr_same_ip(&attempt->offender, &attempt->addr);

	if (is_own(&attempt->offender) && !from_target)
		return attempt->took_us < AT_ONCE_US && !is_dead_neighbour(attempt) ? F_PORT_FORBIDDEN_HERE
										    : F_HOST_UNREACHABLE;
	if (tcp_is_prohibition(attempt))
		return F_PORT_REJECTED;
	if (attempt->outcome == TCP_REFUSED || attempt->outcome == TCP_FAILED)
		return from_target && attempt->outcome == TCP_REFUSED ? F_PORT_CLOSED : F_PORT_REJECTED;
	return F_HOST_UNREACHABLE;
}

static enum finding_id of_one(const struct tcp_attempt *attempt, bool (*is_own)(const struct net_addr *addr))
{
	if (attempt->outcome == TCP_CONNECTED)
		return F_SERVER_REACHED;
	if (attempt->offender.len && attempt->outcome != TCP_UNTRIED && attempt->outcome != TCP_CANCELLED)
		return by_offender(attempt, is_own);
	switch (attempt->outcome) {
	case TCP_FORBIDDEN:
		return F_PORT_FORBIDDEN_HERE;
	case TCP_REFUSED:
	case TCP_RESET:
		return F_PORT_CLOSED;
	case TCP_TIMED_OUT:
		return F_PORT_SILENT;
	case TCP_HOST_UNREACHABLE:
		return F_HOST_UNREACHABLE;
	case TCP_NET_UNREACHABLE:
		return F_OFFLINE; /* or a family that this computer does not have; see below */
	default:
		return F_N;
	}
}

/* The more it tells, the lower. */
static int rank(enum finding_id id)
{
	static const enum finding_id order[] = {F_SERVER_REACHED, F_PORT_FORBIDDEN_HERE, F_PORT_REJECTED,
		F_PORT_CLOSED, F_PORT_SILENT, F_HOST_UNREACHABLE, F_OFFLINE};
	int i = 0, n = sizeof order / sizeof order[0];

	while (i < n && order[i] != id)
		i++;
	return i;
}

struct tcp_verdict tcp_verdict(const struct tcp_attempt *attempts, size_t n, const struct net_routes *routes,
	bool (*is_own)(const struct net_addr *addr))
{
	struct tcp_verdict verdict = {.id = F_N, .which = n};

	for (size_t i = 0; i < n; i++) {
		enum finding_id id = of_one(&attempts[i], is_own);

		if (id != F_N && rank(id) < rank(verdict.id))
			verdict = (struct tcp_verdict){.id = id, .which = i};
	}
	/* Without a route to the target this computer is offline only where it has no route to anywhere. */
	if (verdict.id == F_OFFLINE && (!routes || routes->ipv4 || routes->ipv6))
		verdict.id = F_HOST_UNREACHABLE;
	return verdict;
}

bool tcp_is_unreached(enum finding_id problem)
{
	switch (problem) {
	case F_PORT_SILENT:
	case F_PORT_CLOSED:
	case F_PORT_REJECTED:
	case F_PORT_FORBIDDEN_HERE:
	case F_HOST_UNREACHABLE:
		return true;
	default:
		return false;
	}
}
