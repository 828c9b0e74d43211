/*
 * dns.discovery: what the domain tells mail programs about its servers, and whether it is right. What settings.recommend asked for already is
 * not asked again: only the addresses of the servers that were named, in one round.
 */
#include "checks/steps/dns/discovery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/auth/lookups.h"
#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/check.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/common/srv.h"

/* Names that programs try, too; that they are missing is no fault. */
static const char *const tried_names[] = {"autoconfig", "autodiscover"};
#define TRIED (sizeof tried_names / sizeof tried_names[0])

struct discovered {
	struct check_run *run;
	struct io_scope scope;
	struct dns_config config;
	struct lookups *lookups;
	const char *domain;
	const struct recommended_settings *settings;
	struct srv_target targets[SRV_SEEN_MAX];
	size_t n;
	bool tried[TRIED]; /* such a name exists */
};

static bool tried_name(const struct discovered *discovered, size_t i, char name_r[DNS_NAME_MAX])
{
	return snprintf(name_r, DNS_NAME_MAX, "%s.%s", tried_names[i], discovered->domain) < DNS_NAME_MAX;
}

static const struct srv_target *target_of(const struct discovered *discovered, const char *host)
{
	for (size_t i = 0; i < discovered->n; i++) {
		if (strcmp(discovered->targets[i].host, host) == 0)
			return &discovered->targets[i];
	}
	return NULL;
}

static void foresee(struct discovered *discovered)
{
	const struct recommended_settings *settings = discovered->settings;
	char name[DNS_NAME_MAX];

	for (size_t i = 0; i < settings->n_srv; i++) {
		const char *host = settings->srv[i].host;

		if (!host[0] || target_of(discovered, host))
			continue;
		str_copy(discovered->targets[discovered->n++].host, HOST_MAX, host);
		lookups_foresee(discovered->lookups, host, DNS_A);
		lookups_foresee(discovered->lookups, host, DNS_AAAA);
	}
	for (size_t i = 0; mailcase_records_matter(run_case(discovered->run)) && i < TRIED; i++) {
		if (tried_name(discovered, i, name))
			lookups_foresee(discovered->lookups, name, DNS_A);
	}
}

static void look_up(struct discovered *discovered)
{
	char name[DNS_NAME_MAX];

	foresee(discovered);
	for (size_t i = 0; i < discovered->n; i++) {
		struct srv_target *target = &discovered->targets[i];
		const struct dns_answer *a = lookups_ask(discovered->lookups, target->host, DNS_A);
		const struct dns_answer *aaaa = lookups_ask(discovered->lookups, target->host, DNS_AAAA);

		target->a = a->outcome;
		target->aaaa = aaaa->outcome;
		str_copy(target->canonical, sizeof target->canonical,
			a->canonical[0] ? a->canonical : aaaa->canonical);
	}
	for (size_t i = 0; mailcase_records_matter(run_case(discovered->run)) && i < TRIED; i++)
		discovered->tried[i] = tried_name(discovered, i, name) &&
				       lookups_ask(discovered->lookups, name, DNS_A)->outcome == DNS_FOUND;
}

static const char *sentence_of(enum srv_fault fault)
{
	switch (fault) {
	case SRV_DECLINED:
		/* TRANSLATORS: {domain} is the part of an address behind the @, {host} the server in use, {service} a name in the
		   domain name service. */
		return N_("{domain} tells mail programs that mail cannot be sent the way in which {host} "
			  "is used: {service} says that it is not offered (SRV).");
	case SRV_NO_NAME:
		/* TRANSLATORS: {service} is a name in the domain name service. */
		return N_("What mail programs look for at {service} is no name of a server (SRV).");
	case SRV_NO_HOST:
		/* TRANSLATORS: {target} is a server, {service} a name in the domain name service. */
		return N_("Mail programs that find their settings by themselves are led to {target}, "
			  "which does not exist ({service}, SRV).");
	case SRV_HOMELESS:
		/* TRANSLATORS: {target} is a server, {service} a name in the domain name service. */
		return N_("Mail programs that find their settings by themselves are led to {target}, "
			  "which has no address ({service}, SRV).");
	case SRV_ALIAS:
		/* TRANSLATORS: {target} is a server, {canonical} its other name, {service} a name in the domain name service. */
		return N_("Mail programs that find their settings by themselves are led to {target}. That"
			  " is only another name for {canonical}, which some programs do not follow "
			  "({service}, SRV).");
	case SRV_KIND:
		/* TRANSLATORS: {port} is a number, {service} a name in the domain name service. */
		return N_("Mail programs that find their settings by themselves are told port {port} with"
			  " the wrong kind of encryption ({service}, SRV). 465 is for encryption from the"
			  " start, 587 for STARTTLS.");
	case SRV_PORT:
		/* TRANSLATORS: {port} and {used_port} are numbers, {target} a server, {service} a name in the domain name service. */
		return N_("Mail programs that find their settings by themselves use port {port} of "
			  "{target}, yours uses port {used_port} with the same encryption ({service}, "
			  "SRV).");
	case SRV_FINE:
		break;
	}
	return NULL;
}

