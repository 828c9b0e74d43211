/*
 * The text of the test mail: harmless, plain, and saying what it is. Pure.
 */
#ifndef MAILMEND_STEPS_TEST_MAIL_TEXT_H
#define MAILMEND_STEPS_TEST_MAIL_TEXT_H

#include <stdint.h>

#include "checks/base/str.h"

#define TEST_MAIL_BYTES 20000 /* more than any one packet, less than any limit */

/*
 * A whole mail from address to somebody (mostly itself), in ASCII with LF line ends, about TEST_MAIL_BYTES long. wall: seconds since 1970. message_id: without
 * its angles; it is the only thing that tells this mail from others.
 */
void test_mail_text(
	const char *address, const char *to, int64_t wall, const char *message_id, struct str *text_r);

/* "Sat, 21 Nov 2026 13:05:00 +0000" (RFC 5322 3.3), in UTC. */
void test_mail_date(int64_t wall, char *buf, size_t size);

#endif
