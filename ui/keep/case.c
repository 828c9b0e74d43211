/*
 * The case as JSON and back. Every member has its line in one table of strings or one of words; what is not
 * there keeps its default, what has the wrong type or an unknown word makes the whole file "not ours".
 */
#include "ui/keep/keep.h"

#include <jansson.h>

#include "checks/base/mem.h"
#include "checks/base/utf8.h"
#include "ui/keep/outline_json.h"

#define KEEP_SCHEMA 1

void kept_init(struct kept *kept)
{
	memset(kept, 0, sizeof *kept);
	mailcase_init(&kept->answers);
}

void kept_release(struct kept *kept)
{
	free(kept->report);
	kept->report = NULL;
	outline_release(&kept->last);
	VEC_RELEASE(&kept->unfinished);
}

/* --- the tables --- */

struct text_member {
	const char *name;
	size_t offset, size; /* of a char array in struct mailcase */
};

#define TEXT(name, member)                                                                                   \
	{                                                                                                    \
		name, offsetof(struct mailcase, member), sizeof(((struct mailcase *)0)->member)              \
	}

static const struct text_member texts[] = {
	TEXT("domain", domain),
	TEXT("user", user),
	TEXT("message", message),
	TEXT("to", to),
	TEXT("send_to", send_to),
	TEXT("import", import),
	TEXT("lang", lang),
};

/* Enums are kept as words, so that a later version may order them otherwise. */
struct word_member {
	const char *name;
	size_t offset;
	const char *words[9]; /* in the order of the enum */
};

#define WORDS(name, member, ...)                                                                             \
	{                                                                                                    \
		name, offsetof(struct mailcase, member),                                                     \
		{                                                                                            \
			__VA_ARGS__                                                                          \
		}                                                                                            \
	}

static const struct word_member words[] = {
	WORDS("role", role, "user", "admin"),
	WORDS("where", where, "here", "same-network", "elsewhere", "unknown"),
	WORDS("symptom", symptom, "unknown", "message", "outbox", "bounce", "lost"),
	WORDS("scope", scope, "unknown", "all", "one"),
	WORDS("webmail", webmail, "unknown", "yes", "no"),
	WORDS("other_device", other_device, "unknown", "yes", "no"),
	WORDS("directory", directory, "unknown", "yes", "no"),
	WORDS("changed", changed, "unknown", "nothing", "password", "provider", "computer", "network",
		"update"),
	WORDS("program_login", program_login, "unknown", "password", "oauth", "off"),
};

/* enums are read and written as int through the offsets above */
_Static_assert(sizeof(enum where) == sizeof(int), "an enum is an int here");

static int enum_get(const struct mailcase *mailcase, size_t offset)
{
	int value;

	memcpy(&value, (const char *)mailcase + offset, sizeof value);
	return value;
}

/* --- writing --- */

/* JSON is UTF-8; what came from the command line in another character set is kept in its harmless form. */
static json_t *text_json(const char *text)
{
	struct str harmless STR_AUTO = STR_INIT;

	if (utf8_valid(text, strlen(text)))
		return json_string(text);
	text_harmless(&harmless, text, strlen(text), TEXT_KEEP_LINES, 0);
	return json_string(str_text(&harmless));
}

static json_t *settings_json(const struct server_settings *settings)
{
	return json_pack("{s:o, s:i, s:s, s:o}", "host", text_json(settings->host), "port", settings->port,
		"security", security_name(settings->security), "user", text_json(settings->user));
}

static const char *const tried_words[] = {[TRIED_HELPED] = "helped", [TRIED_SAME] = "same"};

static json_t *tried_json(const struct mailcase *mailcase)
{
	json_t *json = json_object();

	for (int i = 0; i < EXPERIMENT_N; i++)
		if (mailcase->tried[i] != TRIED_NOT)
			json_object_set_new(json, experiment_name((enum experiment)i),
				json_string(tried_words[mailcase->tried[i]]));
	return json;
}

