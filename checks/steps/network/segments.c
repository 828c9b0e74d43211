/*
 * Large packets that vanish while small ones pass (a broken path MTU discovery, RFC 2923). Towards us the conversation hangs
 * where the server's certificate should come; as soon as it hangs, and while it still does, the same is tried with a limit on
 * the size of segments, which no right is needed for. Towards the server everything works up to the text of a mail: where the
 * person has a trouble to tell, one large word that means nothing is said. What works with the limit and hangs without it,
 * twice each, is proven; a server that hangs for everybody hangs with the limit, too.
 */
#include <stdlib.h>

#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/steps/network/network.h"
#include "checks/steps/network/pause_verdict.h"
#include "checks/steps/network/visit.h"

#define HANG_MS	    2500 /* from then on it looks like a hang; or five times what the connection took */
#define SMALL	    536	 /* the largest segment that every path carries (RFC 9293 section 3.7.1) */
#define SMALL_MS    4000
#define ORDINARY_MS 3000
#define LARGE	    1420 /* bytes of the large word: more than tunnels carry, and within one ordinary segment */

/* Larger ones that may pass: tunnels in tunnels, and tunnels. */
static const int sizes[] = {1200, 900};

#define TRIALS_MAX 6

struct trial {
	struct check_run *run;
	const struct tls_began *began;
	bool upward;		    /* what we say gets lost, not what the server says */
	int64_t patience_ms;	    /* how long an ordinary visit is given, by what a small one took */
	int works, fails;	    /* segment sizes; fails 0: the ordinary one */
	char words[TRIALS_MAX][80]; /* what became of the visits, for evidence */
	size_t n_words;
};

enum passage { PASSED, HUNG, ELSE };

/* What became of the large packets of the handshake. A connection that is cut tells nothing of them. */
static enum passage passage_of(const struct visit *visit)
{
	if (visit->smtp && visit->smtp->tls.outcome == TLS_DONE)
		return PASSED;
	return visit->stage == VISIT_TLS && visit->step == SMTP_SILENT ? HUNG : ELSE;
}

/* Whatever the server says to it, it has arrived; what is not even confirmed has not. */
static enum passage say_large(const struct trial *trial, struct visit *visit, int64_t limit_ms)
{
	struct io_scope scope = io_scope_within(run_scope(trial->run), limit_ms);

	if (visit->stage != VISIT_DONE || !stream_is_encrypted(visit->smtp->stream))
		return ELSE;
	visit->step = smtp_noop_large(visit->smtp, &scope, LARGE);
	visit->took_us += visit->smtp->reply.took_us;
	if (visit->smtp->reply.code)
		return PASSED;
	return visit->step == SMTP_SILENT && stream_unacknowledged(visit->smtp->stream) > 0 ? HUNG : ELSE;
}

static enum passage try_size(struct trial *trial, int max_segment, int64_t limit_ms)
{
	struct visit visit = {.attempt = {.addr = trial->began->addr, .max_segment = max_segment},
		.as = trial->began->used,
		.only_encrypt = !trial->upward};
	struct str STR_AUTO text = STR_INIT_MAX(sizeof trial->words[0] - 1);
	enum passage passage;
	char how[64];

	visit_make(trial->run, limit_ms, &visit);
	passage = trial->upward ? say_large(trial, &visit, limit_ms) : passage_of(&visit);
	if (passage == PASSED && visit.took_us * 3 / 1000 > trial->patience_ms)
		trial->patience_ms = visit.took_us * 3 / 1000;
	visit_in_words(&visit, how, sizeof how);
	visit_end(trial->run, &visit);
	if (max_segment)
		str_addf(&text, "segments up to %d: %s", max_segment, how);
	else
		str_addf(&text, "ordinary segments: %s", how);
	if (trial->n_words < TRIALS_MAX)
		str_copy(trial->words[trial->n_words++], sizeof trial->words[0], str_text(&text));
	return passage;
}

