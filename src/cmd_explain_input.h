/*
 * What is given to explain: a file or standard input, read within bounds; of a file with several mails, the one that tells of a failure.
 */
#ifndef MAILMEND_CMD_EXPLAIN_INPUT_H
#define MAILMEND_CMD_EXPLAIN_INPUT_H

#include "checks/base/str.h"
#include "src/options.h"

struct explain_input {
	struct str bytes;
	const char *mail; /* the part of bytes that is explained */
	size_t mail_len;
	size_t others; /* mails in the same file besides */
	bool cut;      /* there was more than is read */
};

/* False with the reason: unreadable, empty, no text. The caller releases it all the same. */
bool explain_input_read(struct explain_input *input, const char *path, struct usage_error *error);

/* The text as a message that a program showed, harmless, in a buffer; of a long one the part that says something. */
void explain_input_message(struct explain_input *input, char *buf, size_t size);

void explain_input_release(struct explain_input *input);

#endif
