/*
 * What the next rounds will ask: every record that is known already is read ahead, so that an evaluation takes as many round trips as
 * its longest chain, not as many as it has terms.
 */
#include <string.h>
#include <sys/socket.h>

#include "checks/auth/spf_eval.h"

struct walk {
	struct spf_eval *eval;
	struct spf_values values;
	int terms; /* that ask DNS; behind the tenth nothing is asked any more */
};

static void walk_domain(struct walk *walk, const struct spf_name *domain);

/* The addresses of a host, of the sender's kind. */
static void foresee_host(struct walk *walk, const char *name)
{
	if (spf_wants_family(walk->eval, AF_INET))
		lookups_foresee(walk->eval->lookups, name, DNS_A);
	if (spf_wants_family(walk->eval, AF_INET6))
		lookups_foresee(walk->eval->lookups, name, DNS_AAAA);
}

/* Servers, and their addresses as soon as their names are known. */
static void foresee_mx(struct walk *walk, const char *name)
{
	const struct dns_answer *answer = lookups_known(walk->eval->lookups, name, DNS_MX);

	if (!answer)
		lookups_foresee(walk->eval->lookups, name, DNS_MX);
	else if (answer->n <= SPF_NAMES_MAX && !walk->eval->query->audit)
		for (size_t i = 0; i < answer->n; i++)
			foresee_host(walk, answer->records[i].u.mx.host);
}

static void foresee_ptr(struct walk *walk)
{
	char name[80];
	const struct dns_answer *answer;

	if (!walk->eval->ip.len)
		return;
	spf_reverse_name(&walk->eval->ip, name);
	answer = lookups_known(walk->eval->lookups, name, DNS_PTR);
	if (!answer)
		lookups_foresee(walk->eval->lookups, name, DNS_PTR);
	else
		for (size_t i = 0; i < answer->n && i < SPF_NAMES_MAX; i++)
			foresee_host(walk, answer->records[i].u.name);
}

static void foresee_term(struct walk *walk, const struct spf_term *term, const struct spf_name *domain)
{
	struct spf_name target = *domain;

	if (spf_macro_uses(term->spec, term->spec_len, "p"))
		foresee_ptr(walk);
	if (term->spec_len && !spf_domain_expand(term->spec, term->spec_len, &walk->values, &target))
		return;
	switch (term->kind) {
	case SPF_INCLUDE:
	case SPF_REDIRECT:
		walk_domain(walk, &target);
		return;
	case SPF_A:
		foresee_host(walk, target.ask);
		return;
	case SPF_MX:
		foresee_mx(walk, target.ask);
		return;
	case SPF_EXISTS:
		lookups_foresee(walk->eval->lookups, target.ask, DNS_A);
		return;
	case SPF_PTR:
		foresee_ptr(walk);
		return;
	default:
		return;
	}
}

static void walk_record(struct walk *walk, const struct spf_record *record, const struct spf_name *domain)
{
	for (size_t i = 0; i < record->terms.n; i++) {
		const struct spf_term *term = &record->terms.items[i];

		if (term->kind == SPF_ALL)
			return;
		if (term == record->redirect || !spf_term_asks(term))
			continue;
		if (++walk->terms > SPF_LOOKUPS_MAX)
			return;
		walk->values.domain = domain->raw;
		foresee_term(walk, term, domain);
	}
	walk->values.domain = domain->raw;
	if (record->redirect && ++walk->terms <= SPF_LOOKUPS_MAX)
		foresee_term(walk, record->redirect, domain);
}

static void walk_domain(struct walk *walk, const struct spf_name *domain)
{
	const struct dns_answer *answer = lookups_known(walk->eval->lookups, domain->ask, DNS_TXT);
	const struct dns_record *chosen[2];
	struct spf_record record;

	if (!answer) {
		lookups_foresee(walk->eval->lookups, domain->ask, DNS_TXT);
		return;
	}
	if (spf_select(answer, chosen) != 1)
		return;
	if (spf_record_read(chosen[0]->u.txt.bytes, chosen[0]->u.txt.len, &record))
		walk_record(walk, &record, domain);
	spf_record_release(&record);
}

void spf_foresee_all(struct spf_eval *eval)
{
	struct walk walk = {.eval = eval, .values = eval->values};
	struct spf_name domain;

	walk.values.validated = NULL;
	if (spf_eval_domain(eval, &domain))
		walk_domain(&walk, &domain);
}
