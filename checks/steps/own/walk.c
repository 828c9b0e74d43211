/*
 * network.own-walk: the way that a mail takes from this server to the recipient's, step by step, each with its time: MX, addresses,
 * port 25 over both families, greeting, EHLO with the server's own name, STARTTLS, sender, recipient. Then all is taken back;
 * nothing is sent.
 */
#include "checks/steps/own/walk.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/catalogue.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/own/own.h"

#define REPLY_MS 10000 /* postscreen makes honest servers wait 6 s for the greeting */

static int ms(int64_t us)
{
	return (int)(us / 1000);
}

void walk_evidence(const struct walk *walk, struct finding *finding)
{
	if (walk->settings && walk->settings->name[0])
		run_evidence(finding, "helo", walk->settings->name);
	run_evidence(finding, "mx", walk->host);
	evidence_attempts(finding, walk->attempts, walk->n_attempts);
	run_evidencef(finding, "times_ms", "mx %d, addresses %d, ehlo %d, starttls %d, in all %d",
		ms(walk->mx_us), ms(walk->address_us), ms(walk->ehlo_us), ms(walk->tls_us),
		ms(clock_us() - walk->began_us));
}

static void say_stopped(struct walk *walk, const struct smtp_session *smtp, enum smtp_step step)
{
	struct finding *finding;

	if (step == SMTP_CANCELLED) {
		run_unknown(walk->run, N_("It was stopped before the server answered."));
		return;
	}
	if (step == SMTP_SILENT)
		finding = run_say(walk->run, F_WALK_STOPPED,
			/* TRANSLATORS: {host} is a server, {domain} the part of an address after the @, {stage} where it
			   stopped: banner, ehlo, starttls, mail. */
			N_("The way ends in the conversation with {host}, which takes the mail of {domain}: "
			   "it stopped to answer "
			   "({stage})."),
			A_HOST("host", walk->host), A_HOST("domain", walk->domain),
			A_NAME("stage", walk->stage));
	else if (step == SMTP_TLS_FAILED)
		finding = run_say(walk->run, F_WALK_STOPPED,
			/* TRANSLATORS: {host} is a server, {domain} the part of an address after the @. */
			N_("The way ends in the conversation with {host}, which takes the mail of {domain}: "
			   "the encryption "
			   "could not be set up, and your mail server is told to send nothing without it."),
			A_HOST("host", walk->host), A_HOST("domain", walk->domain));
	else
		finding = run_say(walk->run, F_WALK_STOPPED,
			/* TRANSLATORS: {host} is a server, {domain} the part of an address after the @, {stage} where it
			   stopped: banner, ehlo, starttls, mail. */
			N_("The way ends in the conversation with {host}, which takes the mail of {domain}: "
			   "it broke off "
			   "({stage})."),
			A_HOST("host", walk->host), A_HOST("domain", walk->domain),
			A_NAME("stage", walk->stage));
	run_evidence(finding, "stage", walk->stage);
	run_evidence(finding, "step", smtp_step_name(step));
	run_evidence(finding, "banner", smtp->banner.text);
	walk_evidence(walk, finding);
}

static void say_refused(struct walk *walk, const struct smtp_session *smtp, const struct smtp_reply *reply,
	enum reply_stage stage)
{
	walk_evidence(walk, reply_finding(walk->run, reply, stage, walk->host, smtp->banner.text, false));
}

static void say_reached(
	struct walk *walk, const struct smtp_session *smtp, const struct smtp_envelope *replies)
{
	struct finding *finding = run_say(walk->run, F_WALK_REACHED,
		/* TRANSLATORS: {host} is a server, {domain} the part of an address after the @. */
		N_("The way from here to {host}, which takes the mail of {domain}, is free, and it would "
		   "take a mail. Nothing was "
		   "sent."),
		A_HOST("host", walk->host), A_HOST("domain", walk->domain));

