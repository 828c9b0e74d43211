/*
 * Between the flow and the saved case: loading at the start, saving after each answer and each finished test,
 * going on where one stopped. A practised case is not kept.
 *
 * flow_stage() comes before the screen that shows that an answer was taken, flow_save() behind it: what a person saw taken
 * survives a killed program, and no disk is waited for.
 */
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "ui/flow/rooms.h"
#include "ui/keep/runs.h"

void keeping_load(struct flow *flow)
{
	struct err err = ERR_INIT;

	runs_tidy();
	flow->kept_status = KEEP_NOTHING;
	flow->keep = keep_new("case", &err);
	if (flow->keep)
		flow->kept_status = keep_read(flow->keep, &flow->kept, &flow->kept_aside, &err);
	if (err.text[0])
		flow->save_trouble = mem_strdup(err.text);
	/* another address on the command line is another case */
	if (flow->kept_status == KEEP_READ && flow->given &&
		(flow->mailcase->address.full[0] || !flow->options->resume) &&
		strcmp(flow->mailcase->address.full, flow->kept.answers.address.full) != 0) {
		flow->kept_status = KEEP_NOTHING;
		flow->kept_other = true;
	}
}

/* What ended of a run that is still going on; and of one that ended, what it came to. */
static void fill_results(const struct flow *flow, struct kept *kept)
{
	const struct record *record = flow->run ? run_record(flow->run) : NULL;

	kept->unfinished.n = 0;
	for (size_t i = 0; record && i < record->checks.n; i++) {
		const struct check_result *result = &record->checks.items[i];
		struct ended_check *check;
		if (result->earlier || result->status == CHECK_WAITING || result->status == CHECK_RUNNING)
			continue;
		check = VEC_ADD(&kept->unfinished);
		str_copy(check->id, sizeof check->id, result->check->id);
		check->status = result->status;
	}
	if (flow->now.there && !flow->run)
		outline_of(flow->record, &kept->last);
}

static void fill_place(const struct flow *flow, struct kept *kept)
{
	str_copy(kept->screen, sizeof kept->screen, screens[flow->screen].name);
	kept->n_trail = 0;
	for (size_t i = 0; i < flow->n_trail; i++)
		str_copy(kept->trail[kept->n_trail++], sizeof kept->trail[0], screens[flow->trail[i]].name);
}

/* The answers, without whatever belongs to one run of the program only. */
static void fill_answers(const struct flow *flow, struct kept *kept)
{
	kept->answers = *flow->mailcase;
	kept->answers.secret = NULL;
	kept->answers.map = NULL;
	kept->answers.computer = NULL;
	kept->answers.send = false;
	kept->answers.mail = NULL;
	kept->answers.mail_len = 0;
	kept->answers.profile = NULL;
	kept->answers.profiles = NULL;
	str_copy(kept->changed, sizeof kept->changed,
		flow->trial.phase == TRIAL_NONE ? "" : experiment_name(flow->trial.what));
	kept->tell = flow->tell;
	kept->told = flow->told;
}

static void answers(const struct flow *flow, bool tried, struct str *out)
{
	struct kept *kept = mem_new(sizeof *kept);

	kept_init(kept);
	fill_answers(flow, kept);
	kept->changed[0] = '\0'; /* no answer */
	if (!tried)
		memset(kept->answers.tried, 0, sizeof kept->answers.tried);
	kept_to_json(kept, out);
	str_addf(out, "%zu bytes of a mail, lists %d, inbox %d ", flow->mailcase->mail_len,
		flow->mailcase->lists, flow->mailcase->read_bounces);
	str_addf(out, "log %s ", flow->mailcase->log_file);
	kept_release(kept);
	free(kept);
}

void answers_told(const struct flow *flow, struct str *out)
{
	answers(flow, false, out);
}

void answers_text(const struct flow *flow, struct str *out)
{
	answers(flow, true, out);
	str_add(out, flow->mailcase->no_login ? "without login"
		     : flow->mailcase->secret ? "with secret"
					      : "");
}

/* Before the first question there is nothing to go on with, and nothing that may replace what is there. */
static bool has_begun(const struct flow *flow)
{
	bool begun = flow_path_place(flow, flow->screen) > 0;

	for (size_t i = 0; i < flow->n_trail; i++)
		begun |= flow_path_place(flow, flow->trail[i]) > 0;
	return begun && flow->screen != SCREEN_RESUME;
}

void flow_stage(struct flow *flow)
{
	struct err err = ERR_INIT;

	if (!flow->dirty || flow->practising || !flow->keep || !has_begun(flow))
		return;
	flow->dirty = false;
	fill_answers(flow, &flow->kept);
	fill_place(flow, &flow->kept);
	fill_results(flow, &flow->kept);
	flow->kept.saved = clock_wall();
	free(flow->save_trouble);
	flow->save_trouble = keep_stage(flow->keep, &flow->kept, &err) ? NULL : mem_strdup(err.text);
}

