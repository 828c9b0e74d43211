/*
 * What is wrong in an account's settings in any program's terms: port and encryption here, the server's name, the account and the program's
 * state in the files beside. By general rules and the table of providers alone; whether it matters, the live test knows (settings.program).
 */
#include "checks/profiles/judge.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/mail/near.h"
#include "checks/net/addr.h"

#define PORT_SMTP	 25
#define PORT_SUBMISSION	 587
#define PORT_SUBMISSIONS 465

/* The line that says it, else that of the server, which says what belongs to it. */
static const struct profile_place *place_of(const struct profile_server *out, enum profile_setting setting)
{
	if (setting == SETTING_FROM && out->from_place.file[0])
		return &out->from_place;
	if ((setting == SETTING_LOGIN || setting == SETTING_METHOD || setting == SETTING_USER) &&
		out->login_place.file[0])
		return &out->login_place;
	return &out->place;
}

static bool has(const struct profile *profile, enum mistake_id id)
{
	for (size_t i = 0; i < profile->n_mistakes; i++)
		if (profile->mistakes[i].id == id)
			return true;
	return false;
}

void dialect_mistake(struct profile *profile, enum mistake_id id, enum profile_setting setting,
	const struct server_settings *wanted, const char *is, const char *what)
{
	const struct dialect *dialect = dialect_of(profile->program);
	STR_AUTO struct str lines = STR_INIT;

	if (has(profile, id))
		return;
	if (dialect && dialect->lines)
		dialect->lines(profile, setting, wanted, &lines);
	profile_mistake(profile, id, place_of(&profile->out, setting), is, str_text(&lines), what);
}

bool judge_has(const struct judging *judging, enum mistake_id id)
{
	return has(judging->profile, id);
}

void judge_say(const struct judging *judging, enum mistake_id id, enum profile_setting setting,
	const struct server_settings *wanted, const char *is, const char *what)
{
	dialect_mistake(judging->profile, id, setting, wanted, is, what);
}

const struct provider_server *judge_row(const struct provider *provider, const char *host, int port)
{
	const struct provider_server *best = NULL;

	for (size_t i = 0; i < provider->n_outgoing; i++) {
		const struct provider_server *row = &provider->outgoing[i];

		if (ascii_caseeq(row->host, host) && (!best || row->port == port))
			best = row;
	}
	return best || !provider->n_outgoing ? best : &provider->outgoing[0];
}

enum security judge_security(const struct provider_server *row)
{
	return row->kind == 't' ? SECURITY_TLS : row->kind == 's' ? SECURITY_STARTTLS : SECURITY_NONE;
}

/* Whether the table names just this server with this port. */
static bool is_listed(const struct judging *judging, const struct server_settings *out)
{
	for (size_t i = 0; judging->keeper_known && i < judging->keeper.n_outgoing; i++) {
		const struct provider_server *row = &judging->keeper.outgoing[i];

		if (ascii_caseeq(row->host, out->host) && row->port == out->port)
			return true;
	}
	return false;
}

/* Whether the table names this server with this port and this encryption: then it is no mistake, however unusual. */
static bool is_listed_so(const struct judging *judging, const struct server_settings *out)
{
	for (size_t i = 0; judging->keeper_known && i < judging->keeper.n_outgoing; i++) {
		const struct provider_server *row = &judging->keeper.outgoing[i];

		if (ascii_caseeq(row->host, out->host) && row->port == out->port &&
			judge_security(row) == out->security)
			return true;
	}
	return false;
}

/* The port that this one may have been meant to be; 0: it is none that looks mistyped. */
static int port_meant(int port)
{
	static const int receiving[] = {110, 143, 993, 995};
	static const int in_use_somewhere[] = {PORT_SMTP, PORT_SUBMISSION, PORT_SUBMISSIONS, 2465, 2587, 586};
	static const int usual[] = {PORT_SUBMISSION, PORT_SUBMISSIONS};
	char typed[16], meant[16];

	for (size_t i = 0; i < sizeof receiving / sizeof receiving[0]; i++)
		if (port == receiving[i])
			return PORT_SUBMISSION;
	for (size_t i = 0; i < sizeof in_use_somewhere / sizeof in_use_somewhere[0]; i++)
		if (port == in_use_somewhere[i])
			return 0;
	snprintf(typed, sizeof typed, "%d", port);
	for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
		snprintf(meant, sizeof meant, "%d", usual[i]);
		if (name_is_near(typed, meant))
			return usual[i];
	}
	return 0;
}

