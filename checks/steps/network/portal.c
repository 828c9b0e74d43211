/*
 * A sign-in page before everything else (hotel, train, café). Only while the server is not reached, or proves to be another
 * one: two known pages of different owners are fetched in clear, without following where they lead.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "checks/catalogue.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/network/network.h"
#include "checks/steps/network/portal_verdict.h"

#define DNS_MS	   2500
#define CONNECT_MS 2500
#define PAGE_MS	   2500
#define PORT_HTTP  80

struct fetch {
	enum dns_outcome dns;
	struct tcp_attempt attempt;
	enum io_status io;
	struct http_answer answer;
	enum portal_answer means;
};

/* A name that nobody knows leaves its page out; an address of this computer itself is no answer at all. */
static void look_up(struct check_run *run, struct fetch fetches[PORTAL_PAGES])
{
	struct io_scope scope = io_scope_within(run_scope(run), DNS_MS);
	struct dns_answer answers[2 * PORTAL_PAGES];
	struct dns_config config;

	for (size_t i = 0; i < PORTAL_PAGES; i++) {
		answers[2 * i] = address_question(portal_pages[i].host, DNS_A);
		answers[2 * i + 1] = address_question(portal_pages[i].host, DNS_AAAA);
	}
	case_dns(run_case(run), &config);
	dns_ask_all(&scope, &config, answers, 2 * PORTAL_PAGES);
	for (size_t i = 0; i < PORTAL_PAGES; i++) {
		struct net_addr *addr = &fetches[i].attempt.addr;

		if (answer_address_here(&scope, &answers[2 * i], PORT_HTTP, addr) &&
			net_addr_is_loopback(addr))
			addr->len = 0;
		fetches[i].dns = answers[2 * i].outcome;
	}
	dns_answers_release(answers, 2 * PORTAL_PAGES);
}

static void connect_all(struct check_run *run, struct fetch fetches[PORTAL_PAGES])
{
	struct io_scope scope = io_scope_within(run_scope(run), CONNECT_MS);
	struct tcp_attempt attempts[PORTAL_PAGES];
	size_t which[PORTAL_PAGES], n = 0;

	for (size_t i = 0; i < PORTAL_PAGES; i++) {
		fetches[i].attempt.fd = -1;
		if (!fetches[i].attempt.addr.len)
			continue;
		which[n] = i;
		attempts[n++] = fetches[i].attempt;
	}
	tcp_connect_all(&scope, attempts, n);
	for (size_t k = 0; k < n; k++)
		fetches[which[k]].attempt = attempts[k];
}

static void get_all(struct check_run *run, struct fetch fetches[PORTAL_PAGES])
{
	for (size_t i = 0; i < PORTAL_PAGES; i++) {
		struct io_scope scope = io_scope_within(run_scope(run), PAGE_MS);
		struct fetch *fetch = &fetches[i];

		fetch->io = IO_FAILED;
		if (fetch->attempt.fd < 0)
			continue;
		fetch->io = http_get(&scope, fetch->attempt.fd, portal_pages[i].host, portal_pages[i].path,
			&fetch->answer);
		fetch->attempt.fd = -1;
		if (fetch->io == IO_OK)
			fetch->means = portal_answer_of(&portal_pages[i], &fetch->answer);
	}
}

static void add_fetch(struct finding *finding, const char *key, const char *host, const struct fetch *fetch)
{
	char ip[NET_ADDR_TEXT];

	net_addr_text(&fetch->attempt.addr, ip, sizeof ip);
	if (fetch->io == IO_OK)
		run_evidencef(finding, key, "http://%s (%s): %d %s", host, ip, fetch->answer.status,
			fetch->answer.location);
	else
		run_evidencef(finding, key, "http://%s (%s): %s", host,
			fetch->attempt.addr.len ? ip : dns_outcome_name(fetch->dns),
			fetch->attempt.outcome == TCP_CONNECTED ? io_status_name(fetch->io)
								: tcp_outcome_name(fetch->attempt.outcome));
}

static void say(struct check_run *run, const struct fetch fetches[PORTAL_PAGES], size_t proof)
{
	const struct fetch *fetch = &fetches[proof];
	struct finding *finding;

	if (fetch->answer.location[0])
		finding = run_say(run, F_PORTAL_SEEN,
			/* TRANSLATORS: {page} is the address of a web page. */
			N_("This network answers with a page of its own, whatever page is asked for: {page}"),
			A_TEXT("page", fetch->answer.location));
	else
		finding = run_say(run, F_PORTAL_SEEN,
			N_("This network answers with a page of its own, whatever page is asked for."), {0});
	add_fetch(finding, "page_1", portal_pages[0].host, &fetches[0]);
	add_fetch(finding, "page_2", portal_pages[1].host, &fetches[1]);
}

static void run_portal(struct check_run *run)
{
	const struct server_names *names = fact_get_out_names(run);
	const struct out_session *out = names->n ? fact_await_out_session(run) : NULL;
	struct fetch fetches[PORTAL_PAGES];
	enum portal_answer answers[PORTAL_PAGES];
	size_t proof;

	if (network_trouble(names, out) == TROUBLE_NONE) {
		run_skip(run, "settings.server");
		return;
	}
	memset(fetches, 0, sizeof fetches);
	look_up(run, fetches);
	connect_all(run, fetches);
	get_all(run, fetches);
	for (size_t i = 0; i < PORTAL_PAGES; i++)
		answers[i] = fetches[i].means;
	proof = portal_verdict(answers);
	if (proof < PORTAL_PAGES)
		say(run, fetches, proof);
}

const struct check check_network_portal = {
	.id = "network.portal",
	.step = STEP_NETWORK,
	.title = N_("See whether this network wants a sign-in on a web page first"),
	.needs = FACT_BIT(OUT_NAMES),
	.wants = FACT_BIT(OUT_SESSION),
	.shares_time = true,
	.limit_ms = 8000,
	.applies = network_applies,
	.run = run_portal,
};
