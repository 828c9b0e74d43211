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
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/matter.h"

/* Whether its names are the person's to set: a server that is looked after, and not the company's that mail is handed to. */
static bool looks_after(
	const struct mailcase *mailcase, const struct outlet_list *list, const struct outlet *outlet)
{
	const char *domain = mailcase_domain(mailcase);
	struct provider provider;

	if (!outlet->delivers || outlet->foreign)
		return false;
	if (mailcase->role == ROLE_ADMIN || outlet->source == OUTLET_GIVEN)
		return true;
	if (provider_by_domain(domain, &provider))
		return false;
	return outlet->source == OUTLET_NAME ||
	       (list->helo[0] && provider_same_organisation(list->helo, domain));
}

/* Those that are known before those that are only likely, which are judged where nothing better is there. */
static void choose(struct sending_names *names)
{
	const struct mailcase *mailcase = run_case(names->run);
	bool any_sure = false;

	for (size_t i = 0; i < names->list->n; i++) {
		const struct outlet *outlet = &names->list->items[i];

		if (!looks_after(mailcase, names->list, outlet))
			continue;
		any_sure |= outlet->sure;
		if (names->n == REVERSES_MAX || (any_sure && !outlet->sure))
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
static void ask_names(struct sending_names *names, const struct io_scope *scope)
{
	struct dns_answer answers[REVERSES_MAX + 2];
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

bool reverse_leads_to(const struct dns_answer pair[2], const struct net_addr *addr)
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

bool reverse_unseen(const struct dns_answer pair[2])
{
	return is_unseen(pair[0].outcome) || is_unseen(pair[1].outcome);
}

static void take_forward(struct reverse *reverse, size_t which, const struct dns_answer pair[2])
{
	if (reverse->confirmed == reverse->n && reverse_leads_to(pair, &reverse->addr))
		reverse->confirmed = which;
	reverse->unseen |= reverse_unseen(pair);
}

/* A name that is the server's own was asked for already. */
static void ask_forward(struct sending_names *names, const struct io_scope *scope)
{
	struct dns_answer answers[2 * REVERSES_MAX * REVERSE_NAMES_MAX];
	size_t owners[REVERSES_MAX * REVERSE_NAMES_MAX], whiches[REVERSES_MAX * REVERSE_NAMES_MAX], n = 0;

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

static void run_reverse(struct check_run *run)
{
	struct io_scope scope = matter_scope(run);
	struct sending_names *names = mem_new(sizeof *names);

	names->run = run;
	names->list = fact_get_outlets(run);
	names->domain = mailcase_domain(run_case(run));
	names->fault = helo_judge(names->list->helo);
	case_dns(run_case(run), &names->config);
	choose(names);
	if (names->n) {
		ask_names(names, &scope);
		ask_forward(names, &scope);
		reverse_say(names);
		reverse_say_helo(names);
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
