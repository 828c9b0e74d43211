/*
 * dns.outlets: where does this sender's mail leave from? SPF, reverse names and block lists are about that address. Told by --ip, seen by
 * servers (their reply to EHLO), written into a mail that was given, or guessed from the name of the server for sending; of a server on
 * this computer from its own addresses. Four checks give this one fact, since what they wait for differs: whoever was told the address
 * waits for nobody, only a run that walks to a recipient's server anyway hears what that one sees, and where no server is named or sought
 * none is spoken with.
 */
#include "checks/steps/dns/outlets.h"

#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/know/provider.h"
#include "checks/net/route.h"
#include "checks/steps/common/given_mail.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/dns/mx.h"

/* The root name servers: as public as any; the system is only asked by which way it would go there. */
#define PUBLIC_V4 "198.41.0.4"
#define PUBLIC_V6 "2001:503:ba3e::2:30"

static bool is_admin(const struct mailcase *mailcase)
{
	return mailcase->role == ROLE_ADMIN;
}

static void take_helo(struct outlet_list *list, const char *name, bool sure)
{
	if (list->helo[0] || !name[0])
		return;
	str_copy(list->helo, sizeof list->helo, name);
	list->helo_sure = sure;
}

/* What the receiver of a mail wrote down: who brought it, and for which address it asked the domain. */
static void take_mail(struct check_run *run, struct outlet_list *list)
{
	const struct mailcase *mailcase = run_case(run);
	struct received received[MESSAGE_RECEIVED_MAX];
	struct given_mail GIVEN_MAIL_AUTO mail = {.exact = false};
	size_t n, which;

	if (!given_mail_read_own(mailcase, &mail))
		return;
	n = message_received(&mail.message, received);
	which = received_delivery(received, n, mailcase_domain(mailcase), mailcase->in_use.host);
	if (which < n) {
		outlet_add(list, (struct outlet){.addr = received[which].addr,
					 .source = OUTLET_HEADER,
					 .delivers = true,
					 .sure = true});
		take_helo(list, received[which].helo, true);
	}
	if (n && received[n - 1].authenticated && received[n - 1].addr.len &&
		!net_addr_is_private(&received[n - 1].addr))
		outlet_add(list, (struct outlet){.addr = received[n - 1].addr,
					 .source = OUTLET_HEADER,
					 .client = true,
					 .sure = true});
}

/* Where the person's program hands its mail in, the server sees the person's own connection; where a server does, that server. */
static void take_session(struct check_run *run, struct outlet_list *list, const struct out_session *session)
{
	const struct own_settings *own = fact_get_own_settings(run);
	const struct smtp_offer *offer;
	struct net_addr addr, server = {.len = 0};

	if (!session || !session->smtp)
		return;
	offer = session->smtp->secure.known ? &session->smtp->secure : &session->smtp->clear;
	if (session->winner < session->n_attempts)
		server = session->attempts[session->winner].addr;
	if (outlet_from_greeting(offer->greeting, session->smtp->helo, &server, &addr))
		outlet_add(list, (struct outlet){.addr = addr,
					 .source = OUTLET_EHLO,
					 .client = !is_admin(run_case(run)) || !own || own->relay.host[0],
					 .delivers = is_admin(run_case(run)) && own && !own->relay.host[0],
					 .sure = true});
}

static void take_walk(struct check_run *run, struct outlet_list *list)
{
	const struct walk_seen *seen = fact_await_walk_seen(run);
	struct net_addr addr;

	if (seen && outlet_from_greeting(seen->greeting, seen->helo, &seen->server, &addr))
		outlet_add(list,
			(struct outlet){.addr = addr, .source = OUTLET_EHLO, .delivers = true, .sure = true});
}

static bool is_mx(const struct mx_table *mx, const struct net_addr *addr)
{
	for (size_t i = 0; mx && i < mx->n; i++)
		if (addr_among(addr, mx->hosts[i].addrs, mx->hosts[i].n))
			return true;
	return false;
}

/*
 * The server for sending, by its name: surely the one that delivers where it is the domain's own and takes its mail, too. A company has other
 * machines for that.
 */
static void take_names(struct check_run *run, struct outlet_list *list, const struct mx_table *mx)
{
	const struct server_names *names = fact_await_out_names(run);
	const char *domain = mailcase_domain(run_case(run));

	for (size_t i = 0; names && i < names->n; i++) {
		bool own = provider_same_organisation(names->host, domain);

		if (net_addr_is_private(&names->addrs[i]))
			continue;
		outlet_add(list, (struct outlet){.addr = net_addr_with_port(&names->addrs[i], 0),
					 .source = OUTLET_NAME,
					 .delivers = true,
					 .sure = own && is_mx(mx, &names->addrs[i]),
					 .foreign = !own});
	}
}

