/*
 * What the command log reads: the files that were named, in the order of time, or this computer's usual places with their older parts, or its
 * journal; and what became of each.
 */
#ifndef MAILMEND_LOG_INPUT_H
#define MAILMEND_LOG_INPUT_H

#include "checks/base/vec.h"
#include "ui/report/log.h"

struct log_input {
	VEC(struct log_report_file) files; /* their paths are owned */
	VEC(struct log_identity) seen;	   /* which files were opened, so that none counts twice */
	int64_t since;			   /* 0: all of it */
	bool follow;			   /* the last one is read on */
};

void log_input_named(struct log_input *input, char *const *paths, size_t n);
void log_input_usual(struct log_input *input);

/* Reads them one after another. False where that was interrupted. */
bool log_input_read(struct log_input *input, const struct io_scope *scope, const struct log_reading *how,
	struct log_book *book);

void log_input_release(struct log_input *input);

#endif
