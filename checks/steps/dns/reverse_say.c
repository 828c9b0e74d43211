/*
 * What the names of the sending addresses are worth, in words, with the record to publish and who can publish it.
 */
#include "checks/steps/dns/reverse.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/know/provider.h"
#include "checks/steps/common/hops.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/dns/company.h"
#include "checks/steps/dns/domain.h"

/* The name that the address should have: what the server calls itself, where that is a name. */
void reverse_wanted_name(const struct sending_names *names, char *buf, size_t size)
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

void reverse_weigh(const struct sending_names *names, struct finding *finding, bool sure)
{
	const unsigned named = STEP_BIT(STEP_DNS) | STEP_BIT(STEP_REPUTATION);
	const struct mailcase *mailcase = run_case(names->run);
	bool message_alone = mailcase->role == ROLE_USER && !mailcase->sending_ip[0] && !mailcase->mail_len &&
			     !(mailcase->only & named) && mailcase->symptom != SYMPTOM_BOUNCE &&
			     mailcase->symptom != SYMPTOM_LOST;

	matter(names->run, finding);
	if (!sure || message_alone)
		run_soften(finding);
}

/* The company whose name servers hold the names of these addresses: it sets them. Asked for only where one is to be set. */
static void evidence_set_by(const struct sending_names *names, size_t which, struct finding *finding)
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

static void finish(
	const struct sending_names *names, size_t which, struct finding *finding, const char *wanted)
{
	reverse_weigh(names, finding, names->sure[which]);
	run_evidencef(finding, "record", "%s. PTR %s.", names->asked[which], wanted);
	run_evidence(finding, "helo", names->list->helo);
	evidence_set_by(names, which, finding);
}

static void say_missing(const struct sending_names *names, size_t which)
{
	bool six = net_addr_family(&names->reverses[which].addr) == AF_INET6;
	char ip[NET_ADDR_TEXT], wanted[HOST_MAX];

	net_addr_text(&names->reverses[which].addr, ip, sizeof ip);
	reverse_wanted_name(names, wanted, sizeof wanted);
	finish(names, which,
		run_say(names->run, F_PTR_MISSING,
			six ?
			    /* TRANSLATORS: {ip} is an address of a computer, {host} a name for it. */
				N_("The address {ip}, which the mail leaves from, has no name. Large "
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

/* The address that the server's own name leads to, where it is none of those that mail leaves from. */
static const struct net_addr *led_to(const struct sending_names *names, const struct reverse *reverse)
{
	const struct dns_answer *has = &names->helo[names->helo[0].outcome != DNS_FOUND];
	bool named = false;

	for (size_t i = 0; i < reverse->n; i++)
		named |= ascii_caseeq(reverse->names[i], names->list->helo);
	return named && names->list->helo_sure && has->outcome == DNS_FOUND && has->n
		       ? &has->records[0].u.addr
		       : NULL;
}

/* Whether that address is in another network and another company's, so that the name was left behind there. */
static bool is_left_behind(
	const struct sending_names *names, const struct net_addr *there, const struct net_addr *here)
{
	struct io_scope scope = matter_scope(names->run);
	struct dns_answer ptr = {.type = DNS_PTR};
	char asked[REVERSE_NAME_MAX];
	struct company company = {.own = false};

	if (!there || hop_is_near(there, here) || net_addr_is_private(there))
		return false;
	reverse_name(there, asked, sizeof asked);
	ptr.name = asked;
	dns_ask_all(&scope, &names->config, &ptr, 1);
	if (ptr.outcome == DNS_FOUND && ptr.n)
		company_of_host(ptr.records[0].u.name, names->domain, &company);
	dns_answers_release(&ptr, 1);
	return company_is_other(&company);
}

static void say_left_behind(const struct sending_names *names, size_t which, const struct net_addr *there)
{
	const struct net_addr *here = &names->reverses[which].addr;
	char ip[NET_ADDR_TEXT], other[NET_ADDR_TEXT];
	struct finding *finding;

	net_addr_text(here, ip, sizeof ip);
	net_addr_text(there, other, sizeof other);
	finding = run_say(names->run, F_ADDRESS_STALE,
		/* TRANSLATORS: {host} is a server, {ip} and {other} are addresses. */
		N_("{host} still leads to {other}, another company's server, while the server of that name "
		   "sends from {ip}. The address "
		   "of {host} seems to have been forgotten in the move. (A record)"),
		A_HOST("host", names->list->helo), A_IP("other", other), A_IP("ip", ip));
	matter(names->run, finding);
	run_evidencef(finding, "record", "%s. %s %s", names->list->helo,
		net_addr_family(here) == AF_INET6 ? "AAAA" : "A", ip);
}

static void say_mismatch(const struct sending_names *names, size_t which)
{
	const struct reverse *reverse = &names->reverses[which];
	char ip[NET_ADDR_TEXT], wanted[HOST_MAX];
	const struct net_addr *there = led_to(names, reverse);
	struct finding *finding;

	if (names->sure[which] && is_left_behind(names, there, &reverse->addr)) {
		say_left_behind(names, which, there);
		return;
	}
	net_addr_text(&reverse->addr, ip, sizeof ip);
	reverse_wanted_name(names, wanted, sizeof wanted);
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

static void say_generic(const struct sending_names *names, size_t which)
{
	const struct reverse *reverse = &names->reverses[which];
	char ip[NET_ADDR_TEXT], wanted[HOST_MAX];
	struct finding *finding;

	net_addr_text(&reverse->addr, ip, sizeof ip);
	reverse_wanted_name(names, wanted, sizeof wanted);
	finding = run_say(names->run, F_PTR_GENERIC,
		/* TRANSLATORS: {ip} is an address of a computer, {name} and {host} names of servers. */
		N_("The address {ip} is called {name}. Some receivers take such a name for a private line "
		   "and refuse mail from it; "
		   "a name of your own, such as {host}, is better. (PTR record)"),
		A_IP("ip", ip), A_HOST("name", reverse->names[reverse->confirmed]), A_HOST("host", wanted));
	finish(names, which, finding, wanted);
	run_evidence(finding, "ptr", reverse->names[reverse->confirmed]);
}

static void say_fine(const struct sending_names *names, size_t which)
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
void reverse_say(const struct sending_names *names)
{
	bool wrong = false, unseen = false, said[4] = {false, false, false, false};
	static const enum finding_id ids[] = {F_PTR_MISSING, F_PTR_MISMATCH, F_PTR_GENERIC, F_PTR_FINE};
	static void (*const say[])(const struct sending_names *, size_t) = {
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
