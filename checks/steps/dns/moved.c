/*
 * dns.moved: does an entry of the domain still name the place where its mail was before? Either the server for sending stands at another
 * company than the one that takes the domain's mail, and fails there (its address is stale), or the entry for mail (MX) is the one that was
 * forgotten. What tells: names, addresses and their names, SPF, greeting and certificate together. Nothing is asked where both are in
 * one place.
 */
#include "checks/steps/dns/moved.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/common/sieve.h"
#include "checks/steps/dns/mx.h"
#include "checks/steps/dns/outlets.h"
#include "checks/steps/dns/reverse.h"

enum question { ASK_TXT, ASK_A, ASK_AAAA, ASK_PTR_HERE, ASK_PTR_MX, QUESTIONS };

struct move {
	struct check_run *run;
	const char *domain, *host; /* host: the server for sending */
	const struct server_names *names;
	const struct mx_table *mx;
	const struct out_session *session;
	const struct mx_host *taker; /* the first that can be reached */
	struct dns_answer answers[QUESTIONS];
	char here[REVERSE_NAME_MAX], there[REVERSE_NAME_MAX];
	struct moved_signs signs;
};

static const struct mx_host *taker_of(const struct mx_table *mx)
{
	for (size_t i = 0; i < mx->n; i++)
		if (mx_fault(&mx->hosts[i]) == MX_USABLE)
			return &mx->hosts[i];
	return NULL;
}

/* One round: SPF, the names of both addresses, and what DNS says where this computer's own list of names came first. */
static void ask(struct move *move)
{
	struct io_scope scope = matter_scope(move->run);
	const bool listed = move->names->from_hosts_file;
	struct dns_config config;

	reverse_name(&move->names->addrs[0], move->here, sizeof move->here);
	reverse_name(&move->taker->addrs[0], move->there, sizeof move->there);
	move->answers[ASK_TXT] = (struct dns_answer){.name = move->domain, .type = DNS_TXT};
	move->answers[ASK_PTR_HERE] = (struct dns_answer){.name = move->here, .type = DNS_PTR};
	move->answers[ASK_PTR_MX] = (struct dns_answer){.name = move->there, .type = DNS_PTR};
	move->answers[ASK_A] = address_question(listed ? move->host : move->taker->host, DNS_A);
	move->answers[ASK_AAAA] = address_question(listed ? move->host : move->taker->host, DNS_AAAA);
	case_dns(run_case(move->run), &config);
	dns_ask_all(&scope, &config, move->answers, QUESTIONS);
}

static const char *found_name(const struct dns_answer *answer)
{
	return answer->outcome == DNS_FOUND && answer->n ? answer->records[0].u.name : "";
}

static const struct cert_info *certificate(const struct out_session *session)
{
	return session && session->smtp && session->smtp->tls.n_chain ? &session->smtp->tls.chain[0] : NULL;
}

/* A certificate that bears a name of the domain is the domain's, whatever others stand in it. */
static void read_certificate(const struct cert_info *cert, const char *domain, struct company *company_r)
{
	struct company company;

	for (size_t i = 0; cert && i < cert->n_names; i++) {
		const char *name = cert->names[i];

		company_of_host(name + 2 * (strncmp(name, "*.", 2) == 0), domain, &company);
		if (company.own || !company_r->organisation[0])
			*company_r = company;
		if (company.own)
			return;
	}
}

static void read_session(struct move *move)
{
	struct moved_signs *signs = &move->signs;
	const struct out_session *session = move->session;
	char name[HOST_MAX];

	if (!session)
		return;
	signs->unreached = !session->smtp || !session->smtp->banner.code;
	signs->cert_fails = session->problem == F_CERT_WRONG_NAME;
	read_certificate(certificate(session), move->domain, &signs->cert);
	if (session->smtp && outlet_name_of_banner(session->smtp->banner.text, name))
		company_of_host(name, move->domain, &signs->banner);
}

static void read_spf(struct move *move)
{
	const struct dns_answer *txt = &move->answers[ASK_TXT];

	for (size_t i = 0; txt->outcome == DNS_FOUND && i < txt->n; i++)
		if (ascii_starts(txt->records[i].u.txt.bytes, "v=spf1 "))
			moved_read_spf(&move->signs, txt->records[i].u.txt.bytes + 7, move->domain,
				move->names->addrs, move->names->n, move->mx);
}

