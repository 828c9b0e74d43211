/*
 * provider.test-mail: really hands a harmless mail to oneself over, and one more to --send-to, where the person agreed to it. Filters that
 * look into mail begin at its text, and large packets that vanish on the way up are seen there only. The connection of settings, login and
 * envelope ends here. Whether it arrives is content.arrival's matter.
 */
#include <stdio.h>
#include <string.h>

#include "checks/base/clock.h"
#include "checks/base/encode.h"
#include "checks/base/mem.h"
#include "checks/base/random.h"
#include "checks/engine/computer.h"
#include "checks/engine/facts.h"
#include "checks/know/guard.h"
#include "checks/steps/common/reply_finding.h"
#include "checks/steps/provider/provider.h"
#include "checks/steps/provider/test_mail_text.h"

#define ENVELOPE_MS 10000
#define TEXT_MS	    15000 /* servers that scan mail take some seconds */
#define ID_BYTES    8

/* One of the mails. */
struct parcel {
	const char *to;
	char id[2 * ID_BYTES + 2 + HOST_MAX];
	bool other; /* to --send-to */
};

static void make_id(const struct mailcase *mailcase, char *buf, size_t size)
{
	unsigned char bytes[ID_BYTES];
	struct str STR_AUTO hex = STR_INIT;

	random_bytes(bytes, sizeof bytes);
	hex_encode(&hex, bytes, sizeof bytes);
	snprintf(buf, size, "%s@%s", str_text(&hex), mailcase->address.domain);
}

static void say_accepted(struct check_run *run, const struct out_session *session,
	const struct smtp_data *data, const struct parcel *parcel)
{
	char words[SMTP_REPLY_TEXT + 32];
	struct finding *finding;

	reply_in_words(&data->text, words, sizeof words);
	if (parcel->other)
		finding = run_say(run, F_TEST_MAIL_ACCEPTED,
			/* TRANSLATORS: {host} is the name of a mail server, {recipient} an email address. */
			N_("{host} took a test mail to {recipient}. Ask there whether it arrived; its "
			   "subject is \"Test of sending mail\"."),
			A_HOST("host", session->used.host), A_EMAIL("recipient", parcel->to));
	else
		finding = run_say(run, F_TEST_MAIL_ACCEPTED,
			/* TRANSLATORS: {host} is the name of a mail server, {recipient} an email address. */
			N_("{host} took a test mail to {recipient}. It should arrive there soon."),
			A_HOST("host", session->used.host), A_EMAIL("recipient", parcel->to));
	run_evidence(finding, "reply", words);
	run_evidence(finding, "message_id", parcel->id);
	run_evidencef(finding, "bytes", "%zu", data->bytes);
	run_evidencef(finding, "took_ms", "%lld", (long long)(data->text.took_us / 1000));
}

/* Whether a program of this product runs on this computer, which is the one in question. */
static bool runs_here(const struct mailcase *mailcase, const char *product)
{
	struct str STR_AUTO names = STR_INIT;

	if (mailcase->where == WHERE_ELSEWHERE || mailcase->where == WHERE_SAME_NETWORK)
		return false;
	computer_processes(mailcase, &names);
	for (const char *at = str_text(&names); *at; at += strcspn(at, "\n") + 1) {
		char name[20] = "";
		struct guard guard;

		str_copy(name, strcspn(at, "\n") < sizeof name ? strcspn(at, "\n") + 1 : sizeof name, at);
		if (guard_by_process(name, &guard) && strcmp(guard.product, product) == 0)
			return true;
	}
	return false;
}

/* The words of a scanner that runs on this computer, in an answer that should be the server's. */
static void judge_words(struct check_run *run, const struct smtp_reply *reply)
{
	struct guard guard;

	if (!guard_by_words(reply->text, &guard) || !runs_here(run_case(run), guard.product))
		return;
	run_evidence(
		run_say(run, F_GUARD_ANSWERS,
			/* TRANSLATORS: {product} is the name of a security program, {reply} an answer, word by word. */
			N_("The answer to the test mail does not come from the server but from {product}: "
			   "{reply}"),
			A_NAME("product", guard.product), A_NAME("menu", guard.menu),
			A_TEXT("reply", reply->text)),
		"reply", reply->text);
}

