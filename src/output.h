/*
 * What leaves the program: standard output, messages for people on standard error, files.
 */
#ifndef MAILMEND_OUTPUT_H
#define MAILMEND_OUTPUT_H

#include <stdbool.h>

#include "checks/base/str.h"
#include "checks/engine/record.h"
#include "src/options.h"

enum { EXIT_FINE = 0, EXIT_PROBLEM = 1, EXIT_USAGE = 2, EXIT_UNKNOWN = 3, EXIT_INTERRUPTED = 130 };

/* UTF-8 text on standard output: as it is into files and pipes, in the terminal's character set on a terminal. */
void output_text(const char *utf8);

/* JSON: always UTF-8. */
void output_json(const char *json);

/* One line on standard error, after "mailmend: ". */
void output_message(const char *utf8);

/* Whether all of standard output was taken; closes it. */
bool output_end(void);

/* An error of a command: the message, and with json the document of the contract. Gives code. */
int output_error(enum command command, const struct usage_error *error, bool json, int code);

/*
 * Everything that `check` gives for a record: the text or JSON on standard output, the report, the transcript. Gives the exit
 * code of the contract.
 */
int output_record(const struct record *record, const struct options *options);

/* Writes a report: whole or not at all, for this user alone. What is no regular file (a device) is never replaced. Says why not. */
bool output_save(const char *path, const struct str *text);

/* Masking left something readable, so nothing is shown, or the report is not written: says so and gives the exit code. */
int output_not_hidden(const struct options *options);
int output_report_not_hidden(const char *path);

#endif
