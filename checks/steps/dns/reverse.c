/*
 * dns.reverse: does the address that mail leaves from have a name, does the name lead back to it (FCrDNS), and does the server give itself
 * a name that exists? Only of a server that the person looks after; names of addresses and of HELO are asked in one round, what they lead
 * to in a second one.
 */
#include "checks/steps/dns/reverse.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/dns/domain.h"
#include "checks/know/provider.h"

#define JUDGED_MAX 4

struct names {
	struct check_run *run;
	const struct outlet_list *list;
	const char *domain;
	struct dns_config config;
	struct reverse reverses[JUDGED_MAX];
	char asked[JUDGED_MAX][REVERSE_NAME_MAX];
	bool sure[JUDGED_MAX];
	size_t n;
	enum helo_fault fault;
	struct dns_answer helo[2]; /* A and AAAA; DNS_UNASKED for a name that is none */
};

/* Whether its names are the person's to set: a server that is looked after, and not the company's that mail is handed to. */
static bool looks_after(
	const struct mailcase *mailcase, const struct outlet_list *list, const struct outlet *outlet)
{
	const char *domain = mailcase_domain(mailcase);
	struct provider provider;

	if (!outlet->delivers)
		return false;
	if (mailcase->role == ROLE_ADMIN || outlet->source == OUTLET_GIVEN)
		return true;
	if (provider_by_domain(domain, &provider))
		return false;
	if (outlet->source == OUTLET_NAME)
		return provider_same_organisation(mailcase->in_use.host, domain);
	return list->helo[0] && provider_same_organisation(list->helo, domain);
}

/* Those that are known before those that are only likely, which are judged where nothing better is there. */
static void choose(struct names *names)
{
	const struct mailcase *mailcase = run_case(names->run);
	bool any_sure = false;

	for (size_t i = 0; i < names->list->n; i++) {
		const struct outlet *outlet = &names->list->items[i];

		if (!looks_after(mailcase, names->list, outlet))
			continue;
		any_sure |= outlet->sure;
		if (names->n == JUDGED_MAX || (any_sure && !outlet->sure))
			continue;
		names->reverses[names->n].addr = outlet->addr;
		names->sure[names->n] = outlet->sure;
		reverse_name(&outlet->addr, names->asked[names->n], REVERSE_NAME_MAX);
		names->n++;
	}
}

static void take_names(struct reverse *reverse, const struct dns_answer *answer)
{
	reverse->outcome = answer->outcome;
	for (size_t i = 0; answer->outcome == DNS_FOUND && i < answer->n && reverse->n < REVERSE_NAMES_MAX;
		i++) {
		char *name = reverse->names[reverse->n++];

		str_copy(name, HOST_MAX, answer->records[i].u.name);
		ascii_tolower(name);
	}
	reverse->confirmed = reverse->n;
}

/* All names of addresses, and the addresses of the server's own name. */
static void ask_names(struct names *names, const struct io_scope *scope)
{
	struct dns_answer answers[JUDGED_MAX + 2];
	size_t n = names->n;

	for (size_t i = 0; i < n; i++)
		answers[i] = (struct dns_answer){.name = names->asked[i], .type = DNS_PTR};
	if (names->list->helo[0] && names->fault == HELO_FINE) {
		answers[n++] = address_question(names->list->helo, DNS_A);
		answers[n++] = address_question(names->list->helo, DNS_AAAA);
	}
	dns_ask_all(scope, &names->config, answers, n);
	for (size_t i = 0; i < names->n; i++)
		take_names(&names->reverses[i], &answers[i]);
	dns_answers_release(answers, names->n);
	if (n > names->n)
		memcpy(names->helo, answers + names->n, sizeof names->helo);
}

static bool leads_to(const struct dns_answer pair[2], const struct net_addr *addr)
{
	for (size_t i = 0; i < 2; i++)
		for (size_t j = 0; pair[i].outcome == DNS_FOUND && j < pair[i].n; j++)
			if (net_addr_same_ip(&pair[i].records[j].u.addr, addr))
				return true;
	return false;
}

/* A name that cannot even be asked for leads nowhere. */
static bool is_unseen(enum dns_outcome outcome)
{
	return outcome != DNS_FOUND && outcome != DNS_BAD_NAME && !dns_is_absent(outcome);
}

static bool pair_unseen(const struct dns_answer pair[2])
{
	return is_unseen(pair[0].outcome) || is_unseen(pair[1].outcome);
}

