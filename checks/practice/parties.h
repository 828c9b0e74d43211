/*
 * Who stands on the way between the person and a server: this computer, the router at home, the internet company, the server itself.
 * Between town.c and parties.c.
 */
#ifndef MAILMEND_PRACTICE_PARTIES_H
#define MAILMEND_PRACTICE_PARTIES_H

#include "checks/practice/places.h"
#include "checks/practice/world.h"

/* Who does that in this world. */
enum party party_of(const struct practice_world *world, enum port_act act);

/* How many hops of the way a packet passes that this party lets go no further. */
int hops_before(enum party by);

/* Where it is; target is the server's place. */
const struct place *place_of(enum party by, const struct place *target);

#endif
