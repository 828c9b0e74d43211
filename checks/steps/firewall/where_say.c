/*
 * What firewall.where found, in words and as evidence: where the connection ends, and for each other party the test that
 * rules it out.
 */
#include "checks/steps/firewall/where.h"

#include "checks/base/str.h"
#include "checks/engine/cause.h"

static const char *sentence_here(const struct place *place)
{
	if (place->answers_dropped)
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		return N_("The answers of {host}, port {port}, arrive at this computer and are held back "
			  "here.");
	/* TRANSLATORS: {host} is the name of a server, {port} a number. */
	return N_("The connection to {host}, port {port}, is stopped on this computer itself; it does not "
		  "get out into the network.");
}

static const char *sentence(enum stop_party party, const struct place *place, bool alive)
{
	bool known = place->router.len != 0;

	switch (party) {
	case STOP_YOU:
		return sentence_here(place);
	case STOP_ROUTER:
		if (known)
			/* TRANSLATORS: {host} is the name of a server, {port} a number, {ip} an address. */
			return N_("The connection to {host}, port {port}, is stopped in your own network, at "
				  "the router {ip}.");
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		return N_("The connection to {host}, port {port}, is stopped in your own network, at its "
			  "router.");
	case STOP_PROVIDER:
		if (known)
			/* TRANSLATORS: {host} is the name of a server, {port} a number, {ip} an address. */
			return N_(
				"The connection to {host}, port {port}, gets through your own network and is "
				"stopped by the internet company, at or behind {ip}.");
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		return N_("The connection to {host}, port {port}, gets through your own network and is "
			  "stopped by the internet company.");
	default:
		if (!alive)
			/* TRANSLATORS: {host} is the name of a server. */
			return N_("Data for {host} gets through the whole way, up to the network of the mail "
				  "provider; only the server itself does not answer.");
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		return N_(
			"The connection to {host}, port {port}, gets through the whole way and is stopped at "
			"the mail provider: by the server, or by a firewall in front of it.");
	}
}

/* Several parties are left. */
static const char *sentence_open(unsigned possible)
{
	switch (possible) {
	case STOP_BIT(STOP_YOU) | STOP_BIT(STOP_ROUTER):
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		return N_(
			"The connection to {host}, port {port}, is stopped by this computer or by the first "
			"router; which of the two could not be told.");
	case STOP_BIT(STOP_ROUTER) | STOP_BIT(STOP_PROVIDER):
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		return N_("The connection to {host}, port {port}, is stopped by your own router or by the "
			  "internet company behind it; which of the two could not be told from here.");
	case STOP_BIT(STOP_PROVIDER) | STOP_BIT(STOP_SERVER):
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		return N_("The connection to {host}, port {port}, gets through your own network; whether the "
			  "internet company or the mail provider stops it could not be told from here.");
	default:
		if (!(possible & STOP_BIT(STOP_YOU)))
			/* TRANSLATORS: {host} is the name of a server, {port} a number. */
			return N_(
				"The connection to {host}, port {port}, leaves this computer; where further "
				"on it is stopped could not be found out.");
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		return N_("Where on the way the connection to {host}, port {port}, is stopped could not be "
			  "found out.");
	}
}

static enum finding_id finding_of(enum stop_party party)
{
	static const enum finding_id ids[] = {
		[STOP_YOU] = F_STOPS_HERE,
		[STOP_ROUTER] = F_STOPS_AT_ROUTER,
		[STOP_PROVIDER] = F_STOPS_AT_PROVIDER,
		[STOP_SERVER] = F_STOPS_AT_SERVER,
		[STOP_PARTY_N] = F_STOPS_SOMEWHERE,
	};

	return ids[party];
}

static enum who who_of(enum stop_party party)
{
	static const enum who whos[] = {
		[STOP_YOU] = WHO_YOU,
		[STOP_ROUTER] = WHO_LOCAL_NETWORK,
		[STOP_PROVIDER] = WHO_INTERNET_PROVIDER,
		[STOP_SERVER] = WHO_MAIL_PROVIDER,
	};

	return whos[party];
}

static const char *test_text(enum place_test test)
{
	switch (test) {
	case TEST_SENDER:
		return "the refusal names its sender";
	case TEST_COUNTERS:
		return "the kernel's counts of packets sent and handed on";
	case TEST_TRACE:
		return "routers that answered for this port, and the next one that answered for an open port "
		       "only";
	case TEST_RESET:
		return "a reset came back for packets that lived too short to reach the server, or at once";
	case TEST_OTHERS:
		return "the same port at servers of others";
	default:
		return "";
	}
}

