/*
 * The JSON of `check`, exactly as the contract names it. Ids and field names never change; texts are in the
 * language in use, numbers never follow a locale. What a run learnt beyond the contract stands in further
 * fields.
 */
#include "ui/report/json.h"

#include <string.h>

#include "checks/base/clock.h"
#include "ui/report/report.h"
#include "ui/report/since.h"
#include "ui/words/words.h"

struct writer {
	const struct record *record;
	struct mask *mask;
	struct words_style style;
};

static json_t *typed(const struct writer *writer, enum arg_type type, const char *value)
{
	return json_masked(writer->mask, type, value);
}

static void put_typed(
	const struct writer *writer, json_t *object, const char *key, enum arg_type type, const char *value)
{
	json_put_masked(object, key, writer->mask, type, value);
}

/* A name to log in with may be an address or a bare name. */
static enum arg_type user_type(const char *user)
{
	return strchr(user, '@') ? ARG_EMAIL : ARG_USER;
}

static json_t *server(
	const struct writer *writer, const struct server_settings *settings, const char *user, bool incoming)
{
	json_t *object = json_object();

	put_typed(writer, object, "host", ARG_HOST, settings->host);
	json_put(object, "port", settings->port ? json_integer(settings->port) : json_null());
	json_put_text(object, "security", security_name(settings->security));
	put_typed(writer, object, "user", user_type(user), user);
	json_put_text(object, "source", settings_source_name(settings->source));
	if (incoming)
		json_put_text(object, "protocol", settings->pop3 ? "pop3" : "imap");
	return object;
}

static const char *user_of(const struct record *record, const struct server_settings *settings)
{
	return settings->user[0] ? settings->user : mailcase_user(&record->mailcase);
}

static json_t *server_or_null(const struct writer *writer, const struct server_settings *settings)
{
	if (!settings->host[0])
		return json_null();
	return server(writer, settings, user_of(writer->record, settings), false);
}

/* What the person changed for a moment, and what came of it: {"vpn-off": "helped"}. */
static json_t *tried(const struct mailcase *mailcase)
{
	json_t *object = json_object();

	for (int i = 0; i < EXPERIMENT_N; i++)
		if (mailcase->tried[i] != TRIED_NOT)
			json_put_text(object, experiment_name((enum experiment)i),
				mailcase->tried[i] == TRIED_HELPED ? "helped" : "same");
	return object;
}

static json_t *told(const struct writer *writer)
{
	static const char *const symptoms[] = {NULL, "message", "outbox", "bounce", "lost"};
	static const char *const scopes[] = {NULL, "all", "one"};
	static const char *const answers[] = {NULL, "yes", "no"};
	static const char *const changes[] = {
		NULL, "nothing", "password", "provider", "computer", "network", "update"};
	static const char *const logins[] = {NULL, "password", "oauth", "off"};
	const struct mailcase *mailcase = &writer->record->mailcase;
	struct str STR_AUTO message = STR_INIT;
	json_t *object = json_object();

	json_put_text(object, "symptom", symptoms[mailcase->symptom]);
	json_put_text(object, "scope", scopes[mailcase->scope]);
	json_put_text(object, "webmail", answers[mailcase->webmail]);
	json_put_text(object, "other_device", answers[mailcase->other_device]);
	json_put_text(object, "changed", changes[mailcase->changed]);
	json_put_text(object, "program", mailcase->program ? program_name(mailcase->program) : NULL);
	json_put_text(object, "program_login", logins[mailcase->program_login]);
	if (writer->mask)
		mask_text(writer->mask, mailcase->message, &message);
	else
		str_add(&message, mailcase->message);
	json_put_text(object, "message", str_text(&message));
	put_typed(writer, object, "to", ARG_EMAIL, mailcase->to);
	json_put(object, "tried", tried(mailcase));
	return object;
}

static json_t *the_case(const struct writer *writer)
{
	static const char *const places[] = {"here", "same-network", "elsewhere", "unknown"};
	const struct record *record = writer->record;
	const struct mailcase *mailcase = &record->mailcase;
	json_t *object = json_object();

	put_typed(writer, object, "address", ARG_EMAIL, mailcase->address.full);
	put_typed(writer, object, "domain", ARG_HOST, mailcase_domain(mailcase));
	json_put_text(object, "role", mailcase->role == ROLE_ADMIN ? "admin" : "user");
	json_put(object, "outgoing",
		server(writer, &record->learnt.outgoing, user_of(record, &record->learnt.outgoing), false));
	json_put(object, "incoming",
		server(writer, &record->learnt.incoming, user_of(record, &record->learnt.incoming), true));
	json_put(object, "in_use", server_or_null(writer, &mailcase->in_use));
	json_put(object, "recommended", server_or_null(writer, &record->learnt.recommended));
	json_put_text(object, "provider", record->learnt.provider);
	json_put_text(object, "where", places[mailcase->where]);
	json_put(object, "told", told(writer));
	return object;
}

