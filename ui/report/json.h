/*
 * Small helpers for everything that writes JSON: no value is NULL, no text harms a terminal, no memory runs out quietly.
 */
#ifndef MAILMEND_UI_REPORT_JSON_H
#define MAILMEND_UI_REPORT_JSON_H

#include <jansson.h>

#include "checks/base/str.h"

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

#endif