/* Before anything is asked: whose the two are, by their names and addresses alone. */
static void read_names(struct move *move)
{
	const struct mailcase *mailcase = run_case(move->run);
	struct moved_signs *signs = &move->signs;
	struct provider provider;

	signs->told = mailcase->changed == CHANGED_PROVIDER;
	company_of_host(move->host, move->domain, &signs->place);
	company_of_mx(move->taker->host, move->domain, &signs->mx);
	company_of_host(mailcase->incoming.host, move->domain, &signs->incoming);
	company_of_host(move->names->canonical, move->domain, &signs->alias);
	signs->own_name = signs->place.own;
	signs->apart = !moved_is_near(move->names->addrs, move->names->n, move->mx);
	signs->mx_provider = provider_by_host(move->taker->host, &provider);
	signs->place_provider = provider_by_host(move->host, &provider);
	signs->mx_sieve = host_is_sieve(move->taker->host);
}

static void evidence_signs(const struct move *move, struct finding *finding)
{
	const struct cert_info *cert = certificate(move->session);
	char ip[NET_ADDR_TEXT];

	net_addr_text(&move->names->addrs[0], ip, sizeof ip);
	run_evidence(finding, "address", ip);
	run_evidence(finding, "alias", move->names->canonical);
	run_evidence(finding, "ptr", found_name(&move->answers[ASK_PTR_HERE]));
	run_evidence(finding, "banner",
		move->session && move->session->smtp ? move->session->smtp->banner.text : "");
	run_evidence(finding, "certificate", cert && cert->n_names ? cert->names[0] : "");
	mx_evidence_hosts(finding, move->mx);
}

/* Where the name should lead: to the provider's own server for sending, or to where the domain's mail is taken. */
static void evidence_new_place(const struct move *move, struct finding *finding)
{
	struct provider provider;
	char ip[NET_ADDR_TEXT];

	if (provider_by_host(move->taker->host, &provider) && provider.n_outgoing) {
		run_evidencef(finding, "record", "%s. CNAME %s.", move->host, provider.outgoing[0].host);
		run_evidence(finding, "server", provider.outgoing[0].host);
		return;
	}
	net_addr_text(&move->taker->addrs[0], ip, sizeof ip);
	run_evidencef(finding, "record", "%s. %s %s", move->host,
		net_addr_family(&move->taker->addrs[0]) == AF_INET6 ? "AAAA" : "A", ip);
}

static void say_stale(const struct move *move, enum finding_id id)
{
	const struct company *behind = moved_behind(&move->signs);
	char ip[NET_ADDR_TEXT];
	struct finding *finding;

	net_addr_text(&move->names->addrs[0], ip, sizeof ip);
	if (behind)
		finding = run_say(move->run, id,
			/* TRANSLATORS: {host} and {mx} are servers, {ip} an address, {company} a company or its domain, {domain} the part
			   of an address behind the @. */
			N_("{host} still leads to {ip}, a server of {company}, while the mail of {domain} is "
			   "taken by {mx} in "
			   "another place. The address of {host} seems to have been forgotten in the move. "
			   "(A record)"),
			A_HOST("host", move->host), A_IP("ip", ip), A_NAME("company", behind->name),
			A_HOST("domain", move->domain), A_HOST("mx", move->taker->host));
	else
		finding = run_say(move->run, id,
			/* TRANSLATORS: {host} and {mx} are servers, {ip} an address, {domain} the part of an address behind the @. */
			N_("{host} still leads to {ip}, where no mail server answers, while the mail of "
			   "{domain} is taken by {mx} "
			   "in another place. The address of {host} seems to have been forgotten in the "
			   "move. (A record)"),
			A_HOST("host", move->host), A_IP("ip", ip), A_HOST("domain", move->domain),
			A_HOST("mx", move->taker->host));
	evidence_new_place(move, finding);
	evidence_signs(move, finding);
}

static void say_elsewhere(const struct move *move)
{
	evidence_signs(move,
		run_say(move->run, F_ADDRESS_ELSEWHERE,
			/* TRANSLATORS: {host} is a server, {company} a company or its domain, {domain} the part of an address behind the @,
			   {mx} a server. */
			N_("{host} stands at {company}, and the mail of {domain} is taken by {mx}, in "
			   "another place. That is right "
			   "where you have both."),
			A_HOST("host", move->host), A_NAME("company", moved_behind(&move->signs)->name),
			A_HOST("domain", move->domain), A_HOST("mx", move->taker->host)));
}

