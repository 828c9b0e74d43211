/*
 * All that can be read of this computer's firewall: the live rules where we are root, the files in force otherwise.
 */
#ifndef MAILMEND_STEPS_FIREWALL_READ_H
#define MAILMEND_STEPS_FIREWALL_READ_H

#include <stdbool.h>

#include "checks/engine/check.h"
#include "checks/steps/firewall/ruleset.h"

struct firewall_reading {
	struct ruleset live;  /* what the kernel has; empty where it was not read */
	struct ruleset files; /* what is loaded at the start, and what firewalld tells */
	bool live_read;	      /* all of it */
	bool in_force;	      /* the files say something, and the service that loads them is switched on */
	const char *show;     /* the command with which the rules are seen; static */
};

void firewall_read(struct check_run *run, struct firewall_reading *reading_r);
void firewall_reading_release(struct firewall_reading *reading);

#endif
