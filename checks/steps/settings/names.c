/*
 * settings.names: what is known of the outgoing server's name, and what its absence or silence means.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/controls.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/common/lookup.h"
#include "checks/steps/common/names_verdict.h"
#include "checks/steps/common/applies.h"
#include "checks/steps/settings/typo.h"

#define CONTROLS_MS 2000

struct look_up {
	const struct target *target;
	struct server_names *names;
	struct lookup_answers answers;
};

static void add_answers(struct finding *finding, const struct look_up *look_up)
{
	evidence_answer(finding, "dns_a", &look_up->answers.a);
	evidence_answer(finding, "dns_aaaa", &look_up->answers.aaaa);
}

static void say_unknown(struct check_run *run, const struct look_up *look_up)
{
	const char *host = look_up->names->host;
	char fixed[HOST_MAX];

	add_answers(run_say(run, F_NAME_UNKNOWN,
			    /* TRANSLATORS: {host} is the name of a server. */
			    N_("There is no server with the name {host}: the name does not exist."),
			    A_HOST("host", host)),
		look_up);
	if (typo_find(run, host, fact_await_recommended(run), fixed))
		run_say(run, F_NAME_TYPO,
			/* TRANSLATORS: {host} and {fixed} are names of servers that look alike. */
			N_("{host} looks like a typing mistake: {fixed} exists."), A_HOST("host", host),
			A_HOST("fixed", fixed));
}

/* The resolver is asked for two other names, in one round; only to tell this name's fault from a fault of all
 * names. */
static enum finding_id judge_failure(struct check_run *run, const struct look_up *look_up)
{
	struct io_scope scope = io_scope_within(run_scope(run), CONTROLS_MS);
	const struct route_facts *routes = fact_await_routes(run);
	char hosts[CONTROL_HOSTS][HOST_MAX];
	struct dns_answer answers[CONTROL_HOSTS];
	enum dns_outcome outcomes[CONTROL_HOSTS];
	struct dns_config config;
	const enum dns_outcome own =
		look_up->names->a == DNS_NO_DATA ? look_up->names->aaaa : look_up->names->a;

	control_hosts(look_up->names->host, hosts);
	for (size_t i = 0; i < CONTROL_HOSTS; i++)
		answers[i] = address_question(hosts[i], DNS_A);
	case_dns(run_case(run), &config);
	dns_ask_all(&scope, &config, answers, CONTROL_HOSTS);
	for (size_t i = 0; i < CONTROL_HOSTS; i++)
		outcomes[i] = answers[i].outcome;
	dns_answers_release(answers, CONTROL_HOSTS);
	return names_verdict_failed(own, outcomes, CONTROL_HOSTS, routes ? &routes->routes : NULL);
}

static const char *failure_sentence(enum finding_id id)
{
	switch (id) {
	case F_OFFLINE:
		return N_("This computer has no connection to the Internet.");
	case F_DNS_SILENT:
		/* TRANSLATORS: {server} is the address of a name server. */
		return N_("This computer cannot look up any name: the name server that it asks ({server}) "
			  "does not answer.");
	case F_DNS_FAILS:
		/* TRANSLATORS: {server} is the address of a name server. */
		return N_("This computer cannot look up any name: the name server that it asks ({server}) "
			  "answers only that it "
			  "failed.");
	default:
		/* TRANSLATORS: {host} is the name of a server, {server} the address of a name server. */
		return N_("The name {host} could not be looked up; other names can be. The name server "
			  "{server} could not get "
			  "an answer for it.");
	}
}

static void say_failed(struct check_run *run, const struct look_up *look_up)
{
	char server[NET_ADDR_TEXT] = "";
	struct dns_config config;
	enum finding_id id;

	/* What fails on this computer says nothing of another one in another place. */
	if (run_case(run)->where == WHERE_ELSEWHERE) {
		run_unknown(run, N_("The server's name could not be looked up from here."));
		return;
	}
	id = judge_failure(run, look_up);
	case_dns(run_case(run), &config);
	if (config.n_servers)
		net_addr_text(&config.servers[0], server, sizeof server);
	add_answers(run_say(run, id, failure_sentence(id), A_HOST("host", look_up->names->host),
			    A_IP("server", server)),
		look_up);
}