/* Our test mail has neither links nor attachments: whoever objects to its content objects to mails of all kinds. */
static void say_filtered(
	struct check_run *run, const struct out_session *session, const struct finding *refusal)
{
	if (refusal->id == F_SAYS_CONTENT_LOOKS_SPAM || refusal->id == F_HINTS_CONTENT_LOOKS_SPAM)
		/* TRANSLATORS: {host} is the name of a server. */
		run_say(run, F_TEST_MAIL_FILTERED,
			N_("The test mail holds a line of plain text and no more, and {host} refused "
			   "it for its "
			   "content."),
			A_HOST("host", session->used.host));
}

static void say_refused(
	struct check_run *run, const struct out_session *session, const struct smtp_data *data)
{
	bool at_data = data->data_step == SMTP_REFUSED;
	const struct smtp_reply *reply = at_data ? &data->data : &data->text;
	struct finding *finding = reply_finding(
		run, reply, REPLY_STAGE_DATA, session->used.host, session->smtp->banner.text, true);

	run_evidence(finding, "command", at_data ? "DATA" : "the text of the test mail");
	judge_words(run, reply);
	if (!at_data)
		say_filtered(run, session, finding);
	provider_say_limit(run, session, reply, REPLY_STAGE_DATA);
}

static void add_end(struct finding *finding, const struct out_session *session, const struct smtp_data *data)
{
	enum smtp_step step = data->data_step == SMTP_DONE ? data->text_step : data->data_step;

	run_evidence(finding, "stage", data->data_step == SMTP_DONE ? "text" : "data");
	run_evidence(finding, "step", smtp_step_name(step));
	run_evidence(finding, "io", io_status_name(session->smtp->io));
	run_evidencef(finding, "bytes", "%zu", data->bytes);
	if (data->unacknowledged >= 0)
		run_evidencef(finding, "unacknowledged", "%d", data->unacknowledged);
}

static void say_cut(struct check_run *run, const struct out_session *session, const struct smtp_data *data)
{
	const char *host = session->used.host;
	struct finding *finding;

	if (data->data_step == SMTP_DONE && data->text_step == SMTP_SILENT && data->unacknowledged > 0)
		/* TRANSLATORS: {host} is the name of a mail server. */
		finding = run_say(run, F_TEST_MAIL_STUCK,
			N_("{host} accepted sender and recipient, but the text of the test mail does not get "
			   "through: what is sent in "
			   "large pieces vanishes on the way."),
			A_HOST("host", host));
	else if (data->data_step == SMTP_DONE)
		/* TRANSLATORS: {host} is the name of a mail server. */
		finding = run_say(run, F_TEST_MAIL_CUT,
			N_("{host} accepted sender and recipient, but the connection broke off at the text "
			   "of the test mail."),
			A_HOST("host", host));
	else
		/* TRANSLATORS: {host} is the name of a mail server. */
		finding = run_say(run, F_TEST_MAIL_CUT,
			N_("{host} accepted sender and recipient, but the connection broke off when the test "
			   "mail was announced."),
			A_HOST("host", host));
	add_end(finding, session, data);
}

/* Nobody on the way can look into the conversation, and all of the text has arrived: the server itself takes its time. */
static bool is_slow(const struct out_session *session, const struct smtp_data *data)
{
	const struct tls_report *tls = &session->smtp->tls;

	return data->text_step == SMTP_SILENT && data->unacknowledged == 0 && tls->outcome == TLS_DONE &&
	       tls->verified;
}

/* True when the server took it. */
static bool judge(struct check_run *run, const struct out_session *session, const struct smtp_data *data,
	const struct parcel *parcel)
{
	enum smtp_step step = data->data_step == SMTP_DONE ? data->text_step : data->data_step;

	/* The time of the whole run was shorter than what a server may take. */
	if (step == SMTP_SILENT && run_is_over(run))
		step = SMTP_CANCELLED;

	switch (step) {
	case SMTP_DONE:
		say_accepted(run, session, data, parcel);
		return true;
	case SMTP_REFUSED:
		say_refused(run, session, data);
		break;
	case SMTP_CANCELLED:
	case SMTP_REFUSED_BY_US:
		run_unknown(run, N_("It was stopped before the server answered."));
		break;
	default:
		if (is_slow(session, data))
			run_unknown(run,
				N_("The server has the whole test mail and has not said yet whether it takes "
				   "it. Some need minutes for that."));
		else
			say_cut(run, session, data);
	}
	return false;
}

