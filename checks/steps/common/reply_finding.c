/*
 * From a refusal to a finding. What replies mean is known to checks/know; here only the id and the sentence
 * are chosen.
 */
#include "checks/steps/common/reply_finding.h"

#include <assert.h>
#include <stdio.h>

#include "checks/engine/cause.h"

/* The two families of findings.def stand in the order of the causes, so that an id is counted, not looked up. */
static_assert(F_SAYS_PROTOCOL_ERROR - F_SAYS_PROGRAM_PASSWORD_OLD ==
		      CAUSE_PROTOCOL_ERROR - CAUSE_PROGRAM_PASSWORD_OLD,
	"reply-means findings follow the causes");
static_assert(F_HINTS_PROTOCOL_ERROR - F_HINTS_PROGRAM_PASSWORD_OLD ==
		      CAUSE_PROTOCOL_ERROR - CAUSE_PROGRAM_PASSWORD_OLD,
	"reply-hints findings follow the causes");

static enum finding_id says(enum cause_id cause)
{
	return (enum finding_id)(F_SAYS_PROGRAM_PASSWORD_OLD + ((int)cause - CAUSE_PROGRAM_PASSWORD_OLD));
}

static enum finding_id hints(enum cause_id cause)
{
	return (enum finding_id)(F_HINTS_PROGRAM_PASSWORD_OLD + ((int)cause - CAUSE_PROGRAM_PASSWORD_OLD));
}

enum finding_id reply_finding_id(const struct reply_meaning *meaning, int code, enum reply_stage stage)
{
	enum cause_id cause;

	if (meaning->cause && cause_by_name(meaning->cause, &cause) && cause != CAUSE_NONE)
		return meaning->sure ? says(cause) : hints(cause);
	if (code >= 400 && code < 500)
		return F_HINTS_TEMPORARY_FAILURE;
	if (stage == REPLY_STAGE_AUTH || stage == REPLY_STAGE_INCOMING)
		return F_HINTS_WRONG_PASSWORD;
	return F_HINTS_PROTOCOL_ERROR;
}

static const char *sentence(enum reply_stage stage)
{
	static const char *const sentences[] = {
		/* TRANSLATORS: {host} is a mail server, {reply} what it answered, word by word. */
		[REPLY_STAGE_UNKNOWN] = N_("The server {host} refused. It said: {reply}"),
		/* TRANSLATORS: {host} is a mail server, {reply} what it answered, word by word. */
		[REPLY_STAGE_BANNER] =
			N_("The server {host} turned this computer away at once. It said: {reply}"),
		/* TRANSLATORS: {host} is a mail server, {reply} what it answered, word by word. */
		[REPLY_STAGE_EHLO] =
			N_("The server {host} refused this computer's greeting. It said: {reply}"),
		/* TRANSLATORS: {host} is a mail server, {reply} what it answered, word by word. */
		[REPLY_STAGE_STARTTLS] =
			N_("The server {host} refused to encrypt the connection. It said: {reply}"),
		/* TRANSLATORS: {host} is a mail server, {reply} what it answered, word by word. */
		[REPLY_STAGE_AUTH] = N_("The server {host} refused the sign-in. It said: {reply}"),
		/* TRANSLATORS: {host} is a mail server, {reply} what it answered, word by word. */
		[REPLY_STAGE_MAIL] = N_("The server {host} refused the sender's address. It said: {reply}"),
		/* TRANSLATORS: {host} is a mail server, {reply} what it answered, word by word. */
		[REPLY_STAGE_RCPT] =
			N_("The server {host} refused to take a mail for the recipient. It said: {reply}"),
		/* TRANSLATORS: {host} is a mail server, {reply} what it answered, word by word. */
		[REPLY_STAGE_DATA] = N_("The server {host} refused the mail itself. It said: {reply}"),
		/* TRANSLATORS: {host} is the server for receiving mail, {reply} what it answered, word by
		   word. */
		[REPLY_STAGE_INCOMING] =
			N_("The server for receiving, {host}, refused the sign-in. It said: {reply}"),
	};

	return sentences[stage];
}

static const char *stage_name(enum reply_stage stage)
{
	static const char *const names[] = {
		[REPLY_STAGE_UNKNOWN] = "unknown",
		[REPLY_STAGE_BANNER] = "banner",
		[REPLY_STAGE_EHLO] = "ehlo",
		[REPLY_STAGE_STARTTLS] = "starttls",
		[REPLY_STAGE_AUTH] = "auth",
		[REPLY_STAGE_MAIL] = "mail",
		[REPLY_STAGE_RCPT] = "rcpt",
		[REPLY_STAGE_DATA] = "data",
		[REPLY_STAGE_INCOMING] = "incoming",
	};

	return names[stage];
}

void reply_in_words(const struct smtp_reply *reply, char *buf, size_t size)
{
	const char *gap = reply->enhanced[0] ? " " : "";

	if (reply->code)
		snprintf(buf, size, "%d%s%s %s", reply->code, gap, reply->enhanced, reply->text);
	else
		snprintf(buf, size, "%s", reply->text);
}

static void add_meaning(struct finding *finding, const struct reply_meaning *meaning)
{
	run_evidence(finding, "meaning", meaning->cause);
	if (meaning->scope && meaning->scope[0])
		run_evidence(finding, "meaning_scope", meaning->scope);
	if (meaning->source && meaning->source[0])
		run_evidence(finding, "meaning_source", meaning->source);
}

struct finding *reply_finding(struct check_run *run, const struct smtp_reply *reply, enum reply_stage stage,
	const char *host, const char *banner, bool signed_in)
{
	const struct reply_query query = {
		.code = reply->code,
		.enhanced = reply->enhanced,
		.text = reply->text,
		.host = host,
		.banner = banner,
		.stage = stage,
		.speaker = SPEAKER_SERVER,
		.signed_in = signed_in,
	};
	struct reply_meaning meaning = {.cause = NULL};
	char words[SMTP_REPLY_TEXT + 32], code[8];
	struct finding *finding;

	reply_explain(&query, &meaning);
	reply_in_words(reply, words, sizeof words);
	snprintf(code, sizeof code, "%d", reply->code % 1000);
	finding = run_say(run, reply_finding_id(&meaning, reply->code, stage), sentence(stage),
		A_HOST("host", host), A_TEXT("reply", words), A_NAME("code", code));
	run_evidence(finding, "stage", stage_name(stage));
	run_evidence(finding, "reply_code", code);
	run_evidence(finding, "enhanced", reply->enhanced);
	run_evidence(finding, "reply", reply->text);
	run_evidencef(finding, "took_ms", "%lld", (long long)(reply->took_us / 1000));
	add_meaning(finding, &meaning);
	return finding;
}
