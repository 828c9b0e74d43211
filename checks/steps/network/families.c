/*
 * IPv6 that is offered and does not work, while IPv4 does: programs that try IPv6 first then wait for
 * minutes. The connection itself has tried IPv6 already; only where that was still undecided when IPv4 won,
 * it is tried for its full 3 s, and on a slow line for longer.
 */
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/net/gate.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/network/network.h"
#include "checks/steps/network/one_family.h"

#define CONNECT_MS 3000

/* The attempt is decided now: it connects, or it is given up. */
static void try_again(struct check_run *run, const struct out_session *out, struct tcp_attempt *attempt)
{
	int64_t winner_ms = out->attempts[out->winner].took_us / 1000;
	struct io_scope scope = io_scope_within(run_scope(run), CONNECT_MS + winner_ms);

	tcp_connect_all(&scope, attempt, 1);
	if (attempt->fd >= 0)
		net_close(attempt->fd);
	attempt->fd = -1;
}

static void say(struct check_run *run, const struct out_session *out, const struct tcp_attempt *dead)
{
	bool v6 = net_addr_family(&dead->addr) == AF_INET6;
	char ip[NET_ADDR_TEXT];
	struct finding *finding;

	net_addr_text(&dead->addr, ip, sizeof ip);
	if (v6)
		finding = run_say(run, F_IPV6_DEAD,
			/* TRANSLATORS: {host} is the name of a server, {ip} its address. IPv6, IPv4: the two
			   kinds of addresses. */
			N_("{host} also has an address of the newer kind (IPv6, {ip}), but no connection to "
			   "it comes about; with "
			   "the older kind (IPv4) it does. Programs that try the newer one first wait in "
			   "vain."),
			A_HOST("host", out->used.host), A_IP("ip", ip));
	else
		finding = run_say(run, F_IPV4_DEAD,
			/* TRANSLATORS: {host} is the name of a server, {ip} its address. IPv6, IPv4: the two
			   kinds of addresses. */
			N_("{host} can be reached by IPv6 only; no connection to its IPv4 address {ip} comes "
			   "about."),
			A_HOST("host", out->used.host), A_IP("ip", ip));
	evidence_attempts(finding, out->attempts, out->n_attempts);
	run_evidencef(finding, "tried_again", "%s %s after %lld ms", ip, tcp_outcome_name(dead->outcome),
		(long long)(dead->took_us / 1000));
}

static void run_families(struct check_run *run)
{
	const struct out_session *out = fact_get_out_session(run);
	struct tcp_attempt other;

	switch (other_family(out, &other)) {
	case FAMILY_FINE:
		return;
	case FAMILY_UNDECIDED:
		try_again(run, out, &other);
		if (family_of_attempt(&other) != FAMILY_DEAD)
			return;
		break;
	case FAMILY_DEAD:
		break;
	}
	say(run, out, &other);
}

const struct check check_network_families = {
	.id = "network.families",
	.step = STEP_NETWORK,
	.title = N_("See whether both kinds of addresses, IPv4 and IPv6, work"),
	.needs = FACT_BIT(OUT_SESSION),
	.limit_ms = 9000,
	.applies = network_applies,
	.run = run_families,
};