/* Of a server that is looked after from afar only the domain is known: whoever takes its mail usually sends it, too. */
static void take_mx(struct check_run *run, struct outlet_list *list, const struct mx_table *mx)
{
	const char *domain = mailcase_domain(run_case(run));

	for (size_t i = 0; mx && i < mx->n; i++) {
		const struct mx_host *host = &mx->hosts[i];

		for (size_t j = 0; j < host->n && provider_same_organisation(host->host, domain); j++) {
			if (!net_addr_is_private(&host->addrs[j]))
				outlet_add(
					list, (struct outlet){.addr = net_addr_with_port(&host->addrs[j], 0),
						      .source = OUTLET_NAME,
						      .delivers = true});
		}
	}
}

/* The address that this computer would send from. */
static void take_here(struct check_run *run, struct outlet_list *list, bool sure)
{
	static const char *const to[] = {PUBLIC_V4, PUBLIC_V6};
	struct route_way way;
	struct net_addr addr;

	for (size_t i = 0; i < sizeof to / sizeof to[0]; i++) {
		if (!net_addr_parse(to[i], 25, &addr) || route_to(run_scope(run), &addr, &way) != IO_OK ||
			!way.device || !way.source.len || net_addr_is_private(&way.source))
			continue;
		outlet_add(list, (struct outlet){.addr = net_addr_with_port(&way.source, 0),
					 .source = OUTLET_HERE,
					 .delivers = true,
					 .sure = sure});
	}
}

/* A server of one's own on this computer, which sends by itself. */
static bool sends_from_here(const struct mailcase *mailcase, const struct own_settings *own)
{
	return is_admin(mailcase) && mailcase->where == WHERE_HERE && own && own->kind != OWN_NONE &&
	       !own->relay.host[0];
}

static const char *source_sentence(const struct outlet *outlet)
{
	if (outlet->client && !outlet->delivers)
		/* TRANSLATORS: {ip} is an address of a computer. */
		return N_("Your own connection has the address {ip} on the Internet.");
	switch (outlet->source) {
	case OUTLET_GIVEN:
		/* TRANSLATORS: {ip} is an address of a computer. */
		return N_("The mail leaves from the address {ip}: you named it.");
	case OUTLET_EHLO:
		/* TRANSLATORS: {ip} is an address of a computer. */
		return N_("The mail leaves from the address {ip}: another server sees it so.");
	case OUTLET_HEADER:
		/* TRANSLATORS: {ip} is an address of a computer. */
		return N_("The mail left from the address {ip}: the receiver wrote it into the mail.");
	case OUTLET_HERE:
		/* TRANSLATORS: {ip} is an address of a computer. */
		return N_("The mail leaves from the address {ip}: it is that of this computer.");
	default:
		/* TRANSLATORS: {ip} is an address of a computer. */
		return outlet->sure ? N_("The mail leaves from the address {ip}, that of its server.")
				    : N_("The mail probably leaves from the address {ip} or one beside it, "
					 "that of its "
					 "server.");
	}
}

/* The first that delivers, and the person's own connection. */
static void say(struct check_run *run, const struct outlet_list *list)
{
	static const char *const sources[OUTLET_SOURCE_N] = {"given", "ehlo", "header", "name", "here"};
	bool said[2] = {false, false};
	char ip[NET_ADDR_TEXT];
	struct finding *finding;

	for (size_t i = 0; i < list->n; i++) {
		const struct outlet *outlet = &list->items[i];

		if (said[outlet->delivers])
			continue;
		said[outlet->delivers] = true;
		net_addr_text(&outlet->addr, ip, sizeof ip);
		finding = run_say(run, F_PUBLIC_ADDRESS, source_sentence(outlet), A_IP("ip", ip));
		run_evidence(finding, "source", sources[outlet->source]);
		run_evidence(finding, "sure", outlet->sure ? "yes" : "no");
		run_evidence(finding, "delivers", outlet->delivers ? "yes" : "no");
		run_evidence(finding, "helo", outlet->delivers ? list->helo : "");
	}
}

static void put(struct check_run *run, struct outlet_list *list)
{
	outlet_sort(list);
	say(run, list);
	if (!list->n && mailcase_records_matter(run_case(run)))
		run_finding(run, F_PUBLIC_ADDRESS_UNKNOWN,
			N_("From which address the mail leaves is not known; it can be named with --ip. What "
			   "depends on it is left out."),
			(const struct arg[]){{0}});
	fact_put_outlets(run, list);
}

/* The names that settings give, before those that are only seen. */
static void begin(struct check_run *run, struct outlet_list *list)
{
	const struct own_settings *own = fact_await_own_settings(run);

	take_helo(list, run_case(run)->helo, true);
	if (own && !own->relay.host[0])
		take_helo(list, own->name, true);
}

static void run_told(struct check_run *run)
{
	struct outlet_list *list = mem_new(sizeof *list);
	struct net_addr addr;

	begin(run, list);
	if (net_addr_parse(run_case(run)->sending_ip, 0, &addr))
		outlet_add(
			list, (struct outlet){
				      .addr = addr, .source = OUTLET_GIVEN, .delivers = true, .sure = true});
	take_mail(run, list);
	put(run, list);
}