	walk_evidence(walk, finding);
	run_evidencef(finding, "banner_ms", "%d", ms(smtp->banner.took_us));
	run_evidencef(finding, "mail_ms", "%d", ms(replies->mail.took_us));
	run_evidencef(finding, "rcpt_ms", "%d", ms(replies->rcpt.took_us));
	run_evidencef(finding, "rcpt", "%d %s", replies->rcpt.code, replies->rcpt.text);
	run_evidence(finding, "tls",
		smtp->tls.outcome == TLS_DONE ? smtp->tls.protocol : tls_outcome_name(smtp->tls.outcome));
}

/* What is no obstacle for a server: greylisting passes, since it tries again; a postmaster whom nobody named may be unknown. */
static bool is_harmless(const struct walk *walk, const struct smtp_reply *reply)
{
	const struct reply_query query = {.code = reply->code,
		.enhanced = reply->enhanced,
		.text = reply->text,
		.host = walk->host,
		.banner = "",
		.stage = REPLY_STAGE_RCPT};
	struct reply_meaning means = {.cause = NULL};

	reply_explain(&query, &means);
	if (!means.cause)
		return false;
	if (strcmp(means.cause, "greylisted") == 0)
		return true;
	return !walk->told &&
	       (ascii_starts(means.cause, "recipient-") || ascii_starts(means.cause, "mailbox-") ||
		       strcmp(means.cause, "relay-denied") == 0);
}

static void ask(struct walk *walk, struct smtp_session *smtp)
{
	struct io_scope scope = io_scope_within(run_scope(walk->run), REPLY_MS);
	struct smtp_envelope replies;

	walk->stage = "mail";
	smtp_envelope(smtp, &scope, walk->from, walk->to, &replies);
	if (replies.mail_step == SMTP_REFUSED) {
		say_refused(walk, smtp, &replies.mail, REPLY_STAGE_MAIL);
	} else if (replies.mail_step != SMTP_DONE) {
		say_stopped(walk, smtp, replies.mail_step);
	} else if (replies.rcpt_step == SMTP_DONE ||
		   (replies.rcpt_step == SMTP_REFUSED && is_harmless(walk, &replies.rcpt))) {
		say_reached(walk, smtp, &replies);
	} else if (replies.rcpt_step == SMTP_REFUSED) {
		say_refused(walk, smtp, &replies.rcpt, REPLY_STAGE_RCPT);
	} else {
		walk->stage = "rcpt";
		say_stopped(walk, smtp, replies.rcpt_step);
	}
}

/* How this server looks from there, for whoever judges its address and name. Once, however often it is greeted. */
static void put_seen(struct walk *walk, const struct smtp_session *smtp)
{
	struct walk_seen *seen;

	if (walk->seen)
		return;
	walk->seen = true;
	seen = mem_new(sizeof *seen);
	seen->server = walk->addr;
	str_copy(seen->host, sizeof seen->host, walk->host);
	str_copy(seen->greeting, sizeof seen->greeting, smtp->clear.greeting);
	str_copy(seen->helo, sizeof seen->helo, smtp->helo);
	fact_put_walk_seen(walk->run, seen);
}

/* Greeting and EHLO; what is to be said of a failure is said. */
static bool greet(struct walk *walk, struct smtp_session *smtp)
{
	struct io_scope scope = io_scope_within(run_scope(walk->run), REPLY_MS);
	enum smtp_step step;

	walk->stage = "banner";
	step = smtp_banner(smtp, &scope);
	if (step == SMTP_DONE) {
		walk->stage = "ehlo";
		scope = io_scope_within(run_scope(walk->run), REPLY_MS);
		step = smtp_ehlo(smtp, &scope, true);
		walk->ehlo_us += smtp->reply.took_us;
	}
	if (step == SMTP_DONE) {
		put_seen(walk, smtp);
		return true;
	}
	if (step == SMTP_REFUSED)
		say_refused(walk, smtp, &smtp->reply,
			strcmp(walk->stage, "ehlo") == 0 ? REPLY_STAGE_EHLO : REPLY_STAGE_BANNER);
	else
		say_stopped(walk, smtp, step);
	return false;
}

/* Encrypts as servers among themselves do: where it is offered, whoever signed the certificate. */
static enum smtp_step encrypt(struct walk *walk, struct smtp_session *smtp)
{
	struct io_scope scope = io_scope_within(run_scope(walk->run), REPLY_MS);
	const struct store_fact *store = fact_await_tls_store(walk->run);
	enum smtp_step step;

