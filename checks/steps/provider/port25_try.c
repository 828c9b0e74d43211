/*
 * The servers that port 25 is tried at: mail servers of well-known companies, looked up now, the person's own, and beside them
 * another port of two more, to see that the way is free otherwise.
 */
#include <netinet/in.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/engine/facts.h"
#include "checks/know/provider.h"
#include "checks/mail/smtp.h"
#include "checks/net/gate.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/controls.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/provider/port25.h"

#define DNS_MS 3000
#define CONNECT_MS                                                                                           \
	3300 /* a lost packet is repeated after 1 and 3 s: two of them must not look like a block */
#define BANNER_MS 1500
#define OWN_MAX                                                                                              \
	(PORT25_TRIES_MAX - 2 * PORT25_ENOUGH) /* the others have room beside a server with many addresses */
#define DOMAINS 4 /* asked for their MX; the first three servers of different companies are taken */

/* Large, on networks of their own, and their mail servers are open to everybody. */
static const char *const domains[] = {
	"gmail.com", "outlook.com", "yahoo.com", "gmx.net", "fastmail.com", "icloud.com"};

bool port25_hear(struct check_run *run, int fd, const char *host, char *banner, size_t size)
{
	struct io_scope scope = io_scope_within(run_scope(run), BANNER_MS);
	struct smtp_session *smtp = smtp_new(fd, host, PORT_SMTP, NULL, run_transcript(run));
	bool greeted = smtp_banner(smtp, &scope) == SMTP_DONE;

	if (banner)
		str_copy(banner, size, smtp->banner.text);
	smtp_leave(smtp, &scope);
	smtp_free(&smtp);
	return greeted;
}

static void add_try(struct port25_table *table, const char *host, const struct dns_answer *answer, bool own)
{
	struct port25_try *try = &table->tries[table->n];
	struct net_addr addr;

	if (table->n == PORT25_TRIES_MAX || !answer_addresses(answer, PORT_SMTP, &addr, 1) ||
		(!own && net_addr_is_private(&addr)))
		return;
	*try = (struct port25_try){.own = own, .attempt = {.addr = addr, .fd = -1}};
	str_copy(try->host, sizeof try->host, host);
	table->n++;
}

/* The mail servers of the well-known domains; gives how many. */
static size_t look_up_servers(struct port25 *port25, char hosts[DOMAINS][HOST_MAX])
{
	struct io_scope scope = io_scope_within(run_scope(port25->run), DNS_MS);
	const char *own = port25->target ? port25->target->out.host : mailcase_domain(run_case(port25->run));
	struct dns_answer answers[DOMAINS];
	struct dns_config config;
	size_t asked = 0, n = 0;

	for (size_t i = 0; i < sizeof domains / sizeof domains[0] && asked < DOMAINS; i++) {
		if (!own[0] || !provider_same_organisation(domains[i], own))
			answers[asked++] = (struct dns_answer){.name = domains[i], .type = DNS_MX};
	}
	case_dns(run_case(port25->run), &config);
	dns_ask_all(&scope, &config, answers, asked);
	for (size_t i = 0; i < asked; i++) {
		const struct dns_answer *answer = &answers[i];
		const char *best = NULL;
		int preference = 65536;

		for (size_t k = 0; answer->outcome == DNS_FOUND && k < answer->n; k++) {
			if (answer->records[k].u.mx.preference < preference &&
				strlen(answer->records[k].u.mx.host) > 1) {
				best = answer->records[k].u.mx.host;
				preference = answer->records[k].u.mx.preference;
			}
		}
		if (best && n < PORT25_ENOUGH && (!own[0] || !provider_same_organisation(best, own)) &&
			str_copy(hosts[n], HOST_MAX, best))
			n++;
	}
	dns_answers_release(answers, asked);
	return n;
}

