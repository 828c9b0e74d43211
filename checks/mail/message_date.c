/*
 * When a mail was delivered: dates as RFC 5322 section 3.3 has them, with the obsolete zones that still occur.
 */
#include "checks/mail/message.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "checks/base/ascii.h"

static int month_of(const char *word)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

	for (int i = 0; i < 12; i++)
		if (ascii_ncasecmp(word, names + i * 3, 3) == 0)
			return i;
	return -1;
}

/* "+0130" in seconds; names of zones count as UTC, as most of them meant it. */
static int zone_of(const char *word)
{
	int number = 0;

	if (word[0] != '+' && word[0] != '-')
		return 0;
	for (int i = 1; i <= 4; i++) {
		if (!ascii_isdigit(word[i]))
			return 0;
		number = number * 10 + word[i] - '0';
	}
	number = number / 100 * 3600 + number % 100 * 60;
	return word[0] == '-' ? -number : number;
}

bool message_date(const char *text, int64_t *seconds_r)
{
	const char *comma = strchr(text, ',');
	char month[4] = "", zone[8] = "";
	struct tm tm = {.tm_isdst = 0};
	int n;

	text = comma ? comma + 1 : text;
	n = sscanf(text, "%2d %3s %4d %2d:%2d:%2d %7s", &tm.tm_mday, month, &tm.tm_year, &tm.tm_hour,
		&tm.tm_min, &tm.tm_sec, zone);
	if (n == 5) /* seconds may be left out */
		n = sscanf(text, "%2d %3s %4d %2d:%2d %7s", &tm.tm_mday, month, &tm.tm_year, &tm.tm_hour,
			&tm.tm_min, zone);
	tm.tm_mon = n >= 5 ? month_of(month) : -1;
	if (tm.tm_mon < 0 || tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_year < 1970 || tm.tm_year > 9000 ||
		tm.tm_hour < 0 || tm.tm_hour > 23 || tm.tm_min < 0 || tm.tm_min > 59 || tm.tm_sec < 0 ||
		tm.tm_sec > 60)
		return false;
	tm.tm_year -= 1900;
	*seconds_r = (int64_t)timegm(&tm) - zone_of(zone);
	return true;
}

bool message_delivered(const struct message *message, int64_t *seconds_r)
{
	struct str STR_AUTO value = STR_INIT;
	const char *date;

	if (message_value(message, "Received", 0, &value)) {
		date = strrchr(str_text(&value), ';');
		if (date && message_date(date + 1, seconds_r))
			return true;
	}
	str_clear(&value);
	return message_value(message, "Date", 0, &value) && message_date(str_text(&value), seconds_r);
}
