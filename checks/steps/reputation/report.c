/*
 * The course of an inquiry and what is told of it.
 */
#include "checks/steps/reputation/report.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/engine/cause.h"
#include "checks/engine/facts.h"
#include "checks/engine/words.h"
#include "checks/know/provider.h"
#include "checks/steps/common/case_dns.h"
#include "checks/steps/common/matter.h"
#include "checks/steps/reputation/catalogue_part.h"
#include "checks/steps/reputation/listing_say.h"

#define LIMIT_MS  2500
#define QUIET_MS  300
#define TEXTS_MS  500
#define NAMED_MAX 8 /* lists by name in one sentence */

static bool is_told(const struct list_report *report, size_t list, size_t target)
{
	return report->told[list * report->inquiry->n_targets + target];
}

/* The finding that a listing is worth, F_N for none. */
static enum finding_id finding_at(const struct list_report *report, size_t list, size_t target)
{
	const struct list_inquiry *inquiry = report->inquiry;
	const struct list_result *result = list_result_at(inquiry, list, target);

	if (inquiry->trust[list] != LIST_BELIEVED || result->state != LIST_HIT)
		return F_N;
	return listing_finding(&result->answer, report->subjects[target].owner);
}

/* The gravest that was not told yet; false when all were. */
static bool next_listing(const struct list_report *report, size_t *list_r, size_t *target_r)
{
	int gravest = 0;

	for (size_t i = 0; i < report->inquiry->n_lists; i++) {
		for (size_t k = 0; k < report->inquiry->n_targets; k++) {
			int gravity = listing_gravity(finding_at(report, i, k));

			if (gravity <= gravest || is_told(report, i, k))
				continue;
			gravest = gravity;
			*list_r = i;
			*target_r = k;
		}
	}
	return gravest > 0;
}

/* A domain and a host in it are one subject to a list that names both. */
static void mark_told(struct list_report *report, size_t list, size_t target)
{
	const struct list_subject *subjects = report->subjects;
	size_t n = report->inquiry->n_targets;

	for (size_t k = 0; k < n; k++)
		if (subjects[k].owner == subjects[target].owner &&
			strcmp(subjects[k].shown, subjects[target].shown) == 0)
			report->told[list * n + k] = true;
}

/* Several smaller lists of different companies. */
static size_t companies_that_add_up(const struct list_report *report, size_t target)
{
	const struct list_inquiry *inquiry = report->inquiry;
	size_t count = 0;

	for (size_t i = 0; i < inquiry->n_lists; i++) {
		const struct list_result *result = list_result_at(inquiry, i, target);
		bool first = true;

		if (finding_at(report, i, target) != F_ADDRESS_LISTED_MINOR ||
			!listing_adds_up(&result->answer, report->subjects[target].owner))
			continue;
		for (size_t k = 0; k < i; k++)
			first &= strcmp(inquiry->lists[k].company, inquiry->lists[i].company) != 0 ||
				 finding_at(report, k, target) != F_ADDRESS_LISTED_MINOR;
		count += first;
	}
	return count;
}

static void report_sum(struct list_report *report)
{
	for (size_t k = 0; k < report->inquiry->n_targets; k++) {
		size_t count = companies_that_add_up(report, k);

		if (count >= LISTING_MANY && !report->summed[k]) {
			listing_say_many(report->run, &report->subjects[k], count);
			report->summed[k] = true;
		}
	}
}

/* Tells the listings that are new since the last time; those of one list about one subject once. */
static void report_listings(struct list_report *report)
{
	size_t list = 0, target = 0;

	while (next_listing(report, &list, &target)) {
		enum finding_id id = finding_at(report, list, target);

		if (report->n_told < LISTINGS_TOLD ||
			listing_gravity(id) >= listing_gravity(F_ADDRESS_DISTRUSTED)) {
			listing_say(report->run, id, &report->inquiry->lists[list],
				list_result_at(report->inquiry, list, target), &report->subjects[target]);
			report->n_told++;
		} else {
			report->n_counted++;
		}
		mark_told(report, list, target);
	}
	report_sum(report);
}

size_t report_clear(const struct list_report *report, const char *shown)
{
	const struct list_inquiry *inquiry = report->inquiry;
	size_t lists = 0;

	for (size_t i = 0; i < inquiry->n_lists; i++) {
		bool asked = false, all = inquiry->trust[i] == LIST_BELIEVED;

		for (size_t k = 0; k < inquiry->n_targets; k++) {
			if (!(inquiry->lists[i].kinds & inquiry->targets[k].kind) ||
				strcmp(report->subjects[k].shown, shown) != 0)
				continue;
			if (listing_gravity(finding_at(report, i, k)) >=
				listing_gravity(F_ADDRESS_LISTED_RANGE))
				return 0;
			asked = true;
			all &= list_result_at(inquiry, i, k)->state == LIST_ABSENT ||
			       list_result_at(inquiry, i, k)->state == LIST_HIT;
		}
		lists += asked && all;
	}
	return lists;
}

