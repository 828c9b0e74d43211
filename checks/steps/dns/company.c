/*
 * Companies by host names: the tables of senders and providers first, which know that one company has several names, else the
 * registrable domain.
 */
#include "checks/steps/dns/company.h"

#include <string.h>

#include "checks/base/str.h"
#include "checks/know/provider.h"
#include "checks/know/senders.h"

static void read_company(const char *host, const char *domain, bool (*find)(const char *, struct sender *),
	struct company *company_r)
{
	struct provider provider;
	struct sender sender;

	*company_r = (struct company){.own = false};
	if (!host[0] || host_is_literal(host) || !strchr(host, '.'))
		return;
	provider_organisation(host, company_r->organisation, sizeof company_r->organisation);
	company_r->own = provider_same_organisation(host, domain);
	str_copy(company_r->name, sizeof company_r->name, company_r->organisation);
	if (company_r->own)
		return;
	if (find(host, &sender)) {
		str_copy(company_r->id, sizeof company_r->id, sender.id);
		str_copy(company_r->name, sizeof company_r->name, sender.name);
	} else if (provider_by_host(host, &provider)) {
		str_copy(company_r->id, sizeof company_r->id, provider.id);
		str_copy(company_r->name, sizeof company_r->name, provider.name);
	}
}

void company_of_mx(const char *host, const char *domain, struct company *company_r)
{
	read_company(host, domain, sender_by_mx, company_r);
}

void company_of_host(const char *host, const char *domain, struct company *company_r)
{
	read_company(host, domain, sender_by_host, company_r);
}

void company_of_spf(const char *name, const char *domain, struct company *company_r)
{
	read_company(name, domain, sender_by_spf, company_r);
}

bool company_same(const struct company *a, const struct company *b)
{
	if (!a->organisation[0] || !b->organisation[0])
		return false;
	return strcmp(a->organisation, b->organisation) == 0 || (a->id[0] && strcmp(a->id, b->id) == 0);
}

bool company_is_other(const struct company *company)
{
	return company->organisation[0] && !company->own;
}
