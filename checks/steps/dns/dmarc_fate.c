/*
 * Whether the mail passes DMARC: by what its receiver wrote, where one was given, else by what SPF and DKIM found out; and whether it goes out
 * through a server of somebody else.
 */
#include "checks/steps/dns/dmarc.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/provider.h"
#include "checks/steps/common/matter.h"

/* Both ways, and what was learnt about them. */
struct ways {
	enum dmarc_way spf, dkim;
	char spf_domain[HOST_MAX], dkim_domain[HOST_MAX];
	const char *foreign; /* the server in use, which is somebody else's; NULL */
	bool told;	     /* the receiver of the given mail wrote the result down */
	bool formerly; /* one passes by the rules of before only: the organisation has no record of its own */
};

/* What a pass for that domain is worth. */
static enum dmarc_way pass_for(struct dmarc_view *view, struct ways *ways, const char *domain, bool strict)
{
	struct dmarc_alignment alignment;

	/* Whatever was waited for before took none of the time for look-ups. */
	view->scope = matter_scope(view->run);
	dmarc_align(view->lookups, view->walk, domain, strict, &alignment);
	/* Where it could not be found out, the list of public suffixes knows as much as receivers did before. */
	if (alignment.aligned || (!alignment.certain && alignment.formerly))
		return DMARC_WAY_PASSES;
	if (!alignment.formerly)
		return DMARC_WAY_FAILS;
	ways->formerly = true;
	return DMARC_WAY_COULD;
}

static bool is_pass(const struct message_result *told)
{
	return told && strcmp(told->result, "pass") == 0 && told->domain[0];
}

static void weigh_spf(struct dmarc_view *view, struct ways *ways)
{
	const struct spf_judged *spf = fact_await_spf_judged(view->run);
	const struct message_result *told = dmarc_told(view->results, view->n_results, "spf");
	const struct dmarc_step *step = view->decision.step;
	bool strict = step && step->at.record.strict_spf;

	ways->spf = dmarc_way_of_spf(spf, true);
	if (spf)
		str_copy(ways->spf_domain, sizeof ways->spf_domain, spf->domain);
	if (is_pass(told)) {
		ways->spf = DMARC_WAY_PASSES;
		str_copy(ways->spf_domain, sizeof ways->spf_domain, told->domain);
	} else if (told && ways->spf == DMARC_WAY_UNKNOWN && strcmp(told->result, "temperror") != 0) {
		ways->spf = DMARC_WAY_FAILS;
	}
	if (ways->spf != DMARC_WAY_PASSES)
		return;
	/* The envelope of the given mail may have been another domain's than the one that was judged. */
	if (view->envelope[0])
		str_copy(ways->spf_domain, sizeof ways->spf_domain, view->envelope);
	ways->spf = pass_for(view, ways, ways->spf_domain, strict);
}

static void weigh_dkim(struct dmarc_view *view, struct ways *ways)
{
	const struct dkim_judged *dkim = fact_await_dkim_judged(view->run);
	const struct message_result *told = dmarc_told(view->results, view->n_results, "dkim");
	const struct dmarc_step *step = view->decision.step;
	bool strict = step && step->at.record.strict_dkim;
	enum dmarc_way worth;

	ways->dkim = dmarc_way_of_dkim(dkim, true);
	if (dkim)
		str_copy(ways->dkim_domain, sizeof ways->dkim_domain, dkim->domain);
	if (ways->dkim == DMARC_WAY_UNKNOWN && is_pass(told)) {
		ways->dkim = DMARC_WAY_PASSES;
		str_copy(ways->dkim_domain, sizeof ways->dkim_domain, told->domain);
	}
	if (ways->dkim != DMARC_WAY_PASSES && ways->dkim != DMARC_WAY_COULD)
		return;
	worth = pass_for(view, ways, ways->dkim_domain, strict);
	if (ways->dkim == DMARC_WAY_PASSES)
		ways->dkim = worth;
	else
		ways->dkim = worth == DMARC_WAY_FAILS ? DMARC_WAY_UNKNOWN : DMARC_WAY_COULD;
}

