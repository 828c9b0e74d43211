/*
 * firewall.proxy: does a server of the network answer in place of every mail server? Two proofs: a greeting from an address that runs none
 * (RFC 7600, RFC 6666), and a host of another company that shows the same name or the same certificate. Only asked in trouble, where the
 * server could not prove who it is.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/know/provider.h"
#include "checks/net/tcp.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/controls.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/common/greeting.h"
#include "checks/steps/common/impostor.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/firewall/filters.h"

#define NOBODY_V4  "192.0.0.8" /* IPv4 dummy address: never a destination */
#define NOBODY_V6  "100::1"    /* discard-only prefix */
#define DNS_MS	   1500
#define CONNECT_MS 2000
#define HEAR_MS	   2500
#define PLACE_MS   1000

enum { NOBODY, CONTROL, PEERS = CONTROL + CONTROL_HOSTS };

/* Who is asked: nobody at all, and two hosts of other companies. */
struct peers {
	char hosts[PEERS][HOST_MAX];
	struct tcp_attempt attempts[PEERS]; /* addr.len 0: not asked */
	struct greeting greetings[PEERS];
};

/* Connections to loopback do not pass any network. */
static bool is_worth_it(const struct out_session *session, const struct login_result *login,
	const struct envelope_result *envelope)
{
	if (!session->smtp || session->winner >= session->n_attempts || filters_is_proven(session))
		return false;
	if (net_addr_is_loopback(&session->attempts[session->winner].addr))
		return false;
	return filters_in_trouble(session, login, envelope) &&
	       (session->smtp->banner.code || session->smtp->tls.n_chain);
}

/* Whether a host that is to be asked is the server in question by another name. */
static bool is_alias(struct check_run *run, const char *host, const struct net_addr *addr)
{
	const struct server_names *names = fact_get_out_names(run);
	bool same = names && provider_same_organisation(host, names->canonical);

	for (size_t i = 0; names && i < names->n; i++)
		same |= net_addr_same_ip(&names->addrs[i], addr);
	return same;
}

static void find_controls(struct check_run *run, int family, int port, struct peers *peers)
{
	struct io_scope scope = io_scope_within(run_scope(run), DNS_MS);
	enum dns_type type = family == AF_INET6 ? DNS_AAAA : DNS_A;
	struct dns_answer answers[CONTROL_HOSTS];
	struct dns_config config;

	for (size_t i = 0; i < CONTROL_HOSTS; i++)
		answers[i] = address_question(peers->hosts[CONTROL + i], type);
	case_dns(run_case(run), &config);
	dns_ask_all(&scope, &config, answers, CONTROL_HOSTS);
	for (size_t i = 0; i < CONTROL_HOSTS; i++) {
		struct net_addr addr;

		/* Servers that nobody named are not contacted at private addresses. */
		if (answer_addresses(&answers[i], port, &addr, 1) && !net_addr_is_private(&addr) &&
			!is_alias(run, peers->hosts[CONTROL + i], &addr))
			peers->attempts[CONTROL + i].addr = addr;
	}
	dns_answers_release(answers, CONTROL_HOSTS);
}

static void choose(struct check_run *run, const struct out_session *session, struct peers *peers)
{
	const struct net_addr *used = &session->attempts[session->winner].addr;
	int family = net_addr_family(used), port = session->used.port;
	char hosts[CONTROL_HOSTS][HOST_MAX];

	for (size_t i = 0; i < PEERS; i++)
		peers->attempts[i].fd = -1;
	str_copy(peers->hosts[NOBODY], HOST_MAX, family == AF_INET6 ? NOBODY_V6 : NOBODY_V4);
	(void)net_addr_parse(peers->hosts[NOBODY], port, &peers->attempts[NOBODY].addr);
	control_hosts(session->used.host, hosts);
	for (size_t i = 0; i < CONTROL_HOSTS; i++)
		str_copy(peers->hosts[CONTROL + i], HOST_MAX, hosts[i]);
	find_controls(run, family, port, peers);
}

static void hear(struct check_run *run, const struct tls_store *store, bool encrypted, struct peers *peers)
{
	for (size_t i = 0; i < PEERS; i++) {
		struct tcp_attempt *attempt = &peers->attempts[i];

		if (attempt->outcome != TCP_CONNECTED || attempt->fd < 0)
			continue;
		greeting_hear(run, store, attempt->fd, peers->hosts[i], net_addr_port(&attempt->addr),
			encrypted, i != NOBODY, HEAR_MS, &peers->greetings[i]);
		attempt->fd = -1;
	}
}

/*
 * The same name, or the very same certificate. A host that proves who it is has nobody in front of it: then the server in question is an
 * alias of it.
 */
