/*
 * The DNS configuration of a case.
 */
#include "checks/steps/common/case_dns.h"

#include "checks/net/resolver.h"

void case_dns(const struct mailcase *mailcase, struct dns_config *config_r)
{
	if (!mailcase->resolver[0] || !dns_config_given(mailcase->resolver, config_r))
		dns_config_system(config_r);
}

bool case_asks_system(const struct mailcase *mailcase)
{
	return !mailcase->resolver[0] && !mailcase->map;
}

struct dns_answer address_question(const char *host, enum dns_type type)
{
	return (struct dns_answer){.name = host, .type = type};
}

size_t answer_addresses(const struct dns_answer *answer, int port, struct net_addr *addrs_r, size_t n)
{
	size_t got = 0;

	for (size_t i = 0; answer->outcome == DNS_FOUND && i < answer->n && got < n; i++) {
		if (answer->records[i].type == DNS_A || answer->records[i].type == DNS_AAAA)
			addrs_r[got++] = net_addr_with_port(&answer->records[i].u.addr, port);
	}
	return got;
}

bool answer_address_here(
	const struct io_scope *scope, const struct dns_answer pair[2], int port, struct net_addr *addr_r)
{
	struct net_routes routes;
	size_t first;

	net_routes_look(scope, &routes);
	first = routes.ipv4 || !routes.ipv6 ? 0 : 1;
	return answer_addresses(&pair[first], port, addr_r, 1) ||
	       answer_addresses(&pair[!first], port, addr_r, 1);
}
