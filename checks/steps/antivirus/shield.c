/*
 * antivirus.shield: was the certificate signed by a security program or a company's box in place of the real signer? The issuer tells, and a
 * host of another company that shows the same signer proves it; that host is asked only where the certificate is not trusted.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/net/tcp.h"
#include "checks/steps/antivirus/antivirus.h"
#include "checks/steps/antivirus/shield_verdict.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/controls.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/common/greeting.h"
#include "checks/steps/common/impostor.h"
#include "checks/steps/common/ports.h"

#define DNS_MS	   1500
#define CONNECT_MS 2000
#define HEAR_MS	   2500
#define PLACE_MS   1000

/* Unrelated hosts, on the port that is encrypted from the start. */
struct others {
	char hosts[CONTROL_HOSTS][HOST_MAX];
	struct tcp_attempt attempts[CONTROL_HOSTS];
	struct tls_report reports[CONTROL_HOSTS];
};

static bool is_of_signer(const struct out_session *session)
{
	return session->problem == F_CERT_UNTRUSTED || session->problem == F_CERT_INCOMPLETE ||
	       session->problem == F_CERT_UNUSABLE || session->problem == F_CERT_WRONG_NAME ||
	       session->problem == F_CERT_EXPIRED || session->problem == F_CERT_NOT_YET_VALID;
}

static void find(struct check_run *run, struct others *others)
{
	struct io_scope scope = io_scope_within(run_scope(run), DNS_MS);
	struct dns_answer answers[2 * CONTROL_HOSTS];
	struct dns_config config;

	for (size_t i = 0; i < CONTROL_HOSTS; i++) {
		answers[2 * i] = address_question(others->hosts[i], DNS_A);
		answers[2 * i + 1] = address_question(others->hosts[i], DNS_AAAA);
	}
	case_dns(run_case(run), &config);
	dns_ask_all(&scope, &config, answers, 2 * CONTROL_HOSTS);
	for (size_t i = 0; i < CONTROL_HOSTS; i++) {
		struct net_addr *addr = &others->attempts[i].addr;

		if (answer_address_here(&scope, &answers[2 * i], PORT_SUBMISSIONS, addr) &&
			net_addr_is_private(addr))
			addr->len = 0;
	}
	dns_answers_release(answers, 2 * CONTROL_HOSTS);
}

/* Only where the connection to the server itself passed a network. */
static void ask_others(struct check_run *run, const struct out_session *session,
	const struct tls_store *store, struct others *others)
{
	struct io_scope scope;

	if (session->winner >= session->n_attempts ||
		net_addr_is_loopback(&session->attempts[session->winner].addr))
		return;
	control_hosts(session->used.host, others->hosts);
	find(run, others);
	scope = io_scope_within(run_scope(run), CONNECT_MS);
	tcp_connect_all(&scope, others->attempts, CONTROL_HOSTS);
	for (size_t i = 0; i < CONTROL_HOSTS; i++) {
		struct greeting greeting;

		if (others->attempts[i].outcome != TCP_CONNECTED)
			continue;
		greeting_hear(run, store, others->attempts[i].fd, others->hosts[i], PORT_SUBMISSIONS, true,
			false, HEAR_MS, &greeting);
		others->attempts[i].fd = -1;
		others->reports[i] = greeting.tls;
	}
}

static const char *sentence(const struct shield_verdict *verdict)
{
	if (verdict->trusted)
		/* TRANSLATORS: {host} is the name of a server, {product} of a security program. */
		return N_("{product} opens the encrypted connection to {host} and closes it again. This "
			  "computer trusts it to do "
			  "so.");
	if (verdict->shield.kind == SHIELD_PROGRAM)
		/* TRANSLATORS: {host} is the name of a server, {product} of a security program. */
		return N_("The proof of identity of {host} was signed by {product}, a security program. It "
			  "has opened the "
			  "connection to look into it.");
	if (verdict->shield.kind == SHIELD_DEBUG)
		/* TRANSLATORS: {host} is the name of a server, {product} of a program. */
		return N_("The proof of identity of {host} was signed by {product}, a program for looking "
			  "into connections. It "
			  "seems to be running still.");
	/* TRANSLATORS: {host} is the name of a server, {product} of a device or a company. */
	return N_("The proof of identity of {host} was signed by {product}. Companies and schools use that "
		  "to look into the "
		  "connections of their network.");
}

static enum finding_id id_of(const struct shield_verdict *verdict)
{
	if (verdict->trusted)
		return F_SHIELD_TRUSTED;
	return verdict->shield.kind == SHIELD_PROGRAM || verdict->shield.kind == SHIELD_DEBUG
		       ? F_SHIELD_SIGNED
		       : F_GATEWAY_SIGNED;
}

/*
 * Some makers of boxes make mail servers, too, whose own certificates they sign; and a government's root may sign with right. There the
 * name alone proves nothing: other hosts have to show it as well.
 */
static bool is_enough(const struct shield_verdict *verdict)
{
	if (verdict->trusted || verdict->shield.kind == SHIELD_PROGRAM ||
		verdict->shield.kind == SHIELD_DEBUG)
		return true;
	return verdict->others_too || (verdict->shield.kind == SHIELD_GATEWAY && !verdict->clears);
}

