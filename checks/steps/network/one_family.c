/*
 * Reading the attempts of a race that one family won.
 */
#include "checks/steps/network/one_family.h"

/* A refusal is an answer: the way works. Without a route of its own, a computer simply has no such addresses. */
enum family_state family_of_attempt(const struct tcp_attempt *attempt)
{
	switch (attempt->outcome) {
	case TCP_TIMED_OUT:
	case TCP_HOST_UNREACHABLE:
	case TCP_FORBIDDEN:
		return FAMILY_DEAD;
	case TCP_NET_UNREACHABLE:
		return attempt->offender.len ? FAMILY_DEAD : FAMILY_FINE;
	case TCP_UNTRIED:
		return attempt->took_us ? FAMILY_UNDECIDED : FAMILY_FINE;
	default:
		return FAMILY_FINE;
	}
}

enum family_state other_family(const struct out_session *out, struct tcp_attempt *other_r)
{
	enum family_state state = FAMILY_FINE;
	int family;

	if (out->winner >= out->n_attempts)
		return FAMILY_FINE;
	family = net_addr_family(&out->attempts[out->winner].addr);
	for (size_t i = 0; i < out->n_attempts; i++) {
		const struct tcp_attempt *attempt = &out->attempts[i];
		enum family_state its = family_of_attempt(attempt);

		if (net_addr_family(&attempt->addr) == family ||
			net_addr_port(&attempt->addr) != out->used.port)
			continue;
		/* One address of the family that works, or is only refused, clears it. */
		if (attempt->outcome == TCP_REFUSED || attempt->outcome == TCP_CONNECTED)
			return FAMILY_FINE;
		if (its == FAMILY_FINE || state == FAMILY_DEAD)
			continue;
		state = its;
		*other_r = *attempt;
	}
	if (state != FAMILY_FINE)
		other_r->fd = -1;
	return state;
}