/* This computer's own list of names (the hosts file) says something else than DNS, which knows the present place. */
static bool say_hosts_file(const struct move *move)
{
	struct net_addr addrs[ADDRS_MAX];
	char ip[NET_ADDR_TEXT], other[NET_ADDR_TEXT];
	struct finding *finding;
	size_t n;

	if (!move->names->from_hosts_file || net_addr_is_private(&move->names->addrs[0]))
		return false;
	n = answer_addresses(&move->answers[ASK_A], 0, addrs, ADDRS_MAX / 2);
	n += answer_addresses(&move->answers[ASK_AAAA], 0, addrs + n, ADDRS_MAX - n);
	if (!n || addr_among(&move->names->addrs[0], addrs, n))
		return false;
	net_addr_text(&move->names->addrs[0], ip, sizeof ip);
	net_addr_text(&addrs[0], other, sizeof other);
	finding = run_say(move->run,
		move->session && !move->session->ready ? F_ADDRESS_STALE : F_ADDRESS_ELSEWHERE,
		/* TRANSLATORS: {host} is a server, {ip} and {other} are addresses. */
		N_("On this computer a list of names (the file /etc/hosts) says that {host} is at {ip}. "
		   "Everybody else is told {other}: the "
		   "line in the list is old."),
		A_HOST("host", move->host), A_IP("ip", ip), A_IP("other", other));
	run_evidence(finding, "who", "you");
	run_evidence(finding, "place", "/etc/hosts");
	return true;
}

static void say_mx(const struct move *move, enum finding_id id)
{
	struct finding *finding;

	if (id == F_MX_ELSEWHERE) {
		evidence_signs(move,
			run_say(move->run, id,
				/* TRANSLATORS: {domain} is the part of an address behind the @, {mx} and {host} are servers. */
				N_("The mail of {domain} is taken by {mx}; {host}, which you send through, "
				   "belongs to somebody "
				   "else. That is right where you have both."),
				A_HOST("domain", move->domain), A_HOST("mx", move->taker->host),
				A_HOST("host", move->host)));
		return;
	}
	finding = matter(move->run,
		run_say(move->run, id,
			/* TRANSLATORS: {domain} is the part of an address behind the @, {mx} and {host} are servers. */
			N_("The entry of {domain} for its mail still names {mx}, while you send through "
			   "{host} and the list of "
			   "permitted servers names only that place. It seems to have been forgotten in the "
			   "move. (MX record)"),
			A_HOST("domain", move->domain), A_HOST("mx", move->taker->host),
			A_HOST("host", move->host)));
	mx_evidence_record(finding, run_case(move->run));
	evidence_signs(move, finding);
}

static void judge(struct move *move)
{
	enum finding_id address, mx;

	company_of_host(found_name(&move->answers[ASK_PTR_HERE]), move->domain, &move->signs.ptr);
	/* Who takes the mail under the domain's own name may be told by the name of its address. */
	if (move->signs.mx.own) {
		struct company host;

		company_of_host(found_name(&move->answers[ASK_PTR_MX]), move->domain, &host);
		if (company_is_other(&host) && company_same(&host, &move->signs.ptr))
			move->signs.apart = false;
	}
	read_session(move);
	read_spf(move);
	if (say_hosts_file(move))
		return;
	address = moved_address(&move->signs);
	mx = moved_mx(&move->signs);
	if (address == F_ADDRESS_STALE || address == F_ADDRESS_STALE_MAYBE)
		say_stale(move, address);
	else if (address == F_ADDRESS_ELSEWHERE && mx != F_MX_OUTDATED)
		say_elsewhere(move);
	else if (mx != F_N)
		say_mx(move, mx);
}

static void run_moved(struct check_run *run)
{
	const struct domain_records *records = fact_get_domain_records(run);
	const struct target *target = fact_await_target(run);
	struct move move = {.run = run, .domain = records->domain, .mx = fact_get_mx_table(run)};

	move.names = fact_await_out_names(run);
	move.taker = taker_of(move.mx);
	if (!target || !move.names || !move.names->n || !move.taker || records->at_provider ||
		move.names->literal) {
		run_skip(run, "settings.names");
		return;
	}
	move.host = target->out.host;
	read_names(&move);
	if (!move.names->from_hosts_file && !moved_is_worth_asking(&move.signs))
		return;
	ask(&move);
	move.session = fact_await_out_session(run);
	judge(&move);
	dns_answers_release(move.answers, QUESTIONS);
}

/* No server is sought for this alone. */
static bool applies(const struct mailcase *mailcase)
{
	return records_apply(mailcase) &&
	       (mailcase->in_use.host[0] || mailcase_wants_step(mailcase, STEP_SETTINGS));
}

const struct check check_dns_moved = {
	.id = "dns.moved",
	.step = STEP_DNS,
	.title = N_("See whether an entry still names a former place"),
	.needs = FACT_BIT(DOMAIN_RECORDS) | FACT_BIT(MX_TABLE),
	.wants = FACT_BIT(TARGET) | FACT_BIT(OUT_NAMES) | FACT_BIT(OUT_SESSION),
	.limit_ms = 8000,
	.applies = applies,
	.run = run_moved,
};