static void say_listed(
	struct check_run *run, const struct out_session *session, const struct shield_verdict *verdict)
{
	enum finding_id id = id_of(verdict);
	struct finding *finding;

	if (!is_enough(verdict))
		return;
	finding = run_say(run, id, sentence(verdict), A_HOST("host", session->used.host),
		A_PORT(session->used.port), A_NAME("product", verdict->shield.product),
		A_NAME("menu", verdict->shield.menu));
	evidence_tls(finding, &session->smtp->tls);
	if (id == F_GATEWAY_SIGNED)
		run_evidence(finding, "who",
			verdict->shield.kind == SHIELD_STATE ? who_name(WHO_INTERNET_PROVIDER)
							     : who_name(WHO_ADMIN));
	if (verdict->sending_only && id == F_SHIELD_SIGNED)
		run_say(run, F_SHIELD_SENDING_ONLY,
			/* TRANSLATORS: {product} is the name of a security program. */
			N_("{product} leaves the connection for receiving alone: it looks into what is sent, "
			   "and not into what "
			   "arrives."),
			A_NAME("product", verdict->shield.product));
}

/* The host of another company that was seen. */
static size_t which_other(const struct others *others)
{
	size_t i = 0;

	while (i < CONTROL_HOSTS - 1 && others->reports[i].outcome != TLS_DONE)
		i++;
	return i;
}

static void say_others(struct check_run *run, const struct out_session *session, const struct others *others)
{
	const struct cert_info *cert = &session->smtp->tls.chain[0];
	size_t i = which_other(others);

	evidence_tls(
		run_say(run, F_SHIELD_SIGNED_OTHERS,
			/* TRANSLATORS: {host} and {other} are names of servers of different companies, {issuer} whoever signed. */
			N_("{other}, which has nothing to do with {host}, shows a proof of identity by the "
			   "same signer, "
			   "{issuer}. So somebody between here and both of them opens the connections."),
			A_HOST("host", session->used.host), A_HOST("other", others->hosts[i]),
			A_TEXT("issuer", cert->issuer)),
		&others->reports[i]);
}

/* A signer whom no list knows and who signs for everybody: who it is, tells where it sits. */
static void say_unlisted(
	struct check_run *run, const struct out_session *session, const struct others *others)
{
	const char *issuer = session->smtp->tls.chain[0].issuer;
	enum who who = WHO_YOU;
	bool known = impostor_place(run, &others->attempts[which_other(others)].addr, PLACE_MS, &who);
	struct finding *finding;

	if (known && who == WHO_YOU)
		/* TRANSLATORS: {host} is the name of a server, {issuer} whoever signed. */
		finding = run_say(run, F_SHIELD_SIGNED,
			N_("The proof of identity of {host} was signed by {issuer}, a program on this "
			   "computer. It has opened the "
			   "connection to look into it."),
			A_HOST("host", session->used.host), A_TEXT("issuer", issuer));
	else
		/* TRANSLATORS: {host} is the name of a server, {issuer} whoever signed. */
		finding = run_say(run, F_GATEWAY_SIGNED,
			N_("The proof of identity of {host} was signed by {issuer}, who is trusted by nobody "
			   "and opens the connections "
			   "of this network."),
			A_HOST("host", session->used.host), A_TEXT("issuer", issuer));
	evidence_tls(finding, &session->smtp->tls);
	if (known)
		run_evidence(finding, "who", who_name(who));
}

static void judge(
	struct check_run *run, const struct out_session *session, const struct others *others, size_t signers)
{
	bool trusted = session->smtp->tls.verified;
	const struct in_login *incoming = trusted ? NULL : fact_await_in_login(run);
	const struct shield_view view = {
		.own = &session->smtp->tls,
		.others = others->reports,
		.n_others = CONTROL_HOSTS,
		.incoming = incoming && incoming->reached ? &incoming->tls : NULL,
		.signers = signers,
	};
	struct shield_verdict verdict = shield_judge(&view);

	if (verdict.listed)
		say_listed(run, session, &verdict);
	if (!verdict.others_too || verdict.trusted)
		return;
	if (!verdict.listed)
		say_unlisted(run, session, others);
	say_others(run, session, others);
}

static void run_shield(struct check_run *run)
{
	const struct out_session *session = fact_get_out_session(run);
	const struct store_fact *store = fact_await_tls_store(run);
	struct others *others;

	if (!session->smtp || !session->smtp->tls.n_chain || !store || !store->store) {
		run_skip(run, "settings.server");
		return;
	}
	others = mem_new(sizeof *others);
	for (size_t i = 0; i < CONTROL_HOSTS; i++)
		others->attempts[i].fd = -1;
	if (is_of_signer(session))
		ask_others(run, session, store->store, others);
	judge(run, session, others, tls_store_signers(store->store));
	free(others);
}

const struct check check_antivirus_shield = {
	.id = "antivirus.shield",
	.step = STEP_ANTIVIRUS,
	.title = N_("See who signed the server's certificate; where nobody trusts it, ask two well-known "
		    "providers for theirs"),
	.needs = FACT_BIT(OUT_SESSION),
	.wants = FACT_BIT(TLS_STORE) | FACT_BIT(IN_LOGIN),
	.limit_ms = 9000,
	.applies = antivirus_applies_online,
	.run = run_shield,
};
