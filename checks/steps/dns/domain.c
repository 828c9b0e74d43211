/*
 * dns.domain: does the sender's domain exist, and what does it say about itself? MX, NS, SOA and addresses in one round, with the name
 * servers of the domains above it: who keeps its records is told from them.
 */
#include "checks/steps/dns/domain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/know/keeper.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/common/matter.h"

enum own_question { ASK_MX, ASK_NS, ASK_SOA, ASK_A, ASK_AAAA, OWN_QUESTIONS };

#define QUESTIONS_MAX (OWN_QUESTIONS + 2 * DOMAIN_ABOVE_MAX)

/* One round: of the domain itself, then NS and SOA of each one above it, the nearest first. */
struct domain_round {
	const char *above[DOMAIN_ABOVE_MAX];
	size_t n_above;
	struct dns_answer answers[QUESTIONS_MAX];
};

size_t domain_above(const char *domain, const char *organisation, const char *above_r[DOMAIN_ABOVE_MAX])
{
	size_t n = 0, least = strlen(organisation);

	for (const char *at = strchr(domain, '.'); at && n < DOMAIN_ABOVE_MAX; at = strchr(at, '.')) {
		at++;
		if (!least || strlen(at) < least)
			break;
		above_r[n++] = at;
	}
	return n;
}

enum domain_state domain_judge(const struct dns_answer *answers, size_t n)
{
	enum domain_state state = DOMAIN_UNSEEN;

	for (size_t i = 0; i < n; i++) {
		if (answers[i].outcome == DNS_FOUND || answers[i].outcome == DNS_NO_DATA)
			return DOMAIN_EXISTS;
		if (answers[i].outcome == DNS_NXDOMAIN)
			state = DOMAIN_DENIED;
	}
	return state;
}

const struct dns_answer *domain_keeper_of(const struct dns_answer *ns, size_t n, size_t step)
{
	for (size_t i = 0; i < n; i += step)
		if (ns[i].outcome == DNS_FOUND && ns[i].n)
			return &ns[i];
	return NULL;
}

bool domain_keeper(const struct dns_answer *ns, struct keeper *keeper_r, char name_r[HOST_MAX])
{
	for (size_t i = 0; i < ns->n; i++) {
		if (keeper_by_ns(ns->records[i].u.name, keeper_r)) {
			str_copy(name_r, HOST_MAX, keeper_r->name);
			return true;
		}
	}
	provider_organisation(ns->n ? ns->records[0].u.name : "", name_r, HOST_MAX);
	return false;
}

static void ask(struct check_run *run, struct domain_records *records, struct domain_round *round)
{
	static const enum dns_type types[OWN_QUESTIONS] = {DNS_MX, DNS_NS, DNS_SOA, DNS_A, DNS_AAAA};
	struct io_scope scope = matter_scope(run);
	struct dns_config config;

	for (size_t i = 0; i < OWN_QUESTIONS; i++)
		round->answers[i] = (struct dns_answer){.name = records->domain, .type = types[i]};
	for (size_t i = 0; i < round->n_above; i++) {
		struct dns_answer *pair = &round->answers[OWN_QUESTIONS + 2 * i];

		pair[0] = (struct dns_answer){.name = round->above[i], .type = DNS_NS};
		pair[1] = (struct dns_answer){.name = round->above[i], .type = DNS_SOA};
	}
	case_dns(run_case(run), &config);
	dns_ask_all(&scope, &config, round->answers, OWN_QUESTIONS + 2 * round->n_above);
	records->mx = round->answers[ASK_MX];
	records->ns = round->answers[ASK_NS];
	records->soa = round->answers[ASK_SOA];
	records->a = round->answers[ASK_A];
	records->aaaa = round->answers[ASK_AAAA];
}

static void add_answers(struct finding *finding, const struct domain_records *records)
{
	evidence_answer(finding, "dns_mx", &records->mx);
	evidence_answer(finding, "dns_ns", &records->ns);
	evidence_answer(finding, "dns_soa", &records->soa);
	evidence_answer(finding, "dns_a", &records->a);
	evidence_answer(finding, "dns_aaaa", &records->aaaa);
}

/* The name is denied; is the domain above it there? */
static void say_unknown(
	struct check_run *run, const struct domain_records *records, const struct domain_round *round)
{
	const char *domain = records->domain;
	const char *parent = NULL;
	char fixed[HOST_MAX] = "";
	struct finding *finding;

	for (size_t i = round->n_above; i-- > 0;)
		if (domain_judge(&round->answers[OWN_QUESTIONS + 2 * i], 2) == DOMAIN_EXISTS)
			parent = round->above[i];
	if (parent)
		finding = run_say(run, F_DOMAIN_UNKNOWN,
			/* TRANSLATORS: {domain} is the part behind the @ of the address, {parent} its end, such as example.org. */
			N_("{domain}, the part behind the @ of the address, does not exist; only {parent} "
			   "does. "
			   "Receivers refuse mail whose sender they could not answer."),
			A_HOST("domain", domain), A_HOST("parent", parent));
	else if (host_likely_typo(domain, fixed))
		finding = run_say(run, F_DOMAIN_UNKNOWN,
			/* TRANSLATORS: {domain} is the part behind the @ of the address, {fixed} a name that looks alike. */
			N_("{domain}, the part behind the @ of the address, does not exist. It looks like a "
			   "typing "
			   "mistake for {fixed}."),
			A_HOST("domain", domain), A_HOST("fixed", fixed));
	else
		finding = run_say(run, F_DOMAIN_UNKNOWN,
			/* TRANSLATORS: {domain} is the part behind the @ of the address. */
			N_("{domain}, the part behind the @ of the address, does not exist: it was never "
			   "ordered, has "
			   "run out, or is not connected. Receivers refuse mail whose sender they could not "
			   "answer."),
			A_HOST("domain", domain));
	matter(run, finding);
	if (fixed[0])
		run_evidence(finding, "did_you_mean", fixed);
	run_evidence(finding, "parent", parent ? parent : "");
	add_answers(finding, records);
}

