/*
 * One sign alone is none: a web host's server beside a mailbox elsewhere is common and works.
 */
#include "checks/steps/dns/moved.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/steps/common/hops.h"

bool moved_is_worth_asking(const struct moved_signs *signs)
{
	return signs->apart && (signs->own_name || !company_same(&signs->mx, &signs->place));
}

/* How many tell of another company than the domain and whoever takes its mail; -1 where one tells of the latter. */
static int strangers(const struct moved_signs *signs)
{
	const struct company *all[] = {&signs->cert, &signs->banner, &signs->alias, &signs->ptr};
	int n = 0;

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		if (!company_is_other(all[i]))
			continue;
		if (company_same(all[i], &signs->mx))
			return -1;
		n++;
	}
	return n;
}

enum finding_id moved_address(const struct moved_signs *signs)
{
	int n = strangers(signs);

	if (!signs->own_name || !signs->apart || !signs->mx.organisation[0] || n < 0)
		return F_N;
	/* Its certificate is another company's: nobody offers the domain's mail sending there under this name. */
	if (signs->cert_fails && company_is_other(&signs->cert))
		return F_ADDRESS_STALE;
	if (signs->unreached && signs->told)
		return F_ADDRESS_STALE;
	if (signs->unreached && n > 0)
		return F_ADDRESS_STALE_MAYBE;
	return n > 0 ? F_ADDRESS_ELSEWHERE : F_N;
}

enum finding_id moved_mx(const struct moved_signs *signs)
{
	bool both_keep_mail =
		signs->mx_provider && signs->place_provider && company_same(&signs->incoming, &signs->place);

	if (!signs->mx.organisation[0] || !signs->place.organisation[0] || !signs->apart ||
		company_same(&signs->mx, &signs->place))
		return F_N;
	if (!signs->mx_sieve && signs->spf_place && !signs->spf_mx && (signs->told || both_keep_mail))
		return F_MX_OUTDATED;
	return F_MX_ELSEWHERE;
}

const struct company *moved_behind(const struct moved_signs *signs)
{
	const struct company *all[] = {&signs->cert, &signs->alias, &signs->banner, &signs->ptr};

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		if (company_is_other(all[i]))
			return all[i];
	return NULL;
}

bool moved_is_near(const struct net_addr *addrs, size_t n, const struct mx_table *mx)
{
	for (size_t i = 0; i < n; i++)
		for (size_t h = 0; h < mx->n; h++)
			for (size_t j = 0; j < mx->hosts[h].n; j++)
				if (net_addr_same_ip(&addrs[i], &mx->hosts[h].addrs[j]) ||
					hop_is_near(&addrs[i], &mx->hosts[h].addrs[j]))
					return true;
	return false;
}

static const unsigned char *bytes_of(const struct net_addr *addr, size_t *len_r)
{
	if (net_addr_family(addr) == AF_INET) {
		*len_r = 4;
		return (const unsigned char *)&((const struct sockaddr_in *)&addr->ss)->sin_addr;
	}
	*len_r = 16;
	return ((const struct sockaddr_in6 *)&addr->ss)->sin6_addr.s6_addr;
}

static bool in_network(const struct net_addr *addr, const struct net_addr *network, long bits)
{
	size_t len, other_len;
	const unsigned char *a = bytes_of(addr, &len), *b = bytes_of(network, &other_len);

	if (len != other_len || bits < 0 || bits > (long)len * 8)
		return false;
	for (long bit = 0; bit < bits; bit++)
		if ((a[bit / 8] ^ b[bit / 8]) & (0x80 >> (bit % 8)))
			return false;
	return true;
}

/* "192.0.2.0/24" */
static bool read_network(const char *text, struct net_addr *network_r, long *bits_r)
{
	char address[NET_ADDR_TEXT];
	size_t len = strcspn(text, "/");

	if (len >= sizeof address)
		return false;
	memcpy(address, text, len);
	address[len] = '\0';
	if (!net_addr_parse(address, 0, network_r))
		return false;
	*bits_r = text[len]				  ? strtol(text + len + 1, NULL, 10)
		  : net_addr_family(network_r) == AF_INET ? 32
							  : 128;
	return true;
}

static void read_addresses(struct moved_signs *signs, const char *text, const struct net_addr *here,
	size_t n_here, const struct mx_table *mx)
{
	struct net_addr network;
	long bits;

	if (!read_network(text, &network, &bits))
		return;
	for (size_t i = 0; i < n_here; i++)
		signs->spf_place |= in_network(&here[i], &network, bits);
	for (size_t h = 0; h < mx->n; h++)
		for (size_t j = 0; j < mx->hosts[h].n; j++)
			signs->spf_mx |= in_network(&mx->hosts[h].addrs[j], &network, bits);
}

static void read_name(struct moved_signs *signs, const char *name, const char *domain)
{
	struct company company;

	company_of_spf(name, domain, &company);
	signs->spf_place |= company_same(&company, &signs->place);
	signs->spf_mx |= company_same(&company, &signs->mx);
}

/* "mx" alone names whoever MX names, rightly or wrongly: it tells nothing. */
void moved_read_spf(struct moved_signs *signs, const char *record, const char *domain,
	const struct net_addr *here, size_t n_here, const struct mx_table *mx)
{
	static const char *const names[] = {"include:", "redirect=", "a:", "mx:", "ptr:"};
	char word[HOST_MAX];

	signs->spf = true;
	for (const char *at = record; *at;) {
		size_t len;
		const char *term = word;

		at += strspn(at, " ");
		len = strcspn(at, " ");
		if (len < sizeof word) {
			memcpy(word, at, len);
			word[len] = '\0';
			ascii_tolower(word);
			term += word[0] && strchr("+-~?", word[0]);
			if (ascii_starts(term, "ip4:") || ascii_starts(term, "ip6:"))
				read_addresses(signs, term + 4, here, n_here, mx);
			else if (strcmp(term, "a") == 0)
				read_name(signs, domain, domain);
			for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
				if (!ascii_starts(term, names[i]))
					continue;
				word[strcspn(word, "/")] = '\0';
				read_name(signs, term + strlen(names[i]), domain);
			}
		}
		at += len;
	}
}
