/*
 * firewall.elsewhere: what is missing here, is it there at another door of the same server? Encryption or a login that one port or one kind
 * of address offers and another does not were taken away on the way, or switched off at that door. Only asked in trouble; what
 * settings.alternatives saw counts first.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/know/reply.h"
#include "checks/net/tcp.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/common/words.h"
#include "checks/steps/firewall/elsewhere_verdict.h"
#include "checks/steps/firewall/filters.h"
#include "checks/steps/common/look.h"

#define CONNECT_MS 2000
#define LOOK_MS	   2500

struct comparison {
	struct check_run *run;
	const struct out_session *session;
	bool starttls; /* that is what is missing; else the login */
	struct seen_door doors[DOORS_MAX];
	size_t n;
	struct smtp_reply refusal; /* of a further connection, because there were too many; code 0: none */
};

static bool lacks_starttls(const struct out_session *session)
{
	return session->problem == F_STARTTLS_MISSING || session->problem == F_STARTTLS_MASKED ||
	       session->problem == F_STARTTLS_REFUSED;
}

/* The other kind of address at the port in use; false where the server has none. */
static bool other_family(
	const struct out_session *session, const struct server_names *names, struct net_addr *addr_r)
{
	const struct net_addr *used = &session->attempts[session->winner].addr;

	for (size_t i = 0; names && i < names->n; i++) {
		if (net_addr_family(&names->addrs[i]) == net_addr_family(used))
			continue;
		*addr_r = net_addr_with_port(&names->addrs[i], session->used.port);
		return true;
	}
	return false;
}

static bool was_seen(const struct comparison *comparison, const struct net_addr *addr)
{
	for (size_t i = 0; i < comparison->n; i++) {
		const struct net_addr *seen = &comparison->doors[i].addr;

		if (net_addr_port(seen) == net_addr_port(addr) && net_addr_same_ip(seen, addr))
			return true;
	}
	return false;
}

/* The doors that nobody has looked at yet. */
static size_t choose(const struct comparison *comparison, struct tcp_attempt attempts[DOORS_MAX])
{
	static const int ports[] = {PORT_SUBMISSIONS, PORT_SUBMISSION, PORT_SMTP};
	const struct out_session *session = comparison->session;
	const struct net_addr *used = &session->attempts[session->winner].addr;
	struct net_addr addr;
	size_t n = 0;

	if (other_family(session, fact_get_out_names(comparison->run), &addr) && !was_seen(comparison, &addr))
		attempts[n++] = (struct tcp_attempt){.addr = addr, .fd = -1};
	for (size_t i = 0; !comparison->starttls && i < sizeof ports / sizeof ports[0]; i++) {
		addr = net_addr_with_port(used, ports[i]);
		if (ports[i] != session->used.port && !was_seen(comparison, &addr))
			attempts[n++] = (struct tcp_attempt){.addr = addr, .fd = -1};
	}
	return n;
}

/* A server that counts our connections, and says so. */
static void note_refusal(struct comparison *comparison, const struct port_look *look)
{
	const struct reply_query query = {
		.code = look->reply.code,
		.enhanced = look->reply.enhanced,
		.text = look->reply.text,
		.host = comparison->session->used.host,
		.banner = "",
		.stage = REPLY_STAGE_BANNER,
	};
	struct reply_meaning meaning;

	if (look->step != SMTP_REFUSED || look->smtp || look->reply.code < 400)
		return;
	reply_explain(&query, &meaning);
	if (meaning.cause && strcmp(meaning.cause, "too-many-connections") == 0)
		comparison->refusal = look->reply;
}

static void look_behind(
	struct comparison *comparison, const struct tls_store *store, struct tcp_attempt *attempt)
{
	struct seen_door *door = &comparison->doors[comparison->n];
	int port = net_addr_port(&attempt->addr);
	bool same_port = port == comparison->session->used.port;
	struct port_look look;

