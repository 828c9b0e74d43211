/*
 * From a record to the arguments of a cause's texts. The first argument of a name counts, so what the cause's
 * findings say comes before what the record knows in general.
 */
#include "ui/words/args.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "ui/words/words.h"

const char *words_security(enum security security)
{
	switch (security) {
	case SECURITY_TLS:
		return "SSL/TLS";
	case SECURITY_STARTTLS:
		return "STARTTLS";
	case SECURITY_NONE:
		/* TRANSLATORS: the choice "None" of a mail program's security setting */
		return P_("security", "None");
	default:
		return "";
	}
}

static void add_text(struct words_args *args, const char *name, enum arg_type type, const char *text)
{
	if (text && *text)
		*VEC_ADD(&args->v) = arg_text_of(name, type, text);
}

static void add_number(struct words_args *args, const char *name, enum arg_type type, int64_t number)
{
	if (number > 0)
		*VEC_ADD(&args->v) = arg_number_of(name, type, number);
}

/* Evidence that texts may quote. */
static const struct {
	const char *key, *name;
	enum arg_type type;
} quoted[] = {
	{"reply", "reply", ARG_TEXT},
	{"certificate_name", "certificate_name", ARG_HOST},
	{"ip", "ip", ARG_IP},
	{"hop", "hop", ARG_TEXT},
	{"fix", "fix", ARG_COMMAND},
	{"fix_line", "fix_line", ARG_COMMAND},
	{"fix_file", "fix_file", ARG_NAME},
	{"record", "record", ARG_COMMAND},
	{"page", "list_page", ARG_URL},
};

static void add_finding(struct words_args *args, const struct finding *finding)
{
	const struct arg *names = finding_arg(finding, "names"); /* of a certificate */

	for (size_t i = 0; i < finding->n_args; i++)
		*VEC_ADD(&args->v) = finding->args[i];
	if (names && names->type == ARG_TEXT)
		add_text(args, "certificate_name", ARG_TEXT, names->text);
	for (size_t i = 0; i < sizeof quoted / sizeof quoted[0]; i++)
		add_text(args, quoted[i].name, quoted[i].type, finding_evidence(finding, quoted[i].key));
}

static void add_server(struct words_args *args, const char *host_name, const char *port_name,
	const char *security_name, const struct server_settings *server)
{
	add_text(args, host_name, ARG_HOST, server->host);
	add_number(args, port_name, ARG_PORT, server->port);
	add_text(args, security_name, ARG_NAME, server->host[0] ? words_security(server->security) : "");
}

/* The settings that would work: those that did, else those that the provider names. Nobody is told to send in
 * clear: not even where that was all that answered. */
static void add_working(struct words_args *args, const struct learnt *learnt)
{
	const struct server_settings *servers[] = {&learnt->working, &learnt->recommended};

	for (size_t i = 0; i < sizeof servers / sizeof servers[0]; i++) {
		if (!servers[i]->host[0] || servers[i]->security == SECURITY_NONE)
			continue;
		add_server(args, "working_host", "working_port", "working_security", servers[i]);
		if (!ascii_caseeq(servers[i]->host, learnt->outgoing.host))
			add_text(args, "other_host", ARG_HOST, servers[i]->host);
		add_text(args, "host_arg", ARG_HOST, servers[i]->host);
		add_number(args, "port_arg", ARG_PORT, servers[i]->port);
		break;
	}
	add_text(args, "host_arg", ARG_HOST, learnt->outgoing.host);
	add_number(args, "port_arg", ARG_PORT, learnt->outgoing.port);
}

static void add_person(struct words_args *args, const struct mailcase *mailcase)
{
	const char *user = mailcase_user(mailcase);

	add_text(args, "address", ARG_EMAIL, mailcase->address.shown);
	add_text(args, "address_arg", ARG_EMAIL, mailcase->address.full);
	add_text(args, "domain", ARG_HOST, mailcase_domain(mailcase));
	add_text(args, "user", strchr(user, '@') ? ARG_EMAIL : ARG_USER, user);
	add_text(args, "user_arg", strchr(user, '@') ? ARG_EMAIL : ARG_USER, user);
	add_text(args, "recipient", ARG_EMAIL, mailcase->to);
}

/* How more could be seen, whoever says so. */
static void add_show(struct words_args *args, const struct record *record)
{
	for (size_t i = 0; i < record->findings.n; i++)
		add_text(args, "show", ARG_COMMAND, finding_evidence(&record->findings.items[i], "show"));
}

/* Who keeps the records of the domain, whatever is wrong in them. */
static void add_keeper(struct words_args *args, const struct record *record)
{
	const struct finding *finding = record_finding(record, F_DOMAIN_KEEPER);
	const struct arg *keeper = finding ? finding_arg(finding, "keeper") : NULL;

	if (!keeper)
		return;
	add_text(args, "company", keeper->type, keeper->text);
	add_text(args, "keeper_menu", ARG_NAME, finding_evidence(finding, "menu"));
}

static bool has_arg(const struct words_args *args, const char *name, size_t len)
{
	for (size_t i = 0; i < args->v.n; i++)
		if (strlen(args->v.items[i].name) == len && memcmp(args->v.items[i].name, name, len) == 0)
			return true;
	return false;
}

bool words_has_value(const struct words_args *args, const char *name)
{
	return has_arg(args, name, strlen(name));
}

bool words_has_needed(const char *text, const struct words_args *args)
{
	for (text = strchr(text, '{'); text; text = strchr(text + 1, '{')) {
		size_t len = strcspn(text + 1, "}");

		if (words_is_needed(text + 1, len) && !has_arg(args, text + 1, len))
			return false;
	}
	return true;
}

void words_args_of(
	struct words_args *args_r, const struct record *record, const struct diagnosed_cause *cause)
{
	const struct learnt *learnt = &record->learnt;

	memset(args_r, 0, sizeof *args_r);
	for (size_t i = 0; cause && i < cause->n_findings; i++)
		add_finding(args_r, &record->findings.items[cause->findings[i]]);
	add_server(args_r, "host", "port", "security", &learnt->outgoing);
	add_working(args_r, learnt);
	add_text(args_r, "incoming_host", ARG_HOST, learnt->incoming.host);
	add_text(args_r, "provider", ARG_NAME, learnt->provider);
	add_text(args_r, "url_password", ARG_URL, learnt->url_password);
	add_text(args_r, "url_app_password", ARG_URL, learnt->url_app_password);
	add_text(args_r, "url_enable", ARG_URL, learnt->url_enable);
	add_text(args_r, "url_status", ARG_URL, learnt->url_status);
	add_show(args_r, record);
	add_keeper(args_r, record);
	add_person(args_r, &record->mailcase);
	add_number(args_r, "tested_at", ARG_DATE, record->started);
}

void words_args_release(struct words_args *args)
{
	VEC_RELEASE(&args->v);
}
