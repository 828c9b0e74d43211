/*
 * Whether a program's sandbox lets it use the network: flatpak, snap, AppArmor. Each reads the texts of that system. Pure.
 */
#ifndef MAILMEND_STEPS_SANDBOX_H
#define MAILMEND_STEPS_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

enum network_use {
	NETWORK_UNKNOWN,
	NETWORK_USED, /* it may use the network */
	NETWORK_KEPT, /* it may not */
};

/* The application's metadata and the overrides, in the order in which they count; NULL ones are left out. which_r: the text that
 * decided. */
enum network_use flatpak_network(const char *const *texts, size_t n, size_t *which_r);

/* What "snap connections NAME" prints. */
enum network_use snap_network(const char *table, const char *name);

/* A file of AppArmor by its path; lists end with path NULL. */
struct apparmor_file {
	const char *path, *text;
};

struct apparmor_verdict {
	enum network_use use;
	char name[256];	  /* of the profile, as the kernel lists it */
	bool denied;	  /* a line forbids it, else no line permits it */
	int line;	  /* of the line that forbids it */
	const char *file; /* where that line is; of the list */
};

/* files[0] is the profile; the others are what it may include. */
void apparmor_network(const struct apparmor_file *files, struct apparmor_verdict *verdict_r);

/* The next path that a profile includes, below /etc/apparmor.d/ ("abstractions/base"); false at the end. */
bool apparmor_next_include(const char **at, char *path_r, size_t size, bool *optional_r);

/* Whether the kernel's list of profiles has this one in force: "NAME (enforce)". */
bool apparmor_enforces(const char *profiles, const char *name);

#endif
