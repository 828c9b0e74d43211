/*
 * mailmend settings: the right settings for an address and where they come from. Runs the check that finds
 * them and those that it wants, nothing else.
 */
#include "src/commands.h"

#include <string.h>

#include "checks/base/mem.h"
#include "checks/engine/facts.h"
#include "checks/engine/run.h"
#include "checks/know/provider.h"
#include "src/output.h"
#include "src/process.h"
#include "src/cmd_settings_asked.h"
#include "src/cmd_settings_known.h"
#include "ui/report/json.h"
#include "ui/words/words.h"

/* The checks that provide RECOMMENDED, and what those need and want. */
static size_t choose(const struct check **chosen_r)
{
	fact_mask wanted = FACT_BIT(RECOMMENDED), before = 0;
	size_t n = 0;

	while (wanted != before) {
		before = wanted;
		for (size_t i = 0; i < catalogue_n; i++) {
			if (catalogue[i]->provides & before)
				wanted |= catalogue[i]->needs | catalogue[i]->wants;
		}
	}
	for (size_t i = 0; i < catalogue_n; i++) {
		if (catalogue[i]->provides & wanted)
			chosen_r[n++] = catalogue[i];
	}
	return n;
}

/* --- words --- */

static const struct {
	unsigned flag;
	const char *note;
} notes[] = {
	{PROVIDER_APP_PASSWORD, N_("With two-step login the provider wants an app password: a password of "
				   "its own for each program.")},
	{PROVIDER_APP_PASSWORD_ONLY,
		N_("The provider always wants an app password: a password of its own for each program.")},
	{PROVIDER_OAUTH_ONLY,
		N_("Programs must sign in by the browser (OAuth); a typed password is refused.")},
	{PROVIDER_ENABLE_FIRST,
		N_("Sending by programs must first be switched on at the provider's web page.")},
	{PROVIDER_OTHER_USER, N_("The name to sign in with is not the address; the provider tells it.")},
	{PROVIDER_ADMIN_SWITCH,
		N_("An administrator of the organisation can switch signing in with a password off.")},
	{PROVIDER_PAID, N_("Only customers who pay may use mail programs with this provider.")},
	{PROVIDER_BRIDGE, N_("A program of the provider must run on this computer and pass the mail on. It "
			     "shows the name and the "
			     "password for your mail program.")},
	{PROVIDER_NO_LOGIN, N_("This server wants no name and no password. It takes mail from the provider's "
			       "own lines alone.")},
	{PROVIDER_ADDRESS_TOO, N_("The whole mail address works as the name to sign in with, too.")},
};

/* What found the settings has more to say: as findings of severity note and above. */
static void each_note(const struct record *record, const struct provider *known,
	void (*each)(const char *text, void *data), void *data)
{
	unsigned flags = (record->recommended ? record->recommended->flags : 0) | (known ? known->flags : 0);

	for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
		if (flags & notes[i].flag)
			each(_(notes[i].note), data);
	}
	for (size_t i = 0; i < record->findings.n; i++) {
		struct str STR_AUTO text = STR_INIT;

		if (finding_weight(&record->findings.items[i]) == SEVERITY_OK)
			continue;
		words_finding(&text, &record->findings.items[i], &(struct words_style){0});
		each(str_text(&text), data);
	}
}

static const char *source_words(const struct recommended_settings *r)
{
	switch (r->source) {
	case SOURCE_AUTOCONFIG:
		return settings_published_words(r);
	case SOURCE_BUILTIN:
		return _("They stand in the built-in table of providers.");
	case SOURCE_SRV:
		return _("The domain itself publishes them in DNS.");
	case SOURCE_MX:
		return _("They are those of the provider that receives the domain's mail.");
	case SOURCE_GUESS:
		return _("They were guessed from usual names, and a mail server answers there.");
	default:
		return "";
	}
}

static const char *security_words(enum security security)
{
	switch (security) {
	case SECURITY_TLS:
		return _("encrypted from the start (SSL/TLS)");
	case SECURITY_STARTTLS:
		return _("encrypted by STARTTLS");
	default:
		return _("not encrypted");
	}
}

static void server_line(
	struct str *out, const char *translated, const struct server_settings *server, const char *login)
{
	const struct arg args[] = {
		A_NAME("host", server->host),
		A_PORT(server->port),
		A_NAME("security", security_words(server->security)),
		A_NAME("protocol", server->pop3 ? "POP3" : "IMAP"),
		A_NAME("user", login),
	};
	struct str STR_AUTO text = STR_INIT;

	words_fill(&text, translated, args, sizeof args / sizeof args[0], &(struct words_style){0});
	words_wrap_str(out, str_text(&text), 72, 0);
	if (!login[0])
		return;
	str_clear(&text);
	/* TRANSLATORS: {user} is the name to sign in with. */
	words_fill(&text, _("Name to sign in with: {user}"), args, sizeof args / sizeof args[0],
		&(struct words_style){0});
	words_wrap_str(out, str_text(&text), 72, 2);
}

static void add_note(const char *text, void *data)
{
	struct str *out = data;

	str_add_char(out, '\n');
	words_wrap_str(out, text, 72, 0);
}

