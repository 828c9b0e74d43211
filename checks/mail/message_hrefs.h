/*
 * What the links of a mail look like to a filter: where they lead, and what they say that they lead to.
 */
#ifndef MAILMEND_MAIL_MESSAGE_HREFS_H
#define MAILMEND_MAIL_MESSAGE_HREFS_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/mail/message.h"

#define HREFS_MAX 200

struct message_href {
	char host[HOST_MAX];  /* in A-labels, or an address literal */
	char shown[HOST_MAX]; /* the host that the link's text shows; "": it shows none */
	bool literal;	      /* it leads to an IP address */
	bool user;	      /* something stands before an @ in it, which hides the host */
};

/* What the text parts of a mail are made of, beside their links. */
struct message_build {
	bool plain, html;     /* parts of text/plain and text/html with something in them */
	size_t plain_letters; /* what a person would read, of the longer of both */
	size_t html_letters;
	size_t pictures;   /* image parts, and <img> */
	bool form, script; /* HTML asks for input, or carries a program */
};

typedef bool message_href_visit(const struct message_href *href, void *data);

/* Each link of the mail's own text parts, at most HREFS_MAX; true ends it. build_r may be NULL. */
void message_hrefs(
	const struct message *message, message_href_visit *visit, void *data, struct message_build *build_r);

#endif