void flow_save(struct flow *flow)
{
	struct err err = ERR_INIT;

	flow_stage(flow);
	if (!flow->keep || !keep_is_staged(flow->keep))
		return;
	free(flow->save_trouble);
	flow->save_trouble = keep_commit(flow->keep, &err) ? NULL : mem_strdup(err.text);
}

static enum screen_id screen_by_name(const char *name)
{
	for (int i = 0; i < SCREEN_N; i++)
		if (strcmp(screens[i].name, name) == 0)
			return (enum screen_id)i;
	return SCREEN_N;
}

/* Takes over what was told; what the command line says now wins. */
static void take_answers(struct flow *flow)
{
	struct mailcase *mailcase = flow->mailcase;
	struct mailcase given = *mailcase;

	*mailcase = flow->kept.answers;
	mailcase->secret = given.secret;
	mailcase->secret_kind = given.secret_kind;
	mailcase->no_login = given.no_login;
	mailcase->map = given.map;
	mailcase->computer = given.computer;
	mailcase->pause_ms = given.pause_ms;
	mailcase->send = given.send;
	mailcase->read_bounces = given.read_bounces;
	mailcase->lists = given.lists;
	mailcase->mail = given.mail;
	mailcase->mail_len = given.mail_len;
	mailcase->mail_pasted = given.mail_pasted;
	mailcase->profile = given.profile;
	mailcase->profiles = given.profiles;
	for (int i = 0; i < EXPERIMENT_N; i++)
		if (given.tried[i] != TRIED_NOT) {
			mailcase->tried[i] = given.tried[i];
			flow->tried_now = true;
		}
	mailcase->timeout_ms = given.timeout_ms;
	mailcase->offline = given.offline;
	mailcase->only = given.only;
	mailcase->skip = given.skip;
	memcpy(mailcase->resolver, given.resolver, sizeof mailcase->resolver);
	memcpy(mailcase->ca_file, given.ca_file, sizeof mailcase->ca_file);
	memcpy(mailcase->log_file, given.log_file, sizeof mailcase->log_file);
	if (given.lang[0])
		memcpy(mailcase->lang, given.lang, sizeof mailcase->lang);
	memcpy(mailcase->sending_ip, given.sending_ip, sizeof mailcase->sending_ip);
	memcpy(mailcase->helo, given.helo, sizeof mailcase->helo);
	memcpy(mailcase->selectors, given.selectors, sizeof mailcase->selectors);
	memcpy(mailcase->dkim_key, given.dkim_key, sizeof mailcase->dkim_key);
	if (given.send_to[0])
		memcpy(mailcase->send_to, given.send_to, sizeof mailcase->send_to);
	if (given.import[0])
		memcpy(mailcase->import, given.import, sizeof mailcase->import);
	if (given.in_use.host[0]) {
		mailcase->in_use = given.in_use;
		if (!given.import[0]) /* what is said now wins over what was read then */
			mailcase->import[0] = '\0';
	}
	if (given.incoming.host[0])
		mailcase->incoming = given.incoming;
	flow->tell = flow->kept.tell || given.in_use.host[0];
	flow->told = given.in_use.host[0] ? given.in_use : flow->kept.told;
	str_clear(&flow->pasted);
	str_add(&flow->pasted, mailcase->message);
}

/* The screens behind the questions need a run's results, and those are shown by age. */
static bool is_question(const struct flow *flow, enum screen_id screen)
{
	return screen < SCREEN_N && screen != SCREEN_ROAD && flow_path_place(flow, screen) > 0;
}

void keeping_resume_trial(struct flow *flow)
{
	if (!flow->kept.changed[0])
		return;
	trial_resume(flow, flow->kept.changed);
	flow->trail[flow->n_trail++] = flow->screen;
	flow->screen = SCREEN_TRY_BACK;
}

void keeping_resume(struct flow *flow)
{
	enum screen_id screen = screen_by_name(flow->kept.screen);

	take_answers(flow);
	importing_again(flow);
	flow->n_trail = 0;
	flow->trail[flow->n_trail++] = SCREEN_START;
	for (size_t i = 0; i < flow->kept.n_trail; i++) {
		enum screen_id behind = screen_by_name(flow->kept.trail[i]);
		if (is_question(flow, behind) && flow->n_trail < TRAIL_MAX - 1)
			flow->trail[flow->n_trail++] = behind;
	}
	if (flow->kept.last.started) {
		flow->before = (struct outcome){.there = true,
			.verdict = flow->kept.last.verdict,
			.cause = outline_first(&flow->kept.last)};
		outline_copy(&flow->kept.last, &flow->was);
		flow->screen = SCREEN_LAST;
	} else if (is_question(flow, screen)) {
		flow->screen = screen;
	} else if (flow->n_trail > 1) {
		flow->screen = flow->trail[--flow->n_trail];
	} else {
		flow->screen = SCREEN_START;
		flow->n_trail = 0;
	}
	flow->dirty = true;
	keeping_resume_trial(flow);
}
