/*
 * Autodiscover's plain XML. What it says of encryption is "SSL is required", not which kind: that goes by the port, as Outlook has it,
 * unless <Encryption> tells. A server that does not require it offers it all the same as a rule, so the port's kind is asked for there too.
 */
#include "checks/know/autoconfig.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/published.h"
#include "checks/mail/address.h"

#define ACCOUNT_AT "Autodiscover/Response/Account"
#define SCHEMA	   "http://schemas.microsoft.com/exchange/autodiscover/outlook/"
#define PATH	   "/autodiscover/autodiscover.xml"

void autodiscover_url(size_t place, const char *domain, struct str *url_r)
{
	str_clear(url_r);
	str_addf(url_r, "https://%s%s" PATH, place ? "" : "autodiscover.", domain);
}

void autodiscover_url_at(const char *host, int port, struct str *url_r)
{
	str_clear(url_r);
	if (port == 443)
		str_addf(url_r, "https://%s" PATH, host);
	else
		str_addf(url_r, "https://%s:%d" PATH, host, port);
}

void autodiscover_question(const char *domain, struct str *body_r)
{
	str_clear(body_r);
	str_addf(body_r,
		"<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n"
		"<Autodiscover xmlns=\"" SCHEMA
		"requestschema/2006\"><Request><EMailAddress>" AUTOCONFIG_LOCAL
		"@%s</EMailAddress><AcceptableResponseSchema>" SCHEMA
		"responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>\r\n",
		domain);
}

struct reading {
	const char *domain;
	struct published *published;
	struct published_server server;
	bool off; /* <SSL>off</SSL>: not required */
};

static void enter(void *data, const struct xml_path *path, const char *type)
{
	struct reading *reading = data;

	(void)type;
	if (xml_is_at(path, ACCOUNT_AT "/Protocol")) {
		reading->server = (struct published_server){.auth = AUTH_PASSWORD};
		reading->off = false;
	}
}

static char kind_of_port(int port)
{
	return port == 465 || port == 993 || port == 995 ? 't' : 's';
}

static void take_kind(struct reading *reading, const char *name, const char *text)
{
	struct published_server *server = &reading->server;

	if (ascii_caseeq(name, "SSL"))
		reading->off = ascii_caseeq(text, "off");
	else if (ascii_caseeq(text, "SSL"))
		server->kind = 't';
	else if (ascii_caseeq(text, "TLS"))
		server->kind = 's';
}

static void take_type(struct published_server *server, const char *text)
{
	server->outgoing = ascii_caseeq(text, "SMTP");
	server->pop3 = ascii_caseeq(text, "POP3");
	server->incoming = server->pop3 || ascii_caseeq(text, "IMAP");
}

static void take_value(struct reading *reading, const char *name, const char *text)
{
	struct published_server *server = &reading->server;
	int64_t port;

	if (ascii_caseeq(name, "Type"))
		take_type(server, text);
	else if (ascii_caseeq(name, "Server"))
		str_copy(server->host, sizeof server->host, text);
	else if (ascii_caseeq(name, "Port") && ascii_number(text, 1, 65535, &port))
		server->port = (int)port;
	else if (ascii_caseeq(name, "LoginName"))
		server->user = published_user(text, reading->domain);
	else if (ascii_caseeq(name, "SSL") || ascii_caseeq(name, "Encryption"))
		take_kind(reading, name, text);
}

/* The standard's own ports where none is told (2.2.4.1.1.2.6 of [MS-OXDSCLI]). */
static int usual_port(const struct published_server *server, bool off)
{
	if (server->outgoing)
		return off ? 587 : 465;
	return server->pop3 ? (off ? 110 : 995) : (off ? 143 : 993);
}

static void leave_protocol(struct reading *reading)
{
	struct published_server *server = &reading->server;

	if (!server->outgoing && !server->incoming)
		return;
	if (!server->port)
		server->port = usual_port(server, reading->off);
	if (!server->kind)
		server->kind = kind_of_port(server->port);
	published_add(reading->published, server, reading->domain);
}

/* Another address of the same person: its domain is asked. */
static void send_on_to(struct published *published, const char *address)
{
	struct str STR_AUTO url = STR_INIT;
	struct mail_address other;

	if (address_parse(address, &other) != ADDRESS_FINE)
		return;
	autodiscover_url(0, other.domain, &url);
	str_copy(published->next, sizeof published->next, str_text(&url));
}

static void leave(void *data, const struct xml_path *path, const char *text)
{
	struct reading *reading = data;
	const char *name = path->names[path->depth - 1];

	if (xml_is_at(path, ACCOUNT_AT "/Protocol"))
		leave_protocol(reading);
	else if (xml_is_at(path, ACCOUNT_AT "/RedirectUrl"))
		str_copy(reading->published->next, sizeof reading->published->next, text);
	else if (xml_is_at(path, ACCOUNT_AT "/RedirectAddr"))
		send_on_to(reading->published, text);
	else if (path->depth == 5)
		take_value(reading, name, text);
}

enum autodiscover autodiscover_read(
	const char *bytes, size_t len, const char *domain, struct published *published_r)
{
	static const struct xml_visitor visitor = {.enter = enter, .leave = leave};
	struct reading reading = {.domain = domain, .published = published_r};

	memset(published_r, 0, sizeof *published_r);
	if (!xml_walk(bytes, len, &visitor, &reading))
		return AUTODISCOVER_NOTHING;
	if (published_finish(published_r, AUTH_PASSWORD))
		return AUTODISCOVER_SETTINGS;
	return published_r->next[0] ? AUTODISCOVER_SENT_ON : AUTODISCOVER_NOTHING;
}
