/*
 * The table of mail providers: found by mail domain, by MX or by the host in use.
 */
#include "checks/know/provider.h"

#include <libpsl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/know/tables.h"

enum column {
	ID,
	NAME,
	OUTGOING,
	INCOMING,
	FLAGS,
	URL_PASSWORD,
	URL_APP_PASSWORD,
	URL_ENABLE,
	URL_STATUS,
	SCOPE
};

static int compare_first(const void *key, const void *row)
{
	return strcmp(key, *(const char *const *)row);
}

/* Reads one "host:port:kind" or "host:port:kind:p". */
static bool read_server(const char *cell, size_t len, struct provider_server *server_r)
{
	const char *colon = memchr(cell, ':', len);
	size_t host = colon ? (size_t)(colon - cell) : len;

	if (!colon || host >= sizeof server_r->host)
		return false;
	memcpy(server_r->host, cell, host);
	server_r->host[host] = '\0';
	server_r->port = (int)strtol(colon + 1, NULL, 10);
	colon = memchr(colon + 1, ':', len - host - 1);
	if (!colon)
		return false;
	server_r->kind = colon[1];
	server_r->pop3 = colon + 3 < cell + len && colon[2] == ':' && colon[3] == 'p';
	return true;
}

static size_t read_servers(const char *cell, struct provider_server servers[PROVIDER_SERVERS_MAX])
{
	size_t n = 0;

	while (*cell && n < PROVIDER_SERVERS_MAX) {
		size_t len = strcspn(cell, ",");

		if (read_server(cell, len, &servers[n]))
			n++;
		cell += len + (cell[len] == ',');
	}
	return n;
}

static bool provider_by_index(size_t i, struct provider *provider_r)
{
	const char *const *row;

	if (i >= know_providers_rows)
		return false;
	row = know_providers[i];
	*provider_r = (struct provider){
		.id = row[ID],
		.name = row[NAME],
		.flags = (unsigned)strtoul(row[FLAGS], NULL, 10),
		.url_password = row[URL_PASSWORD],
		.url_app_password = row[URL_APP_PASSWORD],
		.url_enable = row[URL_ENABLE],
		.url_status = row[URL_STATUS],
		.scope = row[SCOPE],
	};
	provider_r->n_outgoing = read_servers(row[OUTGOING], provider_r->outgoing);
	provider_r->n_incoming = read_servers(row[INCOMING], provider_r->incoming);
	return true;
}

static bool by_id(const char *id, struct provider *provider_r)
{
	const char *const(*row)[10] =
		bsearch(id, know_providers, know_providers_rows, sizeof know_providers[0], compare_first);

	return row && provider_by_index((size_t)(row - know_providers), provider_r);
}

bool provider_by_domain(const char *domain, struct provider *provider_r)
{
	const char *const(*row)[2] =
		bsearch(domain, know_domains, know_domains_rows, sizeof know_domains[0], compare_first);

	return row && by_id((*row)[1], provider_r);
}

/* Whether host is suffix, or ends with "." and suffix. */
static bool host_under(const char *host, const char *suffix)
{
	size_t len = strlen(host), slen = strlen(suffix);

	return ascii_ends(host, suffix) && (len == slen || host[len - slen - 1] == '.');
}

static bool by_mx(const char *host, struct provider *provider_r)
{
	const char *best = NULL;
	size_t best_len = 0;

	for (size_t i = 0; i < know_mx_rows; i++) {
		size_t len = strlen(know_mx[i][0]);

		if (len > best_len && host_under(host, know_mx[i][0])) {
			best = know_mx[i][1];
			best_len = len;
		}
	}
	return best && by_id(best, provider_r);
}

static bool has_host(const struct provider_server *servers, size_t n, const char *host)
{
	for (size_t i = 0; i < n; i++)
		if (ascii_caseeq(servers[i].host, host))
			return true;
	return false;
}

static bool shares_domain(const struct provider_server *servers, size_t n, const char *host)
{
	for (size_t i = 0; i < n; i++)
		if (provider_same_organisation(servers[i].host, host))
			return true;
	return false;
}

/* Exact hosts count before suffixes of MX names, and those before a shared domain. */
bool provider_lists_host(const char *host, struct provider *provider_r)
{
	struct provider p;

	for (size_t i = 0; provider_by_index(i, &p); i++)
		if (has_host(p.outgoing, p.n_outgoing, host) || has_host(p.incoming, p.n_incoming, host)) {
			*provider_r = p;
			return true;
		}
	return false;
}

bool provider_by_host(const char *host, struct provider *provider_r)
{
	struct provider p;

	if (provider_lists_host(host, provider_r))
		return true;
	if (by_mx(host, provider_r))
		return true;
	for (size_t i = 0; provider_by_index(i, &p); i++)
		if (shares_domain(p.outgoing, p.n_outgoing, host)) {
			*provider_r = p;
			return true;
		}
	return false;
}

static const psl_ctx_t *suffix_list;

static void load_suffix_list(void)
{
	suffix_list = psl_builtin();
}

/* The registrable domain, or the last two labels where there is no public suffix list. */
static const char *registrable(const char *name)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const char *domain, *dot;

	pthread_once(&once, load_suffix_list);
	domain = suffix_list ? psl_registrable_domain(suffix_list, name) : NULL;
	if (domain)
		return domain;
	dot = strrchr(name, '.');
	if (!dot)
		return name;
	while (dot > name && dot[-1] != '.')
		dot--;
	return dot;
}

bool provider_same_organisation(const char *a, const char *b)
{
	char low_a[256], low_b[256];

	if (!*a || !*b || !str_copy(low_a, sizeof low_a, a) || !str_copy(low_b, sizeof low_b, b))
		return false;
	ascii_tolower(low_a);
	ascii_tolower(low_b);
	return strcmp(registrable(low_a), registrable(low_b)) == 0;
}

void provider_organisation(const char *host, char *buf, size_t size)
{
	char low[256];

	if (!str_copy(low, sizeof low, host))
		low[0] = '\0';
	ascii_tolower(low);
	str_copy(buf, size, low[0] ? registrable(low) : "");
}
