/*
 * Words of rules turned into what a packet holds. Names of services are looked up in a table of our own: a check asks nobody.
 */
#include "checks/steps/firewall/rule_value.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/net/addr.h"

struct word {
	const char *word;
	unsigned value;
};

static const struct word services[] = {{"smtp", 25}, {"mail", 25}, {"smtps", 465}, {"ssmtp", 465},
	{"urd", 465}, {"submissions", 465}, {"submission", 587}, {"msp", 587}, {"imap", 143}, {"imap2", 143},
	{"imaps", 993}, {"pop3", 110}, {"pop-3", 110}, {"pop3s", 995}, {"domain", 53}, {"domain-s", 853},
	{"http", 80}, {"www", 80}, {"https", 443}, {"ssh", 22}, {"ftp", 21}, {"ftp-data", 20}, {"telnet", 23},
	{"ntp", 123}, {"bootps", 67}, {"bootpc", 68}, {"dhcpv6-client", 546}, {"dhcpv6-server", 547},
	{"mdns", 5353}, {"ipp", 631}, {"netbios-ns", 137}, {"netbios-dgm", 138}, {"netbios-ssn", 139},
	{"microsoft-ds", 445}, {"loc-srv", 135}, {"mysql", 3306}, {"postgresql", 5432}, {"snmp", 161},
	{"snmp-trap", 162}, {"ldap", 389}, {"ldaps", 636}, {"sunrpc", 111}, {"nfs", 2049}, {"rsync", 873},
	{"tftp", 69}, {"whois", 43}, {"auth", 113}, {"nntp", 119}, {"openvpn", 1194}, {"sieve", 4190},
	{"ircd", 6667}, {"http-alt", 8080}, {"webcache", 8080}, {NULL, 0}};

static const struct word protocols[] = {{"tcp", IPPROTO_TCP}, {"udp", IPPROTO_UDP}, {"icmp", IPPROTO_ICMP},
	{"icmpv6", IPPROTO_ICMPV6}, {"ipv6-icmp", IPPROTO_ICMPV6}, {"sctp", IPPROTO_SCTP},
	{"dccp", IPPROTO_DCCP}, {"udplite", IPPROTO_UDPLITE}, {"esp", IPPROTO_ESP}, {"ah", IPPROTO_AH},
	{"gre", IPPROTO_GRE}, {"igmp", IPPROTO_IGMP}, {"ipv6", IPPROTO_IPV6}, {"comp", IPPROTO_COMP},
	{"ipip", IPPROTO_IPIP}, {"ospf", 89}, {"vrrp", 112}, {"pim", IPPROTO_PIM}, {NULL, 0}};

static const struct word families[] = {{"ipv4", 4}, {"ip", 4}, {"ipv6", 6}, {"ip6", 6}, {"2", 4}, {"10", 6},
	{"0x0800", 4}, {"0x86dd", 6}, {NULL, 0}};

static const struct word states[] = {{"invalid", STATE_INVALID}, {"new", STATE_NEW},
	{"established", STATE_ESTABLISHED}, {"related", STATE_RELATED}, {"untracked", STATE_UNTRACKED},
	{NULL, 0}};

static const struct word addrtypes[] = {{"local", ADDRTYPE_LOCAL}, {"unicast", ADDRTYPE_UNICAST},
	{"broadcast", ADDRTYPE_OTHER}, {"multicast", ADDRTYPE_OTHER}, {"anycast", ADDRTYPE_OTHER},
	{"blackhole", ADDRTYPE_OTHER}, {"unreachable", ADDRTYPE_OTHER}, {"prohibit", ADDRTYPE_OTHER},
	{NULL, 0}};

static const struct word pkttypes[] = {{"host", PKT_HOST}, {"unicast", PKT_HOST}, {"broadcast", PKT_OTHER},
	{"multicast", PKT_OTHER}, {"other", PKT_OTHER}, {NULL, 0}};

static const struct word directions[] = {
	{"original", DIRECTION_ORIGINAL}, {"reply", DIRECTION_REPLY}, {NULL, 0}};

static const struct word statuses[] = {{"seen-reply", STATUS_SEEN_REPLY}, {"seen_reply", STATUS_SEEN_REPLY},
	{"confirmed", STATUS_CONFIRMED}, {"dnat", STATUS_OTHER}, {"snat", STATUS_OTHER},
	{"dying", STATUS_OTHER}, {"expected", STATUS_OTHER}, {NULL, 0}};

static const struct word tcp_flags[] = {{"fin", 1}, {"syn", 2}, {"rst", 4}, {"psh", 8}, {"ack", 16},
	{"urg", 32}, {"ecn", 64}, {"cwr", 128}, {"all", 63}, {"none", 0}, {NULL, 0}};

static bool find_word(const struct word *words, const char *text, unsigned *value_r)
{
	for (; words->word; words++) {
		if (ascii_caseeq(words->word, text)) {
			*value_r = words->value;
			return true;
		}
	}
	return false;
}

/* The bits of one word of a key that has bits ("new"); 0: not known. */
static unsigned bits_of(enum rule_key key, const char *word)
{
	const struct word *words = key == KEY_STATE				  ? states
				   : key == KEY_PKTTYPE				  ? pkttypes
				   : key == KEY_DIRECTION			  ? directions
				   : key == KEY_STATUS				  ? statuses
				   : key == KEY_SADDRTYPE || key == KEY_DADDRTYPE ? addrtypes
										  : NULL;
	unsigned bits;

	return words && find_word(words, word, &bits) ? bits : 0;
}

