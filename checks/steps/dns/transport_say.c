/*
 * Encryption between servers in words. None of it keeps a mail from being sent by its owner; what is wrong keeps others from writing to the
 * domain, or is not heeded.
 */
#include "checks/steps/dns/transport.h"

#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"

/* ---- MTA-STS ---- */

static const char *record_sentence(enum mta_sts_record record)
{
	switch (record) {
	case MTA_STS_SEVERAL:
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		return N_("{domain} says more than once where its rule about encrypted mail is, so nobody"
			  " heeds it (MTA-STS). One entry must stay.");
	case MTA_STS_NO_ID:
		/* TRANSLATORS: {domain} is the part of an address behind the @; id= stays as it is. */
		return N_("The entry of {domain} about encrypted mail lacks a usable number behind id= "
			  "(letters and digits, 32 at most), so nobody heeds it (MTA-STS).");
	default:
		/* TRANSLATORS: {domain} is the part of an address behind the @; v=STSv1 stays as it is. */
		return N_("The entry of {domain} about encrypted mail is not written like v=STSv1; id=1, "
			  "so nobody heeds it (MTA-STS).");
	}
}

static void add_sts(struct finding *finding, const struct transport *transport)
{
	const struct transport_sts *sts = &transport->sts;
	struct str STR_AUTO hosts = STR_INIT_MAX(900);

	run_evidence(finding, "published", sts->text);
	run_evidencef(finding, "query", "TXT _mta-sts.%s", transport->domain);
	if (sts->fetch == FETCH_NOT_TRIED)
		return;
	run_evidencef(finding, "page", "https://mta-sts.%s/.well-known/mta-sts.txt", transport->domain);
	run_evidence(finding, "fetched", sts->detail);
	if (sts->fetch != FETCH_DONE)
		return;
	for (size_t i = 0; i < sts->policy.n_mx; i++)
		str_addf(&hosts, "%s%s", i ? ", " : "", sts->policy.mx[i]);
	run_evidencef(finding, "policy", "%s, %lld s: %s", mta_sts_mode_name(sts->policy.mode),
		(long long)sts->policy.max_age, str_text(&hosts));
}

static void say_bad_record(const struct transport *transport)
{
	struct finding *finding = run_say(transport->run, F_MTA_STS_ODD,
		record_sentence(transport->sts.record), A_HOST("domain", transport->domain));

	run_evidencef(finding, "record", "_mta-sts.%s. TXT \"v=STSv1; id=%lld\"", transport->domain,
		(long long)clock_wall());
	add_sts(finding, transport);
}

static const char *fetch_sentence(enum policy_fetch fetch)
{
	switch (fetch) {
	case FETCH_NO_NAME:
	case FETCH_PRIVATE:
		/* TRANSLATORS: {domain} is the part of an address behind the @, {host} the name of a web server. */
		return N_("{domain} announces a rule about encrypted mail, but the web server that should"
			  " have it, {host}, does not exist for others (MTA-STS).");
	case FETCH_CERTIFICATE:
	case FETCH_TLS:
		/* TRANSLATORS: {domain} is the part of an address behind the @, {host} the name of a web server. */
		return N_("{domain} announces a rule about encrypted mail. The web server that should "
			  "have it, {host}, has no right certificate, so nobody takes the rule from it "
			  "(MTA-STS).");
	case FETCH_REDIRECTED:
		/* TRANSLATORS: {domain} is the part of an address behind the @, {host} the name of a web server. */
		return N_("{domain} announces a rule about encrypted mail, but {host} sends whoever asks "
			  "for it to another page, and servers do not follow (MTA-STS).");
	case FETCH_STATUS:
	case FETCH_CUT:
		/* TRANSLATORS: {domain} is the part of an address behind the @, {host} the name of a web server. */
		return N_("{domain} announces a rule about encrypted mail, but {host} does not hand it "
			  "out (MTA-STS).");
	case FETCH_UNREACHED:
		/* TRANSLATORS: {domain} is the part of an address behind the @, {host} the name of a web server. */
		return N_("{domain} announces a rule about encrypted mail, but the web server that should"
			  " have it, {host}, did not answer us (MTA-STS).");
	default:
		return NULL;
	}
}

/* False where the policy is not there to be judged. */
static bool say_fetch(const struct transport *transport)
{
	const char *sentence = fetch_sentence(transport->sts.fetch);
	char host[HOST_MAX + 8] = "mta-sts.";
	struct finding *finding;

	if (!sentence)
		return transport->sts.fetch == FETCH_DONE;
	str_copy(host + strlen(host), HOST_MAX, transport->domain);
	finding = run_say(transport->run, F_MTA_STS_ODD, sentence, A_HOST("domain", transport->domain),
		A_HOST("host", host));
	add_sts(finding, transport);
	return false;
}

