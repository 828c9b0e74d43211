/*
 * errors.bounce: the mail that came back, from a file or pasted whole. A report of failure tells who refused what; what a mail system
 * writes besides (delivered, out of office, a complaint) is said to be no failure.
 */
#include <string.h>

#include "checks/steps/errors/bounced.h"
#include "checks/steps/errors/errors.h"
#include "checks/steps/errors/say_bounce.h"

/* What such a mail is when it tells of no failure. */
static const struct {
	enum bounce_kind kind;
	enum finding_id id;
	const char *msgid;
} others[] = {
	{BOUNCE_DELIVERED, F_BOUNCE_DELIVERED,
		N_("This mail only confirms that yours was handed over or read. Nothing is wrong.")},
	{BOUNCE_AUTO_REPLY, F_BOUNCE_AUTO_REPLY,
		N_("This is an automatic answer, for example of somebody on holiday. Your mail has "
		   "arrived.")},
	{BOUNCE_COMPLAINT, F_BOUNCE_COMPLAINT,
		N_("This is a complaint: somebody has marked a mail as spam. It was delivered; whoever looks "
		   "after "
		   "the sending takes the recipient off the list.")},
	{BOUNCE_CHALLENGE, F_BOUNCE_CHALLENGE,
		N_("The recipient's side asks you to confirm that you are a person. Your mail waits until "
		   "you do what this mail says. Look at its sender first: such mails are forged, too.")},
	{BOUNCE_UNCLEAR, F_BOUNCE_UNCLEAR,
		N_("This looks like a report about a mail, but it does not say clearly what failed, or it is "
		   "not about a mail of yours. Senders are often forged; then nothing has to be done.")},
};

static void say_kind(struct check_run *run, const struct bounce *bounce, const char *source)
{
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		struct finding *finding;

		if (others[i].kind != bounce->kind)
			continue;
		finding = run_say(run, others[i].id, others[i].msgid, {0});
		run_evidence(finding, "source", source);
		if (bounce->reporter[0])
			run_evidence(finding, "reporter", bounce->reporter);
		if (bounce->dialect[0])
			run_evidence(finding, "dialect", bounce->dialect);
	}
}

/* What came back names nobody of the domain that the report came to. */
static void say_foreign(struct check_run *run, const char *source)
{
	run_evidence(
		run_say(run, F_BOUNCE_UNCLEAR,
			N_("The mail that came back was sent in another name than the report came to. If "
			   "you did not write it, somebody used your address, and nothing has to be "
			   "done."),
			{0}),
		"source", source);
}

/* A failure that names nobody and nothing still is one. */
static void say_nothing_known(struct check_run *run, const char *source)
{
	run_evidence(
		run_say(run, F_BOUNCE_UNCLEAR,
			N_("A mail was not delivered, but the report names neither the recipient nor the "
			   "reason."),
			{0}),
		"source", source);
}

static void read_one(struct check_run *run, const char *bytes, size_t len, const char *source)
{
	struct bounce_origin origin;
	struct bounced bounced;

	if (!bounced_read(bytes, len, &bounced))
		return;
	bounce_origin_read(&bounced.message, source, &origin);
	say_bounce(run, &bounced.bounce, &origin);
	say_kind(run, &bounced.bounce, source);
	if (bounced.bounce.n && bounced.bounce.foreign)
		say_foreign(run, source);
	if (bounced.bounce.kind == BOUNCE_FAILURE && !bounced.bounce.n)
		say_nothing_known(run, source);
	bounced_release(&bounced);
}

static void run_bounce(struct check_run *run)
{
	const struct mailcase *mailcase = run_case(run);

	read_one(run, mailcase->mail, mailcase->mail_len, mailcase->mail_pasted ? "paste" : "file");
	read_one(run, mailcase->message, strlen(mailcase->message), "paste");
}

static bool has_bounce(const struct mailcase *mailcase)
{
	struct bounced bounced;

	if (bounced_read(mailcase->mail, mailcase->mail_len, &bounced)) {
		bounced_release(&bounced);
		return true;
	}
	return bounced_is_message(mailcase);
}

const struct check check_errors_bounce = {
	.id = "errors.bounce",
	.step = STEP_ERRORS,
	.title = N_("Read the mail that came back"),
	.limit_ms = 5000,
	.concludes = true,
	.applies = has_bounce,
	.run = run_bounce,
};
