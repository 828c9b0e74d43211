/*
 * Time. Deadlines and durations use the monotonic clock, in microseconds (int64_t, names end in _us;
 * durations shown to people are milliseconds, names end in _ms). Certificate dates use the wall clock, in
 * seconds.
 */
#ifndef MAILMEND_BASE_CLOCK_H
#define MAILMEND_BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

#define CLOCK_NEVER INT64_MAX /* "no limit" for every deadline */
#define CLOCK_MS(n) ((int64_t)(n)*1000)

/* Now on the monotonic clock, in microseconds. */
int64_t clock_us(void);

/* The whole milliseconds that have passed since start_us. */
int64_t clock_since_ms(int64_t start_us);

/* The wall clock, seconds since 1970. */
int64_t clock_wall(void);

/* ISO 8601 in UTC, "2026-11-21T13:05:00Z"; buf needs 21 bytes. */
void clock_iso8601(int64_t wall, char *buf, size_t size);

#endif
