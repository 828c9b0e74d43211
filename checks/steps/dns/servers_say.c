/*
 * The domain's own name servers in words. Each server that is wrong is named, three at most.
 */
#include "checks/steps/dns/servers.h"

#include <string.h>

#include "checks/base/str.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/dns/spread.h"

#define NAMED_MAX 3

static const struct name_server *name_of(const struct survey *survey, const char *host)
{
	for (size_t i = 0; i < survey->n; i++)
		if (strcmp(survey->names[i].host, host) == 0)
			return &survey->names[i];
	return NULL;
}

/* Whether the answers of this server were waited for in vain by a kind of address that works: only then is silence its own. */
static enum server_state state_of(const struct survey *survey, const struct zone_server *server)
{
	const struct name_server *name = name_of(survey, server->host);
	enum server_state worst = !name					       ? SERVER_UNSEEN
				  : net_addr_family(&server->addr) == AF_INET6 ? name->six
									       : name->four;

	return server_state(&server->answers[ZONE_SOA], worst == SERVER_SILENT);
}

static void add_servers(
	struct finding *finding, const struct survey *survey, const struct zone_servers *servers)
{
	struct str STR_AUTO text = STR_INIT_MAX(1000), query = STR_INIT_MAX(500);
	char ip[NET_ADDR_TEXT];

	for (size_t i = 0; i < servers->n; i++) {
		const struct zone_server *server = &servers->items[i];
		const struct dns_answer *soa = &server->answers[ZONE_SOA];

		net_addr_text(&server->addr, ip, sizeof ip);
		str_addf(&text, "%s%s %s: %s", i ? "; " : "", server->host, ip,
			server_state_name(state_of(survey, server)));
		if (soa->outcome == DNS_FOUND)
			str_addf(&text, ", serial %u", (unsigned)soa->records[0].u.soa.serial);
		if (zone_server_by_hand(servers, i))
			str_addf(&query, "%sSOA %s @%s", query.len ? "; " : "", servers->zone, ip);
	}
	run_evidence(finding, "servers", str_text(&text));
	run_evidence(finding, "query", str_text(&query));
}

static void add_names(struct finding *finding, const struct survey *survey)
{
	struct str STR_AUTO parent = STR_INIT_MAX(500), zone = STR_INIT_MAX(500), lost = STR_INIT_MAX(500);

	for (size_t i = 0; i < survey->n; i++) {
		const struct name_server *name = &survey->names[i];

		if (name->in_parent)
			str_addf(&parent, "%s%s", parent.len ? ", " : "", name->host);
		if (name->in_zone)
			str_addf(&zone, "%s%s", zone.len ? ", " : "", name->host);
		if (name->found == NAME_NO_ADDRESS)
			str_addf(&lost, "%s%s", lost.len ? ", " : "", name->host);
	}
	run_evidence(finding, "named_above", survey->parent_known ? str_text(&parent) : "not known");
	run_evidence(finding, "named_by_itself", survey->zone_known ? str_text(&zone) : "not known");
	if (lost.len)
		run_evidence(finding, "without_address", str_text(&lost));
}

static void add_all(struct finding *finding, const struct survey *survey, const struct zone_servers *servers,
	const struct dns_answer *parent)
{
	char ip[NET_ADDR_TEXT];

	run_evidence(finding, "zone", servers->zone);
	add_names(finding, survey);
	add_servers(finding, survey, servers);
	if (!parent)
		return;
	net_addr_text(&parent->answered_by, ip, sizeof ip);
	run_evidence(finding, "zone_above", ip);
}

static const char *partly_sentence(enum server_state fault)
{
	switch (fault) {
	case SERVER_SILENT:
		/* TRANSLATORS: {host} is the name of a server, {domain} the part of an address behind the @. */
		return N_("{host}, one of the servers that keep the entries of {domain}, does not answer. "
			  "Looking the domain up fails now and then, or takes long.");
	case SERVER_STATE_N:
		/* TRANSLATORS: {host} is the name of a server, {domain} the part of an address behind the @. */
		return N_("{host} is said to be one of the servers that keep the entries of {domain}, but "
			  "there is no "
			  "server of this name.");
	default:
		/* TRANSLATORS: {host} is the name of a server, {domain} the part of an address behind the @. */
		return N_("{host}, said to be one of the servers that keep the entries of {domain}, does not "
			  "have them. "
			  "Whoever happens to ask it learns nothing about the domain.");
	}
}

static void say_partly(struct check_run *run, const struct survey *survey, const struct zone_servers *servers,
	const struct dns_answer *parent)
{
	size_t named = 0;

	for (size_t i = 0; i < survey->n && named < NAMED_MAX; i++) {
		const struct name_server *name = &survey->names[i];
		enum server_state fault = name_server_fault(name);
		struct finding *finding;

		if (fault <= SERVER_GOOD || !name_server_counts(survey, name))
			continue;
		finding = run_say(run, F_DELEGATION_PARTLY, partly_sentence(fault),
			A_HOST("host", name->host), A_HOST("domain", servers->zone));
		matter(run, finding);
		run_evidence(
			finding, "fault", fault == SERVER_STATE_N ? "no address" : server_state_name(fault));
		add_all(finding, survey, servers, parent);
		named++;
	}
}

