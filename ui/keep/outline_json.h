/*
 * What a run came to as JSON and back. Private to ui/keep.
 */
#ifndef MAILMEND_UI_KEEP_OUTLINE_JSON_H
#define MAILMEND_UI_KEEP_OUTLINE_JSON_H

#include <jansson.h>

#include "checks/engine/since.h"

json_t *outline_json(const struct outline *outline);
json_t *ended_checks_json(const struct ended_check *checks, size_t n);

/* False for anything that we did not write. A cause or check that this version does not know is left out or kept by its name. */
bool outline_read(const json_t *json, struct outline *outline_r);
bool ended_check_read(const json_t *json, struct ended_check *check_r);

#endif
