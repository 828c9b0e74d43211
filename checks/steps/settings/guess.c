/*
 * Trying usual names. Never longer than needed: the first that works, in the order of preference, ends it.
 */
#include "checks/steps/settings/guess.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/net/gate.h"
#include "checks/net/tcp.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/look.h"
#include "checks/steps/common/ports.h"

#define NAMES_MAX  5
#define CONNECT_MS 3000
#define LOOK_MS	   2500

/* One name and the one address of it that is tried. */
struct guessed_name {
	char host[HOST_MAX];
	struct net_addr addr; /* len 0: none */
};

/* prefix is "" for the domain itself. False when the name would be too long. */
static bool make_host(const char *prefix, const char *domain, char host_r[HOST_MAX])
{
	int len = snprintf(host_r, HOST_MAX, "%s%s%s", prefix, *prefix ? "." : "", domain);

	return len > 0 && len < HOST_MAX;
}

static void add_guess(struct server_settings *guesses, size_t *n, const char *host, int port,
	enum security security, bool pop3)
{
	guesses[*n] = (struct server_settings){
		.port = port, .security = security, .source = SOURCE_GUESS, .pop3 = pop3};
	str_copy(guesses[*n].host, sizeof guesses[*n].host, host);
	(*n)++;
}

size_t guess_outgoing(const char *domain, struct server_settings guesses_r[GUESSES_MAX])
{
	static const char *const prefixes[] = {"smtp", "mail", ""};
	char host[HOST_MAX];
	size_t n = 0;

	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
		if (!make_host(prefixes[i], domain, host))
			continue;
		add_guess(guesses_r, &n, host, PORT_SUBMISSION, SECURITY_STARTTLS, false);
		add_guess(guesses_r, &n, host, PORT_SUBMISSIONS, SECURITY_TLS, false);
	}
	return n;
}

size_t guess_incoming(const char *domain, struct server_settings guesses_r[GUESSES_MAX])
{
	static const char *const prefixes[] = {"imap", "mail", "", "pop"};
	char host[HOST_MAX];
	size_t n = 0;

	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
		bool pop3 = strcmp(prefixes[i], "pop") == 0;

		if (make_host(prefixes[i], domain, host))
			add_guess(guesses_r, &n, host, pop3 ? 995 : 993, SECURITY_TLS, pop3);
	}
	return n;
}

/* The first address, IPv4 first: a guess is no test of IPv6. */
static struct net_addr one_address(const struct dns_answer *a, const struct dns_answer *aaaa, bool *refused_r)
{
	struct net_addr addrs[ADDRS_MAX];
	size_t n = answer_addresses(a, 0, addrs, ADDRS_MAX);

	n += answer_addresses(aaaa, 0, addrs + n, ADDRS_MAX - n);
	for (size_t i = 0; i < n; i++) {
		if (!net_addr_is_private(&addrs[i]))
			return addrs[i];
		*refused_r = true;
	}
	return n ? addrs[0] : (struct net_addr){.len = 0};
}

/* Looks all names up in one round. */
static void resolve(struct check_run *run, struct guessed_name *names, size_t n, char refused_r[HOST_MAX],
	struct net_addr *refused_ip_r)
{
	struct dns_answer answers[2 * NAMES_MAX];
	struct dns_config config;

	for (size_t i = 0; i < n; i++) {
		answers[2 * i] = address_question(names[i].host, DNS_A);
		answers[2 * i + 1] = address_question(names[i].host, DNS_AAAA);
	}
	case_dns(run_case(run), &config);
	dns_ask_all(run_scope(run), &config, answers, 2 * n);
	for (size_t i = 0; i < n; i++) {
		bool refused = false;
		struct net_addr addr = one_address(&answers[2 * i], &answers[2 * i + 1], &refused);

		if (!addr.len || !net_addr_is_private(&addr)) {
			names[i].addr = addr;
		} else if (!refused_r[0]) {
			str_copy(refused_r, HOST_MAX, names[i].host);
			*refused_ip_r = addr;
		}
	}
	dns_answers_release(answers, 2 * n);
}