static void add_ruled_out(struct finding *finding, const struct place *place)
{
	static const char *const keys[] = {
		[STOP_YOU] = "not_you",
		[STOP_ROUTER] = "not_local_network",
		[STOP_PROVIDER] = "not_internet_provider",
		[STOP_SERVER] = "not_mail_provider",
	};

	for (int party = 0; party < STOP_PARTY_N; party++) {
		if (place->ruled_out[party] != TEST_NONE)
			run_evidence(finding, keys[party], test_text(place->ruled_out[party]));
	}
}

static void add_trace(struct finding *finding, const char *key, const struct net_trace *trace)
{
	struct str STR_AUTO text = STR_INIT_MAX(900);
	char ip[NET_ADDR_TEXT];

	if (!trace->n)
		return;
	net_addr_text(&trace->to, ip, sizeof ip);
	str_addf(&text, "to %s port %d: ", ip, net_addr_port(&trace->to));
	trace_text(trace, &text);
	run_evidence(finding, key, str_text(&text));
}

static void add_tests(struct finding *finding, const struct whereabouts *where)
{
	counted_evidence(finding, &where->counted);
	add_trace(finding, "trace", &where->trace);
	add_trace(finding, "trace_beside", &where->beside);
}

static void add_hop(struct finding *finding, size_t hop, const struct net_addr *router)
{
	char ip[NET_ADDR_TEXT];

	net_addr_text(router, ip, sizeof ip);
	if (ip[0])
		run_evidence(finding, "hop", ip);
	if (hop)
		run_evidencef(finding, "hop_number", "%zu", hop);
}

void where_say_place(struct whereabouts *where, const struct place *place)
{
	enum stop_party party = place_party(place);
	char ip[NET_ADDR_TEXT];
	struct finding *finding;

	if (party == STOP_YOU && run_case(where->run)->where != WHERE_HERE) {
		run_unknown(where->run,
			N_("This computer stops the connection; that says nothing of another one."));
		return;
	}
	net_addr_text(&place->router, ip, sizeof ip);
	finding = run_say(where->run, finding_of(party),
		party == STOP_PARTY_N ? sentence_open(place->possible)
				      : sentence(party, place, where->open.len != 0),
		A_HOST("host", where->out->used.host), A_PORT(net_addr_port(&where->closed->addr)),
		A_IP("ip", ip));
	if (party != STOP_PARTY_N)
		run_evidence(finding, "who", who_name(who_of(party)));
	add_hop(finding, place->hop, &place->router);
	add_ruled_out(finding, place);
	add_tests(finding, where);
}

static const char *range_sentence(const struct range *range)
{
	switch (range->fault) {
	case RANGE_CIRCLE:
		/* TRANSLATORS: {host} is the name of a server, {target} its address. */
		return N_("Data for {host} ({target}) goes round in a circle and never arrives, while other "
			  "servers are reached.");
	case RANGE_NO_ROUTE:
		/* TRANSLATORS: {host} is the name of a server, {target} its address, {ip} the address of a
		   router. */
		return N_(
			"The router {ip} says that it knows no way to {host} ({target}), while other servers "
			"are reached.");
	default:
		/* TRANSLATORS: {host} is the name of a server, {target} its address. */
		return N_(
			"Data for {host} ({target}) gets lost right behind your own network, at every port, "
			"while the way to other servers goes on from there.");
	}
}

void where_say_range(struct whereabouts *where, const struct range *range)
{
	static const char *const faults[] = {
		[RANGE_CIRCLE] = "circle",
		[RANGE_NO_ROUTE] = "no route",
		[RANGE_ENDS_NEAR] = "ends near",
	};
	char ip[NET_ADDR_TEXT], target[NET_ADDR_TEXT];
	struct finding *finding;

	net_addr_text(&range->router, ip, sizeof ip);
	net_addr_text(&where->closed->addr, target, sizeof target);
	finding = run_say(where->run, F_RANGE_LOST, range_sentence(range),
		A_HOST("host", where->out->used.host), A_IP("target", target), A_IP("ip", ip));
	if (range->party != STOP_PARTY_N)
		run_evidence(finding, "who", who_name(who_of(range->party)));
	run_evidence(finding, "fault", faults[range->fault]);
	add_hop(finding, range->hop, &range->router);
	add_tests(finding, where);
}
