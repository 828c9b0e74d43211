/*
 * The server's name: mistyped, the server for receiving, or one that its provider has given up.
 */
#include "checks/profiles/judge.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/mail/near.h"

/* A blank, a comma, "https://" or ":587" in the name: what was meant, where it differs. */
static bool is_written_wrong(const char *host, char meant_r[HOST_MAX])
{
	return strpbrk(host, " ,;/\\<>\"'") != NULL && host_parse(host, meant_r, NULL) &&
	       strcmp(host, meant_r) != 0;
}

/* The name under another domain: "smtp.frima.example" and "firma.example" give "smtp.firma.example". */
static bool under_domain(const char *host, const char *domain, char meant_r[HOST_MAX])
{
	char organisation[HOST_MAX];
	size_t label, rest;

	provider_organisation(host, organisation, sizeof organisation);
	rest = strlen(organisation);
	label = strlen(host) > rest ? strlen(host) - rest : 0;
	return snprintf(meant_r, HOST_MAX, "%.*s%s", (int)label, host, domain) < HOST_MAX;
}

/* The organisation of the server for receiving, or of the address, is all but the same. */
static bool is_near_to(const char *host, const char *other, char meant_r[HOST_MAX])
{
	char ours[HOST_MAX], theirs[HOST_MAX];

	provider_organisation(host, ours, sizeof ours);
	provider_organisation(other, theirs, sizeof theirs);
	return theirs[0] && name_is_near(ours, theirs) && under_domain(host, theirs, meant_r);
}

/* One of the provider's own names, nearly. */
static bool is_near_to_provider(const struct judging *judging, const char *host, char meant_r[HOST_MAX])
{
	for (size_t i = 0; judging->home_known && i < judging->home.n_outgoing; i++) {
		if (name_is_near(host, judging->home.outgoing[i].host))
			return str_copy(meant_r, HOST_MAX, judging->home.outgoing[i].host);
	}
	return false;
}

static bool is_mistyped(const struct judging *judging, char meant_r[HOST_MAX])
{
	const struct profile *profile = judging->profile;
	const char *host = profile->out.settings.host, *at = strrchr(profile->address, '@');

	struct provider listed;

	if (is_written_wrong(host, meant_r))
		return true;
	/* A name that somebody is known to run is none. */
	if (judging->keeper_known && provider_lists_host(host, &listed))
		return false;
	if (host_likely_typo(host, meant_r))
		return true;
	/* The domain is one that somebody is known to run: the first label is as they please. */
	if (judging->keeper_known)
		return false;
	return is_near_to_provider(judging, host, meant_r) ||
	       is_near_to(host, profile->in.settings.host, meant_r) ||
	       (at && is_near_to(host, at + 1, meant_r));
}

static bool lists(const struct provider_server *servers, size_t n, const char *host)
{
	for (size_t i = 0; i < n; i++)
		if (ascii_caseeq(servers[i].host, host))
			return true;
	return false;
}

/* The table says so; where it does not know the host, its first label does. */
static bool is_for_receiving(const struct judging *judging, const char *host)
{
	static const char *const labels[] = {"imap.", "imaps.", "imap4.", "pop.", "pops.", "pop3.", "pop3s."};

	if (judging->keeper_known && lists(judging->keeper.outgoing, judging->keeper.n_outgoing, host))
		return false;
	if (judging->keeper_known && lists(judging->keeper.incoming, judging->keeper.n_incoming, host))
		return true;
	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if (ascii_starts(host, labels[i]))
			return true;
	return false;
}

/* Its provider names other servers for this mailbox. Only where address and server are of the same provider: others may run relays there. */
static bool is_outdated(const struct judging *judging, const char *host)
{
	struct provider listed;

	return judging->keeper_known && judging->home_known &&
	       strcmp(judging->keeper.id, judging->home.id) == 0 && judging->home.n_outgoing &&
	       !provider_lists_host(host, &listed);
}

static void say(const struct judging *judging, enum mistake_id id, const struct provider *right)
{
	const struct provider_server *row = right ? judge_row(right, "", 0) : NULL;
	struct server_settings wanted = judging->profile->out.settings;

	if (row) {
		str_copy(wanted.host, sizeof wanted.host, row->host);
		wanted.port = row->port;
		wanted.security = judge_security(row);
	}
	judge_say(judging, id, SETTING_HOST, &wanted, judging->profile->out.settings.host,
		row ? row->host : NULL);
}

void judge_host(const struct judging *judging)
{
	const char *host = judging->profile->out.settings.host;
	const struct provider *right = judging->home_known     ? &judging->home
				       : judging->keeper_known ? &judging->keeper
							       : NULL;
	struct server_settings wanted = judging->profile->out.settings;
	char meant[HOST_MAX];

	if (is_for_receiving(judging, host)) {
		say(judging, MISTAKE_HOST_INCOMING, right);
	} else if (is_mistyped(judging, meant)) {
		str_copy(wanted.host, sizeof wanted.host, meant);
		judge_say(judging, MISTAKE_HOST_TYPO, SETTING_HOST, &wanted, host, meant);
	} else if (is_outdated(judging, host)) {
		say(judging, MISTAKE_SERVER_OUTDATED, right);
	}
}
