/*
 * SRV and MX read as settings.
 */
#include "checks/steps/settings/discover.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/know/provider.h"
#include "checks/mail/address.h"
#include "checks/steps/common/ports.h"

static const struct {
	const char *service;
	enum security security;
	bool incoming, pop3;
} services[DISCOVER_N] = {
	[DISCOVER_SUBMISSIONS] = {.service = "_submissions._tcp.", .security = SECURITY_TLS},
	[DISCOVER_SUBMISSION] = {.service = "_submission._tcp.", .security = SECURITY_STARTTLS},
	[DISCOVER_IMAPS] = {.service = "_imaps._tcp.", .security = SECURITY_TLS, .incoming = true},
	[DISCOVER_IMAP] = {.service = "_imap._tcp.", .security = SECURITY_STARTTLS, .incoming = true},
	[DISCOVER_POP3S] = {.service = "_pop3s._tcp.",
		.security = SECURITY_TLS,
		.incoming = true,
		.pop3 = true},
	[DISCOVER_POP3] = {.service = "_pop3._tcp.",
		.security = SECURITY_STARTTLS,
		.incoming = true,
		.pop3 = true},
	[DISCOVER_MX] = {.service = ""},
	[DISCOVER_AUTODISCOVER] = {.service = "_autodiscover._tcp."},
};

bool discovery_ask_for(const char *domain, struct discovery_questions *questions_r)
{
	for (size_t i = 0; i < DISCOVER_N; i++) {
		int len = snprintf(questions_r->names[i], sizeof questions_r->names[i], "%s%s",
			services[i].service, domain);

		if (len < 0 || (size_t)len >= sizeof questions_r->names[i])
			return false;
		questions_r->answers[i] = (struct dns_answer){
			.name = questions_r->names[i], .type = i == DISCOVER_MX ? DNS_MX : DNS_SRV};
	}
	return true;
}

/* The record with the lowest priority, and among those the greatest weight. Target ".": not offered (RFC
 * 2782). */
static const struct dns_record *best_srv(const struct dns_answer *answer)
{
	const struct dns_record *best = NULL;

	for (size_t i = 0; answer->outcome == DNS_FOUND && i < answer->n; i++) {
		const struct dns_record *record = &answer->records[i];

		if (record->type != DNS_SRV || !best || record->u.srv.priority < best->u.srv.priority ||
			(record->u.srv.priority == best->u.srv.priority &&
				record->u.srv.weight > best->u.srv.weight))
			best = record->type == DNS_SRV ? record : best;
	}
	return best;
}

static void add_srv(
	const struct dns_answer *answers, enum discovery which, struct recommended_settings *settings)
{
	const struct dns_record *record = best_srv(&answers[which]);
	bool incoming = services[which].incoming;
	size_t *n = incoming ? &settings->n_incoming : &settings->n_outgoing;
	struct server_settings server = {
		.security = services[which].security,
		.source = SOURCE_SRV,
		.pop3 = services[which].pop3,
	};

	if (!record || record->u.srv.port < 1 || record->u.srv.port > 65535 || *n == SETTINGS_MAX)
		return;
	server.port = record->u.srv.port;
	/* "." and names that are none fall out here. */
	if (!host_parse(record->u.srv.host, server.host, &(int){0}))
		return;
	(incoming ? settings->incoming : settings->outgoing)[(*n)++] = server;
}

static_assert(DISCOVER_MX == SRV_SERVICES, "the services of facts.h, in their order");

bool discovery_read_srv(const struct dns_answer *answers, struct recommended_settings *settings)
{
	for (size_t i = 0; i < DISCOVER_MX; i++)
		add_srv(answers, (enum discovery)i, settings);
	if (settings->n_outgoing)
		settings->source = SOURCE_SRV;
	return settings->n_outgoing > 0;
}

bool discovery_read_mx(
	const struct dns_answer *mx, const char *local_part, struct recommended_settings *settings)
{
	struct provider provider, best;
	int preference = -1;

	for (size_t i = 0; mx->outcome == DNS_FOUND && i < mx->n; i++) {
		const struct dns_record *record = &mx->records[i];

		if (record->type != DNS_MX || (preference >= 0 && record->u.mx.preference >= preference))
			continue;
		if (!provider_by_host(record->u.mx.host, &provider) || !provider.n_outgoing)
			continue;
		best = provider;
		preference = record->u.mx.preference;
	}
	if (preference < 0)
		return false;
	settings->n_incoming = 0;
	recommend_provider(settings, &best, SOURCE_MX, local_part);
	return true;
}

void discovery_name_provider(struct recommended_settings *settings)
{
	struct recommended_settings row = {.provider = ""};
	struct provider provider;

	if (!settings->n_outgoing || !provider_by_host(settings->outgoing[0].host, &provider))
		return;
	recommend_provider(&row, &provider, settings->source, "");
	str_copy(settings->provider, sizeof settings->provider, row.provider);
	settings->flags = row.flags;
	settings->url_password = row.url_password;
	settings->url_app_password = row.url_app_password;
	settings->url_enable = row.url_enable;
	settings->url_status = row.url_status;
}
