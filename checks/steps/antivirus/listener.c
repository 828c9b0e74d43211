/*
 * The settings lead to this computer itself: which program listens there, or which one should? Bridges and mail proxies work like that, and
 * a mail program cannot send while they do not run.
 */
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/engine/computer.h"
#include "checks/steps/antivirus/guards.h"
#include "checks/steps/common/sockets.h"

/* Mail servers that people run themselves. */
static const struct {
	const char *process, *product;
} servers[] = {
	{"master", "Postfix"},
	{"exim4", "Exim"},
	{"exim", "Exim"},
	{"smtpd", "OpenSMTPD"},
	{"sendmail-mta", "Sendmail"},
};

/* Named as this computer, by its address, or by its own list of names. What a name server says of a name is another question. */
static bool is_this_computer(const struct target *target, const struct server_names *names)
{
	struct net_addr addr;

	if (ascii_caseeq(target->out.host, "localhost"))
		return true;
	if (net_addr_parse(target->out.host, target->out.port, &addr))
		return net_addr_is_loopback(&addr) || net_addr_is_own(&addr);
	return names && names->n && names->from_hosts_file &&
	       (net_addr_is_loopback(&names->addrs[0]) || net_addr_is_own(&names->addrs[0]));
}

/* A running program that usually listens on this port; else a mail server that runs. */
static const char *who_listens(const struct guards *guards, int port)
{
	for (size_t i = 0; i < guards->n; i++) {
		if (guard_listens_on(&guards->running[i], port))
			return guards->running[i].product;
	}
	for (size_t i = 0; i < sizeof servers / sizeof servers[0]; i++) {
		if (computer_runs(run_case(guards->run), servers[i].process))
			return servers[i].product;
	}
	return NULL;
}

static void say_dead(const struct guards *guards, int port)
{
	struct guard guard;
	const char *product = guard_by_port(port, &guard) ? guard.product : NULL;
	struct finding *finding;

	if (product)
		/* TRANSLATORS: {port} is a number, {product} the name of a program. */
		finding = run_say(guards->run, F_LOCAL_LISTENER_DEAD,
			N_("The settings lead to this computer itself, port {port}, where a program such as "
			   "{product} should take the "
			   "mail. None does at the moment: it has to be started."),
			A_PORT(port), A_NAME("product", product));
	else
		/* TRANSLATORS: {port} is a number. */
		finding = run_say(guards->run, F_LOCAL_LISTENER_DEAD,
			N_("The settings lead to this computer itself, port {port}, but no program takes "
			   "mail there at the moment."),
			A_PORT(port));
	run_evidence(finding, "who", "you");
}

static void say_listener(const struct guards *guards, int port)
{
	const char *product = who_listens(guards, port);

	if (product)
		/* TRANSLATORS: {port} is a number, {product} the name of a program. */
		run_say(guards->run, F_LOCAL_LISTENER,
			N_("The settings lead to this computer itself, port {port}: {product} takes the mail "
			   "here and passes it on."),
			A_PORT(port), A_NAME("product", product));
	else
		/* TRANSLATORS: {port} is a number. */
		run_say(guards->run, F_LOCAL_LISTENER,
			N_("The settings lead to this computer itself, port {port}: a program here takes the "
			   "mail and passes it on."),
			A_PORT(port));
}

/* Nothing listens there: a reset came back, or the list of sockets says so. */
static bool is_dead(const struct guards *guards, const struct net_addr *addr)
{
	if (guards->session)
		return guards->session->problem == F_PORT_CLOSED;
	return !sockets_listen(run_case(guards->run), addr);
}

bool guards_judge_listener(const struct guards *guards)
{
	const struct target *target = fact_await_target(guards->run);
	const struct server_names *names = fact_await_out_names(guards->run);
	struct net_addr addr;
	int port;

	if (!target || !target->out.host[0] || !is_this_computer(target, names))
		return false;
	port = guards->session ? guards->session->used.port : target->out.port;
	if (names && names->n)
		addr = net_addr_with_port(&names->addrs[0], port);
	else if (!net_addr_parse("127.0.0.1", port, &addr))
		return true;
	if (is_dead(guards, &addr))
		say_dead(guards, port);
	else
		say_listener(guards, port);
	return true;
}