static const struct net_addr *addr_of(const struct guessed_name *names, size_t n, const char *host)
{
	for (size_t i = 0; i < n; i++) {
		if (names[i].addr.len && strcmp(names[i].host, host) == 0)
			return &names[i].addr;
	}
	return NULL;
}

/* Drops the guesses without an address; two names of one address count once per port. Gives how many are
 * left. */
static size_t make_attempts(const struct guessed_name *names, size_t n_names, struct server_settings *guesses,
	size_t n, struct tcp_attempt *attempts_r)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		const struct net_addr *addr = addr_of(names, n_names, guesses[i].host);
		struct net_addr with_port;
		bool known = false;

		if (!addr)
			continue;
		with_port = net_addr_with_port(addr, guesses[i].port);
		for (size_t k = 0; k < kept; k++)
			known |= guesses[k].port == guesses[i].port &&
				 net_addr_same_ip(&attempts_r[k].addr, &with_port);
		if (known)
			continue;
		guesses[kept] = guesses[i];
		attempts_r[kept++] = (struct tcp_attempt){.addr = with_port};
	}
	return kept;
}

static size_t connect_first(struct check_run *run, struct tcp_attempt *attempts, size_t n)
{
	struct io_scope scope = io_scope_within(run_scope(run), CONNECT_MS);
	size_t winner = n;

	if (n)
		tcp_connect_first(&scope, attempts, n, &winner);
	return winner;
}

/*
 * The first that is a mail server with a good certificate, else the first that is a mail server at all: programs are set to such a name, and
 * its certificate is the fault then. Who looks after a server has no program in question, and nobody has named the guessed one.
 */
static bool find_outgoing(struct check_run *run, const struct tls_store *store,
	struct server_settings *guesses, struct tcp_attempt *attempts, size_t n,
	struct server_settings *found_r)
{
	const bool any = run_case(run)->role != ROLE_ADMIN;
	bool found = false;
	size_t winner;

	while ((winner = connect_first(run, attempts, n)) < n) {
		struct port_look look;

		look_at(run, store, attempts[winner].fd, guesses[winner].host, guesses[winner].port,
			guesses[winner].security, LOOK_MS, &look);
		if (look.works || (look.smtp && any && !found)) {
			*found_r = guesses[winner];
			found = true;
		}
		if (look.works)
			break;
		n--;
		memmove(guesses + winner, guesses + winner + 1, (n - winner) * sizeof *guesses);
		memmove(attempts + winner, attempts + winner + 1, (n - winner) * sizeof *attempts);
	}
	return found;
}

void guess_try(struct check_run *run, const struct tls_store *store, const char *domain,
	struct recommended_settings *settings, char refused_r[HOST_MAX], struct net_addr *refused_ip_r)
{
	struct server_settings out[GUESSES_MAX], in[GUESSES_MAX], found;
	struct tcp_attempt attempts[GUESSES_MAX];
	struct guessed_name names[NAMES_MAX] = {{"", {.len = 0}}};
	size_t n_out = guess_outgoing(domain, out), n_in = guess_incoming(domain, in), n_names = 0, winner;

	static const char *const prefixes[] = {"smtp", "mail", "", "imap", "pop"};
	for (size_t i = 0; i < NAMES_MAX; i++)
		n_names += make_host(prefixes[i], domain, names[n_names].host);
	resolve(run, names, n_names, refused_r, refused_ip_r);
	n_out = make_attempts(names, n_names, out, n_out, attempts);
	if (!find_outgoing(run, store, out, attempts, n_out, &found))
		return;
	settings->outgoing[settings->n_outgoing++] = found;
	settings->source = SOURCE_GUESS;
	n_in = make_attempts(names, n_names, in, n_in, attempts);
	winner = connect_first(run, attempts, n_in);
	if (winner == n_in)
		return;
	net_close(attempts[winner].fd);
	settings->incoming[settings->n_incoming++] = in[winner];
}
