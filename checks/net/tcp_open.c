/*
 * The life of one TCP connection attempt, from the SYN to the outcome with its evidence.
 */
#include "checks/net/tcp_open.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "checks/base/clock.h"
#include "checks/net/map.h"
#include "checks/net/recverr.h"

void tcp_open_init(struct tcp_open *open, struct tcp_attempt *attempt, enum gate_use use, int wake_fd)
{
	if (use == GATE_LOOK && attempt->undisturbed)
		use = GATE_TALK;
	*attempt = (struct tcp_attempt){
		.addr = attempt->addr,
		.ttl = attempt->ttl,
		.max_segment = attempt->max_segment,
		.undisturbed = attempt->undisturbed,
		.device = attempt->device,
		.fd = -1,
	};
	*open = (struct tcp_open){
		.attempt = attempt,
		.wish = {.addr = &attempt->addr, .use = use, .wake_fd = wake_fd},
		.fd = -1,
	};
}

void tcp_open_end(struct tcp_open *open, enum tcp_outcome outcome, int error)
{
	bool unanswered = outcome == TCP_UNTRIED || outcome == TCP_TIMED_OUT || outcome == TCP_CANCELLED;

	if (open->fd >= 0 && unanswered)
		net_give_up(open->fd);
	else if (open->fd >= 0 && outcome != TCP_CONNECTED)
		net_close(open->fd);
	open->attempt->fd = outcome == TCP_CONNECTED ? open->fd : -1;
	open->attempt->outcome = outcome;
	open->attempt->error = error;
	if (open->first_us)
		open->attempt->took_us =
			clock_us() - (outcome == TCP_TIMED_OUT ? open->first_us : open->started_us);
	open->begun = true;
	open->fd = -1;
	open->pending = false;
}

static enum tcp_outcome outcome_of(int error, bool by_icmp)
{
	switch (error) {
	case ECONNREFUSED:
		return TCP_REFUSED;
	case ETIMEDOUT:
		return TCP_TIMED_OUT;
	case EHOSTUNREACH:
	case EHOSTDOWN:
		return TCP_HOST_UNREACHABLE;
	case ENETUNREACH:
	case ENETDOWN:
	case EADDRNOTAVAIL:
	case EAFNOSUPPORT:
		return TCP_NET_UNREACHABLE;
	case EACCES:
	case EPERM:
	case EINVAL:
		return by_icmp ? TCP_HOST_UNREACHABLE : TCP_FORBIDDEN;
	case ECONNRESET:
		return TCP_RESET;
	default:
		return by_icmp ? TCP_HOST_UNREACHABLE : TCP_FAILED;
	}
}

static int socket_error(int fd)
{
	int error = 0;
	socklen_t len = sizeof error;

	getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
	return error;
}

/* What the error queue and the socket know is better than the errno at hand. */
static void fail(struct tcp_open *open, int error)
{
	struct recverr queued = {0};

	if (open->fd >= 0) {
		int kept = socket_error(open->fd);

		recverr_take(open->fd, &queued);
		error = kept ? kept : error;
	}
	if (queued.error)
		error = queued.error;
	open->attempt->offender = queued.offender;
	open->attempt->icmp_type = queued.type;
	open->attempt->icmp_code = queued.code;
	tcp_open_end(open, outcome_of(error, queued.offender.len != 0), error);
}

static void connected(struct tcp_open *open)
{
	recverr_off(open->fd, net_addr_family(&open->attempt->addr));
	net_gate_connected(open->fd, clock_us() - open->started_us);
	tcp_open_end(open, TCP_CONNECTED, 0);
}

int tcp_expired_type(int family)
{
	return family == AF_INET6 ? 3 : 11; /* RFC 4443 section 3.3, RFC 792 */
}

/* A map's own words for what recverr_take tells of a real network. */
static void fail_by_map(struct tcp_open *open, int error, const struct net_addr *offender, int type, int code)
{
	open->attempt->offender = *offender;
	open->attempt->icmp_type = type;
	open->attempt->icmp_code = code;
	tcp_open_end(open, outcome_of(error, offender->len != 0), error);
}

static void fail_by_rule(
	struct tcp_open *open, int error, const struct net_map *map, const struct net_addr *addr)
{
	static const struct net_addr nobody;
	const struct net_map_rule *rule = net_map_rule(map, addr);

	if (rule)
		fail_by_map(open, error, &rule->offender, rule->icmp_type, rule->icmp_code);
	else
		fail_by_map(open, error, &nobody, 0, 0);
}

