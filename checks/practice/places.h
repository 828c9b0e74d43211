/*
 * Where the hosts of every scenario are: addresses made for documentation (RFC 5737, RFC 3849), which lead
 * nowhere. struct net_map takes the checks from there to loopback.
 */
#ifndef MAILMEND_PRACTICE_PLACES_H
#define MAILMEND_PRACTICE_PLACES_H

struct place {
	const char *v4, *v6; /* v6 NULL: none */
};

static const struct place place_dns = {"192.0.2.53", 0};
static const struct place place_out = {"192.0.2.25", "2001:db8::25"};
static const struct place place_out_dead = {0, "2001:db8::24"};
static const struct place place_in = {"192.0.2.143", "2001:db8::143"};
static const struct place place_extra = {"192.0.2.80", 0};
static const struct place place_internet = {"198.51.100.10", 0};

#endif
