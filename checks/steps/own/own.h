/*
 * A mail server of one's own: what its checks share. Reading and judging are pure, so that tables and fuzzing reach them; the
 * checks ask this computer (engine/computer.h) and DNS, and say what was found.
 */
#ifndef MAILMEND_STEPS_OWN_H
#define MAILMEND_STEPS_OWN_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/engine/check.h"
#include "checks/engine/facts.h"

/* What is known of each kind of server. */
struct own_about {
	const char *name;	  /* "Postfix" */
	const char *programs[3];  /* one of these among the system's programs: it is installed */
	const char *processes[3]; /* one of these runs: it runs */
	const char *units[3];	  /* what systemd calls it, the most common first */
	const char *by_hand; /* how it is started where there is no service manager; {program} in front */
	const char *logs[4];
};
const struct own_about *own_about(enum own_kind kind);

/* The role admin, and the server is to be on this computer. */
bool own_applies(const struct mailcase *mailcase);

/* Which server it is, by the names of installed programs and of running processes. */
void own_choose(
	const char *programs, const char *processes, bool has_sendmail_cf, struct own_server *server_r);

/* Which of the mail ports are listened on, from /proc/net/tcp or tcp6; adds to what server_r holds. */
void own_read_listeners(const char *text, struct own_server *server_r);

/* Which TCP ports something on this computer listens on, from the same texts. */
bool own_listens(const char *text, int port);

/* "sudo systemctl start postfix", as it is right on this computer. */
void own_start_command(const struct mailcase *mailcase, const struct own_server *server, const char *verb,
	char *buf, size_t size);

/* The unit's name on this computer. */
const char *own_unit(const struct mailcase *mailcase, enum own_kind kind);

/* Why a name is none for HELO; OWN_NAME_FINE: it is a public one. */
enum own_name_fault { OWN_NAME_FINE, OWN_NAME_SHORT, OWN_NAME_LOCAL, OWN_NAME_MALFORMED };
enum own_name_fault own_name_judge(const char *name);

/* Whether a file is certainly not there. */
bool own_file_absent(const struct mailcase *mailcase, const char *path);

#endif
