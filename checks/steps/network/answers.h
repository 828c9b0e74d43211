/*
 * An inquiry into the answers about names: what is asked, and what was learnt. Shared by answers.c, which asks, and
 * answers_words.c, which tells.
 */
#ifndef MAILMEND_STEPS_ANSWERS_H
#define MAILMEND_STEPS_ANSWERS_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/controls.h"
#include "checks/steps/network/answers_verdict.h"

#define SERVERS_MAX 4

struct inquiry {
	struct check_run *run;
	const struct server_names *names;
	const struct out_session *out; /* NULL: there is none */
	struct dns_config config;
	struct answers_picture picture;
	char unlikely[ANSWERS_UNLIKELY][HOST_MAX]; /* "" where there is none to make */
	char controls[CONTROL_HOSTS][HOST_MAX];
	char servers[SERVERS_MAX][HOST_MAX]; /* the name servers of the domain */
	struct net_addr server_addrs[SERVERS_MAX];
	size_t n_servers;
	struct net_addr answered_by, owner; /* the resolver; the domain's own server that answered */
	uint32_t ttl;
	int64_t asked_us;
	bool by_tcp;	  /* the owner answered over TCP */
	bool intercepted; /* questions to nobody are answered */
};

/* Reports what the picture shows. */
void answers_say(struct inquiry *inquiry);

#endif
