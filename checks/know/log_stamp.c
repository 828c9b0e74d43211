/*
 * Stamps of log lines. Most lines have the stamp of the line before: its bytes are compared first. Local time is converted once
 * for each hour, which is all that a change of summer time needs.
 */
#include "checks/know/log_stamp.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"

enum {
	SYSLOG_LEN = 15, /* "Nov 21 10:00:00" */
	ISO_LEN = 19,	 /* "2026-11-21T10:00:00" */
	TAI_LEN = 25,	 /* '@', 16 digits of seconds, 8 of nanoseconds */
	DAY = 86400,
	YEAR_FIRST = 1990,
	YEAR_LAST = 2100,
	LEAP_SECONDS =
		10, /* qmail's clocks count TAI as UTC + 10 s (libtai without a table of leap seconds) */
};

struct moment {
	int year, month, day; /* 0: the stamp has no year; month 1 to 12 */
	int hour, minute, second;
};

static int digits(const char *s, int n)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (!ascii_isdigit(s[i]))
			return -1;
		value = value * 10 + (s[i] - '0');
	}
	return value;
}

static int month_of(const char *s)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++)
		if (!memcmp(s, names + 3 * i, 3))
			return i + 1;
	return 0;
}

/* Days since 1970 of a date of the Gregorian calendar. */
static int64_t days_of(int year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1;
	int64_t era = y / 400, in_era = y - era * 400;
	int64_t in_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

static bool day_exists(int year, int month, int day)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (month == 2 && leap);
}

static bool makes_sense(const struct moment *moment)
{
	return moment->year >= YEAR_FIRST && moment->year <= YEAR_LAST &&
	       day_exists(moment->year, moment->month, moment->day) && moment->hour >= 0 &&
	       moment->hour < 24 && moment->minute >= 0 && moment->minute < 60 && moment->second >= 0 &&
	       moment->second <= 60;
}

static int64_t as_utc(const struct moment *m)
{
	return days_of(m->year, m->month, m->day) * DAY + m->hour * 3600 + m->minute * 60 + m->second;
}

/* The C library reads the time zone anew in there, for all threads; its own lock is not seen by those who look for races. */
static pthread_mutex_t zone_lock = PTHREAD_MUTEX_INITIALIZER;

/* The hour of this computer's local time; 0: there is none. */
static int64_t local_hour(const struct moment *m)
{
	struct tm tm = {.tm_year = m->year - 1900,
		.tm_mon = m->month - 1,
		.tm_mday = m->day,
		.tm_hour = m->hour,
		.tm_isdst = -1};
	time_t when;

	pthread_mutex_lock(&zone_lock);
	when = mktime(&tm);
	pthread_mutex_unlock(&zone_lock);
	return when == (time_t)-1 ? 0 : (int64_t)when;
}

/* The hour of the last year that does not lie behind the log's end: logs without years are read soon after they end. */
static int64_t guessed_hour(const struct log_clock *clock, struct moment *m)
{
	int64_t end = (clock->reference ? clock->reference : clock_wall()) + DAY;
	int year = (int)(1970 + end / (DAY * INT64_C(365)) + 1);

	for (int tries = 0; tries < 12; tries++, year--) {
		int64_t when;

		m->year = year;
		if (!makes_sense(m))
			continue;
		when = local_hour(m);
		if (when && when <= end)
			return when;
	}
	return 0;
}

/* key: the bytes of the stamp up to and with the hour. */
static int64_t local_time(struct log_clock *clock, struct moment *m, const char *key, size_t key_len)
{
	if (clock->hour[0] && strlen(clock->hour) == key_len && !memcmp(clock->hour, key, key_len))
		return clock->hour_when ? clock->hour_when + m->minute * 60 + m->second : 0;
	memcpy(clock->hour, key, key_len);
	clock->hour[key_len] = '\0';
	if (!m->year)
		clock->hour_when = guessed_hour(clock, m);
	else
		clock->hour_when = makes_sense(m) ? local_hour(m) : 0;
	return clock->hour_when ? clock->hour_when + m->minute * 60 + m->second : 0;
}

static bool clock_fits(const struct moment *m)
{
	return m->hour >= 0 && m->hour < 24 && m->minute >= 0 && m->minute < 60 && m->second >= 0 &&
	       m->second <= 60;
}

/* "10:00:00" */
static bool read_time(const char *s, struct moment *moment_r)
{
	moment_r->hour = digits(s, 2);
	moment_r->minute = digits(s + 3, 2);
	moment_r->second = digits(s + 6, 2);
	return s[2] == ':' && s[5] == ':' && moment_r->hour >= 0 && moment_r->minute >= 0 &&
	       moment_r->second >= 0;
}

