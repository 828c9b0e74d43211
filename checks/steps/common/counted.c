/*
 * Rounds of first packets with a reading of the counters before and after each.
 */
#include "checks/steps/common/counted.h"

#include <sys/socket.h>

#include "checks/base/str.h"
#include "checks/engine/computer.h"
#include "checks/net/map.h"
#include "checks/net/tcp.h"

#define ROUND_N 4

/* Of those that come about, so many at once: the host has other connections of ours as well. */
#define OPEN_N 2

static enum counters_say by_map(const struct net_map *map, const struct net_addr *closed)
{
	const struct net_map_rule *rule = net_map_rule(map, closed);

	if (!rule || rule->action != NET_MAP_DROP || !rule->dies_after)
		return COUNTERS_UNKNOWN;
	return rule->dies_after == NET_MAP_DIES_HERE ? COUNTERS_HELD_BACK : COUNTERS_LEFT;
}

static void read_counters(const struct mailcase *mailcase, bool v6, struct net_counters *counters_r)
{
	STR_AUTO struct str text = STR_INIT;

	*counters_r = (struct net_counters){0};
	if (computer_read(mailcase, v6 ? "/proc/net/snmp6" : "/proc/net/snmp", &text) == COMPUTER_READ) {
		if (v6)
			net_counters_snmp6(str_text(&text), counters_r);
		else
			net_counters_snmp(str_text(&text), counters_r);
	}
	if (computer_read(mailcase, "/proc/net/netstat", &text) == COMPUTER_READ)
		net_counters_netstat(str_text(&text), counters_r);
}

/* The whole time, so that rounds can be compared. */
static void count(struct check_run *run, struct counted *counted, const struct net_addr *addr, size_t at_once,
	int64_t ms)
{
	struct counters_round *round = &counted->rounds[counted->n++];
	struct io_scope scope = io_scope_within(run_scope(run), ms);
	bool v6 = net_addr_family(addr) == AF_INET6;
	struct tcp_attempt attempts[ROUND_N];
	struct net_counters before, after;

	for (size_t i = 0; i < ROUND_N; i++)
		attempts[i] = (struct tcp_attempt){.addr = *addr, .fd = -1};
	read_counters(run_case(run), v6, &before);
	tcp_probe_all(&scope, attempts, ROUND_N, at_once, ms);
	io_wait(&scope, NULL, 0);
	read_counters(run_case(run), v6, &after);
	round->counted = net_counters_between(&before, &after);
	round->n = ROUND_N;
}

void counted_ask(struct check_run *run, const struct net_addr *closed, const struct net_addr *works,
	int64_t ms, struct counted *counted_r)
{
	enum counters_say first;

	*counted_r = (struct counted){.n = 0};
	if (run_scope(run)->map) {
		counted_r->say = by_map(run_scope(run)->map, closed);
		return;
	}
	count(run, counted_r, closed, ROUND_N, ms);
	first = counters_round_says(&counted_r->rounds[0]);
	/* One round is enough to see that packets left; that they did not has to show twice, and not with a port that works. */
	if (first != COUNTERS_LEFT && first != COUNTERS_UNKNOWN && works->len) {
		count(run, counted_r, closed, ROUND_N, ms);
		count(run, counted_r, works, OPEN_N, ms);
	}
	counted_r->say = counters_judge(&counted_r->rounds[0], &counted_r->rounds[1], &counted_r->rounds[2]);
}

void counted_evidence(struct finding *finding, const struct counted *counted)
{
	struct str STR_AUTO text = STR_INIT_MAX(900);

	for (size_t i = 0; i < counted->n; i++) {
		const struct net_counters *numbers = &counted->rounds[i].counted;

		str_addf(&text,
			"%s%d connections (%s): asked for %lld, sent %lld, repeated %lld, failed %lld, came "
			"in %lld, "
			"handed on %lld",
			text.len ? "; " : "", counted->rounds[i].n, i < 2 ? "this port" : "a port that works",
			(long long)numbers->out_requests, (long long)numbers->out_transmits,
			(long long)numbers->syn_retrans, (long long)numbers->retrans_fail,
			(long long)numbers->in_receives, (long long)numbers->in_delivers);
	}
	if (text.len)
		run_evidence(finding, "counters", str_text(&text));
}