static const char *policy_sentence(enum mta_sts_fault fault)
{
	switch (fault) {
	case MTA_STS_NO_MX:
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		return N_("The rule of {domain} about encrypted mail names no mail server, so nobody "
			  "heeds it (MTA-STS).");
	case MTA_STS_BAD_MX:
		/* TRANSLATORS: {domain} is the part of an address behind the @, {piece} what stands in the rule. */
		return N_("The rule of {domain} about encrypted mail names a mail server that is no name:"
			  " {piece} (MTA-STS).");
	case MTA_STS_NO_AGE:
		/* TRANSLATORS: {domain} is the part of an address behind the @; max_age stays as it is. */
		return N_("The rule of {domain} about encrypted mail does not say for how many seconds it"
			  " holds, at most 31557600 (max_age), so nobody heeds it (MTA-STS).");
	case MTA_STS_NO_MODE:
		/* TRANSLATORS: {domain} is the part of an address behind the @; the words mode, enforce, testing and none stay. */
		return N_("The rule of {domain} about encrypted mail does not say enforce, testing or "
			  "none as its mode, so nobody heeds it (MTA-STS).");
	default:
		/* TRANSLATORS: {domain} is the part of an address behind the @; "version: STSv1" stays as it is. */
		return N_("What {domain} hands out as its rule about encrypted mail is none: it does not "
			  "have the form that begins with version: STSv1 (MTA-STS).");
	}
}

static const char *forbidden_host(const struct transport *transport)
{
	const struct mta_sts_policy *policy = &transport->sts.policy;

	for (size_t i = 0; policy->mode != MTA_STS_MODE_NONE && i < transport->n; i++) {
		if (!mta_sts_allows(policy, transport->hosts[i].host))
			return transport->hosts[i].host;
	}
	return NULL;
}

static void say_policy(const struct transport *transport)
{
	const struct mta_sts_policy *policy = &transport->sts.policy;
	const char *forbidden = forbidden_host(transport);
	struct finding *finding;

	if (policy->fault != MTA_STS_FINE)
		finding = run_say(transport->run, F_MTA_STS_ODD, policy_sentence(policy->fault),
			A_HOST("domain", transport->domain), A_TEXT("piece", policy->piece));
	else if (forbidden)
		finding = run_say(transport->run, F_MTA_STS_ODD,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {host} a mail server. */
			N_("The rule of {domain} about encrypted mail leaves out its own mail server "
			   "{host}: servers that heed it do not deliver there (MTA-STS)."),
			A_HOST("domain", transport->domain), A_HOST("host", forbidden));
	else
		finding = run_say(transport->run, F_MTA_STS_FINE,
			/* TRANSLATORS: {domain} is the part of an address behind the @. */
			N_("{domain} has a rule about encrypted mail between servers, and it is in order "
			   "(MTA-STS)."),
			A_HOST("domain", transport->domain));
	add_sts(finding, transport);
}

static void say_sts(const struct transport *transport)
{
	switch (transport->sts.record) {
	case MTA_STS_NONE:
	case MTA_STS_UNKNOWN:
		return;
	case MTA_STS_FOUND:
		if (say_fetch(transport))
			say_policy(transport);
		return;
	default:
		say_bad_record(transport);
	}
}

/* ---- reports ---- */

static void say_tls_rpt(const struct transport *transport)
{
	const char *sentence;
	struct finding *finding;

	switch (transport->tls_rpt) {
	case TLS_RPT_SEVERAL:
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		sentence = N_("{domain} says more than once who is to be told of encryption that fails, "
			      "so nobody is told (TLS reports). One entry must stay.");
		break;
	case TLS_RPT_SYNTAX:
		/* TRANSLATORS: {domain} is the part of an address behind the @; what follows "look like" stays as it is. */
		sentence = N_("The entry of {domain} about who is to be told of encryption that fails has"
			      " the wrong form. It must look like v=TLSRPTv1; rua=mailto:a@{domain} (TLS "
			      "reports).");
		break;
	case TLS_RPT_NO_ADDRESS:
		/* TRANSLATORS: {domain} is the part of an address behind the @; rua=mailto: stays as it is. */
		sentence = N_("The entry of {domain} about who is to be told of encryption that fails has"
			      " no address behind rua=mailto: (TLS reports).");
		break;
	default:
		return;
	}
	finding = run_say(transport->run, F_TLS_RPT_ODD, sentence, A_HOST("domain", transport->domain));
	run_evidencef(finding, "record", "_smtp._tls.%s. TXT \"v=TLSRPTv1; rua=mailto:postmaster@%s\"",
		transport->domain, transport->domain);
	run_evidence(finding, "published", transport->tls_rpt_text);
	run_evidencef(finding, "query", "TXT _smtp._tls.%s", transport->domain);
}

