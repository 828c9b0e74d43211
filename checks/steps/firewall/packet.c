/*
 * Conditions on a packet, each yes, no or perhaps. The answer to a packet is made from it by turning it round.
 */
#include "checks/steps/firewall/packet.h"

#include <netinet/in.h>
#include <string.h>

/* Where the kernel takes the port for a new connection from (ip_local_port_range's default is within). */
#define OWN_PORT_FIRST 1024
#define OWN_PORT_LAST  65535

enum { FLAG_SYN = 2, FLAG_ACK = 16 };

void packet_question(const struct connection *connection, struct packet *packet_r)
{
	uint64_t port = (uint64_t)net_addr_port(&connection->to);
	bool local = net_addr_is_loopback(&connection->to);

	*packet_r = (struct packet){
		.family = net_addr_family(&connection->to),
		.saddr = connection->from,
		.daddr = connection->to,
		.sport = {OWN_PORT_FIRST, OWN_PORT_LAST},
		.dport = {port, port},
		.iif = "",
		.oif = connection->interface,
		.uid = connection->uid,
		.gid = connection->gid,
		.user = connection->user,
		.group = connection->group,
		.cgroup = connection->cgroup,
		.of_socket = true,
		.state = STATE_NEW,
		.saddrtype = ADDRTYPE_LOCAL,
		.daddrtype = local ? ADDRTYPE_LOCAL : ADDRTYPE_UNICAST,
		.direction = DIRECTION_ORIGINAL,
		.tcpflags = FLAG_SYN,
		.mark_known = true,
		.ctmark_known = true,
	};
}

void packet_answer(const struct packet *question, struct packet *packet_r)
{
	struct packet answer = *question;

	answer.saddr = question->daddr;
	answer.daddr = question->saddr;
	memcpy(answer.sport, question->dport, sizeof answer.sport);
	memcpy(answer.dport, question->sport, sizeof answer.dport);
	answer.iif = question->oif;
	answer.oif = "";
	answer.of_socket = false;
	answer.state = STATE_ESTABLISHED;
	answer.saddrtype = question->daddrtype;
	answer.daddrtype = question->saddrtype;
	answer.direction = DIRECTION_REPLY;
	answer.status = STATUS_SEEN_REPLY | STATUS_CONFIRMED;
	answer.tcpflags = FLAG_SYN | FLAG_ACK;
	answer.mark = 0;
	answer.mark_known = true;
	*packet_r = answer;
}

static enum tri either(bool yes)
{
	return yes ? TRI_YES : TRI_NO;
}

static enum tri address_fits(
	const struct net_addr *addr, const struct packet *packet, const struct rule_value *value)
{
	const unsigned char *bytes;
	size_t n = value->family == AF_INET6 ? 16 : 4;

	if (value->family != packet->family)
		return TRI_NO;
	if (!addr->len)
		return TRI_MAYBE;
	bytes = value->family == AF_INET6
			? (const unsigned char *)&((const struct sockaddr_in6 *)&addr->ss)->sin6_addr
			: (const unsigned char *)&((const struct sockaddr_in *)&addr->ss)->sin_addr;
	return either(memcmp(bytes, value->lo, n) >= 0 && memcmp(bytes, value->hi, n) <= 0);
}

static enum tri range_fits(const uint64_t have[2], const struct rule_value *value)
{
	if (have[1] < value->from || have[0] > value->to)
		return TRI_NO;
	return have[0] >= value->from && have[1] <= value->to ? TRI_YES : TRI_MAYBE;
}

static enum tri number_fits(uint64_t have, bool known, const struct rule_value *value)
{
	if (!known)
		return TRI_MAYBE;
	if (value->mask)
		have &= value->mask;
	return either(have >= value->from && have <= value->to);
}

static enum tri name_fits(const char *have, const struct rule_value *value)
{
	size_t len;

	if (!have || !value->name)
		return TRI_MAYBE;
	len = strlen(value->name);
	if (len && (value->name[len - 1] == '*' || value->name[len - 1] == '+'))
		return either(*have && strncmp(have, value->name, len - 1) == 0);
	return either(strcmp(have, value->name) == 0);
}

static enum tri id_fits(
	const struct packet *packet, int64_t id, const char *name, const struct rule_value *value)
{
	if (!packet->of_socket)
		return TRI_MAYBE;
	if (value->name)
		return name && *name ? either(strcmp(name, value->name) == 0) : TRI_MAYBE;
	return id < 0 ? TRI_MAYBE : number_fits((uint64_t)id, true, value);
}