/* The envelope that was left before: taken back, and a new one. */
static bool announce(struct check_run *run, const struct out_session *session, const char *to)
{
	struct io_scope scope = io_scope_within(run_scope(run), ENVELOPE_MS);
	const char *address = run_case(run)->address.full;
	struct smtp_envelope replies;
	bool at_mail;

	if (smtp_reset(session->smtp, &scope) != SMTP_DONE) {
		run_unknown(run, N_("The server would not take another mail on the same connection."));
		return false;
	}
	if (smtp_envelope(session->smtp, &scope, address, to, &replies) == SMTP_DONE)
		return true;
	at_mail = replies.mail_step == SMTP_REFUSED;
	if (at_mail || replies.rcpt_step == SMTP_REFUSED) {
		const struct smtp_reply *reply = at_mail ? &replies.mail : &replies.rcpt;
		enum reply_stage stage = at_mail ? REPLY_STAGE_MAIL : REPLY_STAGE_RCPT;

		reply_finding(run, reply, stage, session->used.host, session->smtp->banner.text, true);
		provider_say_limit(run, session, reply, stage);
	} else {
		run_unknown(run, N_("The server would not take another mail on the same connection."));
	}
	return false;
}

/* Whether the server took it. */
static bool hand_over(struct check_run *run, const struct out_session *session, const struct parcel *parcel,
	struct smtp_data *data_r)
{
	const char *address = run_case(run)->address.full;
	struct str STR_AUTO text = STR_INIT;
	struct io_scope scope;

	test_mail_text(address, parcel->to, clock_wall(), parcel->id, &text);
	if (!announce(run, session, parcel->to))
		return false;
	scope = io_scope_within(run_scope(run), TEXT_MS);
	(void)smtp_data(session->smtp, &scope, str_text(&text), data_r);
	return judge(run, session, data_r, parcel);
}

static struct sent_mail *send_to_oneself(struct check_run *run, const struct out_session *session)
{
	struct parcel parcel = {.to = run_case(run)->address.full};
	struct sent_mail *sent;
	struct smtp_data data;

	make_id(run_case(run), parcel.id, sizeof parcel.id);
	if (!hand_over(run, session, &parcel, &data))
		return NULL;
	sent = mem_new(sizeof *sent);
	str_copy(sent->id, sizeof sent->id, parcel.id);
	str_copy(sent->host, sizeof sent->host, session->used.host);
	reply_in_words(&data.text, sent->reply, sizeof sent->reply);
	sent->sent_us = clock_us();
	sent->sent_at = clock_wall();
	return sent;
}

static void send_to_other(struct check_run *run, const struct out_session *session, struct sent_mail *sent)
{
	struct parcel parcel = {.to = run_case(run)->send_to, .other = true};
	struct smtp_data data;

	make_id(run_case(run), parcel.id, sizeof parcel.id);
	if (hand_over(run, session, &parcel, &data))
		str_copy(sent->other_id, sizeof sent->other_id, parcel.id);
}

static void run_test_mail(struct check_run *run)
{
	const struct out_session *session = fact_get_out_session(run);
	const struct envelope_result *envelope = fact_get_envelope(run);
	struct sent_mail *sent;

	if (!envelope->accepted) {
		run_skip(run, "provider.envelope");
		return;
	}
	sent = send_to_oneself(run, session);
	if (sent && run_case(run)->send_to[0] && !session->smtp->broken)
		send_to_other(run, session, sent);
	smtp_leave(session->smtp, run_scope(run));
	if (sent)
		fact_put_sent_mail(run, sent);
}

const struct check check_provider_test_mail = {
	.id = "provider.test-mail",
	.step = STEP_PROVIDER,
	.title = N_("Send a test mail to yourself"),
	.needs = FACT_BIT(OUT_SESSION) | FACT_BIT(ENVELOPE),
	.provides = FACT_BIT(SENT_MAIL),
	.own_time = mailcase_sends_test_mail,
	.limit_ms = 28000,
	.applies = mailcase_sends_test_mail,
	.run = run_test_mail,
};
