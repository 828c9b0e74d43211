/*
 * A row of the provider table in words and as JSON.
 */
#include "src/cmd_settings_known.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/engine/words.h"
#include "ui/report/json.h"
#include "ui/words/words.h"

#define WIDTH 72

bool settings_provider(const struct mailcase *mailcase, const struct recommended_settings *settings,
	struct provider *provider_r)
{
	bool of_server = settings && settings->n_outgoing && settings->source != SOURCE_BUILTIN;

	if (!of_server)
		return provider_by_domain(mailcase_domain(mailcase), provider_r);
	return provider_by_host(settings->outgoing[0].host, provider_r);
}

const char *settings_login(const struct mailcase *mailcase, const struct recommended_settings *settings,
	const struct server_settings *server)
{
	if (server->user[0])
		return server->user;
	return settings->flags & (PROVIDER_OTHER_USER | PROVIDER_NO_LOGIN) ? "" : mailcase->address.full;
}

const char *settings_user_form(const struct mailcase *mailcase, const struct recommended_settings *settings,
	const struct server_settings *server)
{
	if (server->user[0])
		return ascii_caseeq(server->user, mailcase->address.local)  ? "local"
		       : ascii_caseeq(server->user, mailcase->address.full) ? "address"
									    : "other";
	return settings->flags & (PROVIDER_OTHER_USER | PROVIDER_NO_LOGIN) ? "other" : "address";
}

/* --- text --- */

static const struct {
	enum provider_what what;
	enum provider_per per;
	const char *one, *many;
} limits[] = {
	/* TRANSLATORS: {count} is a number; these say how much a mail provider lets its customers send. */
	{PROVIDER_MESSAGES, PROVIDER_A_MINUTE,
		NP_("At most {count} mail a minute can be sent.",
			"At most {count} mails a minute can be sent.")},
	/* TRANSLATORS: as above. */
	{PROVIDER_MESSAGES, PROVIDER_AN_HOUR,
		NP_("At most {count} mail an hour can be sent.",
			"At most {count} mails an hour can be sent.")},
	/* TRANSLATORS: as above. */
	{PROVIDER_MESSAGES, PROVIDER_A_DAY,
		NP_("At most {count} mail a day can be sent.", "At most {count} mails a day can be sent.")},
	/* TRANSLATORS: as above. */
	{PROVIDER_RECIPIENTS, PROVIDER_AN_HOUR,
		NP_("At most {count} recipient an hour can be written to.",
			"At most {count} recipients an hour can be written to.")},
	/* TRANSLATORS: as above. */
	{PROVIDER_RECIPIENTS, PROVIDER_A_DAY,
		NP_("At most {count} recipient a day can be written to.",
			"At most {count} recipients a day can be written to.")},
	/* TRANSLATORS: as above. */
	{PROVIDER_RECIPIENTS, PROVIDER_A_MESSAGE,
		NP_("One mail can have at most {count} recipient.",
			"One mail can have at most {count} recipients.")},
	/* TRANSLATORS: {count} is a number of megabytes. */
	{PROVIDER_MEGABYTES, PROVIDER_A_MESSAGE,
		NP_("One mail can be {count} MB at most, attachments included.",
			"One mail can be {count} MB at most, attachments included.")},
};

static void paragraph(struct str *out, const char *translated, const struct arg *arg)
{
	struct str STR_AUTO text = STR_INIT;

	words_fill(&text, translated, arg, arg ? 1 : 0, &(struct words_style){0});
	words_wrap_str(out, str_text(&text), WIDTH, 0);
}

static void limit_line(struct str *out, const struct provider_limit *limit)
{
	const struct arg count = A_COUNT("count", limit->number);

	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
		if (limits[i].what == limit->what && limits[i].per == limit->per)
			paragraph(out, ngettext(limits[i].one, limits[i].many, (unsigned long)limit->number),
				&count);
}

static const char *page_of(const struct provider *provider, size_t i)
{
	const char *const pages[] = {provider->url_password, provider->url_app_password, provider->url_enable,
		provider->url_limits, provider->url_status};

	return pages[i];
}

static const struct {
	const char *key, *words;
} pages[] = {
	/* TRANSLATORS: {url} is the address of a web page, as in all lines that follow. */
	{"password", N_("To change the password: {url}")},
	/* TRANSLATORS: as above. */
	{"app_password", N_("To make an app password: {url}")},
	/* TRANSLATORS: as above. */
	{"enable", N_("To switch sending by programs on: {url}")},
	/* TRANSLATORS: as above. */
	{"limits", N_("How much may be sent: {url}")},
	/* TRANSLATORS: as above. */
	{"status", N_("Whether the provider has a disturbance: {url}")},
};

#define PAGES (sizeof pages / sizeof pages[0])

static bool has_pages(const struct provider *provider)
{
	for (size_t i = 0; i < PAGES; i++)
		if (page_of(provider, i)[0])
			return true;
	return false;
}

static void page_lines(struct str *out, const struct provider *provider)
{
	for (size_t i = 0; i < PAGES; i++) {
		const struct arg url = A_URL("url", page_of(provider, i));

		if (page_of(provider, i)[0])
			paragraph(out, _(pages[i].words), &url);
	}
}

void settings_known_text(struct str *out, const struct provider *provider)
{
	const struct arg date = A_NAME("date", provider->checked);

	if (provider->n_limits)
		str_add_char(out, '\n');
	for (size_t i = 0; i < provider->n_limits; i++)
		limit_line(out, &provider->limits[i]);
	if (has_pages(provider))
		str_add_char(out, '\n');
	page_lines(out, provider);
	str_add_char(out, '\n');
	/* TRANSLATORS: {date} is a date such as 2026-11-22. */
	paragraph(out, _("What mailmend knows of this provider is of {date}."), &date);
}

/* --- JSON --- */

static json_t *limits_json(const struct provider *provider)
{
	json_t *array = json_array();

	for (size_t i = 0; provider && i < provider->n_limits; i++) {
		const struct provider_limit *limit = &provider->limits[i];
		json_t *object = json_object();

		json_put(object, "number", json_integer(limit->number));
		json_put_text(object, "what", provider_what_name(limit->what));
		json_put_text(object, "per", provider_per_name(limit->per));
		json_add(array, object);
	}
	return array;
}

void settings_known_json(json_t *document, const struct provider *provider)
{
	json_t *object = json_object();

	for (size_t i = 0; i < PAGES; i++)
		json_put_text(object, pages[i].key, provider ? page_of(provider, i) : NULL);
	json_put_text(document, "provider_id", provider ? provider->id : NULL);
	json_put(document, "limits", limits_json(provider));
	json_put(document, "pages", object);
	json_put_text(document, "checked", provider ? provider->checked : NULL);
}
