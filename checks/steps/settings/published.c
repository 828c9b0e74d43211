/*
 * Asking over HTTPS for settings. Whatever does not answer like a file of settings is left out without a word: most domains publish none.
 */
#include "checks/steps/settings/published.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/know/autoconfig.h"
#include "checks/know/provider.h"
#include "checks/mail/address.h"
#include "checks/net/fetch.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/settings/discover.h"

#define ROUND_MS    3000
#define COMPARE_MS  1500 /* where settings are in use, nobody shall wait for others to compare them with */
#define PLACES_MAX  4
#define ANSWER_OK   200
#define SENT_ON_MAX 2

#define USER_FLAGS (PROVIDER_LOCAL_USER | PROVIDER_OTHER_USER | PROVIDER_LOCAL_DOMAIN_USER)

/* Who is asked in one round, the most trusted first. */
struct asking {
	struct check_run *run;
	const char *domain;
	struct str urls[PLACES_MAX];
	struct str body; /* "": nothing is posted */
	bool trusted;	 /* the domain's own servers, which prove to be its own, sent us there */
	struct fetch fetches[PLACES_MAX];
	size_t n;
};

static void asking_release(struct asking *asking)
{
	fetch_release(asking->fetches, asking->n);
	for (size_t i = 0; i < PLACES_MAX; i++)
		str_release(&asking->urls[i]);
	str_release(&asking->body);
}

/* The host of "https://host/…". */
static void host_of(const char *url, char host_r[HOST_MAX])
{
	struct str STR_AUTO host = STR_INIT;
	const char *at = url + strlen("https://");

	str_add_bytes(&host, at, strcspn(at, "/:?"));
	str_copy(host_r, HOST_MAX, str_text(&host));
}

/* Who was asked, and how that ended, for whoever wants to know. */
static void note_asked(const struct asking *asking, struct recommended_settings *settings)
{
	struct str STR_AUTO asked = STR_INIT;

	str_add(&asked, settings->asked);
	for (size_t i = 0; i < asking->n; i++) {
		const struct fetch *fetch = &asking->fetches[i];
		char host[HOST_MAX];

		host_of(fetch->url, host);
		str_addf(&asked, "%s%s ", asked.len ? ", " : "", host);
		if (fetch->outcome == FETCH_DONE)
			str_addf(&asked, "%d", fetch->status);
		else
			str_add(&asked, fetch_outcome_name(fetch->outcome));
	}
	str_copy(settings->asked, sizeof settings->asked, str_text(&asked));
}

/* False where nobody could be judged. */
static bool ask(struct asking *asking, struct recommended_settings *settings)
{
	const struct mailcase *mailcase = run_case(asking->run);
	const struct store_fact *store = fact_await_tls_store(asking->run);
	struct dns_config dns;
	struct io_scope scope;

	if (!store || !store->store)
		return false;
	for (size_t i = 0; i < asking->n; i++) {
		bool posts = asking->body.len > 0;

		asking->fetches[i] = (struct fetch){.url = str_text(&asking->urls[i]),
			.post = posts ? str_text(&asking->body) : NULL,
			.post_type = posts ? "text/xml; charset=utf-8" : NULL,
			.post_again = posts,
			.max = AUTOCONFIG_BYTES_MAX};
	}
	scope = io_scope_within(run_scope(asking->run), mailcase->in_use.host[0] ? COMPARE_MS : ROUND_MS);
	case_dns(mailcase, &dns);
	fetch_all(&scope, &dns, store->store, mailcase->map, asking->fetches, asking->n);
	note_asked(asking, settings);
	return true;
}

/*
 * Nothing but DNS, which is no proof, led to whoever named these servers: they get no password before the person has named them, as those of
 * SRV records (sign_in.c).
 */
static void distrust(struct server_settings *servers, size_t n, const char *domain)
{
	for (size_t i = 0; i < n; i++) {
		if (!provider_same_organisation(servers[i].host, domain))
			servers[i].source = SOURCE_SRV;
	}
}

static bool is_of_domain(const struct asking *asking, const char *url)
{
	char host[HOST_MAX];

	host_of(url, host);
	return strcmp(host, AUTOCONFIG_DIRECTORY_HOST) == 0 ||
	       provider_same_organisation(host, asking->domain);
}

/* What our table knows of the servers counts too, but for the name to sign in with. */
static void take(const struct asking *asking, struct published *published, const struct fetch *fetch,
	enum settings_source source, struct recommended_settings *settings)
{
	const struct mail_address *address = &run_case(asking->run)->address;
	unsigned flags;

	str_copy(published->provider.domain, sizeof published->provider.domain, asking->domain);
	recommend_provider(settings, &published->provider, source, address->local);
	flags = settings->flags;
	str_copy(settings->published_name, sizeof settings->published_name, settings->provider);
	settings->provider[0] = '\0';
	discovery_name_provider(settings);
	settings->flags = (settings->flags & ~(unsigned)USER_FLAGS) | flags;
	host_of(fetch->final_url, settings->published_by);
	if (asking->trusted || is_of_domain(asking, fetch->url))
		return;
	distrust(settings->outgoing, settings->n_outgoing, asking->domain);
	distrust(settings->incoming, settings->n_incoming, asking->domain);
}

static bool is_there(const struct fetch *fetch)
{
	return fetch->outcome == FETCH_DONE && fetch->status == ANSWER_OK;
}

/* The first answer that is a file of settings. */
static bool take_first(const struct asking *asking, const char *domain, enum settings_source source,
	struct recommended_settings *settings)
{
	struct published *published = mem_new(sizeof *published);
	bool found = false;