static json_t *answers_json(const struct mailcase *mailcase)
{
	json_t *json = json_object();

	json_object_set_new(json, "address", text_json(mailcase->address.shown));
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		json_object_set_new(json, texts[i].name, text_json((const char *)mailcase + texts[i].offset));
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		json_object_set_new(json, words[i].name,
			json_string(words[i].words[enum_get(mailcase, words[i].offset)]));
	json_object_set_new(json, "program", json_string(program_name(mailcase->program)));
	json_object_set_new(json, "tried", tried_json(mailcase));
	json_object_set_new(json, "in_use", settings_json(&mailcase->in_use));
	json_object_set_new(json, "incoming", settings_json(&mailcase->incoming));
	return json;
}

static json_t *results_json(const struct kept *kept)
{
	json_t *json = outline_json(&kept->last);

	json_object_set_new(json, "report", kept->report ? text_json(kept->report) : json_null());
	return json;
}

static json_t *whole_json(const struct kept *kept)
{
	json_t *trail = json_array();

	for (size_t i = 0; i < kept->n_trail; i++)
		json_array_append_new(trail, json_string(kept->trail[i]));
	return json_pack("{s:i, s:I, s:I, s:s, s:s, s:o, s:b, s:o, s:o, s:o, s:o}", "mailmend-case",
		KEEP_SCHEMA, "saved", (json_int_t)kept->saved, "serial", (json_int_t)kept->serial, "changed",
		kept->changed, "screen", kept->screen, "trail", trail, "tell", kept->tell, "told",
		settings_json(&kept->told), "answers", answers_json(&kept->answers), "results",
		results_json(kept), "unfinished",
		ended_checks_json(kept->unfinished.items, kept->unfinished.n));
}

void kept_to_json(const struct kept *kept, struct str *out)
{
	json_t *json = whole_json(kept);
	char *text = json ? json_dumps(json, JSON_INDENT(1) | JSON_SORT_KEYS) : NULL;

	if (!text)
		mem_exhausted();
	str_add(out, text);
	str_add_char(out, '\n');
	free(text);
	json_decref(json);
}

/* --- reading --- */

/* A member that is there must be a string that fits; one that is not there changes nothing. */
static bool read_text(const json_t *json, const char *name, char *dst, size_t size)
{
	const json_t *member = json_object_get(json, name);

	if (!member)
		return true;
	return json_is_string(member) && str_copy(dst, size, json_string_value(member));
}

static bool read_settings(const json_t *json, struct server_settings *settings)
{
	const json_t *port = json_object_get(json, "port");
	const char *security = json_string_value(json_object_get(json, "security"));

	if (!json)
		return true;
	if (!json_is_object(json) || !read_text(json, "host", settings->host, sizeof settings->host) ||
		!read_text(json, "user", settings->user, sizeof settings->user))
		return false;
	if (port &&
		(!json_is_integer(port) || json_integer_value(port) < 0 || json_integer_value(port) > 65535))
		return false;
	settings->port = (int)json_integer_value(port);
	settings->source = settings->host[0] ? SOURCE_GIVEN : SOURCE_NONE;
	return !security || security_by_name(security, &settings->security);
}

static bool read_word(const json_t *json, const struct word_member *member, struct mailcase *mailcase)
{
	const json_t *value = json_object_get(json, member->name);

	if (!value)
		return true;
	for (int i = 0; json_is_string(value) && member->words[i]; i++)
		if (strcmp(member->words[i], json_string_value(value)) == 0) {
			memcpy((char *)mailcase + member->offset, &i, sizeof i);
			return true;
		}
	return false;
}

static bool read_tried(const json_t *json, struct mailcase *mailcase)
{
	const char *name;
	json_t *value;

	if (!json)
		return true;
	if (!json_is_object(json))
		return false;
	json_object_foreach((json_t *)json, name, value)
	{
		const char *word = json_string_value(value);
		enum experiment experiment;
		if (!word || !experiment_by_name(name, &experiment))
			return false;
		for (int t = TRIED_HELPED; t <= TRIED_SAME; t++)
			if (strcmp(tried_words[t], word) == 0)
				mailcase->tried[experiment] = (enum tried)t;
		if (mailcase->tried[experiment] == TRIED_NOT)
			return false;
	}
	return true;
}

