/*
 * Words and evidence about port 25: for a home, that it is usual; for a mail server of one's own, what was tried, each with
 * its result.
 */
#include "checks/steps/provider/port25.h"

#include <string.h>

#include "checks/base/str.h"
#include "checks/engine/cause.h"
#include "checks/net/tcp.h"

static void add_tries(struct finding *finding, const struct port25_report *report)
{
	const struct port25_table *table = report->table;
	struct str STR_AUTO text = STR_INIT_MAX(1000);

	for (size_t i = 0; i < table->n; i++) {
		const struct port25_try *try = &table->tries[i];
		char ip[NET_ADDR_TEXT];

		net_addr_text(&try->attempt.addr, ip, sizeof ip);
		str_addf(&text, "%s%s [%s] %s after %lld ms", text.len ? "; " : "", try->host, ip,
			tcp_outcome_name(try->attempt.outcome), (long long)(try->attempt.took_us / 1000));
		if (try->attempt.offender.len) {
			net_addr_text(&try->attempt.offender, ip, sizeof ip);
			str_addf(&text, " (by %s, ICMP %d/%d)", ip, try->attempt.icmp_type,
				try->attempt.icmp_code);
		}
		if (try->banner[0])
			str_addf(&text, ": %s", try->banner);
	}
	run_evidence(finding, "tried", str_text(&text));
	run_evidencef(finding, "independent", "%zu tried, connections that came about: %zu",
		report->verdict.tried, report->verdict.reached);
	run_evidencef(finding, "other_ports", "IPv4 %s, IPv6 %s",
		table->others_work4 ? "work" : "not reached", table->others_work6 ? "work" : "not reached");
}

/* The owner of a mail server asks for the port, or for a relay, whoever closes it; a rule of this computer is for its user. */
static void add_place(struct check_run *run, struct finding *finding, const struct port25_report *report)
{
	bool here = report->who && strcmp(report->who, who_name(WHO_YOU)) == 0;

	if (report->who) {
		run_evidence(finding, "closed_by", report->who);
		run_evidence(finding, "place", report->place);
	}
	if (here || (report->who && run_case(run)->role == ROLE_USER))
		run_evidence(finding, "who", report->who);
	else if (run_case(run)->role == ROLE_ADMIN)
		run_evidence(finding, "who", who_name(WHO_ADMIN));
	counted_evidence(finding, &report->counted);
}

static const char *closed_sentence(const struct port25_report *report, bool admin)
{
	if (report->unneeded)
		/* TRANSLATORS: {hosts} are names of servers. */
		return N_("Port 25 to the outside is closed here: none of the mail servers that were tried "
			  "can be reached through it ({hosts}). Whether your mail server needs it could not "
			  "be seen from here: it may have another connection, or hand its mail to another "
			  "server.");
	if (report->verdict.state == PORT25_MAYBE)
		/* TRANSLATORS: {hosts} are names of servers. */
		return N_("Port 25 seems to be closed here: it does not lead to {hosts}, while other ports "
			  "are open. "
			  "More servers could not be tried.");
	if (admin)
		/* TRANSLATORS: {hosts} are names of servers. */
		return N_("Port 25 to the outside is closed here: none of the mail servers that were tried "
			  "can be "
			  "reached through it ({hosts}), while other ports are open.");
	/* TRANSLATORS: {hosts} are names of servers. */
	return N_("Port 25 is closed here, as is usual for a home: no mail server can be reached through it "
		  "({hosts}). Programs send through port 465 or 587.");
}

/* Where this computer itself holds the packets back, its firewall is the reason. */
static void say_here(struct check_run *run, const struct port25_report *report)
{
	struct finding *finding;

	if (report->unneeded || !report->who || strcmp(report->who, who_name(WHO_YOU)) != 0 ||
		run_case(run)->where != WHERE_HERE)
		return;
	finding = run_say(run, F_STOPS_HERE,
		N_("Connections to port 25 are stopped on this computer itself; they do not get out into the "
		   "network."),
		{0});
	add_place(run, finding, report);
}

static void say_closed(struct check_run *run, const struct port25_report *report)
{
	bool maybe = report->verdict.state == PORT25_MAYBE || report->unneeded;
	char hosts[400];
	struct finding *finding;

	port25_hosts(report->table, false, hosts, sizeof hosts);
	if (report->relay[0]) {
		finding = run_say(run, F_PORT25_OWN_ONLY,
			/* TRANSLATORS: {relay} is the name of a server, {hosts} are several. */
			N_("Port 25 leads only to the internet company's own server, {relay}; other mail "
			   "servers "
			   "cannot be reached through it ({hosts})."),
			A_HOST("relay", report->relay), A_TEXT("hosts", hosts));
		add_tries(finding, report);
		return;
	}
	finding = run_say(run, maybe ? F_PORT25_CLOSED_MAYBE : F_PORT25_CLOSED,
		closed_sentence(report, run_case(run)->role == ROLE_ADMIN), A_TEXT("hosts", hosts));
	add_tries(finding, report);
	add_place(run, finding, report);
	say_here(run, report);
}

void port25_say(struct check_run *run, const struct port25_report *report)
{
	char hosts[400];

	switch (report->verdict.state) {
	case PORT25_CLOSED:
	case PORT25_MAYBE:
		say_closed(run, report);
		break;
	case PORT25_OPEN:
		port25_hosts(report->table, true, hosts, sizeof hosts);
		add_tries(run_say(run, F_PORT25_OPEN,
				  /* TRANSLATORS: {hosts} are names of servers. */
				  N_("Port 25 is open here: mail servers of other companies answer at it "
				     "({hosts})."),
				  A_TEXT("hosts", hosts)),
			report);
		break;
	case PORT25_UNKNOWN:
		run_unknown(run, N_("Whether port 25 is closed for all servers could not be found out."));
		break;
	}
}

void port25_say_usual(struct check_run *run, const char *host)
{
	/* TRANSLATORS: {host} is the name of a server. */
	run_say(run, F_PORT25_CLOSED_USUAL,
		N_("Port 25 of {host} is closed from here. That is usual for a home, and mail programs do "
		   "not need it: "
		   "ports 465 and 587 are made for them."),
		A_HOST("host", host));
}
