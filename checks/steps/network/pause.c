/*
 * A connection that is left alone for a while: does it still live? Routers and firewalls that remember connections forget
 * them too soon, and the next word of a program then falls into nothing. Beside it, a second connection is kept busy, and
 * at the end a third one proves that the line itself works. Only where everything else worked and the person still has a
 * trouble to tell, or asked for it.
 */
#include <stdlib.h>

#include "checks/base/clock.h"
#include "checks/catalogue.h"
#include "checks/steps/network/network.h"
#include "checks/steps/network/pause_verdict.h"
#include "checks/steps/network/visit.h"

#define VISIT_MS  8000
#define ANSWER_MS 5000 /* packets that nobody confirms are repeated several times by then */
#define ROOM_MS	  (VISIT_MS + ANSWER_MS)
#define SHORT_MS  3000 /* the same where time is scarce: four times at least on a line that is not very slow */
#define LEAST_MS  5000 /* a shorter pause says nothing */
#define BUSY_MS	  2000 /* between two words of the busy one; a thirtieth of a long pause */
#define BUSY_PART 30
#define BUSY_MOST 7 /* Exim ends a connection after ten commands that send nothing */

struct vigil {
	struct check_run *run;
	const struct out_session *out;
	int64_t pause_ms, began_us, visit_ms; /* visit_ms: how long a conversation takes to begin */
	struct visit idle, busy;
	int busy_words, busy_in_all;
	bool busy_lives;
	struct pause_seen seen;
};

static bool open_visit(struct vigil *vigil, struct visit *visit)
{
	*visit = (struct visit){
		.attempt.addr = vigil->out->attempts[vigil->out->winner].addr, .as = vigil->out->used};
	return visit_make(vigil->run, VISIT_MS, visit);
}

/* A word on the busy connection; one that has said enough is replaced by a fresh one. */
static void keep_busy(struct vigil *vigil)
{
	struct io_scope scope = io_scope_within(run_scope(vigil->run), ANSWER_MS);

	if (!vigil->busy_lives)
		return;
	if (vigil->busy_words == BUSY_MOST) {
		visit_end(vigil->run, &vigil->busy);
		vigil->busy_lives = open_visit(vigil, &vigil->busy);
		vigil->busy_words = 0;
		return;
	}
	vigil->busy_lives = smtp_noop(vigil->busy.smtp, &scope) == SMTP_DONE;
	vigil->busy_words++;
	vigil->busy_in_all += vigil->busy_lives;
}

/* True when the pause came to its end and nothing was heard on the idle connection. */
static bool wait_out(struct vigil *vigil)
{
	int64_t part = vigil->pause_ms / BUSY_PART, every = part > BUSY_MS ? part : BUSY_MS;
	enum io_status status = IO_TIMED_OUT;
	int64_t left_ms = vigil->pause_ms;

	while (status == IO_TIMED_OUT && left_ms > 0) {
		struct io_scope scope =
			io_scope_within(run_scope(vigil->run), left_ms < every ? left_ms : every);

		status = stream_wait_readable(vigil->idle.smtp->stream, &scope);
		left_ms = vigil->pause_ms - clock_since_ms(vigil->began_us);
		if (status == IO_TIMED_OUT && left_ms > 0)
			keep_busy(vigil);
	}
	vigil->seen.io = status;
	return status == IO_TIMED_OUT || status == IO_OK;
}

/* Words that came in the pause are read as the answer. */
static void ask(struct vigil *vigil)
{
	int64_t left_ms = io_scope_left_ms(run_scope(vigil->run)) - 2 * vigil->visit_ms;
	struct io_scope scope =
		io_scope_within(run_scope(vigil->run), left_ms < ANSWER_MS ? left_ms : ANSWER_MS);
	struct smtp_session *smtp = vigil->idle.smtp;

	vigil->seen.asked = true;
	vigil->seen.step = smtp_noop(smtp, &scope);
	vigil->seen.code = smtp->reply.code;
	vigil->seen.io = smtp->io;
	vigil->seen.unconfirmed = stream_unacknowledged(smtp->stream);
}

static bool line_lives(struct vigil *vigil)
{
	struct visit fresh;
	bool lives = open_visit(vigil, &fresh);

	visit_end(vigil->run, &fresh);
	return lives;
}

static const char *sentence(enum finding_id id)
{
	switch (id) {
	case F_FORGOTTEN_AFTER_PAUSE:
		/* TRANSLATORS: {host} is the name of a server, {port} a number, {seconds} a number. */
		return N_("A connection to {host}, port {port}, was dead after a silence of {seconds} "
			  "seconds, though "
			  "nobody had ended it. Others to the same server worked at the same time.");
	case F_CLOSED_AFTER_PAUSE:
		/* TRANSLATORS: {host} is the name of a server, {seconds} a number. */
		return N_("{host} itself ends connections on which nothing is said for {seconds} seconds.");
	default:
		/* TRANSLATORS: {host} is the name of a server, {seconds} a number. */
		return N_("A connection to {host} survives a silence of {seconds} seconds.");
	}
}

