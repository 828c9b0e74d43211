/*
 * What settings.recommend noted about its questions over HTTPS, as words and as JSON.
 */
#include "src/cmd_settings_asked.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/autoconfig.h"
#include "checks/net/fetch.h"
#include "ui/report/json.h"
#include "ui/words/words.h"

struct asked {
	char host[HOST_MAX], result[32];
};

/* The next of "a.example 404, b.example name"; false behind the last. */
static bool next_asked(const char **at, struct asked *asked_r)
{
	size_t host = strcspn(*at, " "), result;

	if (!(*at)[host])
		return false;
	result = strcspn(*at + host + 1, ",");
	snprintf(asked_r->host, sizeof asked_r->host, "%.*s", (int)host, *at);
	snprintf(asked_r->result, sizeof asked_r->result, "%.*s", (int)result, *at + host + 1);
	*at += host + 1 + result;
	*at += strspn(*at, ", ");
	return true;
}

/* Whether it came to a question at all. */
static bool has_heard(const struct asked *asked)
{
	static const enum fetch_outcome unheard[] = {
		FETCH_NAME, FETCH_PRIVATE, FETCH_CONNECT, FETCH_IMPOSSIBLE};

	for (size_t i = 0; i < sizeof unheard / sizeof unheard[0]; i++) {
		if (strcmp(asked->result, fetch_outcome_name(unheard[i])) == 0)
			return false;
	}
	return true;
}

/* Whether the one before this was the same host: two addresses of one server. */
static bool is_new(const struct str *hosts, const char *host)
{
	size_t len = strlen(host);

	return !ascii_ends(str_text(hosts), host) ||
	       (hosts->len > len && str_text(hosts)[hosts->len - len - 1] != ' ');
}

const char *settings_provider_name(const struct recommended_settings *settings, const struct provider *known)
{
	if (settings && settings->provider[0])
		return settings->provider;
	if (known)
		return known->name;
	return settings ? settings->published_name : "";
}

const char *settings_published_words(const struct recommended_settings *settings)
{
	if (strcmp(settings->published_by, AUTOCONFIG_DIRECTORY_HOST) == 0)
		return _("They stand in the public list that the makers of the mail program Thunderbird "
			 "keep.");
	return _("The domain itself publishes them on the web.");
}

void settings_asked_text(struct str *out, const struct recommended_settings *settings)
{
	struct str STR_AUTO hosts = STR_INIT, text = STR_INIT;
	const char *at = settings ? settings->asked : "";
	struct asked asked;

	while (next_asked(&at, &asked)) {
		if (has_heard(&asked) && is_new(&hosts, asked.host))
			str_addf(&hosts, "%s%s", hosts.len ? ", " : "", asked.host);
	}
	if (!hosts.len)
		return;
	const struct arg arg = A_NAME("hosts", str_text(&hosts));
	/* TRANSLATORS: {hosts} is a list of servers, with commas. */
	words_fill(&text,
		_("Asked for them: {hosts}. They learnt the part behind the @ and the internet address of "
		  "this computer."),
		&arg, 1, &(struct words_style){0});
	words_wrap_str(out, str_text(&text), 72, 0);
}

void settings_asked_json(json_t *document, const struct recommended_settings *settings)
{
	const char *at = settings ? settings->asked : "";
	json_t *array = json_array();
	struct asked asked;

	while (next_asked(&at, &asked)) {
		json_t *object = json_object();

		json_put_text(object, "host", asked.host);
		json_put_text(object, "result", asked.result);
		json_add(array, object);
	}
	json_put_text(document, "published_by",
		settings && settings->published_by[0] ? settings->published_by : NULL);
	json_put(document, "asked", array);
}