/* The server's silence began long ago: the ordinary way was tried once already. */
static bool is_proven(struct trial *trial)
{
	if (try_size(trial, SMALL, SMALL_MS) != PASSED || try_size(trial, 0, trial->patience_ms) != HUNG ||
		try_size(trial, SMALL, SMALL_MS) != PASSED)
		return false;
	trial->works = SMALL;
	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		if (try_size(trial, sizes[i], trial->patience_ms) == PASSED) {
			trial->works = sizes[i];
			break;
		}
		trial->fails = sizes[i];
	}
	return true;
}

static const char *sentence(const struct trial *trial)
{
	if (trial->upward)
		/* TRANSLATORS: {host} is the name of a server, {port} a number, {size} a number of bytes. */
		return N_("Large packets do not get through to {host}, port {port}: pieces of at most {size} "
			  "bytes arrive "
			  "there, larger ones do not.");
	/* TRANSLATORS: {host} is the name of a server, {port} a number, {size} a number of bytes. */
	return N_("Large packets do not come through from {host}, port {port}: with pieces of at most {size} "
		  "bytes "
		  "everything works, with larger ones nothing arrives.");
}

static void say(struct trial *trial)
{
	struct finding *finding =
		run_say(trial->run, F_LARGE_LOST, sentence(trial), A_HOST("host", trial->began->used.host),
			A_PORT(trial->began->used.port), A_COUNT("size", trial->works));
	static const char *const keys[TRIALS_MAX] = {"try_1", "try_2", "try_3", "try_4", "try_5", "try_6"};

	run_evidence(finding, "direction", trial->upward ? "to the server" : "from the server");
	run_evidencef(finding, "segment_works", "%d", trial->works);
	if (trial->fails)
		run_evidencef(finding, "segment_fails", "%d", trial->fails);
	for (size_t i = 0; i < trial->n_words; i++)
		run_evidence(finding, keys[i], trial->words[i]);
}

/* Silence after the encryption began, however it ended at last. */
static bool ended_badly(const struct out_session *out)
{
	return out->problem == F_SERVER_SILENT || out->problem == F_SERVER_LOST ||
	       out->problem == F_TLS_BROKEN || out->problem == F_RAN_OUT_OF_TIME;
}

/* The conversation did not hang. Whether our own large packets arrive is asked only where something fails after all. */
static void look_upward(struct trial *trial, const struct out_session *out)
{
	const struct mailcase *mailcase = run_case(trial->run);

	if (!out || !out->ready || mailcase->map || (!pause_ms_of(mailcase) && !mailcase->send)) {
		run_skip(trial->run, "settings.server");
		return;
	}
	trial->upward = true;
	if (try_size(trial, 0, ORDINARY_MS) == HUNG && is_proven(trial))
		say(trial);
}

static void run_segments(struct check_run *run)
{
	const struct reached_server *reached = fact_get_out_reached(run);
	struct trial trial = {.run = run, .began = fact_get_tls_began(run), .patience_ms = ORDINARY_MS};
	int64_t hang_ms = reached ? reached->took_us * 5 / 1000 : 0;
	const struct out_session *out;

	if (fact_settles(run, FACT_OUT_SESSION, hang_ms > HANG_MS ? hang_ms : HANG_MS)) {
		look_upward(&trial, fact_get_out_session(run));
		return;
	}
	if (!is_proven(&trial))
		return;
	/* The conversation itself may come to a good end after all: then it was only slow. */
	out = fact_await_out_session(run);
	if (out && ended_badly(out))
		say(&trial);
}

const struct check check_network_segments = {
	.id = "network.segments",
	.step = STEP_NETWORK,
	.title = N_("See whether large packets come through"),
	.needs = FACT_BIT(TLS_BEGAN),
	.wants = FACT_BIT(OUT_REACHED) | FACT_BIT(OUT_SESSION) | FACT_BIT(TLS_STORE),
	.shares_time = true,
	.limit_ms = 25000,
	.applies = network_applies,
	.run = run_segments,
};
