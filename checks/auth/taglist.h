/*
 * "tag=value; tag=value": the form of DMARC (RFC 9989 section 4.8), MTA-STS (RFC 8461 section 3.1) and TLS report records (RFC 8460
 * section 3). The text is a stranger's: any bytes, any length.
 */
#ifndef MAILMEND_AUTH_TAGLIST_H
#define MAILMEND_AUTH_TAGLIST_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/net/dns.h"

/* What is left of a list. */
struct taglist {
	const char *at, *end;
};

/* One piece between semicolons, without blanks around name and value. value is NULL where it has no "=". */
struct tag {
	const char *name, *value;
	size_t name_len, value_len;
};

static inline struct taglist taglist_of(const char *text, size_t len)
{
	return (struct taglist){.at = text, .end = text + len};
}

/* The next piece that is not empty; false at the end. */
bool taglist_next(struct taglist *list, struct tag *tag_r);

/* Whether the tag has this name, in any case. */
bool tag_is(const struct tag *tag, const char *name);

/* Whether it has exactly this value; tag_says_any_case: in any case. */
bool tag_says(const struct tag *tag, const char *value);
bool tag_says_any_case(const struct tag *tag, const char *value);

/*
 * Copies the value with a NUL behind it; false, and "" in buf, when it is empty, too long for size, or holds anything but
 * printable ASCII.
 */
bool tag_copy(const struct tag *tag, char *buf, size_t size);

/*
 * Records whose version stands first, as in "v=STSv1; ...": how many of an answer's texts are such, and the first of them. Without any, the
 * first text that was meant as one, with a sign before it, in other letters or of another number; NULL without that, too.
 */
size_t taglist_select(
	const struct dns_answer *answer, const char *version, const struct dns_record **record_r);

#endif