	for (size_t i = 0; i < asking->n && !found; i++) {
		const struct str *body = &asking->fetches[i].body;

		found = is_there(&asking->fetches[i]) &&
			autoconfig_read(str_text(body), body->len, domain, published);
		if (found)
			take(asking, published, &asking->fetches[i], source, settings);
	}
	free(published);
	return found;
}

/*
 * Thunderbird's list is kept by a third party, who learns the domain: only with a yes, where no other settings are at hand, and never for one
 * who looks after the domain's servers.
 */
static bool may_ask_directory(const struct mailcase *mailcase)
{
	return mailcase->directory == TOLD_YES && mailcase->role != ROLE_ADMIN && !mailcase->in_use.host[0];
}

static bool find_at(struct check_run *run, const char *at, const char *domain, enum settings_source source,
	struct recommended_settings *settings)
{
	struct asking *asking = mem_new(sizeof *asking);
	bool found;

	asking->run = run;
	asking->domain = domain;
	for (int place = 0; place < AUTOCONFIG_PLACES; place++) {
		if (place == AUTOCONFIG_DIRECTORY && !may_ask_directory(run_case(run)))
			continue;
		autoconfig_url((enum autoconfig_place)place, at, &asking->urls[asking->n++]);
	}
	found = ask(asking, settings) && take_first(asking, domain, source, settings);
	asking_release(asking);
	free(asking);
	return found;
}

bool published_find(struct check_run *run, const char *domain, struct recommended_settings *settings)
{
	return find_at(run, domain, domain, SOURCE_AUTOCONFIG, settings);
}

/* The first that answers with settings, else the first that sends us on, whose address becomes the next one to be asked. */
static enum autodiscover read_discovered(
	struct asking *asking, struct recommended_settings *settings, struct str *next_r)
{
	struct published *published = mem_new(sizeof *published);
	enum autodiscover best = AUTODISCOVER_NOTHING;

	for (size_t i = 0; i < asking->n && best != AUTODISCOVER_SETTINGS; i++) {
		const struct str *body = &asking->fetches[i].body;
		enum autodiscover kind = AUTODISCOVER_NOTHING;

		if (is_there(&asking->fetches[i]))
			kind = autodiscover_read(str_text(body), body->len, asking->domain, published);
		if (kind == AUTODISCOVER_SENT_ON && best == AUTODISCOVER_NOTHING) {
			asking->trusted |= is_of_domain(asking, asking->fetches[i].url);
			str_clear(next_r);
			str_add(next_r, published->next);
		}
		if (kind == AUTODISCOVER_SETTINGS)
			take(asking, published, &asking->fetches[i], SOURCE_AUTOCONFIG, settings);
		best = kind != AUTODISCOVER_NOTHING && best != AUTODISCOVER_SETTINGS ? kind : best;
	}
	free(published);
	return best;
}

/* "_autodiscover._tcp" names one host, anywhere: what it says is taken for the domain's own word as an SRV record is. */
static void add_srv_place(struct asking *asking, const struct dns_answer *srv)
{
	char host[HOST_MAX];

	for (size_t i = 0; srv->outcome == DNS_FOUND && i < srv->n && asking->n < PLACES_MAX; i++) {
		const struct dns_record *record = &srv->records[i];

		if (record->type != DNS_SRV || record->u.srv.port < 1 ||
			!host_parse(record->u.srv.host, host, &(int){0}))
			continue;
		autodiscover_url_at(host, record->u.srv.port, &asking->urls[asking->n++]);
		return;
	}
}

bool published_discover(struct check_run *run, const char *domain, const struct dns_answer *srv,
	struct recommended_settings *settings)
{
	struct asking *asking = mem_new(sizeof *asking);
	enum autodiscover kind = AUTODISCOVER_NOTHING;
	struct str STR_AUTO next = STR_INIT;

	asking->run = run;
	asking->domain = domain;
	autodiscover_question(domain, &asking->body);
	for (size_t place = 0; place < AUTODISCOVER_PLACES; place++)
		autodiscover_url(place, domain, &asking->urls[asking->n++]);
	add_srv_place(asking, srv);
	for (int on = 0; on <= SENT_ON_MAX; on++) {
		kind = ask(asking, settings) ? read_discovered(asking, settings, &next)
					     : AUTODISCOVER_NOTHING;
		if (kind != AUTODISCOVER_SENT_ON)
			break;
		fetch_release(asking->fetches, asking->n);
		str_clear(&asking->urls[0]);
		str_add(&asking->urls[0], str_text(&next));
		asking->n = 1;
	}
	asking_release(asking);
	free(asking);
	return kind == AUTODISCOVER_SETTINGS;
}

bool published_find_keeper(struct check_run *run, const char *domain, const struct dns_answer *mx,
	struct recommended_settings *settings)
{
	const struct dns_record *best = NULL;
	char keeper[HOST_MAX], host[HOST_MAX];

	for (size_t i = 0; mx->outcome == DNS_FOUND && i < mx->n; i++) {
		if (mx->records[i].type == DNS_MX &&
			(!best || mx->records[i].u.mx.preference < best->u.mx.preference))
			best = &mx->records[i];
	}
	if (!best || !host_parse(best->u.mx.host, host, &(int){0}) || host_is_literal(host))
		return false;
	provider_organisation(host, keeper, sizeof keeper);
	return keeper[0] && !provider_same_organisation(keeper, domain) &&
	       find_at(run, keeper, domain, SOURCE_MX, settings);
}