/* What the receiver wrote about DMARC itself outweighs what we put together of the parts. */
static void weigh_told(struct dmarc_view *view, struct ways *ways)
{
	const struct message_result *told = dmarc_told(view->results, view->n_results, "dmarc");

	if (!told || (told->domain[0] && !ascii_caseeq(told->domain, view->domain)))
		return;
	if (strcmp(told->result, "pass") == 0) {
		ways->told = true;
		if (dmarc_fate(ways->spf, ways->dkim) != DMARC_FATE_PASSES)
			ways->dkim = DMARC_WAY_PASSES;
	} else if (strcmp(told->result, "fail") == 0) {
		ways->told = true;
		if (ways->spf != DMARC_WAY_PASSES && ways->dkim != DMARC_WAY_PASSES)
			ways->spf = ways->dkim = DMARC_WAY_FAILS;
	}
}

/* A mail provider's servers vouch for mail of its domain, and nobody else's do. */
static void weigh_server(struct dmarc_view *view, struct ways *ways)
{
	const char *host = run_case(view->run)->in_use.host;

	if (view->mail || ways->spf == DMARC_WAY_PASSES || !dmarc_is_foreign_server(host, view->domain))
		return;
	ways->foreign = host;
	ways->spf = ways->dkim = DMARC_WAY_FAILS;
}

static void add_ways(struct finding *finding, const struct dmarc_view *view, const struct ways *ways)
{
	run_evidencef(finding, "spf", "%s %s", dmarc_way_name(ways->spf), ways->spf_domain);
	run_evidencef(finding, "dkim", "%s %s", dmarc_way_name(ways->dkim), ways->dkim_domain);
	if (ways->told)
		run_evidence(finding, "told_by", dmarc_told(view->results, view->n_results, "dmarc")->server);
	dmarc_add_evidence(finding, view);
}

/* Until the mail can pass, a domain of one's own can ask for less. */
static void add_softer(struct finding *finding, const struct dmarc_view *view)
{
	const struct dmarc_step *step = view->decision.step;
	struct str STR_AUTO softer = STR_INIT;

	dmarc_soften(step->at.text, strlen(step->at.text), &softer);
	dmarc_add_record(finding, step->domain, str_text(&softer));
}

static void say_foreign(struct dmarc_view *view, const struct ways *ways)
{
	struct provider provider;
	struct finding *finding;

	(void)provider_by_domain(view->domain, &provider);
	if (view->decision.policy <= DMARC_POLICY_NONE) {
		finding = run_say(view->run, F_DMARC_ODD,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {provider} a company, {host} a server. */
			N_("Mail from {domain} belongs to {provider}, but it is sent through {host}, "
			   "which belongs to somebody else. Receivers often take such mail for forged. "
			   "Send it through {provider}."),
			A_HOST("domain", view->domain), A_NAME("provider", provider.name),
			A_HOST("host", ways->foreign));
	} else {
		finding = matter(view->run,
			run_say(view->run, F_DMARC_REJECTS,
				/* TRANSLATORS: {domain} is the part of an address behind the @, {provider} a company, {host} a server. */
				N_("{provider} tells all receivers to refuse mail from {domain} that was "
				   "not sent through {provider}. Yours is sent through {host}, which "
				   "belongs to somebody else. Send it through {provider}."),
				A_HOST("domain", view->domain), A_NAME("provider", provider.name),
				A_HOST("host", ways->foreign)));
		run_evidence(finding, "who", "you");
	}
	add_ways(finding, view, ways);
	if (provider.n_outgoing)
		run_evidencef(finding, "send_through", "%s:%d", provider.outgoing[0].host,
			provider.outgoing[0].port);
}

