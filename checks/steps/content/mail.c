/*
 * content.mail: what servers and filters dislike in the mail that was given, seen by ourselves: its form, its files, its links, its size. It
 * asks nobody. Whether block lists name its links is asked in reputation/.
 */
#include "checks/steps/content/mail.h"

#include <stdio.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/engine/facts.h"
#include "checks/mail/message_form.h"

#define SIGNS_MANY 4 /* of them at least one strong */

struct finding *mail_say(
	struct mail_look *look, enum finding_id id, const char *msgid, const struct arg *args)
{
	struct finding *finding = run_finding(look->run, id, msgid, args);

	look->any = true;
	if (look->arrived && finding_weight(finding) == SEVERITY_PROBLEM)
		run_soften(finding);
	return finding;
}

void mail_sign(
	struct mail_look *look, bool strong, const char *sign, const char *msgid, const struct arg *args)
{
	struct finding *finding = run_finding(look->run, F_MAIL_SPAM_SIGN, msgid, args);

	run_evidence(finding, "sign", sign);
	look->strong += strong;
	look->signs += strong ? 2 : 1;
}

static void in_megabytes(char *buf, size_t size, int64_t bytes)
{
	snprintf(buf, size, "%lld.%lld", (long long)(bytes / 1000000), (long long)(bytes / 100000 % 10));
}

/* As it travels, against what the server for sending takes (RFC 1870). */
static void look_at_size(struct mail_look *look, const struct out_session *session, int64_t bytes)
{
	const struct smtp_offer *offer = NULL;
	char is[24], may[24];
	struct finding *finding;

	if (session && session->ready && session->smtp)
		offer = session->smtp->secure.size ? &session->smtp->secure : &session->smtp->clear;
	if (!offer || !offer->size || bytes <= offer->size)
		return;
	in_megabytes(is, sizeof is, bytes);
	in_megabytes(may, sizeof may, offer->size);
	/* TRANSLATORS: {size} and {most} are numbers of megabytes, {host} a server. */
	finding = mail_sayf(look, F_MAIL_TOO_LARGE,
		N_("The mail is {size} MB large, and {host} takes {most} MB at most."), A_TEXT("size", is),
		A_HOST("host", session->used.host), A_TEXT("most", may));
	run_evidencef(finding, "bytes", "%lld", (long long)bytes);
	run_evidencef(finding, "most", "%lld", (long long)offer->size);
}

static void say_all(struct mail_look *look)
{
	if (look->strong && look->signs >= SIGNS_MANY)
		mail_sayf(look, F_MAIL_MANY_SIGNS,
			N_("The mail has several of the signs that spam filters look for."), {0});
	else if (!look->signs && !look->any)
		run_say(look->run, F_MAIL_LOOKS_FINE,
			N_("We found nothing in the mail that spam filters usually object to."), {0});
}

static void run_mail(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);
	struct given_mail GIVEN_MAIL_AUTO mail = {.exact = false};
	struct mail_look look = {.run = run, .mailcase = mailcase, .mail = &mail};
	struct message_form form;

	if (!given_mail_read_own(mailcase, &mail)) {
		run_skip(run, "no-mail");
		return;
	}
	look.arrived = mail.passed && !mail.returned;
	message_form_read(mailcase->mail, mailcase->mail_len, &form);
	mail_look_form(&look, &form);
	mail_look_files(&look);
	mail_look_links(&look);
	say_all(&look);
	run_publish(run);
	/* The size stands alone: only the server for sending knows what it takes. Of a mail that came back we have no more than that part. */
	if (!mail.returned)
		look_at_size(&look, fact_await_out_session(run), (int64_t)form.bytes + mailcase->mail_rest);
}

static bool mail_given(const struct mailcase *mailcase)
{
	return mailcase->mail_len > 0 && mailcase_wants_step(mailcase, STEP_CONTENT);
}

const struct check check_content_mail = {
	.id = "content.mail",
	.step = STEP_CONTENT,
	.title = N_("Look at the mail that was refused"),
	.wants = FACT_BIT(OUT_SESSION),
	.limit_ms = 10000,
	.concludes = true,
	.applies = mail_given,
	.run = run_mail,
};
