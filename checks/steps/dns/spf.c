/*
 * dns.spf: may the servers that mail leaves from send for the sender's domain (RFC 7208)? The record, and all that it includes, is read
 * while others find out from where mail leaves; then it is judged for each of these addresses.
 */
#include "checks/steps/dns/spf.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/given_mail.h"
#include "checks/steps/common/matter.h"

static void look(struct spf_view *view)
{
	struct spf_query query = {.sender = view->domain, .helo = "", .audit = true};

	view->scope = matter_scope(view->run);
	case_dns(run_case(view->run), &view->config);
	view->lookups = lookups_new(&view->scope, &view->config);
	view->txt = lookups_ask(view->lookups, view->domain, DNS_TXT);
	spf_check(view->lookups, &query, &view->audit);
}

bool spf_envelope_is_foreign(const struct spf_view *view)
{
	struct given_mail GIVEN_MAIL_AUTO mail = {.exact = false};
	struct mail_address path;

	return given_mail_read_own(run_case(view->run), &mail) &&
	       message_return_path(&mail.message, &path) == RETURN_PATH_ADDRESS &&
	       !provider_same_organisation(path.domain, view->domain);
}

/* --- for whom --- */

static void judge(struct spf_view *view, const struct outlet *outlet)
{
	struct spf_case *one = &view->cases[view->n++];
	struct spf_query query = {.ip = outlet->addr, .sender = view->sender, .helo = view->outlets->helo};

	one->outlet = outlet;
	spf_check(view->lookups, &query, &one->result);
}

/* That mail leaves from this computer, of which no mail server is known, is no more than a guess: the list need not know it. */
static bool counts(const struct outlet *outlet)
{
	return outlet->delivers && (outlet->sure || outlet->source != OUTLET_HERE);
}

static void judge_outlets(struct spf_view *view)
{
	for (size_t i = 0; view->outlets && i < view->outlets->n && view->n < SPF_JUDGED_MAX; i++)
		if (counts(&view->outlets->items[i]))
			judge(view, &view->outlets->items[i]);
}

static bool names_service(const struct spf_view *view)
{
	struct sender other;

	for (size_t i = 0; i < view->audit.places.n; i++) {
		const char *place = view->audit.places.items[i];

		if (sender_has_spf(&view->service, place))
			return true;
		if (sender_by_spf(place, &other) && strcmp(other.id, view->service.id) == 0)
			return true;
	}
	return false;
}

/* Its servers may pass without its name in the record: their networks copied into it. One of them is tried. */
static bool lets_service_pass(struct spf_view *view)
{
	struct spf_query query = {.sender = view->service.spf[0], .helo = "", .audit = true};
	struct spf_result result;
	bool passes;

	spf_check(view->lookups, &query, &result);
	query.ip = result.example;
	passes = result.opaque || result.code == SPF_TEMPERROR;
	spf_result_release(&result);
	if (passes || !query.ip.len)
		return passes;
	query.audit = false;
	query.sender = view->sender;
	spf_check(view->lookups, &query, &result);
	passes = result.code != SPF_FAIL && result.code != SPF_SOFTFAIL;
	spf_result_release(&result);
	return passes;
}

static void find_service(struct spf_view *view)
{
	if (view->host[0]) {
		view->has_service = sender_by_host(view->host, &view->service);
	} else if (view->mx && view->mx->n) {
		view->has_service = sender_by_mx(view->mx->hosts[0].host, &view->service);
		view->by_mx = view->has_service;
	}
	if (!view->has_service || !view->service.n_spf || !view->audit.record)
		return;
	view->included = view->audit.opaque || view->audit.allows_all || names_service(view) ||
			 view->audit.code == SPF_PERMERROR || lets_service_pass(view);
}

/* --- what it comes to --- */

static const struct spf_result *first_with(const struct spf_view *view, enum spf_code code)
{
	for (size_t i = 0; i < view->n; i++)
		if (view->cases[i].result.code == code)
			return &view->cases[i].result;
	return NULL;
}

