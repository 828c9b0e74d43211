/*
 * The cells of providers.psv.
 */
#include "checks/know/provider_row.h"

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
	LIMITS,
	URL_PASSWORD,
	URL_APP_PASSWORD,
	URL_ENABLE,
	URL_LIMITS,
	URL_STATUS,
	SCOPE,
	SOURCE,
	CHECKED,
	COLUMNS
};

#define DOMAIN_MARK "{domain}"
#define LABEL_MARK  "{label}" /* the first label of the domain */

static const struct {
	const char *word;
	unsigned flag;
} flag_words[] = {
	{"address-too", PROVIDER_ADDRESS_TOO},
	{"admin-switch", PROVIDER_ADMIN_SWITCH},
	{"app-password", PROVIDER_APP_PASSWORD},
	{"app-password-only", PROVIDER_APP_PASSWORD_ONLY},
	{"bridge", PROVIDER_BRIDGE},
	{"enable-first", PROVIDER_ENABLE_FIRST},
	{"local-domain-user", PROVIDER_LOCAL_DOMAIN_USER},
	{"local-user", PROVIDER_LOCAL_USER},
	{"no-login", PROVIDER_NO_LOGIN},
	{"no-programs", PROVIDER_NO_PROGRAMS},
	{"oauth-only", PROVIDER_OAUTH_ONLY},
	{"oauth-too", PROVIDER_OAUTH_TOO},
	{"other-user", PROVIDER_OTHER_USER},
	{"paid", PROVIDER_PAID},
	{"relay", PROVIDER_RELAY},
};

static const char *const whats[] = {"messages", "recipients", "megabytes"};
static const char *const pers[] = {"message", "minute", "hour", "day"};

const char *provider_what_name(enum provider_what what)
{
	return whats[what];
}

const char *provider_per_name(enum provider_per per)
{
	return pers[per];
}

/* The next cell of a list, up to sep or the end, cut to fit; false at the end. */
static bool next_cell(const char **rest, char sep, char *buf, size_t size)
{
	const char *end;
	size_t len;

	if (!**rest)
		return false;
	end = strchr(*rest, sep);
	len = end ? (size_t)(end - *rest) : strlen(*rest);
	if (len >= size)
		len = size - 1;
	memcpy(buf, *rest, len);
	buf[len] = '\0';
	*rest = end ? end + 1 : *rest + strlen(*rest);
	return true;
}

static unsigned read_flags(const char *cell)
{
	unsigned flags = 0;
	char word[32];

	while (next_cell(&cell, ',', word, sizeof word)) {
		for (size_t i = 0; i < sizeof flag_words / sizeof flag_words[0]; i++)
			if (strcmp(word, flag_words[i].word) == 0)
				flags |= flag_words[i].flag;
	}
	return flags;
}

/* What the row says of all its servers. */
static char user_of(unsigned flags)
{
	if (flags & PROVIDER_LOCAL_USER)
		return 'l';
	if (flags & PROVIDER_LOCAL_DOMAIN_USER)
		return 'd';
	return flags & PROVIDER_OTHER_USER ? 'o' : 'a';
}

/* The host of a cell for this domain; false where there is no domain to make it of, or it does not fit. */
static bool make_host(const char *cell, const char *domain, struct provider_server *server)
{
	const char *mark = strchr(cell, '{');
	bool label = mark && ascii_starts(mark, LABEL_MARK);
	size_t before = mark ? (size_t)(mark - cell) : 0,
	       made = label ? strcspn(domain, ".") : strlen(domain);
	const char *behind = mark ? mark + strlen(label ? LABEL_MARK : DOMAIN_MARK) : "";

	if (!mark)
		return str_copy(server->host, sizeof server->host, cell);
	if (!domain[0] || before + made + strlen(behind) >= sizeof server->host)
		return false;
	memcpy(server->host, cell, before);
	memcpy(server->host + before, domain, made);
	memcpy(server->host + before + made, behind, strlen(behind) + 1);
	server->template = true;
	return true;
}