/* The server that the record should name: the end of the alias, or the one in use where it is the domain's own. */
static void add_record(struct finding *finding, const struct discovered *discovered,
	const struct srv_seen *seen, const struct srv_target *target, enum srv_fault fault)
{
	const struct server_settings *in_use = &run_case(discovered->run)->in_use;
	const char *host = fault == SRV_ALIAS ? target->canonical : in_use->host;
	int port = fault == SRV_ALIAS ? seen->port : in_use->port;

	if (fault == SRV_KIND) {
		host = seen->host;
		port = seen->service == 0 ? 465 : 587;
	} else if (fault != SRV_ALIAS && (seen->service > 1 || !host[0] || !port)) {
		return;
	}
	run_evidencef(finding, "record", "%s.%s. SRV 0 1 %d %s.", srv_service(seen->service),
		discovered->domain, port, host);
}

static void say_odd(const struct discovered *discovered, const struct srv_seen *seen, enum srv_fault fault)
{
	const struct server_settings *in_use = &run_case(discovered->run)->in_use;
	const struct srv_target *target = target_of(discovered, seen->host);
	char service[DNS_NAME_MAX + 24];
	struct finding *finding;

	snprintf(service, sizeof service, "%s.%s", srv_service(seen->service), discovered->domain);
	finding =
		run_say(discovered->run, F_SRV_ODD, sentence_of(fault), A_HOST("domain", discovered->domain),
			A_HOST("host", in_use->host), A_HOST("service", service),
			A_HOST("target", seen->host), A_HOST("canonical", target ? target->canonical : ""),
			A_PORT(seen->port), arg_number_of("used_port", ARG_PORT, in_use->port));
	add_record(finding, discovered, seen, target, fault);
	run_evidencef(finding, "published", "%d %d %s", seen->priority, seen->port,
		seen->declined ? "." : seen->host);
	run_evidencef(finding, "query", "SRV %s", service);
}

/* One sentence for each target and fault, however many services lead there. */
static bool was_said(const struct recommended_settings *settings, const enum srv_fault *faults, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (faults[k] == faults[i] && settings->srv[i].host[0] &&
			strcmp(settings->srv[k].host, settings->srv[i].host) == 0)
			return true;
	}
	return false;
}

static void say_fine(const struct discovered *discovered)
{
	const struct recommended_settings *settings = discovered->settings;
	struct str STR_AUTO list = STR_INIT_MAX(900);
	struct finding *finding;

	finding = run_say(discovered->run, F_SRV_FINE,
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		N_("Mail programs can find the settings for {domain} by themselves."),
		A_HOST("domain", discovered->domain));
	for (size_t i = 0; i < settings->n_srv; i++)
		str_addf(&list, "%s%s %s:%d", i ? ", " : "", srv_service(settings->srv[i].service),
			settings->srv[i].declined ? "." : settings->srv[i].host, settings->srv[i].port);
	if (list.len)
		run_evidence(finding, "srv", str_text(&list));
	for (size_t i = 0; i < TRIED; i++) {
		if (discovered->tried[i])
			run_evidencef(finding, tried_names[i], "%s.%s", tried_names[i], discovered->domain);
	}
}

