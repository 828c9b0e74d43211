/*
 * DMARC's verdict.
 */
#include "checks/steps/dns/dmarc_verdict.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/provider.h"

enum dmarc_way dmarc_way_of_spf(const struct spf_judged *spf, bool aligned)
{
	if (!spf)
		return DMARC_WAY_UNKNOWN;
	if (spf->known && spf->passes)
		return aligned ? DMARC_WAY_PASSES : DMARC_WAY_FAILS;
	if (spf->missing || spf->invalid)
		return DMARC_WAY_FAILS;
	/* What is only likely to deliver may be another server than the one that does. */
	return spf->known && !spf->unsure ? DMARC_WAY_FAILS : DMARC_WAY_UNKNOWN;
}

enum dmarc_way dmarc_way_of_dkim(const struct dkim_judged *dkim, bool aligned)
{
	if (!dkim)
		return DMARC_WAY_UNKNOWN;
	switch (dkim->state) {
	case DKIM_STATE_VERIFIED:
		return aligned ? DMARC_WAY_PASSES : DMARC_WAY_FAILS;
	case DKIM_STATE_KEY:
		return aligned ? DMARC_WAY_COULD : DMARC_WAY_UNKNOWN;
	case DKIM_STATE_ABSENT:
	case DKIM_STATE_BROKEN:
		return DMARC_WAY_FAILS;
	case DKIM_STATE_UNKNOWN:
		break;
	}
	return DMARC_WAY_UNKNOWN;
}

const struct message_result *dmarc_told(const struct message_result *results, size_t n, const char *method)
{
	const struct message_result *first = NULL;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(results[i].method, method) != 0)
			continue;
		if (strcmp(results[i].result, "pass") == 0)
			return &results[i];
		if (!first)
			first = &results[i];
	}
	return first;
}

enum dmarc_fate dmarc_fate(enum dmarc_way spf, enum dmarc_way dkim)
{
	if (spf == DMARC_WAY_PASSES || dkim == DMARC_WAY_PASSES)
		return DMARC_FATE_PASSES;
	if (spf == DMARC_WAY_FAILS && dkim == DMARC_WAY_FAILS)
		return DMARC_FATE_FAILS;
	/* Where SPF could not be judged, that nothing is signed says little: most mail that is not signed passes by SPF. */
	if (spf == DMARC_WAY_FAILS && dkim == DMARC_WAY_UNKNOWN)
		return DMARC_FATE_DOUBTED;
	return DMARC_FATE_OPEN;
}

const char *dmarc_way_name(enum dmarc_way way)
{
	static const char *const names[] = {
		[DMARC_WAY_UNKNOWN] = "unknown",
		[DMARC_WAY_PASSES] = "passes",
		[DMARC_WAY_COULD] = "could-pass",
		[DMARC_WAY_FAILS] = "fails",
	};

	return names[way];
}

/* What stands behind a name of this network, or a program on this computer that hands on, is not seen from here. */
static bool is_local_name(const char *host)
{
	static const char *const ends[] = {".local", ".lan", ".home", ".internal", ".localdomain",
		".localhost", ".home.arpa", ".fritz.box"};

	if (!strchr(host, '.'))
		return true;
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		if (ascii_ends(host, ends[i]))
			return true;
	}
	return false;
}

bool dmarc_is_foreign_server(const char *host, const char *domain)
{
	struct provider own, other;

	if (!host[0] || host_is_literal(host) || is_local_name(host) ||
		provider_same_organisation(host, domain))
		return false;
	if (!provider_by_domain(domain, &own))
		return true;
	if (!provider_by_host(host, &other))
		return true;
	/* Names of one company in several rows bear the same words of refusal. */
	return strcmp(own.id, other.id) != 0 && (!own.scope[0] || strcmp(own.scope, other.scope) != 0);
}