static void take_forward(struct reverse *reverse, size_t which, const struct dns_answer pair[2])
{
	if (reverse->confirmed == reverse->n && leads_to(pair, &reverse->addr))
		reverse->confirmed = which;
	reverse->unseen |= pair_unseen(pair);
}

/* A name that is the server's own was asked for already. */
static void ask_forward(struct names *names, const struct io_scope *scope)
{
	struct dns_answer answers[2 * JUDGED_MAX * REVERSE_NAMES_MAX];
	size_t owners[JUDGED_MAX * REVERSE_NAMES_MAX], whiches[JUDGED_MAX * REVERSE_NAMES_MAX], n = 0;

	for (size_t i = 0; i < names->n; i++) {
		struct reverse *reverse = &names->reverses[i];

		for (size_t j = 0; j < reverse->n; j++) {
			if (names->helo[0].name && ascii_caseeq(reverse->names[j], names->list->helo)) {
				take_forward(reverse, j, names->helo);
				continue;
			}
			owners[n] = i;
			whiches[n] = j;
			answers[2 * n] = address_question(reverse->names[j], DNS_A);
			answers[2 * n + 1] = address_question(reverse->names[j], DNS_AAAA);
			n++;
		}
	}
	dns_ask_all(scope, &names->config, answers, 2 * n);
	for (size_t k = 0; k < n; k++)
		take_forward(&names->reverses[owners[k]], whiches[k], &answers[2 * k]);
	dns_answers_release(answers, 2 * n);
}

/* The name that the address should have: what the server calls itself, where that is a name. */
static void wanted_name(const struct names *names, char *buf, size_t size)
{
	const struct mailcase *mailcase = run_case(names->run);
	const char *host = mailcase->in_use.host;

	if (names->list->helo[0] && names->fault == HELO_FINE)
		str_copy(buf, size, names->list->helo);
	else if (host[0] && !host_is_literal(host) && provider_same_organisation(host, names->domain))
		str_copy(buf, size, host);
	else {
		str_copy(buf, size, "mail.");
		str_copy(buf + 5, size - 5, names->domain);
	}
}

/* The company whose name servers hold the names of these addresses: it sets them. Asked for only where one is to be set. */
static void evidence_set_by(const struct names *names, size_t which, struct finding *finding)
{
	struct io_scope scope = matter_scope(names->run);
	const char *zones[REVERSE_ZONES_MAX];
	struct dns_answer answers[REVERSE_ZONES_MAX];
	const struct dns_answer *ns;
	size_t n = reverse_zones(names->asked[which], zones);
	char company[HOST_MAX];
	struct keeper keeper;

	for (size_t i = 0; i < n; i++)
		answers[i] = (struct dns_answer){.name = zones[i], .type = DNS_NS};
	dns_ask_all(&scope, &names->config, answers, n);
	ns = domain_keeper_of(answers, n, 1);
	if (ns) {
		(void)domain_keeper(ns, &keeper, company);
		run_evidence(finding, "set_by", company);
	}
	dns_answers_release(answers, n);
}

static void finish(const struct names *names, size_t which, struct finding *finding, const char *wanted)
{
	matter(names->run, finding);
	if (!names->sure[which])
		run_soften(finding);
	run_evidencef(finding, "record", "%s. PTR %s.", names->asked[which], wanted);
	run_evidence(finding, "helo", names->list->helo);
	evidence_set_by(names, which, finding);
}

static void say_missing(const struct names *names, size_t which)
{
	bool six = net_addr_family(&names->reverses[which].addr) == AF_INET6;
	char ip[NET_ADDR_TEXT], wanted[HOST_MAX];

	net_addr_text(&names->reverses[which].addr, ip, sizeof ip);
	wanted_name(names, wanted, sizeof wanted);
	finish(names, which,
		run_say(names->run, F_PTR_MISSING,
			six ?
			    /* TRANSLATORS: {ip} is an address of a computer, {host} a name for it. */
				N_("The address {ip}, which the mail leaves from, has no name, and large "
				   "receivers refuse mail "
				   "from an address of this newer kind (IPv6) without one. The company where "
				   "the server "
				   "stands can name it {host}. (PTR record)")
			    :
			    /* TRANSLATORS: {ip} is an address of a computer, {host} a name for it. */
				N_("The address {ip}, which the mail leaves from, has no name, and many "
				   "receivers refuse mail "
				   "from an address without one. The company where the server stands can "
				   "name it {host}. "
				   "(PTR record)"),
			A_IP("ip", ip), A_HOST("host", wanted)),
		wanted);
}

