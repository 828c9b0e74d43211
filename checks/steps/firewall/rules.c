/*
 * This computer's own firewall, as far as it may be read: the live rules as root, the files in force and firewalld's answers
 * otherwise. Files are read in every run, because it is cheap; what they mean for the connection is only said where the
 * server was not reached.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/computer.h"
#include "checks/engine/facts.h"
#include "checks/net/route.h"
#include "checks/steps/common/applies.h"
#include "checks/steps/common/tcp_verdict.h"
#include "checks/steps/firewall/firewall_read.h"
#include "checks/steps/firewall/person.h"
#include "checks/steps/firewall/programs.h"
#include "checks/steps/firewall/rule_fix.h"
#include "checks/steps/firewall/stops.h"

#define CONNTRACK_PERCENT 95

/* What one run of the check works with. */
struct rules_work {
	struct check_run *run;
	struct firewall_reading reading;
	const struct ruleset *rules; /* the ones that count: live, else files; NULL: none */
	const struct out_session *out;
	struct person self, person;
};

static const char *sentence(const struct fate *fate, bool sure)
{
	if (fate->near.chain && fate_is_aside(fate))
		/* TRANSLATORS: {host} is the name of a server, {port} a number, {rule} a firewall rule, {place} where it
		   stands. */
		return N_("The firewall of this computer has a rule for mail that does not fit {host}, port "
			  "{port}: "
			  "“{rule}” ({place}).");
	if (fate_is_aside(fate))
		/* TRANSLATORS: {host} is the name of a server, {port} a number, {rule} a firewall rule, {place} where it
		   stands. */
		return N_("A firewall rule of this computer that seems meant for something else stops the "
			  "connection "
			  "to {host}, port {port}: “{rule}” ({place}).");
	if (!sure)
		/* TRANSLATORS: {host} is the name of a server, {port} a number, {rule} a firewall rule, {place} where it
		   stands. */
		return N_("The firewall of this computer probably stops the connection to {host}, port "
			  "{port}, by "
			  "“{rule}” ({place}).");
	if (fate->inbound)
		/* TRANSLATORS: {host} is the name of a server, {port} a number, {rule} a firewall rule, {place} where it
		   stands. */
		return N_(
			"The firewall of this computer does not let the answers of {host}, port {port}, in: "
			"“{rule}” ({place}).");
	/* TRANSLATORS: {host} is the name of a server, {port} a number, {rule} a firewall rule, {place} where it stands. */
	return N_("The firewall of this computer stops the connection to {host}, port {port}, by the rule "
		  "“{rule}” "
		  "({place}).");
}

/* Where live rules come from at the next start: the file that stops the connection too. "" where there is none. */
static void place_in_files(
	const struct rules_work *work, const struct connection *connection, char *place_r, size_t size)
{
	struct fate fate;

	place_r[0] = '\0';
	if (!work->rules->live || !work->reading.in_force)
		return;
	fate_of(&work->reading.files, connection, &fate);
	if ((fate.kind == FATE_RULE || fate.kind == FATE_POLICY) && fate.by.table->tool != TOOL_UFW)
		rule_place(&fate.by, place_r, size);
}

static void add_fix(const struct rules_work *work, struct finding *finding, const struct fate *fate,
	const struct connection *connection)
{
	struct rule_fix fix;
	char ip[NET_ADDR_TEXT];

	net_addr_text(&connection->to, ip, sizeof ip);
	rule_fix_make(fate, connection, &fix);
	run_evidence(finding, "fix", fix.command);
	if (fix.line[0] && !fix.file[0])
		place_in_files(work, connection, fix.file, sizeof fix.file);
	if (fix.line[0])
		run_evidence(finding, "fix_line", fix.line);
	if (fix.file[0])
		run_evidence(finding, "fix_file", fix.file);
	run_evidencef(finding, "connection", "to %s, port %d, as user %lld", ip,
		net_addr_port(&connection->to), (long long)connection->uid);
	run_evidence(finding, "way", fate->inbound ? "in" : "out");
}

/* The finding about a rule that stops the connection. Where a rule for mail misses it, that one is shown: it is to be mended. */
static void say_stopped(
	struct rules_work *work, const struct fate *fate, const struct connection *connection, bool sure)
{
	bool aside = fate_is_aside(fate), near = aside && fate->near.chain;
	const struct rule_spot *shown = near ? &fate->near : &fate->by;
	char place[RULE_PLACE_MAX], words[RULE_FIX_MAX];
	enum finding_id id = aside ? (sure ? F_RULE_BLOCKS_RANGE : F_RULE_LIKELY_RANGE)
				   : (sure ? F_RULE_BLOCKS : F_RULE_LIKELY);
	struct finding *finding;

