/*
 * Rows of the table of providers, made of what somebody publishes.
 */
#include "checks/know/published.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/mail/address.h"

#define DOMAIN_MARK "%EMAILDOMAIN%"

/* text with the mark replaced; every other mark stays and makes the name none. */
static void fill_domain(const char *text, const char *domain, struct str *out)
{
	const char *mark;

	for (mark = strstr(text, DOMAIN_MARK); mark; mark = strstr(text, DOMAIN_MARK)) {
		str_add_bytes(out, text, (size_t)(mark - text));
		str_add(out, domain);
		text = mark + strlen(DOMAIN_MARK);
	}
	str_add(out, text);
}

char published_user(const char *user, const char *domain)
{
	struct str STR_AUTO whole = STR_INIT, asked = STR_INIT;

	fill_domain(user, domain, &whole);
	str_addf(&asked, "%%EMAILLOCALPART%%@%s", domain);
	if (!*user || strcmp(user, "%EMAILADDRESS%") == 0 || ascii_caseeq(str_text(&whole), str_text(&asked)))
		return 'a';
	if (strcmp(user, "%EMAILLOCALPART%") == 0 || ascii_caseeq(user, AUTOCONFIG_LOCAL))
		return 'l';
	str_clear(&asked);
	str_addf(&asked, AUTOCONFIG_LOCAL "@%s", domain);
	if (ascii_caseeq(str_text(&whole), str_text(&asked)))
		return 'a';
	str_clear(&asked);
	str_addf(&asked, "%%EMAILLOCALPART%%.%s", domain);
	return ascii_caseeq(str_text(&whole), str_text(&asked)) ? 'd' : 'o';
}

void published_add(struct published *published, const struct published_server *server, const char *domain)
{
	struct provider *provider = &published->provider;
	struct provider_server *rows = server->outgoing ? provider->outgoing : provider->incoming;
	size_t *n = server->outgoing ? &provider->n_outgoing : &provider->n_incoming;
	struct str STR_AUTO name = STR_INIT;
	char host[HOST_MAX];
	int port = 0;

	fill_domain(server->host, domain, &name);
	if (*n == PROVIDER_SERVERS_MAX || !server->kind || server->port < 1 || server->port > 65535 ||
		!host_parse(str_text(&name), host, &port) || port || host_is_literal(host) ||
		strlen(host) >= sizeof rows[0].host)
		return;
	rows[*n] = (struct provider_server){
		.port = server->port,
		.kind = server->kind,
		.pop3 = server->pop3,
		.user = server->user ? server->user : 'a',
	};
	str_copy(rows[*n].host, sizeof rows[*n].host, host);
	(*n)++;
}

/* Those in clear go behind the others, which keep their order. */
static void encrypted_first(struct provider_server *rows, size_t n)
{
	struct provider_server sorted[PROVIDER_SERVERS_MAX];
	size_t done = 0;

	for (int clear = 0; clear < 2; clear++) {
		for (size_t i = 0; i < n; i++) {
			if ((rows[i].kind == 'n') == clear)
				sorted[done++] = rows[i];
		}
	}
	memcpy(rows, sorted, n * sizeof *rows);
}

bool published_finish(struct published *published, unsigned auth)
{
	struct provider *provider = &published->provider;
	char user;

	encrypted_first(provider->outgoing, provider->n_outgoing);
	encrypted_first(provider->incoming, provider->n_incoming);
	user = provider->n_outgoing ? provider->outgoing[0].user : 'a';
	provider->id = "";
	provider->name = published->name;
	provider->url_password = provider->url_app_password = provider->url_enable = "";
	provider->url_limits = provider->url_status = provider->scope = provider->source = provider->checked =
		"";
	if (auth == AUTH_OAUTH)
		provider->flags |= PROVIDER_OAUTH_ONLY;
	else if (auth & AUTH_OAUTH)
		provider->flags |= PROVIDER_OAUTH_TOO;
	if (auth == AUTH_NOBODY)
		provider->flags |= PROVIDER_NO_LOGIN;
	provider->flags |= user == 'l'	 ? PROVIDER_LOCAL_USER
			   : user == 'd' ? PROVIDER_LOCAL_DOMAIN_USER
			   : user == 'o' ? PROVIDER_OTHER_USER
					 : 0;
	return provider->n_outgoing > 0;
}
