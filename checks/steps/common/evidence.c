/*
 * Evidence in words for helpers: English, one line each, never translated.
 */
#include "checks/steps/common/evidence.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "checks/engine/check.h"

#define NAMES_SHOWN 4

static void add_attempt(struct str *text, const struct tcp_attempt *attempt)
{
	char ip[NET_ADDR_TEXT];
	bool v6 = net_addr_family(&attempt->addr) == AF_INET6;

	net_addr_text(&attempt->addr, ip, sizeof ip);
	str_addf(text, v6 ? "%s[%s]:%d %s" : "%s%s:%d %s", text->len ? "; " : "", ip,
		net_addr_port(&attempt->addr), tcp_outcome_name(attempt->outcome));
	if (attempt->took_us)
		str_addf(text, " after %lld ms", (long long)(attempt->took_us / 1000));
	if (!attempt->offender.len)
		return;
	net_addr_text(&attempt->offender, ip, sizeof ip);
	str_addf(text, " (by %s, ICMP %d/%d)", ip, attempt->icmp_type, attempt->icmp_code);
}

void evidence_attempts(struct finding *finding, const struct tcp_attempt *attempts, size_t n)
{
	struct str STR_AUTO text = STR_INIT_MAX(1000);

	for (size_t i = 0; i < n; i++)
		add_attempt(&text, &attempts[i]);
	run_evidence(finding, "attempts", str_text(&text));
}

void names_in_words(const struct cert_info *cert, char *buf, size_t size)
{
	struct str STR_AUTO text = STR_INIT_MAX(400);

	for (size_t i = 0; i < cert->n_names && i < NAMES_SHOWN; i++)
		str_addf(&text, "%s%s", i ? ", " : "", cert->names[i]);
	if (cert->n_names > NAMES_SHOWN)
		str_add(&text, ", ...");
	str_copy(buf, size, str_text(&text));
}

static void evidence_cert(struct finding *finding, const struct cert_info *cert)
{
	char names[400], from[24], to[24];

	names_in_words(cert, names, sizeof names);
	clock_iso8601(cert->not_before, from, sizeof from);
	clock_iso8601(cert->not_after, to, sizeof to);
	run_evidence(finding, "subject", cert->subject);
	run_evidence(finding, "issuer", cert->issuer);
	run_evidence(finding, "names", names);
	run_evidencef(finding, "valid", "%s to %s", from, to);
	run_evidencef(finding, "key", "%s, %s", cert->key, cert->signature);
	run_evidence(finding, "sha256", cert->sha256);
}

void evidence_tls(struct finding *finding, const struct tls_report *report)
{
	run_evidencef(finding, "tls", "%s after %lld ms", tls_outcome_name(report->outcome),
		(long long)(report->took_us / 1000));
	if (report->protocol[0])
		run_evidencef(finding, "protocol", "%s %s", report->protocol, report->cipher);
	if (report->err.text[0])
		run_evidence(finding, "tls_error", report->err.text);
	if (report->plain[0])
		run_evidence(finding, "plain", report->plain);
	if (!report->n_chain)
		return;
	run_evidencef(finding, "tls_verify", "%s at depth %d, certificates sent: %zu",
		tls_verify_name(report->verify_error), report->verify_depth, report->n_chain);
	evidence_cert(finding, &report->chain[0]);
}

void evidence_answer(struct finding *finding, const char *key, const struct dns_answer *answer)
{
	char server[NET_ADDR_TEXT];

	net_addr_text(&answer->answered_by, server, sizeof server);
	run_evidencef(finding, key, "%s %s: %s after %lld ms, records: %zu%s%s", dns_type_name(answer->type),
		answer->name, dns_outcome_name(answer->outcome), (long long)(answer->took_us / 1000),
		answer->n, server[0] ? ", said by " : "", server);
}
