/*
 * Answers about names that somebody changed on the way. Only while the server is not reached, or proves to be another one:
 * the resolver is asked for names that cannot exist and for other servers, and the domain's own name servers are asked for
 * the name of the server.
 */
#include "checks/steps/network/answers.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/random.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/controls.h"
#include "checks/steps/network/network.h"
#include "checks/steps/network/visit.h"

#define ROUND_MS  2000
#define NOBODY_MS 700
#define VISIT_MS  3000
#define OLDER_MS  1200 /* a remembered answer lives a second less by then */
#define ZONES_MAX 5
#define LABEL_LEN 16

/* No host ever has this address (RFC 7600 section 4): whoever answers in its place takes in all questions. */
#define DUMMY_SERVER "192.0.0.8"

static_assert(ANSWERS_CONTROLS == CONTROL_HOSTS, "one list of addresses for each control host");

static void make_label(char label[LABEL_LEN + 1])
{
	unsigned char bytes[LABEL_LEN];

	random_bytes(bytes, sizeof bytes);
	for (size_t i = 0; i < LABEL_LEN; i++)
		label[i] = (char)('a' + bytes[i] % 26);
	label[LABEL_LEN] = '\0';
}

static void make_name(char *name, const char *below)
{
	struct str STR_AUTO text = STR_INIT_MAX(HOST_MAX - 1);
	char label[LABEL_LEN + 1];

	make_label(label);
	str_addf(&text, "%s.%s", label, below);
	str_copy(name, HOST_MAX, str_text(&text));
}

static void make_names(struct inquiry *inquiry)
{
	const char *host = inquiry->names->host;
	const char *parent = strchr(host, '.'), *top = strrchr(host, '.');

	make_name(inquiry->unlikely[UNLIKELY_RESERVED], "example");
	if (top && top[1])
		make_name(inquiry->unlikely[UNLIKELY_TOP], top + 1);
	if (parent && parent != top)
		make_name(inquiry->unlikely[UNLIKELY_NEAR], parent + 1);
	control_hosts(host, inquiry->controls);
}

static void take_list(const struct dns_answer *answer, struct answer_list *list)
{
	list->n += answer_addresses(answer, 0, list->addrs + list->n, ANSWERS_ADDRS_MAX - list->n);
}

/* The host and what stands above it, without the top-level domain. */
static size_t zones_of(const char *host, const char *zones[ZONES_MAX])
{
	size_t n = 0;

	for (const char *at = host; at && strchr(at, '.') && n < ZONES_MAX; at = strchr(at, '.')) {
		at += *at == '.';
		if (strchr(at, '.'))
			zones[n++] = at;
	}
	return n;
}

/* The name servers of the nearest zone that has some. */
static void take_servers(struct inquiry *inquiry, const struct dns_answer *answers, size_t n)
{
	for (size_t i = 0; i < n && !inquiry->n_servers; i++) {
		const struct dns_answer *answer = &answers[i];

		for (size_t k = 0; answer->outcome == DNS_FOUND && k < answer->n; k++) {
			if (inquiry->n_servers < SERVERS_MAX)
				str_copy(inquiry->servers[inquiry->n_servers++], HOST_MAX,
					answer->records[k].u.name);
		}
	}
	inquiry->picture.has_owner = inquiry->n_servers > 0;
}

static void take_given(struct inquiry *inquiry, const struct dns_answer *a, const struct dns_answer *aaaa)
{
	struct answers_picture *picture = &inquiry->picture;

	take_list(a, &picture->given);
	if (!picture->given.n)
		take_list(aaaa, &picture->given);
	picture->denied = !picture->given.n && dns_is_absent(a->outcome) && dns_is_absent(aaaa->outcome);
	inquiry->ttl = a->outcome == DNS_FOUND ? a->records[0].ttl : a->negative_ttl;
	inquiry->answered_by = a->answered_by;
	inquiry->asked_us = clock_us();
}

