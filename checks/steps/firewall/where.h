/*
 * What firewall.where looks at and where it puts what it learns. Shared by where.c, which asks, and where_say.c, which tells.
 */
#ifndef MAILMEND_STEPS_WHERE_H
#define MAILMEND_STEPS_WHERE_H

#include "checks/engine/check.h"
#include "checks/steps/common/counted.h"
#include "checks/steps/firewall/place.h"

struct whereabouts {
	struct check_run *run;
	const struct out_session *out;
	const struct port_table *ports;	      /* may be NULL */
	const struct control_table *controls; /* may be NULL */
	const struct tcp_attempt *closed;     /* the attempt that decided */
	struct net_addr open;		      /* a port of the same host that works; len 0: none */
	struct net_addr far, far_closed;      /* the same of another host; len 0: none */
	struct counted counted;
	struct net_trace trace, beside; /* n 0: not made */
	bool other_host;		/* they go to another host */
};

/* The finding about the place, with its evidence. */
void where_say_place(struct whereabouts *where, const struct place *place);

/* The finding about the whole address range; nothing for RANGE_FINE. */
void where_say_range(struct whereabouts *where, const struct range *range);

#endif
