/*
 * What the command log answers: text and JSON from a book of the log and the record that the step errors made of it. Pure.
 */
#ifndef MAILMEND_UI_REPORT_LOG_H
#define MAILMEND_UI_REPORT_LOG_H

#include "checks/engine/record.h"
#include "checks/know/log_places.h"
#include "checks/know/log_read.h"
#include "checks/steps/errors/log_causes.h"
#include "ui/words/mask.h"

/* One file that was read or was to be. */
struct log_report_file {
	const char *path;	       /* "-": standard input; "journal" */
	const struct log_place *place; /* the usual place that it belongs to; NULL: none */
	const char *group;	       /* whose members may read it; NULL: not known */
	struct log_file file;
	const char *same_as; /* it is this file once more, and was not read again; NULL: it is not */
	bool left_out;	     /* it ends before --since */
	bool usual;	     /* one of the usual places, not named by the person */
};

struct log_report {
	const struct record *record;
	struct log_book *book;
	const struct log_report_file *files;
	size_t n_files;
	bool interrupted;
	bool following; /* it goes on: what comes is told behind this */
	int64_t since;	/* 0: all of it */
};

/* Appends it, ended by a newline. mask NULL: nothing is hidden; else it has learnt by log_report_learn(). */
void log_report_text(const struct log_report *report, struct mask *mask, struct str *out);
/* Its last part: what was read, what was not, and how it can be. */
void log_report_files(const struct log_report *report, struct mask *mask, struct str *out);
void log_report_json(const struct log_report *report, struct mask *mask, struct str *out);

/* The document of a log of which nothing could be read: the error of the contract, and what became of the files. */
void log_report_json_error(
	const struct log_report *report, const char *id, const char *text, struct str *out);

/* Tells the mask the names in the log: servers, destinations, addresses. */
void log_report_learn(const struct log_report *report, struct mask *mask);

/* What became of a file, for people: "… cannot be read with your rights. …". Nothing where it was read to its end. */
void log_report_file_words(const struct log_report_file *file, struct mask *mask, struct str *out);

/* Appends its name for people, harmless: whoever may write into a folder chooses the names in it. */
void log_file_name(const struct log_report_file *file, struct str *out);

/* A word for it, stable: "read", "forbidden", … */
const char *log_outcome_name(const struct log_report_file *file);

/* The diagnosed cause that stands for it: as the record has it, or as its findings alone make it. */
struct diagnosed_cause log_report_cause(const struct record *record, const struct log_cause *cause);

#endif
