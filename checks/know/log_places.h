/*
 * Where mail servers write their logs, and how the older parts of a log are called: mail.log.1, maillog-20261120.gz, @4000….s. Pure; whoever
 * reads them looks into the directories itself.
 */
#ifndef MAILMEND_KNOW_LOG_PLACES_H
#define MAILMEND_KNOW_LOG_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One log by the name of its newest part; older ones lie in the same directory. */
struct log_place {
	const char *path;
	const char *
		beside; /* it tells again what stands in this one, and is read where that one is not; NULL: it stands for itself */
	const char *
		owner; /* the group whose members may read it, as distributions set it; NULL: root alone, or it differs */
};
extern const struct log_place log_places[];
extern const size_t log_places_n;

/* What is an older part of what. */
struct log_rotation {
	enum log_rotated {
		LOG_BY_NUMBER, /* .1: the higher, the older */
		LOG_BY_DATE,   /* -20261120, .20261120-143300 */
		LOG_BY_LABEL,  /* multilog's @4000… */
		LOG_NEWEST,    /* the log itself */
	} kind;
	int64_t number;
	char stamp[32]; /* digits of the date, or the label */
};

/* Whether `name` is `base` or an older part of it; both without directories. */
bool log_rotation_read(const char *base, const char *name, struct log_rotation *rotation_r);

/* Orders parts of one log by time, the oldest first; 0 for the same part twice (one of them compressed). */
int log_rotation_compare(const struct log_rotation *a, const struct log_rotation *b);

#endif