	rule_place(shown, place, sizeof place);
	rule_words(shown, words, sizeof words);
	finding = run_say(work->run, id, sentence(fate, sure), A_HOST("host", work->out->used.host),
		A_PORT(net_addr_port(&connection->to)), A_TEXT("rule", words), A_NAME("place", place));
	add_fix(work, finding, fate, connection);
	if (near) {
		rule_place(&fate->by, place, sizeof place);
		rule_words(&fate->by, words, sizeof words);
		run_evidencef(finding, "stopped_by", "%s (%s)", words, place);
	}
}

static void say_not_read(struct rules_work *work)
{
	/* TRANSLATORS: {show} is a command; keep the sentence in front of it */
	struct finding *finding = run_say(work->run, F_FIREWALL_NOT_READ,
		N_("The firewall rules of this computer can only be read by its administrator. This command "
		   "shows "
		   "them:\n{show}"),
		A_COMMAND("show", work->reading.show));

	run_evidence(finding, "show", work->reading.show);
}

static void say_redirect(
	struct rules_work *work, const struct fate *fate, const struct connection *connection)
{
	char place[RULE_PLACE_MAX], words[RULE_FIX_MAX];

	rule_place(&fate->redirect, place, sizeof place);
	rule_words(&fate->redirect, words, sizeof words);
	/* TRANSLATORS: {host} is the name of a server, {port} a number, {rule} a firewall rule, {place} where it stands. */
	run_say(work->run, F_RULE_REDIRECTS,
		N_("A firewall rule of this computer sends the connection to {host}, port {port}, to another "
		   "place: "
		   "“{rule}” ({place})."),
		A_HOST("host", work->out->used.host), A_PORT(net_addr_port(&connection->to)),
		A_TEXT("rule", words), A_NAME("place", place));
}

/* Where the packets would leave and from which address; unknown in practice. */
static void add_way(struct rules_work *work, struct connection *connection, struct route_way *way)
{
	struct mailcase const *mailcase = run_case(work->run);

	if (mailcase->map || route_to(run_scope(work->run), &connection->to, way) != IO_OK || !way->device)
		return;
	connection->interface = way->name;
	connection->from = way->source;
}

static void say_clear(struct rules_work *work)
{
	if (work->reading.live_read)
		/* TRANSLATORS: {host} is the name of a server, {port} a number */
		run_say(work->run, F_FIREWALL_CLEAR,
			N_("The firewall of this computer lets connections to {host}, port {port}, pass."),
			A_HOST("host", work->out->used.host), A_PORT(work->out->used.port));
}

static void judge(struct rules_work *work)
{
	struct stopped_attempt attempts[ADDRS_MAX];
	struct connection connections[ADDRS_MAX];
	struct route_way ways[ADDRS_MAX];
	size_t n = work->out->n_attempts, which = 0;
	enum stops stops;

	for (size_t i = 0; i < n; i++) {
		attempts[i].attempt = &work->out->attempts[i];
		connections[i] = person_connects(&work->self, &attempts[i].attempt->addr);
		add_way(work, &connections[i], &ways[i]);
		fate_of(work->rules, &connections[i], &attempts[i].fate);
	}
	stops = stops_of(attempts, n, net_addr_is_own, &which);
	if (stops == STOPS_ALL || stops == STOPS_MAYBE)
		say_stopped(work, &attempts[which].fate, &connections[which],
			stops == STOPS_ALL && work->rules->live);
	else if (stops == STOPS_NONE && attempts[0].fate.redirect.chain)
		say_redirect(work, &attempts[0].fate, &connections[0]);
	else if (stops == STOPS_NONE)
		say_clear(work);
}

/* Network trouble that a rule of this computer can make. */
static bool is_unreached(const struct out_session *out)
{
	return out && out->n_attempts && out->winner == out->n_attempts && tcp_is_unreached(out->problem);
}

