/*
 * The settings that the provider wants, and where they come from: our table, what the domain publishes in DNS and on the web,
 * whoever keeps its mail, and, only where no settings are in use, usual names that were tried.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/know/autoconfig.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/srv.h"
#include "checks/steps/common/words.h"
#include "checks/steps/settings/discover.h"
#include "checks/steps/settings/guess.h"
#include "checks/steps/settings/published.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/common/applies.h"

/* settled_r: the provider has no server for mail programs, and nobody else can know one. */
static bool from_table(
	const struct mailcase *mailcase, struct recommended_settings *settings, bool *settled_r)
{
	struct provider provider;

	if (!provider_by_domain(mailcase_domain(mailcase), &provider))
		return false;
	*settled_r = provider.flags & PROVIDER_NO_PROGRAMS;
	recommend_provider(settings, &provider, SOURCE_BUILTIN, mailcase->address.local);
	return settings->n_outgoing > 0;
}

/* Whether the name servers said of every question that there is something or nothing. */
static bool all_answered(const struct discovery_questions *questions)
{
	for (size_t i = 0; i < DISCOVER_N; i++) {
		enum dns_outcome outcome = questions->answers[i].outcome;

		if (outcome != DNS_FOUND && !dns_is_absent(outcome))
			return false;
	}
	return true;
}

/* What the domain publishes in DNS, in one round. False: it cannot be asked about. */
static bool ask_dns(struct check_run *run, struct discovery_questions *questions,
	struct recommended_settings *settings, bool *answered_r)
{
	const struct mailcase *mailcase = run_case(run);
	struct dns_config config;

	if (!discovery_ask_for(mailcase_domain(mailcase), questions))
		return false;
	case_dns(mailcase, &config);
	dns_ask_all(run_scope(run), &config, questions->answers, DISCOVER_N);
	*answered_r = all_answered(questions);
	srv_keep(questions->answers, settings);
	return true;
}

static bool from_mx(struct check_run *run, const struct discovery_questions *questions,
	struct recommended_settings *settings)
{
	return discovery_read_mx(&questions->answers[DISCOVER_MX], run_case(run)->address.local, settings);
}

/*
 * The domain's own word first: SRV, a file on its web servers, Autodiscover. Then whoever keeps its mail. Where settings are in use these
 * are for comparing only, and sending does not wait: then the web is asked where the names tell nothing, and nobody but the domain itself.
 */
static bool from_domain(struct check_run *run, const struct discovery_questions *questions,
	struct recommended_settings *settings)
{
	const struct mailcase *mailcase = run_case(run);
	const char *domain = mailcase_domain(mailcase);
	const struct dns_answer *answers = questions->answers;

	if (discovery_read_srv(answers, settings))
		return true;
	if (mailcase->in_use.host[0] || mailcase->role == ROLE_ADMIN)
		return from_mx(run, questions, settings) || published_find(run, domain, settings);
	return published_find(run, domain, settings) ||
	       published_discover(run, domain, &answers[DISCOVER_AUTODISCOVER], settings) ||
	       from_mx(run, questions, settings) ||
	       published_find_keeper(run, domain, &answers[DISCOVER_MX], settings);
}

static bool from_network(struct check_run *run, struct recommended_settings *settings, bool *answered_r)
{
	struct discovery_questions *questions = mem_new(sizeof *questions);
	bool found = false;

	if (ask_dns(run, questions, settings, answered_r)) {
		found = from_domain(run, questions, settings);
		dns_answers_release(questions->answers, DISCOVER_N);
	}
	free(questions);
	if (found && !settings->provider[0])
		discovery_name_provider(settings);
	return found;
}

static bool from_guesses(struct check_run *run, struct recommended_settings *settings)
{
	const struct store_fact *store = fact_await_tls_store(run);
	char refused[HOST_MAX] = "", ip[NET_ADDR_TEXT];
	struct net_addr refused_ip = {.len = 0};

	if (!store || !store->store)
		return false;
	guess_try(run, store->store, mailcase_domain(run_case(run)), settings, refused, &refused_ip);
	if (!settings->n_outgoing && refused[0]) {
		net_addr_text(&refused_ip, ip, sizeof ip);
		run_say(run, F_SERVER_UNTRUSTED_ADDRESS,
			/* TRANSLATORS: {host} is the name of a server, {ip} its address. */
			N_("The name {host} leads to {ip}, an address that only exists inside a network. A "
			   "server that "
			   "nobody named is not contacted there."),
			A_HOST("host", refused), A_IP("ip", ip));
	}
	return settings->n_outgoing > 0;
}

/* By the host of Thunderbird's list, which is no word of the domain's. */
static bool is_from_directory(const struct recommended_settings *settings)
{
	return strcmp(settings->published_by, AUTOCONFIG_DIRECTORY_HOST) == 0;
}

static const char *found_sentence(const struct recommended_settings *settings)
{
	if (settings->source == SOURCE_AUTOCONFIG && is_from_directory(settings))
		/* TRANSLATORS: {domain} is the part behind the @, {host} a server, {port} a number. */
		return N_(
			"Thunderbird's public list of mail providers has settings for {domain}: send through "
			"{host}, port {port}, with {security}.");
	if (settings->source == SOURCE_MX && !settings->provider[0])
		/* TRANSLATORS: {domain} is the part behind the @, {host} a server, {port} a number. */
		return N_("The company that keeps the mail of {domain} publishes the settings: send through "
			  "{host}, port {port}, with {security}.");
	switch (settings->source) {
	case SOURCE_BUILTIN:
		/* TRANSLATORS: {provider} is a company, {host} a server, {port} a number, {security}
		 * "SSL/TLS" or the like. */
		return N_("{provider} wants mail to be sent through {host}, port {port}, with {security}.");
	case SOURCE_MX:
		/* TRANSLATORS: {domain} is the part behind the @, {provider} a company, {host} a server,
		 * {port} a number. */
		return N_("The mail of {domain} is kept by {provider}, who wants it to be sent through "
			  "{host}, port {port}, "
			  "with {security}.");
	case SOURCE_GUESS:
		/* TRANSLATORS: {domain} is the part behind the @, {host} a server, {port} a number. */
		return N_("{domain} does not publish its settings. By trying usual names, a server for "
			  "sending was found: "
			  "{host}, port {port}, with {security}.");
	default:
		/* TRANSLATORS: {domain} is the part behind the @, {host} a server, {port} a number. */
		return N_("{domain} publishes its settings: send through {host}, port {port}, with "
			  "{security}.");
	}
}