static void say_fails(struct dmarc_view *view, const struct ways *ways)
{
	bool reject = view->decision.policy == DMARC_POLICY_REJECT;
	struct finding *finding;
	struct provider provider;

	if (reject)
		finding = run_say(view->run, F_DMARC_REJECTS,
			/* TRANSLATORS: {domain} is the part of an address behind the @. */
			N_("{domain} tells receivers to refuse mail in its name that cannot be proved "
			   "genuine. Yours cannot: neither the list of permitted servers (SPF) nor a "
			   "signature (DKIM) vouches for it."),
			A_HOST("domain", view->domain));
	else
		finding = run_say(view->run, F_DMARC_REJECTS,
			/* TRANSLATORS: {domain} is the part of an address behind the @. */
			N_("{domain} tells receivers to put mail in its name that cannot be proved "
			   "genuine among the spam. Yours cannot: neither the list of permitted servers "
			   "(SPF) nor a signature (DKIM) vouches for it."),
			A_HOST("domain", view->domain));
	matter(view->run, finding);
	add_ways(finding, view, ways);
	if (!provider_by_domain(view->domain, &provider))
		add_softer(finding, view);
}

static void say_doubted(struct dmarc_view *view, const struct ways *ways)
{
	struct provider provider;
	struct finding *finding;

	finding = matter(view->run,
		run_say(view->run, F_DMARC_REJECTS_MAYBE,
			/* TRANSLATORS: {domain} is the part of an address behind the @. */
			N_("{domain} tells receivers to refuse mail in its name that cannot be proved "
			   "genuine, or to put it among the spam. The list of permitted servers (SPF) "
			   "does not vouch for yours; whether it bears a signature (DKIM) could not be "
			   "seen from here."),
			A_HOST("domain", view->domain)));
	add_ways(finding, view, ways);
	if (!provider_by_domain(view->domain, &provider))
		add_softer(finding, view);
}

/* Only the part of the organisation that sends has a record: by today's rules it is an organisation of its own. */
static void say_lonely(struct dmarc_view *view)
{
	char organisation[HOST_MAX];
	struct finding *finding;

	provider_organisation(view->domain, organisation, sizeof organisation);
	if (strcmp(organisation, view->domain) == 0 || view->decision.step->at.record.psd != 'u')
		return;
	finding = run_say(view->run, F_DMARC_ODD,
		/* TRANSLATORS: {domain} and {organisation} are parts of addresses behind the @; the second is the end of the first. */
		N_("Only {domain} says what receivers are to do with forged mail. Newer receivers look "
		   "for it at {organisation} too, and take both for different senders where it is missing"
		   " there (DMARC)."),
		A_HOST("domain", view->domain), A_HOST("organisation", organisation));
	dmarc_add_evidence(finding, view);
}

static void say_fine(struct dmarc_view *view, const struct ways *ways, enum dmarc_fate fate)
{
	struct finding *finding;

	if (fate == DMARC_FATE_PASSES)
		finding = run_say(view->run, F_DMARC_FINE,
			/* TRANSLATORS: {domain} is the part of an address behind the @. */
			N_("Receivers can tell your mail from forged mail in the name of {domain}."),
			A_HOST("domain", view->domain));
	else
		finding = run_say(view->run, F_DMARC_FINE,
			/* TRANSLATORS: {domain} is the part of an address behind the @. */
			N_("{domain} says in good form what receivers are to do with forged mail."),
			A_HOST("domain", view->domain));
	add_ways(finding, view, ways);
	if (ways->formerly && fate != DMARC_FATE_PASSES)
		say_lonely(view);
}

void dmarc_say_fate(struct dmarc_view *view)
{
	struct ways ways = {.spf = DMARC_WAY_UNKNOWN};
	struct provider provider;
	bool at_provider = provider_by_domain(view->domain, &provider);
	enum dmarc_fate fate;

	weigh_spf(view, &ways);
	weigh_dkim(view, &ways);
	weigh_told(view, &ways);
	if (at_provider)
		weigh_server(view, &ways);
	fate = dmarc_fate(ways.spf, ways.dkim);
	if (ways.foreign)
		say_foreign(view, &ways);
	else if (at_provider && !view->mail) /* through the provider itself, or nobody knows through whom */
		return;
	else if (view->decision.policy >= DMARC_POLICY_QUARANTINE && fate == DMARC_FATE_FAILS)
		say_fails(view, &ways);
	else if (view->decision.policy >= DMARC_POLICY_QUARANTINE && fate == DMARC_FATE_DOUBTED)
		say_doubted(view, &ways);
	else if (view->decision.step)
		say_fine(view, &ways, fate);
}
