/*
 * The table of mail providers: found by mail domain, by MX or by the host in use.
 */
#include "checks/know/provider.h"

#include <libpsl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/base/vec.h"
#include "checks/know/provider_row.h"
#include "checks/know/tables.h"

#define NAME_SIZE 256

/* A host of the table. */
struct place {
	char host[80];
	size_t organisation; /* where the registrable domain begins in it */
	size_t row;
};

/* All hosts by name, those that tell about others of their domain by organisation, rows in their order: made at the first look. */
static VEC(struct place) hosts, organisations;
static VEC(size_t) makers; /* rows with hosts that are made of a mail domain's name */
static const psl_ctx_t *suffix_list;

/* The registrable domain, or the last two labels where there is no public suffix list. */
static const char *registrable_in(const psl_ctx_t *list, const char *name)
{
	const char *domain = list ? psl_registrable_domain(list, name) : NULL, *dot;

	if (domain)
		return domain;
	dot = strrchr(name, '.');
	if (!dot)
		return name;
	while (dot > name && dot[-1] != '.')
		dot--;
	return dot;
}

static int compare_hosts(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = strcmp(x->host, y->host);

	return order ? order : (x->row > y->row) - (x->row < y->row);
}

static int compare_organisations(const void *a, const void *b)
{
	const struct place *x = a, *y = b;
	int order = strcmp(x->host + x->organisation, y->host + y->organisation);

	return order ? order : (x->row > y->row) - (x->row < y->row);
}

static void add_places(const struct provider_server *servers, size_t n, size_t row, bool tells)
{
	for (size_t i = 0; i < n; i++) {
		struct place *place;

		if (servers[i].besides)
			continue;
		place = VEC_ADD(&hosts);
		memcpy(place->host, servers[i].host, sizeof place->host);
		place->organisation = (size_t)(registrable_in(suffix_list, place->host) - place->host);
		place->row = row;
		if (tells)
			*VEC_ADD(&organisations) = *place;
	}
}

/* Whoever sends for others has hosts beside those that say nothing about mail. */
static void load(void)
{
	struct provider p;

	suffix_list = psl_builtin();
	for (size_t i = 0; i < know_providers_rows; i++) {
		provider_row(i, "", &p);
		add_places(p.outgoing, p.n_outgoing, i, !(p.flags & PROVIDER_RELAY));
		add_places(p.incoming, p.n_incoming, i, false);
		if (provider_row_makes(i))
			*VEC_ADD(&makers) = i;
	}
	qsort(hosts.items, hosts.n, sizeof hosts.items[0], compare_hosts);
	qsort(organisations.items, organisations.n, sizeof organisations.items[0], compare_organisations);
}

static void need_table(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
}

/* The first place that is not less than key; all of the same name lie behind it, the first row first. */
static const struct place *first_of(const struct place *places, size_t n, const struct place *key,
	int (*compare)(const void *, const void *))
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare(&places[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n ? &places[low] : NULL;
}

/* Names longer than any host of the table are none of it. */
static bool key_of(const char *host, struct place *key_r)
{
	*key_r = (struct place){.row = 0};
	if (!*host || !str_copy(key_r->host, sizeof key_r->host, host))
		return false;
	ascii_tolower(key_r->host);
	return true;
}

static int compare_first(const void *key, const void *row)
{
	return strcmp(key, *(const char *const *)row);
}

static const char *id_of_domain(const char *domain)
{
	const char *const(*row)[2] =
		bsearch(domain, know_domains, know_domains_rows, sizeof know_domains[0], compare_first);

	return row ? (*row)[1] : NULL;
}

/* Of the domain itself, else of "*." and what lies above it, the nearest first. */
static const char *find_id(const char *domain)
{
	const char *id = id_of_domain(domain), *dot = domain;
	char above[NAME_SIZE] = "*";

	while (!id && (dot = strchr(dot, '.')) && str_copy(above + 1, sizeof above - 1, dot)) {
		id = id_of_domain(above);
		dot++;
	}
	return id;
}

static bool provider_by_id(const char *id, struct provider *provider_r)
{
	size_t row;

	if (!provider_row_of(id, &row))
		return false;
	provider_row(row, "", provider_r);
	return true;
}

bool provider_by_domain(const char *domain, struct provider *provider_r)
{
	const char *id = find_id(domain);
	size_t row;

	if (!id || !provider_row_of(id, &row))
		return false;
	provider_row(row, domain, provider_r);
	return true;
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
	return best && provider_by_id(best, provider_r);
}

/* A host that a row makes of a mail domain's name, where that domain is the row's. */
static bool is_made(const char *host, struct provider *provider_r)
{
	char domain[NAME_SIZE];

	for (size_t i = 0; i < makers.n; i++) {
		struct provider p;

		if (!provider_row_made(makers.items[i], host, domain, sizeof domain))
			continue;
		provider_row(makers.items[i], "", &p);
		if (provider_by_domain(domain, provider_r) && strcmp(provider_r->id, p.id) == 0)
			return true;
	}
	return false;
}

/* Exact hosts count before suffixes of MX names, and those before a shared domain. */
bool provider_lists_host(const char *host, struct provider *provider_r)
{
	const struct place *place;
	struct place key;

	need_table();
	if (!key_of(host, &key))
		return false;
	place = first_of(hosts.items, hosts.n, &key, compare_hosts);
	if (place && strcmp(place->host, key.host) == 0) {
		provider_row(place->row, "", provider_r);
		return true;
	}
	return is_made(key.host, provider_r);
}

bool provider_by_host(const char *host, struct provider *provider_r)
{
	struct place key = {.organisation = 0};
	const struct place *place;

	if (provider_lists_host(host, provider_r) || by_mx(host, provider_r))
		return true;
	provider_organisation(host, key.host, sizeof key.host);
	place = first_of(organisations.items, organisations.n, &key, compare_organisations);
	if (!place || strcmp(place->host + place->organisation, key.host) != 0)
		return false;
	provider_row(place->row, "", provider_r);
	return true;
}

const struct provider_server *provider_server_of(const struct provider *provider, const char *host)
{
	for (size_t i = 0; i < provider->n_outgoing; i++)
		if (ascii_caseeq(provider->outgoing[i].host, host))
			return &provider->outgoing[i];
	return &provider->outgoing[0];
}

void provider_user(
	const struct provider_server *server, const char *local, const char *domain, char *buf, size_t size)
{
	struct str STR_AUTO user = STR_INIT_MAX(512);

	if (server->user == 'l')
		str_add(&user, local);
	else if (server->user == 'd' && *local)
		str_addf(&user, "%s.%s", local, domain);
	str_copy(buf, size, str_text(&user));
}

static const char *registrable(const char *name)
{
	need_table();
	return registrable_in(suffix_list, name);
}

bool provider_same_organisation(const char *a, const char *b)
{
	char low_a[NAME_SIZE], low_b[NAME_SIZE];

	if (!*a || !*b || !str_copy(low_a, sizeof low_a, a) || !str_copy(low_b, sizeof low_b, b))
		return false;
	ascii_tolower(low_a);
	ascii_tolower(low_b);
	return strcmp(registrable(low_a), registrable(low_b)) == 0;
}

void provider_organisation(const char *host, char *buf, size_t size)
{
	char low[NAME_SIZE];

	if (!str_copy(low, sizeof low, host))
		low[0] = '\0';
	ascii_tolower(low);
	str_copy(buf, size, low[0] ? registrable(low) : "");
}