static void say_port(const struct judging *judging, enum mistake_id id, int meant)
{
	struct server_settings wanted = judging->profile->out.settings;
	char is[16], what[16];

	wanted.port = meant;
	wanted.security = meant == PORT_SUBMISSIONS ? SECURITY_TLS : SECURITY_STARTTLS;
	snprintf(is, sizeof is, "%d", judging->profile->out.settings.port);
	snprintf(what, sizeof what, "%d", meant);
	judge_say(judging, id, SETTING_PORT, &wanted, is, what);
}

/* What this server takes on a port for programs: the table's word, else 587. */
static int handing_in_port(const struct judging *judging)
{
	const struct provider_server *row =
		judging->keeper_known ? judge_row(&judging->keeper, judging->profile->out.settings.host, 0)
				      : NULL;

	return row && row->port != PORT_SMTP ? row->port : PORT_SUBMISSION;
}

static void say_security(const struct judging *judging, enum mistake_id id, enum security wanted_security)
{
	const struct server_settings *out = &judging->profile->out.settings;
	struct server_settings wanted = *out;
	char is[40];

	wanted.security = wanted_security;
	snprintf(is, sizeof is, "%d %s", out->port, security_name(out->security));
	judge_say(judging, id, SETTING_SECURITY, &wanted, is, security_name(wanted_security));
}

static void judge_encryption(const struct judging *judging)
{
	const struct profile_server *out = &judging->profile->out;
	const struct server_settings *settings = &out->settings;
	bool begins_clear = settings->security == SECURITY_STARTTLS || settings->security == SECURITY_NONE;

	if (is_listed_so(judging, settings))
		return;
	if (settings->port == PORT_SUBMISSIONS && begins_clear)
		say_security(judging, MISTAKE_STARTTLS_ON_TLS_PORT, SECURITY_TLS);
	else if ((settings->port == PORT_SUBMISSION || settings->port == PORT_SMTP) &&
		 settings->security == SECURITY_TLS)
		say_security(judging, MISTAKE_TLS_ON_STARTTLS_PORT, SECURITY_STARTTLS);
	else if (settings->security == SECURITY_NONE && out->login != LOGIN_OFF)
		say_security(judging, MISTAKE_NOT_ENCRYPTED, SECURITY_STARTTLS);
}

static void judge_port(const struct judging *judging)
{
	const struct server_settings *out = &judging->profile->out.settings;
	int meant = out->port && !is_listed(judging, out) ? port_meant(out->port) : 0;

	if (meant)
		say_port(judging, MISTAKE_PORT_TYPO, meant);
	if (out->port == PORT_SMTP && !is_listed(judging, out))
		say_port(judging, MISTAKE_PORT_25, handing_in_port(judging));
	if (!meant)
		judge_encryption(judging);
}

/* This computer, an address of its own network, or a name that only exists there. */
static bool is_near(const char *host)
{
	static const char *const inside[] = {".local", ".lan", ".home", ".internal", ".intern", ".home.arpa"};
	struct net_addr addr;

	if (net_addr_parse(host, 0, &addr))
		return net_addr_is_private(&addr);
	for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++)
		if (ascii_ends(host, inside[i]))
			return true;
	return !strchr(host, '.');
}

static const char *domain_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at ? at + 1 : "";
}

/* Whose table row speaks for the mailbox: by the address, else by the name to sign in with. */
static void find_home(struct judging *judging)
{
	const char *places[] = {
		domain_of(judging->profile->address), domain_of(judging->profile->out.settings.user)};
	char domain[HOST_MAX];

	for (size_t i = 0; i < 2 && !judging->home_known; i++) {
		str_copy(domain, sizeof domain, places[i]);
		ascii_tolower(domain);
		judging->home_known = domain[0] && provider_by_domain(domain, &judging->home);
	}
}

void profile_judge(struct profile *profile, const struct profiles *all)
{
	struct judging judging = {.profile = profile, .all = all};
	const char *host = profile->out.settings.host;

	find_home(&judging);
	judge_state(&judging);
	if (!host[0]) {
		if (!profile->hands_to[0] && !judging.profile->n_mistakes)
			profile_mistake(profile, MISTAKE_NO_SERVER, &profile->out.place, NULL, NULL, NULL);
		return;
	}
	judging.near = is_near(host);
	judging.keeper_known = provider_by_host(host, &judging.keeper);
	if (judging.near)
		return;
	judge_host(&judging);
	judge_port(&judging);
	judge_account(&judging);
}
