/*
 * Servers that are in the list of permitted ones, or not, in words.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/know/provider.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/dns/mx.h"
#include "checks/steps/dns/spf.h"
#include "checks/steps/dns/spf_mend.h"

#define ALLOWED_MAX 300

/* A network of IPv4 that is wider than this holds servers of strangers. */
#define NARROW_4 16
#define NARROW_6 24

static void address_text(const struct spf_case *one, char *buf, size_t size)
{
	net_addr_text(&one->outlet->addr, buf, size);
}

void spf_with_outlets(struct str *out, const struct spf_view *view, const char *record)
{
	struct str now = STR_INIT;

	str_add(&now, record);
	for (size_t i = view->n; i-- > 0;) {
		struct str next = STR_INIT;
		char term[NET_ADDR_TEXT + 8];

		if (!view->cases[i].outlet->sure || view->cases[i].result.code == SPF_PASS)
			continue;
		spf_mend_term(&view->cases[i].outlet->addr, term, sizeof term);
		if (spf_mend_add(&next, str_text(&now), term)) {
			str_release(&now);
			now = next;
		}
	}
	str_add(out, str_text(&now));
	str_release(&now);
}

void spf_add_evidence(struct finding *finding, const struct spf_view *view, const char *record)
{
	if (record && record[0]) {
		struct str STR_AUTO line = STR_INIT;

		spf_mend_line(&line, view->domain, record);
		run_evidence(finding, "record", str_text(&line));
	}
	if (view->audit.record)
		run_evidence(finding, "published", view->audit.record);
	run_evidencef(finding, "query", "TXT %s", view->domain);
}

/* What the list allows, as far as it was compared: "ip4:192.0.2.99; include:_spf.example.org 198.51.100.0/28". */
static void add_allowed(struct str *out, const struct spf_result *result)
{
	for (size_t i = 0; i < result->trace.n; i++) {
		const struct spf_line *line = &result->trace.items[i];

		if (line->qualifier != '+' || line->matched)
			continue;
		if (line->said != SPF_SAID_NETWORK && line->said != SPF_SAID_ADDRESSES &&
			line->said != SPF_SAID_OTHER_FAMILY && line->said != SPF_SAID_EXISTS)
			continue;
		str_add(out, out->len ? "; " : "");
		if (line->included)
			str_addf(out, "%s ", line->place);
		str_add(out, line->said == SPF_SAID_NETWORK ? line->text : line->term);
		if (line->said == SPF_SAID_ADDRESSES)
			str_addf(out, " (%s)", line->text);
	}
}

static const char *host_of(const struct spf_view *view)
{
	if (view->host[0])
		return view->host;
	return view->mx && view->mx->n ? view->mx->hosts[0].host : view->domain;
}

/* --- in the list --- */

static void say_pass(struct spf_view *view, const struct spf_case *one)
{
	char ip[NET_ADDR_TEXT];
	struct finding *finding;

	address_text(one, ip, sizeof ip);
	finding = run_say(view->run, F_SPF_PASSES,
		/* TRANSLATORS: {ip} is the address of a server, {domain} the part of an address behind the @. */
		N_("{ip} is on the list of servers that may send mail of {domain} (SPF)."), A_IP("ip", ip),
		A_HOST("domain", view->domain));
	run_evidence(finding, "result", spf_code_name(one->result.code));
	run_evidence(finding, "matched", one->result.matched);
	spf_add_evidence(finding, view, NULL);
}

static void say_service_pass(struct spf_view *view)
{
	struct finding *finding = run_say(view->run, F_SPF_PASSES,
		/* TRANSLATORS: {company} sends the mail, {domain} is the part of an address behind the @. */
		N_("The servers of {company} are on the list of those that may send mail of {domain} (SPF)."),
		A_NAME("company", view->service.name), A_HOST("domain", view->domain));

	spf_add_evidence(finding, view, NULL);
}

