/*
 * Names of the facts, and how each is freed at the end of a run.
 */
#include "checks/engine/facts.h"

#include <assert.h>
#include <stdlib.h>

#include "checks/engine/fact.h"

static_assert(FACT_N <= 64, "fact_mask holds one bit for each fact");

const char *fact_name(enum fact_id id)
{
	static const char *const names[] = {
#define FACT(ID, id, type) [FACT_##ID] = #id,
#include "checks/engine/facts.def"
#undef FACT
	};

	return names[id];
}

void store_fact_free(struct store_fact **fact)
{
	if (!*fact)
		return;
	tls_store_free(&(*fact)->store);
	free(*fact);
	*fact = NULL;
}

void out_session_free(struct out_session **fact)
{
	if (!*fact)
		return;
	smtp_free(&(*fact)->smtp);
	free(*fact);
	*fact = NULL;
}

void in_session_free(struct in_session **fact)
{
	if (!*fact)
		return;
	access_free(&(*fact)->access);
	free(*fact);
	*fact = NULL;
}

void inbox_reports_free(struct inbox_reports **fact)
{
	if (!*fact)
		return;
	for (size_t i = 0; i < (*fact)->n; i++) {
		str_wipe(&(*fact)->mails[i]);
		str_release(&(*fact)->mails[i]);
	}
	free(*fact);
	*fact = NULL;
}

void own_settings_free(struct own_settings **fact)
{
	if (!*fact)
		return;
	secret_free(&(*fact)->secret);
	free((*fact)->local);
	free((*fact)->destination);
	free(*fact);
	*fact = NULL;
}

void domain_records_free(struct domain_records **fact)
{
	struct domain_records *records = *fact;

	if (!records)
		return;
	dns_answers_release(&records->mx, 1);
	dns_answers_release(&records->ns, 1);
	dns_answers_release(&records->soa, 1);
	dns_answers_release(&records->a, 1);
	dns_answers_release(&records->aaaa, 1);
	free(records);
	*fact = NULL;
}

void zone_servers_free(struct zone_servers **fact)
{
	struct zone_servers *servers = *fact;

	if (!servers)
		return;
	for (size_t i = 0; i < servers->n; i++)
		dns_answers_release(servers->items[i].answers, ZONE_QUESTIONS);
	free(servers);
	*fact = NULL;
}

/* Facts of plain values. */
#define PLAIN_FREE(type)                                                                                     \
	void type##_free(struct type **fact)                                                                 \
	{                                                                                                    \
		free(*fact);                                                                                 \
		*fact = NULL;                                                                                \
	}

PLAIN_FREE(recommended_settings)
PLAIN_FREE(target)
PLAIN_FREE(server_names)
PLAIN_FREE(reached_server)
PLAIN_FREE(tls_began)
PLAIN_FREE(alternatives)
PLAIN_FREE(login_result)
PLAIN_FREE(envelope_result)
PLAIN_FREE(in_login)
PLAIN_FREE(route_facts)
PLAIN_FREE(port_table)
PLAIN_FREE(control_table)
PLAIN_FREE(stop_place)
PLAIN_FREE(local_rules)
PLAIN_FREE(own_server)
PLAIN_FREE(own_queue)
PLAIN_FREE(walk_result)
PLAIN_FREE(walk_seen)
PLAIN_FREE(mx_table)
PLAIN_FREE(outlet_list)
PLAIN_FREE(spf_judged)
PLAIN_FREE(dkim_judged)
PLAIN_FREE(lists_tested)
PLAIN_FREE(sent_mail)
