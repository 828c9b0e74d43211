/*
 * Ports are opened and rules written in the order in which the map is read: what answers everywhere, what is
 * dead on the way, the person's own servers, and the rest of the Internet.
 */
#include "checks/practice/town.h"

#include "checks/practice/authority.h"
#include "checks/practice/parties.h"

/* A host with its ports, as the map shall show it. */
struct house {
	const struct place *place;
	const struct port_plan *ports;
	enum port_act others;
	crew_serve *serve;
	const struct smtp_plan *plan; /* NULL: a server for receiving */
	SSL_CTX *tls;
	const char *host;
	bool open;
};

static const struct port_plan usual_out[PORTS_MAX] = {{465, PORT_SERVE_TLS}, {587, PORT_SERVE}};
static const struct port_plan usual_in[PORTS_MAX] = {
	{993, PORT_SERVE_TLS}, {143, PORT_SERVE}, {995, PORT_SERVE_TLS}, {110, PORT_SERVE}};
static const struct port_plan usual_friend[PORTS_MAX] = {{25, PORT_SERVE}};
static const struct port_plan usual_web[PORTS_MAX] = {{443, PORT_SERVE_TLS}};
static const struct smtp_plan usual_server;
static const struct place anywhere = {"0.0.0.0", 0};

static enum net_map_action action_of(enum port_act act)
{
	switch (act) {
	case PORT_ABSENT:
	case PORT_REFUSE:
		return NET_MAP_REFUSE;
	case PORT_DROP:
		return NET_MAP_DROP;
	case PORT_UNREACHABLE:
	case PORT_REJECT:
		return NET_MAP_HOST_UNREACHABLE;
	case PORT_FORBID:
		return NET_MAP_FORBID;
	default:
		return NET_MAP_TO;
	}
}

/*
 * "No route to the network" and "communication administratively prohibited": RFC 792, RFC 1812 section 5.2.7.1, RFC
 * 4443 section 3.1.
 */
static void sign(struct net_map_rule *rule, enum port_act act, const char *offender, bool v6)
{
	bool prohibited = act == PORT_REJECT;

	net_addr_parse(offender, 0, &rule->offender);
	rule->icmp_type = v6 ? 1 : 3;
	rule->icmp_code = !prohibited ? 0 : v6 ? 1 : 13;
}

static void add_rule(struct region *region, const struct place *place, const struct port_plan *port,
	const struct net_addr *to, bool v6)
{
	enum party by = party_of(region->world, port->act);
	const char *ip = v6 ? place->v6 : place->v4;
	struct net_map_rule *rule;

	if (!ip)
		return;
	rule = VEC_ADD(&region->rules);
	*rule = (struct net_map_rule){.action = action_of(port->act)};
	net_addr_parse(ip, port->port, &rule->from);
	if (place == &anywhere)
		rule->from.len = 0;
	if (rule->action == NET_MAP_TO)
		rule->to = *to;
	else
		rule->dies_after = hops_before(by);
	if (port->act == PORT_REJECT || (port->act == PORT_UNREACHABLE && by)) {
		const struct place *offender = place_of(by, place);

		sign(rule, port->act, v6 ? offender->v6 : offender->v4, v6);
	}
}

static void add_rules(struct region *region, const struct place *place, const struct port_plan *port,
	const struct net_addr *to)
{
	add_rule(region, place, port, to, false);
	add_rule(region, place, port, to, true);
}

static crew_serve *serve_of(enum port_act act, crew_serve *own)
{
	if (act == PORT_SERVE || act == PORT_SERVE_TLS)
		return own;
	return act == PORT_WEB || act == PORT_PORTAL ? serve_web : serve_other;
}

static bool open_booth(struct town *town, const struct booth *booth, crew_serve *serve, struct net_addr *at_r,
	struct err *err)
{
	struct booth *kept = &town->booths[town->n_booths++];

	*kept = *booth;
	kept->station = town->station;
	return crew_listen(town->crew, serve, kept, at_r, err);
}

static bool open_port(struct town *town, struct region *region, const struct house *house,
	const struct port_plan *port, struct err *err)
{
	struct net_addr at = {.len = 0};
	struct booth booth = {.act = port->act,
		.port = port->port,
		.plan = house->plan,
		.tls = house->tls,
		.host = house->host,
		.open = house->open};

	if (action_of(port->act) == NET_MAP_TO &&
		!open_booth(town, &booth, serve_of(port->act, house->serve), &at, err))
		return false;
	add_rules(region, house->place, port, &at);
	return true;
}

