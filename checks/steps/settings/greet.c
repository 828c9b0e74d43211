/*
 * From the connected socket to the greeting, and the two ways to misunderstand each other there: a TLS hello
 * where plain text was expected, and the reverse. Silence may mean either that the server is slow or that it
 * waits for a hello: it is asked on a second connection while the first keeps waiting.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "checks/net/gate.h"
#include "checks/net/tcp.h"
#include "checks/steps/common/either.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/common/words.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/settings/talk.h"

#define HELLO_MS	2500 /* for the second connection */
#define PATIENCE_MS	500 /* of silence before it, or 3 round trips; a mismatch is to be known within 3 s */
#define PATIENCE_MAX_MS 1500
#define PATIENCE_25_MS	7000 /* behind the 6 s that postscreen makes everybody wait on port 25 */

bool talk_store(struct talk *talk)
{
	const struct store_fact *fact = talk->store ? NULL : fact_await_tls_store(talk->run);

	if (fact && fact->store) {
		talk->store = fact->store;
		talk->signers = tls_store_signers(fact->store);
	}
	if (!talk->store)
		run_unknown(talk->run, N_("The list of trusted signers on this computer could not be read."));
	return talk->store;
}

static struct smtp_session *new_session(struct talk *talk, int fd)
{
	return smtp_new(fd, talk->out->used.host, talk->out->used.port, NULL, run_transcript(talk->run));
}

/* The greeting counts from the connection: whatever was waited for in between is no gift. */
static struct io_scope banner_scope(const struct talk *talk)
{
	struct io_scope scope = *run_scope(talk->run);
	int64_t until_us = talk->connected_us + CLOCK_MS(TALK_REPLY_MS);

	if (until_us < scope.deadline_us)
		scope.deadline_us = until_us;
	return scope;
}

static bool read_banner(struct talk *talk)
{
	struct io_scope scope = stream_is_encrypted(talk->out->smtp->stream)
					? io_scope_within(run_scope(talk->run), TALK_REPLY_MS)
					: banner_scope(talk);
	enum smtp_step step;

	talk->out->stage = "banner";
	step = smtp_banner(talk->out->smtp, &scope);
	talk->bare_lf |= talk->out->smtp->fault == SMTP_FAULT_BARE_LF;
	if (step != SMTP_DONE)
		talk_step_failed(talk, step, REPLY_STAGE_BANNER);
	return step == SMTP_DONE;
}

static bool speaks_tls(const struct tls_report *report)
{
	switch (report->outcome) {
	case TLS_DONE:
	case TLS_TOO_OLD:
	case TLS_NO_CIPHER:
	case TLS_ALERT:
	case TLS_OVERSIZED:
		return true;
	default:
		return false;
	}
}

/* A second connection that says hello; given up as soon as something arrives on the first. NULL: no TLS was
 * met. */
static struct smtp_session *say_hello(struct talk *talk)
{
	struct io_scope scope = io_scope_within(run_scope(talk->run), HELLO_MS);
	struct tcp_attempt attempt = {.addr = talk->addr};
	struct smtp_session *second;
	int either = either_fd(scope.cancel_fd, stream_fd(talk->out->smtp->stream));

	if (either >= 0)
		scope.cancel_fd = either;
	tcp_connect_all(&scope, &attempt, 1);
	second = attempt.outcome == TCP_CONNECTED ? new_session(talk, attempt.fd) : NULL;
	if (second)
		(void)smtp_tls_now(second, &scope, talk->store, TLS_SECURE, talk->out->used.host);
	if (either >= 0)
		net_close(either);
	if (second && !speaks_tls(&second->tls))
		smtp_free(&second);
	return second;
}

static void say_wants_tls(struct talk *talk, const struct tls_report *report)
{
	struct finding *finding = talk_trouble(talk, F_WANTS_TLS_AT_ONCE,
		/* TRANSLATORS: {host} is the name of a server, {port} a number, {security} what is set:
		   "STARTTLS". */
		N_("Port {port} of {host} is encrypted from the first moment (SSL/TLS), but the setting is "
		   "{security}: both sides "
		   "wait for each other."),
		NULL);

	evidence_tls(finding, report);
	talk->out->works = talk->out->used;
	talk->out->works.security = SECURITY_TLS;
}

