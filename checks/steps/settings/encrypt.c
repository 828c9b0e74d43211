/*
 * What the server offers, the switch to encryption, and the judgement of it. Nothing that was read in clear
 * is used behind it.
 */
#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/steps/common/evidence.h"
#include "checks/steps/common/ports.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/settings/cert_verdict.h"
#include "checks/steps/common/look.h"
#include "checks/steps/settings/talk.h"
#include "checks/steps/settings/witness.h"

#define LOOK_MS 5000

static const char *cert_sentence(enum finding_id id, bool its_own)
{
	switch (id) {
	case F_CERT_EXPIRED:
		if (!its_own)
			/* TRANSLATORS: {host} is the name of a server, {date} a date. */
			return N_(
				"One of the certificates that vouch for {host} was valid only until {date}.");
		/* TRANSLATORS: {host} is the name of a server, {date} a date. */
		return N_("The certificate of {host}, its proof of identity, was valid only until {date}.");
	case F_CERT_NOT_YET_VALID:
		/* TRANSLATORS: {host} is the name of a server, {date} a date. */
		return N_("The certificate of {host}, its proof of identity, is valid only from {date} on. "
			  "Is the date of this "
			  "computer right?");
	case F_CERT_WRONG_NAME:
		/* TRANSLATORS: {host} is the name of a server, {names} one or more other names of servers. */
		return N_("The server proves to be another one than {host}: its certificate is made out to "
			  "{names}.");
	case F_CERT_SELF_SIGNED:
		/* TRANSLATORS: {host} is the name of a server. */
		return N_("{host} has signed its certificate, its proof of identity, itself. Anybody could "
			  "do that.");
	case F_CERT_UNTRUSTED:
		/* TRANSLATORS: {host} is the name of a server, {issuer} the company that vouches for it. */
		return N_("For {host} vouches {issuer}, whom this computer does not know or trust.");
	case F_CERT_INCOMPLETE:
		/* TRANSLATORS: {host} is the name of a server, {issuer} the company that vouches for it. */
		return N_("{host} shows only a part of its proof of identity: {issuer} vouches for it, but "
			  "what would "
			  "link {issuer} to a signer that this computer knows is missing.");
	case F_CERT_STORE_MISSING:
		return N_("This computer has no list of trusted signers, so that no server can prove to it "
			  "who it is.");
	case F_TLS_WEAK:
		/* TRANSLATORS: {host} is the name of a server. */
		return N_("The certificate of {host} uses a key or a method that is too weak for today.");
	default:
		/* TRANSLATORS: {host} is the name of a server. */
		return N_("The certificate of {host}, its proof of identity, is faulty.");
	}
}

/* Is it the clock? Only for dates, and only here a second server is asked. */
static bool is_clock(struct talk *talk, enum finding_id id)
{
	const struct tls_report *report = &talk->out->smtp->tls;
	struct tls_report witness;

	if (id != F_CERT_EXPIRED && id != F_CERT_NOT_YET_VALID)
		return false;
	if (clock_explains(clock_wall(), report, NULL))
		return true;
	return witness_certificate(talk->run, talk->store, fact_get_recommended(talk->run), &witness) &&
	       clock_explains(clock_wall(), report, &witness);
}

static void say_certificate(struct talk *talk, enum finding_id id)
{
	const struct tls_report *report = &talk->out->smtp->tls;
	int depth = report->verify_depth >= 0 && (size_t)report->verify_depth < report->n_chain
			    ? report->verify_depth
			    : 0;
	const struct cert_info *cert = &report->chain[depth];
	char names[400];
	struct finding *finding;

	names_in_words(&report->chain[0], names, sizeof names);
	const struct arg more[] = {
		A_TEXT("names", names),
		A_HOST("certificate_name", report->chain[0].n_names ? report->chain[0].names[0] : ""),
		A_TEXT("issuer", report->chain[0].issuer),
		A_DATE("date", id == F_CERT_NOT_YET_VALID ? cert->not_before : cert->not_after),
		{.type = ARG_NONE},
	};
	finding = talk_trouble(talk, id, cert_sentence(id, depth == 0), more);
	evidence_tls(finding, report);
}

static void say_clock(struct talk *talk)
{
	const struct tls_report *report = &talk->out->smtp->tls;
	const struct arg more[] = {A_DATE("date", clock_wall()), {.type = ARG_NONE}};

	evidence_tls(talk_trouble(talk, F_CLOCK_WRONG,
			     /* TRANSLATORS: {date} is the date that this computer believes it is. */
			     N_("This computer's clock is wrong: it shows {date}. By this date the servers' "
				"certificates, their "
				"proofs of identity, are not valid."),
			     more),
		report);
}

/* No common version or method: what does the server offer to somebody who takes anything? Nothing secret is
 * said there. */