/* Everything that the resolver in use is asked, in one round. */
static bool ask_resolver(struct inquiry *inquiry)
{
	struct io_scope scope = io_scope_within(run_scope(inquiry->run), ROUND_MS);
	struct dns_answer answers[2 + ANSWERS_UNLIKELY + CONTROL_HOSTS + ZONES_MAX];
	const char *host = inquiry->names->host, *zones[ZONES_MAX];
	size_t n_zones = zones_of(host, zones), n = 0;
	const size_t unlikely = 2, controls = unlikely + ANSWERS_UNLIKELY,
		     first_zone = controls + CONTROL_HOSTS;

	answers[n++] = address_question(host, DNS_A);
	answers[n++] = address_question(host, DNS_AAAA);
	for (size_t i = 0; i < ANSWERS_UNLIKELY; i++)
		answers[n++] = address_question(inquiry->unlikely[i], DNS_A);
	for (size_t i = 0; i < CONTROL_HOSTS; i++)
		answers[n++] = address_question(inquiry->controls[i], DNS_A);
	for (size_t i = 0; i < n_zones; i++)
		answers[n++] = address_question(zones[i], DNS_NS);
	if (dns_ask_all(&scope, &inquiry->config, answers, n) != IO_OK) {
		dns_answers_release(answers, n);
		return false;
	}
	take_given(inquiry, &answers[0], &answers[1]);
	for (size_t i = 0; i < ANSWERS_UNLIKELY; i++)
		take_list(&answers[unlikely + i], &inquiry->picture.unlikely[i]);
	for (size_t i = 0; i < CONTROL_HOSTS; i++)
		take_list(&answers[controls + i], &inquiry->picture.controls[i]);
	take_servers(inquiry, answers + first_zone, n_zones);
	dns_answers_release(answers, n);
	return true;
}

static void find_servers(struct inquiry *inquiry)
{
	struct io_scope scope = io_scope_within(run_scope(inquiry->run), ROUND_MS);
	struct dns_answer answers[2 * SERVERS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < inquiry->n_servers; i++) {
		answers[n++] = address_question(inquiry->servers[i], DNS_A);
		answers[n++] = address_question(inquiry->servers[i], DNS_AAAA);
	}
	dns_ask_all(&scope, &inquiry->config, answers, n);
	for (size_t i = 0; i < inquiry->n_servers; i++)
		answer_address_here(&scope, &answers[2 * i], 53, &inquiry->server_addrs[i]);
	dns_answers_release(answers, n);
}

static void take_owner(struct inquiry *inquiry, const struct dns_answer *answer)
{
	struct answers_picture *picture = &inquiry->picture;

	if (!answer->authoritative || (answer->outcome != DNS_FOUND && !dns_is_absent(answer->outcome)))
		return;
	picture->asked_owner = true;
	inquiry->by_tcp |= answer->tcp;
	inquiry->owner = answer->answered_by;
	take_list(answer, &picture->true_ones);
}

/* A and AAAA of every one of the domain's own servers; gives how many questions. */
static size_t add_questions(const struct inquiry *inquiry, bool tcp, struct dns_answer *answers)
{
	size_t n = 0;

	for (size_t i = 0; i < inquiry->n_servers; i++) {
		for (int v6 = 0; v6 < 2 && inquiry->server_addrs[i].len; v6++) {
			answers[n] = address_question(inquiry->names->host, v6 ? DNS_AAAA : DNS_A);
			answers[n].server = &inquiry->server_addrs[i];
			answers[n++].tcp = tcp;
		}
	}
	return n;
}

/* Over TCP, too, which counts first: whoever changes answers on the way often does so with single packets only. */
static void ask_owners(struct inquiry *inquiry)
{
	struct io_scope scope = io_scope_within(run_scope(inquiry->run), ROUND_MS);
	struct dns_answer answers[4 * SERVERS_MAX];
	size_t n = add_questions(inquiry, true, answers);

	add_questions(inquiry, false, answers + n);
	dns_ask_all(&scope, &inquiry->config, answers, 2 * n);
	for (size_t i = 0; i < n; i++)
		take_owner(inquiry, &answers[i]);
	for (size_t i = n; i < 2 * n && !inquiry->by_tcp; i++)
		take_owner(inquiry, &answers[i]);
	dns_answers_release(answers, 2 * n);
}