static void server_lines(
	struct str *out, const struct mailcase *mailcase, const struct recommended_settings *r)
{
	for (size_t i = 0; i < r->n_outgoing; i++)
		/* TRANSLATORS: {host} is a server, {port} a number, {security} "encrypted by STARTTLS" or the
		 * like. */
		server_line(out, _("Sending: {host}, port {port}, {security}"), &r->outgoing[i],
			settings_login(mailcase, r, &r->outgoing[i]));
	for (size_t i = 0; i < r->n_incoming; i++)
		/* TRANSLATORS: as above; {protocol} is IMAP or POP3. */
		server_line(out, _("Receiving ({protocol}): {host}, port {port}, {security}"),
			&r->incoming[i], settings_login(mailcase, r, &r->incoming[i]));
}

static void as_text(
	const struct mailcase *mailcase, const struct record *record, const struct provider *known)
{
	const struct recommended_settings *r = record->recommended;
	const char *name = settings_provider_name(r, known);
	struct str STR_AUTO out = STR_INIT;

	if (name[0]) {
		const struct arg arg = A_NAME("provider", name);

		/* TRANSLATORS: {provider} is the name of a company. */
		words_fill(&out, _("Mail provider: {provider}"), &arg, 1, &(struct words_style){0});
		str_add_char(&out, '\n');
	}
	if (r)
		server_lines(&out, mailcase, r);
	if (r && r->n_outgoing)
		words_wrap_str(&out, source_words(r), 72, 0);
	else if (!known || !(known->flags & PROVIDER_NO_PROGRAMS))
		words_wrap_str(&out, _("The settings for this address could not be found out."), 72, 0);
	settings_asked_text(&out, r);
	each_note(record, known, add_note, &out);
	if (known)
		settings_known_text(&out, known);
	output_text(str_text(&out));
}

/* --- JSON --- */

static json_t *auth_of(unsigned flags)
{
	json_t *array = json_array();

	if (flags & PROVIDER_NO_LOGIN)
		json_add(array, json_text("none"));
	else if (!(flags & (PROVIDER_APP_PASSWORD_ONLY | PROVIDER_OAUTH_ONLY)))
		json_add(array, json_text("password"));
	if (flags & (PROVIDER_APP_PASSWORD | PROVIDER_APP_PASSWORD_ONLY))
		json_add(array, json_text("app-password"));
	if (flags & (PROVIDER_OAUTH_ONLY | PROVIDER_OAUTH_TOO))
		json_add(array, json_text("oauth2"));
	return array;
}

static json_t *server(const struct mailcase *mailcase, const struct recommended_settings *r,
	const struct server_settings *settings, bool incoming)
{
	json_t *object = json_object();

	if (incoming)
		json_put_text(object, "protocol", settings->pop3 ? "pop3" : "imap");
	json_put_text(object, "host", settings->host);
	json_put(object, "port", json_integer(settings->port));
	json_put_text(object, "security", security_name(settings->security));
	json_put(object, "auth", auth_of(r->flags));
	json_put_text(object, "user", settings_user_form(mailcase, r, settings));
	json_put_text(object, "login", settings_login(mailcase, r, settings));
	return object;
}

static void add_json_note(const char *text, void *data)
{
	json_add(data, json_text(text));
}

static void as_json(
	const struct mailcase *mailcase, const struct record *record, const struct provider *known)
{
	const struct recommended_settings *r = record->recommended;
	json_t *document = json_object(), *outgoing = json_array(), *incoming = json_array(),
	       *told = json_array();
	struct str STR_AUTO out = STR_INIT;

	for (size_t i = 0; r && i < r->n_outgoing; i++)
		json_add(outgoing, server(mailcase, r, &r->outgoing[i], false));
	for (size_t i = 0; r && i < r->n_incoming; i++)
		json_add(incoming, server(mailcase, r, &r->incoming[i], true));
	each_note(record, known, add_json_note, told);
	json_put(document, "schema", json_integer(1));
	json_put_text(document, "command", "settings");
	json_put_text(document, "provider",
		settings_provider_name(r, known)[0] ? settings_provider_name(r, known) : NULL);
	json_put_text(
		document, "source", r && r->source != SOURCE_NONE ? settings_source_name(r->source) : NULL);
	json_put(document, "outgoing", outgoing);
	json_put(document, "incoming", incoming);
	json_put(document, "notes", told);
	settings_asked_json(document, r);
	settings_known_json(document, known);
	json_finish(&document, &out);
	output_json(str_text(&out));
}

int cmd_settings(struct options *options)
{
	const struct check **chosen = mem_new_array(catalogue_n, sizeof *chosen);
	size_t n = choose(chosen);
	struct record *record = run_to_end(&options->mailcase, chosen, n, process_cancel_fd());
	struct provider row;
	bool has_row = settings_provider(&options->mailcase, record->recommended, &row);
	bool found = (record->recommended && record->recommended->n_outgoing) ||
		     (has_row && (row.flags & PROVIDER_NO_PROGRAMS));
	int code = record->cancelled ? EXIT_INTERRUPTED : found ? EXIT_FINE : EXIT_UNKNOWN;

	if (options->json)
		as_json(&options->mailcase, record, has_row ? &row : NULL);
	else
		as_text(&options->mailcase, record, has_row ? &row : NULL);
	record_free(&record);
	free(chosen);
	return code;
}
