/*
 * Stamps of logs: each form, years that have to be guessed, and dates that do not exist.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "checks/know/log_stamp.h"

#define REFERENCE 1795305600 /* 2026-11-22T00:00:00Z */

static void test_forms(void **state)
{
	static const struct {
		const char *line;
		enum log_form form;
		size_t len;
		int64_t when;
	} table[] = {
		{"Nov 21 10:00:00 mx a: b", LOG_FORM_SYSLOG, 16, 1795255200},
		{"Nov  1 10:00:00 mx a: b", LOG_FORM_SYSLOG, 16, 1793527200},
		{"Nov 21 10:00:00.123456 mx a: b", LOG_FORM_SYSLOG, 23, 1795255200},
		{"2026-11-21T10:00:00.123456+01:00 mx a: b", LOG_FORM_SYSLOG, 33, 1795251600},
		{"2026-11-21T10:00:00-0230 mx a: b", LOG_FORM_SYSLOG, 25, 1795264200},
		{"2026-11-21T10:00:00Z mx a: b", LOG_FORM_SYSLOG, 21, 1795255200},
		{"2026-11-21T10:00:00 mx a: b", LOG_FORM_SYSLOG, 20, 1795255200},
		{"<22>Nov 21 10:00:00 mx a: b", LOG_FORM_SYSLOG, 20, 1795255200},
		{"<22>1 2026-11-21T10:00:00Z mx a - - - b", LOG_FORM_5424, 27, 1795255200},
		{"<22>1 - mx a - - - b", LOG_FORM_5424, 8, 0},
		{"2026-11-21 10:00:00 1abc", LOG_FORM_BARE, 20, 1795255200},
		{"2026-11-21 10:00:00.123 +0100 1abc", LOG_FORM_BARE, 30, 1795251600},
		{"@4000000067404a2a1dcd6500 new msg 1", LOG_FORM_BARE, 26, 1732266528},
		{"1795255200.123456 new msg 1", LOG_FORM_BARE, 18, 1795255200},
		{"{\"MESSAGE\":1}", LOG_FORM_NONE, 0, 0},
		{"Nov 21 10:00", LOG_FORM_NONE, 0, 0},
		{"Nix 21 10:00:00 mx", LOG_FORM_NONE, 0, 0},
		{"123456 x", LOG_FORM_NONE, 0, 0},
		{"<22>", LOG_FORM_NONE, 0, 0},
		{"<22><22><22>Nov 21 10:00:00 mx", LOG_FORM_NONE, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct log_clock clock = {.reference = REFERENCE};

		for (int again = 0; again < 3; again++) { /* from memory, too */
			enum log_form form;
			int64_t when;
			size_t len =
				log_stamp_read(&clock, table[i].line, strlen(table[i].line), &form, &when);

			if (len != table[i].len || form != table[i].form || when != table[i].when)
				print_error("%s: form %d, %zu bytes, %lld\n", table[i].line, (int)form, len,
					(long long)when);
			assert_int_equal(form, table[i].form);
			assert_int_equal(len, table[i].len);
			assert_int_equal(when, table[i].when);
		}
	}
}

/* Stamps without a year are of the last year that does not lie ahead; impossible ones have none. */
static void test_years(void **state)
{
	static const struct {
		const char *stamp;
		int64_t reference, when;
	} table[] = {
		{"Dec 31 23:59:59 ", 1767232800, 1767225599}, /* read two hours into 2026: of 2025 */
		{"Jan  1 00:00:01 ", 1767232800, 1767225601},
		{"Jan  1 12:00:00 ", 1767232800, 1767268800}, /* a clock that is a little ahead */
		{"Jan  3 12:00:00 ", 1767232800, 1735905600},
		{"Feb 29 12:00:00 ", 1767232800, 1709208000}, /* the last leap year */
		{"Feb 30 12:00:00 ", 1767232800, 0},
		{"Nov 00 12:00:00 ", 1767232800, 0},
		{"Nov 21 25:00:00 ", 1767232800, 0},
		{"Nov 21 10:61:00 ", 1767232800, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		struct log_clock clock = {.reference = table[i].reference};
		enum log_form form;
		int64_t when;

		assert_int_equal(
			log_stamp_read(&clock, table[i].stamp, strlen(table[i].stamp), &form, &when), 16);
		assert_int_equal(when, table[i].when);
	}
}

/* What is remembered belongs to its own second, hour and zone. */
static void test_memory(void **state)
{
	static const struct {
		const char *line;
		int64_t when;
	} table[] = {
		{"2026-11-21T10:00:00+01:00 a", 1795251600},
		{"2026-11-21T10:00:00+02:00 a", 1795248000},
		{"2026-11-21T10:00:00 a", 1795255200},
		{"2026-11-21T10:00:01Z a", 1795255201},
		{"2026-13-21T10:00:01Z a", 0},
		{"2026-13-21T10:00:01Z a", 0},
		{"Nov 21 10:00:00 a", 1795255200},
		{"Nov 21 10:59:59 a", 1795258799},
		{"Nov 21 11:00:00 a", 1795258800},
		{"Nov 20 11:00:00 a", 1795172400},
		{"2026-11-21 10:00:00 a", 1795255200},
		{"2024-11-21 10:00:00 a", 1732183200},
	};
	struct log_clock clock = {.reference = REFERENCE};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		enum log_form form;
		int64_t when;

		log_stamp_read(&clock, table[i].line, strlen(table[i].line), &form, &when);
		if (when != table[i].when)
			print_error("%s\n", table[i].line);
		assert_int_equal(when, table[i].when);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_years),
		cmocka_unit_test(test_memory),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