/* A and AAAA of all, and of two servers for sending, at whose other port it shows that the way is free. */
static void look_up_addresses(struct port25 *port25, char hosts[DOMAINS][HOST_MAX], size_t n)
{
	struct io_scope scope = io_scope_within(run_scope(port25->run), DNS_MS);
	struct dns_answer answers[2 * (DOMAINS + CONTROL_HOSTS)];
	char controls[CONTROL_HOSTS][HOST_MAX];
	struct dns_config config;
	size_t asked = 0, k;

	control_hosts(port25->target ? port25->target->out.host : "", controls);
	for (size_t i = 0; i < n + CONTROL_HOSTS; i++) {
		const char *host = i < n ? hosts[i] : controls[i - n];

		answers[asked++] = address_question(host, DNS_A);
		answers[asked++] = address_question(host, DNS_AAAA);
	}
	case_dns(run_case(port25->run), &config);
	dns_ask_all(&scope, &config, answers, asked);
	for (k = 0; k < 2 * n; k++)
		add_try(&port25->table, hosts[k / 2], &answers[k], false);
	for (; k < asked; k++) {
		struct net_addr addr;

		if (answer_addresses(&answers[k], PORT_SUBMISSIONS, &addr, 1) && !net_addr_is_private(&addr))
			port25->others[port25->n_others++] = (struct tcp_attempt){.addr = addr, .fd = -1};
	}
	dns_answers_release(answers, asked);
}

/* The person's own server, as settings.server has found it: it was tried long enough. */
static void add_own(struct port25 *port25)
{
	const struct out_session *out = port25->out;

	for (size_t i = 0; out && i < out->n_attempts && port25->table.n < OWN_MAX; i++) {
		struct port25_try *try = &port25->table.tries[port25->table.n];

		if (net_addr_port(&out->attempts[i].addr) != PORT_SMTP)
			continue;
		*try = (struct port25_try){.own = true, .attempt = out->attempts[i]};
		str_copy(try->host, sizeof try->host, out->used.host);
		port25->table.n++;
	}
}

static void note_others(struct port25 *port25, struct tcp_attempt *others)
{
	for (size_t i = 0; i < port25->n_others; i++) {
		if (others[i].fd >= 0)
			net_close(others[i].fd);
		if (others[i].outcome != TCP_CONNECTED)
			continue;
		if (net_addr_family(&others[i].addr) == AF_INET6)
			port25->table.others_work6 = true;
		else
			port25->table.others_work4 = true;
		if (!port25->works.len || net_addr_family(&port25->works) == AF_INET6)
			port25->works = others[i].addr;
	}
}

void port25_find_servers(struct port25 *port25)
{
	char hosts[DOMAINS][HOST_MAX];
	size_t n = look_up_servers(port25, hosts);

	add_own(port25);
	port25->n_seen = port25->table.n;
	look_up_addresses(port25, hosts, n);
}

/* Everybody at once; the greetings one after the other, which are there by then. */
void port25_try_servers(struct port25 *port25)
{
	struct io_scope scope = io_scope_within(run_scope(port25->run), CONNECT_MS);
	struct tcp_attempt attempts[PORT25_TRIES_MAX + 2 * CONTROL_HOSTS];
	size_t n = 0, n_tried = port25->table.n - port25->n_seen;
	struct port25_try *tries = port25->table.tries + port25->n_seen;

	for (size_t i = 0; i < n_tried; i++)
		attempts[n++] = tries[i].attempt;
	for (size_t i = 0; i < port25->n_others; i++)
		attempts[n++] = port25->others[i];
	if (!n)
		return;
	tcp_connect_all(&scope, attempts, n);
	for (size_t i = 0; i < n_tried; i++) {
		struct port25_try *try = &tries[i];

		try->attempt = attempts[i];
		if (try->attempt.fd < 0)
			continue;
		try->greeted =
			port25_hear(port25->run, try->attempt.fd, try->host, try->banner, sizeof try->banner);
		try->attempt.fd = -1;
	}
	note_others(port25, attempts + n_tried);
}