static void say_neutral(struct spf_view *view, const struct spf_case *one)
{
	char ip[NET_ADDR_TEXT];
	struct finding *finding;

	address_text(one, ip, sizeof ip);
	finding = run_say(view->run, F_SPF_NO_OPINION,
		/* TRANSLATORS: {ip} is the address of a server, {domain} the part of an address behind the @. */
		N_("{domain} neither allows nor forbids {ip} to send its mail (SPF: neutral). That alone is "
		   "no reason "
		   "to refuse mail."),
		A_HOST("domain", view->domain), A_IP("ip", ip));
	run_evidence(finding, "result", "neutral");
	spf_add_evidence(finding, view, NULL);
}

static void say_found(struct spf_view *view)
{
	struct finding *finding = run_say(view->run, F_SPF_FOUND,
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		N_("{domain} says which servers may send its mail (SPF). Whether yours is among them was not "
		   "looked at: where your mail leaves from is not known."),
		A_HOST("domain", view->domain));

	spf_add_evidence(finding, view, NULL);
}

static void say_foreign_envelope(struct spf_view *view)
{
	struct finding *finding = run_say(view->run, F_SPF_NO_OPINION,
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		N_("The mail that you gave was sent with another domain in its envelope than {domain}. "
		   "Receivers ask that one for its list of permitted servers (SPF)."),
		A_HOST("domain", view->domain));

	spf_add_evidence(finding, view, NULL);
}

/* --- not in the list --- */

static const char *excluded_sentence(const struct spf_case *one, bool any_allowed)
{
	if (one->result.code == SPF_SOFTFAIL)
		/* TRANSLATORS: {ip} is the address of a server, {domain} the part of an address behind the @; {allowed} is a list of networks. */
		return N_(
			"{ip}, from which your mail leaves, is not on the list of servers that may send mail "
			"of {domain}, so receivers distrust it (SPF: softfail). What was found in the list: "
			"{allowed}.");
	if (!any_allowed)
		/* TRANSLATORS: as above. */
		return N_("{ip}, from which your mail leaves, may not send mail of {domain}: its list of "
			  "permitted servers lets none of this kind send (SPF).");
	/* TRANSLATORS: as above. */
	return N_("{ip}, from which your mail leaves, is not on the list of servers that may send mail of "
		  "{domain}, so many receivers refuse it (SPF). What was found in the list: {allowed}.");
}

static void say_excluded(struct spf_view *view, const struct spf_case *one)
{
	struct str STR_AUTO record = STR_INIT;
	struct str STR_AUTO allowed = STR_INIT_MAX(ALLOWED_MAX);
	char ip[NET_ADDR_TEXT];
	struct finding *finding;

	address_text(one, ip, sizeof ip);
	add_allowed(&allowed, &one->result);
	finding = run_say(view->run, F_SPF_EXCLUDES, excluded_sentence(one, allowed.len > 0), A_IP("ip", ip),
		A_HOST("domain", view->domain), A_TEXT("allowed", allowed.len ? str_text(&allowed) : "-all"));
	matter(view->run, finding);
	spf_with_outlets(&record, view, view->audit.record);
	spf_add_evidence(finding, view, str_text(&record));
	run_evidence(finding, "result", spf_code_name(one->result.code));
	run_evidence(finding, "matched", one->result.matched);
	run_evidence(finding, "allows", str_text(&allowed));
	if (one->result.explanation)
		run_evidence(finding, "explanation", one->result.explanation);
}

