/*
 * Whether a VPN is what stands in the way, judged from what was tried through it and past it. Pure.
 */
#ifndef MAILMEND_STEPS_WAY_H
#define MAILMEND_STEPS_WAY_H

#include <stdbool.h>

#include "checks/engine/finding.h"
#include "checks/net/route.h"
#include "checks/net/tcp.h"

/* How one address answered, through the VPN or past it. */
enum way_answer { WAY_UNTRIED, WAY_DEAD, WAY_ANSWERED, WAY_OPEN };

enum way_answer way_answer_of(enum tcp_outcome outcome);

struct way_picture {
	enum way_answer target_beside;			 /* the port in use, past the VPN */
	enum way_answer control_through, control_beside; /* a server that has nothing to do with it */
};

/*
 * F_VPN_PASSED: past the VPN the server answers. F_VPN_DEAD: nothing at all answers through it, and past it something
 * does. F_VPN_NO_MATTER: past it the server is just as dead. F_N: nothing can be said.
 */
enum finding_id way_verdict(const struct way_picture *picture);

/* Whether a refusal speaks of where somebody is, or comes from. */
bool way_speaks_of_place(const char *reply);

/*
 * The way to `to` (IPv4) by the text of /proc/net/route; device stands for the interface by its place in the text, from 1
 * on. False when there is none. For a stand-in of this computer (engine/computer.h), which has no kernel to ask.
 */
bool way_by_table(const char *table, const struct net_addr *to, struct route_way *way_r);

/* The default route of the same text by another interface than `but`. */
bool way_beside_by_table(const char *table, const char *but, struct route_way *way_r);

#endif
