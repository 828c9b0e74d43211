/*
 * Which servers are asked, and names for what comes of it.
 */
#include "checks/net/dns.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/net/dns_wire.h"

#define DNS_PORT 53

const char *dns_outcome_name(enum dns_outcome outcome)
{
	static const char *const names[] = {
		[DNS_UNASKED] = "unasked",
		[DNS_FOUND] = "found",
		[DNS_NO_DATA] = "no-data",
		[DNS_NXDOMAIN] = "nxdomain",
		[DNS_SERVFAIL] = "servfail",
		[DNS_REFUSED] = "refused",
		[DNS_FORMERR] = "formerr",
		[DNS_MALFORMED] = "malformed",
		[DNS_TIMED_OUT] = "timed-out",
		[DNS_UNREACHABLE] = "unreachable",
		[DNS_CANCELLED] = "cancelled",
		[DNS_BAD_NAME] = "bad-name",
	};

	return names[outcome];
}

const char *dns_type_name(enum dns_type type)
{
	switch (type) {
	case DNS_A:
		return "A";
	case DNS_NS:
		return "NS";
	case DNS_CNAME:
		return "CNAME";
	case DNS_SOA:
		return "SOA";
	case DNS_PTR:
		return "PTR";
	case DNS_MX:
		return "MX";
	case DNS_TXT:
		return "TXT";
	case DNS_AAAA:
		return "AAAA";
	case DNS_SRV:
		return "SRV";
	case DNS_DS:
		return "DS";
	case DNS_TLSA:
		return "TLSA";
	}
	return "?";
}

bool dns_is_absent(enum dns_outcome outcome)
{
	return outcome == DNS_NXDOMAIN || outcome == DNS_NO_DATA;
}

/* "ADDRESS:PORT"; only brackets tell the colon of a port from those of an IPv6 address. */
static bool parse_with_port(const char *text, struct net_addr *addr_r)
{
	const char *colon = strrchr(text, ':');
	char host[NET_ADDR_TEXT + 2];
	int64_t port;
	size_t len;

	if (!colon || !ascii_number(colon + 1, 1, 65535, &port))
		return false;
	len = (size_t)(colon - text);
	if (len == 0 || len >= sizeof host)
		return false;
	memcpy(host, text, len);
	host[len] = '\0';
	if (strchr(host, ':') && host[0] != '[')
		return false;
	return net_addr_parse(host, (int)port, addr_r);
}

bool dns_config_given(const char *text, struct dns_config *config_r)
{
	struct net_addr addr;

	if (!net_addr_parse(text, DNS_PORT, &addr) && !parse_with_port(text, &addr))
		return false;
	*config_r = (struct dns_config){.servers = {addr}, .n_servers = 1};
	return true;
}

bool dns_name_askable(const char *name)
{
	char normal[DNS_TEXT_MAX];

	return dns_name_normal(name, normal);
}

void dns_answers_release(struct dns_answer *answers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		dns_records_free(&answers[i]);
}
