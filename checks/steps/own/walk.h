/*
 * The way of a mail from here to the recipient's server, as the checks of it share it. walk_way.c finds the server and connects,
 * walk.c speaks with it and says what came of it.
 */
#ifndef MAILMEND_STEPS_OWN_WALK_H
#define MAILMEND_STEPS_OWN_WALK_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"
#include "checks/know/reply.h"

#define WALK_HOSTS    3 /* servers of the recipient that are tried */
#define WALK_ATTEMPTS (2 * WALK_HOSTS)

struct walk {
	struct check_run *run;
	const struct own_settings *settings; /* NULL: not known */
	bool told;			     /* the recipient is one that the person named */
	char from[ADDRESS_MAX + 1], to[ADDRESS_MAX + 1], domain[HOST_MAX];
	char hosts[WALK_HOSTS][HOST_MAX]; /* by preference */
	size_t n_hosts;
	struct tcp_attempt attempts[WALK_ATTEMPTS]; /* fd -1 in all */
	size_t n_attempts;
	const char *host; /* connected to, or tried last */
	struct net_addr addr;
	const char *stage;
	int64_t began_us, mx_us, address_us, ehlo_us, tls_us;
	bool families_left_out; /* there were addresses, but of a kind that the settings leave out */
	bool seen;		/* the fact was put */
};

/* Whom to ask for: the recipient that was named, else a well-known one. False: nothing can be asked, and it is said. */
bool walk_choose(struct walk *walk);

/* A connected socket, or -1 with what is to be said said. */
int walk_connect(struct walk *walk);

/* The same server and address again. */
int walk_connect_again(struct walk *walk);

/* The times of the stages, the name that was used, the server and how each connection ended. */
void walk_evidence(const struct walk *walk, struct finding *finding);

#endif
