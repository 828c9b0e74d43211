/*
 * A scenario on its way: servers, the map that leads to them, and the case.
 */
#include "checks/practice/practice.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/vec.h"
#include "checks/practice/authority.h"
#include "checks/practice/places.h"
#include "checks/practice/station.h"

#define BOOTHS_MAX (3 * PORTS_MAX)

struct practice {
	const struct practice_scenario *scenario;
	struct station station;
	struct booth booths[BOOTHS_MAX];
	size_t n_booths;
	struct crew *crew;
	VEC(struct net_map_rule) rules;
	struct net_map map;
	struct secret *secret;
};

/* A host with its ports, as the map shall show it. */
struct house {
	const struct place *place;
	const struct port_plan *ports;
	enum port_act others;
	crew_serve *serve;
};

static const struct port_plan usual_out[PORTS_MAX] = {{465, PORT_SERVE_TLS}, {587, PORT_SERVE}};
static const struct port_plan usual_in[PORTS_MAX] = {
	{993, PORT_SERVE_TLS}, {143, PORT_SERVE}, {995, PORT_SERVE_TLS}, {110, PORT_SERVE}};

static void add_rule(struct practice *practice, const char *ip, int port, enum net_map_action action,
	const struct net_addr *to)
{
	struct net_map_rule *rule;

	if (!ip)
		return;
	rule = VEC_ADD(&practice->rules);
	rule->action = action;
	if (to)
		rule->to = *to;
	if (*ip) {
		net_addr_parse(ip, port, &rule->from);
	} else {
		net_addr_parse("0.0.0.0", port, &rule->from);
		rule->from.len = 0;
	}
}

static enum net_map_action action_of(enum port_act act)
{
	switch (act) {
	case PORT_ABSENT:
	case PORT_REFUSE:
		return NET_MAP_REFUSE;
	case PORT_DROP:
		return NET_MAP_DROP;
	case PORT_UNREACHABLE:
		return NET_MAP_HOST_UNREACHABLE;
	case PORT_FORBID:
		return NET_MAP_FORBID;
	default:
		return NET_MAP_TO;
	}
}

static crew_serve *serve_of(enum port_act act, crew_serve *own)
{
	return act == PORT_SERVE || act == PORT_SERVE_TLS ? own : serve_other;
}

static bool open_port(
	struct practice *practice, const struct house *house, const struct port_plan *port, struct err *err)
{
	enum net_map_action action = action_of(port->act);
	struct net_addr at = {.len = 0};

	if (action == NET_MAP_TO) {
		struct booth *booth = &practice->booths[practice->n_booths++];

		*booth = (struct booth){.station = &practice->station, .act = port->act, .port = port->port};
		if (!crew_listen(practice->crew, serve_of(port->act, house->serve), booth, &at, err))
			return false;
	}
	add_rule(practice, house->place->v4, port->port, action, &at);
	add_rule(practice, house->place->v6, port->port, action, &at);
	return true;
}

static bool open_house(struct practice *practice, const struct house *house, struct err *err)
{
	for (size_t i = 0; i < PORTS_MAX && house->ports[i].port; i++)
		if (!open_port(practice, house, &house->ports[i], err))
			return false;
	add_rule(practice, house->place->v4, 0, action_of(house->others), NULL);
	add_rule(practice, house->place->v6, 0, action_of(house->others), NULL);
	return true;
}

static bool open_houses(struct practice *practice, struct err *err)
{
	const struct practice_world *world = practice->scenario->world;
	const struct house houses[] = {
		{&place_out, world->out.ports[0].port || world->out.others ? world->out.ports : usual_out,
			world->out.others, serve_smtp},
		{&place_in, world->in.ports[0].port || world->in.others ? world->in.ports : usual_in,
			world->in.others, serve_access},
		{&place_extra, world->extra.ports, world->extra.others, serve_smtp},
	};

	/* What is dead on the way comes before what stands there. */
	if (world->dns.out == NAMES_V6_DEAD)
		add_rule(practice, place_out.v6, 0, NET_MAP_DROP, NULL);
	if (world->dns.out == NAMES_V4_DEAD) {
		add_rule(practice, place_out.v4, 0, NET_MAP_DROP, NULL);
		add_rule(practice, place_out_dead.v6, 0, NET_MAP_DROP, NULL);
	}
	for (size_t i = 0; i < sizeof houses / sizeof houses[0]; i++)
		if (!open_house(practice, &houses[i], err))
			return false;
	return true;
}

/* The rest of the Internet takes every connection; what it would say is nobody's question. */
static void serve_internet(struct peer *peer, void *data)
{
	(void)data;
	peer_hear_out(peer);
}

static bool open_internet(struct practice *practice, struct err *err)
{
	static const int sending[] = {25, 465, 587, 2525};
	struct net_addr at;

	if (!crew_listen(practice->crew, serve_internet, NULL, &at, err))
		return false;
	for (size_t i = 0;
		practice->scenario->world->internet_filters && i < sizeof sending / sizeof sending[0]; i++)
		add_rule(practice, place_internet.v4, sending[i], NET_MAP_DROP, NULL);
	add_rule(practice, place_internet.v4, 0, NET_MAP_TO, &at);
	return true;
}

