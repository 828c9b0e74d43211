/*
 * smtp.firma.example becomes smtp.domain1.example: what the server is for stays, whose it is goes. Hosts of
 * well-known mail providers stay as they are, but not a customer's name below them.
 */
#include "ui/words/mask_host.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/provider.h"

/* Words that labels of servers are made of. */
static const char *const plain_labels[] = {"smtp", "smtps", "mail", "email", "imap", "imaps", "pop", "pop3",
	"mx", "www", "out", "outgoing", "in", "incoming", "send", "relay", "submission", "secure", "ssl",
	"tls", "auth", "webmail", "autoconfig", "autodiscover", "outlook", "protection", "ns", "dns",
	"mobile", "securesmtp", "smtpout", "secureimap", "localhost"};

static bool is_plain_piece(const char *s, size_t len)
{
	while (len > 0 && ascii_isdigit(s[len - 1]))
		len--;
	if (len == 0)
		return false;
	for (size_t i = 0; i < sizeof plain_labels / sizeof plain_labels[0]; i++)
		if (strlen(plain_labels[i]) == len && ascii_ncasecmp(plain_labels[i], s, len) == 0)
			return true;
	return false;
}

bool host_is_plain(const char *s, size_t len)
{
	while (len > 0) {
		size_t piece = 0;

		while (piece < len && s[piece] != '.' && s[piece] != '-')
			piece++;
		if (!is_plain_piece(s, piece))
			return false;
		if (piece == len)
			return true;
		s += piece + 1;
		len -= piece + 1;
	}
	return false;
}

/* A server that the table of providers itself names. */
static bool is_public(const char *host, size_t len)
{
	struct provider provider;
	char name[256];

	if (len >= sizeof name)
		return false;
	memcpy(name, host, len);
	name[len] = '\0';
	return provider_lists_host(name, &provider);
}

/* The part of a host name that was registered: firma.co.uk of smtp.firma.co.uk. */
static const char *registered_part(const char *host)
{
	const char *part = host;

	for (const char *dot = strchr(part, '.'); dot && strchr(dot + 1, '.'); dot = strchr(part, '.')) {
		if (!provider_same_organisation(host, dot + 1))
			break;
		part = dot + 1;
	}
	return part;
}

void host_learn(struct mask_names *names, const char *host, size_t len)
{
	struct provider provider;
	const char *part;
	char name[256];
	size_t head;

	if (len == 0 || len >= sizeof name || names_domain_of(names, host, len, &head))
		return;
	memcpy(name, host, len);
	name[len] = '\0';
	part = registered_part(name);
	if (provider_by_domain(part, &provider) || provider_by_host(part, &provider))
		names_learn_readable(names, part, strlen(part));
	else
		names_learn(names, NAME_DOMAIN, part, strlen(part));
}

void host_replace(struct mask_names *names, const char *host, size_t len, struct str *out)
{
	size_t head = 0;
	const struct mask_name *domain = names_domain_of(names, host, len, &head);
	const char *stand_in;

	if (!domain || is_public(host, len)) {
		str_add_bytes(out, host, len);
		return;
	}
	stand_in = domain->stand_in; /* learning below may move the entry, not its text */
	if (head > 0) {
		if (host_is_plain(host, head))
			str_add_bytes(out, host, head);
		else
			str_add(out, names_learn(names, NAME_HOST, host, head)->stand_in);
		str_add_char(out, '.');
	}
	str_add(out, stand_in);
}

bool host_is_fine(const struct mask_names *names, const char *host, size_t len, bool of_address)
{
	size_t head;

	if (is_public(host, len))
		return true;
	for (size_t at = 0; at < len; at++) {
		if (at > 0 && host[at - 1] != '.')
			continue;
		if (names_is_stand_in(names, NAME_DOMAIN, host + at, len - at))
			return at == 0 || host_is_plain(host, at - 1) ||
			       names_is_stand_in(names, NAME_HOST, host, at - 1);
	}
	return !of_address && !names_domain_of(names, host, len, &head);
}
