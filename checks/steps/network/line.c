/*
 * The line itself: answers that come later than programs wait, and connections that break off again and again. A conversation
 * that broke off is tried again a few times, each time beside one with a server that has nothing to do with it. Where nothing
 * at all answered, it is waited for once more, and longer.
 */

#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/net/gate.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/controls.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/network/line_verdict.h"
#include "checks/steps/network/network.h"
#include "checks/steps/network/visit.h"

#define TRIES	   4
#define TRIES_MS   7000 /* for all of them together */
#define TRY_MS	   2500 /* or three times what the connection took */
#define WORDS	   3	/* that each says where it came through */
#define DNS_MS	   1000
#define PATIENT_MS 8000
#define PORT_HTTPS 443

struct watch {
	struct check_run *run;
	const struct out_session *out;
	struct net_addr control; /* len 0: none is known */
	char control_host[HOST_MAX];
	struct line_try tries[LINE_TRIES_MAX];
	char words[LINE_TRIES_MAX][96];
	size_t n;
};

static void say_slow(struct check_run *run, const struct out_session *out, int64_t slowest_us)
{
	struct finding *finding = run_say(run, F_TOO_SLOW,
		/* TRANSLATORS: {host} is the name of a server, {seconds} a number. */
		N_("Answers from {host} take up to {seconds} seconds. For one mail ten of them are needed, "
		   "one after the "
		   "other; many programs give up before."),
		A_HOST("host", out->used.host), A_SECONDS("seconds", (slowest_us + CLOCK_MS(500)) / 1000000));

	evidence_attempts(finding, out->attempts, out->n_attempts);
	run_evidencef(finding, "slow_answers", "%d of %d ms or more", out->slow_answers, OUT_SLOW_MS);
	run_evidencef(finding, "slowest_ms", "%lld", (long long)(slowest_us / 1000));
	/* The way is quick and the answers are not: that is the server. */
	if (out->winner < out->n_attempts && out->attempts[out->winner].took_us < CLOCK_MS(OUT_SLOW_MS) / 3)
		run_evidence(finding, "who", "mail-provider");
}

/* Another provider's server, by its first address. */
static void find_control(struct watch *watch)
{
	struct io_scope scope = io_scope_within(run_scope(watch->run), DNS_MS);
	char hosts[CONTROL_HOSTS][HOST_MAX];
	struct dns_answer answers[CONTROL_HOSTS];
	struct dns_config config;
	/* Beside the visits, by the same kind of address. */
	int family = net_addr_family(&watch->out->attempts[watch->out->winner].addr);

	control_hosts(watch->out->used.host, hosts);
	for (size_t i = 0; i < CONTROL_HOSTS; i++)
		answers[i] = address_question(hosts[i], family == AF_INET6 ? DNS_AAAA : DNS_A);
	case_dns(run_case(watch->run), &config);
	dns_ask_all(&scope, &config, answers, CONTROL_HOSTS);
	for (size_t i = 0; i < CONTROL_HOSTS && !watch->control.len; i++) {
		struct net_addr addr;

		if (!answer_addresses(&answers[i], PORT_SUBMISSIONS, &addr, 1) || net_addr_is_private(&addr))
			continue;
		watch->control = addr;
		str_copy(watch->control_host, HOST_MAX, hosts[i]);
	}
	dns_answers_release(answers, CONTROL_HOSTS);
}

/* A visit, and a few words more: what breaks off at any place has more places to do so. */
static bool try_once(struct watch *watch, struct visit *visit, int *place_r)
{
	int64_t three_ms = watch->out->attempts[watch->out->winner].took_us * 3 / 1000 + TRY_MS;
	struct io_scope scope;
	int words = 0;

	visit_make(watch->run, three_ms, visit);
	scope = io_scope_within(run_scope(watch->run), TRY_MS);
	while (visit->stage == VISIT_DONE && visit->step == SMTP_DONE && words < WORDS) {
		visit->step = smtp_noop(visit->smtp, &scope);
		words += visit->step == SMTP_DONE;
	}
	*place_r = visit->stage + words;
	return visit_died(visit);
}

