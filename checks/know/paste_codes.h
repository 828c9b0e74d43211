/*
 * Reply codes in free text: where a number of three digits is one (RFC 5321 section 4.2) and where it is a port, a size, a
 * part of an address, a date or an id. For paste.c.
 */
#ifndef MAILMEND_KNOW_PASTE_CODES_H
#define MAILMEND_KNOW_PASTE_CODES_H

#include <stdbool.h>
#include <stddef.h>

struct paste_code {
	size_t at;	   /* its first byte in the text */
	size_t words;	   /* where what is said begins */
	int code;	   /* 0: an enhanced code stands alone */
	char enhanced[16]; /* "" without one */
	char quote;	   /* the words stand between these quotation marks; 0: they do not */
	bool firm;	   /* nothing else than a reply stands in such a place */
	bool field;	   /* an enhanced code in a field of a log or report: "dsn=5.1.1", "Status: 5.1.1" */
	bool goes_on;	   /* "550-": more lines of the same reply follow (RFC 5321 section 4.2.1) */
};

/* The codes of a text in their order, at most n; one for each reply, however many lines it has. */
size_t paste_codes(const char *text, struct paste_code *codes_r, size_t n);

/* The reply code at s, as it stands before each line of a reply: 0 for none. */
int paste_code_at(const char *s);

/* The length of an enhanced code at s ("5.7.139"), 0 for none. */
size_t paste_enhanced_at(const char *s);

#endif
