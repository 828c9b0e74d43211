/*
 * SPF records put right: what to publish in the place of one that is wrong, or that leaves a server out. Pure, so that tables test it.
 * Records are texts of printable ASCII; what comes out is a right record, or nothing.
 */
#ifndef MAILMEND_STEPS_DNS_SPF_MEND_H
#define MAILMEND_STEPS_DNS_SPF_MEND_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/net/addr.h"

/* "ip4:192.0.2.1" or "ip6:2001:db8::1". */
void spf_mend_term(const struct net_addr *addr, char *term_r, size_t size);

/*
 * Appends record with term in front, where it decides before all others; it is not repeated further on. False (nothing appended) when
 * record is not right.
 */
bool spf_mend_add(struct str *out, const char *record, const char *term);

/* Appends record without the terms that equal this one (in any case). False when record is not right, or holds none. */
bool spf_mend_drop(struct str *out, const char *record, const char *term);

/* Appends what a record with mistakes was meant to be; terms whose meaning cannot be guessed are left out. False when nothing is left. */
bool spf_mend_syntax(struct str *out, const char *bytes, size_t len);

/* Appends one record that says what n of them say. False when none of them is right. */
bool spf_mend_merge(struct str *out, const char *const *records, size_t n);

/* Whether the text was meant as a record, and is none for receivers ("v=spf mx -all", " v=spf1 …", "\"v=spf1 …"). */
bool spf_is_near(const char *bytes, size_t len);

/* Appends the line to publish for the domain, in strings of 255 bytes at most. */
void spf_mend_line(struct str *out, const char *domain, const char *record);

#endif
