/*
 * The entries of a scenario in DNS, as lines like those of a zone file:
 *
 *     NAME TYPE VALUE
 *
 * NAME is "@" for the domain, "_dmarc" for a name in it, or a whole name with a final dot. {domain} and {host} (the server for sending)
 * are put in. TYPE is A, AAAA, CNAME, MX, NS, PTR, SOA (VALUE: the first server and the serial), TXT, or * for all. VALUE "-" means
 * that there is none, "!" that the question fails, "?" that nothing is answered.
 */
#ifndef MAILMEND_PRACTICE_ZONE_H
#define MAILMEND_PRACTICE_ZONE_H

#include "checks/net/dns.h"
#include "checks/practice/station.h"

#define ZONE_VALUE_MAX 2048

/* What a domain in order publishes. */
extern const char zone_usual[];

enum zone_word {
	ZONE_UNKNOWN, /* the lines do not speak of the name */
	ZONE_ABSENT,  /* there is no such name */
	ZONE_EMPTY,   /* there is nothing of that type */
	ZONE_FOUND,   /* take() was called for each */
	ZONE_FAILS,
	ZONE_SILENT,
};

/* One record; data is what zone_find was given. */
typedef void zone_take(void *data, enum dns_type type, const char *value);

/*
 * Looks name up in several sets of lines, the first that speaks of name and type counts (sets may be NULL). A CNAME is taken in
 * place of every other type.
 */
enum zone_word zone_find(const struct station *station, const char *const *sets, size_t n, const char *name,
	int type, zone_take *take, void *data);

#endif
