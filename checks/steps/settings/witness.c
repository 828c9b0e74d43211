/*
 * Fetching the certificate of the server for receiving.
 */
#include "checks/steps/settings/witness.h"

#include "checks/mail/access.h"
#include "checks/steps/common/lookup.h"

#define WITNESS_MS 3000

static const struct server_settings *incoming_of(
	const struct mailcase *mailcase, const struct recommended_settings *recommended)
{
	if (mailcase->incoming.host[0])
		return &mailcase->incoming;
	return recommended && recommended->n_incoming ? &recommended->incoming[0] : NULL;
}

static int port_of(const struct server_settings *incoming)
{
	if (incoming->port)
		return incoming->port;
	return incoming->pop3 ? 995 : 993;
}

static bool is_implicit(const struct server_settings *incoming)
{
	int port = port_of(incoming);

	return incoming->security == SECURITY_TLS ||
	       (incoming->security == SECURITY_AUTO && (port == 993 || port == 995));
}

static bool shake_hands(struct check_run *run, const struct io_scope *scope, const struct tls_store *store,
	const struct server_settings *incoming, int fd, struct tls_report *report_r)
{
	int port = port_of(incoming);
	bool pop3 = incoming->pop3 || port == 110 || port == 995;
	struct access_session *access =
		access_new(pop3 ? ACCESS_POP3 : ACCESS_IMAP, fd, incoming->host, port, run_transcript(run));

	if (is_implicit(incoming))
		(void)access_tls_now(access, scope, store, incoming->host);
	else if (access_banner(access, scope) == ACCESS_DONE)
		(void)access_starttls(access, scope, store, incoming->host);
	*report_r = access->tls;
	access_leave(access, scope);
	access_free(&access);
	return report_r->outcome == TLS_DONE && report_r->n_chain > 0;
}

bool witness_certificate(struct check_run *run, const struct tls_store *store,
	const struct recommended_settings *recommended, struct tls_report *report_r)
{
	struct io_scope scope = io_scope_within(run_scope(run), WITNESS_MS);
	const struct server_settings *incoming = incoming_of(run_case(run), recommended);
	struct tcp_attempt attempts[ADDRS_MAX];
	struct server_names names;
	size_t n = 0, winner;

	if (!incoming || incoming->security == SECURITY_NONE)
		return false;
	lookup_host(run, incoming->host, port_of(incoming), &names, NULL);
	for (size_t i = 0; i < names.n; i++) {
		/* A server that nobody named is not contacted at a private address. */
		if (incoming == &run_case(run)->incoming || !net_addr_is_private(&names.addrs[i]))
			attempts[n++] = (struct tcp_attempt){.addr = names.addrs[i]};
	}
	winner = n;
	if (n)
		tcp_connect_first(&scope, attempts, n, &winner);
	return winner < n && shake_hands(run, &scope, store, incoming, attempts[winner].fd, report_r);
}