static void try_again(struct watch *watch)
{
	struct line_try *tried = &watch->tries[watch->n];
	struct visit visit = {
		.attempt.addr = watch->out->attempts[watch->out->winner].addr, .as = watch->out->used};
	struct visit control = {
		.attempt.addr = watch->control, .as = {.port = PORT_SUBMISSIONS, .security = SECURITY_TLS}};
	char words[64];
	int place;

	*tried = (struct line_try){.died = false};
	tried->died = try_once(watch, &visit, &tried->place);
	visit_in_words(&visit, words, sizeof words);
	str_copy(watch->words[watch->n], sizeof watch->words[0], words);
	visit_end(watch->run, &visit);
	/* What does not even connect tells nothing of connections. */
	if (visit.attempt.outcome != TCP_CONNECTED)
		return;
	if (watch->control.len) {
		str_copy(control.as.host, HOST_MAX, watch->control_host);
		tried->control_died = try_once(watch, &control, &place);
		tried->control_lived = control.stage == VISIT_DONE && !tried->control_died;
		visit_end(watch->run, &control);
	}
	watch->n++;
}

static void say_line(struct watch *watch)
{
	static const char *const keys[LINE_TRIES_MAX] = {
		"try_1", "try_2", "try_3", "try_4", "try_5", "try_6"};
	enum finding_id id = line_verdict(watch->tries, watch->n);
	size_t died = 0, controls_lived = 0, controls_died = 0;
	struct finding *finding;

	for (size_t i = 0; i < watch->n; i++) {
		died += watch->tries[i].died;
		controls_lived += watch->tries[i].control_lived;
		controls_died += watch->tries[i].control_died;
	}
	if (id == F_N)
		return;
	if (id == F_LINE_DROPS)
		finding = run_say(watch->run, id,
			/* TRANSLATORS: {host} is the name of a server, {died} and {count} are numbers: 3 of 4. */
			N_("{died} of {count} connections to {host} broke off, and the server had not ended "
			   "them."),
			A_HOST("host", watch->out->used.host), A_COUNT("died", (int64_t)died),
			A_COUNT("count", (int64_t)watch->n));
	else
		finding =
			run_say(watch->run, id, N_("The line itself holds: other connections lasted."), {0});
	for (size_t i = 0; i < watch->n; i++)
		run_evidence(finding, keys[i], watch->words[i]);
	if (controls_lived + controls_died)
		run_evidencef(finding, "control", "%s: %zu of %zu broke off", watch->control_host,
			controls_died, controls_lived + controls_died);
}

/* The conversation broke off at this place. */
static void watch_line(struct check_run *run, const struct out_session *out, int place)
{
	struct io_scope whole;
	struct watch watch = {.run = run, .out = out, .n = 1};

	/* The doors of the same server are tried meanwhile: not all at once. */
	(void)fact_await_alternatives(run);
	whole = io_scope_within(run_scope(run), TRIES_MS);
	watch.tries[0] = (struct line_try){.died = true, .place = place};
	str_copy(watch.words[0], sizeof watch.words[0], "the conversation itself");
	find_control(&watch);
	for (int i = 0; i < TRIES && io_scope_left_ms(&whole) > 0; i++) {
		try_again(&watch);
		if (line_verdict(watch.tries, watch.n) == F_LINE_DROPS)
			break;
	}
	say_line(&watch);
}

/* Silence from the start, or where large packets begin, has other reasons (network.segments). */
static bool broke_off_talking(const struct out_session *out)
{
	int place = line_place(out->stage);

	if (out->problem == F_SERVER_SILENT)
		return place != VISIT_BANNER && place != VISIT_TLS;
	return out->problem != F_RAN_OUT_OF_TIME;
}