/* Whether somebody speaks in the name of an address that nobody has. */
static void ask_nobody(struct inquiry *inquiry)
{
	struct io_scope scope = io_scope_within(run_scope(inquiry->run), NOBODY_MS);
	struct dns_answer answer = address_question(inquiry->names->host, DNS_A);
	struct net_addr nobody;

	net_addr_parse(DUMMY_SERVER, 53, &nobody);
	answer.server = &nobody;
	dns_ask_all(&scope, &inquiry->config, &answer, 1);
	inquiry->intercepted = answer.rcode >= 0;
	dns_answers_release(&answer, 1);
}

/* Whether the resolver's answer is one that it remembers: then it is a second older now. */
static void ask_again(struct inquiry *inquiry)
{
	int64_t left_ms = OLDER_MS - (clock_us() - inquiry->asked_us) / 1000;
	struct io_scope until = io_scope_within(run_scope(inquiry->run), left_ms > 0 ? left_ms : 0);
	struct io_scope scope = io_scope_within(run_scope(inquiry->run), OLDER_MS + ROUND_MS);
	struct dns_answer answer = address_question(inquiry->names->host, DNS_A);
	uint32_t ttl;

	if (io_wait(&until, NULL, 0) == IO_CANCELLED)
		return;
	dns_ask_all(&scope, &inquiry->config, &answer, 1);
	ttl = answer.outcome == DNS_FOUND ? answer.records[0].ttl : answer.negative_ttl;
	inquiry->picture.runs = ttl < inquiry->ttl;
	dns_answers_release(&answer, 1);
}

/* Whether the server that its owner names proves to be the right one. */
static void visit_true(struct inquiry *inquiry)
{
	const struct target *target = fact_get_target(inquiry->run);
	struct visit visit = {.as = inquiry->out ? inquiry->out->used : target->out};

	if (visit.as.security == SECURITY_AUTO)
		visit.as.security = visit.as.port == 465 ? SECURITY_TLS : SECURITY_STARTTLS;
	visit.attempt.addr = net_addr_with_port(&inquiry->picture.true_ones.addrs[0], visit.as.port);
	inquiry->picture.true_proven =
		visit_make(inquiry->run, VISIT_MS, &visit) && stream_is_verified(visit.smtp->stream);
	visit_end(inquiry->run, &visit);
}

static void inquire(struct inquiry *inquiry)
{
	case_dns(run_case(inquiry->run), &inquiry->config);
	make_names(inquiry);
	if (!ask_resolver(inquiry))
		return;
	if (inquiry->n_servers)
		find_servers(inquiry);
	ask_owners(inquiry);
	if (answers_difference(&inquiry->picture) == ANSWERS_OTHER) {
		visit_true(inquiry);
		ask_again(inquiry);
	}
	if (answers_anything(&inquiry->picture) || answers_one(&inquiry->picture) ||
		answers_difference(&inquiry->picture) >= ANSWERS_BOGON)
		ask_nobody(inquiry);
	answers_say(inquiry);
}

/* The name was looked up in DNS, and DNS answers at all. */
static bool is_about_dns(const struct server_names *names)
{
	return !names->literal && !names->from_hosts_file && !names->from_system && names->a != DNS_UNASKED &&
	       names->a != DNS_TIMED_OUT && names->a != DNS_UNREACHABLE && names->a != DNS_BAD_NAME;
}

static void run_answers(struct check_run *run)
{
	const struct server_names *names = fact_get_out_names(run);
	struct inquiry *inquiry;
	const struct out_session *out;

	if (!is_about_dns(names)) {
		run_skip(run, "settings.names");
		return;
	}
	out = names->n ? fact_await_out_session(run) : NULL;
	if (network_trouble(names, out) == TROUBLE_NONE) {
		run_skip(run, "settings.server");
		return;
	}
	inquiry = mem_new(sizeof *inquiry);
	*inquiry = (struct inquiry){.run = run, .names = names, .out = out};
	inquire(inquiry);
	free(inquiry);
}

const struct check check_network_answers = {
	.id = "network.answers",
	.step = STEP_NETWORK,
	.title = N_("See whether the answers about names are right"),
	.needs = FACT_BIT(TARGET) | FACT_BIT(OUT_NAMES),
	.wants = FACT_BIT(OUT_SESSION) | FACT_BIT(TLS_STORE),
	.shares_time = true,
	.limit_ms = 12000,
	.applies = network_applies,
	.run = run_answers,
};