static bool read_answers(const json_t *json, struct mailcase *mailcase)
{
	char address[ADDRESS_MAX + 1] = "", program[32] = "";

	if (!json_is_object(json) || !read_text(json, "address", address, sizeof address) ||
		!read_text(json, "program", program, sizeof program))
		return false;
	if (address[0] && address_parse(address, &mailcase->address) != ADDRESS_FINE)
		return false;
	if (program[0] && !program_by_name(program, &mailcase->program))
		return false;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (!read_text(json, texts[i].name, (char *)mailcase + texts[i].offset, texts[i].size))
			return false;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!read_word(json, &words[i], mailcase))
			return false;
	return read_tried(json_object_get(json, "tried"), mailcase) &&
	       read_settings(json_object_get(json, "in_use"), &mailcase->in_use) &&
	       read_settings(json_object_get(json, "incoming"), &mailcase->incoming);
}

static bool read_results(const json_t *json, struct kept *kept)
{
	if (!json)
		return true;
	kept->report = mem_strdup(json_string_value(json_object_get(json, "report")));
	if (!json_object_get(json, "causes")) /* of an earlier version: its answers are what counts */
		return json_is_object(json);
	return outline_read(json, &kept->last);
}

static bool read_unfinished(const json_t *checks, struct kept *kept)
{
	const json_t *check;
	size_t i;

	json_array_foreach(checks, i, check)
	{
		if (!ended_check_read(check, VEC_ADD(&kept->unfinished)))
			return false;
	}
	return true;
}

static bool read_trail(const json_t *trail, struct kept *kept)
{
	const json_t *name;
	size_t i;

	if (json_array_size(trail) > KEPT_TRAIL_MAX)
		return false;
	json_array_foreach(trail, i, name)
	{
		if (!json_is_string(name) ||
			!str_copy(kept->trail[i], sizeof kept->trail[i], json_string_value(name)))
			return false;
	}
	kept->n_trail = json_array_size(trail);
	return true;
}

/* What a person has to change back is never asked for under a name that we do not know. */
static bool read_changed(const json_t *json, struct kept *kept)
{
	enum experiment experiment;

	return read_text(json, "changed", kept->changed, sizeof kept->changed) &&
	       (!kept->changed[0] || experiment_by_name(kept->changed, &experiment));
}

static bool read_whole(const json_t *json, struct kept *kept)
{
	if (json_integer_value(json_object_get(json, "mailmend-case")) != KEEP_SCHEMA)
		return false;
	kept->saved = json_integer_value(json_object_get(json, "saved"));
	kept->serial = json_integer_value(json_object_get(json, "serial"));
	kept->tell = json_is_true(json_object_get(json, "tell"));
	return read_changed(json, kept) && read_text(json, "screen", kept->screen, sizeof kept->screen) &&
	       read_trail(json_object_get(json, "trail"), kept) &&
	       read_settings(json_object_get(json, "told"), &kept->told) &&
	       read_answers(json_object_get(json, "answers"), &kept->answers) &&
	       read_results(json_object_get(json, "results"), kept) &&
	       read_unfinished(json_object_get(json, "unfinished"), kept);
}

bool kept_from_json(const char *text, size_t len, struct kept *kept_r)
{
	json_error_t error;
	json_t *json = json_loadb(text, len, JSON_REJECT_DUPLICATES, &error);
	struct kept *kept = mem_new(sizeof *kept);

	kept_init(kept);
	bool read = json && read_whole(json, kept);
	if (read) {
		kept_release(kept_r);
		*kept_r = *kept;
	} else {
		kept_release(kept);
	}
	free(kept);
	json_decref(json);
	return read;
}
