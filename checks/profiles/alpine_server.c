/*
 * Alpine's way to write a server (its technical notes, "Server Name Syntax"), with the switches of its newer releases.
 */
#include "checks/profiles/alpine_server.h"

#include "checks/base/ascii.h"

/* Any other word makes Alpine refuse the server ("Invalid host specifier"). */
static const char *const switches[] = {"ssl", "tls", "notls", "tryssl", "submit", "smtp", "secure", "debug",
	"novalidate-cert", "validate-cert", "norsh", "loser", "readonly", "imap", "pop3", "service", "user",
	"authuser", "auth", "tls1", "tls1_1", "tls1_2", "tls1_3", "sslv3", "tls-sslv23", NULL};

/* The value of a switch, perhaps in quotes; gives what follows it. */
static const char *switch_value(const char *at, char *dst, size_t size)
{
	STR_AUTO struct str text = STR_INIT;
	bool quoted = *at == '"';

	for (at += quoted; *at && (quoted ? *at != '"' : *at != '/'); at++) {
		if (quoted && *at == '\\' && at[1])
			at++;
		str_add_char(&text, *at);
	}
	profile_text(dst, size, str_text(&text));
	return quoted && *at ? at + 1 : at;
}

static void take_switch(struct alpine_server *server, const char *name)
{
	if (!in_list_anyhow(name, switches)) {
		server->bad = true;
		profile_text(server->unknown, sizeof server->unknown, name);
	}
	server->ssl = server->ssl || ascii_caseeq(name, "ssl");
	server->tls = server->tls || ascii_caseeq(name, "tls");
	server->notls = server->notls || ascii_caseeq(name, "notls");
	server->submit = server->submit || ascii_caseeq(name, "submit");
	server->novalidate = server->novalidate || ascii_caseeq(name, "novalidate-cert");
	server->pop3 = server->pop3 || ascii_caseeq(name, "pop3");
}

static void read_switches(const char *at, struct alpine_server *server)
{
	while (*at == '/') {
		size_t len = strcspn(++at, "/=");
		char name[40], value[ADDRESS_MAX + 1] = "";

		snprintf(name, sizeof name, "%.*s", (int)(len < sizeof name ? len : sizeof name - 1), at);
		at += len;
		if (*at == '=')
			at = switch_value(at + 1, value, sizeof value);
		if (!*name)
			continue;
		take_switch(server, name);
		if (ascii_caseeq(name, "user"))
			str_copy(server->user, sizeof server->user, value);
		else if (ascii_caseeq(name, "auth"))
			str_copy(server->method, sizeof server->method, value);
	}
}

size_t alpine_user_length(const char *text)
{
	const char *user = ascii_find(text, "user=");
	size_t len = user ? (size_t)(user - text) : strlen(text);

	while (len && text[len - 1] != '@')
		len--;
	return len;
}

/* [IPv6], host, port, switches. */
void alpine_server_read(const char *text, struct alpine_server *server_r)
{
	STR_AUTO struct str host = STR_INIT;
	size_t len;
	const char *at;
	char port[16];

	text += alpine_user_length(text);
	len = *text == '[' ? strcspn(text, "]") + 1 : strcspn(text, ":/");
	*server_r = (struct alpine_server){.port = 0};
	if (len > strlen(text))
		len = strlen(text);
	str_add_bytes(&host, text, len);
	at = text + len;
	if (*at == ':') {
		len = strcspn(++at, "/");
		snprintf(port, sizeof port, "%.*s", (int)(len < sizeof port ? len : sizeof port - 1), at);
		server_r->port = profile_port(port);
		server_r->bad = !server_r->port;
		at += len;
	}
	profile_text(server_r->host, sizeof server_r->host, str_text(&host));
	read_switches(at, server_r);
}
