/*
 * Every port for sending of the outgoing server, by IPv4 and IPv6 side by side. The port in use is the
 * business of settings.server.
 */
#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/steps/network/network.h"
#include "checks/steps/common/ports.h"

#define CONNECT_MS 3000
#define AT_ONCE	   2

static void add_probes(struct port_table *table, const struct net_addr *addr, int port_in_use)
{
	for (size_t i = 0; i < sending_ports_n && table->n < PORT_PROBES_MAX; i++) {
		if (sending_ports[i] == port_in_use)
			continue;
		table->probes[table->n++] = (struct port_probe){
			.port = sending_ports[i],
			.family = net_addr_family(addr),
			.attempt = {.addr = net_addr_with_port(addr, sending_ports[i]), .fd = -1},
		};
	}
}

/* One address of each family. */
static void fill_table(struct port_table *table, const struct server_names *names, int port_in_use)
{
	bool seen4 = false, seen6 = false;

	for (size_t i = 0; i < names->n; i++) {
		bool *seen = net_addr_family(&names->addrs[i]) == AF_INET6 ? &seen6 : &seen4;

		if (!*seen)
			add_probes(table, &names->addrs[i], port_in_use);
		*seen = true;
	}
}

static void probe(struct check_run *run, struct port_table *table)
{
	struct tcp_attempt attempts[PORT_PROBES_MAX];

	for (size_t i = 0; i < table->n; i++)
		attempts[i] = table->probes[i].attempt;
	table->whole = tcp_probe_all(run_scope(run), attempts, table->n, AT_ONCE, CONNECT_MS) == IO_OK;
	for (size_t i = 0; i < table->n; i++)
		table->probes[i].attempt = attempts[i];
}

static void run_ports(struct check_run *run)
{
	const struct server_names *names = fact_get_out_names(run);
	struct port_table *table;

	if (!names->n) {
		run_skip(run, "settings.names");
		return;
	}
	if (!network_give_way(run))
		return;
	table = mem_new(sizeof *table);
	fill_table(table, names, net_addr_port(&names->addrs[0]));
	probe(run, table);
	fact_put_out_ports(run, table);
}

const struct check check_network_ports = {
	.id = "network.ports",
	.step = STEP_NETWORK,
	.title = N_("Try the other ports of the server for sending"),
	.needs = FACT_BIT(OUT_NAMES),
	.provides = FACT_BIT(OUT_PORTS),
	.until = FACT_BIT(OUT_REACHED),
	.limit_ms = 6000,
	.applies = network_applies,
	.run = run_ports,
};
