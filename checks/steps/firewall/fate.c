/*
 * Walks the chains as the kernel does: base chains of the packet's family by hook and priority, rules in order, jumps followed
 * down to a depth. Whatever may match is followed too, but then nothing that follows is certain.
 */
#include "checks/steps/firewall/fate.h"

#include <string.h>

#include "checks/steps/firewall/condition.h"

#define DEPTH_MAX   24	   /* the kernel allows 16 */
#define VISITS_MAX  200000 /* rules looked at for one packet */
#define JUMPS_MAX   4000
#define CHAINS_SEEN 256

#define BIT(key) (1u << (key))

enum end { END_ON, END_ACCEPTED, END_STOPPED };

struct walk {
	const struct ruleset *ruleset;
	struct packet packet;
	struct fate *fate;
	size_t visits, jumps;
	struct rule_spot may_stop, may_accept; /* chain NULL: none */
	bool may_redirect;
};

/* Where the walk is inside one base chain. */
struct place {
	const struct rule_table *table;
	const struct rule_chain *chain;
	unsigned narrowed; /* by the jumps that led here */
	int depth;
	bool sure; /* the packet comes here in any case */
};

static struct rule_spot spot_of(const struct place *place, const struct rule *rule)
{
	return (struct rule_spot){.table = place->table, .chain = place->chain, .rule = rule};
}

static void remember(struct rule_spot *first, struct rule_spot spot)
{
	if (!first->chain)
		*first = spot;
}

/* Whether the match is about this computer itself: a rule for that is no rule for mail. */
static bool is_inward(const struct rule_match *match)
{
	const struct rule_value *value = match->values.v.n ? &match->values.v.items[0] : NULL;

	if (!value || match->negated)
		return false;
	return (value->name && strcmp(value->name, "lo") == 0) ||
	       (value->family == AF_INET && value->lo[0] == 127);
}

/* Whether a rule that is missed by this key alone is one for mail: of another sending port, or of our port for others. */
static bool is_near_by(const struct rule_match *miss, unsigned narrowed)
{
	switch (miss->keys[0]) {
	case KEY_DPORT:
		return match_holds_mail_port(miss) && !miss->negated;
	case KEY_DADDR:
	case KEY_UID:
	case KEY_GID:
	case KEY_OIF:
		return (narrowed & BIT(KEY_DPORT)) && !is_inward(miss);
	default:
		return false;
	}
}

/* Remembers the first rule that lets mail pass and misses this connection by one key. */
static void see_near(struct walk *walk, const struct place *place, const struct rule *rule,
	const struct condition *condition)
{
	const struct rule_match *miss = condition->miss;

	if (rule->action.verdict != VERDICT_ACCEPT || condition->missed != 1 || miss->n_keys != 1 ||
		!place->sure || walk->fate->near.chain || !walk->packet.of_socket ||
		!is_near_by(miss, condition->narrowed))
		return;
	walk->fate->near = spot_of(place, rule);
	walk->fate->near_key = miss->keys[0];
}

static void stop(struct walk *walk, struct rule_spot by, bool rejects, unsigned narrowed)
{
	struct fate *fate = walk->fate;

	fate->kind = by.rule ? FATE_RULE : FATE_POLICY;
	fate->by = by;
	fate->rejects = rejects;
	fate->narrowed = narrowed;
}

static void redirect(struct walk *walk, const struct place *place, const struct rule *rule, bool sure)
{
	const struct rule_action *action = &rule->action;

	remember(&walk->fate->redirect, spot_of(place, rule));
	if (!sure) {
		walk->may_redirect = true;
		return;
	}
	walk->packet.daddr.len = 0;
	if (action->to.family)
		walk->packet.daddr = net_addr_make(action->to.family, action->to.lo, 0);
	if (action->to_port)
		walk->packet.dport[0] = walk->packet.dport[1] = (uint64_t)action->to_port;
}

static enum end walk_chain(struct walk *walk, const struct place *place);

static enum end jump(struct walk *walk, const struct place *place, const struct rule *rule,
	const struct rule_action *action, const struct condition *condition)
{
	const struct rule_chain *chain = table_find_chain(place->table, action->target);
	struct place there = {
		.table = place->table,
		.chain = chain,
		.narrowed = condition->narrowed,
		.depth = place->depth + 1,
		.sure = place->sure && condition->tri == TRI_YES,
	};

	if (!chain || there.depth > DEPTH_MAX || walk->jumps++ > JUMPS_MAX) { /* cannot be followed */
		remember(&walk->may_stop, spot_of(place, rule));
		remember(&walk->may_accept, spot_of(place, rule));
		return END_ON;
	}
	return walk_chain(walk, &there);
}