static void say_keeper(
	struct check_run *run, const struct domain_records *records, const struct domain_round *round)
{
	const struct dns_answer *ns = domain_keeper_of(&records->ns, 1, 1);
	struct str STR_AUTO names = STR_INIT_MAX(900);
	char name[HOST_MAX];
	struct keeper keeper = {.menu = "", .page = ""};
	struct finding *finding;
	bool known;

	if (!ns)
		ns = domain_keeper_of(&round->answers[OWN_QUESTIONS], 2 * round->n_above, 2);
	if (!ns)
		return;
	known = domain_keeper(ns, &keeper, name);
	if (known && keeper.menu[0])
		finding = run_say(run, F_DOMAIN_KEEPER,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {keeper} a company, {menu} the way through its
			   pages, in English, {page} a web address. */
			N_("The entries of {domain} are kept by {keeper}. They are changed there, at {page}, "
			   "under: {menu}."),
			A_HOST("domain", records->domain), A_NAME("keeper", name), A_URL("page", keeper.page),
			A_NAME("menu", keeper.menu));
	else if (known)
		finding = run_say(run, F_DOMAIN_KEEPER,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {keeper} a company, {page} a web address. */
			N_("The entries of {domain} are kept by {keeper}. They are changed there, in the "
			   "customer pages ({page}), where DNS "
			   "or the domain's zone is set."),
			A_HOST("domain", records->domain), A_NAME("keeper", name),
			A_URL("page", keeper.page));
	else
		finding = run_say(run, F_DOMAIN_KEEPER,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {keeper} the domain of a company. */
			N_("The entries of {domain} are kept by the name servers of {keeper}. They are "
			   "changed in the customer pages of the "
			   "company that runs these, mostly the one where the domain was ordered."),
			A_HOST("domain", records->domain), A_HOST("keeper", name));
	for (size_t i = 0; i < ns->n; i++)
		str_addf(&names, "%s%s", i ? ", " : "", ns->records[i].u.name);
	run_evidence(finding, "keeper", name);
	run_evidence(finding, "menu", keeper.menu);
	run_evidence(finding, "page", keeper.page);
	run_evidence(finding, "zone", ns->name);
	run_evidence(finding, "name_servers", str_text(&names));
}

static void say_exists(
	struct check_run *run, const struct domain_records *records, const struct domain_round *round)
{
	struct provider provider;
	struct finding *finding;

	if (records->at_provider && provider_by_domain(records->domain, &provider)) {
		finding = run_say(run, F_DOMAIN_AT_PROVIDER,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {provider} a company. */
			N_("{domain} belongs to {provider}, who look after its entries themselves: there is "
			   "nothing in "
			   "them for you to mend."),
			A_HOST("domain", records->domain), A_NAME("provider", provider.name));
		run_evidence(finding, "provider", provider.id);
		return;
	}
	finding = run_say(run, F_DOMAIN_FOUND,
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		N_("The domain {domain} is known to the domain name service."),
		A_HOST("domain", records->domain));
	add_answers(finding, records);
	if (records->soa.outcome == DNS_NO_DATA && round->n_above)
		run_evidence(finding, "soa", "none of its own: it is a part of the zone above it");
	say_keeper(run, records, round);
}

static void run_domain(struct check_run *run)
{
	struct domain_records *records = mem_new(sizeof *records);
	struct domain_round *round = mem_new(sizeof *round);
	struct provider provider;

	str_copy(records->domain, sizeof records->domain, mailcase_domain(run_case(run)));
	ascii_tolower(records->domain);
	provider_organisation(records->domain, records->organisation, sizeof records->organisation);
	records->at_provider = provider_by_domain(records->domain, &provider);
	round->n_above = domain_above(records->domain, records->organisation, round->above);
	ask(run, records, round);
	switch (domain_judge(round->answers, OWN_QUESTIONS)) {
	case DOMAIN_EXISTS:
		records->exists = true;
		say_exists(run, records, round);
		break;
	case DOMAIN_DENIED:
		records->denied = true;
		say_unknown(run, records, round);
		break;
	case DOMAIN_UNSEEN:
		run_unknown(run, N_("The domain could not be looked up."));
		break;
	}
	dns_answers_release(&round->answers[OWN_QUESTIONS], 2 * round->n_above);
	free(round);
	fact_put_domain_records(run, records);
}

const struct check check_dns_domain = {
	.id = "dns.domain",
	.step = STEP_DNS,
	.title = N_("Look up the sender's domain"),
	.provides = FACT_BIT(DOMAIN_RECORDS),
	.limit_ms = 6000,
	.applies = records_apply,
	.run = run_domain,
};
