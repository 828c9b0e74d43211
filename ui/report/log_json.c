/*
 * The JSON of a log as the contract has it, and further fields.
 */
#include "ui/report/log.h"

#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/engine/facts.h"
#include "checks/know/paste.h"
#include "ui/report/json.h"
#include "ui/words/words.h"

static void put_time(json_t *object, const char *key, int64_t when)
{
	char text[24];

	if (when)
		clock_iso8601(when, text, sizeof text);
	json_put(object, key, when ? json_text(text) : json_null());
}

static void put_number(json_t *object, const char *key, uint64_t number)
{
	json_put(object, key, json_integer((json_int_t)number));
}

static json_t *domains(const struct log_group *group, struct mask *mask)
{
	json_t *array = json_array();

	for (size_t i = 0; i < group->n_domains; i++) {
		json_t *object = json_object();

		json_put_masked(object, "name", mask, ARG_HOST, group->domains[i].name);
		put_number(object, "count", group->domains[i].count);
		if (group->domains[i].error)
			put_number(object, "count_too_high_by", group->domains[i].error);
		json_add(array, object);
	}
	return array;
}

/* "recipients": mail that this server could not hand over; "clients": mail that it did not take. */
static const char *side_name(enum log_side side)
{
	static const char *const names[] = {[LOG_OUT] = "recipients",
		[LOG_IN] = "clients",
		[LOG_OUT_WAY] = "way",
		[LOG_IN_WAY] = "clients-way"};

	return names[side];
}

/* What explained and unexplained ones have in common. */
static void put_counts(json_t *object, const struct log_cause *cause, struct mask *mask)
{
	json_put_text(object, "side", side_name(cause->best->side));
	put_number(object, "count", cause->count);
	put_number(object, "deferred", cause->deferred);
	put_number(object, "bounced", cause->bounced);
	put_number(object, "rejected", cause->refused);
	put_number(object, "troubles", cause->troubles);
	put_number(object, "sent_later", cause->overcome);
	json_put_masked(object, "example", mask, ARG_TEXT, cause->best->example);
	json_put_masked(object, "reply", mask, ARG_TEXT, cause->best->text);
	json_put_masked(object, "said_by", mask, ARG_HOST, cause->best->relay);
	put_time(object, "first", cause->first);
	put_time(object, "last", cause->last);
	json_put(object, "domains", domains(cause->best, mask));
	json_put(object, "more_domains", json_boolean(cause->best->more_domains));
}

static bool is_told(const struct log_causes *causes, enum cause_id id)
{
	for (size_t i = 0; i < causes->causes.n; i++)
		if (causes->causes.items[i].id == id)
			return true;
	return false;
}

/* In its place by the count. */
static void insert(json_t *array, json_t *object, uint64_t count)
{
	size_t at = 0;

	while (at < json_array_size(array) &&
		(uint64_t)json_integer_value(json_object_get(json_array_get(array, at), "count")) >= count)
		at++;
	if (json_array_insert_new(array, at, object) < 0)
		mem_exhausted();
}

/* What the look at the server and its queue found beside the log. */
static void add_others(
	const struct log_report *report, const struct log_causes *causes, struct mask *mask, json_t *array)
{
	const struct record *record = report->record;

	for (size_t i = 0; i < record->diagnosis.n; i++) {
		const struct diagnosed_cause *cause = &record->diagnosis.causes[i];
		uint64_t count = record->queue ? record->queue->waiting : 0;
		json_t *object;

		if (is_told(causes, cause->id))
			continue;
		object = report_cause(record, cause, mask);
		put_number(object, "count", count);
		json_put(object, "example", json_null());
		json_put(object, "first", json_null());
		json_put(object, "last", json_null());
		json_put(object, "domains", json_array());
		insert(array, object, count);
	}
}

