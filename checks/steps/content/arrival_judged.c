/*
 * What the receiving side wrote into the header of the test mail: the servers of the way with their times, whether it believes the
 * sender, and what its spam filter counted. The mail left without such lines, so all of them are from servers behind ours.
 */
#include <stdio.h>
#include <string.h>

#include "checks/know/spam_verdict.h"
#include "checks/steps/common/spam_words.h"
#include "checks/steps/content/arrival.h"

#define REASONS_MOST 3
#define ROUTE_MAX    900

/* --- the way --- */

/* Who had the mail before the server of this line took it: what the line below names, or what this one saw. */
static const char *had_it(const struct received *received, size_t n, size_t i)
{
	if (i + 1 < n && received[i + 1].by[0])
		return received[i + 1].by;
	return received[i].name[0] ? received[i].name : received[i].helo;
}

int64_t arrival_longest_stop(const struct message *message, char host_r[HOST_MAX])
{
	struct received received[MESSAGE_RECEIVED_MAX];
	size_t n = message_received(message, received);
	int64_t longest = 0;

	host_r[0] = '\0';
	for (size_t i = 0; i + 1 < n; i++) {
		int64_t stop = received[i].when && received[i + 1].when
				       ? received[i].when - received[i + 1].when
				       : 0;

		if (stop <= longest)
			continue;
		longest = stop;
		str_copy(host_r, HOST_MAX, had_it(received, n, i));
	}
	return longest;
}

/* "client.home > smtp.example.org > mx.example.org (4 s)" */
static void add_route(const struct received *received, size_t n, struct str *out)
{
	str_add(out, received[n - 1].helo[0] ? received[n - 1].helo : "?");
	for (size_t i = n; i-- > 0;) {
		int64_t stop = i + 1 < n && received[i].when && received[i + 1].when
				       ? received[i].when - received[i + 1].when
				       : 0;

		str_addf(out, " > %s", received[i].by[0] ? received[i].by : "?");
		if (stop > 0)
			str_addf(out, " (%lld s)", (long long)stop);
	}
}

static void say_route(struct check_run *run, const struct message *message)
{
	struct received received[MESSAGE_RECEIVED_MAX];
	size_t n = message_received(message, received);
	struct str route STR_AUTO = STR_INIT_MAX(ROUTE_MAX);
	const struct arg args[] = {
		A_COUNT("count", (int64_t)n), A_HOST("host", n ? received[0].by : ""), {0}};

	if (!n || !received[0].by[0])
		return;
	add_route(received, n, &route);
	/* TRANSLATORS: {count} is a number above 1, {host} the name of the last of these servers. */
	run_evidence(
		run_finding_plural(run, F_ARRIVAL_ROUTE,
			NP_("On its way the test mail passed one server: {host}.",
				"On its way the test mail passed {count} servers; the last one was {host}."),
			args),
		"route", str_text(&route));
}

/* --- is the sender believed? --- */

enum belief { BELIEF_NONE, BELIEF_PASS, BELIEF_FAIL };

static enum belief belief_of(const char *result)
{
	static const char *const failures[] = {"fail", "softfail", "hardfail", "permerror", "policy"};

	if (strcmp(result, "pass") == 0)
		return BELIEF_PASS;
	for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++)
		if (strcmp(result, failures[i]) == 0)
			return BELIEF_FAIL;
	return BELIEF_NONE;
}

/* DMARC counts where it was judged, since it says what SPF and DKIM are worth for the sender that people see. */
struct beliefs {
	enum belief spf, dkim, dmarc;
	const char *server;
	struct str words; /* "spf=pass dkim=none" */
};

static void take_result(struct beliefs *beliefs, const struct message_result *result)
{
	enum belief *belief = strcmp(result->method, "spf") == 0     ? &beliefs->spf
			      : strcmp(result->method, "dkim") == 0  ? &beliefs->dkim
			      : strcmp(result->method, "dmarc") == 0 ? &beliefs->dmarc
								     : NULL;

	if (!belief)
		return;
	/* Of several signatures one right one is enough; of several servers the last one, whose lines stand at the top, counts. */
	if (*belief == BELIEF_NONE || (belief == &beliefs->dkim && belief_of(result->result) == BELIEF_PASS))
		*belief = belief_of(result->result);
	str_addf(&beliefs->words, "%s%s=%s", beliefs->words.len ? " " : "", result->method, result->result);
	if (!beliefs->server[0])
		beliefs->server = result->server;
}

static bool is_doubted(const struct beliefs *beliefs)
{
	if (beliefs->dmarc != BELIEF_NONE)
		return beliefs->dmarc == BELIEF_FAIL;
	return beliefs->spf != BELIEF_PASS && beliefs->dkim != BELIEF_PASS &&
	       (beliefs->spf == BELIEF_FAIL || beliefs->dkim == BELIEF_FAIL);
}