static json_t *checks(const struct record *record)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->checks.n; i++) {
		const struct check_result *result = &record->checks.items[i];
		json_t *object;

		if (!record_reports_check(record, i))
			continue;
		object = json_object();
		json_put_text(object, "id", result->check->id);
		json_put_text(object, "step", step_name(result->check->step));
		json_put_text(object, "title", _(result->check->title));
		json_put_text(object, "status", check_status_name(result->status));
		json_put(object, "start_ms",
			result->began_ms < 0 ? json_null() : json_integer(result->began_ms));
		json_put(object, "ms", json_integer(result->ms));
		json_put_text(object, "because",
			result->because[0] ? result->because
			: result->unknown  ? _(result->unknown)
					   : NULL);
		json_add(array, object);
	}
	return array;
}

static json_t *argument(const struct writer *writer, const struct arg *arg)
{
	switch (arg->type) {
	case ARG_COUNT:
	case ARG_PORT:
	case ARG_SECONDS:
	case ARG_DATE:
		return json_integer(arg->number);
	case ARG_WORD:
		return json_text(_(arg->text));
	default:
		return arg->text ? typed(writer, arg->type, arg->text) : json_null();
	}
}

static json_t *finding_object(const struct writer *writer, const struct finding *finding)
{
	json_t *object = json_object(), *args = json_object(), *evidence = json_object();
	struct str STR_AUTO text = STR_INIT;

	words_finding(&text, finding, &writer->style);
	json_put_text(object, "id", finding_name(finding->id));
	json_put_text(object, "check", finding->check);
	json_put_text(object, "step", step_name(record_finding_step(writer->record, finding)));
	json_put_text(object, "severity", severity_name(finding_weight(finding)));
	json_put(object, "text", json_text(str_text(&text)));
	for (size_t i = 0; i < finding->n_args; i++)
		json_put(args, finding->args[i].name, argument(writer, &finding->args[i]));
	for (size_t i = 0; i < finding->n_evidence; i++)
		json_put(evidence, finding->evidence[i].key,
			typed(writer, ARG_TEXT, finding->evidence[i].value));
	json_put(object, "args", args);
	json_put(object, "evidence", evidence);
	json_put(object, "at_ms", json_integer(finding->at_ms));
	return object;
}

json_t *report_findings(const struct record *record, struct mask *mask)
{
	const struct writer writer = {.record = record, .mask = mask, .style = {.mask = mask}};
	json_t *array = json_array();

	for (size_t i = 0; i < record->findings.n; i++) {
		if (record_reports_finding(record, i))
			json_add(array, finding_object(&writer, &record->findings.items[i]));
	}
	return array;
}

/* One of the texts that ui/words makes of a cause. */
static void put_words(const struct writer *writer, json_t *object, const char *key,
	const struct diagnosed_cause *cause,
	void (*words)(struct str *, const struct record *, const struct diagnosed_cause *,
		const struct words_style *))
{
	struct str STR_AUTO text = STR_INIT;

	words(&text, writer->record, cause, &writer->style);
	json_put_text(object, key, str_text(&text));
}

static json_t *cause_findings(const struct record *record, const struct diagnosed_cause *cause)
{
	json_t *array = json_array();

	for (size_t i = 0; i < cause->n_findings; i++) {
		enum finding_id id = record->findings.items[cause->findings[i]].id;
		bool before = false;

		for (size_t k = 0; k < i; k++)
			before = before || record->findings.items[cause->findings[k]].id == id;
		if (!before)
			json_add(array, json_text(finding_name(id)));
	}
	return array;
}