static void evidence_servers(
	struct finding *finding, const char *key, const struct server_settings *servers, size_t n)
{
	struct str STR_AUTO text = STR_INIT_MAX(1000);

	for (size_t i = 0; i < n; i++)
		str_addf(&text, "%s%s:%d %s", i ? ", " : "", servers[i].host, servers[i].port,
			security_name(servers[i].security));
	run_evidence(finding, key, str_text(&text));
}

static void say_found(struct check_run *run, const struct recommended_settings *settings)
{
	const struct server_settings *best = &settings->outgoing[0];
	struct finding *finding;

	finding = run_say(run, F_RECOMMENDED_FOUND, found_sentence(settings),
		A_NAME("provider", settings->provider), A_HOST("domain", mailcase_domain(run_case(run))),
		A_HOST("host", best->host), A_PORT(best->port),
		A_WORD("security", security_word(best->security)),
		A_WORD("source", source_word(settings->source)));
	run_evidence(finding, "source", settings_source_name(settings->source));
	if (settings->published_by[0])
		run_evidence(finding, "published_by", settings->published_by);
	if (settings->asked[0])
		run_evidence(finding, "asked", settings->asked);
	evidence_servers(finding, "outgoing", settings->outgoing, settings->n_outgoing);
	evidence_servers(finding, "incoming", settings->incoming, settings->n_incoming);
}

/* Only name servers that answered can say that something is not published. */
static void say_none(struct check_run *run, const struct recommended_settings *settings, bool answered)
{
	const struct arg domain = A_HOST("domain", mailcase_domain(run_case(run)));
	struct finding *finding;

	if (answered)
		finding = run_say(run, F_RECOMMENDED_NONE,
			/* TRANSLATORS: {domain} is the part behind the @. */
			N_("{domain} does not publish which settings it wants. Your mail provider's help "
			   "pages tell them."),
			domain);
	else
		finding = run_say(run, F_RECOMMENDED_NONE,
			/* TRANSLATORS: {domain} is the part behind the @. */
			N_("The settings that {domain} wants could not be looked up. Your mail provider's "
			   "help pages tell them."),
			domain);
	if (settings->asked[0])
		run_evidence(finding, "asked", settings->asked);
}

/* Whoever would have asked a third party says that it did not. */
static void say_unasked(struct check_run *run, const struct recommended_settings *settings)
{
	const struct mailcase *mailcase = run_case(run);
	bool known = settings->n_outgoing > 0 && settings->source != SOURCE_GUESS;

	if (known || mailcase->in_use.host[0] || mailcase->role == ROLE_ADMIN ||
		mailcase->directory != TOLD_UNKNOWN)
		return;
	run_say(run, F_DIRECTORY_UNASKED,
		/* TRANSLATORS: {domain} is the part behind the @. */
		N_("A public list of settings, kept by the makers of Thunderbird, was not asked: it would "
		   "learn "
		   "the name {domain}. The option --directory yes permits it."),
		A_HOST("domain", mailcase_domain(mailcase)));
}

/* What is in use elsewhere is another company's business. */
static void say_no_programs(struct check_run *run, const struct recommended_settings *settings)
{
	const struct mailcase *mailcase = run_case(run);
	struct provider provider;

	if (mailcase->in_use.host[0] && (!provider_by_host(mailcase->in_use.host, &provider) ||
						strcmp(provider.name, settings->provider) != 0))
		return;
	run_say(run, F_PROVIDER_NO_PROGRAMS,
		/* TRANSLATORS: {provider} is a company. */
		N_("{provider} has no server for mail programs: mail can be sent by its own app and web page "
		   "alone."),
		A_NAME("provider", settings->provider));
}

static void run_recommend(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);
	struct recommended_settings *settings = mem_new(sizeof *settings);
	bool found, settled = false, answered = false;

	settings->url_password = settings->url_app_password = settings->url_enable = settings->url_status =
		"";
	found = from_table(mailcase, settings, &settled);
	if (!found && !settled && !mailcase->offline)
		found = from_network(run, settings, &answered);
	/* Where settings are in use, nobody is contacted on a guess. */
	if (!found && !settled && !mailcase->offline && !mailcase->in_use.host[0])
		found = from_guesses(run, settings);
	if (found)
		say_found(run, settings);
	else if (settled)
		say_no_programs(run, settings);
	else
		say_none(run, settings, answered);
	if (!settled && !mailcase->offline)
		say_unasked(run, settings);
	fact_put_recommended(run, settings);
}

static bool has_domain(const struct mailcase *mailcase)
{
	return mailcase_domain(mailcase)[0];
}

const struct check check_settings_recommend = {
	.id = "settings.recommend",
	.step = STEP_SETTINGS,
	.title = N_("Find the settings that your provider wants"),
	.wants = FACT_BIT(TLS_STORE),
	.provides = FACT_BIT(RECOMMENDED),
	.until = FACT_BIT(ENVELOPE),
	.limit_ms = 12000,
	.applies = has_domain,
	.run = run_recommend,
};
