/*
 * firewall.stream: does somebody on the way look into the conversation? Judged by what the server seemed to say: stars in place of a
 * greeting, X in place of what it offers, a first command refused by a server that calls itself modern (facts D.1). Nothing is asked.
 */
#include <stdio.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/catalogue.h"
#include "checks/know/shield.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/firewall/filters.h"

static void add_stream(struct finding *finding, const struct smtp_session *smtp)
{
	run_evidence(finding, "banner", smtp->banner.text);
	run_evidence(finding, "offers", smtp->clear.raw);
}

static void say_masked_banner(struct check_run *run, const struct out_session *session)
{
	add_stream(
		run_say(run, F_BANNER_MASKED,
			/* TRANSLATORS: {host} is the name of a server, {reply} what arrived in place of its greeting: stars. */
			N_("The greeting of {host} arrives here overwritten: {reply}. Some firewalls do "
			   "that, and "
			   "damage more of the conversation on the way."),
			A_HOST("host", session->used.host), A_TEXT("reply", session->smtp->banner.text)),
		session->smtp);
}

static void say_masked_offer(struct check_run *run, const struct out_session *session)
{
	struct finding *finding = run_say(run, F_EHLO_MASKED,
		/* TRANSLATORS: {host} is the name of a server. */
		N_("What {host} offers arrives here with parts overwritten by X. A firewall on the way does "
		   "that to all "
		   "that it does not know."),
		A_HOST("host", session->used.host));

	add_stream(finding, session->smtp);
	run_evidencef(finding, "masked", "%d", session->smtp->clear.masked);
}

/* The greeting of the modern language was refused, although the server says that it speaks it. */
static bool refused_ehlo(const struct out_session *session, const struct alternatives *others)
{
	const struct smtp_session *smtp = session->smtp;
	bool refused =
		smtp->clear.helo_only ||
		(!smtp->clear.known && session->step == SMTP_REFUSED &&
			(session->problem == F_STARTTLS_MISSING || session->problem == F_STARTTLS_MASKED));

	if (!refused)
		return false;
	if (ascii_find(smtp->banner.text, "ESMTP") || smtp_banner_is_masked(smtp->banner.text))
		return true;
	for (size_t i = 0; others && i < others->n; i++) {
		if (others->doors[i].same_server && (others->doors[i].starttls || others->doors[i].works))
			return true;
	}
	return false;
}

static void say_refused_ehlo(struct check_run *run, const struct out_session *session)
{
	struct finding *finding = run_say(run, F_COMMAND_REJECTED,
		/* TRANSLATORS: {host} is the name of a server. */
		N_("{host} is a server of today, but the greeting with which every mail program of today "
		   "begins is "
		   "refused on the way to it."),
		A_HOST("host", session->used.host));

	run_evidence(finding, "command", "EHLO");
	add_stream(finding, session->smtp);
}

/* "Command not known": no answer to a command that was offered a moment before. */
static bool is_not_known(const struct smtp_reply *reply)
{
	return reply->code == 500 || reply->code == 502 || reply->code == 503 || reply->code == 504;
}

static void judge_starttls(struct check_run *run, const struct out_session *session)
{
	const struct smtp_reply *reply = &session->smtp->reply;
	char words[SMTP_REPLY_TEXT + 32];
	struct finding *finding;

	if (session->problem != F_STARTTLS_REFUSED || !is_not_known(reply))
		return;
	reply_in_words(reply, words, sizeof words);
	finding = run_say(run, F_COMMAND_REJECTED,
		/* TRANSLATORS: {host} is the name of a server, {reply} an answer, word by word. */
		N_("{host} offers to encrypt, and the next word is answered as if nobody had ever heard of "
		   "it: {reply}"),
		A_HOST("host", session->used.host), A_TEXT("reply", words));
	run_evidence(finding, "command", "STARTTLS");
	add_stream(finding, session->smtp);
}

static bool refused_login(const struct login_result *login, const struct out_session *session)
{
	return login && login->tried && login->step == SMTP_REFUSED && session->smtp->tls.n_chain &&
	       is_not_known(&login->reply);
}

/* Inside verified encryption only who signed the certificate can stand in between. */
static void judge_login(
	struct check_run *run, const struct out_session *session, const struct login_result *login)
{
	const struct cert_info *cert;
	struct shield shield;
	struct finding *finding;
	char words[SMTP_REPLY_TEXT + 32];

	if (!refused_login(login, session))
		return;
	cert = &session->smtp->tls.chain[0];
	if (!shield_by_issuer(cert->issuer, cert->issuer_org, &shield))
		return;
	reply_in_words(&login->reply, words, sizeof words);
	finding = run_say(run, F_COMMAND_REJECTED,
		/* TRANSLATORS: {host} is the name of a server, {product} of a security program, {reply} an answer, word by
		   word. */
		N_("{product} opens the connection to {host}. {host} offers a sign-in, and it is refused as "
		   "if it were not "
		   "known: {reply}"),
		A_HOST("host", session->used.host), A_NAME("product", shield.product), A_TEXT("reply", words),
		A_NAME("menu", shield.menu));
	run_evidence(finding, "command", "AUTH");
	run_evidence(finding, "issuer", cert->issuer);
}

static void judge_name(struct check_run *run, const struct out_session *session)
{
	const struct server_names *names = fact_get_out_names(run);
	const struct smtp_session *smtp = session->smtp;
	const struct cert_info *cert = smtp->tls.n_chain ? &smtp->tls.chain[0] : NULL;
	char name[HOST_MAX];

	if (!banner_is_foreign(smtp->banner.text, session->used.host, names ? names->canonical : "", cert))
		return;
	banner_name(smtp->banner.text, name, sizeof name);
	run_evidence(run_say(run, F_BANNER_FOREIGN,
			     /* TRANSLATORS: {host} and {name} are names of servers. */
			     N_("What answers in place of {host} calls itself {name}."),
			     A_HOST("host", session->used.host), A_HOST("name", name)),
		"banner", smtp->banner.text);
}

static void run_stream(struct check_run *run)
{
	const struct out_session *session = fact_get_out_session(run);
	const struct login_result *login = fact_await_out_login(run);
	const struct envelope_result *envelope = fact_await_envelope(run);
	const struct alternatives *others = fact_await_alternatives(run);
	const struct smtp_session *smtp = session->smtp;

	if (!smtp) {
		run_skip(run, "settings.server");
		return;
	}
	if (!filters_in_trouble(session, login, envelope))
		return;
	if (filters_trouble_in_clear(session, envelope)) {
		if (smtp_banner_is_masked(smtp->banner.text))
			say_masked_banner(run, session);
		if (smtp->clear.masked)
			say_masked_offer(run, session);
		if (refused_ehlo(session, others))
			say_refused_ehlo(run, session);
		judge_starttls(run, session);
	}
	judge_login(run, session, login);
	if (!filters_is_proven(session))
		judge_name(run, session);
}

const struct check check_firewall_stream = {
	.id = "firewall.stream",
	.step = STEP_FIREWALL,
	.title = N_("See whether somebody changes the conversation on the way"),
	.needs = FACT_BIT(OUT_SESSION),
	.wants = FACT_BIT(OUT_LOGIN) | FACT_BIT(ENVELOPE) | FACT_BIT(ALTERNATIVES) | FACT_BIT(OUT_NAMES),
	.limit_ms = 1000,
	.concludes = true,
	.applies = filters_apply,
	.run = run_stream,
};
