/*
 * The account behind the server: whether the program signs in, how and as whom, and whether the sender belongs there.
 */
#include "checks/profiles/judge.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"

#define PORT_SUBMISSION	 587
#define PORT_SUBMISSIONS 465

static const char *domain_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at ? at + 1 : "";
}

/* Servers on the ports for handing in want a sign-in (RFC 6409 section 4.3), and so does every provider that we know. */
static void judge_login(const struct judging *judging)
{
	const struct profile_server *out = &judging->profile->out;
	bool handing_in = out->settings.port == PORT_SUBMISSION || out->settings.port == PORT_SUBMISSIONS;
	struct server_settings wanted = out->settings;

	if (out->login != LOGIN_OFF || (!handing_in && !judging->keeper_known) ||
		(judging->keeper_known && (judging->keeper.flags & PROVIDER_NO_LOGIN)))
		return;
	if (!wanted.user[0])
		str_copy(wanted.user, sizeof wanted.user, judging->profile->address);
	judge_say(judging, MISTAKE_NO_LOGIN, SETTING_LOGIN, &wanted, NULL,
		judging->keeper_known ? judging->keeper.name : NULL);
}

static bool is_password(enum profile_login login)
{
	return login == LOGIN_ANY || login == LOGIN_PASSWORD || login == LOGIN_ENCRYPTED ||
	       login == LOGIN_NTLM;
}

/* Moved to historic (RFC 6331), or wants the password itself kept at the server, which nobody does who gives out app passwords or tokens. */
static bool is_outdated_method(const struct judging *judging)
{
	const struct profile_server *out = &judging->profile->out;
	unsigned modern = PROVIDER_APP_PASSWORD | PROVIDER_APP_PASSWORD_ONLY | PROVIDER_OAUTH_TOO;

	if (out->login == LOGIN_NTLM || ascii_caseeq(out->method, "DIGEST-MD5"))
		return true;
	if (out->login != LOGIN_ENCRYPTED || ascii_starts(out->method, "SCRAM"))
		return false;
	return judging->keeper_known && (judging->keeper.flags & modern);
}

static void judge_method(const struct judging *judging)
{
	const struct profile_server *out = &judging->profile->out;
	const char *keeper = judging->keeper_known ? judging->keeper.name : NULL;

	if (judging->keeper_known && (judging->keeper.flags & PROVIDER_OAUTH_ONLY) && is_password(out->login))
		judge_say(judging, MISTAKE_OAUTH_WANTED, SETTING_METHOD, &out->settings, out->method, keeper);
	else if (is_outdated_method(judging))
		judge_say(judging, MISTAKE_METHOD_OUTDATED, SETTING_METHOD, &out->settings, out->method,
			keeper);
}

static void say_user(const struct judging *judging, const char *user)
{
	struct server_settings wanted = judging->profile->out.settings;

	str_copy(wanted.user, sizeof wanted.user, user);
	judge_say(
		judging, MISTAKE_USER_FORM, SETTING_USER, &wanted, judging->profile->out.settings.user, user);
}

/* In which form this server wants the name; 'o': it cannot be said. */
static char wanted_form(const struct judging *judging, const char *user)
{
	const struct provider_server *server;

	if (!judging->keeper_known || !judging->home_known || !judging->home.n_outgoing ||
		strcmp(judging->home.id, judging->keeper.id) != 0)
		return 'o';
	server = provider_server_of(&judging->home, judging->profile->out.settings.host);
	return (judging->home.flags & PROVIDER_ADDRESS_TOO) && strchr(user, '@') ? 'o' : server->user;
}

/* Only a provider that we know tells which form it wants. */
static void judge_user(const struct judging *judging)
{
	const struct profile *profile = judging->profile;
	const char *user = profile->out.settings.user, *at = strchr(profile->address, '@');
	char wanted[ADDRESS_MAX + 1] = "", local[ADDRESS_MAX + 1], form = wanted_form(judging, user);
	bool is_address = strchr(user, '@') != NULL;

	if (!user[0] || !at || profile->out.login == LOGIN_OFF || form == 'o' || is_address == (form == 'a'))
		return;
	snprintf(local, sizeof local, "%.*s", (int)(at - profile->address), profile->address);
	provider_user(provider_server_of(&judging->home, profile->out.settings.host), local, at + 1, wanted,
		sizeof wanted);
	say_user(judging, wanted[0] ? wanted : profile->address);
}

