/*
 * Rounds of first packets with a reading of the counters before and after each.
 */
#include "checks/steps/common/counted.h"

#include <sys/socket.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "checks/engine/computer.h"
#include "checks/net/map.h"
#include "checks/net/tcp.h"

#define ROUND_N                                                                                              \
	4 /* as many as the host has room for, and no round of fewer than ROUND_LEAST is worth anything */
#define ROUND_LEAST 2
#define LATE_MS	    200 /* one that began later does not repeat its packet within the round */

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

static bool took_part(const struct tcp_attempt *attempt, int64_t ms)
{
	return attempt->outcome != TCP_UNTRIED &&
	       (attempt->outcome != TCP_TIMED_OUT || attempt->took_us >= CLOCK_MS(ms - LATE_MS));
}

/* The whole time, so that rounds can be compared. Nobody breaks the attempts off: their packets are to be repeated. */
static void count_round(struct check_run *run, struct counted *counted, const struct net_addr *addr,
	size_t at_once, int64_t ms)
{
	struct counters_round *round = &counted->rounds[counted->n];
	struct io_scope scope = io_scope_within(run_scope(run), ms);
	bool v6 = net_addr_family(addr) == AF_INET6;
	struct tcp_attempt attempts[ROUND_N];
	struct net_counters before, after;

	for (size_t i = 0; i < ROUND_N; i++)
		attempts[i] = (struct tcp_attempt){.addr = *addr, .undisturbed = true, .fd = -1};
	read_counters(run_case(run), v6, &before);
	tcp_probe_all(&scope, attempts, ROUND_N, at_once, ms);
	io_wait(&scope, NULL, 0);
	read_counters(run_case(run), v6, &after);
	round->counted = net_counters_between(&before, &after);
	round->n = 0;
	for (size_t i = 0; i < ROUND_N; i++)
		round->n += took_part(&attempts[i], ms);
}

/* Once more, where others had the places at this host. */
static void count(struct check_run *run, struct counted *counted, const struct net_addr *addr, size_t at_once,
	int64_t ms)
{
	for (int i = 0; i < 2 && counted->rounds[counted->n].n < ROUND_LEAST; i++)
		count_round(run, counted, addr, at_once, ms);
	if (counted->rounds[counted->n].n < ROUND_LEAST)
		counted->rounds[counted->n].n = 0;
	counted->n++;
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
