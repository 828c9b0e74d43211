/*
 * Where an address really leads: first rule that matches wins.
 */
#include "checks/net/map.h"

#include <assert.h>
#include <stdbool.h>

static bool matches(const struct net_map_rule *rule, const struct net_addr *addr)
{
	int port = net_addr_port(&rule->from);

	if (port && port != net_addr_port(addr))
		return false;
	return !rule->from.len || net_addr_same_ip(&rule->from, addr);
}

enum net_map_action net_map_apply(const struct net_map *map, struct net_addr *addr)
{
	if (!map)
		return NET_MAP_TO;
	for (size_t i = 0; i < map->n; i++) {
		const struct net_map_rule *rule = &map->rules[i];

		if (!matches(rule, addr))
			continue;
		if (rule->action == NET_MAP_TO) {
			assert(net_addr_is_loopback(&rule->to));
			*addr = rule->to;
		}
		return rule->action;
	}
	assert(map->otherwise != NET_MAP_TO);
	return map->otherwise;
}