static bool same_house(const char *a, const char *b)
{
	struct provider one, other;
	char low_a[HOST_MAX], low_b[HOST_MAX];

	if (provider_same_organisation(a, b))
		return true;
	str_copy(low_a, sizeof low_a, a);
	str_copy(low_b, sizeof low_b, b);
	ascii_tolower(low_a);
	ascii_tolower(low_b);
	return (provider_by_domain(low_a, &one) || provider_by_host(low_a, &one)) &&
	       (provider_by_domain(low_b, &other) || provider_by_host(low_b, &other)) &&
	       strcmp(one.id, other.id) == 0;
}

/* The account of the same program whose own server this is: it receives there, or its address is at home there. NULL: there is none. */
static const struct profile *owner_of(const struct judging *judging, const char *host)
{
	for (size_t i = 0; i < judging->all->found.n; i++) {
		const struct profile *other = &judging->all->found.items[i];
		const char *home =
			other->in.settings.host[0] ? other->in.settings.host : domain_of(other->address);

		if (other != judging->profile && other->program == judging->profile->program && home[0] &&
			ascii_caseeq(other->out.settings.host, host) && same_house(home, host))
			return other;
	}
	return NULL;
}

/* The mail is received at one house and handed in at another, which another account calls its own. */
static bool says_wrong_server(const struct judging *judging)
{
	const struct profile *profile = judging->profile, *owner;
	const char *host = profile->out.settings.host;
	const char *home =
		profile->in.settings.host[0] ? profile->in.settings.host : domain_of(profile->address);
	struct server_settings wanted = profile->out.settings;

	if (judge_has(judging, MISTAKE_WRONG_SERVER))
		return true;
	if (!home[0] || same_house(home, host) || same_house(domain_of(profile->address), host))
		return false;
	owner = owner_of(judging, host);
	if (!owner)
		return false;
	if (judging->home_known && judging->home.n_outgoing) {
		str_copy(wanted.host, sizeof wanted.host, judging->home.outgoing[0].host);
		wanted.port = judging->home.outgoing[0].port;
		wanted.security = judge_security(&judging->home.outgoing[0]);
		str_copy(wanted.user, sizeof wanted.user, profile->address);
	}
	judge_say(judging, MISTAKE_WRONG_SERVER, SETTING_HOST, &wanted, host,
		owner->name[0] ? owner->name : owner->address);
	return true;
}

/*
 * A mailbox provider lets its own addresses out. The address of another one through its server, or any other address with the login of a
 * mailbox there, is refused by most; whoever runs servers for others' domains is not in the table of domains.
 */
static void judge_sender(const struct judging *judging)
{
	const struct profile *profile = judging->profile;
	const char *sender = domain_of(profile->address), *login = domain_of(profile->out.settings.user);
	struct server_settings wanted = profile->out.settings;
	struct provider of_sender, of_login;
	char low[HOST_MAX];

	if (judging->keeper_known && (judging->keeper.flags & PROVIDER_RELAY))
		return;
	if (!sender[0] || says_wrong_server(judging) || same_house(sender, profile->out.settings.host))
		return;
	str_copy(low, sizeof low, sender);
	ascii_tolower(low);
	if (!(judging->keeper_known && provider_by_domain(low, &of_sender))) {
		str_copy(low, sizeof low, login);
		ascii_tolower(low);
		if (!low[0] || same_house(sender, login) || !provider_by_domain(low, &of_login) ||
			!same_house(login, profile->out.settings.host))
			return;
	}
	judge_say(judging, MISTAKE_SENDER_OTHER, SETTING_FROM, &wanted, profile->address,
		login[0] ? profile->out.settings.user : judging->keeper.name);
}

void judge_account(const struct judging *judging)
{
	judge_login(judging);
	judge_method(judging);
	judge_user(judging);
	judge_sender(judging);
}
