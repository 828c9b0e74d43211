/*
 * Macros of SPF (RFC 7208 section 7): their syntax, and what they come to.
 */
#ifndef MAILMEND_AUTH_SPF_MACRO_H
#define MAILMEND_AUTH_SPF_MACRO_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/net/addr.h"

#define SPF_NAME_MAX 253
#define SPF_ASK_MAX  1025 /* a name, every byte escaped */

/* What the letters stand for. The domain of the record in question changes, the rest does not. */
struct spf_values {
	const char *local, *sender_domain; /* bytes; "postmaster" where none was given */
	const char *helo;
	const char *domain;	   /* %{d} */
	const struct net_addr *ip; /* NULL: not known; what needs it makes the expansion fail */
	/* %{p}: the validated name of the address, or "unknown"; NULL: likewise. Borrowed until the next call. */
	const char *(*validated)(void *data);
	void *data;
};

enum spf_macro_use { SPF_MACRO_DOMAIN, SPF_MACRO_TEXT }; /* c, r and t are for texts only */

/* Whether all of it is a macro-string; blanks may stand in a text. */
bool spf_macro_valid(const char *s, size_t len, enum spf_macro_use use);

/* Whether it is a domain-spec: a macro-string with a right end (7.1). */
bool spf_domain_valid(const char *s, size_t len);

/* Whether one of these letters (lower case) stands in it as a macro. */
bool spf_macro_uses(const char *s, size_t len, const char *letters);

/* Appends what a valid macro-string comes to; false when a value that it needs is not known. */
bool spf_macro_expand(
	struct str *out, const char *s, size_t len, enum spf_macro_use use, const struct spf_values *values);

/* A domain in its three forms. */
struct spf_name {
	char raw[SPF_NAME_MAX + 1];  /* bytes, without a dot at the end */
	char ask[SPF_ASK_MAX];	     /* escaped: what is asked for */
	char text[SPF_NAME_MAX + 1]; /* harmless, perhaps cut: what is shown */
};

/*
 * From bytes; one dot at the end is dropped. False when nobody can be asked for it (4.3): an empty or too long label, too long in
 * all. text is set in any case.
 */
bool spf_name_set(struct spf_name *name_r, const char *bytes, size_t len);

/*
 * What a valid domain-spec comes to, cut from the left to 253 bytes (7.3). False likewise, and when a value is not known.
 */
bool spf_domain_expand(const char *s, size_t len, const struct spf_values *values, struct spf_name *name_r);

#endif