	if (!smtp->clear.starttls || !store || !store->store ||
		(walk->settings && !walk->settings->relay_encrypts))
		return SMTP_DONE;
	walk->stage = "starttls";
	step = smtp_starttls(smtp, &scope, store->store, TLS_LOOK, walk->host);
	walk->tls_us = smtp->tls.took_us;
	if (step != SMTP_DONE)
		return step;
	scope = io_scope_within(run_scope(walk->run), REPLY_MS);
	walk->stage = "ehlo-tls";
	step = smtp_ehlo(smtp, &scope, false);
	walk->ehlo_us += smtp->reply.took_us;
	return step;
}

static struct smtp_session *session_on(struct walk *walk, int fd)
{
	return smtp_new(fd, walk->host, PORT_SMTP, walk->settings ? walk->settings->name : NULL,
		run_transcript(walk->run));
}

static void converse(struct walk *walk, int fd)
{
	struct smtp_session *smtp = session_on(walk, fd);
	bool may_go_plain = !walk->settings || !walk->settings->must_encrypt;
	bool greeted = greet(walk, smtp);
	enum smtp_step step = greeted ? encrypt(walk, smtp) : SMTP_LOST;

	/* Servers then try once more without encryption. */
	if (greeted && step != SMTP_DONE && step != SMTP_CANCELLED && may_go_plain) {
		smtp_leave(smtp, run_scope(walk->run));
		smtp_free(&smtp);
		fd = walk_connect_again(walk);
		if (fd < 0)
			return;
		smtp = session_on(walk, fd);
		greeted = greet(walk, smtp);
		step = SMTP_DONE;
	}
	if (greeted && step == SMTP_DONE)
		ask(walk, smtp);
	else if (greeted && step == SMTP_REFUSED)
		say_refused(walk, smtp, &smtp->reply, REPLY_STAGE_STARTTLS);
	else if (greeted)
		say_stopped(walk, smtp, step);
	smtp_leave(smtp, run_scope(walk->run));
	smtp_free(&smtp);
}

/* Why there is no walk, or NULL: where there is no server here, or all its mail takes another way. */
static const char *why_not(struct check_run *run, const struct own_settings *settings)
{
	const struct own_server *server = fact_await_own_server(run);

	if (run_case(run)->where != WHERE_HERE)
		return NULL;
	if (!server || server->kind == OWN_NONE || server->apart || !settings)
		return "settings.own-service";
	return settings->relay.host[0] ? "own-relay" : NULL;
}

static void run_walk(struct check_run *run)
{
	struct walk walk = {.run = run, .began_us = clock_us(), .host = ""};
	struct walk_result *result;
	const char *because;
	int fd;

	walk.settings = fact_await_own_settings(run);
	because = why_not(run, walk.settings);
	if (because) {
		run_skip(run, because);
		return;
	}
	fd = walk_choose(&walk) ? walk_connect(&walk) : -1;
	result = mem_new(sizeof *result);
	*result = (struct walk_result){.reached = fd >= 0, .stage = walk.stage};
	fact_put_walk(run, result);
	if (fd >= 0)
		converse(&walk, fd);
}

/* On another computer of the same network the way out is the same. */
static bool applies(const struct mailcase *mailcase)
{
	return mailcase->role == ROLE_ADMIN && !mailcase->offline && !mailcase->in_use.host[0] &&
	       (mailcase->where == WHERE_HERE || mailcase->where == WHERE_SAME_NETWORK);
}

const struct check check_network_own_walk = {
	.id = "network.own-walk",
	.step = STEP_NETWORK,
	.title = N_("Go the way of a mail to the recipient's server"),
	.wants = FACT_BIT(OWN_SERVER) | FACT_BIT(OWN_SETTINGS) | FACT_BIT(TLS_STORE) | FACT_BIT(ROUTES),
	.provides = FACT_BIT(WALK) | FACT_BIT(WALK_SEEN),
	.shares_time = true,
	.limit_ms = 15000,
	.applies = applies,
	.run = run_walk,
};