static bool open_house(struct town *town, struct region *region, const struct house *house, struct err *err)
{
	struct port_plan others = {.act = house->others};

	for (size_t i = 0; i < PORTS_MAX && house->ports[i].port; i++)
		if (!open_port(town, region, house, &house->ports[i], err))
			return false;
	if (house->place != &anywhere)
		add_rules(region, house->place, &others, NULL);
	return true;
}

static void kill_addresses(struct region *region, enum host_names names)
{
	static const struct port_plan dead = {.act = PORT_DROP};

	if (names == NAMES_V6_DEAD)
		add_rule(region, &place_out, &dead, NULL, true);
	if (names == NAMES_V4_DEAD) {
		add_rule(region, &place_out, &dead, NULL, false);
		add_rule(region, &place_out_dead, &dead, NULL, true);
	}
}

/* The ports as they are told, or the usual ones where nothing is. */
static const struct port_plan *told_or(
	const struct port_plan *told, enum port_act others, const struct port_plan *usual)
{
	return told[0].port || others != PORT_ABSENT ? told : usual;
}

static bool open_houses(struct town *town, struct region *region, struct err *err)
{
	const struct station *station = town->station;
	const struct practice_world *world = region->world;
	const struct house own = {
		.serve = serve_smtp, .plan = &world->out, .tls = station->out_tls, .host = station->out_host};
	struct house everywhere = own, out = own, extra = own;
	const struct house in = {.place = &place_in,
		.ports = told_or(world->in.ports, world->in.others, usual_in),
		.others = world->in.others,
		.serve = serve_access,
		.tls = station->in_tls,
		.host = station->in_host};
	const struct house friend = {.place = &place_friend,
		.ports = told_or(world->friend.ports, world->friend.others, usual_friend),
		.others = world->friend.others,
		.serve = serve_smtp,
		.plan = &world->friend,
		.tls = station->friend_tls,
		.host = "mx." FRIEND_DOMAIN,
		.open = true};
	const struct house company = {.place = &place_company,
		.ports = world->company,
		.serve = serve_smtp,
		.plan = &usual_server,
		.tls = station->internet_tls,
		.host = "smtp." COMPANY_DOMAIN,
		.open = true};
	const struct house web = {.place = &place_web,
		.ports = usual_web,
		.serve = serve_web,
		.tls = station->web_tls,
		.host = ""};
	const struct house *houses[] = {&out, &in, &extra, &web, &friend, &company};

	everywhere.place = &anywhere;
	everywhere.ports = world->everywhere;
	out.place = &place_out;
	out.ports = told_or(world->out.ports, world->out.others, usual_out);
	out.others = world->out.others;
	extra.place = world->extra.here ? &place_here : &place_extra;
	extra.ports = world->extra.ports;
	extra.others = world->extra.others;
	if (world->extra.filter)
		extra.serve = serve_filter;
	if (!open_house(town, region, &everywhere, err))
		return false;
	kill_addresses(region, world->dns.out);
	for (size_t i = 0; i < sizeof houses / sizeof houses[0]; i++)
		if (!open_house(town, region, houses[i], err))
			return false;
	return true;
}

/* What is not open at a host of the Internet, or answered by somebody else. */
static bool close_doors(struct town *town, struct region *region, const struct place *place, struct err *err)
{
	static const struct port_plan sending[] = {
		{25, PORT_DROP}, {465, PORT_DROP}, {587, PORT_DROP}, {2525, PORT_DROP}};
	const struct practice_world *world = region->world;
	const struct house house = {.place = place,
		.serve = serve_smtp,
		.plan = &world->out,
		.tls = town->station->out_tls,
		.host = town->station->out_host};

	for (size_t i = 0; world->internet_filters && i < sizeof sending / sizeof sending[0]; i++)
		add_rules(region, place, &sending[i], NULL);
	for (size_t i = 0; i < PORTS_MAX && world->internet.ports[i].port; i++)
		if (!open_port(town, region, &house, &world->internet.ports[i], err))
			return false;
	return true;
}

