/*
 * Facts C.1, D.3 and A.9 as code: one refusal means little, the pattern of several tells who it is.
 */
#include "checks/steps/network/picture.h"

#include <string.h>

#include "checks/steps/common/ports.h"
#include "checks/steps/common/tcp_verdict.h"

#define PORT_HTTPS 443

/* Packets vanish, or somebody on the way says no: how filters look. A closed port is no filter. */
static bool is_filtered(enum tcp_outcome outcome)
{
	return outcome == TCP_TIMED_OUT || outcome == TCP_HOST_UNREACHABLE || outcome == TCP_FORBIDDEN;
}

static bool was_tried(enum tcp_outcome outcome)
{
	return outcome != TCP_UNTRIED && outcome != TCP_CANCELLED && outcome != TCP_NET_UNREACHABLE;
}

/* The best port for sending that is open, 0 for none. */
static int open_port(const struct network_picture *picture)
{
	for (size_t i = 0; picture->ports && i < sending_ports_n; i++) {
		for (size_t k = 0; k < picture->ports->n; k++) {
			const struct port_probe *probe = &picture->ports->probes[k];

			if (probe->port == sending_ports[i] && probe->port != picture->port &&
				probe->attempt.outcome == TCP_CONNECTED)
				return probe->port;
		}
	}
	return 0;
}

/* The port in use and every other port for sending are filtered. */
static bool all_silent(const struct network_picture *picture)
{
	size_t n = 0;

	if (picture->in_use == F_PORT_CLOSED || !picture->ports)
		return false;
	for (size_t i = 0; i < picture->ports->n; i++) {
		enum tcp_outcome outcome = picture->ports->probes[i].attempt.outcome;

		if (was_tried(outcome) && !is_filtered(outcome))
			return false;
		n += was_tried(outcome);
	}
	return n > 0;
}

static bool is_host(const struct control_probe *probe, const char *host)
{
	return !probe->incoming && strcmp(probe->host, host) == 0;
}

static void add(struct picture_note *notes, size_t *n, enum finding_id id, const char *host, int port)
{
	notes[(*n)++] = (struct picture_note){.id = id, .host = host, .port = port};
}

static void judge_receiving(const struct control_table *controls, struct picture_note *notes, size_t *n)
{
	const struct control_probe *seen = NULL;

	for (size_t i = 0; i < controls->n; i++) {
		const struct control_probe *probe = &controls->probes[i];

		if (!probe->incoming || !was_tried(probe->attempt.outcome))
			continue;
		if (probe->attempt.outcome == TCP_CONNECTED) {
			add(notes, n, F_RECEIVING_PORTS_OPEN, probe->host, probe->port);
			return;
		}
		seen = probe;
	}
	if (seen)
		add(notes, n, F_RECEIVING_PORTS_DEAD, seen->host, 0);
}

/* Whether the probes for sending went to this address. */
static bool is_own_address(const struct port_table *ports, const struct net_addr *addr)
{
	for (size_t i = 0; ports && i < ports->n; i++)
		if (net_addr_same_ip(&ports->probes[i].attempt.addr, addr))
			return true;
	return false;
}

/* A reset is a sign of life, too: something stands there and answers. */
static bool answers(enum tcp_outcome outcome)
{
	return outcome == TCP_CONNECTED || outcome == TCP_REFUSED;
}

/* Whether the outgoing server's computer is there at all, told from ports that have nothing to do with
 * sending. */
static void judge_own_host(
	const struct network_picture *picture, const char *host, struct picture_note *notes, size_t *n)
{
	const struct control_probe *silent = NULL, *alive = NULL;

	for (size_t i = 0; i < picture->controls->n; i++) {
		const struct control_probe *probe = &picture->controls->probes[i];
		bool own = is_host(probe, host) ? probe->port == PORT_HTTPS
						: is_own_address(picture->ports, &probe->attempt.addr);

		if (!own || !was_tried(probe->attempt.outcome))
			continue;
		/* Where ports are closed, the computer is known to be there; a mail port tells that it is a
		 * mail server. */
		if (picture->in_use == F_PORT_CLOSED && probe->incoming &&
			probe->attempt.outcome == TCP_CONNECTED)
			return;
		if (picture->in_use == F_PORT_CLOSED ? probe->attempt.outcome == TCP_CONNECTED
						     : answers(probe->attempt.outcome))
			alive = probe;
		else if (probe->attempt.outcome == TCP_TIMED_OUT)
			silent = probe;
	}
	if (alive)
		add(notes, n, F_SAME_HOST_ALIVE, host, alive->port);
	else if (silent)
		add(notes, n, F_SAME_HOST_DEAD, host, 0);
}

/* What became of one control host: its ports for sending and the web port. */
struct control_sum {
	bool sending_open, sending_filtered, web_open;
	int port;
};

static struct control_sum sum_up(const struct control_table *controls, const char *host)
{
	struct control_sum sum = {.port = 0};

	for (size_t i = 0; i < controls->n; i++) {
		const struct control_probe *probe = &controls->probes[i];
		enum tcp_outcome outcome = probe->attempt.outcome;

		if (!is_host(probe, host))
			continue;
		if (probe->port == PORT_HTTPS) {
			sum.web_open |= outcome == TCP_CONNECTED;
		} else if (outcome == TCP_CONNECTED) {
			sum.sending_open = true;
			sum.port = probe->port;
		} else {
			sum.sending_filtered |= is_filtered(outcome);
		}
	}
	return sum;
}

/* Another host that lets us in clears the network; blocked are the others only where they are alive on the
 * web. */
static void judge_others(
	const struct control_table *controls, const char *own, struct picture_note *notes, size_t *n)
{
	const struct control_probe *blocked = NULL;

	for (size_t i = 0; i < controls->n; i++) {
		const struct control_probe *probe = &controls->probes[i];
		struct control_sum sum;

		if (probe->incoming || is_host(probe, own))
			continue;
		sum = sum_up(controls, probe->host);
		if (sum.sending_open) {
			add(notes, n, F_OTHER_HOSTS_REACHED, probe->host, sum.port);
			return;
		}
		if (sum.web_open && sum.sending_filtered)
			blocked = probe;
	}
	if (blocked)
		add(notes, n, F_OTHER_HOSTS_BLOCKED, blocked->host, 0);
	else
		add(notes, n, F_OTHER_HOSTS_UNKNOWN, "", 0);
}

size_t network_picture_notes(
	const struct network_picture *picture, const char *host, struct picture_note notes_r[PICTURE_MAX])
{
	size_t n = 0;
	int port;

	if (!tcp_is_unreached(picture->in_use))
		return 0;
	port = open_port(picture);
	if (port)
		add(notes_r, &n, F_OTHER_SENDING_PORT_OPEN, host, port);
	else if (all_silent(picture))
		add(notes_r, &n, F_SENDING_PORTS_SILENT, host, 0);
	if (!picture->controls)
		return n;
	judge_receiving(picture->controls, notes_r, &n);
	judge_own_host(picture, host, notes_r, &n);
	judge_others(picture->controls, host, notes_r, &n);
	return n;
}