static void say_nothing_found(struct check_run *run, const struct look_up *look_up)
{
	switch (names_verdict(look_up->names->a, look_up->names->aaaa)) {
	case F_NAME_UNKNOWN:
		say_unknown(run, look_up);
		break;
	case F_NAME_WITHOUT_ADDRESS:
		add_answers(run_say(run, F_NAME_WITHOUT_ADDRESS,
				    /* TRANSLATORS: {host} is the name of a server. */
				    N_("The name {host} exists, but no server stands behind it: it has no "
				       "address."),
				    A_HOST("host", look_up->names->host)),
			look_up);
		break;
	default:
		say_failed(run, look_up);
	}
}

/* A server that was found, not told, is not contacted at a private address: somebody may have made its name
 * lead there. */
static void drop_private(struct check_run *run, struct look_up *look_up)
{
	struct server_names *names = look_up->names;
	enum settings_source source = look_up->target->out.source;
	char ip[NET_ADDR_TEXT] = "";
	size_t kept = 0;

	if (look_up->target->in_use || (source != SOURCE_SRV && source != SOURCE_AUTOCONFIG &&
					       source != SOURCE_MX && source != SOURCE_GUESS))
		return;
	for (size_t i = 0; i < names->n; i++) {
		if (net_addr_is_private(&names->addrs[i]))
			net_addr_text(&names->addrs[i], ip, sizeof ip);
		else
			names->addrs[kept++] = names->addrs[i];
	}
	names->n = kept;
	if (!ip[0])
		return;
	run_say(run, F_SERVER_UNTRUSTED_ADDRESS,
		/* TRANSLATORS: {host} is the name of a server, {ip} its address. */
		N_("The name {host} leads to {ip}, an address that only exists inside a network. A server "
		   "that nobody named is "
		   "not contacted there."),
		A_HOST("host", names->host), A_IP("ip", ip));
	if (!kept)
		run_unknown(run, N_("The server that was found has no address that could be trusted."));
}

static void say_found(struct check_run *run, const struct look_up *look_up)
{
	const struct server_names *names = look_up->names;
	char ip[NET_ADDR_TEXT];
	struct finding *finding;

	net_addr_text(&names->addrs[0], ip, sizeof ip);
	if (names->literal)
		return;
	/* TRANSLATORS: {host} is the name of a server, {ip} its address. */
	finding = run_say(run, F_NAME_FOUND, N_("The server's name {host} is known; its address is {ip}."),
		A_HOST("host", names->host), A_IP("ip", ip));
	if (!names->from_hosts_file)
		add_answers(finding, look_up);
	if ((names->from_hosts_file && !net_addr_is_loopback(&names->addrs[0])) || names->from_system)
		run_say(run, F_NAME_ONLY_HERE,
			/* TRANSLATORS: {host} is the name of a server, {ip} its address. */
			N_("Only this computer or its network says that {host} is at {ip}; the Internet's "
			   "name service was not "
			   "asked or does not say so."),
			A_HOST("host", names->host), A_IP("ip", ip));
}

static void judge(struct check_run *run, struct look_up *look_up)
{
	drop_private(run, look_up);
	if (look_up->names->n)
		say_found(run, look_up);
	else if (look_up->names->a != DNS_FOUND && look_up->names->aaaa != DNS_FOUND)
		say_nothing_found(run, look_up);
}

static void run_names(struct check_run *run)
{
	const struct target *target = fact_get_target(run);
	struct look_up look_up = {.target = target, .names = mem_new(sizeof *look_up.names)};

	if (lookup_host(run, target->out.host, target->out.port, look_up.names, &look_up.answers))
		judge(run, &look_up);
	lookup_answers_release(&look_up.answers);
	fact_put_out_names(run, look_up.names);
}

const struct check check_settings_names = {
	.id = "settings.names",
	.step = STEP_SETTINGS,
	.title = N_("Look up the server's name"),
	.needs = FACT_BIT(TARGET),
	.wants = FACT_BIT(RECOMMENDED) | FACT_BIT(ROUTES),
	.provides = FACT_BIT(OUT_NAMES),
	.limit_ms = 12000,
	.applies = settings_apply_online,
	.run = run_names,
};
