/*
 * reputation.domain: are the sender's domain, the name of its server, or links in a given mail on a list of domains? All are asked in one wave.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/engine/words.h"
#include "checks/know/provider.h"
#include "checks/steps/common/given_mail.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/reputation/report.h"

#define NAMES_MAX 16 /* asked about: the domain, the server's name, links, and the organisations of each */

struct names {
	struct list_target targets[NAMES_MAX];
	struct list_subject subjects[NAMES_MAX];
	size_t n;
};

static bool is_known(const struct names *names, const char *host)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->targets[i].labels, host) == 0)
			return true;
	return false;
}

static void add_name(struct names *names, const char *host, const struct list_subject *subject)
{
	enum blocklist_kind kind = subject->owner == LIST_OF_LINK ? BLOCKLIST_URI : BLOCKLIST_DOMAIN;

	if (names->n == NAMES_MAX || is_known(names, host) ||
		!list_target_name(host, kind, &names->targets[names->n]))
		return;
	names->subjects[names->n++] = *subject;
}

/* A host, and the organisation that it belongs to: some lists know the one, some the other. They are one subject. */
static void add_host(struct check_run *run, struct names *names, const char *host, enum list_owner owner)
{
	struct list_subject subject = {.owner = owner};
	struct provider provider;

	provider_organisation(host, subject.shown, sizeof subject.shown);
	if (!subject.shown[0])
		return;
	subject.own = provider_same_organisation(host, mailcase_domain(run_case(run)));
	subject.at_provider = owner == LIST_OF_DOMAIN && provider_by_domain(subject.shown, &provider);
	add_name(names, subject.shown, &subject);
	add_name(names, host, &subject);
}

static void add_links(struct check_run *run, struct names *names)
{
	struct given_mail GIVEN_MAIL_AUTO mail = {.exact = false};
	char(*hosts)[HOST_MAX];
	size_t n;

	if (!given_mail_read_own(run_case(run), &mail))
		return;
	hosts = mem_new_array(MESSAGE_LINKS_MAX, sizeof *hosts);
	n = message_links(&mail.message, hosts);
	for (size_t i = 0; i < n; i++)
		add_host(run, names, hosts[i], LIST_OF_LINK);
	free(hosts);
}

static void say_clear_of(const struct list_report *report, const struct list_subject *subject)
{
	size_t count = report_clear(report, subject->shown);

	if (count)
		run_finding_plural(report->run, F_DOMAIN_NOT_LISTED,
			/* TRANSLATORS: {host}: a domain; {count}: a number of lists. */
			NP_("The domain {host} is not on the {count} list that answered.",
				"The domain {host} is on none of the {count} lists that answered."),
			(const struct arg[]){
				A_HOST("host", subject->shown), A_COUNT("count", (int64_t)count), {0}});
}

/* Of the sender's side; links are spoken of only where one is listed. */
static void say_clear(const struct list_report *report)
{
	for (size_t i = 0; i < report->inquiry->n_targets; i++) {
		const struct list_subject *subject = &report->subjects[i];
		bool first = subject->owner == LIST_OF_DOMAIN;

		for (size_t k = 0; k < i; k++)
			first &= strcmp(report->subjects[k].shown, subject->shown) != 0;
		if (first)
			say_clear_of(report, subject);
	}
}

static void ask_about(struct check_run *run, const struct names *names)
{
	const struct list_question question = {.kinds = BLOCKLIST_NAMES,
		.subjects = names->subjects,
		.targets = names->targets,
		.n = names->n,
		.clear = say_clear};

	report_question(run, &question);
}

static void run_domain(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);
	struct names *names;

	if (!mailcase_asks_lists(mailcase)) {
		run_skip(run, "not-asked");
		return;
	}
	names = mem_new(sizeof *names);
	add_host(run, names, mailcase_domain(mailcase), LIST_OF_DOMAIN);
	add_host(run, names, mailcase->helo, LIST_OF_DOMAIN);
	add_links(run, names);
	if (names->n)
		ask_about(run, names);
	else
		run_skip(run, "no-domain");
	free(names);
}

const struct check check_reputation_domain = {
	.id = "reputation.domain",
	.step = STEP_REPUTATION,
	.title = N_("Look your domain, and links in your mail, up in block lists"),
	.limit_ms = 3000,
	.applies = lists_apply,
	.run = run_domain,
};