static void say_excluded_maybe(struct spf_view *view, const struct spf_case *one)
{
	struct str STR_AUTO record = STR_INIT;
	char ip[NET_ADDR_TEXT], term[NET_ADDR_TEXT + 8];
	struct finding *finding;

	address_text(one, ip, sizeof ip);
	finding = run_say(view->run, F_SPF_EXCLUDES_MAYBE,
		/* TRANSLATORS: {host} is a server, {ip} its address, {domain} the part of an address behind the @. */
		N_("The server {host} ({ip}) is not on the list of servers that may send mail of {domain} "
		   "(SPF). "
		   "If your mail leaves from there, receivers refuse it or distrust it."),
		A_HOST("host", host_of(view)), A_IP("ip", ip), A_HOST("domain", view->domain));
	matter(view->run, finding);
	spf_mend_term(&one->outlet->addr, term, sizeof term);
	spf_mend_add(&record, view->audit.record, term);
	spf_add_evidence(finding, view, str_text(&record));
	run_evidence(finding, "result", spf_code_name(one->result.code));
}

static void say_service_lacks(struct spf_view *view)
{
	struct str STR_AUTO record = STR_INIT;
	char term[100];
	struct finding *finding;

	snprintf(term, sizeof term, "include:%s", view->service.spf[0]);
	finding = run_say(view->run, F_SPF_LACKS_PROVIDER,
		/* TRANSLATORS: {company} sends the mail, {domain} is the part of an address behind the @, {term} a literal word. */
		N_("Mail of {domain} leaves from servers of {company}, and they are not on the list of "
		   "servers "
		   "that may send it (SPF). {company} wants this in the list: {term}"),
		A_HOST("domain", view->domain), A_NAME("company", view->service.name), A_TEXT("term", term));
	matter(view->run, finding);
	if (view->by_mx || !view->service.sure)
		run_soften(finding);
	spf_mend_add(&record, view->audit.record, term);
	spf_add_evidence(finding, view, str_text(&record));
}

/* --- all of it --- */

static bool is_failure(const struct spf_case *one)
{
	return one->result.code == SPF_FAIL || one->result.code == SPF_SOFTFAIL;
}

static const struct spf_case *first_of(
	const struct spf_view *view, bool sure, bool (*is)(const struct spf_case *))
{
	for (size_t i = 0; i < view->n; i++)
		if (view->cases[i].outlet->sure == sure && is(&view->cases[i]))
			return &view->cases[i];
	return NULL;
}

static bool is_pass(const struct spf_case *one)
{
	return one->result.code == SPF_PASS;
}

static bool is_neutral(const struct spf_case *one)
{
	return one->result.code == SPF_NEUTRAL;
}

/* The record lets servers of this organisation pass: the one for handing in need not be among them. */
static bool knows_organisation(const struct spf_view *view)
{
	for (size_t i = 1; i < view->audit.places.n; i++)
		if (provider_same_organisation(view->audit.places.items[i], host_of(view)) &&
			!provider_same_organisation(view->domain, host_of(view)))
			return true;
	return view->audit.opaque;
}

/* The list lets nobody send at all. */
static bool allows_nobody(const struct spf_view *view)
{
	return view->audit.code == SPF_NEUTRAL && !view->audit.lookups && !view->audit.example.len &&
	       !view->audit.allows_all;
}

/* A server that takes mail need not be the one that sends it. */
static bool may_be_excluded(const struct spf_view *view)
{
	if (view->has_service || knows_organisation(view))
		return false;
	return view->host[0] || allows_nobody(view);
}

/* Addresses that are only likely. */
static void say_likely(struct spf_view *view)
{
	const struct spf_case *failed = first_of(view, false, is_failure);
	const struct spf_case *passed = first_of(view, false, is_pass);
	const struct spf_case *neutral = first_of(view, false, is_neutral);
	bool lacks = view->has_service && !view->included && !view->service.spf_own && view->service.n_spf;

	if (passed)
		say_pass(view, passed);
	else if (view->has_service && view->included && !view->by_mx)
		say_service_pass(view);
	else if (neutral)
		say_neutral(view, neutral);
	else if (lacks)
		say_service_lacks(view);
	else if (failed && may_be_excluded(view))
		say_excluded_maybe(view, failed);
	else
		say_found(view);
}

