/*
 * Which name servers this computer uses, by libresolv. Linux and glibc: IPv6 servers stand in its extension
 * of struct __res_state.
 */
#include <netinet/in.h>
#include <pthread.h>
#include <resolv.h>
#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/net/dns.h"

/* glibc puts 127.0.0.1 in the place of an empty list and does not tell. */
static bool file_names_a_server(void)
{
	FILE *file = fopen(_PATH_RESCONF, "re");
	char line[512];
	bool found = false;

	if (!file)
		return false;
	while (!found && fgets(line, sizeof line, file))
		found = !strncmp(line, "nameserver", 10) && ascii_isspace(line[10]);
	fclose(file);
	return found;
}

static void add_server(struct dns_config *config, const struct __res_state *state, int i)
{
	const struct sockaddr_in *v4 = &state->nsaddr_list[i];
	const struct sockaddr_in6 *v6 = state->_u._ext.nsaddrs[i];
	struct net_addr *server = &config->servers[config->n_servers];

	memset(server, 0, sizeof *server);
	if (v4->sin_family == AF_INET) {
		memcpy(&server->ss, v4, sizeof *v4);
		server->len = sizeof *v4;
	} else if (v6) {
		memcpy(&server->ss, v6, sizeof *v6);
		server->len = sizeof *v6;
	}
	config->n_servers += server->len != 0;
}

static struct dns_config the_config;

/* Once: after a res_ninit that failed for lack of memory the next one may never return. */
static void read_system(void)
{
	static const unsigned char localhost[] = {127, 0, 0, 1};
	struct __res_state state;
	struct dns_config *config = &the_config;

	config->from_system = true;
	config->fallback = !file_names_a_server();
	memset(&state, 0, sizeof state);
	if (res_ninit(&state) == 0) {
		for (int i = 0; i < state.nscount && i < MAXNS; i++)
			add_server(config, &state, i);
		if (state.dnsrch[0])
			str_copy(config->search, sizeof config->search, state.dnsrch[0]);
		res_nclose(&state);
	}
	if (!config->n_servers) {
		config->fallback = true;
		config->servers[config->n_servers++] = net_addr_make(AF_INET, localhost, 53);
	}
}

void dns_config_system(struct dns_config *config_r)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, read_system);
	*config_r = the_config;
}
