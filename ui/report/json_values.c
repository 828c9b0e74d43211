/*
 * The values of JSON documents, made harmless and masked where they have to be.
 */
#include "ui/report/json.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/utf8.h"

json_t *json_text(const char *text)
{
	struct str STR_AUTO harmless = STR_INIT;

	text_harmless(&harmless, text, strlen(text), TEXT_KEEP_LINES, 0);
	return json_stringn(str_text(&harmless), harmless.len);
}

void json_put(json_t *object, const char *key, json_t *value)
{
	if (!value || json_object_set_new(object, key, value) < 0)
		mem_exhausted(); /* jansson's only other reasons are NULL arguments */
}

void json_add(json_t *array, json_t *value)
{
	if (!value || json_array_append_new(array, value) < 0)
		mem_exhausted();
}

void json_put_text(json_t *object, const char *key, const char *text)
{
	json_put(object, key, text && text[0] ? json_text(text) : json_null());
}

void json_finish(json_t **document, struct str *out)
{
	char *text = json_dumps(*document, JSON_INDENT(2));

	if (!text)
		mem_exhausted();
	str_add(out, text);
	str_add_char(out, '\n');
	free(text);
	json_decref(*document);
	*document = NULL;
}

json_t *json_masked(struct mask *mask, enum arg_type type, const char *value)
{
	struct str STR_AUTO masked = STR_INIT;

	if (!mask)
		return json_text(value);
	mask_value(mask, type, value, &masked);
	return json_text(str_text(&masked));
}

void json_put_masked(
	json_t *object, const char *key, struct mask *mask, enum arg_type type, const char *value)
{
	json_put(object, key, value[0] ? json_masked(mask, type, value) : json_null());
}