static bool open_dns(struct practice *practice, struct err *err)
{
	struct net_addr at;

	if (!crew_listen_both(practice->crew, serve_dns, serve_dns_stream, &practice->station, &at, err))
		return false;
	add_rule(practice, place_dns.v4, 53, NET_MAP_TO, &at);
	return true;
}

static void name_station(struct station *station, const struct practice_world *world)
{
	struct str STR_AUTO text = STR_INIT;

	station->world = world;
	str_copy(station->domain, sizeof station->domain, world->domain ? world->domain : PRACTICE_DOMAIN);
	str_addf(&text, "smtp.%s", station->domain);
	str_copy(station->out_host, sizeof station->out_host, str_text(&text));
	str_clear(&text);
	str_addf(&text, "imap.%s", station->domain);
	str_copy(station->in_host, sizeof station->in_host, str_text(&text));
	str_clear(&text);
	str_addf(&text, "anna@%s", station->domain);
	str_copy(station->address, sizeof station->address, str_text(&text));
}

static bool open_all(struct practice *practice, struct err *err)
{
	const struct practice_world *world = practice->scenario->world;

	practice->crew = crew_new(err);
	if (!practice->crew)
		return false;
	practice->map.signers = world->no_signers ? "" : authority_signers();
	practice->map.otherwise = world->offline ? NET_MAP_UNREACHABLE : NET_MAP_REFUSE;
	if (!world->offline) {
		practice->station.out_tls =
			authority_context(practice->station.out_host, world->out.cert, world->out.tls);
		practice->station.in_tls =
			authority_context(practice->station.in_host, world->in.cert, OFFER_TLS_NOW);
		if (!open_dns(practice, err) || !open_houses(practice, err) || !open_internet(practice, err))
			return false;
	}
	practice->map.rules = practice->rules.items;
	practice->map.n = practice->rules.n;
	return crew_start(practice->crew, err);
}

struct practice *practice_start(const struct practice_scenario *scenario, struct err *err)
{
	struct practice *practice = mem_new(sizeof *practice);
	const char *password = scenario->world->told.password;

	practice->scenario = scenario;
	name_station(&practice->station, scenario->world);
	if (!password)
		password = PRACTICE_PASSWORD;
	practice->secret = secret_new(password, strlen(password));
	if (!open_all(practice, err))
		practice_stop(&practice);
	return practice;
}

void practice_stop(struct practice **practice)
{
	if (!*practice)
		return;
	crew_stop(&(*practice)->crew);
	SSL_CTX_free((*practice)->station.out_tls);
	SSL_CTX_free((*practice)->station.in_tls);
	secret_free(&(*practice)->secret);
	VEC_RELEASE(&(*practice)->rules);
	free(*practice);
	*practice = NULL;
}

static void fill_servers(
	const struct station *station, const struct told_plan *told, struct mailcase *mailcase)
{
	struct server_settings *out = &mailcase->in_use, *in = &mailcase->incoming;

	*in = (struct server_settings){.port = told->pop3 ? 995 : 993,
		.security = SECURITY_TLS,
		.source = SOURCE_GIVEN,
		.pop3 = told->pop3};
	*out = (struct server_settings){.source = SOURCE_NONE};
	str_copy(in->host, sizeof in->host, station->in_host);
	if (told->host && !*told->host) {
		*in = *out;
		return;
	}
	*out = (struct server_settings){
		.port = told->port, .security = told->security, .source = SOURCE_GIVEN};
	str_copy(out->host, sizeof out->host, told->host ? told->host : station->out_host);
	if (!out->port)
		out->port = told->security == SECURITY_TLS ? 465 : 587;
	if (out->security == SECURITY_AUTO)
		out->security = out->port == 465 ? SECURITY_TLS : SECURITY_STARTTLS;
}

static void fill_answers(const struct told_plan *told, struct mailcase *mailcase)
{
	mailcase->role = told->role;
	mailcase->symptom = told->symptom;
	mailcase->scope = told->scope;
	mailcase->webmail = told->webmail;
	mailcase->other_device = told->other_device;
	mailcase->changed = told->changed;
	mailcase->program_login = told->program_login;
	mailcase->where = told->where;
	if (told->user)
		str_copy(mailcase->user, sizeof mailcase->user, told->user);
	if (told->message)
		str_copy(mailcase->message, sizeof mailcase->message, told->message);
	if (told->to)
		str_copy(mailcase->to, sizeof mailcase->to, told->to);
}

void practice_fill(const struct practice *practice, struct mailcase *mailcase)
{
	const struct told_plan *told = &practice->scenario->world->told;

	address_parse(practice->station.address, &mailcase->address);
	if (told->role == ROLE_ADMIN)
		str_copy(mailcase->domain, sizeof mailcase->domain, practice->station.domain);
	fill_servers(&practice->station, told, mailcase);
	fill_answers(told, mailcase);
	mailcase->secret = told->no_password ? NULL : practice->secret;
	mailcase->secret_kind = SASL_PASSWORD;
	mailcase->ca_file[0] = '\0';
	str_copy(mailcase->resolver, sizeof mailcase->resolver, place_dns.v4);
	mailcase->map = &practice->map;
}