static void say_mismatch(const struct names *names, size_t which)
{
	const struct reverse *reverse = &names->reverses[which];
	char ip[NET_ADDR_TEXT], wanted[HOST_MAX];
	struct finding *finding;

	net_addr_text(&reverse->addr, ip, sizeof ip);
	wanted_name(names, wanted, sizeof wanted);
	finding = run_say(names->run, F_PTR_MISMATCH,
		/* TRANSLATORS: {ip} is an address of a computer, {name} and {host} names of servers. */
		N_("The address {ip}, which the mail leaves from, is called {name}, but {name} does not lead "
		   "back to it. Many "
		   "receivers refuse that. Both have to say the same, for example {host}. (PTR record and "
		   "address record)"),
		A_IP("ip", ip), A_HOST("name", reverse->names[0]), A_HOST("host", wanted));
	finish(names, which, finding, wanted);
	run_evidence(finding, "ptr", reverse->names[0]);
	run_evidencef(finding, "forward", "%s. %s %s", wanted,
		net_addr_family(&reverse->addr) == AF_INET6 ? "AAAA" : "A", ip);
}

static void say_generic(const struct names *names, size_t which)
{
	const struct reverse *reverse = &names->reverses[which];
	char ip[NET_ADDR_TEXT], wanted[HOST_MAX];
	struct finding *finding;

	net_addr_text(&reverse->addr, ip, sizeof ip);
	wanted_name(names, wanted, sizeof wanted);
	finding = run_say(names->run, F_PTR_GENERIC,
		/* TRANSLATORS: {ip} is an address of a computer, {name} and {host} names of servers. */
		N_("The address {ip} is called {name}. Some receivers take such a name for a private line "
		   "and refuse mail from it; "
		   "a name of your own, such as {host}, is better. (PTR record)"),
		A_IP("ip", ip), A_HOST("name", reverse->names[reverse->confirmed]), A_HOST("host", wanted));
	finish(names, which, finding, wanted);
	run_evidence(finding, "ptr", reverse->names[reverse->confirmed]);
}

static void say_fine(const struct names *names, size_t which)
{
	const struct reverse *reverse = &names->reverses[which];
	char ip[NET_ADDR_TEXT];

	net_addr_text(&reverse->addr, ip, sizeof ip);
	run_say(names->run, F_PTR_FINE,
		/* TRANSLATORS: {ip} is an address of a computer, {name} a name of a server. */
		N_("The address {ip}, which the mail leaves from, is called {name}, and the name leads back "
		   "to it."),
		A_IP("ip", ip), A_HOST("name", reverse->names[reverse->confirmed]));
}

/* Each verdict once, for the first address that has it; a good one is told where nothing is wrong. */
static void say_reverse(const struct names *names)
{
	bool wrong = false, unseen = false, said[4] = {false, false, false, false};
	static const enum finding_id ids[] = {F_PTR_MISSING, F_PTR_MISMATCH, F_PTR_GENERIC, F_PTR_FINE};
	static void (*const say[])(const struct names *, size_t) = {
		say_missing, say_mismatch, say_generic, say_fine};

	for (size_t k = 0; k < 4; k++) {
		for (size_t i = 0; i < names->n; i++) {
			enum finding_id id = reverse_verdict(&names->reverses[i], names->domain);

			unseen |= id == F_N;
			if (id != ids[k] || said[k] || (id == F_PTR_FINE && wrong))
				continue;
			said[k] = true;
			wrong = true;
			say[k](names, i);
		}
	}
	if (unseen)
		run_unknown(names->run,
			N_("The name of the address that the mail leaves from could not be looked up."));
}

static const char *helo_sentence(enum helo_fault fault)
{
	switch (fault) {
	case HELO_LITERAL:
		/* TRANSLATORS: {name} is what a mail server calls itself, {host} a better name. */
		return N_("The mail server introduces itself to others with a bare address, {name}. Many "
			  "refuse that; it should say a "
			  "name that leads to it, such as {host}. (HELO)");
	case HELO_SHORT:
		/* TRANSLATORS: {name} is what a mail server calls itself, {host} a better name. */
		return N_("The mail server introduces itself to others as {name}, which is no complete name. "
			  "Many refuse that; it "
			  "should say a name that leads to it, such as {host}. (HELO)");
	case HELO_LOCAL:
	case HELO_MALFORMED:
		/* TRANSLATORS: {name} is what a mail server calls itself, {host} a better name. */
		return N_("The mail server introduces itself to others as {name}, a name that nobody else "
			  "knows. Many refuse that; it "
			  "should say a name that leads to it, such as {host}. (HELO)");
	default:
		/* TRANSLATORS: {name} is what a mail server calls itself. */
		return N_("The mail server introduces itself to others as {name}, but this name leads "
			  "nowhere. Many refuse that. Enter "
			  "its address for the name, or let the server say another one. (HELO)");
	}
}

