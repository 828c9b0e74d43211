/*
 * Words for enums both ways, so that a later version may order them otherwise.
 */
#include "ui/keep/outline_json.h"

#include <string.h>

#include "checks/base/str.h"

json_t *ended_checks_json(const struct ended_check *checks, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, json_pack("{s:s, s:s}", "id", checks[i].id, "status",
						     check_status_name(checks[i].status)));
	return array;
}

json_t *outline_json(const struct outline *outline)
{
	json_t *causes = json_array();

	for (size_t i = 0; i < outline->causes.n; i++)
		json_array_append_new(
			causes, json_pack("{s:s, s:i}", "id", cause_name(outline->causes.items[i].id),
					"confidence", outline->causes.items[i].confidence));
	return json_pack("{s:I, s:s, s:o, s:o}", "tested", (json_int_t)outline->started, "verdict",
		verdict_name(outline->verdict), "causes", causes, "checks",
		ended_checks_json(outline->checks.items, outline->checks.n));
}

static bool status_by_name(const char *name, enum check_status *status_r)
{
	for (int i = CHECK_OK; i <= CHECK_SKIPPED; i++)
		if (strcmp(check_status_name((enum check_status)i), name) == 0) {
			*status_r = (enum check_status)i;
			return true;
		}
	return false;
}

bool ended_check_read(const json_t *json, struct ended_check *check_r)
{
	const char *id = json_string_value(json_object_get(json, "id"));
	const char *status = json_string_value(json_object_get(json, "status"));

	return id && status && str_copy(check_r->id, sizeof check_r->id, id) &&
	       status_by_name(status, &check_r->status);
}

static bool read_verdict(const json_t *json, enum verdict *verdict_r)
{
	for (int i = VERDICT_UNKNOWN; json_is_string(json) && i <= VERDICT_CANNOT_SEND; i++)
		if (strcmp(verdict_name((enum verdict)i), json_string_value(json)) == 0) {
			*verdict_r = (enum verdict)i;
			return true;
		}
	return false;
}

static bool read_cause(const json_t *json, struct outline *outline)
{
	const char *name = json_string_value(json_object_get(json, "id"));
	const json_t *confidence = json_object_get(json, "confidence");
	enum cause_id id;

	if (!name || !json_is_integer(confidence))
		return false;
	if (cause_by_name(name, &id))
		*VEC_ADD(&outline->causes) =
			(struct ended_cause){id, (int)(json_integer_value(confidence) % 101)};
	return true;
}

bool outline_read(const json_t *json, struct outline *outline_r)
{
	const json_t *causes = json_object_get(json, "causes"), *checks = json_object_get(json, "checks");
	const json_t *item;
	size_t i;

	if (!json_is_array(causes) || !json_is_array(checks) ||
		!read_verdict(json_object_get(json, "verdict"), &outline_r->verdict))
		return false;
	outline_r->started = json_integer_value(json_object_get(json, "tested"));
	json_array_foreach(causes, i, item)
	{
		if (!read_cause(item, outline_r))
			return false;
	}
	json_array_foreach(checks, i, item)
	{
		if (!ended_check_read(item, VEC_ADD(&outline_r->checks)))
			return false;
	}
	return true;
}
