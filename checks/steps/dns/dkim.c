/*
 * dns.dkim: can receivers check the signature in this sender's mail? Its name stands in a mail only; without one the keys of the service that
 * the domain's mail goes through are asked for, and those that many use. What is asked for goes out together; a second round follows only when
 * the first one found nothing.
 */
#include "checks/steps/dns/dkim.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/matter.h"

#define NO_SUCH_KEY "x-mailmend-no-such-key" /* what gives an answer to this name gives one to any */
#define HABITS_FEW  8			     /* where records do not stand in the way */

/* --- what is known before anything is asked --- */

static void read_mail(struct dkim_view *view)
{
	char domains[MESSAGE_FROM_MAX][HOST_MAX];
	struct dkim_signature signatures[DKIM_SIGNATURES_MAX];
	size_t n;

	view->delivered = clock_wall();
	view->has_mail = given_mail_read(run_case(view->run), &view->mail);
	if (!view->has_mail)
		return;
	if (message_from(&view->mail.message, domains))
		str_copy(view->from, sizeof view->from, domains[0]);
	view->other_mail = view->from[0] && !provider_same_organisation(view->from, view->domain);
	message_delivered(&view->mail.message, &view->delivered);
	n = dkim_signatures(&view->mail.message, signatures);
	for (size_t i = 0; i < n; i++)
		view->signed_by[i].signature = signatures[i];
	view->n_signed = n;
}

static void ask_for_listed(struct dkim_view *view, const char *list)
{
	char selector[HOST_MAX];

	while (*list) {
		size_t len = strcspn(list, ",");

		if (len && len < sizeof selector) {
			memcpy(selector, list, len);
			selector[len] = '\0';
			dkim_ask_for(view, selector, view->domain, DKIM_FROM_PERSON);
		}
		list += len + (list[len] == ',');
	}
}

static void ask_for_service(struct dkim_view *view)
{
	for (size_t i = 0; view->has_service && i < view->service.n_selectors; i++)
		dkim_ask_for(view, view->service.selectors[i], view->domain, DKIM_FROM_SERVICE);
}

static void ask_for_known(struct dkim_view *view)
{
	const struct mailcase *mailcase = run_case(view->run);

	for (size_t i = 0; i < view->n_signed; i++)
		if (view->signed_by[i].signature.selector[0])
			dkim_ask_for(view, view->signed_by[i].signature.selector,
				view->signed_by[i].signature.domain, DKIM_FROM_MAIL);
	if (view->at_provider)
		return;
	ask_for_listed(view, mailcase->selectors);
	view->has_service = mailcase->in_use.host[0] && sender_by_host(mailcase->in_use.host, &view->service);
	ask_for_service(view);
}

/* --- asking --- */

struct round {
	struct dns_answer answers[DKIM_ASKED_MAX + 2];
	char below[HOST_MAX], none[HOST_MAX];
	size_t n;
};

static struct dns_answer *add(struct round *round, const char *name)
{
	struct dns_answer *answer = &round->answers[round->n++];

	*answer = (struct dns_answer){.name = name, .type = DNS_TXT};
	return answer;
}

static void take_below(struct dkim_view *view, const struct dns_answer *below, const struct dns_answer *none)
{
	struct dkim_key DKIM_KEY_AUTO key = {.fault = DKIM_KEY_NO_RECORD};

	view->below = below->outcome;
	view->wildcard = none->outcome == DNS_FOUND || none->outcome == DNS_NO_DATA;
	if (none->outcome != DNS_FOUND)
		return;
	dkim_key_choose(none, &key);
	view->wildcard_key = key.fault != DKIM_KEY_NO_RECORD;
	view->wildcard_text = mem_strdup(none->records[0].u.txt.bytes);
}

