/*
 * Does this computer let packets for a port out, and the answers in? Asked of the kernel's counters while first packets are
 * sent, without any right (net/counters.h).
 */
#ifndef MAILMEND_STEPS_COUNTED_H
#define MAILMEND_STEPS_COUNTED_H

#include "checks/engine/check.h"
#include "checks/net/addr.h"
#include "checks/net/counters.h"

#define COUNTED_SILENT_MS 1350 /* the first repetition of each packet comes after 1 s */
#define COUNTED_RESET_MS  100  /* a refusal that this computer makes is there at once */

struct counted {
	struct counters_round rounds[3]; /* the closed port twice, then one that works */
	size_t n;
	enum counters_say say;
};

/*
 * closed: an address and port that stay silent (or are refused within COUNTED_RESET_MS). works: one that is reached, with len
 * 0 where there is none; it is needed to say that packets are held back, not that they left. At most four connections at once
 * to each, of which nothing is said. Takes ms where the packets leave, three times as long otherwise. In practice mode the map
 * answers at once.
 */
void counted_ask(struct check_run *run, const struct net_addr *closed, const struct net_addr *works,
	int64_t ms, struct counted *counted_r);

/* Evidence "counters", where something was counted. */
void counted_evidence(struct finding *finding, const struct counted *counted);

#endif
