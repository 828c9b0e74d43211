/*
 * Options of the command log: from when on, and what is read beside the files.
 */
#include "src/options_set.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "ui/words/words.h"

#define DAY 86400

/* "90m", "3h", "2d", "1w": so long ago. */
static bool read_span(const char *value, int64_t *seconds_r)
{
	static const struct {
		char letter;
		int64_t seconds;
	} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', DAY}, {'w', 7 * DAY}};
	size_t len = strspn(value, "0123456789");
	char digits[12];
	int64_t n;

	if (!len || len >= sizeof digits || !value[len] || value[len + 1])
		return false;
	snprintf(digits, sizeof digits, "%.*s", (int)len, value);
	if (!ascii_number(digits, 0, 100000, &n))
		return false;
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (ascii_lower(value[len]) == units[i].letter) {
			*seconds_r = n * units[i].seconds;
			return true;
		}
	}
	return false;
}

/* "2026-11-20", "2026-11-20 14:30", "2026-11-20T14:30:00Z": by the clock of this computer, or UTC. */
static bool read_date(const char *value, int64_t *when_r)
{
	static const char *const forms[] = {
		"%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"};

	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		struct tm tm = {.tm_isdst = -1};
		const char *end = strptime(value, forms[i], &tm);
		bool utc = end && strcmp(end, "Z") == 0;
		time_t when;

		if (!end || (*end && !utc))
			continue;
		when = utc ? timegm(&tm) : mktime(&tm);
		*when_r = (int64_t)when;
		return when > 0;
	}
	return false;
}

SETTER(set_since)
{
	int64_t ago, when = 0;

	if (read_span(value, &ago))
		when = clock_wall() - ago;
	if (when > 0 || read_date(value, &when)) {
		options->since = when;
		return true;
	}
	/* TRANSLATORS: {option} is --since, {value} what was given, {allowed} literal examples. */
	return fail_value(error, _("{option} takes a time, such as {allowed}, not {value}."), "--since",
		value, "3h, 2d, 2026-11-20, 2026-11-20T14:30");
}

SETTER(set_log)
{
	if (access(value, R_OK) == 0 &&
		str_copy(options->mailcase.log_file, sizeof options->mailcase.log_file, value))
		return true;
	/* TRANSLATORS: {option} is --log, {value} the name of a file. */
	return fail_value(error, _("{option}: the file {value} cannot be read."), "--log", value, "");
}
