/*
 * The words of a structured header field (RFC 5322 section 3.2): words, comments and separators, as Received, Authentication-Results and
 * From need them. Private to message_*.c.
 */
#ifndef MAILMEND_MAIL_MESSAGE_LEX_H
#define MAILMEND_MAIL_MESSAGE_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/mail/address.h"
#include "checks/net/addr.h"

#define LEX_WORD_MAX 512

enum lex_kind { LEX_END, LEX_WORD, LEX_COMMENT, LEX_SEPARATOR };

struct lex {
	const char *at;		 /* a NUL ends it */
	char text[LEX_WORD_MAX]; /* of the word or comment, cut; quotes and backslashes taken off */
};

/* The next one; separator is the byte that ends sections. A comment's text is what stands inside of its outer brackets. */
enum lex_kind lex_next(struct lex *lex, char separator);

/* The next word at blanks, inside of a comment; false at its end. word has LEX_WORD_MAX bytes. */
bool lex_blank_word(const char **at, char *word_r);

/* "[192.0.2.1]", "[IPv6:2001:db8::1]:25", "192.0.2.1", "user@192.0.2.1": false for anything else. */
bool lex_address(const char *word, struct net_addr *addr_r);

/* A host, in lower case and A-labels, or a literal as it is: "" where it is neither. */
void lex_host(const char *word, char host_r[HOST_MAX]);

#endif
