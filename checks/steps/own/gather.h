/*
 * The settings of a server as this computer tells them: its own commands, and its files for the lines.
 */
#ifndef MAILMEND_STEPS_OWN_GATHER_H
#define MAILMEND_STEPS_OWN_GATHER_H

#include "checks/engine/check.h"
#include "checks/steps/own/judge.h"
#include "checks/profiles/own_list.h"

struct gathered {
	struct own_list list;
	struct own_list known; /* what the server itself takes for settings (postconf -n); empty: not asked */
	struct own_list master; /* Postfix' services */
	struct own_list logins; /* for the relay */
	bool logins_read;
	char hostname[HOST_MAX], file[160];
	bool read;   /* something could be read */
	bool broken; /* the server says that it cannot read its settings itself */
	char broken_command[80], not_read_command[120];
};

void gather(struct check_run *run, const struct own_server *server, struct gathered *gathered_r);
void gathered_release(struct gathered *gathered);

/* Name and password for the relay, out of the table; false without. pass_r is wiped by the caller. */
bool gathered_login(const struct gathered *gathered, enum own_kind kind, const char *relay, char *user_r,
	size_t size, struct str *pass_r);

/* The domains of a list value whose words may be files or tables; blanks between. */
void gather_domains(struct check_run *run, const char *words, struct str *domains_r);

/* filters.c: tells of the filters among the settings, and adds those that do not listen to the faults. */
void own_judge_filters(struct check_run *run, const struct gathered *gathered, const struct own_world *world,
	struct own_faults *faults);

#endif
