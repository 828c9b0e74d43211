/*
 * Greetings, banners, names and SPF records of strangers, on any bytes, as dns.outlets, dns.reverse and dns.moved read them. What comes out
 * is an address or a name within its bounds, and the same each time.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/know/keeper.h"
#include "checks/steps/common/sieve.h"
#include "checks/steps/dns/domain.h"
#include "checks/steps/dns/moved.h"
#include "checks/steps/dns/outlets.h"
#include "checks/steps/dns/reverse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void check_greeting(const char *text)
{
	struct net_addr server, addr, again;
	bool found;

	if (!net_addr_parse("192.0.2.1", 0, &server))
		abort();
	found = outlet_from_greeting(text, "[198.51.100.7]", &server, &addr);
	if (found != outlet_from_greeting(text, "[198.51.100.7]", &server, &again))
		abort();
	if (found && (net_addr_is_private(&addr) || net_addr_same_ip(&addr, &server) ||
			     !net_addr_same_ip(&addr, &again)))
		abort();
}

static void check_name(const char *text)
{
	const char *above[DOMAIN_ABOVE_MAX];
	struct company company;
	struct keeper keeper;
	struct net_addr addr;
	char name[HOST_MAX];
	size_t n;

	if (outlet_name_of_banner(text, name) &&
		(strlen(name) >= sizeof name || !strchr(name, '.') || helo_judge(name) == HELO_LITERAL))
		abort();
	if (!net_addr_parse("203.0.113.5", 0, &addr))
		abort();
	(void)reverse_is_generic(text, &addr, "example.org");
	(void)keeper_by_ns(text, &keeper);
	(void)host_is_sieve(text);
	company_of_host(text, "example.org", &company);
	if (company_is_other(&company) && company.own)
		abort();
	n = domain_above(text, "", above);
	for (size_t i = 0; i < n; i++)
		if (above[i] <= text || above[i] > text + strlen(text) || above[i][-1] != '.')
			abort();
}

static void check_spf(const char *text)
{
	struct moved_signs signs = {.told = true};
	struct mx_table mx = {.n = 0};
	struct net_addr here;

	if (!net_addr_parse("2001:db8::5", 0, &here))
		abort();
	company_of_host("mail.example.org", "example.org", &signs.place);
	moved_read_spf(&signs, text, "example.org", &here, 1, &mx);
	if (!signs.spf || signs.spf_mx)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char *text = mem_strndup((const char *)data, len);

	check_greeting(text);
	check_name(text);
	check_spf(text);
	free(text);
	return 0;
}
