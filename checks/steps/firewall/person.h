/*
 * Who opens a connection from this computer, as rules see it: we ourselves, and the person (or the mail server) whose mail does not go out.
 */
#ifndef MAILMEND_STEPS_PERSON_H
#define MAILMEND_STEPS_PERSON_H

#include <stdint.h>

#include "checks/engine/mailcase.h"
#include "checks/steps/firewall/fate.h"

#define PERSON_NAME_MAX 64
#define CGROUP_MAX	512

struct person {
	int64_t uid, gid;				    /* -1: not known */
	char user[PERSON_NAME_MAX], group[PERSON_NAME_MAX]; /* "": not known */
	char cgroup[CGROUP_MAX];			    /* "": not known */
};

/* This process: what it tries is what the rules see. */
void person_self(const struct mailcase *mailcase, struct person *person_r);

/* Whoever runs the mail program: who called sudo, the mail server's own user, else who runs us. Its control group is not known. */
void person_of_program(const struct mailcase *mailcase, struct person *person_r);

/* Whether they differ to a rule about users. */
bool person_differs(const struct person *a, const struct person *b);

/* The connection that a person opens; interface and from stay unset. The person must stay meanwhile. */
struct connection person_connects(const struct person *person, const struct net_addr *to);

/* The line of a user in /etc/passwd by name or, with name NULL, by number; false when it is not there. Pure. */
bool person_in_passwd(const char *passwd, const char *name, int64_t uid, struct person *person_r);

#endif