void spf_say_places(struct spf_view *view)
{
	const struct spf_case *failed = first_of(view, true, is_failure);
	const struct spf_case *passed = first_of(view, true, is_pass);
	const struct spf_case *neutral = first_of(view, true, is_neutral);

	if (failed && spf_envelope_is_foreign(view))
		say_foreign_envelope(view);
	else if (failed)
		say_excluded(view, failed);
	else if (passed)
		say_pass(view, passed);
	else if (neutral)
		say_neutral(view, neutral);
	else
		say_likely(view);
}

void spf_say_weak(struct spf_view *view)
{
	struct finding *finding = NULL;

	if (view->audit.allows_all)
		finding = run_say(view->run, F_SPF_WEAK,
			/* TRANSLATORS: {domain} is the part of an address behind the @; +all is literal. */
			N_("The list of servers that may send mail of {domain} allows everybody (+all), so "
			   "that "
			   "forgers send in its name and receivers distrust it (SPF)."),
			A_HOST("domain", view->domain));
	else if (view->audit.widest4 < NARROW_4 || view->audit.widest6 < NARROW_6)
		finding = run_say(view->run, F_SPF_WEAK,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {term} a literal word. */
			N_("The list of servers that may send mail of {domain} allows a very large network "
			   "({term}), "
			   "which receivers take for a mistake (SPF)."),
			A_HOST("domain", view->domain), A_TEXT("term", view->audit.widest));
	else if (view->audit.uses_ptr)
		finding = run_say(view->run, F_SPF_WEAK,
			/* TRANSLATORS: {domain} is the part of an address behind the @; ptr is a literal word. */
			N_("The list of servers that may send mail of {domain} uses a rule (ptr) that some "
			   "receivers do "
			   "not follow (SPF)."),
			A_HOST("domain", view->domain));
	else if (view->audit.code == SPF_PERMERROR && view->n)
		finding = run_say(view->run, F_SPF_WEAK,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {term} a literal word. */
			N_("The list of servers that may send mail of {domain} is right for yours, but has a "
			   "mistake "
			   "further on ({term}): for others it does not count (SPF)."),
			A_HOST("domain", view->domain), A_TEXT("term", view->audit.trouble_term));
	if (finding)
		spf_add_evidence(finding, view, NULL);
}

/* --- no list --- */

/* What would be in a list, from all that is known. */
static void propose(struct str *out, const struct spf_view *view)
{
	bool own_mx = false;

	for (size_t i = 0; view->mx && i < view->mx->n && !view->mx->implicit; i++)
		own_mx |= view->mx->hosts[i].n &&
			  provider_same_organisation(view->mx->hosts[i].host, view->domain);
	str_add(out, "v=spf1");
	if (own_mx || (!view->n && !view->has_service))
		str_add(out, view->mx && view->mx->implicit ? " a" : " mx");
	for (size_t i = 0; i < view->n; i++) {
		char term[NET_ADDR_TEXT + 8];

		spf_mend_term(&view->cases[i].outlet->addr, term, sizeof term);
		if ((view->cases[i].outlet->sure || !view->has_service) && !strstr(str_text(out), term))
			str_addf(out, " %s", term);
	}
	if (view->has_service && view->service.n_spf && !view->service.spf_own)
		str_addf(out, " include:%s", view->service.spf[0]);
	str_add(out, " ~all");
}

void spf_say_missing(struct spf_view *view)
{
	struct str STR_AUTO record = STR_INIT;
	struct finding *finding = run_say(view->run, F_SPF_MISSING,
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		N_("{domain} does not say which servers may send its mail. Many receivers refuse mail of "
		   "such a "
		   "domain or take it for spam (SPF)."),
		A_HOST("domain", view->domain));

	matter(view->run, finding);
	propose(&record, view);
	spf_add_evidence(finding, view, str_text(&record));
	run_evidence(finding, "dns", dns_outcome_name(view->txt->outcome));
}
