/*
 * In whose part of the way connections end: this computer, the local network, the internet company, or the mail provider.
 * Every test rules parties out; what is left is told, and nothing is guessed. Pure, so that tables test it.
 */
#ifndef MAILMEND_STEPS_PLACE_H
#define MAILMEND_STEPS_PLACE_H

#include <stdbool.h>

#include "checks/engine/facts.h"
#include "checks/net/counters.h"
#include "checks/net/trace.h"

/* What other servers say about the same port; the port of the web there shows that they are alive. */
enum others_say { OTHERS_UNKNOWN, OTHERS_REACHED, OTHERS_BLOCKED };
enum others_say others_on_port(const struct control_table *controls, const char *host, int port);

struct place_view {
	const struct tcp_attempt *closed;	     /* how the connection ended */
	bool (*is_own)(const struct net_addr *addr); /* net_addr_is_own; tests give their own */
	bool forbidden_here; /* a reset that was too fast to come from anywhere else */
	bool not_there;	     /* "host unreachable": this computer says so of a silent neighbour, too */
	bool own_routes;     /* what ends without a sender is this computer's own; not in practice mode */
	enum counters_say counters;
	const struct net_trace *trace; /* with packets of the closed port; NULL: none */
	const struct net_trace
		*open; /* beside it, with packets of a port that works at the same host; NULL: none */
	bool trace_of_other_host; /* both go to another host, where the same port is closed, too */
	enum others_say others;
};

/* The test that ruled a party out. */
enum place_test { TEST_NONE, TEST_SENDER, TEST_COUNTERS, TEST_TRACE, TEST_RESET, TEST_OTHERS };

struct place {
	unsigned possible; /* STOP_BIT of each party that is left */
	enum place_test ruled_out[STOP_PARTY_N];
	size_t hop; /* the router that said no, or the last one that packets passed; 0: not known */
	struct net_addr router; /* its address; len 0: not known */
	bool answers_dropped;	/* the packets arrive, and this computer drops the answers */
	bool at_target;		/* the server itself answered: there is nobody in the way */
};

struct place place_judge(const struct place_view *view);

/* The one party that is left, STOP_PARTY_N where there are several. */
enum stop_party place_party(const struct place *place);

/* Why packets to a server's whole address range come to nothing, while other places are reached. */
enum range_fault {
	RANGE_FINE, /* or nothing is known */
	RANGE_CIRCLE,
	RANGE_NO_ROUTE,	 /* a router near here says that it knows no way */
	RANGE_ENDS_NEAR, /* silence behind the local network, where the way to other places goes on */
};

struct range_view {
	const struct tcp_attempt *closed;
	bool (*is_own)(const struct net_addr *addr);
	const struct port_table *ports;	      /* other ports of the server; NULL: not tried */
	const struct control_table *controls; /* other servers; NULL: not tried */
	const char *host;		      /* the server */
	const struct net_trace *trace;	      /* to the server; NULL: none */
	const struct net_trace *far;	      /* to another place that is reached; NULL: none */
	enum counters_say counters;
};

struct range {
	enum range_fault fault;
	enum stop_party party;	/* STOP_PARTY_N: not known */
	size_t hop;		/* the router that says so, or the last one that packets passed */
	struct net_addr router; /* len 0: none answered */
};

struct range range_judge(const struct range_view *view);

#endif
