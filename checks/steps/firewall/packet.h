/*
 * One packet as a packet filter sees it, as far as it is known, and whether a rule's conditions fit.
 */
#ifndef MAILMEND_STEPS_PACKET_H
#define MAILMEND_STEPS_PACKET_H

#include "checks/steps/firewall/fate.h"

enum tri { TRI_NO, TRI_MAYBE, TRI_YES };

struct packet {
	int family;
	struct net_addr saddr, daddr; /* len 0: not known */
	uint64_t sport[2], dport[2];  /* from, to */
	const char *iif, *oif;	      /* "": has none; NULL: not known */
	int64_t uid, gid;
	const char *user, *group, *cgroup;
	bool of_socket; /* it comes from a program here, so that uid and cgroup mean something */
	unsigned state, saddrtype, daddrtype, direction, status;
	uint64_t tcpflags;
	uint64_t mark, ctmark;
	bool mark_known, ctmark_known;
};

void packet_question(const struct connection *connection, struct packet *packet_r);
void packet_answer(const struct packet *question, struct packet *packet_r);

/* Whether the match fits; a set of its table is looked up. */
enum tri packet_fits(
	const struct packet *packet, const struct rule_table *table, const struct rule_match *match);
enum tri packet_fits_row(
	const struct packet *packet, const enum rule_key *keys, size_t n_keys, const struct rule_value *row);

#endif
