/*
 * A VPN judged from outcomes, and the kernel's table of routes as text.
 */
#include "checks/steps/network/way.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"

#define ROUTE_UP      0x0001U
#define ROUTE_GATEWAY 0x0002U
#define FIELDS	      8

enum way_answer way_answer_of(enum tcp_outcome outcome)
{
	switch (outcome) {
	case TCP_CONNECTED:
		return WAY_OPEN;
	case TCP_REFUSED:
	case TCP_RESET:
		return WAY_ANSWERED;
	case TCP_TIMED_OUT:
	case TCP_HOST_UNREACHABLE:
	case TCP_NET_UNREACHABLE:
	case TCP_FORBIDDEN:
		return WAY_DEAD;
	default:
		return WAY_UNTRIED;
	}
}

enum finding_id way_verdict(const struct way_picture *picture)
{
	if (picture->control_through == WAY_DEAD && picture->control_beside >= WAY_ANSWERED)
		return F_VPN_DEAD;
	if (picture->target_beside == WAY_OPEN)
		return F_VPN_PASSED;
	/* Only where past the VPN something else answers, the silence there is the server's own. */
	if (picture->target_beside != WAY_UNTRIED && picture->control_beside >= WAY_ANSWERED)
		return F_VPN_NO_MATTER;
	return F_N;
}

bool way_speaks_of_place(const char *reply)
{
	static const char *const words[] = {"ip address", "your ip", "this ip", "unauthorized ip", "location",
		"country", "region", "vpn", "proxy", "anonymizer", "tor exit", "untrusted network",
		"not allowed from", "not permitted from", "geoip", "geograph"};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (ascii_find(reply, words[i]))
			return true;
	}
	return false;
}

/* One line of /proc/net/route: addresses as hexadecimal numbers in the byte order of this computer. */
struct table_row {
	char device[ROUTE_NAME_MAX];
	uint32_t to, gateway, flags, metric, mask;
	int nth;
};

static bool hex_field(const char *field, int base, uint32_t *value_r)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(field, &end, base);
	if (end == field || *end || errno || value > UINT32_MAX || *field == '-')
		return false;
	*value_r = (uint32_t)value;
	return true;
}

/* Iface Destination Gateway Flags RefCnt Use Metric Mask … */
static bool read_row(const char *line, size_t len, struct table_row *row_r)
{
	char fields[FIELDS][ROUTE_NAME_MAX];
	size_t at = 0;

	for (size_t i = 0; i < FIELDS; i++) {
		size_t n;

		while (at < len && (line[at] == '\t' || line[at] == ' '))
			at++;
		n = at;
		while (n < len && line[n] != '\t' && line[n] != ' ')
			n++;
		if (n == at || n - at >= ROUTE_NAME_MAX)
			return false;
		memcpy(fields[i], line + at, n - at);
		fields[i][n - at] = '\0';
		at = n;
	}
	str_copy(row_r->device, sizeof row_r->device, fields[0]);
	return hex_field(fields[1], 16, &row_r->to) && hex_field(fields[2], 16, &row_r->gateway) &&
	       hex_field(fields[3], 16, &row_r->flags) && hex_field(fields[6], 10, &row_r->metric) &&
	       hex_field(fields[7], 16, &row_r->mask) && (row_r->flags & ROUTE_UP);
}

static void take_row(const struct table_row *row, struct route_way *way_r)
{
	*way_r = (struct route_way){.device = row->nth};
	str_copy(way_r->name, sizeof way_r->name, row->device);
	if (row->flags & ROUTE_GATEWAY)
		way_r->gateway = net_addr_make(AF_INET, &row->gateway, 0);
}

/* The more of the address a route names, the better; then the smaller metric. */
static bool is_better(const struct table_row *row, const struct table_row *best)
{
	uint32_t mask = ntohl(row->mask), best_mask = ntohl(best->mask);

	return best->nth == 0 || mask > best_mask || (mask == best_mask && row->metric < best->metric);
}

static bool search(const char *table, const uint32_t *to, const char *but, struct route_way *way_r)
{
	struct table_row best = {.nth = 0};
	int nth = 0;

	for (const char *line = table; *line;) {
		size_t len = strcspn(line, "\n");
		struct table_row row = {.nth = ++nth};
		bool fits = read_row(line, len, &row);

		if (fits && to)
			fits = (*to & row.mask) == row.to;
		else if (fits)
			fits = row.mask == 0 && strcmp(row.device, but) != 0;
		if (fits && is_better(&row, &best))
			best = row;
		line += len + (line[len] == '\n');
	}
	if (best.nth)
		take_row(&best, way_r);
	return best.nth != 0;
}

bool way_by_table(const char *table, const struct net_addr *to, struct route_way *way_r)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)&to->ss;

	return net_addr_family(to) == AF_INET && search(table, &v4->sin_addr.s_addr, "", way_r);
}

bool way_beside_by_table(const char *table, const char *but, struct route_way *way_r)
{
	return search(table, NULL, but, way_r);
}