	*door = (struct seen_door){
		.settings = comparison->session->used, .addr = attempt->addr, .same_server = true};
	door->settings.port = port;
	door->settings.security = port == PORT_SUBMISSIONS ? SECURITY_TLS : SECURITY_STARTTLS;
	if (same_port && comparison->session->used.security == SECURITY_TLS)
		door->settings.security = SECURITY_TLS;
	look_at(comparison->run, store, attempt->fd, door->settings.host, port, door->settings.security,
		LOOK_MS, &look);
	attempt->fd = -1;
	door->greeted = look.smtp;
	door->starttls = look.starttls;
	door->works = look.works;
	door->login = look.login;
	str_copy(door->greeting, sizeof door->greeting, look.greeting);
	str_copy(door->issuer, sizeof door->issuer, look_signer(&look.tls));
	comparison->n++;
	note_refusal(comparison, &look);
}

static struct elsewhere_verdict judge(const struct comparison *comparison)
{
	return comparison->starttls
		       ? elsewhere_starttls(comparison->doors, comparison->n)
		       : elsewhere_login(comparison->session->used.port, comparison->doors, comparison->n);
}

/* Whether a door was found that has it: then no other is looked at. */
static bool is_found(const struct comparison *comparison)
{
	return judge(comparison).which < comparison->n;
}

/* One door after the other: a server that counts connections is not to be troubled by a comparison. */
static void look_around(struct comparison *comparison)
{
	const struct store_fact *store = fact_await_tls_store(comparison->run);
	struct tcp_attempt attempts[DOORS_MAX];
	size_t n = choose(comparison, attempts);

	for (size_t i = 0; store && store->store && i < n && comparison->n < DOORS_MAX; i++) {
		struct io_scope scope = io_scope_within(run_scope(comparison->run), CONNECT_MS);

		if (is_found(comparison))
			return;
		tcp_connect_all(&scope, &attempts[i], 1);
		if (attempts[i].outcome == TCP_CONNECTED)
			look_behind(comparison, store->store, &attempts[i]);
	}
}

/*
 * Where the connection is encrypted to the server itself, nobody on the way can take a login out of its offer; but the certificate at the
 * other door may have another signer: then this one was opened on the way.
 */
static const char *who_took_it(const struct out_session *session, const struct seen_door *there)
{
	if (!filters_is_proven(session) || strcmp(look_signer(&session->smtp->tls), there->issuer) != 0)
		return who_name(WHO_LOCAL_NETWORK);
	return who_name(WHO_MAIL_PROVIDER);
}

static const char *sentence(enum finding_id id)
{
	switch (id) {
	case F_STARTTLS_ELSEWHERE:
		/* TRANSLATORS: {host} is the name of a server, {working_port} a number, {ip} its address. */
		return N_(
			"On port {working_port} ({ip}), {host} does offer encryption, so the server has it.");
	case F_STARTTLS_NOWHERE:
		/* TRANSLATORS: {host} is the name of a server. */
		return N_("{host} offers no encryption on its other ports for sending either.");
	case F_LOGIN_ELSEWHERE:
		/* TRANSLATORS: {host} is the name of a server, {port} and {working_port} are numbers, {ip} its address. */
		return N_("{host} offers no usable way to sign in on port {port}, but it does on port "
			  "{working_port} ({ip}).");
	case F_PORT_FOR_SERVERS:
		/* TRANSLATORS: {host} is the name of a server, {port} and {working_port} are numbers. */
		return N_("Port {port} is for mail servers among themselves, so {host} lets nobody sign in "
			  "there. For mail "
			  "programs it has port {working_port}.");
	default:
		/* TRANSLATORS: {host} is the name of a server. */
		return N_("{host} offers no way to sign in on its other ports for sending either.");
	}
}

static void add_doors(struct finding *finding, const struct comparison *comparison)
{
	struct str STR_AUTO text = STR_INIT_MAX(1000);

	for (size_t i = 0; i < comparison->n; i++) {
		const struct seen_door *door = &comparison->doors[i];
		char ip[NET_ADDR_TEXT];

		net_addr_text(&door->addr, ip, sizeof ip);
		str_addf(&text, "%s%s port %d: %s%s%s%s", text.len ? "; " : "", ip, door->settings.port,
			door->greeted ? "greets" : "no greeting", door->starttls ? ", offers STARTTLS" : "",
			door->works ? ", works encrypted" : "", door->login ? ", offers a login" : "");
	}
	run_evidence(finding, "doors", str_text(&text));
}