static void say_no_agreement(struct talk *talk)
{
	const struct tls_report *report = &talk->out->smtp->tls;
	enum tls_outcome outcome = report->outcome;
	struct port_look look;
	struct finding *finding;
	bool old;

	look_at_protocol(talk->run, talk->store, &talk->addr, talk->out->used.host, talk->out->used.security,
		LOOK_MS, &look);
	old = look.tls.outcome == TLS_DONE
		      ? strcmp(look.tls.protocol, "TLSv1.2") != 0 && strcmp(look.tls.protocol, "TLSv1.3") != 0
		      : outcome == TLS_TOO_OLD;
	const struct arg more[] = {A_NAME("protocol", look.tls.protocol), {.type = ARG_NONE}};
	if (old && look.tls.protocol[0])
		finding = talk_trouble(talk, F_TLS_TOO_OLD,
			/* TRANSLATORS: {host} is the name of a server, {protocol} a version of encryption:
			   "TLSv1". */
			N_("{host} offers only outdated encryption ({protocol}), which mail programs of "
			   "today refuse."),
			more);
	else if (old)
		finding = talk_trouble(talk, F_TLS_TOO_OLD,
			/* TRANSLATORS: {host} is the name of a server. */
			N_("{host} offers only outdated encryption, which mail programs of today refuse."),
			more);
	else if (look.tls.outcome == TLS_DONE || outcome == TLS_NO_CIPHER)
		finding = talk_trouble(talk, F_TLS_WEAK,
			/* TRANSLATORS: {host} is the name of a server. */
			N_("{host} and the programs of today find no kind of encryption that both accept."),
			more);
	else
		finding = talk_trouble(talk, F_TLS_BROKEN,
			/* TRANSLATORS: {host} is the name of a server, {port} a number. */
			N_("The encryption with {host}, port {port}, could not be set up: the server gave "
			   "up."),
			more);
	evidence_tls(finding, report);
	run_evidencef(finding, "look", "%s %s", tls_outcome_name(look.tls.outcome), look.tls.protocol);
}

static void say_tls_failed(struct talk *talk)
{
	const struct tls_report *report = &talk->out->smtp->tls;

	talk->out->stage = "tls";
	talk->out->step = SMTP_TLS_FAILED;
	switch (report->outcome) {
	case TLS_TOO_OLD:
	case TLS_NO_CIPHER:
	case TLS_ALERT:
	case TLS_FAILED:
		say_no_agreement(talk);
		break;
	case TLS_TIMED_OUT:
		/* Where nothing was said before, it is silence from the start. */
		talk->out->stage = talk->out->smtp->banner.code ? "tls" : "banner";
		talk_step_failed(talk, SMTP_SILENT, REPLY_STAGE_UNKNOWN);
		break;
	case TLS_UNTRIED:
	case TLS_DONE:
	case TLS_CANCELLED:
		break;
	default:
		evidence_tls(talk_trouble(talk, F_TLS_BROKEN,
				     /* TRANSLATORS: {host} is the name of a server, {port} a number. */
				     N_("The connection to {host}, port {port}, was cut the moment the "
					"encryption began."),
				     NULL),
			report);
	}
}

void talk_tls_begins(struct talk *talk)
{
	struct tls_began *began;

	if (talk->tls_began)
		return;
	talk->tls_began = true;
	began = mem_new(sizeof *began);
	*began = (struct tls_began){.addr = talk->addr, .used = talk->out->used};
	fact_put_tls_began(talk->run, began);
}

/* Mail servers mostly do not ask who is at the other end. */
static void say_not_checked(struct talk *talk)
{
	evidence_tls(run_say(talk->run, F_CERT_NOT_CHECKED,
			     /* TRANSLATORS: {host} is the name of a server. */
			     N_("The certificate of {host}, its proof of identity, does not hold; your mail "
				"server does not look at "
				"it, so mail leaves all the same."),
			     A_HOST("host", talk->out->used.host)),
		&talk->out->smtp->tls);
}

bool talk_judge_tls(struct talk *talk)
{
	const struct tls_report *report = &talk->out->smtp->tls;
	enum finding_id id;

	talk_took(talk, report->took_us);

	if (report->outcome != TLS_DONE) {
		say_tls_failed(talk);
		return false;
	}
	if (report->verified)
		return true;
	id = cert_verdict(report, talk->signers);
	if (talk->target->any_certificate) {
		say_not_checked(talk);
		return true;
	}
	talk->out->stage = "tls";
	talk->out->step = SMTP_TLS_FAILED;
	if (is_clock(talk, id))
		say_clock(talk);
	else
		say_certificate(talk, id);
	return false;
}

static bool says_hello_again(struct talk *talk, const char *stage, bool helo_allowed)
{
	struct io_scope scope = io_scope_within(run_scope(talk->run), TALK_REPLY_MS);
	enum smtp_step step;

	talk->out->stage = stage;
	step = smtp_ehlo(talk->out->smtp, &scope, helo_allowed);
	/* On port 25 servers make strangers wait. */
	if (talk->out->used.port != PORT_SMTP)
		talk_took(talk, talk->out->smtp->reply.took_us);
	talk->bare_lf |= talk->out->smtp->fault == SMTP_FAULT_BARE_LF;
	talk->out->step = step;
	return step == SMTP_DONE;
}

