/*
 * The JSON of explain as the contract names it, and the one entry for all formats with its last look for what was to be hidden.
 */
#include "ui/report/explain.h"

#include <string.h>

#include "checks/base/clock.h"
#include "checks/steps/errors/say_bounce.h"
#include "ui/report/json.h"

static const char *kind_name(enum explain_kind kind)
{
	static const char *const names[] = {
		[EXPLAIN_UNKNOWN] = "unknown",
		[EXPLAIN_REPLY] = "reply",
		[EXPLAIN_BOUNCE] = "bounce",
		[EXPLAIN_MESSAGE] = "message",
	};

	return names[kind];
}

const struct paste *explain_reply(const struct explained *explained)
{
	if (explained->kind == EXPLAIN_BOUNCE && explained->bounce && explained->bounce->n)
		return &explained->bounce->recipients[0].reply;
	return explained->reply;
}

static const char *speaker_name(enum reply_speaker speaker)
{
	static const char *const names[] = {
		[SPEAKER_UNKNOWN] = "",
		[SPEAKER_SERVER] = "server",
		[SPEAKER_PROGRAM] = "program",
		[SPEAKER_RELAY] = "relay",
	};

	return names[speaker];
}

static json_t *reply_object(const struct paste *reply, struct mask *mask)
{
	json_t *object = json_object();

	json_put(object, "code", reply->code ? json_integer(reply->code) : json_null());
	json_put_text(object, "enhanced", reply->enhanced);
	json_put_masked(object, "text", mask, ARG_TEXT, reply->text);
	json_put_masked(object, "said_by", mask, ARG_HOST, reply->said_by);
	json_put_text(object, "command", reply->command);
	json_put_text(object, "speaker", speaker_name(reply->speaker));
	json_put_text(object, "program", reply->program);
	json_put_text(object, "meaning_source", reply->meaning.source);
	return object;
}

static json_t *recipient_object(const struct bounce_recipient *recipient, struct mask *mask)
{
	char words[PASTE_TEXT_MAX + 32], until[32];
	json_t *object = json_object();

	bounce_in_words(recipient, words, sizeof words);
	json_put_masked(object, "address", mask, ARG_EMAIL, recipient->address);
	json_put_text(object, "status", recipient->status);
	json_put_text(object, "action", bounce_action_name(recipient->action));
	json_put_masked(object, "diagnostic", mask, ARG_TEXT, words);
	json_put_text(object, "first_cause", recipient->reply.meaning.cause);
	if (recipient->retry_until) {
		clock_iso8601(recipient->retry_until, until, sizeof until);
		json_put_text(object, "retry_until", until);
	}
	json_put(object, "reply", reply_object(&recipient->reply, mask));
	return object;
}

static json_t *recipients(const struct explained *explained, struct mask *mask)
{
	json_t *array = json_array();

	for (size_t i = 0; explained->kind == EXPLAIN_BOUNCE && i < explained->bounce->n; i++)
		json_add(array, recipient_object(&explained->bounce->recipients[i], mask));
	return array;
}

static void explain_json(const struct explained *explained, struct mask *mask, struct str *out)
{
	const struct record *record = explained->record;
	const struct paste *reply = explain_reply(explained);
	const struct bounce *bounce = explained->bounce;
	json_t *document = json_object();

	json_put(document, "schema", json_integer(1));
	json_put_text(document, "command", "explain");
	json_put_text(document, "kind", kind_name(explained->kind));
	json_put(document, "causes", report_causes(record, mask));
	json_put_text(document, "first_cause", cause_name(diagnosis_first(&record->diagnosis)));
	json_put(document, "reply", reply ? reply_object(reply, mask) : json_null());
	json_put(document, "recipients", recipients(explained, mask));
	json_put_text(document, "report", bounce ? bounce_kind_name(bounce->kind) : NULL);
	json_put_text(document, "dialect", bounce ? bounce->dialect : NULL);
	json_put(document, "reporter",
		bounce && bounce->reporter[0] ? json_masked(mask, ARG_HOST, bounce->reporter) : json_null());
	json_put(document, "findings", report_findings(record, mask));
	json_put(document, "others", json_integer((json_int_t)explained->others));
	json_put(document, "cut", json_boolean(explained->cut || (bounce && bounce->cut)));
	json_finish(&document, out);
}

/* What the record does not name: recipients behind the first of each reason, and the servers. */
static void learn(struct mask *mask, const struct explained *explained)
{
	const struct paste *reply = explain_reply(explained);
	const struct bounce *bounce = explained->bounce;

	mask_record(mask, explained->record);
	if (reply && reply->said_by[0])
		mask_learn(mask, ARG_HOST, reply->said_by);
	if (!bounce)
		return;
	if (bounce->reporter[0])
		mask_learn(mask, ARG_HOST, bounce->reporter);
	for (size_t i = 0; i < bounce->n; i++) {
		const struct bounce_recipient *recipient = &bounce->recipients[i];

		if (recipient->address[0])
			mask_learn(mask, ARG_EMAIL, recipient->address);
		if (recipient->reply.said_by[0])
			mask_learn(mask, ARG_HOST, recipient->reply.said_by);
	}
}

static void append(const struct explained *explained, enum report_format format, struct mask *mask,
	int columns, struct str *out)
{
	const struct report_options options = {.mask = mask, .command = "explain"};

	switch (format) {
	case REPORT_TEXT:
		explain_text(explained, mask, columns, out);
		break;
	case REPORT_HTML:
		report_html(explained->record, &options, out);
		break;
	case REPORT_JSON:
		explain_json(explained, mask, out);
		break;
	}
}

bool explain_make(
	struct str *out, const struct explained *explained, enum report_format format, bool mask, int columns)
{
	struct mask *hidden = mask ? mask_new() : NULL;
	struct str STR_AUTO text = STR_INIT;
	bool safe = true;

	if (hidden)
		learn(hidden, explained);
	append(explained, format, hidden, columns, &text);
	if (hidden)
		safe = !report_leaks(hidden, format, &text);
	if (safe)
		str_add_bytes(out, str_text(&text), text.len);
	mask_free(&hidden);
	return safe;
}