/* Before connect(): the SYN itself carries both. */
static void limit(int fd, const struct tcp_attempt *attempt, int family)
{
	if (attempt->ttl && family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_UNICAST_HOPS, &attempt->ttl, sizeof attempt->ttl);
	else if (attempt->ttl)
		setsockopt(fd, IPPROTO_IP, IP_TTL, &attempt->ttl, sizeof attempt->ttl);
	if (attempt->max_segment)
		setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &attempt->max_segment, sizeof attempt->max_segment);
}

/* Since Linux 5.7 nobody needs a right for it (before: CAP_NET_RAW). Within a map there are no interfaces. */
static bool choose_device(int fd, const struct tcp_attempt *attempt, const struct net_map *map)
{
	if (!attempt->device || map)
		return true;
	return setsockopt(fd, SOL_SOCKET, SO_BINDTOIFINDEX, &attempt->device, sizeof attempt->device) == 0;
}

/* False: the host has no room. */
static bool start_socket(struct tcp_open *open, const struct net_addr *to, const struct io_scope *scope)
{
	int on = 1;

	open->fd = socket(net_addr_family(to), SOCK_STREAM, IPPROTO_TCP);
	if (open->fd < 0) {
		fail(open, errno);
		return true;
	}
	if (!net_gate_enter(scope->gate, &open->wish, open->fd, &open->again_us)) {
		close(open->fd);
		open->fd = -1;
		return false;
	}
	io_prepare(open->fd);
	setsockopt(open->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	recverr_on(open->fd, net_addr_family(to));
	limit(open->fd, open->attempt, net_addr_family(to));
	if (!choose_device(open->fd, open->attempt, scope->map)) {
		int error = errno;

		net_close(open->fd);
		open->fd = -1;
		tcp_open_end(open, TCP_UNTRIED, error);
		return true;
	}
	if (connect(open->fd, (const struct sockaddr *)&to->ss, to->len) == 0)
		connected(open);
	else if (errno != EINPROGRESS && errno != EINTR)
		fail(open, errno);
	return true;
}

/* Where it really leads; false: nowhere, because the host has no room for it. */
static bool start_by_map(struct tcp_open *open, const struct io_scope *scope, const struct net_map *map)
{
	const struct tcp_attempt *attempt = open->attempt;
	struct net_addr to = attempt->addr, hop;

	if (net_map_hop(map, &attempt->addr, attempt->ttl, &hop)) {
		fail_by_map(open, EHOSTUNREACH, &hop, tcp_expired_type(net_addr_family(&hop)), 0);
		return true;
	}
	switch (net_map_apply(map, &to)) {
	case NET_MAP_TO:
		return start_socket(open, &to, scope);
	case NET_MAP_REFUSE:
		fail_by_rule(open, ECONNREFUSED, map, &attempt->addr);
		break;
	case NET_MAP_UNREACHABLE:
		fail_by_rule(open, ENETUNREACH, map, &attempt->addr);
		break;
	case NET_MAP_HOST_UNREACHABLE:
		fail_by_rule(open, EHOSTUNREACH, map, &attempt->addr);
		break;
	case NET_MAP_FORBID:
		fail_by_rule(open, EACCES, map, &attempt->addr);
		break;
	case NET_MAP_DROP:
		break;
	}
	return true;
}

bool tcp_open_start(struct tcp_open *open, const struct io_scope *scope)
{
	const struct net_map *map = scope->map;
	int64_t first_us = open->first_us;

	if (!open->attempt->addr.len) {
		tcp_open_end(open, TCP_UNTRIED, 0);
		return true;
	}
	if (map && open->attempt->device && map->aside)
		map = map->aside;
	open->started_us = clock_us();
	open->first_us = first_us ? first_us : open->started_us;
	open->begun = open->pending = true;
	if (start_by_map(open, scope, map))
		return true;
	open->begun = open->pending = false;
	open->first_us = first_us;
	return false;
}

/*
 * A connection can be made although an error is queued: one that the kernel held for passing. Only a socket
 * with a peer is connected.
 */
void tcp_open_look(struct tcp_open *open)
{
	struct sockaddr_storage peer;
	socklen_t len = sizeof peer;

	if (getpeername(open->fd, (struct sockaddr *)&peer, &len) == 0) {
		connected(open);
	} else if (net_gate_is_lost(open->fd)) {
		net_close(open->fd);
		open->fd = -1;
		open->begun = open->pending = false;
	} else {
		fail(open, ENOTCONN);
	}
}