static bool reads_number(const struct mailcase *mailcase, const char *path, int64_t *number_r)
{
	struct str STR_AUTO text = STR_INIT;
	char digits[24];

	if (computer_read(mailcase, path, &text) != COMPUTER_READ)
		return false;
	str_copy(digits, sizeof digits, str_text(&text));
	digits[strcspn(digits, "\n")] = '\0';
	return ascii_number(digits, 0, INT64_MAX / 100, number_r);
}

/* The table of connections of this computer: when it is full, new ones are dropped without a word. */
static void look_at_table(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);
	struct finding *finding;
	int64_t count, max;

	if (!reads_number(mailcase, "/proc/sys/net/netfilter/nf_conntrack_count", &count) ||
		!reads_number(mailcase, "/proc/sys/net/netfilter/nf_conntrack_max", &max) || max == 0 ||
		count * 100 < max * CONNTRACK_PERCENT)
		return;
	/* TRANSLATORS: {count} and {max} are numbers */
	finding = run_say(run, F_CONNTRACK_FULL,
		N_("The firewall of this computer remembers {count} connections and has room for {max}. When "
		   "it is "
		   "full, new ones are lost."),
		A_COUNT("count", count), A_COUNT("max", max));
	run_evidencef(finding, "fix", "sudo sysctl net.netfilter.nf_conntrack_max=%lld", (long long)max * 2);
}

/* The name of the program as it stands in the path of a control group. */
static bool names_program(const struct rule *rule, const struct program_names *names)
{
	for (size_t i = 0; i < rule->matches.n; i++) {
		const struct rule_match *match = &rule->matches.items[i];

		for (size_t k = 0; match->keys[0] == KEY_CGROUP && k < match->values.v.n; k++)
			if (match->values.v.items[k].name &&
				ascii_find(match->values.v.items[k].name, names->name))
				return true;
	}
	return false;
}

static void note_stop(struct local_rule *stop, const struct fate *fate, const struct connection *connection)
{
	struct rule_fix fix;

	stop->stops = true;
	rule_place(&fate->by, stop->place, sizeof stop->place);
	rule_words(&fate->by, stop->rule, sizeof stop->rule);
	rule_fix_make(fate, connection, &fix);
	str_copy(stop->fix, sizeof stop->fix, fix.command);
}

/* What the rules do to the person's program where they let us pass: told by firewall.program. */
static void look_at_program(struct rules_work *work, const struct net_addr *to, struct local_rule *stop)
{
	const struct program_names *names = program_names_of(run_case(work->run)->program);
	struct connection connection = person_connects(&work->person, to);
	struct route_way way;
	struct fate fate;

	if (!person_differs(&work->self, &work->person))
		return;
	add_way(work, &connection, &way);
	fate_of(work->rules, &connection, &fate);
	if (fate.kind == FATE_RULE || fate.kind == FATE_POLICY ||
		(fate.kind == FATE_UNSURE && fate.by.rule && names && names_program(fate.by.rule, names)))
		note_stop(stop, &fate, &connection);
}

static void run_rules(struct check_run *run)
{
	struct rules_work work = {.run = run};
	struct local_rules *fact = mem_new(sizeof *fact);
	const struct server_names *names;

	look_at_table(run);
	firewall_read(run, &work.reading);
	person_self(run_case(run), &work.self);
	person_of_program(run_case(run), &work.person);
	work.rules = work.reading.live_read  ? &work.reading.live
		     : work.reading.in_force ? &work.reading.files
					     : NULL;
	work.out = fact_await_out_session(run);
	names = fact_get_out_names(run);
	if (is_unreached(work.out)) {
		if (work.rules)
			judge(&work);
		if (!work.reading.live_read)
			say_not_read(&work);
	} else if (work.rules && work.out && names && names->n) {
		look_at_program(&work,
			work.out->winner < work.out->n_attempts ? &work.out->attempts[work.out->winner].addr
								: &names->addrs[0],
			&fact->program);
	}
	fact->read = work.reading.live_read;
	firewall_reading_release(&work.reading);
	fact_put_local_rules(run, fact);
}

const struct check check_firewall_rules = {
	.id = "firewall.rules",
	.step = STEP_FIREWALL,
	.title = N_("Read the firewall rules of this computer"),
	.needs = FACT_BIT(OUT_NAMES),
	.wants = FACT_BIT(OUT_SESSION),
	.provides = FACT_BIT(LOCAL_RULES),
	.limit_ms = 6000,
	.applies = settings_apply_here,
	.run = run_rules,
};
