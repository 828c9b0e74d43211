/*
 * The firewall program firewalld, as far as everybody may ask it over D-Bus: the zones, the policies for what goes out, and
 * direct rules. Asking and reading are apart: tests play the answers.
 */
#ifndef MAILMEND_STEPS_FIREWALLD_H
#define MAILMEND_STEPS_FIREWALLD_H

#include <jansson.h>
#include <stdbool.h>

#include "checks/steps/firewall/ruleset.h"

/* Asks firewalld: interface is "", "zone", "policy" or "direct". The answer is the caller's; NULL: none. */
struct firewalld_voice {
	json_t *(*ask)(void *data, const char *interface, const char *method, const char *argument);
	void *data;
};

/*
 * All that matters for outgoing connections, as one object: "zones" and "policies" (the active ones), "settings" of each policy,
 * "services" that they name, "direct" rules. NULL when firewalld does not answer.
 */
json_t *firewalld_gather(const struct firewalld_voice *voice);

/* Adds what such an object says. Pure (fuzzed). */
void firewalld_read(struct ruleset *ruleset, const json_t *answers);

/*
 * firewalld_rich.c: one rich rule, 'rule family="ipv4" destination address="192.0.2.0/24" port port="587" protocol="tcp" drop', added
 * to the chain; its priority in priority_r. services: as in the answers.
 */
struct firewalld_rich {
	int priority;
	enum verdict verdict; /* VERDICT_NONE: it does nothing to a connection */
};
struct firewalld_rich firewalld_rich_look(const char *text);
void firewalld_rich_read(
	struct ruleset *ruleset, struct rule_chain *chain, const char *text, const json_t *services);

/* A rule that fits what the service is about; what it does is the caller's. NULL when there is no room. */
struct rule *firewalld_service_rule(
	struct ruleset *ruleset, struct rule_chain *chain, const char *name, const json_t *services);

#endif
