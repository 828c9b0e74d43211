/*
 * antivirus.guards: which programs of this computer look at mail or at connections? Read from the list of running programs, which
 * everybody may see; nobody is asked and nothing is changed.
 */
#include "checks/steps/antivirus/guards.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/engine/computer.h"
#include "checks/steps/antivirus/antivirus.h"
#include "checks/steps/common/applies.h"
#include "checks/steps/common/tcp_verdict.h"

bool antivirus_applies_online(const struct mailcase *mailcase)
{
	return settings_apply_online(mailcase) && mailcase->where != WHERE_ELSEWHERE;
}

bool antivirus_applies_here(const struct mailcase *mailcase)
{
	return settings_apply(mailcase) && mailcase->where != WHERE_ELSEWHERE &&
	       mailcase->where != WHERE_SAME_NETWORK;
}

const struct guard *guards_running(const struct guards *guards, const char *product)
{
	for (size_t i = 0; i < guards->n; i++) {
		if (strcmp(guards->running[i].product, product) == 0)
			return &guards->running[i];
	}
	return NULL;
}

static void add_process(struct guards *guards, const char *name)
{
	struct guard guard;

	if (!guard_by_process(name, &guard) || guards->n == GUARDS_MAX ||
		guards_running(guards, guard.product))
		return;
	str_copy(guards->processes[guards->n], sizeof guards->processes[0], name);
	guards->running[guards->n++] = guard;
}

/* Some systems hide the programs of other people (hidepid): then a list that names none proves nothing. */
static bool is_whole(const struct mailcase *mailcase)
{
	struct str STR_AUTO text = STR_INIT;

	return mailcase->computer || mailcase->map ||
	       computer_read(mailcase, "/proc/1/comm", &text) == COMPUTER_READ;
}

static void find_guards(struct guards *guards)
{
	const struct mailcase *mailcase = run_case(guards->run);
	struct str STR_AUTO names = STR_INIT;

	computer_processes(mailcase, &names);
	for (const char *at = str_text(&names); *at; at += strcspn(at, "\n") + 1) {
		size_t len = strcspn(at, "\n");
		char name[20];

		if (len >= sizeof name)
			continue;
		memcpy(name, at, len);
		name[len] = '\0';
		add_process(guards, name);
	}
	guards->seen = names.len > 0 && is_whole(mailcase);
}

/* A way to ask a program about each packet (NFQUEUE): who uses it is listed for root alone, that it is there for everybody. */
static const char *queue_state(const struct mailcase *mailcase)
{
	struct str STR_AUTO text = STR_INIT;

	if (computer_read(mailcase, "/proc/net/netfilter/nfnetlink_queue", &text) == COMPUTER_READ)
		return text.len ? "in use" : "not in use";
	if (computer_read(mailcase, "/proc/modules", &text) == COMPUTER_READ &&
		strstr(str_text(&text), "nfnetlink_queue "))
		return "loaded";
	return NULL;
}

static bool is_worth_telling(const struct guard *guard)
{
	return guard->kind == GUARD_SCANNER || guard->kind == GUARD_MAIL_PROXY ||
	       guard->kind == GUARD_FIREWALL;
}

static const char *sentence(const struct guard *guard)
{
	if (guard->kind == GUARD_FIREWALL)
		/* TRANSLATORS: {product} is the name of a program. */
		return N_("{product} runs on this computer: it decides which programs may use the network.");
	if (guard->kind == GUARD_MAIL_PROXY)
		/* TRANSLATORS: {product} is the name of a program. */
		return N_("{product} runs on this computer: mail can be led through it before it leaves.");
	/* TRANSLATORS: {product} is the name of a security program. */
	return N_("{product}, a security program, runs on this computer.");
}

static void say_running(const struct guards *guards)
{
	bool any = false;

	for (size_t i = 0; i < guards->n; i++) {
		const struct guard *guard = &guards->running[i];
		struct finding *finding;

		if (!is_worth_telling(guard))
			continue;
		any = true;
		finding = run_say(guards->run, F_GUARD_RUNNING, sentence(guard),
			A_NAME("product", guard->product), A_NAME("menu", guard->menu));
		run_evidence(finding, "process", guards->processes[i]);
		run_evidence(finding, "kind", guard_kind_name(guard->kind));
		if (guard->kind == GUARD_FIREWALL)
			run_evidence(finding, "nfnetlink_queue", queue_state(run_case(guards->run)));
	}
	if (!any && guards->seen)
		run_say(guards->run, F_GUARD_NONE,
			N_("No program that is known for looking at mail or at connections runs on this "
			   "computer."),
			{0});
}

static void say_could_block(const struct guards *guards)
{
	bool stopped = guards->session && tcp_is_unreached(guards->session->problem);

	for (size_t i = 0; i < guards->n && stopped; i++) {
		const struct guard *guard = &guards->running[i];

		if (!guard->traffic || (guard->kind != GUARD_SCANNER && guard->kind != GUARD_MAIL_PROXY))
			continue;
		run_evidence(run_say(guards->run, F_GUARD_COULD_BLOCK,
				     /* TRANSLATORS: {product} is the name of a security program. */
				     N_("{product} runs on this computer and is able to stop connections for "
					"sending."),
				     A_NAME("product", guard->product), A_NAME("menu", guard->menu)),
			"process", guards->processes[i]);
		return;
	}
}

static void run_guards(struct check_run *run)
{
	struct guards *guards = mem_new(sizeof *guards);

	guards->run = run;
	find_guards(guards);
	say_running(guards);
	guards->session = fact_await_out_session(run);
	guards->login = fact_await_out_login(run);
	guards->envelope = fact_await_envelope(run);
	say_could_block(guards);
	guards_judge_hooks(guards, guards_judge_listener(guards));
	guards_judge_answers(guards);
	free(guards);
}

const struct check check_antivirus_guards = {
	.id = "antivirus.guards",
	.step = STEP_ANTIVIRUS,
	.title = N_("See which programs of this computer look at mail or connections"),
	.wants = FACT_BIT(TARGET) | FACT_BIT(OUT_NAMES) | FACT_BIT(OUT_SESSION) | FACT_BIT(OUT_LOGIN) |
		 FACT_BIT(ENVELOPE),
	.limit_ms = 3000,
	.concludes = true,
	.applies = antivirus_applies_here,
	.run = run_guards,
};
