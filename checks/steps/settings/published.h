/*
 * Settings that somebody publishes over HTTPS: the domain itself, Thunderbird's list of providers, whoever keeps the domain's mail. All that
 * may be asked in one round is asked at once; the first in the order of the list counts.
 *
 * What they learn is the domain, nothing of the person: see autoconfig.h.
 */
#ifndef MAILMEND_STEPS_PUBLISHED_H
#define MAILMEND_STEPS_PUBLISHED_H

#include "checks/engine/check.h"
#include "checks/engine/facts.h"
#include "checks/net/dns.h"

/* config-v1.1.xml at the domain itself, then in Thunderbird's list where that may be asked. True: settings are filled in. */
bool published_find(struct check_run *run, const char *domain, struct recommended_settings *settings);

/* Autodiscover at the domain itself, and where its SRV record (RFC 6186's way, by Microsoft) leads. */
bool published_discover(struct check_run *run, const char *domain, const struct dns_answer *srv,
	struct recommended_settings *settings);

/* config-v1.1.xml of the company whose server takes the domain's mail (the preferred MX). */
bool published_find_keeper(struct check_run *run, const char *domain, const struct dns_answer *mx,
	struct recommended_settings *settings);

#endif