/* A fraction of a second at s: its length. */
static size_t fraction_len(const char *s, size_t len)
{
	size_t n = 1;

	if (!len || (s[0] != '.' && s[0] != ','))
		return 0;
	while (n < len && ascii_isdigit(s[n]))
		n++;
	return n > 1 ? n : 0;
}

static void remember(struct log_clock *clock, const char *s, size_t len, int64_t when)
{
	memcpy(clock->last, s, len);
	clock->last_len = len;
	clock->last_when = when;
}

/* The stamp's own bytes, and one blank behind them. */
static size_t with_blank(const char *s, size_t len, size_t n)
{
	return n < len && s[n] == ' ' ? n + 1 : n;
}

/* "Nov 21 10:00:00", local time without a year. */
static size_t read_syslog(struct log_clock *clock, const char *s, size_t len, int64_t *when_r)
{
	struct moment m = {0};

	if (len < SYSLOG_LEN || s[3] != ' ' || s[6] != ' ' || !read_time(s + 7, &m))
		return 0;
	m.month = month_of(s);
	m.day = s[4] == ' ' ? digits(s + 5, 1) : digits(s + 4, 2);
	if (!m.month || m.day < 0)
		return 0;
	*when_r = clock_fits(&m) ? local_time(clock, &m, s, 9) : 0;
	remember(clock, s, SYSLOG_LEN, *when_r);
	return with_blank(s, len, SYSLOG_LEN + fraction_len(s + SYSLOG_LEN, len - SYSLOG_LEN));
}

/* "Z", "+01:00" or "+0100" at s: its length, and the seconds east of UTC. */
static size_t read_zone(const char *s, size_t len, int *east_r)
{
	size_t colon;
	int hours, minutes;

	if (len && (s[0] == 'Z' || s[0] == 'z')) {
		*east_r = 0;
		return 1;
	}
	if (len < 5 || (s[0] != '+' && s[0] != '-'))
		return 0;
	colon = s[3] == ':';
	hours = digits(s + 1, 2);
	minutes = len >= 5 + colon ? digits(s + 3 + colon, 2) : -1;
	if (hours < 0 || minutes < 0)
		return 0;
	*east_r = (hours * 3600 + minutes * 60) * (s[0] == '-' ? -1 : 1);
	return 5 + colon;
}

static bool read_iso_moment(const char *s, size_t len, struct moment *m)
{
	if (len < ISO_LEN || s[4] != '-' || s[7] != '-' || (s[10] != 'T' && s[10] != ' ') ||
		!read_time(s + 11, m))
		return false;
	m->year = digits(s, 4);
	m->month = digits(s + 5, 2);
	m->day = digits(s + 8, 2);
	return m->year >= 0 && m->month >= 0 && m->day >= 0;
}

/* "2026-11-21T10:00:00.123456+01:00" with a computer behind it, "2026-11-21 10:00:00.123 +0100" without one. */
static size_t read_iso(
	struct log_clock *clock, const char *s, size_t len, enum log_form *form_r, int64_t *when_r)
{
	struct moment m = {0};
	size_t n, zone;
	int east = 0;

	if (!read_iso_moment(s, len, &m))
		return 0;
	*form_r = s[10] == 'T' ? LOG_FORM_SYSLOG : LOG_FORM_BARE;
	n = ISO_LEN + fraction_len(s + ISO_LEN, len - ISO_LEN);
	zone = read_zone(s + n, len - n, &east);
	if (!zone && n + 1 < len && s[n] == ' ' && s[10] == ' ') {
		zone = read_zone(s + n + 1, len - n - 1, &east);
		zone += zone != 0;
	}
	if (!makes_sense(&m))
		*when_r = 0;
	else
		*when_r = zone ? as_utc(&m) - east : local_time(clock, &m, s, 13);
	return with_blank(s, len, n + zone);
}

/* As before, and the fraction and the zone follow: "+01:00" is part of what is compared by the caller's next look. */
static size_t again_iso(const struct log_clock *clock, const char *s, size_t len, int64_t *when_r)
{
	size_t n = ISO_LEN + fraction_len(s + ISO_LEN, len - ISO_LEN);
	int east = 0;
	size_t zone = read_zone(s + n, len - n, &east);

	if (!zone)
		return 0;
	*when_r = clock->last_when ? clock->last_when - east : 0;
	return with_blank(s, len, n + zone);
}