static void say(struct vigil *vigil, int64_t silent_ms)
{
	const struct pause_seen *seen = &vigil->seen;
	enum finding_id id = pause_verdict(seen);
	struct finding *finding;

	if (id == F_N) {
		run_unknown(vigil->run, N_("No connection to the server lasted long enough to try a pause."));
		return;
	}
	finding = run_say(vigil->run, id, sentence(id), A_HOST("host", vigil->out->used.host),
		A_PORT(vigil->out->used.port),
		A_SECONDS("seconds", silent_ms < 1500 ? 1 : (silent_ms + 500) / 1000));
	run_evidencef(finding, "silent_ms", "%lld", (long long)silent_ms);
	run_evidencef(finding, "then", "%s, %s, reply_code %d",
		seen->asked ? smtp_step_name(seen->step) : "not asked", io_status_name(seen->io), seen->code);
	run_evidencef(finding, "unconfirmed_bytes", "%d", seen->unconfirmed);
	run_evidencef(finding, "busy", "%d words answered meanwhile, %s", vigil->busy_in_all,
		vigil->busy_lives ? "alive at the end" : "ended too");
	if (id == F_FORGOTTEN_AFTER_PAUSE)
		run_evidence(finding, "fresh", "a new connection to the same server worked at once");
}

static void keep_vigil(struct vigil *vigil)
{
	int64_t silent_ms;
	bool ended;

	vigil->began_us = clock_us();
	ended = wait_out(vigil);
	silent_ms = clock_since_ms(vigil->began_us);
	if (vigil->seen.io == IO_CANCELLED)
		return;
	if (ended)
		ask(vigil);
	if (!(vigil->seen.asked && vigil->seen.code))
		vigil->seen.line_lives = line_lives(vigil);
	say(vigil, silent_ms);
}

/* Why there is nothing to be learnt from a pause, as an id for "because"; NULL when there is. */
static const char *why_not(struct check_run *run, const struct out_session *out)
{
	const struct login_result *login;
	const struct envelope_result *envelope;

	if (!out->ready || out->winner >= out->n_attempts)
		return "settings.server";
	login = fact_await_out_login(run);
	if (login && login->tried && !login->accepted)
		return "login.sign-in";
	envelope = fact_await_envelope(run);
	return envelope && envelope->tried && !envelope->accepted ? "provider.envelope" : NULL;
}

static bool asked_for(const struct mailcase *mailcase)
{
	return mailcase->pause_ms > 0;
}

/* Nobody asked for so long a pause: it has to fit into the time that there is. False: none does. */
static bool fit_in(struct vigil *vigil)
{
	int64_t most_ms = io_scope_left_ms(run_scope(vigil->run)) - SHORT_MS - 2 * vigil->visit_ms;

	if (!asked_for(run_case(vigil->run)) && vigil->pause_ms > most_ms)
		vigil->pause_ms = most_ms;
	return vigil->pause_ms >= LEAST_MS || asked_for(run_case(vigil->run));
}

static void run_pause(struct check_run *run)
{
	struct vigil vigil = {
		.run = run, .out = fact_get_out_session(run), .pause_ms = pause_ms_of(run_case(run))};
	const char *because = why_not(run, vigil.out);

	if (because) {
		run_skip(run, because);
		return;
	}
	if (asked_for(run_case(run)) && io_scope_left_ms(run_scope(run)) < vigil.pause_ms + ROOM_MS) {
		run_unknown(run, N_("The time for the whole run is too short for the pause."));
		return;
	}
	if (open_visit(&vigil, &vigil.idle)) {
		vigil.visit_ms = vigil.idle.took_us / 1000;
		vigil.busy_lives = open_visit(&vigil, &vigil.busy);
		if (fit_in(&vigil))
			keep_vigil(&vigil);
		else
			run_unknown(run, N_("The time for the whole run is too short for the pause."));
	} else {
		run_unknown(run, N_("No connection to the server lasted long enough to try a pause."));
	}
	visit_end(run, &vigil.idle);
	visit_end(run, &vigil.busy);
}

static bool pause_applies(const struct mailcase *mailcase)
{
	return network_applies(mailcase) && pause_ms_of(mailcase) > 0;
}

const struct check check_network_pause = {
	.id = "network.pause",
	.step = STEP_NETWORK,
	.title = N_("See whether a connection survives a pause"),
	.needs = FACT_BIT(OUT_SESSION),
	.wants = FACT_BIT(OUT_LOGIN) | FACT_BIT(ENVELOPE) | FACT_BIT(TLS_STORE),
	.shares_time = true,
	.own_time = asked_for,
	.limit_ms = PAUSE_MAX_MS + 2 * ROOM_MS,
	.applies = pause_applies,
	.run = run_pause,
};
