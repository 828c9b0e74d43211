/*
 * Small helpers for everything that writes JSON: no value is NULL, no text harms a terminal, no memory runs out quietly. And what the
 * documents of several commands have in common: a cause, the findings.
 */
#ifndef MAILMEND_UI_REPORT_JSON_H
#define MAILMEND_UI_REPORT_JSON_H

#include <jansson.h>

#include "checks/base/str.h"
#include "checks/engine/record.h"
#include "ui/words/mask.h"

/* A string, made harmless. */
json_t *json_text(const char *text);

/* Puts value (taken over) into the object. */
void json_put(json_t *object, const char *key, json_t *value);

/* The text, or null for NULL and "". */
void json_put_text(json_t *object, const char *key, const char *text);

/* Appends value (taken over) to the array. */
void json_add(json_t *array, json_t *value);

/* Appends the document with a newline and frees it. */
void json_finish(json_t **document, struct str *out);

/* One value of a known kind, masked where there is a mask. */
json_t *json_masked(struct mask *mask, enum arg_type type, const char *value);

/* The same, or null for "". */
void json_put_masked(
	json_t *object, const char *key, struct mask *mask, enum arg_type type, const char *value);

/* A cause as the contract has it: id, confidence, who, temporary, title, meaning, steps, findings, and more. */
json_t *report_cause(const struct record *record, const struct diagnosed_cause *cause, struct mask *mask);

/* All causes of the record, the most likely first. */
json_t *report_causes(const struct record *record, struct mask *mask);

/* The findings that a report shows. */
json_t *report_findings(const struct record *record, struct mask *mask);

#endif
