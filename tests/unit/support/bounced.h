/*
 * What tests of mails that came back share: a report as text, and what was understood as one line for each recipient.
 */
#ifndef MAILMEND_TESTS_BOUNCED_H
#define MAILMEND_TESTS_BOUNCED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/str.h"
#include "checks/know/bounce.h"

/* "failure: a@b failed recipient-unknown; c@d delayed -" */
static inline void bounced_told(const char *text, size_t len, struct str *out)
{
	struct message MESSAGE_AUTO message = {.len = 0};
	struct bounce BOUNCE_AUTO bounce = {.dialect = ""};

	assert_true(message_parse(text, len, &message));
	bounce_read(&message, &bounce);
	str_add(out, bounce_kind_name(bounce.kind));
	for (size_t i = 0; i < bounce.n; i++) {
		const struct bounce_recipient *recipient = &bounce.recipients[i];
		const char *cause = recipient->reply.meaning.cause;

		str_addf(out, "%s %s %s %s", i ? ";" : ":", recipient->address,
			bounce_action_name(recipient->action), cause ? cause : "-");
	}
}

static inline void bounced_expect(const char *text, const char *told)
{
	struct str STR_AUTO got = STR_INIT;

	bounced_told(text, strlen(text), &got);
	assert_string_equal(str_text(&got), told);
}

#endif
