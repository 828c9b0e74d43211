/*
 * Reverse names and HELO names, judged as receivers do (RFC 8601 iprev; RFC 5321 section 4.1.4).
 */
#include "checks/steps/dns/reverse.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/know/provider.h"

static const unsigned char *v4_bytes(const struct net_addr *addr)
{
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&addr->ss;

	if (net_addr_family(addr) == AF_INET)
		return (const unsigned char *)&((const struct sockaddr_in *)&addr->ss)->sin_addr;
	return IN6_IS_ADDR_V4MAPPED(&six->sin6_addr) ? six->sin6_addr.s6_addr + 12 : NULL;
}

void reverse_name(const struct net_addr *addr, char *buf, size_t size)
{
	struct str STR_AUTO text = STR_INIT_MAX(REVERSE_NAME_MAX);
	const unsigned char *bytes = addr->len ? v4_bytes(addr) : NULL;

	*buf = '\0';
	if (!addr->len)
		return;
	if (bytes) {
		(void)snprintf(buf, size, "%d.%d.%d.%d.in-addr.arpa", bytes[3], bytes[2], bytes[1], bytes[0]);
		return;
	}
	bytes = ((const struct sockaddr_in6 *)&addr->ss)->sin6_addr.s6_addr;
	for (size_t i = 16; i-- > 0;)
		str_addf(&text, "%x.%x.", bytes[i] & 15U, bytes[i] >> 4);
	str_add(&text, "ip6.arpa");
	str_copy(buf, size, str_text(&text));
}

/* The part of a name behind its first n labels. */
static const char *behind(const char *name, size_t n)
{
	while (n--) {
		name = strchr(name, '.');
		if (!name)
			return "";
		name++;
	}
	return name;
}

size_t reverse_zones(const char *name, const char *zones_r[REVERSE_ZONES_MAX])
{
	static const size_t four[] = {1, 2}, six[] = {16, 20, 24};
	bool wide = ascii_ends(name, ".ip6.arpa");
	size_t n = wide ? 3 : 2;

	for (size_t i = 0; i < n; i++)
		zones_r[i] = behind(name, wide ? six[i] : four[i]);
	return n;
}

const char *helo_fault_name(enum helo_fault fault)
{
	static const char *const names[HELO_FAULT_N] = {
		"fine", "address", "one word", "private name", "malformed"};

	return names[fault];
}

/* Names that no public name server has (RFC 6761, 6762, 8375, 9476, and what routers make up). */
static bool is_local(const char *name)
{
	static const char *const ends[] = {".localhost", ".local", ".localdomain", ".lan", ".home",
		".internal", ".intranet", ".private", ".corp", ".invalid", ".home.arpa", ".domain",
		".workgroup", ".fritz.box"};

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		if (ascii_ends(name, ends[i]))
			return true;
	return ascii_caseeq(name, "localhost") || ascii_starts(name, "localhost.");
}

enum helo_fault helo_judge(const char *name)
{
	size_t len = strlen(name), label = 0;

	if (name[0] == '[' || host_is_literal(name))
		return HELO_LITERAL;
	if (is_local(name))
		return HELO_LOCAL;
	for (size_t i = 0; i < len; i++) {
		label = name[i] == '.' ? 0 : label + 1;
		if ((name[i] == '.' && (i == 0 || name[i - 1] == '.')) || label > 63 ||
			(name[i] != '.' && name[i] != '-' && !ascii_isalnum(name[i])))
			return HELO_MALFORMED;
	}
	if (!len)
		return HELO_MALFORMED;
	return strchr(name, '.') && strchr(name, '.') < name + len - 1 ? HELO_FINE : HELO_SHORT;
}

/* Whether the decimal number stands in name at *at, alone; then *at goes behind it. */
static bool number_at(const char **at, int number)
{
	char *end;
	long value;

	if (!ascii_isdigit(**at))
		return false;
	value = strtol(*at, &end, 10);
	if (value != number)
		return false;
	*at = end;
	return true;
}

static bool has_numbers(const char *name, const unsigned char *bytes, bool backwards)
{
	for (const char *at = name; *at; at++) {
		const char *c = at;
		size_t got = 0;

		if (at > name && ascii_isdigit(at[-1]))
			continue;
		while (got < 4 && number_at(&c, bytes[backwards ? 3 - got : got])) {
			got++;
			if (got < 4 && *c && !ascii_isalnum(*c))
				c++;
		}
		/* The last two of them tell enough where the rest is the region's name. */
		if (got == 4)
			return true;
	}
	return false;
}

static bool has_address(const char *name, const struct net_addr *addr)
{
	const unsigned char *bytes = v4_bytes(addr);
	char hex[16];

	if (!bytes)
		return false;
	(void)snprintf(hex, sizeof hex, "%02x%02x%02x%02x", bytes[0], bytes[1], bytes[2], bytes[3]);
	return has_numbers(name, bytes, false) || has_numbers(name, bytes, true) || strstr(name, hex);
}

static bool has_word(const char *name, size_t len)
{
	static const char *const words[] = {"dyn", "dynamic", "dynip", "dynamicip", "pool", "pools", "ppp",
		"pppoe", "dsl", "adsl", "vdsl", "xdsl", "dhcp", "cable", "dial", "dialup", "dialin",
		"broadband", "residential", "ftth", "cust", "customer", "dip", "unassigned", "generic"};

	for (size_t i = 0; i < len;) {
		size_t n = 0;

		while (i + n < len && ascii_isalpha(name[i + n]))
			n++;
		for (size_t w = 0; n && w < sizeof words / sizeof words[0]; w++)
			if (strlen(words[w]) == n && memcmp(words[w], name + i, n) == 0)
				return true;
		i += n ? n : 1;
	}
	return false;
}

bool reverse_is_generic(const char *name, const struct net_addr *addr, const char *domain)
{
	char organisation[HOST_MAX], low[HOST_MAX];

	if (provider_same_organisation(name, domain) || !str_copy(low, sizeof low, name))
		return false;
	ascii_tolower(low);
	provider_organisation(low, organisation, sizeof organisation);
	return has_address(low, addr) || has_word(low, strlen(low) - strlen(organisation));
}

enum finding_id reverse_verdict(const struct reverse *reverse, const char *domain)
{
	if (dns_is_absent(reverse->outcome))
		return F_PTR_MISSING;
	if (reverse->outcome != DNS_FOUND)
		return F_N;
	if (reverse->confirmed == reverse->n)
		return reverse->unseen ? F_N : F_PTR_MISMATCH;
	return reverse_is_generic(reverse->names[reverse->confirmed], &reverse->addr, domain) ? F_PTR_GENERIC
											      : F_PTR_FINE;
}
