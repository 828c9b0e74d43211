/*
 * settings.own-domains: does the server keep mail for a domain to itself although the domain's MX names other servers? Mail for
 * it then never leaves, while everybody else's reaches the new place.
 */
#include "checks/steps/own/domains.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/sieve.h"
#include "checks/profiles/own_list.h"
#include "checks/steps/own/own.h"

#define HOSTS_MAX 3 /* of one domain's MX */
#define ASK_MS	  4000

static void take_domain(
	const char *domain, const char *own_name, char domains[OWN_DOMAINS_MAX][HOST_MAX], size_t *n)
{
	if (*n == OWN_DOMAINS_MAX || own_name_judge(domain) != OWN_NAME_FINE || strlen(domain) >= HOST_MAX ||
		domain[0] == '[' || ascii_caseeq(domain, own_name) || ascii_starts(domain, "localhost."))
		return;
	for (size_t i = 0; i < *n; i++) {
		if (ascii_caseeq(domains[i], domain))
			return;
	}
	str_copy(domains[(*n)++], HOST_MAX, domain);
}

size_t own_kept_domains(const char *local, const char *own_name, const char *const *in_question,
	size_t n_in_question, char domains_r[OWN_DOMAINS_MAX][HOST_MAX])
{
	char word[300];
	size_t n = 0;

	for (size_t i = 0; i < n_in_question; i++) {
		for (const char *at = local; own_next_word(&at, word, sizeof word);) {
			if (ascii_caseeq(word, in_question[i]))
				take_domain(word, own_name, domains_r, &n);
		}
	}
	for (const char *at = local; own_next_word(&at, word, sizeof word);)
		take_domain(word, own_name, domains_r, &n);
	return n;
}

void own_without_domain(const char *destination, const char *domain, char *command_r, size_t size)
{
	STR_AUTO struct str rest = STR_INIT_MAX(size);
	bool met = false;
	char word[300];

	*command_r = '\0';
	while (own_next_word(&destination, word, sizeof word)) {
		if (ascii_caseeq(word, domain)) {
			met = true;
			continue;
		}
		for (const char *c = word; *c; c++) {
			if (!ascii_isalnum(*c) && !strchr(".-_$:/{}()", *c))
				return;
		}
		str_addf(&rest, "%s%s", rest.len ? ", " : "", word);
	}
	if (met && !rest.cut)
		(void)snprintf(command_r, size, "sudo postconf -e 'mydestination = %s'", str_text(&rest));
}

/* One domain, where its mail goes, and whether that is here. */
struct kept {
	const char *domain;
	const struct dns_answer *mx;
	struct dns_answer hosts[2 * HOSTS_MAX]; /* A and AAAA of the first of them */
	size_t n_hosts;
};

static void ask_hosts(struct kept *kept)
{
	for (size_t i = 0; kept->mx->outcome == DNS_FOUND && i < kept->mx->n && kept->n_hosts < HOSTS_MAX;
		i++) {
		const char *host = kept->mx->records[i].u.mx.host;

		if (!host[0] || strcmp(host, ".") == 0)
			continue;
		kept->hosts[2 * kept->n_hosts] = address_question(host, DNS_A);
		kept->hosts[2 * kept->n_hosts + 1] = address_question(host, DNS_AAAA);
		kept->n_hosts++;
	}
}

static bool leads_here(const struct dns_answer *answer)
{
	for (size_t i = 0; answer->outcome == DNS_FOUND && i < answer->n; i++) {
		if (net_addr_is_own(&answer->records[i].u.addr) ||
			net_addr_is_loopback(&answer->records[i].u.addr))
			return true;
	}
	return false;
}

/* A server behind a router does not know its outer address; the same organisation is taken for itself. */
static bool is_elsewhere(const struct kept *kept, const char *own_name, bool *sifted_r)
{
	bool any = false;

	*sifted_r = false;
	for (size_t i = 0; i < kept->n_hosts; i++) {
		const char *host = kept->hosts[2 * i].name;

		if (ascii_caseeq(host, own_name) ||
			(own_name[0] && provider_same_organisation(host, own_name)) ||
			leads_here(&kept->hosts[2 * i]) || leads_here(&kept->hosts[2 * i + 1]))
			return false;
		*sifted_r |= host_is_sieve(host);
		any |= kept->hosts[2 * i].outcome == DNS_FOUND || kept->hosts[2 * i + 1].outcome == DNS_FOUND;
	}
	return any;
}