static bool is_same(const struct out_session *session, const struct greeting *other)
{
	const struct tls_report *own = &session->smtp->tls;
	char a[HOST_MAX], b[HOST_MAX];

	if (other->tls.verified)
		return false;
	banner_name(session->smtp->banner.text, a, sizeof a);
	banner_name(other->text, b, sizeof b);
	if (a[0] && strcmp(a, b) == 0)
		return true;
	return own->n_chain && other->tls.n_chain &&
	       strcmp(own->chain[0].sha256, other->tls.chain[0].sha256) == 0;
}

static void add_attempts(struct finding *finding, const struct peers *peers)
{
	struct tcp_attempt asked[PEERS];
	size_t n = 0;

	for (size_t i = 0; i < PEERS; i++) {
		if (peers->attempts[i].addr.len)
			asked[n++] = peers->attempts[i];
	}
	evidence_attempts(finding, asked, n);
}

static void add_who(struct check_run *run, struct finding *finding, const struct net_addr *addr)
{
	enum who who;

	if (!impostor_place(run, addr, PLACE_MS, &who))
		return;
	run_evidence(finding, "who", who_name(who));
	if (who == WHO_YOU)
		run_say(run, F_LOCAL_LISTENER,
			/* TRANSLATORS: {port} is a number. */
			N_("It is a program on this computer that answers connections to port {port}, "
			   "wherever they are meant to "
			   "go."),
			A_PORT(net_addr_port(addr)));
}

static void say_nobody(struct check_run *run, const struct out_session *session, const struct peers *peers)
{
	struct finding *finding = run_say(run, F_ANSWERS_FOR_NOBODY,
		/* TRANSLATORS: {host} is the name of a server, {port} a number, {ip} an address, {reply} the words of a
		   greeting. */
		N_("A mail server answers even at {ip}, port {port}, an address where none can be. Somebody "
		   "answers in place of "
		   "{host}, too: {reply}"),
		A_HOST("host", session->used.host), A_PORT(session->used.port),
		A_IP("ip", peers->hosts[NOBODY]), A_TEXT("reply", peers->greetings[NOBODY].text));

	run_evidence(finding, "banner", peers->greetings[NOBODY].text);
	add_attempts(finding, peers);
	add_who(run, finding, &peers->attempts[NOBODY].addr);
}

static void say_same(struct check_run *run, const struct out_session *session, const struct peers *peers,
	size_t i, bool place)
{
	struct finding *finding = run_say(run, F_BANNER_SAME,
		/* TRANSLATORS: {host} and {other} are names of servers of different companies, {port} is a number. */
		N_("On port {port}, the same server answers for {host} and for {other}, which have nothing "
		   "to do with each "
		   "other."),
		A_HOST("host", session->used.host), A_HOST("other", peers->hosts[i]),
		A_PORT(session->used.port));

	run_evidence(finding, "banner", session->smtp->banner.text);
	run_evidence(finding, "banner_other", peers->greetings[i].text);
	add_attempts(finding, peers);
	if (place)
		add_who(run, finding, &peers->attempts[i].addr);
}

static void judge(struct check_run *run, const struct out_session *session, const struct peers *peers)
{
	bool nobody = peers->greetings[NOBODY].smtp;

	if (nobody)
		say_nobody(run, session, peers);
	for (size_t i = CONTROL; i < PEERS; i++) {
		if (!is_same(session, &peers->greetings[i]))
			continue;
		say_same(run, session, peers, i, !nobody);
		return;
	}
}

static void run_proxy(struct check_run *run)
{
	const struct out_session *session = fact_get_out_session(run);
	const struct login_result *login = fact_await_out_login(run);
	const struct envelope_result *envelope = fact_await_envelope(run);
	const struct store_fact *store;
	struct io_scope scope;
	struct peers *peers;

	if (!session->smtp) {
		run_skip(run, "settings.server");
		return;
	}
	if (!is_worth_it(session, login, envelope))
		return;
	store = fact_await_tls_store(run);
	if (!store || !store->store)
		return;
	peers = mem_new(sizeof *peers);
	choose(run, session, peers);
	scope = io_scope_within(run_scope(run), CONNECT_MS);
	tcp_connect_all(&scope, peers->attempts, PEERS);
	hear(run, store->store, starts_encrypted(&session->used), peers);
	judge(run, session, peers);
	free(peers);
}

const struct check check_firewall_proxy = {
	.id = "firewall.proxy",
	.step = STEP_FIREWALL,
	.title = N_("See whether somebody answers in place of the server: ask an address without a server, "
		    "and two well-known "
		    "providers"),
	.needs = FACT_BIT(OUT_SESSION),
	.wants = FACT_BIT(OUT_LOGIN) | FACT_BIT(ENVELOPE) | FACT_BIT(OUT_NAMES) | FACT_BIT(TLS_STORE),
	.limit_ms = 12000,
	.applies = filters_apply,
	.run = run_proxy,
};