/* ---- TLSA ---- */

static const char *tlsa_sentence(const struct transport *transport, const struct transport_host *host)
{
	if (host->match == TLSA_DIFFERS)
		/* TRANSLATORS: {host} is a mail server. */
		return N_("{host} shows another certificate than the one that is published for it. "
			  "Servers that check this deliver nothing there (DANE).");
	if (host->tlsa.state == TLSA_UNUSABLE)
		/* TRANSLATORS: {host} is a mail server. */
		return N_("What is published about the certificate of {host} is of a kind that mail "
			  "servers cannot use (DANE).");
	/* Whether there is no DNSSEC, or the resolver does not look, is seen only where it looked at the domain. */
	if (host->tlsa.state == TLSA_INSECURE && transport->signed_mx)
		/* TRANSLATORS: {host} is a mail server. */
		return N_("What is published about the certificate of {host} is not secured by DNSSEC, so"
			  " nobody heeds it (DANE).");
	if (host->tlsa.state == TLSA_FAILED && transport->signed_mx)
		/* TRANSLATORS: {host} is a mail server. */
		return N_("Whether something is published about the certificate of {host} cannot be "
			  "looked up. Servers that check this wait and deliver nothing there meanwhile "
			  "(DANE).");
	return NULL;
}

static void add_tlsa(struct finding *finding, const struct transport_host *host)
{
	run_evidencef(finding, "query", "TLSA _25._tcp.%s", host->host);
	run_evidencef(finding, "tlsa", "%zu records, %zu of use", host->tlsa.n, host->tlsa.usable);
	if (host->tlsa.piece[0])
		run_evidence(finding, "not_of_use", host->tlsa.piece);
	if (host->match == TLSA_MATCHES)
		run_evidence(finding, "certificate", "the server shows it");
}

void transport_say_tlsa(const struct transport *transport)
{
	const struct transport_host *fine = NULL;
	bool odd = false;

	for (size_t i = 0; i < transport->n; i++) {
		const struct transport_host *host = &transport->hosts[i];
		const char *sentence = tlsa_sentence(transport, host);

		if (sentence) {
			add_tlsa(run_say(transport->run, F_TLSA_ODD, sentence, A_HOST("host", host->host)),
				host);
			odd = true;
		} else if (host->tlsa.state == TLSA_USABLE && !fine) {
			fine = host;
		}
	}
	if (odd || !fine)
		return;
	add_tlsa(run_say(transport->run, F_TLSA_FINE,
			 /* TRANSLATORS: {host} is a mail server. */
			 N_("The certificate of {host} is published and secured, so that others can be "
			    "sure of it (DANE)."),
			 A_HOST("host", fine->host)),
		fine);
}

void transport_say(const struct transport *transport)
{
	say_sts(transport);
	say_tls_rpt(transport);
}

void transport_say_recipient(const struct transport *transport)
{
	const struct transport_sts *sts = &transport->sts;
	bool enforced = sts->fetch == FETCH_DONE && sts->policy.fault == MTA_STS_FINE &&
			sts->policy.mode == MTA_STS_MODE_ENFORCE;
	const struct transport_host *dane = NULL;
	struct finding *finding;

	for (size_t i = 0; !dane && i < transport->n; i++) {
		if (transport->hosts[i].tlsa.state == TLSA_USABLE ||
			transport->hosts[i].tlsa.state == TLSA_UNUSABLE)
			dane = &transport->hosts[i];
	}
	if (!enforced && !dane)
		return;
	finding = run_say(transport->run, F_RECIPIENT_WANTS_TLS,
		/* TRANSLATORS: {domain} is the part of the recipient's address behind the @. */
		N_("{domain} wants mail from other servers to come encrypted. Where your server encrypts "
		   "and checks certificates, it must succeed in both, or it delivers nothing there."),
		A_HOST("domain", transport->domain));
	if (enforced)
		add_sts(finding, transport);
	if (dane)
		add_tlsa(finding, dane);
}