/* A server (or a box before it) that does not know EHLO cannot offer encryption either. */
static bool knows_no_ehlo(const struct talk *talk)
{
	int code = talk->out->smtp->reply.code;

	return talk->out->step == SMTP_REFUSED && (code == 500 || code == 502 || code == 504);
}

static void say_no_starttls(struct talk *talk)
{
	const struct smtp_session *smtp = talk->out->smtp;
	struct finding *finding;

	talk->out->stage = "starttls";
	if (smtp->clear.masked || smtp_banner_is_masked(smtp->banner.text))
		finding = talk_trouble(talk, F_STARTTLS_MASKED,
			/* TRANSLATORS: {host} is the name of a server. */
			N_("Something on the way overwrites what {host} says, its offer of encryption too. "
			   "Without encryption no "
			   "password may be sent."),
			NULL);
	else
		finding = talk_trouble(talk, F_STARTTLS_MISSING,
			/* TRANSLATORS: {host} is the name of a server, {port} a number. */
			N_("{host} does not offer encryption on port {port}. Without it no password may be "
			   "sent."),
			NULL);
	run_evidence(finding, "banner", smtp->banner.text);
	run_evidence(finding, "offers", smtp->clear.raw);
	run_evidencef(finding, "reply_code", "%d", smtp->reply.code);
}

static void say_starttls_refused(struct talk *talk)
{
	const struct smtp_reply *reply = &talk->out->smtp->reply;
	char words[SMTP_REPLY_TEXT + 32];
	struct finding *finding;

	reply_in_words(reply, words, sizeof words);
	const struct arg more[] = {A_TEXT("reply", words), {.type = ARG_NONE}};
	finding = talk_trouble(talk, F_STARTTLS_REFUSED,
		/* TRANSLATORS: {host} is the name of a server, {reply} what it answered, word by word. */
		N_("{host} offers encryption and then refuses it. It said: {reply}"), more);
	run_evidencef(finding, "reply_code", "%d", reply->code);
	run_evidence(finding, "reply", reply->text);
}

static void say_early_bytes(struct talk *talk)
{
	struct finding *finding = talk_trouble(talk, F_STARTTLS_EARLY_BYTES,
		/* TRANSLATORS: {host} is the name of a server. */
		N_("In the conversation with {host}, somebody put in words before the encryption began. That "
		   "may be an attack, so "
		   "nothing more was said."),
		NULL);

	run_evidencef(finding, "early_bytes", "%zu", talk->out->smtp->early_bytes);
}

static bool start_tls(struct talk *talk)
{
	struct io_scope scope = io_scope_within(run_scope(talk->run), TALK_REPLY_MS);
	struct smtp_session *smtp = talk->out->smtp;
	enum smtp_step step;

	talk->out->stage = "starttls";
	if (!talk_store(talk))
		return false;
	talk_tls_begins(talk);
	step = smtp_starttls(smtp, &scope, talk->store, TLS_SECURE, talk->out->used.host);
	talk->out->step = step;
	if (smtp->early_bytes)
		say_early_bytes(talk);
	else if (step == SMTP_REFUSED && smtp->reply.code != 421)
		say_starttls_refused(talk);
	else if (step == SMTP_DONE || step == SMTP_TLS_FAILED)
		return talk_judge_tls(talk);
	else
		talk_step_failed(talk, step, REPLY_STAGE_STARTTLS);
	return false;
}

static void say_not_encrypted(struct talk *talk)
{
	struct finding *finding = run_say(talk->run, F_NOT_ENCRYPTED,
		/* TRANSLATORS: {host} is the name of a server. */
		N_("The connection to {host} is set to be without encryption: whoever is on the way can read "
		   "the password and the "
		   "mail."),
		A_HOST("host", talk->out->used.host), A_PORT(talk->out->used.port));

	run_evidence(finding, "starttls_offered", talk->out->smtp->clear.starttls ? "yes" : "no");
	if (talk->out->smtp->clear.helo_only)
		run_say(talk->run, F_HELO_ONLY,
			/* TRANSLATORS: {host} is the name of a server. */
			N_("{host} speaks only the oldest form of the mail language, in which neither "
			   "encryption nor a login is "
			   "possible."),
			A_HOST("host", talk->out->used.host));
}

bool talk_encrypt(struct talk *talk)
{
	bool plain = talk->out->used.security == SECURITY_NONE;

	if (stream_is_encrypted(talk->out->smtp->stream)) {
		if (says_hello_again(talk, "ehlo-tls", false))
			return true;
		talk_step_failed(talk, talk->out->step, REPLY_STAGE_EHLO);
		return false;
	}
	if (!says_hello_again(talk, "ehlo", plain)) {
		if (!plain && knows_no_ehlo(talk))
			say_no_starttls(talk);
		else
			talk_step_failed(talk, talk->out->step, REPLY_STAGE_EHLO);
		return false;
	}
	if (plain) {
		say_not_encrypted(talk);
		return true;
	}
	if (!talk->out->smtp->clear.starttls && talk->target->opportunistic) {
		say_not_encrypted(talk);
		return true;
	}
	if (!talk->out->smtp->clear.starttls) {
		say_no_starttls(talk);
		return false;
	}
	return start_tls(talk) && talk_encrypt(talk);
}
