/*
 * Typing mistakes in server names: candidates, and which of them exist.
 */
#include "checks/steps/settings/typo.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/mail/near.h"

#define ASK_MS 2000

static void add(char candidates[TYPO_CANDIDATES_MAX][HOST_MAX], size_t *n, const char *name)
{
	for (size_t i = 0; i < *n; i++) {
		if (strcmp(candidates[i], name) == 0)
			return;
	}
	if (*n < TYPO_CANDIDATES_MAX)
		str_copy(candidates[(*n)++], HOST_MAX, name);
}

size_t typo_candidates(const char *host, const char *domain, const struct recommended_settings *recommended,
	char candidates_r[TYPO_CANDIDATES_MAX][HOST_MAX])
{
	static const char *const usual[] = {"smtp", "mail", "out", "send", "asmtp"};
	char name[HOST_MAX];
	size_t n = 0, label = strcspn(host, ".");

	if (host_likely_typo(host, name))
		add(candidates_r, &n, name);
	for (size_t i = 0; recommended && i < recommended->n_outgoing; i++) {
		if (name_is_near(host, recommended->outgoing[i].host))
			add(candidates_r, &n, recommended->outgoing[i].host);
	}
	/* The same first label under the domain of the address, then the usual labels there. */
	if (domain[0] &&
		snprintf(name, sizeof name, "%.*s.%s", (int)label, host, domain) < (int)sizeof name &&
		name_is_near(host, name))
		add(candidates_r, &n, name);
	for (size_t i = 0; domain[0] && i < sizeof usual / sizeof usual[0]; i++) {
		if (snprintf(name, sizeof name, "%s.%s", usual[i], domain) < (int)sizeof name &&
			name_is_near(host, name))
			add(candidates_r, &n, name);
	}
	return n;
}

static bool is_known_server(const char *host)
{
	struct provider provider;

	if (!provider_by_host(host, &provider))
		return false;
	for (size_t i = 0; i < provider.n_outgoing; i++) {
		if (strcmp(provider.outgoing[i].host, host) == 0)
			return true;
	}
	return false;
}

bool typo_find(struct check_run *run, const char *host, const struct recommended_settings *recommended,
	char fixed_r[HOST_MAX])
{
	struct io_scope scope = io_scope_within(run_scope(run), ASK_MS);
	char candidates[TYPO_CANDIDATES_MAX][HOST_MAX];
	struct dns_answer answers[2 * TYPO_CANDIDATES_MAX];
	size_t n = typo_candidates(host, mailcase_domain(run_case(run)), recommended, candidates), found = n;
	struct dns_config config;

	for (size_t i = 0; i < n; i++) {
		if (is_known_server(candidates[i])) {
			str_copy(fixed_r, HOST_MAX, candidates[i]);
			return true;
		}
		answers[2 * i] = address_question(candidates[i], DNS_A);
		answers[2 * i + 1] = address_question(candidates[i], DNS_AAAA);
	}
	if (!n)
		return false;
	case_dns(run_case(run), &config);
	dns_ask_all(&scope, &config, answers, 2 * n);
	for (size_t i = n; i-- > 0;) {
		if (answers[2 * i].outcome == DNS_FOUND || answers[2 * i + 1].outcome == DNS_FOUND)
			found = i;
	}
	dns_answers_release(answers, 2 * n);
	if (found < n)
		str_copy(fixed_r, HOST_MAX, candidates[found]);
	return found < n;
}