/* A host of the Internet: a mail server and a web server; whatever else is asked for is accepted in silence. */
static bool open_doors(struct town *town, struct region *region, size_t which, struct err *err)
{
	static const struct {
		struct port_plan port;
		int other;
		crew_serve *serve;
	} doors[INTERNET_DOORS] = {
		{{25, PORT_SERVE}, 587, serve_smtp},
		{{465, PORT_SERVE_TLS}, 0, serve_smtp},
		{{80, PORT_WEB}, 0, serve_web},
		{{443, PORT_SERVE_TLS}, 0, serve_web},
		{{0, PORT_SILENT}, 0, serve_other},
	};
	const struct practice_world *world = region->world;
	const struct port_plan others = {.act = world->internet.others};

	if (!close_doors(town, region, &place_internet[which], err))
		return false;
	if (others.act != PORT_ABSENT) {
		add_rules(region, &place_internet[which], &others, NULL);
		return true;
	}
	for (size_t i = 0; i < INTERNET_DOORS; i++) {
		struct port_plan other = {.port = doors[i].other, .act = doors[i].port.act};
		struct booth booth = {.act = doors[i].port.act,
			.port = doors[i].port.port,
			.plan = &usual_server,
			.tls = town->station->internet_tls,
			.internet = which,
			.open = true};
		struct net_addr at;

		if (!open_booth(town, &booth, doors[i].serve, &at, err))
			return false;
		add_rules(region, &place_internet[which], &doors[i].port, &at);
		if (other.port)
			add_rules(region, &place_internet[which], &other, &at);
	}
	return true;
}

static bool open_dns(struct town *town, struct err *err)
{
	static const struct port_plan port = {53, PORT_SERVE};
	static const struct {
		const struct place *place;
		crew_answer *answer;
		crew_serve *serve;
	} desks[] = {
		{&place_dns, serve_dns, serve_dns_stream},
		{&place_own_dns, serve_own_dns, serve_own_dns_stream},
		{&place_own_dns2, serve_own_dns2, serve_own_dns2_stream},
		{&place_registry, serve_registry, serve_registry_stream},
	};
	struct net_addr at;

	for (size_t i = 0; i < sizeof desks / sizeof desks[0]; i++) {
		if (!crew_listen_both(town->crew, desks[i].answer, desks[i].serve, town->station, &at, err))
			return false;
		add_rules(&town->here, desks[i].place, &port, &at);
	}
	return true;
}

static void make_contexts(struct station *station)
{
	const struct practice_world *world = station->world;

	station->out_tls = authority_context(station->out_host, world->out.cert, world->out.tls);
	station->in_tls = authority_context(station->in_host, world->in.cert, OFFER_TLS_NOW);
	station->friend_tls = authority_context("mx." FRIEND_DOMAIN, world->friend.cert, world->friend.tls);
	station->internet_tls = authority_context_any(world->internet.cert);
	station->web_tls = authority_context_any(world->web.cert);
}

static void lay_way(struct town *town)
{
	size_t n = 0;

	for (size_t i = 0; i < PLACES_OF_WAY; i++) {
		net_addr_parse(place_way[i].v4, 0, &town->way[n++]);
		net_addr_parse(place_way[i].v6, 0, &town->way[n++]);
	}
	town->here.map.way = town->way;
	town->here.map.n_way = n;
}

static bool open_region(struct town *town, struct region *region, struct err *err)
{
	if (!open_houses(town, region, err))
		return false;
	for (size_t i = 0; i < INTERNET_HOSTS; i++)
		if (!open_doors(town, region, i, err))
			return false;
	region->map.rules = region->rules.items;
	region->map.n = region->rules.n;
	return true;
}

/* Past the VPN the same servers stand at the same places; other things are in the way there, or nothing. */
static bool open_past_vpn(struct town *town, struct err *err)
{
	town->past_vpn.world = town->here.world->past_vpn;
	town->past_vpn.map = town->here.map;
	town->here.map.aside = &town->past_vpn.map;
	return open_region(town, &town->past_vpn, err);
}

bool town_build(struct town *town, struct station *station, struct err *err)
{
	const struct practice_world *world = station->world;
	struct net_map *map = &town->here.map;

	town->station = station;
	town->here.world = world;
	town->crew = crew_new(err);
	if (!town->crew)
		return false;
	map->signers = world->no_signers    ? ""
		       : world->trusts_cert ? authority_signers_too(world->out.cert)
					    : authority_signers();
	map->otherwise = world->offline ? NET_MAP_UNREACHABLE : NET_MAP_REFUSE;
	if (!world->offline) {
		make_contexts(station);
		lay_way(town);
		if (!open_dns(town, err) || !open_region(town, &town->here, err))
			return false;
		if (world->past_vpn && !open_past_vpn(town, err))
			return false;
	}
	return crew_start(town->crew, err);
}

void town_release(struct town *town)
{
	crew_stop(&town->crew);
	VEC_RELEASE(&town->here.rules);
	VEC_RELEASE(&town->past_vpn.rules);
}
