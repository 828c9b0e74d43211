/*
 * SRV records, kept.
 */
#include "checks/steps/common/srv.h"

#include <string.h>

#include "checks/mail/address.h"

const char *srv_service(int service)
{
	static const char *const names[SRV_SERVICES] = {"_submissions._tcp", "_submission._tcp",
		"_imaps._tcp", "_imap._tcp", "_pop3s._tcp", "_pop3._tcp"};

	return names[service];
}

static void keep(const struct dns_record *record, int service, struct recommended_settings *settings)
{
	const char *target = record->u.srv.host;
	struct srv_seen *seen = &settings->srv[settings->n_srv];

	if (record->type != DNS_SRV || settings->n_srv == SRV_SEEN_MAX)
		return;
	*seen = (struct srv_seen){
		.service = service,
		.priority = record->u.srv.priority,
		.port = record->u.srv.port,
		.declined = !target[0] || strcmp(target, ".") == 0,
	};
	/* A target that is no host name stays "". */
	if (!seen->declined)
		(void)host_parse(target, seen->host, &(int){0});
	settings->n_srv++;
}

void srv_keep(const struct dns_answer answers[SRV_SERVICES], struct recommended_settings *settings)
{
	settings->srv_asked = true;
	for (int i = 0; i < SRV_SERVICES; i++) {
		enum dns_outcome outcome = answers[i].outcome;

		settings->srv_asked &= outcome == DNS_FOUND || dns_is_absent(outcome);
		for (size_t k = 0; outcome == DNS_FOUND && k < answers[i].n; k++)
			keep(&answers[i].records[k], i, settings);
	}
}
