/*
 * Home and company networks have private addresses, and so have some routers of internet companies: a private address is
 * only known to be local at the first hop, or beside another one of the same block. Public addresses belong to internet
 * companies; the last ones before the server to whoever runs the server.
 */
#include "checks/steps/common/hops.h"

#include <netinet/in.h>
#include <string.h>

static const unsigned char *bytes4(const struct net_addr *addr)
{
	return net_addr_family(addr) == AF_INET
		       ? (const unsigned char *)&((const struct sockaddr_in *)&addr->ss)->sin_addr
		       : NULL;
}

static const unsigned char *bytes6(const struct net_addr *addr)
{
	return net_addr_family(addr) == AF_INET6 ? ((const struct sockaddr_in6 *)&addr->ss)->sin6_addr.s6_addr
						 : NULL;
}

/* RFC 6598: between the routers of homes and the internet company. */
static bool is_carrier(const struct net_addr *addr)
{
	const unsigned char *bytes = bytes4(addr);

	return bytes && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
}

/* Whether two private addresses look like parts of one network: 192.168/16, 172.16/12, one 16th of 10/8, one /48. */
static bool same_block(const struct net_addr *a, const struct net_addr *b)
{
	const unsigned char *a4 = bytes4(a), *b4 = bytes4(b), *a6 = bytes6(a), *b6 = bytes6(b);

	if (a4 && b4)
		return a4[0] == b4[0] && (a4[0] != 10 || a4[1] == b4[1]);
	return a6 && b6 && memcmp(a6, b6, 6) == 0;
}

bool hop_is_near(const struct net_addr *router, const struct net_addr *to)
{
	const unsigned char *a4 = bytes4(router), *b4 = bytes4(to), *a6 = bytes6(router), *b6 = bytes6(to);

	if (a4 && b4)
		return memcmp(a4, b4, 3) == 0;
	return a6 && b6 && memcmp(a6, b6, 6) == 0;
}

/* Whether a private address stands behind others of its own block, from the first hop on. */
static bool is_beside_first(const struct net_addr *router, size_t hop, const struct net_trace *trace)
{
	if (!trace || hop < 2 || hop > trace->n || !trace_is_hop(&trace->hops[0]))
		return false;
	return net_addr_is_private(&trace->hops[0].offender) && same_block(router, &trace->hops[0].offender);
}

static struct hop_owner owner_of_private(
	const struct net_addr *router, size_t hop, const struct net_trace *trace)
{
	if (is_carrier(router) && hop != 1)
		return (struct hop_owner){hop ? STOP_PROVIDER : STOP_ROUTER, STOP_PROVIDER};
	if (hop < 2 || is_beside_first(router, hop, trace))
		return (struct hop_owner){STOP_ROUTER, STOP_ROUTER};
	return (struct hop_owner){STOP_ROUTER, STOP_PROVIDER};
}

/* Where the packets of a trace arrive: how many hops away the server is; 0: not known. */
static size_t target_hop(const struct net_trace *trace)
{
	return trace && (trace->end == TRACE_ARRIVED || trace->end == TRACE_REFUSED) ? trace->end_ttl : 0;
}

struct hop_owner hop_owner(const struct net_addr *router, size_t hop, const struct net_trace *trace)
{
	bool v6 = net_addr_family(router) == AF_INET6;
	size_t target = target_hop(trace);

	if (net_addr_is_private(router))
		return owner_of_private(router, hop, trace);
	/* By IPv6 the router of a home has a public address, too. */
	if (v6 && hop < 2)
		return (struct hop_owner){STOP_ROUTER, hop ? STOP_ROUTER : STOP_PROVIDER};
	if (trace && hop_is_near(router, &trace->to))
		return (struct hop_owner){
			target && hop + 1 == target ? STOP_SERVER : STOP_PROVIDER, STOP_SERVER};
	if (target && hop + 1 == target)
		return (struct hop_owner){STOP_PROVIDER, STOP_SERVER};
	return (struct hop_owner){STOP_PROVIDER, STOP_PROVIDER};
}

struct hop_owner hop_owner_at(const struct net_trace *trace, size_t hop)
{
	struct hop_owner owner = {STOP_ROUTER, STOP_SERVER};

	if (!hop || hop > TRACE_HOPS_MAX)
		return owner;
	if (trace_is_hop(&trace->hops[hop - 1]))
		return hop_owner(&trace->hops[hop - 1].offender, hop, trace);
	/* It did not answer: something between its neighbours. */
	for (size_t i = hop - 1; i > 0; i--) {
		if (trace_is_hop(&trace->hops[i - 1])) {
			owner.low = hop_owner(&trace->hops[i - 1].offender, i, trace).low;
			break;
		}
	}
	for (size_t i = hop + 1; i <= trace->n && i <= TRACE_HOPS_MAX; i++) {
		if (trace_is_hop(&trace->hops[i - 1])) {
			owner.high = hop_owner(&trace->hops[i - 1].offender, i, trace).high;
			break;
		}
	}
	return owner;
}

size_t hop_number(const struct net_trace *trace, const struct net_addr *router)
{
	for (size_t i = 0; trace && i < trace->n; i++) {
		if (trace->hops[i].offender.len && net_addr_same_ip(&trace->hops[i].offender, router))
			return trace_is_hop(&trace->hops[i]) ? i + 1 : 0;
	}
	return 0;
}