static bool is_believed(const struct beliefs *beliefs)
{
	return beliefs->dmarc == BELIEF_PASS || beliefs->spf == BELIEF_PASS || beliefs->dkim == BELIEF_PASS;
}

static void say_beliefs(struct check_run *run, const struct message *message)
{
	struct message_result results[MESSAGE_RESULTS_MAX];
	size_t n = message_results(message, results);
	struct beliefs beliefs = {.server = "", .words = STR_INIT_MAX(ROUTE_MAX)};
	struct finding *finding = NULL;

	for (size_t i = 0; i < n; i++)
		take_result(&beliefs, &results[i]);
	if (is_doubted(&beliefs))
		finding = run_say(run, F_ARRIVAL_NOT_BELIEVED,
			N_("The receiving side could not confirm that the mail is from you, and wrote so "
			   "into it. Others may refuse your mail for that."),
			{0});
	else if (is_believed(&beliefs))
		finding = run_say(run, F_ARRIVAL_BELIEVED,
			N_("The receiving side confirms that the mail is from your domain."), {0});
	if (finding) {
		run_evidence(finding, "results", str_text(&beliefs.words));
		run_evidence(finding, "server", beliefs.server);
	}
	str_release(&beliefs.words);
}

/* --- the filter --- */

static void add_verdict(struct finding *finding, const struct spam_verdict *verdict)
{
	struct str tests STR_AUTO = STR_INIT_MAX(ROUTE_MAX);

	run_evidence(finding, "field", verdict->field);
	if (verdict->filter[0])
		run_evidence(finding, "filter", verdict->filter);
	if (verdict->scored)
		run_evidencef(finding, "score", "%.2f", verdict->score / 100.0);
	if (verdict->bounded)
		run_evidencef(finding, "needed", "%.2f", verdict->needed / 100.0);
	for (size_t i = 0; i < verdict->n; i++)
		str_addf(&tests, "%s%s", i ? " " : "", verdict->hits[i].name);
	if (tests.len)
		run_evidence(finding, "tests", str_text(&tests));
}

/* The weightiest things that were held against the mail, each kind once. */
static void say_reasons(struct check_run *run, const struct spam_verdict *verdict)
{
	bool said[SPAM_REASON_N] = {false};
	int n = 0;

	for (size_t i = 0; i < verdict->n && n < REASONS_MOST; i++) {
		enum spam_reason reason = spam_test_find(verdict->hits[i].name);
		const char *words = spam_reason_words(reason);
		struct finding *finding;

		if (!words || said[reason] || verdict->hits[i].weight < 0)
			continue;
		said[reason] = true;
		n++;
		finding = run_finding(run, F_ARRIVAL_SPAM_REASON, words, (const struct arg[]){{0}});
		run_evidence(finding, "test", verdict->hits[i].name);
		run_evidence(finding, "reason", spam_reason_name(reason));
	}
}

static struct finding *say_spam(struct check_run *run, const struct spam_verdict *verdict)
{
	char score[24];

	if (!verdict->scored)
		return run_say(run, F_ARRIVAL_JUDGED_SPAM,
			N_("The spam filter of the receiving side wrote into the mail that it takes it for "
			   "spam."),
			{0});
	snprintf(score, sizeof score, "%.1f", verdict->score / 100.0);
	/* TRANSLATORS: {score} is a number such as 7.2. */
	return run_say(run, F_ARRIVAL_JUDGED_SPAM,
		N_("The spam filter of the receiving side takes the mail for spam: it counted {score} "
		   "points against it."),
		A_NAME("score", score));
}

static void say_filter(struct check_run *run, const struct message *message, bool in_junk)
{
	struct spam_verdict verdict;
	struct finding *finding;

	if (!spam_verdict_read(message, &verdict))
		return;
	/* Points without a word about what they come to say nothing by themselves. */
	if (verdict.verdict == SPAM_NOT_TOLD) {
		if (in_junk)
			say_reasons(run, &verdict);
		return;
	}
	if (verdict.verdict == SPAM_SPAM)
		finding = say_spam(run, &verdict);
	else if (in_junk)
		finding = run_say(run, F_ARRIVAL_JUDGED_FINE,
			N_("The spam filter's lines in the mail do not call it spam. So a rule of the "
			   "mailbox, "
			   "or something learnt there, put it aside."),
			{0});
	else
		finding = run_say(run, F_ARRIVAL_JUDGED_FINE,
			N_("The spam filter of the receiving side does not take the mail for spam."), {0});
	add_verdict(finding, &verdict);
	if (verdict.verdict == SPAM_SPAM || in_junk)
		say_reasons(run, &verdict);
}

void arrival_say_judged(struct check_run *run, const struct arrival *arrival)
{
	struct message MESSAGE_AUTO message = {.len = 0};

	if (!message_parse(str_text(&arrival->header), arrival->header.len, &message))
		return;
	say_route(run, &message);
	say_beliefs(run, &message);
	say_filter(run, &message, arrival->place == ARRIVAL_JUNK);
}
