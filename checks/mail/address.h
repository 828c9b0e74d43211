/*
 * Email addresses and host names as people type them (RFC 5321 4.1.2, RFC 6531, IDNA 2008).
 */
#ifndef MAILMEND_MAIL_ADDRESS_H
#define MAILMEND_MAIL_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#define ADDRESS_MAX 320 /* 64 + 1 + 255 */
#define HOST_MAX    256

struct mail_address {
	char full[ADDRESS_MAX + 1]; /* local@domain, the domain in A-labels and lower case */
	char local[ADDRESS_MAX + 1];
	char domain[HOST_MAX];	     /* A-labels, lower case */
	char shown[ADDRESS_MAX + 1]; /* as typed, U-labels, harmless */
	bool needs_smtputf8;	     /* the local part has characters beyond ASCII */
};

enum address_fault {
	ADDRESS_FINE,
	ADDRESS_EMPTY,
	ADDRESS_NO_AT,	    /* no @ */
	ADDRESS_NO_LOCAL,   /* nothing before it */
	ADDRESS_NO_DOMAIN,  /* nothing behind it */
	ADDRESS_BAD_DOMAIN, /* not a domain name: blank, two dots, underscore, label too long */
	ADDRESS_BAD_LOCAL,  /* blank, control character, unbalanced quote */
	ADDRESS_TOO_LONG,
	ADDRESS_SEVERAL, /* more than one address */
};

/* Reads what a person typed: surrounding blanks, "Name <a@b>", mailto: and a final dot are understood. */
enum address_fault address_parse(const char *text, struct mail_address *address_r);

/*
 * Reads a host name or IP literal as typed: surrounding blanks, upper case, a final dot, "smtp://", ":587"
 * behind it (then *port_r, else *port_r untouched). host_r (HOST_MAX bytes) is in A-labels, lower case.
 * False: not a name.
 */
bool host_parse(const char *text, char *host_r, int *port_r);

/* Whether host is an IPv4 or IPv6 literal. */
bool host_is_literal(const char *host);

/*
 * Whether host looks mistyped: a comma for a dot, a first label that is nearly a usual one ("smpt.", "stmp.",
 * "mial.", "imtp."), a well-known provider with letters swapped, missing or doubled ("gmial.com"), and the
 * corrected host (HOST_MAX bytes). False when there is nothing to correct. A hint only: names that are in use
 * somewhere ("imaps.", "mail2.", "ymail.com") are never corrected, but a name that looks mistyped may exist
 * all the same.
 */
bool host_likely_typo(const char *host, char *fixed_r);

#endif