/* A name that is confirmed is the best; else one under the domain. */
static void better_name(const struct names *names, char *buf, size_t size)
{
	for (size_t i = 0; i < names->n; i++) {
		const struct reverse *reverse = &names->reverses[i];

		if (reverse->confirmed < reverse->n) {
			str_copy(buf, size, reverse->names[reverse->confirmed]);
			return;
		}
	}
	wanted_name(names, buf, size);
}

static void say_helo_unknown(const struct names *names)
{
	char host[HOST_MAX], ip[NET_ADDR_TEXT];
	struct finding *finding;

	better_name(names, host, sizeof host);
	net_addr_text(&names->reverses[0].addr, ip, sizeof ip);
	finding = run_say(names->run, F_HELO_UNKNOWN, helo_sentence(names->fault),
		A_HOST("name", names->list->helo), A_HOST("host", host));
	matter(names->run, finding);
	if (!names->list->helo_sure)
		run_soften(finding);
	run_evidence(
		finding, "fault", names->fault == HELO_FINE ? "no address" : helo_fault_name(names->fault));
	run_evidencef(finding, "record", "%s. %s %s", names->fault == HELO_FINE ? names->list->helo : host,
		net_addr_family(&names->reverses[0].addr) == AF_INET6 ? "AAAA" : "A", ip);
}

static void say_helo_mismatch(const struct names *names)
{
	char ip[NET_ADDR_TEXT], other[NET_ADDR_TEXT] = "";
	const struct dns_answer *has = &names->helo[names->helo[0].outcome != DNS_FOUND];
	struct finding *finding;

	net_addr_text(&names->reverses[0].addr, ip, sizeof ip);
	if (has->n)
		net_addr_text(&has->records[0].u.addr, other, sizeof other);
	finding = run_say(names->run, F_HELO_MISMATCH,
		/* TRANSLATORS: {name} is what a mail server calls itself, {ip} and {other} are addresses of computers. */
		N_("The mail server introduces itself to others as {name}, but that name leads to {other}, "
		   "and its mail leaves from "
		   "{ip}. Some receivers mind. (HELO)"),
		A_HOST("name", names->list->helo), A_IP("ip", ip), A_IP("other", other));
	run_evidencef(finding, "record", "%s. %s %s", names->list->helo,
		net_addr_family(&names->reverses[0].addr) == AF_INET6 ? "AAAA" : "A", ip);
}

static void say_helo(const struct names *names)
{
	bool leads = false;

	if (!names->list->helo[0])
		return;
	if (names->fault != HELO_FINE ||
		(dns_is_absent(names->helo[0].outcome) && dns_is_absent(names->helo[1].outcome))) {
		say_helo_unknown(names);
		return;
	}
	for (size_t i = 0; i < names->n; i++)
		leads |= leads_to(names->helo, &names->reverses[i].addr);
	if (!leads && !pair_unseen(names->helo) && names->list->helo_sure)
		say_helo_mismatch(names);
}

static void run_reverse(struct check_run *run)
{
	struct io_scope scope = matter_scope(run);
	struct names *names = mem_new(sizeof *names);

	names->run = run;
	names->list = fact_get_outlets(run);
	names->domain = mailcase_domain(run_case(run));
	names->fault = helo_judge(names->list->helo);
	case_dns(run_case(run), &names->config);
	choose(names);
	if (names->n) {
		ask_names(names, &scope);
		ask_forward(names, &scope);
		say_reverse(names);
		say_helo(names);
	} else {
		run_skip(run, "dns.outlets");
	}
	dns_answers_release(names->helo, 2);
	free(names);
}

/* A person at a mail provider has no such names. */
static bool applies(const struct mailcase *mailcase)
{
	return records_apply(mailcase) && mailcase_records_matter(mailcase);
}

const struct check check_dns_reverse = {
	.id = "dns.reverse",
	.step = STEP_DNS,
	.title = N_("Look up the name of the address that mail leaves from"),
	.needs = FACT_BIT(OUTLETS),
	.limit_ms = 8000,
	.applies = applies,
	.run = run_reverse,
};
