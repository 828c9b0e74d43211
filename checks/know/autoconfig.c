/*
 * config-v1.1.xml. Of each server the first of several ways to sign in counts like every other; the servers stand in the order in
 * which the provider prefers them.
 */
#include "checks/know/autoconfig.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/published.h"

#define PROVIDER_AT "clientConfig/emailProvider"

void autoconfig_url(enum autoconfig_place place, const char *domain, struct str *url_r)
{
	str_clear(url_r);
	switch (place) {
	case AUTOCONFIG_OWN:
		str_addf(url_r,
			"https://autoconfig.%s/mail/config-v1.1.xml?emailaddress=" AUTOCONFIG_LOCAL "%%40%s",
			domain, domain);
		break;
	case AUTOCONFIG_WELL_KNOWN:
		str_addf(url_r, "https://%s/.well-known/autoconfig/mail/config-v1.1.xml", domain);
		break;
	default:
		str_addf(url_r, "https://" AUTOCONFIG_DIRECTORY_HOST "/autoconfig/v1.1/%s", domain);
	}
}

struct reading {
	const char *domain;
	struct published *published;
	struct published_server server;
	unsigned auth; /* of the first server for sending */
};

static void enter(void *data, const struct xml_path *path, const char *type)
{
	struct reading *reading = data;
	bool pop3 = ascii_caseeq(type, "pop3");

	if (xml_is_at(path, PROVIDER_AT "/outgoingServer"))
		reading->server = (struct published_server){.outgoing = !*type || ascii_caseeq(type, "smtp")};
	else if (xml_is_at(path, PROVIDER_AT "/incomingServer"))
		reading->server = (struct published_server){
			.incoming = pop3 || ascii_caseeq(type, "imap"), .pop3 = pop3};
	else if (xml_is_at(path, PROVIDER_AT "/enable"))
		reading->published->provider.flags |= PROVIDER_ENABLE_FIRST;
}

static char kind_of(const char *text)
{
	if (ascii_caseeq(text, "SSL") || ascii_caseeq(text, "TLS"))
		return 't';
	if (ascii_caseeq(text, "STARTTLS"))
		return 's';
	return ascii_caseeq(text, "plain") ? 'n' : 0;
}

static unsigned auth_of(const char *text)
{
	if (ascii_caseeq(text, "OAuth2"))
		return AUTH_OAUTH;
	if (ascii_caseeq(text, "none") || ascii_caseeq(text, "client-IP-address"))
		return AUTH_NOBODY;
	return AUTH_PASSWORD;
}

/* One value of a server. */
static void take_value(struct reading *reading, const char *name, const char *text)
{
	struct published_server *server = &reading->server;
	int64_t port;

	if (ascii_caseeq(name, "hostname"))
		str_copy(server->host, sizeof server->host, text);
	else if (ascii_caseeq(name, "port") && ascii_number(text, 1, 65535, &port))
		server->port = (int)port;
	else if (ascii_caseeq(name, "socketType"))
		server->kind = kind_of(text);
	else if (ascii_caseeq(name, "authentication"))
		server->auth |= auth_of(text);
	else if (ascii_caseeq(name, "username"))
		server->user = published_user(text, reading->domain);
}

static void leave_server(struct reading *reading)
{
	const struct published_server *server = &reading->server;
	size_t before = reading->published->provider.n_outgoing;

	if (!server->outgoing && !server->incoming)
		return;
	published_add(reading->published, server, reading->domain);
	if (!before && reading->published->provider.n_outgoing)
		reading->auth = server->auth;
}

static void leave(void *data, const struct xml_path *path, const char *text)
{
	struct reading *reading = data;
	const char *name = path->names[path->depth - 1];

	if (xml_is_at(path, PROVIDER_AT "/displayName"))
		str_copy(reading->published->name, sizeof reading->published->name, text);
	else if (xml_is_at(path, PROVIDER_AT "/outgoingServer") ||
		 xml_is_at(path, PROVIDER_AT "/incomingServer"))
		leave_server(reading);
	else if (path->depth == 4)
		take_value(reading, name, text);
}

bool autoconfig_read(const char *bytes, size_t len, const char *domain, struct published *published_r)
{
	static const struct xml_visitor visitor = {.enter = enter, .leave = leave};
	struct reading reading = {.domain = domain, .published = published_r};

	memset(published_r, 0, sizeof *published_r);
	return xml_walk(bytes, len, &visitor, &reading) && published_finish(published_r, reading.auth);
}
