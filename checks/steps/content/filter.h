/*
 * What a spam filter of this computer says of a mail. Private to steps/content.
 */
#ifndef MAILMEND_STEPS_CONTENT_FILTER_H
#define MAILMEND_STEPS_CONTENT_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "checks/base/str.h"
#include "checks/know/spam_verdict.h"
#include "checks/net/io.h"
#include "checks/net/stream.h"

struct filter {
	const char *name; /* "SpamAssassin" */
	int port;	  /* on loopback */
	/* Writes the question: everything that goes before the mail, and the mail. */
	void (*ask)(const char *mail, size_t len, struct str *out);
	/* The answer whole, header and body; false: it is none that can be read (fuzzed). */
	bool (*read)(const char *answer, size_t len, struct spam_verdict *verdict_r);
};

extern const struct filter filter_spamd, filter_rspamd;

#define FILTER_ANSWER_MAX ((size_t)64 * 1024)

/* The value of a header line of the answer, in a buffer; false without it. *body_r: where its body begins. */
bool filter_header(const char *answer, size_t len, const char *name, char *value_r, size_t size);
const char *filter_body(const char *answer, size_t len);

#endif
