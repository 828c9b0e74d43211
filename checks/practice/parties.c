/*
 * The parties on the way: who it is, how far away, and where.
 */
#include "checks/practice/parties.h"

enum party party_of(const struct practice_world *world, enum port_act act)
{
	if (act == PORT_ABSENT || (act == PORT_REFUSE && !world->by))
		return BY_SERVER;
	return world->by;
}

int hops_before(enum party by)
{
	switch (by) {
	case BY_COMPUTER:
		return NET_MAP_DIES_HERE;
	case BY_ROUTER:
		return 1;
	case BY_PROVIDER:
		return 2;
	case BY_SERVER:
		return PLACES_OF_WAY;
	default:
		return 0;
	}
}

const struct place *place_of(enum party by, const struct place *target)
{
	switch (by) {
	case BY_COMPUTER:
		return &place_here;
	case BY_SERVER:
		return target;
	default:
		return &place_way[by == BY_ROUTER ? 0 : 1];
	}
}
