/*
 * When a line of a log was written. Forms: "Nov 21 10:00:00 " (RFC 3164: no year, local time), "<22>1 2026-11-21T10:00:00Z "
 * (RFC 5424), "2026-11-21T10:00:00.123456+01:00 " (rsyslog), "2026-11-21 10:00:00.123 +0100 " (Exim), "@400000006740…" (TAI64N),
 * "1763719200.123456 " (seconds since 1970).
 */
#ifndef MAILMEND_KNOW_LOG_STAMP_H
#define MAILMEND_KNOW_LOG_STAMP_H

#include <stddef.h>
#include <stdint.h>

enum log_form {
	LOG_FORM_NONE,	 /* no stamp */
	LOG_FORM_SYSLOG, /* RFC 3164 or the same with an ISO 8601 stamp: computer and tag follow */
	LOG_FORM_5424,	 /* RFC 5424: computer, tag, pid, message id, structured data follow */
	LOG_FORM_BARE,	 /* a stamp alone: the server's own words follow */
};

struct log_clock {
	int64_t reference; /* about when the log ends (the file's date, else now): gives stamps without a year theirs, the last
			      one that is not more than a day behind it; 0 reads as now */
	char last[24]; /* the stamp of the line before, and what it said */
	size_t last_len;
	int64_t last_when;
	char hour[16]; /* the hour of local time that was converted last */
	int64_t hour_when;
};

/*
 * Reads the stamp at the beginning of s: how many bytes it and the blank behind it take, 0 (LOG_FORM_NONE, when 0) without one.
 * A stamp that makes no sense (13th month) has a form, and when 0. The clock only makes it quicker.
 */
size_t log_stamp_read(
	struct log_clock *clock, const char *s, size_t len, enum log_form *form_r, int64_t *when_r);

#endif
