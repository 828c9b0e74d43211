/*
 * What the checks of this room share.
 */
#ifndef MAILMEND_STEPS_NETWORK_H
#define MAILMEND_STEPS_NETWORK_H

#include <stdbool.h>

#include "checks/engine/check.h"
#include "checks/engine/facts.h"

/* The program that fails shares this network, and others may be asked: only then does it mean anything. */
bool network_applies(const struct mailcase *mailcase);

/*
 * Lets the connection itself go first: waits a moment, in which a server that can be reached ends this check
 * (until). False: cancelled meanwhile.
 */
bool network_give_way(struct check_run *run);

/* What went wrong with the server for sending, as far as the network may be the reason. */
enum network_trouble {
	TROUBLE_NONE,	  /* it was reached and spoken with; a refusal in words is none either */
	TROUBLE_NAME,	  /* its name has no address here */
	TROUBLE_WAY,	  /* no connection came about */
	TROUBLE_TALK,	  /* one came about, and then fell silent or broke off */
	TROUBLE_IDENTITY, /* what answers does not prove to be this server, or is no mail server */
};

/* names and out as far as they are known (NULL: not). Pure. */
enum network_trouble network_trouble(const struct server_names *names, const struct out_session *out);

#endif