/* What a rule does that fits for sure, or perhaps. leaves_r: the rest of this chain is not walked. */
static enum end act(struct walk *walk, const struct place *place, const struct rule *rule,
	const struct rule_action *action, const struct condition *condition, bool *leaves_r)
{
	bool fits = condition->tri == TRI_YES, sure = place->sure && fits;
	enum end end = END_ON;

	*leaves_r = false;
	switch (action->verdict) {
	case VERDICT_ACCEPT:
		if (!sure)
			remember(&walk->may_accept, spot_of(place, rule));
		return END_ACCEPTED;
	case VERDICT_DROP:
	case VERDICT_REJECT:
		if (sure)
			stop(walk, spot_of(place, rule), action->verdict == VERDICT_REJECT,
				condition->narrowed);
		else
			remember(&walk->may_stop, spot_of(place, rule));
		return END_STOPPED;
	case VERDICT_QUEUE:
		remember(&walk->fate->queue, spot_of(place, rule));
		remember(&walk->may_stop, spot_of(place, rule));
		return END_ACCEPTED;
	case VERDICT_REDIRECT:
		redirect(walk, place, rule, sure);
		return END_ACCEPTED;
	case VERDICT_UNKNOWN:
		remember(&walk->may_stop, spot_of(place, rule));
		remember(&walk->may_accept, spot_of(place, rule));
		return END_ON;
	case VERDICT_JUMP:
	case VERDICT_GOTO:
		end = jump(walk, place, rule, action, condition);
		*leaves_r = action->verdict == VERDICT_GOTO;
		return end;
	case VERDICT_RETURN:
		*leaves_r = true;
		return END_ON;
	default:
		return END_ON;
	}
}

/* The verdict of the first row of the map that fits. */
static enum end act_by_map(struct walk *walk, const struct place *place, const struct rule *rule,
	struct condition *condition, bool *leaves_r)
{
	const struct rule_match *key = &rule->matches.items[rule->matches.n - 1];
	const struct rule_set *set = key->set ? table_find_set(place->table, key->set) : NULL;
	struct condition whole = *condition;

	*leaves_r = false;
	if (!set || !set->verdicts) {
		condition->tri = TRI_MAYBE;
		remember(&walk->may_stop, spot_of(place, rule));
		remember(&walk->may_accept, spot_of(place, rule));
		return END_ON;
	}
	for (size_t i = 0; i < set->actions.n && (i + 1) * key->n_keys <= set->values.v.n; i++) {
		enum tri tri = packet_fits_row(
			&walk->packet, key->keys, key->n_keys, &set->values.v.items[i * key->n_keys]);
		enum end end;

		if (tri == TRI_NO)
			continue;
		whole = *condition;
		whole.narrowed |= set->values.v.items[i * key->n_keys].any ? 0 : match_narrows(key);
		if (tri < whole.tri)
			whole.tri = tri;
		end = act(walk, place, rule, &set->actions.items[i], &whole, leaves_r);
		if (whole.tri == TRI_YES) {
			*condition = whole;
			return end;
		}
	}
	condition->tri = TRI_MAYBE; /* no row for sure: what was possible is noted */
	*leaves_r = false;
	return END_ON;
}

static enum end walk_chain(struct walk *walk, const struct place *place)
{
	struct place here = *place;
	bool may_have_left = false;

	for (size_t i = 0; i < place->chain->rules.n; i++) {
		const struct rule *rule = &place->chain->rules.items[i];
		struct condition condition;
		bool leaves;
		enum end end;

		if (walk->visits++ >= VISITS_MAX)
			return END_ON;
		condition = condition_of(&walk->packet, place->table, rule, here.narrowed);
		if (condition.tri == TRI_NO) {
			see_near(walk, &here, rule, &condition);
			continue;
		}
		if (rule->marks) {
			walk->packet.mark_known = rule->mark_known && here.sure && condition.tri == TRI_YES;
			walk->packet.mark = rule->mark;
		}
		end = rule->action.verdict == VERDICT_MAP
			      ? act_by_map(walk, &here, rule, &condition, &leaves)
			      : act(walk, &here, rule, &rule->action, &condition, &leaves);
		if (condition.tri == TRI_YES && (end != END_ON || leaves))
			return may_have_left ? END_ON : end;
		if (leaves) {
			may_have_left = true;
			here.sure = false;
		}
	}
	return END_ON;
}