/* One "host:port:kind", and behind it letters: p POP3; a l o d the form of the login name; x another row's host. */
static bool read_server(const char *cell, const char *domain, char user, struct provider_server *server)
{
	char host[96], part[16];

	*server = (struct provider_server){.user = user};
	if (!next_cell(&cell, ':', host, sizeof host) || !make_host(host, domain, server))
		return false;
	if (!next_cell(&cell, ':', part, sizeof part))
		return false;
	server->port = (int)strtol(part, NULL, 10);
	if (!next_cell(&cell, ':', part, sizeof part))
		return false;
	server->kind = part[0];
	for (; *cell; cell++) {
		if (*cell == 'p')
			server->pop3 = true;
		else if (*cell == 'x')
			server->besides = true;
		else
			server->user = *cell;
	}
	return true;
}

static size_t read_servers(
	const char *cell, const char *domain, char user, struct provider_server servers[PROVIDER_SERVERS_MAX])
{
	char one[128];
	size_t n = 0;

	while (n < PROVIDER_SERVERS_MAX && next_cell(&cell, ',', one, sizeof one)) {
		if (read_server(one, domain, user, &servers[n]))
			n++;
	}
	return n;
}

static int index_of(const char *word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(word, words[i]) == 0)
			return (int)i;
	return 0;
}

/* "500:messages:day,100:recipients:message". */
static size_t read_limits(const char *cell, struct provider_limit limits[PROVIDER_LIMITS_MAX])
{
	char one[48], part[16];
	size_t n = 0;

	while (n < PROVIDER_LIMITS_MAX && next_cell(&cell, ',', one, sizeof one)) {
		const char *rest = one;

		next_cell(&rest, ':', part, sizeof part);
		limits[n].number = (int)strtol(part, NULL, 10);
		next_cell(&rest, ':', part, sizeof part);
		limits[n].what = (enum provider_what)index_of(part, whats, sizeof whats / sizeof whats[0]);
		next_cell(&rest, ':', part, sizeof part);
		limits[n++].per = (enum provider_per)index_of(part, pers, sizeof pers / sizeof pers[0]);
	}
	return n;
}

void provider_row(size_t i, const char *domain, struct provider *provider_r)
{
	const char *const *row = know_providers[i];
	char user;

	*provider_r = (struct provider){
		.id = row[ID],
		.name = row[NAME],
		.flags = read_flags(row[FLAGS]),
		.url_password = row[URL_PASSWORD],
		.url_app_password = row[URL_APP_PASSWORD],
		.url_enable = row[URL_ENABLE],
		.url_limits = row[URL_LIMITS],
		.url_status = row[URL_STATUS],
		.scope = row[SCOPE],
		.source = row[SOURCE],
		.checked = row[CHECKED],
	};
	str_copy(provider_r->domain, sizeof provider_r->domain, domain);
	user = user_of(provider_r->flags);
	provider_r->n_outgoing = read_servers(row[OUTGOING], domain, user, provider_r->outgoing);
	provider_r->n_incoming = read_servers(row[INCOMING], domain, user, provider_r->incoming);
	provider_r->n_limits = read_limits(row[LIMITS], provider_r->limits);
}

static int compare_first(const void *key, const void *row)
{
	return strcmp(key, *(const char *const *)row);
}

bool provider_row_of(const char *id, size_t *i_r)
{
	const char *const(*row)[COLUMNS] =
		bsearch(id, know_providers, know_providers_rows, sizeof know_providers[0], compare_first);

	if (!row)
		return false;
	*i_r = (size_t)(row - know_providers);
	return true;
}

bool provider_row_makes(size_t i)
{
	return strstr(know_providers[i][OUTGOING], DOMAIN_MARK) != NULL;
}

/* What stands in place of the mark, where the rest of the cell is the same. */
static bool matches(const char *cell, const char *host, char *buf, size_t size)
{
	const char *mark = strstr(cell, DOMAIN_MARK), *behind = mark ? mark + strlen(DOMAIN_MARK) : "";
	size_t before = mark ? (size_t)(mark - cell) : 0, after = strcspn(behind, ":"), len = strlen(host);

	if (!mark || before + after >= len || len - before - after >= size ||
		ascii_ncasecmp(cell, host, before) != 0 ||
		ascii_ncasecmp(behind, host + len - after, after) != 0)
		return false;
	memcpy(buf, host + before, len - before - after);
	buf[len - before - after] = '\0';
	return true;
}

bool provider_row_made(size_t i, const char *host, char *buf, size_t size)
{
	const char *cell = know_providers[i][OUTGOING];
	char one[128];

	while (next_cell(&cell, ',', one, sizeof one)) {
		if (matches(one, host, buf, size))
			return true;
	}
	return false;
}
