/*
 * The parts of a mail (MIME, RFC 2045 and 2046), walked in place without a copy. Private to message_*.c.
 */
#ifndef MAILMEND_MAIL_MESSAGE_PART_H
#define MAILMEND_MAIL_MESSAGE_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"

#define PART_DEPTH_MAX 8
#define PARTS_MAX      200

struct part {
	const char *body;
	size_t body_len;
	char type[64];	   /* "text/plain", lower case */
	char encoding[24]; /* "base64", lower case; "" */
	char boundary[80]; /* of a multipart; "" */
	char report[32];   /* report-type of multipart/report; "" */
	char charset[40];  /* as it is written; "" */
	char name[256];	   /* of a file: of RFC 2231 decoded, else as it is written (RFC 2047); "" */
	bool attached;	   /* Content-Disposition: attachment */
	int inside;	   /* in how many mails inside of the whole it lies */
};

/* Called for each part that is no multipart itself; true ends the walk. */
typedef bool part_visit(const struct part *part, void *data);

/* Walks through a whole mail or part, header first, CRLF line ends; what lies inside of message/rfc822 is visited too, behind it. */
bool part_walk(const char *s, size_t len, part_visit *visit, void *data);

/* The header of a part alone. */
void part_read(const char *s, size_t len, struct part *part_r);

/* Appends the content, decoded, until out is full; what is broken is left out. */
void part_decode(const struct part *part, struct str *out);

#endif
