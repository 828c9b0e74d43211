/*
 * Comparing signers.
 */
#include "checks/steps/antivirus/shield_verdict.h"

#include <string.h>

#define UNLISTED_OTHERS 2

static bool in_chain(const struct tls_report *report, struct shield *shield_r)
{
	for (size_t i = 0; i < report->n_chain; i++) {
		const struct cert_info *cert = &report->chain[i];

		if (i == 0 && cert->self_signed)
			return false;
		if (shield_by_issuer(cert->issuer, cert->issuer_org, shield_r))
			return true;
	}
	return false;
}

static bool same_issuer(const struct tls_report *a, const struct tls_report *b)
{
	if (!a->n_chain || !b->n_chain || a->chain[0].self_signed || b->chain[0].self_signed)
		return false;
	return a->chain[0].issuer[0] && strcmp(a->chain[0].issuer, b->chain[0].issuer) == 0 &&
	       strcmp(a->chain[0].issuer_org, b->chain[0].issuer_org) == 0;
}

static void judge_others(const struct shield_view *view, struct shield_verdict *verdict)
{
	size_t seen = 0, same = 0;

	for (size_t i = 0; i < view->n_others; i++) {
		const struct tls_report *other = &view->others[i];
		/* A signer whom this computer trusts signs for many. */
		bool alike = !other->verified && same_issuer(view->own, other);

		if (other->outcome != TLS_DONE || !other->n_chain)
			continue;
		seen++;
		same += alike;
		verdict->clears |= other->verified && !alike;
	}
	verdict->others_too = same > 0 && same == seen && same >= (verdict->listed ? 1 : UNLISTED_OTHERS);
}

struct shield_verdict shield_judge(const struct shield_view *view)
{
	struct shield_verdict verdict = {.listed = false};

	if (!view->own->n_chain || !view->signers)
		return verdict;
	verdict.listed = in_chain(view->own, &verdict.shield);
	verdict.trusted = view->own->verified;
	judge_others(view, &verdict);
	if (verdict.listed && view->incoming && view->incoming->outcome == TLS_DONE)
		verdict.sending_only = view->incoming->verified && !same_issuer(view->own, view->incoming);
	return verdict;
}
