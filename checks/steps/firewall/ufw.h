/*
 * The firewall program ufw from its files: whether it is on, what it does with outgoing connections, and the rules as far as they may
 * be read. Pure.
 */
#ifndef MAILMEND_STEPS_UFW_H
#define MAILMEND_STEPS_UFW_H

#include <stdbool.h>

#include "checks/steps/firewall/ruleset.h"

struct ufw_files {
	const char *conf, *defaults;	      /* /etc/ufw/ufw.conf, /etc/default/ufw; NULL: not there */
	const char *before, *user, *after;    /* before.rules …; NULL: may not be read */
	const char *before6, *user6, *after6; /* before6.rules … */
};

/* Adds what ufw does with outgoing connections; false when it is not there or switched off. */
bool ufw_read(struct ruleset *ruleset, const struct ufw_files *files);

#endif