static json_t *cause_object(const struct writer *writer, const struct diagnosed_cause *cause)
{
	json_t *object = json_object(), *steps = json_array();
	struct str STR_AUTO step = STR_INIT;

	json_put_text(object, "id", cause_name(cause->id));
	json_put(object, "confidence", json_integer(cause->confidence));
	json_put_text(object, "who", who_name(cause->who));
	json_put(object, "temporary", json_boolean(cause->temporary));
	put_words(writer, object, "title", cause, words_cause_title);
	put_words(writer, object, "meaning", cause, words_cause_meaning);
	for (size_t i = 0; words_cause_step(&step, writer->record, cause, i, &writer->style); i++) {
		json_add(steps, json_text(str_text(&step)));
		str_clear(&step);
	}
	json_put(object, "steps", steps);
	json_put(object, "findings", cause_findings(writer->record, cause));
	put_words(writer, object, "reason", cause, words_cause_reason);
	put_words(writer, object, "surer", cause, words_cause_surer);
	put_words(writer, object, "until", cause, words_cause_until);
	put_words(writer, object, "ask", cause, words_cause_ask);
	return object;
}

json_t *report_cause(const struct record *record, const struct diagnosed_cause *cause, struct mask *mask)
{
	const struct writer writer = {.record = record, .mask = mask, .style = {.mask = mask}};

	return cause_object(&writer, cause);
}

json_t *report_causes(const struct record *record, struct mask *mask)
{
	json_t *array = json_array();

	for (size_t i = 0; i < record->diagnosis.n; i++)
		json_add(array, report_cause(record, &record->diagnosis.causes[i], mask));
	return array;
}

static const char *way_name(enum way way)
{
	static const char *const names[] = {
		[WAY_UNKNOWN] = "unknown",
		[WAY_YOU] = "you",
		[WAY_NETWORK] = "network",
		[WAY_INTERNET] = "internet",
		[WAY_SERVER] = "server",
		[WAY_RECIPIENT] = "recipient",
		[WAY_THROUGH] = "through",
	};

	return names[way];
}

static void put_diagnosis(const struct writer *writer, json_t *document)
{
	const struct diagnosis *diagnosis = &writer->record->diagnosis;
	json_t *not_tested = json_array(), *ruled_out = json_array();
	struct str STR_AUTO way = STR_INIT;

	for (size_t i = 0; i < diagnosis->n_not_tested; i++)
		json_add(not_tested, json_text(diagnosis->not_tested[i]));
	for (size_t i = 0; i < diagnosis->n_ruled_out; i++)
		json_add(ruled_out, json_text(_(diagnosis->ruled_out[i])));
	words_way(&way, writer->record, &writer->style);
	json_put(document, "causes", report_causes(writer->record, writer->mask));
	json_put_text(document, "verdict", verdict_name(diagnosis->verdict));
	json_put(document, "not_tested", not_tested);
	json_put_text(document, "first_cause", cause_name(diagnosis_first(diagnosis)));
	json_put(document, "ruled_out", ruled_out);
	json_put_text(document, "stops_at", way_name(diagnosis->stops_at));
	json_put_text(document, "way", str_text(&way));
}

struct said {
	const struct writer *writer;
	json_t *array;
};

static void add_line(const struct transcript_line *line, void *data)
{
	static const char *const kinds[] = {
		[SAID_BY_US] = "us", [SAID_BY_PEER] = "peer", [SAID_NOTE] = "note"};
	const struct said *said = data;
	json_t *object = json_object();

	json_put(object, "at_ms", json_integer(line->at_ms));
	json_put(object, "peer", line->peer ? typed(said->writer, ARG_TEXT, line->peer) : json_null());
	json_put_text(object, "who", kinds[line->kind]);
	json_put(object, "text", typed(said->writer, ARG_TEXT, line->text));
	json_add(said->array, object);
}

void report_json(const struct record *record, const struct report_options *options, struct str *out)
{
	const struct writer writer = {
		.record = record, .mask = options->mask, .style = {.mask = options->mask}};
	struct said said = {.writer = &writer, .array = json_array()};
	json_t *document = json_object();
	char started[32];

	clock_iso8601(record->started, started, sizeof started);
	json_put_text(document, "mailmend", MAILMEND_VERSION);
	json_put(document, "schema", json_integer(1));
	json_put_text(document, "command", options->command ? options->command : "check");
	if (options->scenario)
		json_put_text(document, "scenario", options->scenario);
	json_put_text(document, "started", started);
	json_put(document, "ms", json_integer(record->ms));
	json_put(document, "timed_out", json_boolean(record->timed_out));
	json_put(document, "interrupted", json_boolean(record->cancelled));
	json_put(document, "case", the_case(&writer));
	json_put(document, "checks", checks(record));
	if (options->since)
		json_put(document, "since_last", since_json(record, options->before));
	json_put(document, "findings", report_findings(record, options->mask));
	put_diagnosis(&writer, document);
	transcript_each(record->transcript, add_line, &said);
	json_put(document, "transcript", said.array);
	json_finish(&document, out);
}