/* The first that is about mail on its way out; a server may refuse any amount of spam. */
static const char *first_of(const json_t *causes)
{
	size_t i;
	json_t *cause;

	json_array_foreach(causes, i, cause)
	{
		const char *side = json_string_value(json_object_get(cause, "side"));

		if (!side || side[0] != 'c')
			return json_string_value(json_object_get(cause, "id"));
	}
	return NULL;
}

static json_t *causes_array(
	const struct log_report *report, const struct log_causes *causes, struct mask *mask)
{
	json_t *array = json_array();

	for (size_t i = 0; i < causes->causes.n; i++) {
		const struct diagnosed_cause cause =
			log_report_cause(report->record, &causes->causes.items[i]);
		json_t *object = report_cause(report->record, &cause, mask);

		put_counts(object, &causes->causes.items[i], mask);
		json_add(array, object);
	}
	add_others(report, causes, mask, array);
	return array;
}

static json_t *overcome_array(
	const struct log_report *report, const struct log_causes *causes, struct mask *mask)
{
	json_t *array = json_array();

	for (size_t i = 0; i < causes->overcome.n; i++) {
		const struct log_cause *one = &causes->overcome.items[i];
		const struct diagnosed_cause cause = log_report_cause(report->record, one);
		struct str STR_AUTO title = STR_INIT;
		json_t *object = json_object();

		words_cause_title(&title, report->record, &cause, &(struct words_style){.mask = mask});
		json_put_text(object, "id", cause_name(one->id));
		json_put_text(object, "title", str_text(&title));
		put_counts(object, one, mask);
		json_add(array, object);
	}
	return array;
}

static json_t *unexplained_array(const struct log_causes *causes, struct mask *mask)
{
	json_t *array = json_array();

	for (size_t i = 0; i < causes->unexplained.n; i++) {
		json_t *object = json_object();

		json_put_masked(object, "text", mask, ARG_TEXT, causes->unexplained.items[i].best->text);
		put_counts(object, &causes->unexplained.items[i], mask);
		json_add(array, object);
	}
	return array;
}

static json_t *files_array(const struct log_report *report, struct mask *mask)
{
	json_t *array = json_array();

	for (size_t i = 0; i < report->n_files; i++) {
		const struct log_report_file *file = &report->files[i];
		struct str STR_AUTO words = STR_INIT;
		json_t *object = json_object();

		log_report_file_words(file, mask, &words);
		json_put_masked(object, "path", mask, ARG_NAME, file->path);
		json_put_text(object, "outcome", log_outcome_name(file));
		json_put_text(object, "text", str_text(&words));
		put_number(object, "lines", file->file.lines);
		put_number(object, "bytes", file->file.bytes);
		json_put(object, "compressed", json_boolean(file->file.gzip));
		json_put(object, "cut_short_while_read", json_boolean(file->file.shrank));
		json_put(object, "rotated_while_read", json_boolean(file->file.rotated));
		json_add(array, object);
	}
	return array;
}

static const char *why_name(enum own_reason why)
{
	static const char *const names[OWN_REASON_N] = {
		[OWN_REASON_REPLY] = "reply",
		[OWN_REASON_UNREACHED] = "unreached",
		[OWN_REASON_NAME] = "name",
		[OWN_REASON_LOGIN] = "login",
		[OWN_REASON_TLS] = "encryption",
		[OWN_REASON_HERE] = "this-computer",
		[OWN_REASON_TOLD] = "held-back",
		[OWN_REASON_OTHER] = "other",
	};

	return names[why];
}

static json_t *reasons_array(const struct own_queue *queue, struct mask *mask)
{
	json_t *array = json_array();

	for (size_t i = 0; i < queue->n_reasons; i++) {
		const struct own_waiting *reason = &queue->reasons[i];
		json_t *object = json_object();
		struct paste paste;

		put_number(object, "count", reason->n);
		json_put_text(object, "kind", why_name(reason->why));
		json_put_masked(object, "text", mask, ARG_TEXT, reason->text);
		json_put_text(object, "cause",
			paste_read(reason->text, SPEAKER_RELAY, &paste) ? paste.meaning.cause : NULL);
		json_put_masked(object, "domain", mask, ARG_HOST, reason->domain);
		put_time(object, "oldest", reason->oldest);
		json_add(array, object);
	}
	return array;
}