static void say_wants_starttls(struct talk *talk)
{
	struct finding *finding = talk_trouble(talk, F_WANTS_STARTTLS,
		/* TRANSLATORS: {host} is the name of a server, {port} a number. */
		N_("Port {port} of {host} begins without encryption and switches it on later (STARTTLS), but "
		   "the setting is "
		   "SSL/TLS."),
		NULL);

	evidence_tls(finding, &talk->out->smtp->tls);
	talk->out->works = talk->out->used;
	talk->out->works.security = SECURITY_STARTTLS;
}

static int64_t patience_ms(const struct talk *talk)
{
	int64_t three = talk->rtt_us * 3 / 1000;

	if (talk->out->used.port == PORT_SUBMISSIONS)
		return 0;
	if (talk->out->used.port == PORT_SMTP)
		return PATIENCE_25_MS;
	if (three > PATIENCE_MAX_MS)
		return PATIENCE_MAX_MS;
	return three > PATIENCE_MS ? three : PATIENCE_MS;
}

/* Takes the second connection over: the encryption was not told, so whatever the server speaks is right. */
static bool go_on_encrypted(struct talk *talk, struct smtp_session *second)
{
	smtp_free(&talk->out->smtp);
	talk->out->smtp = second;
	talk->out->used.security = SECURITY_TLS;
	talk->out->stage = "tls";
	return talk_judge_tls(talk) && read_banner(talk);
}

static bool greet_plain(struct talk *talk, int fd)
{
	struct io_scope patience = io_scope_within(run_scope(talk->run), patience_ms(talk));
	bool may_choose = talk->out->used.security == SECURITY_AUTO;
	struct smtp_session *second = NULL;

	talk->out->stage = "banner";
	talk->out->smtp = new_session(talk, fd);
	if (stream_wait_readable(talk->out->smtp->stream, &patience) == IO_TIMED_OUT) {
		if (!talk_store(talk))
			return false;
		second = say_hello(talk);
	}
	if (!second) {
		if (may_choose)
			talk->out->used.security = SECURITY_STARTTLS;
		return read_banner(talk);
	}
	if (may_choose)
		return go_on_encrypted(talk, second);
	say_wants_tls(talk, &second->tls);
	smtp_free(&second);
	return false;
}

/* Plain text came where TLS was expected: which? */
static bool met_plain_text(struct talk *talk, bool may_choose)
{
	const char *line = talk->out->smtp->tls.plain;
	struct tcp_attempt attempt = {.addr = talk->addr};
	size_t winner;
	struct str STR_AUTO whole = STR_INIT;
	enum smtp_fault fault;
	size_t used;

	talk->out->stage = "banner";
	str_addf(&whole, "%s\r\n", line);
	if (ascii_starts(line, "220") && !smtp_other_service(line)) {
		if (!may_choose) {
			say_wants_starttls(talk);
			return false;
		}
		smtp_free(&talk->out->smtp);
		tcp_connect_first(run_scope(talk->run), &attempt, 1, &winner);
		talk->connected_us = clock_us();
		talk->out->used.security = SECURITY_STARTTLS;
		talk->out->smtp = attempt.outcome == TCP_CONNECTED ? new_session(talk, attempt.fd) : NULL;
		return talk->out->smtp && read_banner(talk);
	}
	if (smtp_reply_parse(str_text(&whole), whole.len, &talk->out->smtp->reply, &fault, &used) ==
			SMTP_DONE &&
		talk->out->smtp->reply.code >= 400)
		talk_step_failed(talk, SMTP_REFUSED, REPLY_STAGE_BANNER);
	else
		talk_other_service(talk, line);
	return false;
}

static bool greet_encrypted(struct talk *talk, int fd)
{
	struct io_scope scope = io_scope_within(run_scope(talk->run), TALK_REPLY_MS);
	bool may_choose = talk->out->used.security == SECURITY_AUTO;
	enum smtp_step step;

	talk->out->stage = "tls";
	talk->out->used.security = SECURITY_TLS;
	talk->out->smtp = new_session(talk, fd);
	if (!talk_store(talk))
		return false;
	talk_tls_begins(talk);
	step = smtp_tls_now(talk->out->smtp, &scope, talk->store, TLS_SECURE, talk->out->used.host);
	talk->out->step = step;
	if (step == SMTP_CANCELLED)
		return false;
	if (talk->out->smtp->tls.outcome == TLS_NOT_TLS)
		return met_plain_text(talk, may_choose);
	return talk_judge_tls(talk) && read_banner(talk);
}

bool talk_greet(struct talk *talk, int fd)
{
	return starts_encrypted(&talk->out->used) ? greet_encrypted(talk, fd) : greet_plain(talk, fd);
}
