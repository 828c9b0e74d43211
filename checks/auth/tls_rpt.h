/*
 * Reports about encryption between servers (RFC 8460): where a domain wants to be told that mail to it could not be encrypted.
 */
#ifndef MAILMEND_AUTH_TLS_RPT_H
#define MAILMEND_AUTH_TLS_RPT_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/net/dns.h"

enum tls_rpt {
	TLS_RPT_NONE,
	TLS_RPT_FOUND,
	TLS_RPT_SEVERAL,    /* more than one: the domain counts as without */
	TLS_RPT_SYNTAX,	    /* meant as one, or with a piece that is no field: nobody heeds it */
	TLS_RPT_NO_ADDRESS, /* no rua, or nothing in it that is mailto: with an address or https: */
	TLS_RPT_UNKNOWN,    /* could not be found out */
};

/* The answer to TXT of _smtp._tls.DOMAIN. text_r: the record or what was meant as one, harmless. */
enum tls_rpt tls_rpt_read(const struct dns_answer *answer, char text_r[], size_t text_size);

#endif
