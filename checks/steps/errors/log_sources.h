/*
 * Which files hold a mail server's log on this computer: the usual places with all their older parts, in the order of time. Looks into
 * directories only, through the seam of engine/computer.h; shared by the check errors.log and the command log.
 */
#ifndef MAILMEND_STEPS_ERRORS_LOG_SOURCES_H
#define MAILMEND_STEPS_ERRORS_LOG_SOURCES_H

#include "checks/base/vec.h"
#include "checks/engine/mailcase.h"
#include "checks/know/log_places.h"

struct log_source {
	char *path; /* owned */
	const struct log_place *place;
	struct log_rotation part;
};

struct log_sources {
	VEC(struct log_source) list;
};

/*
 * The parts of each place that may be there, place by place, the oldest first. What is in a directory that cannot be listed is taken to be there
 * until it is opened.
 */
void log_sources_find(const struct mailcase *mailcase, struct log_sources *sources_r);

/* Fewer: of each place no more than the newest n parts. */
void log_sources_newest(struct log_sources *sources, size_t n);

void log_sources_release(struct log_sources *sources);

#endif
