/*
 * Choosing control hosts out of the provider table.
 */
#include "checks/steps/common/controls.h"

#include "checks/base/str.h"
#include "checks/know/provider.h"

/* Large, run by different companies on different networks, open on 465, 587 and 443 for everybody. */
static const char *const domains[] = {"gmail.com", "yahoo.com", "gmx.net", "fastmail.com"};

void control_hosts(const char *own, char hosts_r[CONTROL_HOSTS][HOST_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < CONTROL_HOSTS; i++)
		hosts_r[i][0] = '\0';
	for (size_t i = 0; i < sizeof domains / sizeof domains[0] && n < CONTROL_HOSTS; i++) {
		struct provider provider;

		if (!provider_by_domain(domains[i], &provider) || !provider.n_outgoing)
			continue;
		if (!own[0] || !provider_same_organisation(provider.outgoing[0].host, own))
			str_copy(hosts_r[n++], HOST_MAX, provider.outgoing[0].host);
	}
}