/* Everything that was not asked yet, in one round; what is below _domainkey with the first. */
static void ask(struct dkim_view *view)
{
	struct io_scope scope = matter_scope(view->run);
	struct round *round = mem_new(sizeof *round);
	bool first = view->below == DNS_UNASKED && !view->at_provider;
	struct dns_config config;

	/* What any name gives is looked at first: it tells which answers count. */
	if (first && dkim_key_name(NO_SUCH_KEY, view->domain, round->none)) {
		str_copy(round->below, sizeof round->below, strchr(round->none, '.') + 1);
		add(round, round->below);
		add(round, round->none);
	} else {
		first = false;
	}
	for (size_t i = view->answered; i < view->n_asked; i++)
		add(round, view->asked[i].name);
	case_dns(run_case(view->run), &config);
	dns_ask_all(&scope, &config, round->answers, round->n);
	if (first)
		take_below(view, &round->answers[0], &round->answers[1]);
	for (size_t i = view->answered; i < view->n_asked; i++)
		dkim_take(view, &view->asked[i], &round->answers[i - view->answered + (first ? 2 : 0)]);
	view->answered = view->n_asked;
	dns_answers_release(round->answers, round->n);
	free(round);
}

/* Who takes the domain's mail mostly sends it, too. */
static void ask_for_mx(struct dkim_view *view, const struct domain_records *records)
{
	struct sender sender;

	for (size_t i = 0; records && records->mx.outcome == DNS_FOUND && i < records->mx.n; i++) {
		if (!sender_by_mx(records->mx.records[i].u.mx.host, &sender))
			continue;
		if (!view->has_service)
			view->service = sender;
		view->has_service = true;
		for (size_t s = 0; s < sender.n_selectors; s++)
			dkim_ask_for(view, sender.selectors[s], view->domain, DKIM_FROM_SERVICE);
	}
}

static void ask_for_habits(struct dkim_view *view)
{
	const char *names[SENDER_USUAL_MAX];
	size_t n = sender_usual_selectors(names);

	if (!mailcase_records_matter(run_case(view->run)) && n > HABITS_FEW)
		n = HABITS_FEW;
	for (size_t i = 0; i < n; i++)
		dkim_ask_for(view, names[i], view->domain, DKIM_FROM_HABIT);
}

/* False: the domain does not exist, which is for others to say. */
static bool ask_more(struct dkim_view *view)
{
	const struct domain_records *records = fact_await_domain_records(view->run);

	if (records && records->denied)
		return false;
	ask_for_mx(view, records);
	ask_for_habits(view);
	ask(view);
	return true;
}

/* --- the check --- */

static void put(struct dkim_view *view)
{
	struct dkim_judged *judged = mem_new(sizeof *judged);

	dkim_state_of(view, judged);
	fact_put_dkim_judged(view->run, judged);
}

static void say(struct dkim_view *view)
{
	if (view->at_provider && !view->has_mail) {
		run_skip(view->run, "dns.domain");
		return;
	}
	if (view->has_mail)
		dkim_say_mail(view);
	if (!view->at_provider)
		dkim_say_keys(view);
	dkim_say_own(view);
	if (dkim_unanswered(view))
		run_unknown(view->run, N_("Some of the domain's keys for signatures could not be looked up: "
					  "no name server answered."));
}

static void work(struct dkim_view *view)
{
	read_mail(view);
	dkim_read_own(view);
	ask_for_known(view);
	ask(view);
	dkim_weigh_mail(view);
	if (dkim_wants_more(view) && !ask_more(view)) {
		run_skip(view->run, "dns.domain");
		return;
	}
	put(view);
	say(view);
}

static void view_free(struct dkim_view *view)
{
	for (size_t i = 0; i < view->n_signed; i++)
		dkim_signature_release(&view->signed_by[i].signature);
	for (size_t i = 0; i < view->n_asked; i++)
		dkim_key_release(&view->asked[i].key);
	dkim_key_release(&view->own);
	given_mail_release(&view->mail);
	free(view->wildcard_text);
	free(view);
}

static void run_dkim(struct check_run *run)
{
	struct dkim_view *view = mem_new(sizeof *view);
	struct provider provider;
	char domain[HOST_MAX];

	str_copy(domain, sizeof domain, mailcase_domain(run_case(run)));
	ascii_tolower(domain);
	view->run = run;
	view->domain = domain;
	view->at_provider = provider_by_domain(domain, &provider);
	work(view);
	view_free(view);
}

const struct check check_dns_dkim = {
	.id = "dns.dkim",
	.step = STEP_DNS,
	.title = N_("See whether receivers can check the signature in your mail"),
	.wants = FACT_BIT(DOMAIN_RECORDS),
	.provides = FACT_BIT(DKIM_JUDGED),
	.limit_ms = 8000,
	.applies = records_apply,
	.run = run_dkim,
};