static bool is_of_family(const struct rule_table *table, int family)
{
	return table->family == TABLE_INET || table->family == (family == AF_INET6 ? TABLE_IP6 : TABLE_IP);
}

/* The base chains of the hook that see this packet, by priority. */
static size_t base_chains(const struct walk *walk, enum rule_hook hook, struct rule_spot spots[CHAINS_SEEN])
{
	size_t n = 0;

	for (size_t t = 0; t < walk->ruleset->tables.n; t++) {
		const struct rule_table *table = walk->ruleset->tables.items[t];

		for (size_t c = 0; is_of_family(table, walk->packet.family) && c < table->chains.n; c++) {
			const struct rule_chain *chain = &table->chains.items[c];
			size_t at = n;

			if (chain->hook != hook || n == CHAINS_SEEN)
				continue;
			for (; at > 0 && spots[at - 1].chain->priority > chain->priority; at--)
				spots[at] = spots[at - 1];
			spots[at] = (struct rule_spot){.table = table, .chain = chain};
			n++;
		}
	}
	return n;
}

static void turn_around(struct fate *fate)
{
	unsigned keys = fate->narrowed & ~(BIT(KEY_SADDR) | BIT(KEY_DADDR) | BIT(KEY_SPORT) | BIT(KEY_DPORT));

	keys |= fate->narrowed & BIT(KEY_SADDR) ? BIT(KEY_DADDR) : 0;
	keys |= fate->narrowed & BIT(KEY_DADDR) ? BIT(KEY_SADDR) : 0;
	keys |= fate->narrowed & BIT(KEY_SPORT) ? BIT(KEY_DPORT) : 0;
	keys |= fate->narrowed & BIT(KEY_DPORT) ? BIT(KEY_SPORT) : 0;
	fate->narrowed = keys;
	fate->inbound = true;
}

/* True: the packet goes no further, or nothing certain can be said any more. */
static bool walk_base(struct walk *walk, const struct rule_spot *base)
{
	struct place place = {.table = base->table, .chain = base->chain, .sure = true};
	enum end end;
	bool stopped;

	walk->may_accept = (struct rule_spot){.chain = NULL};
	end = walk_chain(walk, &place);
	stopped = end == END_STOPPED;
	if (end == END_ON && (base->chain->policy == VERDICT_DROP || base->chain->policy == VERDICT_REJECT)) {
		stop(walk, *base, base->chain->policy == VERDICT_REJECT, 0);
		stopped = true;
	}
	if (walk->visits >= VISITS_MAX || (stopped && walk->may_accept.chain)) {
		walk->fate->kind = FATE_UNSURE;
		if (!stopped)
			walk->fate->by = *base;
		return true;
	}
	return stopped;
}

static bool walk_hook(struct walk *walk, enum rule_hook hook)
{
	struct rule_spot spots[CHAINS_SEEN];
	size_t n = base_chains(walk, hook, spots);

	for (size_t i = 0; i < n; i++)
		if (walk_base(walk, &spots[i]))
			return true;
	return false;
}

void fate_of(const struct ruleset *ruleset, const struct connection *connection, struct fate *fate_r)
{
	struct walk walk = {.ruleset = ruleset, .fate = fate_r};
	struct packet question;

	*fate_r = (struct fate){.kind = FATE_ALLOWED};
	packet_question(connection, &question);
	walk.packet = question;
	if (walk_hook(&walk, HOOK_OUTPUT) || walk_hook(&walk, HOOK_POSTROUTING))
		return;
	packet_answer(&question, &walk.packet);
	walk.packet.ctmark_known = walk.packet.ctmark_known && question.ctmark_known;
	if (walk_hook(&walk, HOOK_PREROUTING) || walk_hook(&walk, HOOK_INPUT)) {
		turn_around(fate_r);
		return;
	}
	if (walk.may_stop.chain || walk.may_redirect || ruleset->partly) {
		fate_r->kind = FATE_UNSURE;
		fate_r->by = walk.may_stop;
	}
}

bool fate_is_aside(const struct fate *fate)
{
	if (fate->narrowed & (BIT(KEY_DADDR) | BIT(KEY_UID) | BIT(KEY_GID) | BIT(KEY_CGROUP)))
		return true;
	/* Another port that is let pass tells nothing where this very port is named as one to stop. */
	return fate->near.chain && (fate->near_key != KEY_DPORT || !(fate->narrowed & BIT(KEY_DPORT)));
}
