/*
 * The form of a mail as it stands in a file, byte by byte: line ends, lengths of lines, bytes that may not be there (RFC 5322 section
 * 2.1.1, 2.3). A file whose lines all end in LF is a mail as programs keep it, and nothing is wrong with that.
 */
#ifndef MAILMEND_MAIL_MESSAGE_FORM_H
#define MAILMEND_MAIL_MESSAGE_FORM_H

#include <stddef.h>

#define FORM_LINE_MAX 998

/* A place: the first line that it was seen in, from 1; 0: nowhere. */
struct message_form {
	size_t bytes;		  /* as it travels, every line ended by CRLF */
	size_t long_line, length; /* a line of more than FORM_LINE_MAX bytes, and how long it is */
	size_t bare_lf;		  /* a line that ends in LF alone, among others that end in CRLF */
	size_t bare_cr;		  /* a CR in the middle of a line */
	size_t nul;
	size_t high_header; /* a byte outside ASCII above the first empty line */
};

void message_form_read(const char *bytes, size_t len, struct message_form *form_r);

#endif
