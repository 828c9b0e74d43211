/*
 * What the mail that was given shows, as findings. A signature that is right makes everything else a remark.
 */
#include "checks/steps/dns/dkim.h"

#include "checks/base/str.h"
#include "checks/steps/common/matter.h"

static void add_signature(
	const struct dkim_view *view, const struct dkim_signed *one, struct finding *finding)
{
	struct str STR_AUTO all = STR_INIT;

	run_evidencef(
		finding, "query", "TXT %s._domainkey.%s", one->signature.selector, one->signature.domain);
	run_evidence(finding, "verdict", dkim_verdict_name(one->verdict));
	if (one->signature.detail[0])
		run_evidence(finding, "tag", one->signature.detail);
	if (one->signature.has_length)
		run_evidence(finding, "length_limited", "yes");
	for (size_t i = 0; i < view->n_signed; i++)
		str_addf(&all, "%s%s", i ? ", " : "", dkim_verdict_name(view->signed_by[i].verdict));
	if (view->n_signed > 1)
		run_evidence(finding, "all_signatures", str_text(&all));
}

static void say_right(struct dkim_view *view, const struct dkim_signed *one)
{
	struct dkim_asked *asked = dkim_asked_for(view, one->signature.selector, one->signature.domain);
	const char *words;
	struct finding *finding;

	if (one->verdict == DKIM_PASS)
		/* TRANSLATORS: {domain} is the part behind the @, {selector} the name of a key */
		words = N_("The mail carries a right signature of {domain} (DKIM key {selector}).");
	else if (one->verdict == DKIM_PASS_HEADER)
		/* TRANSLATORS: {domain} is the part behind the @, {selector} the name of a key */
		words = N_("The mail carries a right signature of {domain} (DKIM key {selector}). Whether "
			   "its text is unchanged could not "
			   "be seen: only the lines above it were given.");
	else
		/* TRANSLATORS: {domain} is the part behind the @, {selector} the name of a key */
		words = N_("The server that received the mail confirmed the signature of {domain} (DKIM key "
			   "{selector}). The copy given "
			   "to us was changed afterwards.");
	finding = run_say(view->run, F_DKIM_SIGNATURE_GOOD, words, A_HOST("domain", one->signature.domain),
		A_NAME("selector", one->signature.selector));
	add_signature(view, one, finding);
	if (asked && asked->found == DKIM_FOUND && !view->at_provider)
		dkim_say_weak_key(view, asked);
}

static void say_signed_wrongly(struct dkim_view *view, const struct dkim_signed *one)
{
	const struct dkim_asked *asked = dkim_asked_for(view, one->signature.selector, one->signature.domain);
	const char *domain = one->signature.domain[0] ? one->signature.domain : view->domain;
	struct finding *finding =
		run_say(view->run, F_DKIM_SIGNATURE_WRONG, dkim_words_of_signature(one->verdict),
			A_NAME("selector", one->signature.selector), A_HOST("domain", domain));

	matter(view->run, finding);
	add_signature(view, one, finding);
	if (asked && view->has_own && (one->verdict == DKIM_KEY_DIFFERS || one->verdict == DKIM_MISMATCH))
		dkim_add_record(view, finding, asked);
}

static void say_wrong(struct dkim_view *view, const struct dkim_signed *one)
{
	const struct dkim_asked *asked = dkim_asked_for(view, one->signature.selector, one->signature.domain);

	if (one->verdict == DKIM_KEY_UNANSWERED || !dkim_shows(view, one->verdict))
		return;
	if (one->verdict == DKIM_KEY_ABSENT && asked)
		dkim_say_missing_key(view, asked);
	else if (one->verdict == DKIM_KEY_UNUSABLE && asked)
		dkim_say_wrong_key(view, asked, false);
	else
		say_signed_wrongly(view, one);
}

static void say_unsigned(struct dkim_view *view, const struct dkim_signed *foreign)
{
	struct finding *finding;

	if (!view->mail.passed || view->mail.returned || !view->mail.exact) {
		run_say(view->run, F_DKIM_MAIL_UNSENT,
			N_("The mail that you gave is a copy from before it was sent, or an incomplete one, "
			   "so that it shows no signature. "
			   "Send a mail to yourself and give us the one that arrives."),
			{0});
		return;
	}
	if (foreign && dkim_is_right(foreign))
		finding = run_say(view->run, F_DKIM_NOT_SIGNED,
			/* TRANSLATORS: {domain} is the part behind the @, {signer} another domain */
			N_("The mail is signed by {signer}, not by {domain}. That does not prove that it "
			   "comes from you, and receivers "
			   "may treat it as not signed (DKIM)."),
			A_HOST("signer", foreign->signature.domain), A_HOST("domain", view->domain));
	else
		finding = run_say(view->run, F_DKIM_NOT_SIGNED,
			/* TRANSLATORS: {domain} is the part behind the @ */
			N_("The mail carries no signature of {domain}: receivers cannot check that it comes "
			   "from you (DKIM)."),
			A_HOST("domain", view->domain));
	matter(view->run, finding);
	run_evidencef(finding, "signatures", "%zu", view->n_signed);
	dkim_add_first_record(view, finding);
}

void dkim_say_mail(struct dkim_view *view)
{
	const struct dkim_signed *deciding = dkim_deciding(view);

	if (view->other_mail) {
		run_say(view->run, F_DKIM_OTHER_MAIL,
			/* TRANSLATORS: {from} and {domain} are both parts behind an @ */
			N_("The mail that you gave is from {from}, not from {domain}: it shows nothing about "
			   "your mail."),
			A_HOST("from", view->from), A_HOST("domain", view->domain));
		return;
	}
	if (deciding && deciding->aligned && dkim_is_right(deciding))
		say_right(view, deciding);
	/* What a mail provider signs in its own domain is not the person's to mend. */
	if (view->at_provider || (deciding && deciding->aligned && dkim_is_right(deciding)))
		return;
	if (deciding && deciding->aligned)
		say_wrong(view, deciding);
	else
		say_unsigned(view, deciding);
}
