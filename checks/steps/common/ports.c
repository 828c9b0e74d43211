/*
 * Ports and encryption: the rules of thumb, in one place.
 */
#include "checks/steps/common/ports.h"

#include "checks/base/ascii.h"
#include "checks/base/str.h"

const int sending_ports[] = {PORT_SUBMISSIONS, PORT_SUBMISSION, PORT_CUSTOM, PORT_SMTP};
const size_t sending_ports_n = sizeof sending_ports / sizeof sending_ports[0];

bool starts_encrypted(const struct server_settings *settings)
{
	return settings->security == SECURITY_TLS ||
	       (settings->security == SECURITY_AUTO && settings->port == PORT_SUBMISSIONS);
}

/* 't', 's', 'n' of the provider table. */
static enum security security_of_kind(char kind)
{
	if (kind == 't')
		return SECURITY_TLS;
	return kind == 's' ? SECURITY_STARTTLS : SECURITY_NONE;
}

/* The provider's own word for the port of this host, where the encryption does not contradict it. */
static const struct provider_server *row_of(
	const struct server_settings *in_use, const struct provider *known)
{
	for (size_t i = 0; known && i < known->n_outgoing; i++) {
		const struct provider_server *server = &known->outgoing[i];

		if (ascii_caseeq(server->host, in_use->host) &&
			(in_use->security == SECURITY_AUTO ||
				in_use->security == security_of_kind(server->kind)))
			return server;
	}
	return NULL;
}

struct target target_in_use(const struct server_settings *in_use, const struct provider *known)
{
	struct target target = {.out = *in_use, .in_use = true};
	const struct provider_server *row;

	if (in_use->port)
		return target;
	row = row_of(in_use, known);
	if (row) {
		target.out.port = row->port;
		target.out.security = security_of_kind(row->kind);
	} else if (in_use->security == SECURITY_TLS) {
		target.out.port = PORT_SUBMISSIONS;
	} else {
		target.out.port = PORT_SUBMISSION;
		target.other_port = PORT_SUBMISSIONS;
	}
	return target;
}

struct target target_recommended(
	const struct server_settings *recommended, const struct server_settings *told)
{
	struct target target = {.out = *recommended};

	if (told->security != SECURITY_AUTO) {
		target.in_use = true;
		target.out.security = told->security;
		target.out.port = told->security == SECURITY_TLS ? PORT_SUBMISSIONS : PORT_SUBMISSION;
	}
	if (told->port) {
		target.in_use = true;
		target.out.port = told->port;
		if (told->security == SECURITY_AUTO && told->port != recommended->port)
			target.out.security = SECURITY_AUTO;
	}
	if (told->user[0])
		str_copy(target.out.user, sizeof target.out.user, told->user);
	return target;
}

static void add_server(struct server_settings *settings, const struct provider *provider,
	const struct provider_server *server, enum settings_source source, const char *local_part)
{
	*settings = (struct server_settings){
		.port = server->port,
		.security = security_of_kind(server->kind),
		.source = source,
		.pop3 = server->pop3,
	};
	str_copy(settings->host, sizeof settings->host, server->host);
	provider_user(server, local_part, provider->domain, settings->user, sizeof settings->user);
}

void recommend_provider(struct recommended_settings *settings, const struct provider *provider,
	enum settings_source source, const char *local_part)
{
	str_copy(settings->provider, sizeof settings->provider, provider->name);
	settings->source = source;
	settings->flags = provider->flags;
	settings->url_password = provider->url_password;
	settings->url_app_password = provider->url_app_password;
	settings->url_enable = provider->url_enable;
	settings->url_status = provider->url_status;
	for (size_t i = 0; i < provider->n_outgoing && settings->n_outgoing < SETTINGS_MAX; i++)
		add_server(&settings->outgoing[settings->n_outgoing++], provider, &provider->outgoing[i],
			source, local_part);
	for (size_t i = 0; i < provider->n_incoming && settings->n_incoming < SETTINGS_MAX; i++)
		add_server(&settings->incoming[settings->n_incoming++], provider, &provider->incoming[i],
			source, local_part);
}