static void judge(const struct discovered *discovered)
{
	const struct recommended_settings *settings = discovered->settings;
	enum srv_fault faults[SRV_SEEN_MAX];
	bool offered = false, odd = false;

	for (size_t i = 0; i < settings->n_srv; i++) {
		const struct srv_seen *seen = &settings->srv[i];

		faults[i] = srv_judge(
			seen, target_of(discovered, seen->host), &run_case(discovered->run)->in_use);
		offered |= !seen->declined && seen->service <= 1;
		odd |= faults[i] != SRV_FINE;
		if (faults[i] != SRV_FINE && !was_said(settings, faults, i))
			say_odd(discovered, seen, faults[i]);
	}
	if (!odd && (offered || discovered->tried[0] || discovered->tried[1]))
		say_fine(discovered);
}

static void look_at(struct discovered *discovered, const struct recommended_settings *settings)
{
	if (!settings->srv_asked) {
		run_unknown(
			discovered->run, N_("What the domain tells mail programs could not be looked up."));
		return;
	}
	discovered->settings = settings;
	look_up(discovered);
	judge(discovered);
}

static struct discovered *discovered_new(struct check_run *run)
{
	struct discovered *discovered = mem_new(sizeof *discovered);

	discovered->run = run;
	discovered->domain = mailcase_domain(run_case(run));
	discovered->scope = matter_scope(run);
	case_dns(run_case(run), &discovered->config);
	discovered->lookups = lookups_new(&discovered->scope, &discovered->config);
	return discovered;
}

static void discovered_free(struct discovered *discovered)
{
	lookups_free(&discovered->lookups);
	free(discovered);
}

static void run_discovery(struct check_run *run)
{
	const struct recommended_settings *settings = fact_await_recommended(run);
	struct discovered *discovered;

	if (!settings) {
		run_skip(run, "settings.recommend");
		return;
	}
	discovered = discovered_new(run);
	look_at(discovered, settings);
	discovered_free(discovered);
}

/* Nobody looked for settings, which would lead to guesses that are tried: the records alone are asked for. */
static void run_quiet(struct check_run *run)
{
	struct recommended_settings *settings = mem_new(sizeof *settings);
	struct discovered *discovered = discovered_new(run);
	struct dns_answer answers[SRV_SERVICES];
	char names[SRV_SERVICES][DNS_NAME_MAX];
	bool fits = true;

	for (int i = 0; i < SRV_SERVICES; i++) {
		fits &= snprintf(names[i], DNS_NAME_MAX, "%s.%s", srv_service(i), discovered->domain) <
			DNS_NAME_MAX;
		lookups_foresee(discovered->lookups, names[i], DNS_SRV);
	}
	for (int i = 0; fits && i < SRV_SERVICES; i++)
		answers[i] = *lookups_ask(discovered->lookups, names[i], DNS_SRV);
	if (fits)
		srv_keep(answers, settings);
	look_at(discovered, settings);
	discovered_free(discovered);
	free(settings);
}

/* What stands in the domain of a mail provider is not the person's; the table knows its servers. */
static bool applies_at_all(const struct mailcase *mailcase)
{
	struct provider provider;

	return records_apply(mailcase) && !provider_by_domain(mailcase_domain(mailcase), &provider);
}

static bool applies_quiet(const struct mailcase *mailcase)
{
	return applies_at_all(mailcase) && !mailcase->in_use.host[0] &&
	       !mailcase_wants_step(mailcase, STEP_SETTINGS);
}

static bool applies(const struct mailcase *mailcase)
{
	return applies_at_all(mailcase) && !applies_quiet(mailcase);
}

const struct check check_dns_discovery = {
	.id = "dns.discovery",
	.step = STEP_DNS,
	.title = N_("See what your domain tells mail programs about its servers"),
	.wants = FACT_BIT(RECOMMENDED),
	.limit_ms = 6000,
	.applies = applies,
	.run = run_discovery,
};

const struct check check_dns_discovery_quiet = {
	.id = "dns.discovery-quiet",
	.step = STEP_DNS,
	.title = N_("See what your domain tells mail programs about its servers"),
	.limit_ms = 6000,
	.applies = applies_quiet,
	.run = run_quiet,
};