/* TAI64N (https://cr.yp.to/libtai/tai64.html): 2^62 is 1970 in TAI. */
static size_t read_tai(const char *s, size_t len, int64_t *when_r)
{
	uint64_t seconds = 0;

	if (len < TAI_LEN)
		return 0;
	for (int i = 1; i < TAI_LEN; i++) {
		if (ascii_hex(s[i]) < 0)
			return 0;
		if (i <= 16)
			seconds = seconds << 4 | (uint64_t)ascii_hex(s[i]);
	}
	seconds -= UINT64_C(1) << 62;
	*when_r = seconds < UINT64_C(1) << 33 ? (int64_t)seconds - LEAP_SECONDS : 0;
	return with_blank(s, len, TAI_LEN);
}

/* "1763719200.123456 " */
static size_t read_epoch(const char *s, size_t len, int64_t *when_r)
{
	int64_t seconds = 0;
	size_t n = 0;

	while (n < len && n < 11 && ascii_isdigit(s[n]))
		seconds = seconds * 10 + (s[n++] - '0');
	if (n < 9 || n > 10)
		return 0;
	n += fraction_len(s + n, len - n);
	if (n >= len || s[n] != ' ')
		return 0;
	*when_r = seconds;
	return n + 1;
}

/* "<22>" at s: its length. */
static size_t priority_len(const char *s, size_t len)
{
	size_t n = 1;

	while (n < len && n < 4 && ascii_isdigit(s[n]))
		n++;
	return n > 1 && n < len && s[n] == '>' ? n + 1 : 0;
}

static size_t read_priority(
	struct log_clock *clock, const char *s, size_t len, enum log_form *form_r, int64_t *when_r)
{
	size_t n = priority_len(s, len), stamp;

	if (!n || n + 2 >= len || s[n] == '<')
		return 0;
	if (s[n] != '1' || s[n + 1] != ' ') {
		stamp = log_stamp_read(clock, s + n, len - n, form_r, when_r);
		return stamp ? n + stamp : 0;
	}
	n += 2;
	stamp = read_iso(clock, s + n, len - n, form_r, when_r);
	if (!stamp && s[n] == '-')
		stamp = with_blank(s + n, len - n, 1);
	*form_r = stamp ? LOG_FORM_5424 : LOG_FORM_NONE;
	return stamp ? n + stamp : 0;
}

static size_t read_anew(
	struct log_clock *clock, const char *s, size_t len, enum log_form *form_r, int64_t *when_r)
{
	enum log_form form = LOG_FORM_NONE;
	size_t n = 0;

	if (s[0] >= 'A' && s[0] <= 'Z') {
		n = read_syslog(clock, s, len, when_r);
		form = LOG_FORM_SYSLOG;
	} else if (s[0] == '<') {
		n = read_priority(clock, s, len, &form, when_r);
	} else if (s[0] == '@') {
		n = read_tai(s, len, when_r);
		form = LOG_FORM_BARE;
	} else if (ascii_isdigit(s[0])) {
		n = read_iso(clock, s, len, &form, when_r);
		if (n && s[10] == 'T' && n > ISO_LEN + 1) {
			struct moment m = {0};

			read_iso_moment(s, len, &m);
			remember(clock, s, ISO_LEN, makes_sense(&m) ? as_utc(&m) : 0);
		} else if (!n) {
			n = read_epoch(s, len, when_r);
			form = LOG_FORM_BARE;
		}
	}
	*form_r = n ? form : LOG_FORM_NONE;
	return n;
}

size_t log_stamp_read(
	struct log_clock *clock, const char *s, size_t len, enum log_form *form_r, int64_t *when_r)
{
	*when_r = 0;
	if (len > SYSLOG_LEN && clock->last_len == SYSLOG_LEN && s[SYSLOG_LEN] == ' ' &&
		!memcmp(s, clock->last, SYSLOG_LEN)) {
		*form_r = LOG_FORM_SYSLOG;
		*when_r = clock->last_when;
		return SYSLOG_LEN + 1;
	}
	if (len > ISO_LEN && clock->last_len == ISO_LEN && !memcmp(s, clock->last, ISO_LEN)) {
		size_t n = again_iso(clock, s, len, when_r);

		*form_r = LOG_FORM_SYSLOG;
		if (n)
			return n;
	}
	*form_r = LOG_FORM_NONE;
	return len ? read_anew(clock, s, len, form_r, when_r) : 0;
}