static void say_kept(
	struct check_run *run, const struct own_settings *settings, const struct kept *kept, bool sure)
{
	const char *program = own_about(settings->kind)->name;
	char change[400] = "";
	struct finding *finding;

	if (settings->destination)
		own_without_domain(settings->destination, kept->domain, change, sizeof change);
	else if (settings->kind == OWN_EXIM)
		str_copy(change, sizeof change, "sudo dpkg-reconfigure exim4-config");
	finding = run_say(run, sure ? F_OWN_KEEPS_DOMAIN : F_OWN_SETTING_ODD,
		/* TRANSLATORS: {program} is a mail server program, {domain} the part after @, {host} a server. */
		N_("{program} keeps all mail for {domain} on this computer, but the domain's entry for mail "
		   "(MX) names {host}. "
		   "Mail for {domain} never leaves."),
		A_NAME("program", program), A_HOST("domain", kept->domain),
		A_HOST("host", kept->hosts[0].name), A_COMMAND("change", change));
	run_evidence(finding, "setting", settings->kind == OWN_POSTFIX ? "mydestination" : "local domains");
	run_evidence(finding, "mx", kept->hosts[0].name);
	if (change[0])
		run_evidence(finding, "change", change);
}

static void judge(struct check_run *run, const struct own_settings *settings, const struct kept *kept)
{
	const struct mailcase *mailcase = run_case(run);
	const char *at = strrchr(mailcase->to, '@');
	bool sifted, asked = ascii_caseeq(kept->domain, mailcase_domain(mailcase)) ||
			     (at && ascii_caseeq(kept->domain, at + 1));

	if (is_elsewhere(kept, settings->name, &sifted))
		say_kept(run, settings, kept, asked && !sifted);
}

static void ask(struct check_run *run, const struct own_settings *settings,
	char domains[OWN_DOMAINS_MAX][HOST_MAX], size_t n)
{
	struct io_scope scope = io_scope_within(run_scope(run), ASK_MS);
	struct dns_answer mx[OWN_DOMAINS_MAX];
	struct kept *kept = mem_new_array(n, sizeof *kept);
	struct dns_config config;

	case_dns(run_case(run), &config);
	for (size_t i = 0; i < n; i++)
		mx[i] = (struct dns_answer){.name = domains[i], .type = DNS_MX};
	if (dns_ask_all(&scope, &config, mx, n) == IO_OK) {
		for (size_t i = 0; i < n; i++) {
			kept[i] = (struct kept){.domain = domains[i], .mx = &mx[i]};
			ask_hosts(&kept[i]);
			if (kept[i].n_hosts &&
				dns_ask_all(&scope, &config, kept[i].hosts, 2 * kept[i].n_hosts) == IO_OK)
				judge(run, settings, &kept[i]);
			dns_answers_release(kept[i].hosts, 2 * kept[i].n_hosts);
		}
	}
	dns_answers_release(mx, n);
	free(kept);
}

static void run_domains(struct check_run *run)
{
	const struct own_settings *settings = fact_get_own_settings(run);
	const struct mailcase *mailcase = run_case(run);
	const char *at = strrchr(mailcase->to, '@');
	const char *in_question[] = {mailcase_domain(mailcase), at ? at + 1 : ""};
	char domains[OWN_DOMAINS_MAX][HOST_MAX];
	size_t n = own_kept_domains(
		settings->local ? settings->local : "", settings->name, in_question, 2, domains);

	if (n)
		ask(run, settings, domains, n);
}

static bool applies(const struct mailcase *mailcase)
{
	return own_applies(mailcase) && !mailcase->offline;
}

const struct check check_settings_own_domains = {
	.id = "settings.own-domains",
	.step = STEP_SETTINGS,
	.title = N_("Compare the domains that it keeps with the domain name service"),
	.needs = FACT_BIT(OWN_SETTINGS),
	.limit_ms = 9000,
	.applies = applies,
	.run = run_domains,
};
