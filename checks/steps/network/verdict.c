/*
 * Who stands in the way when the server for sending was not reached: the whole picture, as notes beside the
 * one finding of settings.server. A server that was reached ends this check.
 */
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/network/network.h"
#include "checks/steps/network/picture.h"

static const char *sentence(enum finding_id id)
{
	switch (id) {
	case F_OTHER_SENDING_PORT_OPEN:
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		return N_("Another port for sending is open at {host}: {port}.");
	case F_SENDING_PORTS_SILENT:
		/* TRANSLATORS: {host} is the name of a server. */
		return N_("None of the ports for sending answers at {host}.");
	case F_RECEIVING_PORTS_OPEN:
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		return N_("The server for receiving, {host}, can be reached (port {port}).");
	case F_RECEIVING_PORTS_DEAD:
		/* TRANSLATORS: {host} is the name of a server. */
		return N_("The server for receiving, {host}, cannot be reached either.");
	case F_SAME_HOST_ALIVE:
		/* TRANSLATORS: {host} is the name of a server. */
		return N_("{host} itself is alive: it answers at another port.");
	case F_SAME_HOST_DEAD:
		/* TRANSLATORS: {host} is the name of a server. */
		return N_("{host} does not answer at any other port either.");
	case F_OTHER_HOSTS_REACHED:
		/* TRANSLATORS: {host} is the name of a server of another company, {port} a number. */
		return N_("From here, the server of another provider can be reached for sending: {host}, "
			  "port {port}.");
	case F_OTHER_HOSTS_BLOCKED:
		/* TRANSLATORS: {host} is the name of a server of another company. */
		return N_("From here, the servers of other providers cannot be reached for sending either, "
			  "though they are alive "
			  "({host}).");
	default:
		return N_("Whether other servers can be reached from here could not be found out.");
	}
}

static void add_tables(struct finding *finding, const struct network_picture *picture)
{
	struct tcp_attempt attempts[PORT_PROBES_MAX];
	size_t n = 0;

	for (size_t i = 0; picture->ports && i < picture->ports->n; i++)
		attempts[n++] = picture->ports->probes[i].attempt;
	evidence_attempts(finding, attempts, n);
}

static void add_controls(struct finding *finding, const struct control_table *controls)
{
	struct str STR_AUTO text = STR_INIT_MAX(1000);

	for (size_t i = 0; controls && i < controls->n; i++) {
		const struct control_probe *probe = &controls->probes[i];

		str_addf(&text, "%s%s:%d %s", i ? "; " : "", probe->host, probe->port,
			probe->attempt.addr.len ? tcp_outcome_name(probe->attempt.outcome)
						: dns_outcome_name(probe->dns));
	}
	run_evidence(finding, "controls", str_text(&text));
}

static void run_verdict(struct check_run *run)
{
	const struct server_names *names = fact_get_out_names(run);
	const struct out_session *out = fact_await_out_session(run);
	struct picture_note notes[PICTURE_MAX];
	struct network_picture picture = {.in_use = F_N};
	size_t n;

	if (!names->n || !out) {
		run_skip(run, names->n ? "settings.server" : "settings.names");
		return;
	}
	picture.port = out->used.port;
	picture.in_use = out->problem;
	picture.ports = fact_await_out_ports(run);
	picture.controls = fact_await_controls(run);
	n = network_picture_notes(&picture, names->host, notes);
	for (size_t i = 0; i < n; i++) {
		struct finding *finding = run_say(run, notes[i].id, sentence(notes[i].id),
			A_HOST("host", notes[i].host), A_PORT(notes[i].port));

		if (notes[i].id == F_OTHER_SENDING_PORT_OPEN || notes[i].id == F_SENDING_PORTS_SILENT)
			add_tables(finding, &picture);
		else
			add_controls(finding, picture.controls);
	}
}

const struct check check_network_verdict = {
	.id = "network.verdict",
	.step = STEP_NETWORK,
	.title = N_("Conclude who is in the way"),
	.needs = FACT_BIT(OUT_NAMES),
	.wants = FACT_BIT(OUT_SESSION) | FACT_BIT(OUT_PORTS) | FACT_BIT(CONTROLS),
	.until = FACT_BIT(OUT_REACHED),
	.limit_ms = 1000,
	.concludes = true,
	.applies = network_applies,
	.run = run_verdict,
};