static const char *without_slashes(const char *path, size_t *len_r)
{
	while (*path == '/')
		path++;
	*len_r = strlen(path);
	while (*len_r && path[*len_r - 1] == '/')
		--*len_r;
	return path;
}

static enum tri cgroup_fits(const struct packet *packet, const struct rule_value *value)
{
	const char *have, *want;
	size_t n_have, n_want;

	if (!packet->of_socket || !packet->cgroup || !value->name)
		return TRI_MAYBE;
	have = without_slashes(packet->cgroup, &n_have);
	want = without_slashes(value->name, &n_want);
	return either(n_have >= n_want && strncmp(have, want, n_want) == 0 &&
		      (n_want == 0 || n_have == n_want || have[n_want] == '/'));
}

static enum tri bits_fit(unsigned have, const struct rule_value *value)
{
	return either((have & value->from) != 0);
}

/* Who the packet is from and for. */
static enum tri way_fits(const struct packet *packet, enum rule_key key, const struct rule_value *value)
{
	switch (key) {
	case KEY_SADDR:
		return address_fits(&packet->saddr, packet, value);
	case KEY_DADDR:
		return address_fits(&packet->daddr, packet, value);
	case KEY_SPORT:
		return range_fits(packet->sport, value);
	case KEY_DPORT:
		return range_fits(packet->dport, value);
	case KEY_IIF:
		return name_fits(packet->iif, value);
	case KEY_OIF:
		return name_fits(packet->oif, value);
	case KEY_UID:
		return id_fits(packet, packet->uid, packet->user, value);
	case KEY_GID:
		return id_fits(packet, packet->gid, packet->group, value);
	case KEY_CGROUP:
		return cgroup_fits(packet, value);
	default:
		return TRI_MAYBE;
	}
}

/* What is a number, or one bit of several. */
static enum tri value_fits(const struct packet *packet, enum rule_key key, const struct rule_value *value)
{
	if (value->any || value->unknown)
		return value->any ? TRI_YES : TRI_MAYBE;
	switch (key) {
	case KEY_NEVER:
		return TRI_NO;
	case KEY_FAMILY:
		return number_fits(packet->family == AF_INET6 ? 6 : 4, true, value);
	case KEY_PROTO:
		return number_fits(IPPROTO_TCP, true, value);
	case KEY_MARK:
		return number_fits(packet->mark, packet->mark_known, value);
	case KEY_CTMARK:
		return number_fits(packet->ctmark, packet->ctmark_known, value);
	case KEY_TCPFLAGS:
		return number_fits(packet->tcpflags, true, value);
	case KEY_STATE:
		return bits_fit(packet->state, value);
	case KEY_SADDRTYPE:
		return bits_fit(packet->saddrtype, value);
	case KEY_DADDRTYPE:
		return bits_fit(packet->daddrtype, value);
	case KEY_PKTTYPE:
		return bits_fit(PKT_HOST, value);
	case KEY_DIRECTION:
		return bits_fit(packet->direction, value);
	case KEY_STATUS:
		return bits_fit(packet->status, value);
	default:
		return way_fits(packet, key, value);
	}
}

enum tri packet_fits_row(
	const struct packet *packet, const enum rule_key *keys, size_t n_keys, const struct rule_value *row)
{
	enum tri all = TRI_YES;

	for (size_t i = 0; i < n_keys; i++) {
		enum tri one = value_fits(packet, keys[i], &row[i]);

		if (one < all)
			all = one;
	}
	return all;
}

static enum tri negated(enum tri tri)
{
	return tri == TRI_MAYBE ? TRI_MAYBE : tri == TRI_YES ? TRI_NO : TRI_YES;
}

/* A negated address of the other family still does not fit: "ip daddr != 192.0.2.1" speaks of IPv4 only, which its family says. */
enum tri packet_fits(
	const struct packet *packet, const struct rule_table *table, const struct rule_match *match)
{
	const struct rule_set *set = match->set ? table_find_set(table, match->set) : NULL;
	const struct rule_values *values = set ? &set->values : &match->values;
	enum tri best = TRI_NO;

	if (match->keys[0] == KEY_UNKNOWN || (match->set && (!set || set->n_keys != match->n_keys)))
		return TRI_MAYBE;
	if (match->keys[0] == KEY_NEVER)
		return TRI_NO;
	for (size_t i = 0; i + match->n_keys <= values->v.n && best != TRI_YES; i += match->n_keys) {
		enum tri one = packet_fits_row(packet, match->keys, match->n_keys, &values->v.items[i]);

		if (one > best)
			best = one;
	}
	if (best == TRI_NO && set && set->partly)
		best = TRI_MAYBE;
	return match->negated ? negated(best) : best;
}