bool rule_value_tcp_flags(const char *text, uint64_t *flags_r)
{
	uint64_t flags = 0;
	char word[16];

	while (*text) {
		size_t len = strcspn(text, ",| ");
		unsigned one;

		if (len >= sizeof word)
			return false;
		memcpy(word, text, len);
		word[len] = '\0';
		if (len && !find_word(tcp_flags, word, &one))
			return false;
		flags |= len ? one : 0;
		text += len + (text[len] != '\0');
	}
	*flags_r = flags;
	return true;
}

/* A number in decimal or hexadecimal digits, with nothing behind it. */
static bool read_number(const char *text, uint64_t *number_r)
{
	char *end;

	if (!ascii_isdigit(*text))
		return false;
	*number_r = strtoull(text, &end, 0);
	return *end == '\0';
}

/* The bytes of an address, and how many. */
static size_t address_bytes(const char *text, unsigned char bytes[16], int *family_r)
{
	struct net_addr addr;

	if (*text == '[' || !net_addr_parse(text, 0, &addr))
		return 0;
	*family_r = net_addr_family(&addr);
	if (*family_r == AF_INET6)
		memcpy(bytes, &((const struct sockaddr_in6 *)&addr.ss)->sin6_addr, 16);
	else
		memcpy(bytes, &((const struct sockaddr_in *)&addr.ss)->sin_addr, 4);
	return *family_r == AF_INET6 ? 16 : 4;
}

static void by_mask(struct rule_value *value, const unsigned char *mask, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		value->lo[i] &= mask[i];
		value->hi[i] = (unsigned char)(value->lo[i] | (unsigned char)~mask[i]);
	}
}

/* "/24", "/255.255.255.0", "/ffff:ffff::" */
static bool read_mask(struct rule_value *value, const char *text, size_t n)
{
	unsigned char mask[16] = {0};
	int family;
	int64_t bits;

	if (ascii_number(text, 0, (int64_t)n * 8, &bits)) {
		for (int64_t i = 0; i < bits; i++)
			mask[i / 8] |= (unsigned char)(0x80 >> (i % 8));
	} else if (address_bytes(text, mask, &family) != n) {
		return false;
	}
	by_mask(value, mask, n);
	return true;
}

bool rule_value_address(const char *text, struct rule_value *value_r)
{
	struct rule_value value = {.family = 0};
	size_t len = strcspn(text, "/-"), n;
	char first[64];
	int family;

	if (len >= sizeof first)
		return false;
	memcpy(first, text, len);
	first[len] = '\0';
	n = address_bytes(first, value.lo, &value.family);
	if (!n)
		return false;
	memcpy(value.hi, value.lo, n);
	if (text[len] == '/' && !read_mask(&value, text + len + 1, n))
		return false;
	if (text[len] == '-' && (address_bytes(text + len + 1, value.hi, &family) != n))
		return false;
	*value_r = value;
	return true;
}

/* "25", "25-30", "25:30", ":1024", "0x1/0xff", or a name. */
static bool read_range(const char *text, const struct word *words, struct rule_value *value)
{
	size_t len = strcspn(text, "-:/");
	char first[32];
	unsigned named;

	if (words && find_word(words, text, &named)) {
		value->from = value->to = named;
		return true;
	}
	if (len >= sizeof first)
		return false;
	memcpy(first, text, len);
	first[len] = '\0';
	value->to = UINT64_MAX;
	if (text[len] && text[len + 1] &&
		!read_number(text + len + 1, text[len] == '/' ? &value->mask : &value->to))
		return false;
	if (len && !read_number(first, &value->from))
		return false;
	if (text[len] == '\0' || text[len] == '/')
		value->to = value->from;
	return len > 0 || text[len] == ':';
}

static const struct word *words_of(enum rule_key key)
{
	switch (key) {
	case KEY_SPORT:
	case KEY_DPORT:
		return services;
	case KEY_PROTO:
		return protocols;
	case KEY_FAMILY:
		return families;
	default:
		return NULL;
	}
}

/* Names where the text is no number: interfaces, users, control groups. */
static void read_name(struct ruleset *ruleset, enum rule_key key, const char *text, struct rule_value *value)
{
	if ((key == KEY_UID || key == KEY_GID) && read_range(text, NULL, value))
		return;
	*value = (struct rule_value){.name = ruleset_keep_text(ruleset, text)};
}

void rule_value_read(struct ruleset *ruleset, enum rule_key key, const char *text, struct rule_value *value_r)
{
	struct rule_value value = {.family = 0};

	switch (key) {
	case KEY_SADDR:
	case KEY_DADDR:
		value.any = strcmp(text, "*") == 0;
		value.unknown = !value.any && !rule_value_address(text, &value);
		break;
	case KEY_IIF:
	case KEY_OIF:
	case KEY_UID:
	case KEY_GID:
	case KEY_CGROUP:
		read_name(ruleset, key, text, &value);
		break;
	case KEY_STATE:
	case KEY_PKTTYPE:
	case KEY_DIRECTION:
	case KEY_STATUS:
	case KEY_SADDRTYPE:
	case KEY_DADDRTYPE:
		value.from = bits_of(key, text);
		value.unknown = value.from == 0;
		break;
	case KEY_TCPFLAGS:
		value.unknown = !rule_value_tcp_flags(text, &value.from);
		value.to = value.from;
		break;
	default:
		value.unknown = !read_range(text, words_of(key), &value);
		break;
	}
	*value_r = value;
}
