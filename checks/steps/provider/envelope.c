/*
 * provider.envelope: would the server take a mail from this person? MAIL FROM and RCPT TO are asked and then
 * taken back (RSET); nothing is sent. The connection ends here.
 */
#include <stdio.h>
#include <stdlib.h>

#include "checks/base/mem.h"
#include "checks/engine/facts.h"
#include "checks/steps/common/offer.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/provider/provider.h"

#define ENVELOPE_LIMIT_MS 20000

static void say_accepted(
	struct check_run *run, const struct out_session *session, const char *from, const char *to)
{
	struct finding *finding;

	/* TRANSLATORS: {host} is the name of a mail server; {sender} and {recipient} are email addresses */
	finding = run_say(run, F_ENVELOPE_ACCEPTED,
		N_("{host} would take a mail from {sender} to {recipient}. Nothing was sent."),
		A_HOST("host", session->used.host), A_EMAIL("sender", from), A_EMAIL("recipient", to));
	run_evidence(finding, "asked", "MAIL FROM, RCPT TO, RSET");
}

/* A refusal of the recipient tells about the recipient when it is another person, else about the account. */
static void say_refused(struct check_run *run, const struct out_session *session,
	const struct smtp_envelope *replies, bool signed_in)
{
	bool at_mail = replies->mail_step == SMTP_REFUSED;
	const struct smtp_reply *reply = at_mail ? &replies->mail : &replies->rcpt;
	struct finding *finding;

	finding = reply_finding(run, reply, at_mail ? REPLY_STAGE_MAIL : REPLY_STAGE_RCPT, session->used.host,
		session->smtp->banner.text, signed_in);
	run_evidence(finding, "command", at_mail ? "MAIL FROM" : "RCPT TO");
	/* Before the encryption that it offers, a server is right to offer no login. */
	if (!signed_in && !login_offer(session)->n_mechs &&
		(stream_is_encrypted(session->smtp->stream) || !session->smtp->clear.starttls))
		/* TRANSLATORS: {host} is the name of a mail server */
		run_say(run, F_LOGIN_NOT_OFFERED,
			N_("{host} refuses the mail because nobody signed in, but it does not offer to sign "
			   "in either."),
			A_HOST("host", session->used.host));
}

static void say_broken(
	struct check_run *run, const struct out_session *session, const struct smtp_envelope *replies)
{
	enum smtp_step step = replies->mail_step == SMTP_DONE ? replies->rcpt_step : replies->mail_step;
	struct finding *finding;

	if (step == SMTP_CANCELLED) {
		run_unknown(run, N_("It was stopped before the server answered."));
		return;
	}
	if (step == SMTP_REFUSED_BY_US) {
		run_unknown(run, N_("This email address holds characters that the server cannot take."));
		return;
	}
	if (step == SMTP_LOST || step == SMTP_SILENT)
		/* TRANSLATORS: {host} is the name of a mail server */
		finding = run_say(run, F_ENVELOPE_CUT,
			N_("{host} did not answer whether it takes your mail: the connection ended or stayed "
			   "silent."),
			A_HOST("host", session->used.host));
	else
		/* TRANSLATORS: {host} is the name of a mail server */
		finding = run_say(run, F_ENVELOPE_GARBLED,
			N_("{host} answered with something that is not an answer when it was asked to take a "
			   "mail."),
			A_HOST("host", session->used.host));
	run_evidence(finding, "step", smtp_step_name(step));
	run_evidence(finding, "io", io_status_name(session->smtp->io));
}

/*
 * Whether asking without a login tells something although one is offered: where the program does without, and for the server that an
 * administrator named. A mail server that signs in at its relay would be refused there, and so would be a stranger at one that is
 * only recommended.
 */
static bool may_do_without_login(const struct mailcase *mailcase, const struct target *target)
{
	if (mailcase->program_login == PROGRAM_LOGIN_OFF)
		return true;
	return mailcase->role == ROLE_ADMIN && target && target->in_use &&
	       (target->out.source != SOURCE_PROGRAM || target->no_login);
}

/* An administrator did not name this server: it is a door for mail programs, and no way of the mail server. */
static bool is_stranger(const struct mailcase *mailcase, const struct target *target)
{
	return mailcase->role == ROLE_ADMIN && target && !target->in_use;
}

/* Why nothing is asked, as an id for "because"; NULL when it is. */
static const char *why_not(const struct mailcase *mailcase, const struct target *target,
	const struct out_session *session, const struct login_result *login)
{
	if (!session->ready)
		return "settings.server";
	if (login && login->tried && !login->accepted)
		return "login.sign-in";
	if (!mailcase->address.full[0] && !mailcase->domain[0])
		return "no-address";
	if (login && login->accepted)
		return NULL;
	/* Without a login a server that offers one says no to everybody: that would tell nothing. */
	if ((login_offer(session)->auth || is_stranger(mailcase, target)) &&
		!may_do_without_login(mailcase, target))
		return "no-login";
	return NULL;
}

/* For a whole domain the address that every domain has (RFC 5321 section 4.5.1). */
static const char *sender(const struct mailcase *mailcase, char *buf, size_t size)
{
	if (mailcase->address.full[0])
		return mailcase->address.full;
	snprintf(buf, size, "postmaster@%s", mailcase->domain);
	return buf;
}

static void ask(struct check_run *run, const struct out_session *session, bool signed_in,
	struct envelope_result *result)
{
	const struct mailcase *mailcase = run_case(run);
	char postmaster[ADDRESS_MAX + 1];
	const char *from = sender(mailcase, postmaster, sizeof postmaster);
	const char *to = mailcase->to[0] ? mailcase->to : from;
	struct io_scope scope = io_scope_within(run_scope(run), ENVELOPE_LIMIT_MS);

	result->tried = true;
	smtp_envelope(session->smtp, &scope, from, to, &result->replies);
	result->accepted = result->replies.mail_step == SMTP_DONE && result->replies.rcpt_step == SMTP_DONE;
	if (result->accepted)
		say_accepted(run, session, from, to);
	else if (result->replies.mail_step == SMTP_REFUSED ||
		 (result->replies.mail_step == SMTP_DONE && result->replies.rcpt_step == SMTP_REFUSED))
		say_refused(run, session, &result->replies, signed_in);
	else
		say_broken(run, session, &result->replies);
}

static void run_envelope(struct check_run *run)
{
	const struct out_session *session = fact_get_out_session(run);
	const struct login_result *login = fact_await_out_login(run);
	const char *because = why_not(run_case(run), fact_await_target(run), session, login);
	struct envelope_result *result;

	/* The login may still be under way: then the connection is not ours yet. */
	if (!login && run_is_over(run)) {
		run_skip(run, "login.sign-in");
		return;
	}
	result = mem_new(sizeof *result);
	if (because)
		run_skip(run, because);
	else
		ask(run, session, login && login->accepted, result);
	/* The test mail goes over the same connection. */
	if (session->smtp && !(result->accepted && mailcase_sends_test_mail(run_case(run))))
		smtp_leave(session->smtp, run_scope(run));
	/* Without an answer the fact must not be there: it ends the search for the recommended settings. */
	if (because)
		free(result);
	else
		fact_put_envelope(run, result);
}

const struct check check_provider_envelope = {
	.id = "provider.envelope",
	.step = STEP_PROVIDER,
	.title = N_("Ask whether the server would take a mail"),
	.needs = FACT_BIT(OUT_SESSION),
	.wants = FACT_BIT(OUT_LOGIN) | FACT_BIT(TARGET),
	.provides = FACT_BIT(ENVELOPE),
	.limit_ms = 25000,
	.run = run_envelope,
};
