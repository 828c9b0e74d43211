/*
 * Speaks with the outgoing server up to where a login could be tried: connect, greeting, offer, encryption,
 * offer. One round trip for each, and nothing on the way that a mail program would not do as well.
 */
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/words.h"
#include "checks/steps/common/applies.h"
#include "checks/steps/settings/talk.h"

#define SLOW_WAY_US	 CLOCK_MS(1000)
#define SLOW_GREETING_US CLOCK_MS(5000)

static void say_ready(struct talk *talk)
{
	const struct smtp_session *smtp = talk->out->smtp;
	const struct server_settings *used = &talk->out->used;
	const struct smtp_offer *offer = smtp->secure.known ? &smtp->secure : &smtp->clear;
	struct finding *finding;

	finding = run_say(talk->run, F_SERVER_READY,
		/* TRANSLATORS: {host} is the name of a server, {port} a number, {security} "SSL/TLS" or the
		   like. */
		N_("{host} on port {port} is a server for sending mail, and {security} works with it."),
		A_HOST("host", used->host), A_PORT(used->port),
		A_WORD("security", security_word(used->security)));
	run_evidence(finding, "banner", smtp->banner.text);
	run_evidence(finding, "offers", offer->raw);
	run_evidencef(finding, "round_trip_ms", "%lld", (long long)(talk->rtt_us / 1000));
	run_evidencef(finding, "banner_ms", "%lld", (long long)(smtp->banner.took_us / 1000));
	run_evidencef(finding, "took_ms", "%lld", (long long)((clock_us() - talk->connected_us) / 1000));
	if (smtp->tls.outcome == TLS_DONE) {
		run_evidencef(finding, "protocol", "%s %s", smtp->tls.protocol, smtp->tls.cipher);
		run_evidence(finding, "issuer", smtp->tls.chain[0].issuer);
		run_evidence(finding, "sha256", smtp->tls.chain[0].sha256);
	}
}

/* Programs give up after a while; a way or a server this slow is on the edge of it. */
static void say_slow(struct talk *talk)
{
	int64_t banner_us = talk->out->smtp ? talk->out->smtp->banner.took_us : 0;
	int64_t worst_us = talk->rtt_us > banner_us ? talk->rtt_us : banner_us;

	if (talk->rtt_us < SLOW_WAY_US && banner_us < SLOW_GREETING_US)
		return;
	run_evidencef(run_say(talk->run, F_SLOW,
			      /* TRANSLATORS: {host} is the name of a server, {seconds} a number. */
			      N_("{host} answers slowly: we had to wait {seconds} seconds for it."),
			      A_HOST("host", talk->out->used.host),
			      A_SECONDS("seconds", (worst_us + CLOCK_MS(500)) / CLOCK_MS(1000))),
		"round_trip_ms", "%lld", (long long)(talk->rtt_us / 1000));
}

static void converse(struct talk *talk, int fd)
{
	struct out_session *out = talk->out;

	out->ready = talk_greet(talk, fd) && talk_encrypt(talk);
	if (out->ready) {
		out->stage = "done";
		out->step = SMTP_DONE;
		say_ready(talk);
	}
	say_slow(talk);
	if (talk->bare_lf)
		run_say(talk->run, F_BARE_LF,
			/* TRANSLATORS: {host} is the name of a server. */
			N_("{host} ends its lines in a way that the rules do not allow; some programs "
			   "stumble over it."),
			A_HOST("host", out->used.host));
	if (!out->ready && out->smtp)
		smtp_leave(out->smtp, run_scope(talk->run));
}

static void run_server(struct check_run *run)
{
	struct talk talk = {
		.run = run,
		.target = fact_get_target(run),
		.names = fact_get_out_names(run),
	};
	int fd;

	if (!talk.names->n) {
		run_skip(run, "settings.names");
		return;
	}
	talk.out = mem_new(sizeof *talk.out);
	talk.out->problem = F_N;
	talk.out->used = talk.target->out;
	fd = talk_connect(&talk);
	if (fd >= 0)
		converse(&talk, fd);
	fact_put_out_session(run, talk.out);
}

const struct check check_settings_server = {
	.id = "settings.server",
	.step = STEP_SETTINGS,
	.title = N_("Speak with the server for sending"),
	.needs = FACT_BIT(TARGET) | FACT_BIT(OUT_NAMES),
	.wants = FACT_BIT(TLS_STORE) | FACT_BIT(ROUTES) | FACT_BIT(OUT_PORTS) | FACT_BIT(RECOMMENDED),
	.provides = FACT_BIT(OUT_REACHED) | FACT_BIT(TLS_BEGAN) | FACT_BIT(OUT_SESSION),
	.limit_ms = 25000,
	.applies = settings_apply_online,
	.run = run_server,
};