static void say(const struct comparison *comparison, const struct elsewhere_verdict *verdict)
{
	const struct out_session *session = comparison->session;
	const struct seen_door *door =
		verdict->which < comparison->n ? &comparison->doors[verdict->which] : NULL;
	const struct server_settings *there = door ? &door->settings : NULL;
	char ip[NET_ADDR_TEXT] = "";
	struct finding *finding;

	if (verdict->id == F_N)
		return;
	if (door)
		net_addr_text(&door->addr, ip, sizeof ip);
	if (there && verdict->id != F_STARTTLS_ELSEWHERE)
		finding = run_say(comparison->run, verdict->id, sentence(verdict->id),
			A_HOST("host", session->used.host), A_PORT(session->used.port), A_IP("ip", ip),
			A_HOST("working_host", there->host),
			arg_number_of("working_port", ARG_PORT, there->port),
			A_WORD("working_security", security_word(there->security)));
	else
		finding = run_say(comparison->run, verdict->id, sentence(verdict->id),
			A_HOST("host", session->used.host), A_IP("ip", ip),
			arg_number_of("working_port", ARG_PORT, there ? there->port : 0));
	add_doors(finding, comparison);
	if (verdict->id == F_STARTTLS_NOWHERE)
		run_evidence(finding, "who", who_name(WHO_MAIL_PROVIDER));
	else if (verdict->id == F_LOGIN_ELSEWHERE)
		run_evidence(finding, "who", who_took_it(session, door));
	else if (verdict->id == F_PORT_FOR_SERVERS)
		run_evidence(finding, "who", who_name(WHO_YOU));
}

static void say_refused_further(const struct comparison *comparison)
{
	const char *host = comparison->session->used.host;
	char words[SMTP_REPLY_TEXT + 32];

	if (!comparison->refusal.code)
		return;
	reply_in_words(&comparison->refusal, words, sizeof words);
	run_evidence(
		run_say(comparison->run, F_REFUSED_FURTHER,
			/* TRANSLATORS: {host} is the name of a server, {reply} what it answered, word by word. */
			N_("{host} turned a further connection of this test away, because there had been "
			   "several at "
			   "once: {reply}. That is this test's doing and passes by itself."),
			A_HOST("host", host), A_TEXT("reply", words)),
		"reply", comparison->refusal.text);
}

static void take_known(struct comparison *comparison, const struct alternatives *others)
{
	for (size_t i = 0; others && i < others->n && i < DOORS_MAX; i++)
		comparison->doors[comparison->n++] = others->doors[i];
}

static void run_elsewhere(struct check_run *run)
{
	const struct out_session *session = fact_get_out_session(run);
	const struct envelope_result *envelope = fact_await_envelope(run);
	const struct alternatives *others = fact_await_alternatives(run);
	bool starttls = lacks_starttls(session);
	bool login = !starttls && filters_lacks_login(run_case(run), session, envelope);
	struct elsewhere_verdict verdict;
	struct comparison *comparison;

	if (session->winner >= session->n_attempts) {
		run_skip(run, "settings.server");
		return;
	}
	if (!starttls && !login)
		return;
	comparison = mem_new(sizeof *comparison);
	comparison->run = run;
	comparison->session = session;
	comparison->starttls = starttls;
	take_known(comparison, others);
	look_around(comparison);
	verdict = judge(comparison);
	say(comparison, &verdict);
	say_refused_further(comparison);
	free(comparison);
}

const struct check check_firewall_elsewhere = {
	.id = "firewall.elsewhere",
	.step = STEP_FIREWALL,
	.title = N_("Compare with the other ports of the server, where something is missing"),
	.needs = FACT_BIT(OUT_SESSION),
	.wants = FACT_BIT(ENVELOPE) | FACT_BIT(ALTERNATIVES) | FACT_BIT(OUT_NAMES) | FACT_BIT(TLS_STORE),
	.limit_ms = 9000,
	.applies = filters_apply,
	.run = run_elsewhere,
};
