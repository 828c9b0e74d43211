/*
 * The test mail's way and place: which folders are looked into, and where on its way a mail waited.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/steps/content/arrival.h"

static void which_folders(void **state)
{
	static const struct {
		const char *leaf;
		unsigned uses;
		bool junk, passed_over;
	} rows[] = {
		{"Junk", 0, true, false},
		{"Whatever", FOLDER_JUNK, true, false},
		{"Spam", FOLDER_ALL, false, true}, /* what the server says counts */
		{"Sent", 0, false, true},
		{"Out", FOLDER_OWN, false, true},
		{"All", FOLDER_ALL, false, true},
		{"Trash", 0, false, false},
		{"Lists", 0, false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct access_folder folder = {.uses = rows[i].uses};

		str_copy(folder.leaf, sizeof folder.leaf, rows[i].leaf);
		assert_int_equal(arrival_is_junk(&folder), rows[i].junk);
		assert_int_equal(arrival_is_passed_over(&folder), rows[i].passed_over);
	}
}

static void the_longest_stop(void **state)
{
	static const char mail[] =
		"Received: from relay.example (relay.example [192.0.2.3]) by imap.example with LMTP;\n"
		"\tSun, 22 Nov 2026 10:05:01 +0000\n"
		"Received: from smtp.example (smtp.example [192.0.2.2]) by relay.example with ESMTP;\n"
		"\tSun, 22 Nov 2026 11:00:01 +0100\n"
		"Received: from home (home.example [198.51.100.7]) by smtp.example with ESMTPSA;\n"
		"\tSun, 22 Nov 2026 10:00:00 +0000\n"
		"From: a@b.example\nSubject: x\n\n";
	struct message MESSAGE_AUTO message = {.len = 0};
	char host[HOST_MAX];

	(void)state;
	assert_true(message_parse(mail, sizeof mail - 1, &message));
	assert_int_equal(arrival_longest_stop(&message, host), 300);
	assert_string_equal(host, "relay.example");
}

/* Clocks that differ, and lines without a date, are no stop. */
static void no_stop(void **state)
{
	static const char mail[] = "Received: from b by c; Sun, 22 Nov 2026 09:00:00 +0000\n"
				   "Received: from a by b; Sun, 22 Nov 2026 10:00:00 +0000\n"
				   "Received: from x by a\nFrom: a@b.example\nSubject: x\n\n";
	struct message MESSAGE_AUTO message = {.len = 0};
	char host[HOST_MAX];

	(void)state;
	assert_true(message_parse(mail, sizeof mail - 1, &message));
	assert_int_equal(arrival_longest_stop(&message, host), 0);
	assert_string_equal(host, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(which_folders),
		cmocka_unit_test(the_longest_stop),
		cmocka_unit_test(no_stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
