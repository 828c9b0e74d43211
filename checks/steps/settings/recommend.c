/*
 * The settings that the provider wants, and where they come from: our table, what the domain publishes,
 * whoever keeps its mail, and, only where no settings are in use, usual names that were tried.
 */
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/srv.h"
#include "checks/steps/common/words.h"
#include "checks/steps/settings/discover.h"
#include "checks/steps/settings/guess.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/common/applies.h"

static bool from_table(const struct mailcase *mailcase, struct recommended_settings *settings)
{
	struct provider provider;

	if (!provider_by_domain(mailcase_domain(mailcase), &provider))
		return false;
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

/* One round for all that the domain publishes. */
static bool from_dns(struct check_run *run, struct recommended_settings *settings, bool *answered_r)
{
	const struct mailcase *mailcase = run_case(run);
	struct discovery_questions *questions = mem_new(sizeof *questions);
	struct dns_config config;
	bool found = false;

	if (discovery_ask_for(mailcase_domain(mailcase), questions)) {
		case_dns(mailcase, &config);
		if (dns_ask_all(run_scope(run), &config, questions->answers, DISCOVER_N) == IO_OK)
			found = discovery_read_srv(questions->answers, settings) ||
				discovery_read_mx(
					&questions->answers[DISCOVER_MX], mailcase->address.local, settings);
		*answered_r = all_answered(questions);
		srv_keep(questions->answers, settings);
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

static const char *found_sentence(enum settings_source source)
{
	switch (source) {
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

	finding = run_say(run, F_RECOMMENDED_FOUND, found_sentence(settings->source),
		A_NAME("provider", settings->provider), A_HOST("domain", mailcase_domain(run_case(run))),
		A_HOST("host", best->host), A_PORT(best->port),
		A_WORD("security", security_word(best->security)),
		A_WORD("source", source_word(settings->source)));
	run_evidence(finding, "source", settings_source_name(settings->source));
	evidence_servers(finding, "outgoing", settings->outgoing, settings->n_outgoing);
	evidence_servers(finding, "incoming", settings->incoming, settings->n_incoming);
}

/* Only name servers that answered can say that something is not published. */
static void say_none(struct check_run *run, bool answered)
{
	const struct arg domain = A_HOST("domain", mailcase_domain(run_case(run)));

	if (answered)
		run_say(run, F_RECOMMENDED_NONE,
			/* TRANSLATORS: {domain} is the part behind the @. */
			N_("{domain} does not publish which settings it wants. Your mail provider's help "
			   "pages tell them."),
			domain);
	else
		run_say(run, F_RECOMMENDED_NONE,
			/* TRANSLATORS: {domain} is the part behind the @. */
			N_("The settings that {domain} wants could not be looked up. Your mail provider's "
			   "help pages tell them."),
			domain);
}

static void run_recommend(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);
	struct recommended_settings *settings = mem_new(sizeof *settings);
	bool found, answered = false;

	settings->url_password = settings->url_app_password = settings->url_enable = settings->url_status =
		"";
	found = from_table(mailcase, settings);
	if (!found && !mailcase->offline)
		found = from_dns(run, settings, &answered);
	/* Where settings are in use, nobody is contacted on a guess. */
	if (!found && !mailcase->offline && !mailcase->in_use.host[0])
		found = from_guesses(run, settings);
	if (found)
		say_found(run, settings);
	else
		say_none(run, answered);
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
	.limit_ms = 9000,
	.applies = has_domain,
	.run = run_recommend,
};