/* What receivers cannot read: seen by one of the addresses, or, where none is known, anywhere in the record. */
static const struct spf_result *invalid(const struct spf_view *view)
{
	const struct spf_result *found = first_with(view, SPF_PERMERROR);

	if (found || view->n || view->audit.code != SPF_PERMERROR)
		return found;
	return &view->audit;
}

static void put_judged(const struct spf_view *view)
{
	struct spf_judged *judged = mem_new(sizeof *judged);
	size_t failed = 0, counted = 0;

	str_copy(judged->domain, sizeof judged->domain, view->domain);
	for (size_t i = 0; i < view->n; i++) {
		enum spf_code code = view->cases[i].result.code;

		if (code == SPF_TEMPERROR)
			continue;
		counted++;
		judged->unsure |= !view->cases[i].outlet->sure;
		judged->passes |= code == SPF_PASS;
		failed += code == SPF_FAIL || code == SPF_SOFTFAIL;
	}
	judged->known = counted > 0;
	judged->fails = counted && failed == counted;
	judged->missing = view->audit.code == SPF_NONE;
	judged->invalid = invalid(view) != NULL;
	fact_put_spf_judged(view->run, judged);
}

static bool is_unknown(const struct spf_view *view)
{
	if (view->txt->outcome != DNS_FOUND && !dns_is_absent(view->txt->outcome))
		return true;
	return first_with(view, SPF_TEMPERROR) || (!view->n && view->audit.code == SPF_TEMPERROR);
}

static void say(struct spf_view *view)
{
	const struct spf_result *wrong = invalid(view);

	if (view->txt->outcome == DNS_NXDOMAIN) {
		run_skip(view->run, "dns.domain");
	} else if (is_unknown(view)) {
		run_unknown(view->run,
			N_("The list of servers that may send mail of your domain could not be looked up in "
			   "full."));
	} else if (view->audit.trouble == SPF_SEVERAL && !view->audit.record) {
		spf_say_several(view);
	} else if (view->audit.code == SPF_NONE) {
		if (!spf_say_near(view))
			spf_say_missing(view);
	} else if (wrong) {
		spf_say_invalid(view, wrong);
	} else {
		spf_say_places(view);
		spf_say_weak(view);
	}
}

static void wait_for_others(struct spf_view *view)
{
	const struct target *target = fact_await_target(view->run);

	/* One that was only found for the domain tells no more than its MX. */
	view->host = target && target->in_use ? target->out.host : run_case(view->run)->in_use.host;
	view->mx = fact_await_mx_table(view->run);
	view->outlets = fact_await_outlets(view->run);
	view->scope = matter_scope(view->run); /* the time of waiting was not ours */
}

static void release(struct spf_view *view)
{
	for (size_t i = 0; i < view->n; i++)
		spf_result_release(&view->cases[i].result);
	spf_result_release(&view->audit);
	lookups_free(&view->lookups);
	free(view);
}

static void run_spf(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);
	struct spf_view *view = mem_new(sizeof *view);
	struct provider provider;

	view->run = run;
	str_copy(view->domain, sizeof view->domain, mailcase_domain(mailcase));
	ascii_tolower(view->domain);
	/* What stands in the domain of a mail provider is not the person's to mend. */
	if (provider_by_domain(view->domain, &provider)) {
		free(view);
		return;
	}
	str_copy(view->sender, sizeof view->sender,
		ascii_caseeq(mailcase->address.domain, view->domain) ? mailcase->address.full : view->domain);
	look(view);
	wait_for_others(view);
	judge_outlets(view);
	find_service(view);
	put_judged(view);
	say(view);
	release(view);
}

const struct check check_dns_spf = {
	.id = "dns.spf",
	.step = STEP_DNS,
	.title = N_("See which servers may send mail of your domain"),
	.wants = FACT_BIT(TARGET) | FACT_BIT(MX_TABLE) | FACT_BIT(OUTLETS),
	.provides = FACT_BIT(SPF_JUDGED),
	.limit_ms = 10000,
	.applies = records_apply,
	.run = run_spf,
};
