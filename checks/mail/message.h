/*
 * A mail as it was sent (RFC 5322), read within bounds: its header fields in their order and byte for byte, who it says it is from, the servers
 * it passed, and the hosts that its text links to.
 *
 * What people save and paste is understood: LF and CRLF mixed, a "From " line before it, header fields without a text,
 * blanks or > before every line. Text in the results is that of strangers: lengths are bounded, but only what goes through
 * text_harmless() may be shown. Names of hosts are checked (A-labels, lower case).
 */
#ifndef MAILMEND_MAIL_MESSAGE_H
#define MAILMEND_MAIL_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/base/str.h"
#include "checks/mail/address.h"
#include "checks/net/addr.h"

#define MESSAGE_BYTES_MAX  ((size_t)4 * 1024 * 1024)
#define MESSAGE_FIELDS_MAX 1000
#define MESSAGE_VALUE_MAX  ((size_t)64 * 1024) /* of one unfolded field */

/* One header field: raw is "Name: value CRLF", with every CRLF of its folding. */
struct message_field {
	const char *raw;
	size_t len, name_len, value; /* value: where it starts, behind the colon */
};

struct message {
	char *bytes; /* owned: CRLF line ends, without "From " line and prefixes, a NUL behind */
	size_t len;
	struct message_field *fields; /* owned; from the top */
	size_t n;
	size_t body;   /* where it starts; len when there is none */
	bool has_body; /* an empty line ended the header; false: these are header fields alone */
	bool prefixed; /* every line stood behind blanks or >: somebody pasted or quoted it */
	bool cut;      /* it was longer than MESSAGE_BYTES_MAX or had more fields than MESSAGE_FIELDS_MAX */
	bool unclosed; /* a line that is no field ended the header, without an empty line before it */
};

/* False when no header field stands at its beginning: then message_r is untouched. The caller releases it. */
bool message_parse(const char *bytes, size_t len, struct message *message_r);

/* The same for a text that has a mail's header somewhere inside, as in a report that was copied: From and two more fields begin there. */
bool message_find(const char *bytes, size_t len, struct message *message_r);
void message_release(struct message *message);
#define MESSAGE_AUTO __attribute__((cleanup(message_release)))

/* The nth field (from 0) of this name, from the top; NULL without. */
const struct message_field *message_field(const struct message *message, const char *name, size_t nth);
bool message_field_is(const struct message_field *field, const char *name);

/* Appends the value unfolded (RFC 5322 section 2.2.3), without blanks around it; at most MESSAGE_VALUE_MAX bytes. */
void message_unfold(const struct message_field *field, struct str *out);

/* message_field and message_unfold in one; false without such a field. */
bool message_value(const struct message *message, const char *name, size_t nth, struct str *out);

/*
 * The mail that came back inside of a report of failure: its first message/rfc822 or text/rfc822-headers part, or the copy that servers
 * without RFC 3464 put into the text. False when this is no such report, or nothing came back with it.
 */
bool message_returned(const struct message *message, struct message *returned_r);

/* Whether a mail system wrote it: a report of failure or delay (RFC 3464; empty return path with MAILER-DAEMON). */
bool message_is_report(const struct message *message);

/* ---- who it is from ---- */

#define MESSAGE_FROM_MAX 8

/* The domains of From, each once, in their order; 0: no From, or none that can be read. */
size_t message_from(const struct message *message, char domains_r[MESSAGE_FROM_MAX][HOST_MAX]);

enum return_path {
	RETURN_PATH_NONE,    /* no such field: it was not delivered yet, or the header was cut */
	RETURN_PATH_EMPTY,   /* <>: a report of failure */
	RETURN_PATH_ADDRESS, /* address_r is set */
};

/* The envelope sender that the receiver wrote down. */
enum return_path message_return_path(const struct message *message, struct mail_address *address_r);

/* ---- the servers that it passed (RFC 5321 section 4.4) ---- */

#define MESSAGE_RECEIVED_MAX 32

struct received {
	char helo[HOST_MAX];  /* how the sending side introduced itself: a host, a literal or "" */
	char name[HOST_MAX];  /* the reverse name that the receiving side found; "": none, or not told */
	struct net_addr addr; /* the sending side's; len 0: not told */
	char by[HOST_MAX];    /* the receiving side */
	char with[32];	      /* "ESMTPSA", upper case; "" */
	bool authenticated;   /* it was handed in with a login */
	bool local;   /* it was handed in by a program on the same computer, or by web: no server sent it */
	int64_t when; /* seconds since 1970, by the receiving side's clock; 0: not told */
};

/* The Received lines from the top, the last server first; how many were read. */
size_t message_received(const struct message *message, struct received received_r[MESSAGE_RECEIVED_MAX]);

/* Seconds since 1970 of "Sat, 21 Nov 2026 10:00:00 +0100 (CET)"; false: it is no date. */
bool message_date(const char *text, int64_t *seconds_r);

/* When the last server took it, or else its own date; false: neither is told. */
bool message_delivered(const struct message *message, int64_t *seconds_r);

/* ---- what the receiver found out (RFC 8601) ---- */

#define MESSAGE_RESULTS_MAX 32

struct message_result {
	char server[HOST_MAX]; /* who says so; "": not told */
	char method[16];       /* "spf", "dkim", "dmarc", … lower case */
	char result[16];       /* "pass", "fail", … lower case */
	char domain[HOST_MAX]; /* smtp.mailfrom or smtp.helo, header.d or header.i, header.from; "" */
	char selector[64];     /* header.s; "" */
	struct net_addr addr;  /* of SPF: for which address; len 0: not told */
};

/* Authentication-Results and Received-SPF, from the top; how many were read. */
size_t message_results(const struct message *message, struct message_result results_r[MESSAGE_RESULTS_MAX]);

/* ---- what it links to ---- */

#define MESSAGE_LINKS_MAX 32

/*
 * The hosts of links in its text parts (plain and HTML; quoted-printable and base64 decoded; parts within parts to a depth of 8), each once,
 * in their order; names only, no addresses.
 */
size_t message_links(const struct message *message, char hosts_r[MESSAGE_LINKS_MAX][HOST_MAX]);

#endif
