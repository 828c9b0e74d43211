/*
 * The servers of a scenario and the map that leads to them: which address and port is served by whom, and what
 * happens on the way.
 */
#ifndef MAILMEND_PRACTICE_TOWN_H
#define MAILMEND_PRACTICE_TOWN_H

#include "checks/base/vec.h"
#include "checks/practice/station.h"

/* out, in, extra, the web server, the friend and the company with their ports, what stands everywhere, the doors of the Internet's hosts. */
#define INTERNET_DOORS 5
#define BOOTHS_MAX     (2 * (7 * PORTS_MAX + INTERNET_HOSTS * (INTERNET_DOORS + PORTS_MAX)))

/* One map and the world that it shows. */
struct region {
	const struct practice_world *world;
	VEC(struct net_map_rule) rules;
	struct net_map map;
};

struct town {
	struct station *station;
	struct booth booths[BOOTHS_MAX];
	size_t n_booths;
	struct crew *crew;
	struct net_addr way[2 * PLACES_OF_WAY];
	struct region here, past_vpn; /* past_vpn: world NULL where there is no VPN */
};

/* Opens every port and starts the threads. False: err tells; town_release frees what there is. */
bool town_build(struct town *town, struct station *station, struct err *err);

/* Ends all conversations, and frees. */
void town_release(struct town *town);

#endif
