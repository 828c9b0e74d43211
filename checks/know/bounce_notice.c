/*
 * Amazon SES' notifications by SNS: a mail whose text is JSON (developer guide, "Amazon SNS notification contents for Amazon SES"),
 * directly or as a string in "Message".
 */
#include "checks/know/bounce_reports.h"

#include <jansson.h>
#include <string.h>

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "";
}

static void take_recipient(const json_t *entry, struct bounce_reports *reports)
{
	const char *diagnostic = text_of(entry, "diagnosticCode"), *begin, *end;
	char address[ADDRESS_MAX + 1];
	struct bounce_report *report;

	if (!bounce_address_find(text_of(entry, "emailAddress"), &begin, &end, address))
		return;
	report = bounce_report_of(reports, address);
	if (!report || report->machine.len)
		return;
	str_copy(report->status, sizeof report->status, text_of(entry, "status"));
	report->delayed = strcmp(text_of(entry, "action"), "delayed") == 0;
	if (strncmp(diagnostic, "smtp;", 5) == 0) {
		str_copy(report->type, sizeof report->type, "smtp");
		diagnostic += 5 + strspn(diagnostic + 5, " ");
	}
	str_add(&report->machine, diagnostic);
}

static bool take_notice(const json_t *notice, struct bounce_reports *reports)
{
	const json_t *bounce = json_object_get(notice, "bounce");
	const json_t *entries = json_object_get(bounce, "bouncedRecipients");
	const json_t *entry;
	size_t i;

	json_array_foreach(entries, i, entry) take_recipient(entry, reports);
	return json_is_object(bounce);
}

bool bounce_notice_read(const char *text, struct bounce_reports *reports)
{
	struct str STR_AUTO joined = STR_INIT;
	const char *open = strchr(text, '{');
	json_t *notice, *inner;
	bool found;

	if (!open || !strstr(open, "notificationType"))
		return false;
	/* Mail programs fold it inside of its strings, where JSON has no line ends. */
	for (const char *s = open; *s; s++)
		str_add_char(&joined, *s == '\n' ? ' ' : *s);
	notice = json_loads(str_text(&joined), JSON_DISABLE_EOF_CHECK, NULL);
	found = take_notice(notice, reports);
	inner = found ? NULL : json_loads(text_of(notice, "Message"), JSON_DISABLE_EOF_CHECK, NULL);
	found = found || take_notice(inner, reports);
	json_decref(inner);
	json_decref(notice);
	return found;
}
