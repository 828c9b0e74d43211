/*
 * A record and all behind it, read through without an address: how many look-ups a sender may cost, and what is wrong on the way.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "checks/auth/spf_eval.h"
#include "checks/base/mem.h"

/* Letters whose values a record alone does not tell. */
#define UNKNOWABLE "slipvh"

static void remember_widest(struct spf_eval *eval, const struct spf_term *term)
{
	struct spf_result *result = eval->result;
	bool hosts = term->kind == SPF_A || term->kind == SPF_MX;

	if (eval->place->included || term->qualifier != '+')
		return;
	if ((hosts || term->kind == SPF_IP4) && term->cidr4 < result->widest4) {
		result->widest4 = term->cidr4;
		free(result->widest);
		result->widest = mem_strndup(term->text, term->len < SPF_TEXT_MAX ? term->len : SPF_TEXT_MAX);
	}
	if ((hosts || term->kind == SPF_IP6) && term->cidr6 < result->widest6)
		result->widest6 = term->cidr6;
}

static void remember_example(struct spf_eval *eval, const struct spf_term *term)
{
	if (term->qualifier != '+' || eval->result->example.len)
		return;
	if (term->kind == SPF_IP4 || term->kind == SPF_IP6)
		eval->result->example =
			net_addr_make(term->kind == SPF_IP6 ? AF_INET6 : AF_INET, term->network, 0);
}

/* One question, only to see whether there is an answer. */
static enum spf_match look(
	struct spf_eval *eval, const struct spf_term *term, const char *name, enum dns_type type)
{
	const struct dns_answer *answer = spf_ask(eval, name, type);

	if (answer->outcome == DNS_FOUND || answer->outcome == DNS_BAD_NAME)
		return SPF_MATCH_NO;
	if (!dns_is_absent(answer->outcome))
		return spf_failed(eval, term, name, answer);
	spf_count_void(eval, term);
	return SPF_MATCH_NO;
}

/* A host with an address of one kind is no host without. */
static enum spf_match look_host(struct spf_eval *eval, const struct spf_term *term, const char *name)
{
	const struct dns_answer *four = spf_ask(eval, name, DNS_A);

	if (four->outcome == DNS_FOUND)
		return SPF_MATCH_NO;
	if (!dns_is_absent(four->outcome) || spf_ask(eval, name, DNS_AAAA)->outcome != DNS_FOUND)
		return look(eval, term, name, DNS_A);
	return SPF_MATCH_NO;
}

static enum spf_match look_mx(struct spf_eval *eval, const struct spf_term *term, const char *name)
{
	if (spf_ask(eval, name, DNS_MX)->n <= SPF_NAMES_MAX)
		return look(eval, term, name, DNS_MX);
	spf_trouble(eval, SPF_TOO_MANY_MX, SPF_FAULT_NONE, term->text, term->len);
	return SPF_MATCH_PERM;
}

enum spf_match spf_audit_term(struct spf_eval *eval, const struct spf_term *term)
{
	struct spf_name target;

	remember_widest(eval, term);
	remember_example(eval, term);
	if (term->kind == SPF_ALL)
		eval->result->allows_all |= term->qualifier == '+' && !eval->place->included;
	eval->result->uses_ptr |= term->kind == SPF_PTR && !eval->place->included;
	if (spf_macro_uses(term->spec, term->spec_len, UNKNOWABLE) || term->kind == SPF_PTR) {
		eval->result->opaque = true;
		return SPF_MATCH_NO;
	}
	if (!spf_term_asks(term))
		return SPF_MATCH_NO;
	if (term->kind == SPF_INCLUDE)
		return spf_term_match(eval, term);
	if (!spf_target(eval, term, &target))
		return SPF_MATCH_NO;
	if (term->kind == SPF_MX)
		return look_mx(eval, term, target.ask);
	return term->kind == SPF_A ? look_host(eval, term, target.ask) : look(eval, term, target.ask, DNS_A);
}