/* What is learnt from others, after the servers that were spoken with. */
static void take_rest(struct check_run *run, struct outlet_list *list)
{
	const struct own_settings *own = fact_get_own_settings(run);
	const struct mailcase *mailcase = run_case(run);
	const struct mx_table *mx;

	take_mail(run, list);
	if (sends_from_here(mailcase, own)) {
		take_here(run, list, true);
		return;
	}
	mx = fact_await_mx_table(run);
	take_names(run, list, mx);
	if (!list->n && is_admin(mailcase))
		take_mx(run, list, mx);
	if (!list->n && is_admin(mailcase) && mailcase->where == WHERE_HERE)
		take_here(run, list, false);
}

static void run_walked(struct check_run *run)
{
	struct outlet_list *list = mem_new(sizeof *list);

	begin(run, list);
	if (sends_from_here(run_case(run), fact_get_own_settings(run)))
		take_walk(run, list);
	take_session(run, list, fact_get_out_session(run));
	take_rest(run, list);
	put(run, list);
}

/* A server that sends its mail by itself introduces itself to programs and to servers alike. */
static void take_banner(struct check_run *run, struct outlet_list *list, const struct out_session *session)
{
	char name[HOST_MAX];

	if (session && session->smtp && outlet_name_of_banner(session->smtp->banner.text, name) &&
		provider_same_organisation(name, mailcase_domain(run_case(run))))
		take_helo(list, name, false);
}

static void run_outlets(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);
	const bool waits = mailcase_records_matter(mailcase) || mailcase_asks_lists(mailcase);
	struct outlet_list *list = mem_new(sizeof *list);
	const struct out_session *session;

	begin(run, list);
	session = waits ? fact_await_out_session(run) : fact_get_out_session(run);
	take_session(run, list, session);
	take_rest(run, list);
	take_banner(run, list, session);
	put(run, list);
}

/* Nobody is spoken with: only the domain's own servers are known, by their names. */
static void run_quiet(struct check_run *run)
{
	struct outlet_list *list = mem_new(sizeof *list);

	begin(run, list);
	take_mail(run, list);
	if (sends_from_here(run_case(run), fact_get_own_settings(run)))
		take_here(run, list, true);
	else
		take_mx(run, list, fact_await_mx_table(run));
	put(run, list);
}

static bool applies_told(const struct mailcase *mailcase)
{
	return !mailcase->offline && mailcase->sending_ip[0];
}

/* As network.own-walk applies, which is never started for this. */
static bool applies_walked(const struct mailcase *mailcase)
{
	return !mailcase->offline && !mailcase->sending_ip[0] && is_admin(mailcase) &&
	       !mailcase->in_use.host[0] && mailcase->where == WHERE_HERE &&
	       mailcase_wants_step(mailcase, STEP_NETWORK);
}

/* No server is sought, and none was named. */
static bool applies_quiet(const struct mailcase *mailcase)
{
	return lists_apply(mailcase) && !mailcase->sending_ip[0] && !mailcase->in_use.host[0] &&
	       !applies_walked(mailcase) && !mailcase_wants_step(mailcase, STEP_SETTINGS);
}

static bool applies(const struct mailcase *mailcase)
{
	return lists_apply(mailcase) && !mailcase->sending_ip[0] && !applies_walked(mailcase) &&
	       !applies_quiet(mailcase);
}

const struct check check_dns_outlets = {
	.id = "dns.outlets",
	.step = STEP_DNS,
	.title = N_("Find out where the mail leaves from"),
	.wants = FACT_BIT(OWN_SETTINGS) | FACT_BIT(OUT_SESSION) | FACT_BIT(OUT_NAMES) | FACT_BIT(MX_TABLE),
	.provides = FACT_BIT(OUTLETS),
	.limit_ms = 6000,
	.applies = applies,
	.run = run_outlets,
};

const struct check check_dns_outlets_told = {
	.id = "dns.outlets-told",
	.step = STEP_DNS,
	.title = N_("Find out where the mail leaves from"),
	.wants = FACT_BIT(OWN_SETTINGS),
	.provides = FACT_BIT(OUTLETS),
	.limit_ms = 6000,
	.applies = applies_told,
	.run = run_told,
};

const struct check check_dns_outlets_quiet = {
	.id = "dns.outlets-quiet",
	.step = STEP_DNS,
	.title = N_("Find out where the mail leaves from"),
	.wants = FACT_BIT(OWN_SETTINGS) | FACT_BIT(MX_TABLE),
	.provides = FACT_BIT(OUTLETS),
	.limit_ms = 6000,
	.applies = applies_quiet,
	.run = run_quiet,
};

const struct check check_dns_outlets_walked = {
	.id = "dns.outlets-walked",
	.step = STEP_DNS,
	.title = N_("Find out where the mail leaves from"),
	.wants = FACT_BIT(OWN_SETTINGS) | FACT_BIT(WALK_SEEN) | FACT_BIT(OUT_SESSION) | FACT_BIT(OUT_NAMES) |
		 FACT_BIT(MX_TABLE),
	.provides = FACT_BIT(OUTLETS),
	.limit_ms = 6000,
	.applies = applies_walked,
	.run = run_walked,
};
