/*
 * The rules of OpenSnitch, a firewall that asks for each program: files of JSON, one for each rule. Pure.
 */
#ifndef MAILMEND_STEPS_OPENSNITCH_H
#define MAILMEND_STEPS_OPENSNITCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/net/addr.h"

struct opensnitch_file {
	const char *path, *text;
};

/* What a program wants to do. */
struct opensnitch_connection {
	const char *const *programs; /* paths that it may have; ends with NULL */
	const char *host;	     /* "": not known */
	struct net_addr to;
	int64_t uid; /* -1: not known */
};

/*
 * The index of the rule that stops the connection for sure, n when none does. Files in the order of their names: a rule that forbids counts
 * wherever it stands, except behind one that permits with precedence.
 */
size_t opensnitch_stops(
	const struct opensnitch_file *files, size_t n, const struct opensnitch_connection *connection);

#endif
