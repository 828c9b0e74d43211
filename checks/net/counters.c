/*
 * From counts to where the packets are. What other programs send and receive is on both sides of a difference and falls out.
 */
#include "checks/net/counters.h"

struct net_counters net_counters_between(const struct net_counters *before, const struct net_counters *after)
{
	return (struct net_counters){
		.out_requests = after->out_requests - before->out_requests,
		.out_transmits = after->out_transmits - before->out_transmits,
		.forwarded = after->forwarded - before->forwarded,
		.in_receives = after->in_receives - before->in_receives,
		.in_delivers = after->in_delivers - before->in_delivers,
		.retrans_fail = after->retrans_fail - before->retrans_fail,
		.syn_retrans = after->syn_retrans - before->syn_retrans,
		.has_transmits = before->has_transmits && after->has_transmits,
		.has_ip = before->has_ip && after->has_ip,
		.has_tcp = before->has_tcp && after->has_tcp,
	};
}

/* Asked for and not sent. What is passed on for others is sent without being asked for. */
static int64_t not_sent(const struct net_counters *counted)
{
	if (!counted->has_ip || !counted->has_transmits)
		return 0;
	return counted->out_requests + counted->forwarded - counted->out_transmits;
}

/* Came in and was handed to nobody. */
static int64_t not_handed_on(const struct net_counters *counted)
{
	if (!counted->has_ip)
		return 0;
	return counted->in_receives - counted->in_delivers - counted->forwarded;
}

enum counters_say counters_round_says(const struct counters_round *round)
{
	const struct net_counters *counted = &round->counted;

	if (!round->n || !counted->has_tcp)
		return COUNTERS_UNKNOWN;
	if (counted->retrans_fail >= round->n)
		return COUNTERS_HELD_BACK;
	/* Without a repetition of each there is nothing that could have failed. */
	if (counted->syn_retrans < round->n)
		return not_sent(counted) >= round->n ? COUNTERS_HELD_BACK : COUNTERS_UNKNOWN;
	if (counted->retrans_fail > 0)
		return COUNTERS_UNKNOWN;
	if (not_handed_on(counted) >= round->n)
		return COUNTERS_ANSWERS_DROPPED;
	return counted->has_ip ? COUNTERS_LEFT : COUNTERS_UNKNOWN;
}

/* The marks of one kind in a round. */
static int64_t marks(const struct counters_round *round, enum counters_say say)
{
	const struct net_counters *counted = &round->counted;

	if (say == COUNTERS_ANSWERS_DROPPED)
		return not_handed_on(counted);
	return counted->retrans_fail > not_sent(counted) ? counted->retrans_fail : not_sent(counted);
}

/*
 * Whether a round has more of them than somebody else makes in the same time. Answers that are dropped go on coming for a
 * while after each round.
 */
static bool stands_out(
	const struct counters_round *round, const struct counters_round *control, enum counters_say say)
{
	int64_t noise = marks(control, say);

	if (noise < 0)
		noise = 0;
	if (say == COUNTERS_HELD_BACK)
		noise *= 2;
	return counters_round_says(round) == say && marks(round, say) >= round->n + noise;
}

enum counters_say counters_judge(const struct counters_round *first, const struct counters_round *second,
	const struct counters_round *control)
{
	enum counters_say say = counters_round_says(first);

	if (say == COUNTERS_UNKNOWN || say == COUNTERS_LEFT)
		return say;
	if (counters_round_says(second) == COUNTERS_LEFT && say == COUNTERS_ANSWERS_DROPPED)
		return COUNTERS_LEFT;
	if (!control->n || !stands_out(first, control, say) || !stands_out(second, control, say))
		return COUNTERS_UNKNOWN;
	return say;
}
