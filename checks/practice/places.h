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
static const struct place place_own_dns = {"192.0.2.54", 0},
			  place_own_dns2 = {"192.0.2.55", 0}; /* the domain's name servers */
static const struct place place_registry = {"192.0.2.56", 0}; /* that of the zone above, "example" */
#define REGISTRY_ZONE "example"
#define REGISTRY_HOST "ns.registry.example"
static const struct place place_out = {"192.0.2.25", "2001:db8::25"};
static const struct place place_out_dead = {0, "2001:db8::24"};
static const struct place place_in = {"192.0.2.143", "2001:db8::143"};
static const struct place place_extra = {"192.0.2.80", 0};
static const struct place place_web = {"192.0.2.81", 0}; /* the domain's own web server */
static const struct place place_friend = {"192.0.2.125", "2001:db8::125"};

/* The other hosts of the Internet, in the order in which they are asked for; the last takes all that come after it. */
#define INTERNET_HOSTS 8
static const struct place place_internet[INTERNET_HOSTS] = {
	{"198.51.100.10", 0},
	{"198.51.100.20", 0},
	{"198.51.100.30", 0},
	{"198.51.100.40", 0},
	{"198.51.100.50", 0},
	{"198.51.100.60", 0},
	{"198.51.100.70", 0},
	{"198.51.100.80", 0},
};

/* Between here and there: the router at home, two of the internet company, one before the servers. */
#define PLACES_OF_WAY 4
static const struct place place_way[PLACES_OF_WAY] = {
	{"192.168.178.1", "fd00:178::1"},
	{"203.0.113.1", "2001:db8:f::1"},
	{"203.0.113.17", "2001:db8:f::17"},
	{"192.0.2.1", "2001:db8::1"},
};
/* The internet company's own server for sending, and the names of its routers. */
#define COMPANY_DOMAIN "leitung.example"
static const struct place place_company = {"203.0.113.25", 0};
static const struct place place_here = {"127.0.0.1", "::1"};

#endif