static json_t *queue_object(const struct own_queue *queue, struct mask *mask)
{
	json_t *object;

	if (!queue)
		return json_null();
	object = json_object();
	put_number(object, "count", queue->n);
	put_number(object, "waiting", queue->waiting);
	put_number(object, "on_hold", queue->held);
	put_number(object, "bounces", queue->bounces);
	json_put(object, "more", json_boolean(queue->more));
	put_time(object, "oldest", queue->oldest);
	json_put(object, "reasons", reasons_array(queue, mask));
	return object;
}

static json_t *servers_array(const struct log_report *report)
{
	json_t *array = json_array();

	for (size_t i = 0; i < log_dialects_n; i++) {
		uint64_t lines = log_book_dialect_lines(report->book, i);
		json_t *object;

		if (!lines)
			continue;
		object = json_object();
		json_put_text(object, "id", log_dialects[i]->id);
		put_number(object, "lines", lines);
		json_add(array, object);
	}
	return array;
}

static void put_sums(json_t *document, const struct log_counts *counts)
{
	json_t *span = json_object();

	put_number(document, "lines", counts->lines);
	put_number(document, "bytes", counts->bytes);
	put_time(span, "from", counts->from);
	put_time(span, "to", counts->to);
	json_put(document, "span", span);
	put_number(document, "messages", counts->messages);
	put_number(document, "recipients", counts->recipients);
	put_number(document, "sent", counts->sent);
	put_number(document, "forwarded", counts->forwarded);
	put_number(document, "deferred", counts->deferred);
	put_number(document, "bounced", counts->bounced);
	put_number(document, "expired", counts->expired);
	put_number(document, "sent_later", counts->overcome);
	put_number(document, "attempts", counts->attempts);
	put_number(document, "rejected", counts->rejected);
	put_number(document, "warned", counts->warned);
	put_number(document, "held", counts->held);
	put_number(document, "discarded", counts->discarded);
	put_number(document, "troubles", counts->troubles);
	put_number(document, "strange_lines", counts->strange);
	put_number(document, "cut_lines", counts->cut);
	put_number(document, "failures_in_no_group", counts->others);
	json_put(document, "approximate", json_boolean(counts->approximate));
}

void log_report_json(const struct log_report *report, struct mask *mask, struct str *out)
{
	LOG_CAUSES_AUTO struct log_causes causes;
	json_t *document = json_object(), *list;

	log_causes_of(report->book, &causes);
	json_put_text(document, "mailmend", MAILMEND_VERSION);
	json_put(document, "schema", json_integer(1));
	json_put_text(document, "command", "log");
	put_sums(document, log_book_counts(report->book));
	put_time(document, "since", report->since);
	json_put(document, "interrupted", json_boolean(report->interrupted));
	list = causes_array(report, &causes, mask);
	json_put_text(document, "first_cause", first_of(list));
	json_put(document, "causes", list);
	json_put(document, "overcome", overcome_array(report, &causes, mask));
	json_put(document, "unexplained", unexplained_array(&causes, mask));
	json_put(document, "servers", servers_array(report));
	json_put(document, "files", files_array(report, mask));
	json_put(document, "queue", queue_object(report->record->queue, mask));
	json_finish(&document, out);
}

void log_report_json_error(const struct log_report *report, const char *id, const char *text, struct str *out)
{
	json_t *document = json_object(), *error = json_object();

	json_put_text(error, "id", id);
	json_put_text(error, "text", text);
	json_put(document, "schema", json_integer(1));
	json_put_text(document, "command", "log");
	json_put(document, "error", error);
	json_put(document, "files", files_array(report, NULL));
	json_finish(&document, out);
}
