/*
 * Where an address really leads: first rule that matches wins.
 */
#include "checks/net/map.h"

#include <assert.h>
#include <limits.h>
#include <stdbool.h>

static bool matches(const struct net_map_rule *rule, const struct net_addr *addr)
{
	int port = net_addr_port(&rule->from);

	if (port && port != net_addr_port(addr))
		return false;
	return !rule->from.len || net_addr_same_ip(&rule->from, addr);
}

const struct net_map_rule *net_map_rule(const struct net_map *map, const struct net_addr *addr)
{
	for (size_t i = 0; map && i < map->n; i++) {
		if (matches(&map->rules[i], addr))
			return &map->rules[i];
	}
	return NULL;
}

enum net_map_action net_map_apply(const struct net_map *map, struct net_addr *addr)
{
	const struct net_map_rule *rule = net_map_rule(map, addr);

	if (!map)
		return NET_MAP_TO;
	if (!rule) {
		assert(map->otherwise != NET_MAP_TO);
		return map->otherwise;
	}
	if (rule->action == NET_MAP_TO) {
		assert(net_addr_is_loopback(&rule->to));
		*addr = rule->to;
	}
	return rule->action;
}

/* How many hops a packet to addr passes before what the rule says happens; a number beyond all ways: the whole way. */
static int hops_passed(const struct net_map *map, const struct net_addr *addr)
{
	const struct net_map_rule *rule = net_map_rule(map, addr);
	enum net_map_action action = rule ? rule->action : map->otherwise;

	if (action == NET_MAP_TO)
		return INT_MAX;
	return rule && rule->dies_after > 0 ? rule->dies_after : 0;
}

bool net_map_hop(const struct net_map *map, const struct net_addr *addr, int ttl, struct net_addr *hop_r)
{
	int hop = 0;

	if (!map || ttl < 1 || net_addr_is_loopback(addr) || ttl > hops_passed(map, addr))
		return false;
	for (size_t i = 0; i < map->n_way; i++) {
		if (net_addr_family(&map->way[i]) != net_addr_family(addr) || ++hop != ttl)
			continue;
		*hop_r = map->way[i];
		return true;
	}
	return false;
}