/* Whether the conversation broke off, and where; behind EHLO inside the encryption by what came later. */
static bool broke_off(struct check_run *run, const struct out_session *out, int *place_r)
{
	const struct login_result *login;
	const struct envelope_result *envelope;

	*place_r = line_place(out->stage);
	if (network_trouble(fact_get_out_names(run), out) == TROUBLE_TALK)
		return broke_off_talking(out);
	if (!out->ready)
		return false;
	login = fact_await_out_login(run);
	*place_r = VISIT_DONE + 1;
	if (login && login->tried && login->step == SMTP_LOST)
		return true;
	envelope = fact_await_envelope(run);
	*place_r = VISIT_DONE + 2;
	return envelope && envelope->tried &&
	       (envelope->replies.mail_step == SMTP_LOST || envelope->replies.rcpt_step == SMTP_LOST);
}

/* Nothing at all answered in time, here or elsewhere: is it only late? */
static bool all_silent(struct check_run *run, const struct out_session *out, struct net_addr *control_r)
{
	const struct control_table *controls = fact_await_controls(run);

	if (run_scope(run)->map)
		return false;
	for (size_t i = 0; i < out->n_attempts; i++) {
		if (out->attempts[i].outcome != TCP_TIMED_OUT &&
			out->attempts[i].outcome != TCP_NET_UNREACHABLE)
			return false;
	}
	for (size_t i = 0; controls && i < controls->n; i++) {
		const struct control_probe *probe = &controls->probes[i];

		if (probe->attempt.addr.len && probe->attempt.outcome != TCP_TIMED_OUT)
			return false;
		if (probe->port == PORT_HTTPS && !probe->incoming && probe->attempt.addr.len)
			*control_r = probe->attempt.addr;
	}
	return true;
}

/* What answers now answers late, and would have been called dead. */
static void wait_longer(struct check_run *run, const struct out_session *out)
{
	struct io_scope scope = io_scope_within(run_scope(run), PATIENT_MS);
	struct tcp_attempt attempts[2] = {{.fd = -1}, {.fd = -1}};
	int64_t slowest_us = 0;
	size_t n = 0, winner;

	if (!all_silent(run, out, &attempts[1].addr))
		return;
	for (size_t i = 0; i < out->n_attempts && !attempts[0].addr.len; i++) {
		if (out->attempts[i].outcome == TCP_TIMED_OUT)
			attempts[0].addr = out->attempts[i].addr;
	}
	if (!attempts[0].addr.len)
		return;
	n = attempts[1].addr.len ? 2 : 1;
	tcp_connect_first(&scope, attempts, n, &winner);
	if (winner == n)
		return;
	net_close(attempts[winner].fd);
	slowest_us = attempts[winner].took_us;
	if (slowest_us >= CLOCK_MS(OUT_SLOW_MS))
		say_slow(run, out, slowest_us);
}

static void run_line(struct check_run *run)
{
	const struct out_session *out = fact_get_out_session(run);
	int place;

	if (out->winner == out->n_attempts) {
		wait_longer(run, out);
	} else if (line_is_slow(out)) {
		say_slow(run, out, out->slowest_us);
	} else if (broke_off(run, out, &place)) {
		watch_line(run, out, place);
	}
}

const struct check check_network_line = {
	.id = "network.line",
	.step = STEP_NETWORK,
	.title = N_("See whether the line is steady and fast enough"),
	.needs = FACT_BIT(OUT_NAMES) | FACT_BIT(OUT_SESSION),
	.wants = FACT_BIT(ALTERNATIVES) | FACT_BIT(OUT_LOGIN) | FACT_BIT(ENVELOPE) | FACT_BIT(CONTROLS) |
		 FACT_BIT(TLS_STORE),
	.shares_time = true,
	.limit_ms = 12000,
	.applies = network_applies,
	.run = run_line,
};