static const char *broken_sentence(const struct survey *survey)
{
	bool addresses = false;

	for (size_t i = 0; i < survey->n; i++)
		addresses |= survey->names[i].found != NAME_NO_ADDRESS;
	if (addresses)
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		return N_("None of the servers that should keep the entries of {domain} has them. Nobody can "
			  "look up anything "
			  "about the domain, so receivers refuse its mail or leave it waiting.");
	/* TRANSLATORS: {domain} is the part of an address behind the @. */
	return N_("The servers that should keep the entries of {domain} do not exist: their names have no "
		  "address. Nobody can "
		  "look up anything about the domain, so receivers refuse its mail or leave it waiting.");
}

static void say_odd(struct check_run *run, const struct survey *survey, const struct zone_servers *servers,
	const struct dns_answer *parent)
{
	size_t n = 0;

	for (size_t i = 0; i < survey->n; i++)
		n += name_server_counts(survey, &survey->names[i]);
	if (delegation_differs(survey))
		add_all(run_say(run, F_DELEGATION_ODD,
				/* TRANSLATORS: {domain} is the part of an address behind the @. */
				N_("For the entries of {domain}, the registry names other servers than the "
				   "domain itself "
				   "does. All of them answer; the two lists should be made the same."),
				A_HOST("domain", servers->zone)),
			survey, servers, parent);
	else if (n == 1)
		add_all(run_say(run, F_DELEGATION_ODD,
				/* TRANSLATORS: {domain} is the part of an address behind the @. */
				N_("Only one server keeps the entries of {domain}. While that one is out of "
				   "order, nobody "
				   "can look up anything about the domain."),
				A_HOST("domain", servers->zone)),
			survey, servers, parent);
}

static void say_well(struct check_run *run, const struct survey *survey, const struct zone_servers *servers,
	const struct dns_answer *parent)
{
	int64_t good = 0;

	for (size_t i = 0; i < survey->n; i++)
		good += survey->names[i].good && name_server_counts(survey, &survey->names[i]);
	add_all(run_finding_plural(run, F_DELEGATION_FINE,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {count} a number of servers. */
			NP_("The server that keeps the entries of {domain} answers for it.",
				"{count} servers that keep the entries of {domain} answer for it."),
			(const struct arg[]){A_HOST("domain", servers->zone), A_COUNT("count", good), {0}}),
		survey, servers, parent);
	say_odd(run, survey, servers, parent);
}

static void say_signatures(struct check_run *run, const struct survey *survey,
	const struct zone_servers *servers, const struct dns_answer *parent)
{
	struct finding *finding = run_say(run, F_DNSSEC_BROKEN,
		/* TRANSLATORS: {domain} is the part of an address behind the @. */
		N_("The entries of {domain} are signed, and the signatures are wrong. Whoever checks them, "
		   "as many networks do, "
		   "takes the domain for a forgery and learns nothing about it. (DNSSEC)"),
		A_HOST("domain", servers->zone));

	matter(run, finding);
	add_all(finding, survey, servers, parent);
}

/* What the resolver says is proof enough of the records; where it fails, too, nothing is known. */
static void say_unknown(struct check_run *run, const struct survey *survey,
	const struct zone_servers *servers, const struct dns_answer *parent)
{
	if (survey->resolver_fails) {
		run_unknown(run, N_("The domain's own name servers cannot be asked from here."));
		return;
	}
	add_all(run_say(run, F_SERVERS_UNASKED,
			/* TRANSLATORS: {domain} is the part of an address behind the @. */
			N_("Whether all servers that keep the entries of {domain} answer for it could not be "
			   "found out: they "
			   "cannot be asked directly from this network."),
			A_HOST("domain", servers->zone)),
		survey, servers, parent);
}

void servers_say(struct check_run *run, const struct survey *survey, const struct zone_servers *servers,
	const struct dns_answer *parent)
{
	enum delegation delegation = delegation_judge(survey);
	struct finding *finding;

	if (survey->unsigned_helps)
		say_signatures(run, survey, servers, parent);
	switch (delegation) {
	case DELEGATED_WELL:
		say_well(run, survey, servers, parent);
		return;
	case DELEGATED_PARTLY:
		say_partly(run, survey, servers, parent);
		return;
	case DELEGATED_NOT:
		finding = run_say(
			run, F_DELEGATION_BROKEN, broken_sentence(survey), A_HOST("domain", servers->zone));
		add_all(matter(run, finding), survey, servers, parent);
		return;
	case DELEGATED_GONE:
		finding = run_say(run, F_DELEGATION_BROKEN,
			/* TRANSLATORS: {domain} is the part of an address behind the @. */
			N_("The registry does not know {domain} any more. Some networks still remember it, "
			   "the others refuse its "
			   "mail."),
			A_HOST("domain", servers->zone));
		add_all(matter(run, finding), survey, servers, parent);
		return;
	case DELEGATED_UNKNOWN:
		break;
	}
	if (!survey->unsigned_helps)
		say_unknown(run, survey, servers, parent);
}