/* Why what a list says is not known; LIST_BELIEVED where it is. */
static enum list_trust state_of(const struct list_inquiry *inquiry, size_t list)
{
	if (inquiry->trust[list] != LIST_BELIEVED)
		return (enum list_trust)inquiry->trust[list];
	for (size_t k = 0; k < inquiry->n_targets; k++) {
		const struct list_result *result = list_result_at(inquiry, list, k);

		if ((inquiry->lists[list].kinds & inquiry->targets[k].kind) &&
			result->state == LIST_NO_ANSWER)
			return result->why;
	}
	return LIST_BELIEVED;
}

static bool is_asked(const struct list_inquiry *inquiry, size_t list)
{
	for (size_t k = 0; k < inquiry->n_targets; k++)
		if (inquiry->lists[list].kinds & inquiry->targets[k].kind)
			return true;
	return false;
}

/* Those of one group, by name as far as there is room. */
static void report_group(const struct list_report *report, enum unanswered group)
{
	struct str STR_AUTO names = STR_INIT_MAX(400);
	struct str STR_AUTO reasons = STR_INIT_MAX(1000);
	const struct list_inquiry *inquiry = report->inquiry;
	size_t count = 0;

	for (size_t i = 0; i < inquiry->n_lists; i++) {
		enum list_trust state = state_of(inquiry, i);

		if (!is_asked(inquiry, i) || unanswered_of(&inquiry->lists[i], state) != group)
			continue;
		if (count++ < NAMED_MAX)
			str_addf(&names, "%s%s", count > 1 ? ", " : "", inquiry->lists[i].zone);
		str_addf(&reasons, "%s%s: %s", count > 1 ? ", " : "", inquiry->lists[i].zone,
			list_trust_name(state));
	}
	if (count > NAMED_MAX)
		str_add(&names, ", …");
	if (count)
		unanswered_say(report->run, group, count, str_text(&names), str_text(&reasons));
}

/* Names the lists that did not answer or are not believed, by the reason; gives how many were believed. */
static size_t report_unanswered(const struct list_report *report)
{
	const struct list_inquiry *inquiry = report->inquiry;
	size_t believed = 0;

	for (int group = UNANSWERED_NOT + 1; group < UNANSWERED_N; group++)
		report_group(report, (enum unanswered)group);
	for (size_t i = 0; i < inquiry->n_lists; i++)
		believed += is_asked(inquiry, i) && state_of(inquiry, i) == LIST_BELIEVED;
	return believed;
}

static bool any_hit(const struct list_inquiry *inquiry)
{
	for (size_t i = 0; i < inquiry->n_lists; i++)
		for (size_t k = 0; k < inquiry->n_targets; k++)
			if (list_result_at(inquiry, i, k)->state == LIST_HIT)
				return true;
	return false;
}

static void tell(struct list_report *report, const struct io_scope *scope, const struct dns_config *config)
{
	if (any_hit(report->inquiry))
		lists_ask_texts(scope, config, report->inquiry, TEXTS_MS);
	report_listings(report);
}

static void inquire(struct list_report *report, void (*clear)(const struct list_report *report))
{
	const struct io_scope scope = matter_scope(report->run);
	const struct io_scope within = io_scope_within(&scope, LIMIT_MS);
	struct dns_config config;

	case_dns(run_case(report->run), &config);
	if (lists_ask(&within, &config, report->inquiry, LIMIT_MS, QUIET_MS) == IO_CANCELLED)
		return;
	tell(report, &within, &config);
	clear(report);
	run_publish(report->run);
	if (lists_left(report->inquiry) && io_scope_left_ms(&within) > 0 &&
		lists_ask(&within, &config, report->inquiry, LIMIT_MS, 0) != IO_CANCELLED)
		tell(report, &scope, &config);
	if (report->n_counted)
		listing_say_more(report->run, report->n_counted);
	if (!report_unanswered(report))
		run_unknown(report->run, N_("No list gave an answer that can be believed."));
}

void report_question(struct check_run *run, const struct list_question *question)
{
	struct blocklist lists[BLOCKLISTS_MAX];
	size_t n = lists_of_kinds(question->kinds, lists);
	struct list_inquiry inquiry;
	struct list_report report = {
		.run = run,
		.inquiry = &inquiry,
		.subjects = question->subjects,
		.told = mem_new_array(n * question->n, sizeof *report.told),
		.summed = mem_new_array(question->n, sizeof *report.summed),
	};

	list_inquiry_init(&inquiry, lists, n, question->targets, question->n);
	for (size_t i = 0; question->tested && i < n; i++)
		inquiry.trust[i] = question->tested->trust[lists[i].row];
	inquire(&report, question->clear);
	list_inquiry_release(&inquiry);
	free(report.told);
	free(report.summed);
}
