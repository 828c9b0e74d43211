/*
 * From a report of failure to findings.
 *
 * Who refuses there is mostly a server far behind the person's own, and the mail itself is gone or still on its way: the sentences say
 * which. A report names each recipient; one finding stands for all that were refused for one reason.
 */
#include "checks/steps/errors/say_bounce.h"

#include <string.h>

#include "checks/engine/cause.h"
#include "checks/net/addr.h"
#include "checks/steps/common/reply_finding.h"

#define MAIL_PORT 25 /* between mail servers (RFC 5321 section 4.5.4.2) */
#define ARGS_MAX  8

void bounce_origin_read(const struct message *message, const char *source, struct bounce_origin *origin_r)
{
	struct bounce_origin origin = {.source = source};
	char domains[MESSAGE_FROM_MAX][HOST_MAX];
	struct message MESSAGE_AUTO returned = {.len = 0};

	if (!message_delivered(message, &origin.date) || origin.date < 0)
		origin.date = 0;
	if (message_returned(message, &returned) && message_from(&returned, domains))
		str_copy(origin.domain, sizeof origin.domain, domains[0]);
	*origin_r = origin;
}

void bounce_in_words(const struct bounce_recipient *recipient, char *buf, size_t size)
{
	struct paste reply = recipient->reply;

	if (!reply.enhanced[0])
		str_copy(reply.enhanced, sizeof reply.enhanced, recipient->status);
	paste_in_words(&reply, buf, size);
}

enum finding_id bounce_finding_id(const struct bounce_recipient *recipient)
{
	const struct paste *reply = &recipient->reply;

	return reply->meaning.cause ? reply_finding_id(&reply->meaning, reply->code, reply->stage)
				    : F_BOUNCE_UNCLEAR;
}

/* Whether one finding tells of both: a reason that the words tell and one that a code hints at are the same reason. */
static bool is_alike(const struct bounce_recipient *a, const struct bounce_recipient *b)
{
	const char *one = a->reply.meaning.cause, *two = b->reply.meaning.cause;

	return a->action == b->action && (one && two ? strcmp(one, two) == 0 : one == two);
}

/* What passes while the mail is still tried, whatever it would be once it is given up. */
static bool passes(enum cause_id cause)
{
	static const enum cause_id causes[] = {CAUSE_RECIPIENT_UNREACHABLE, CAUSE_RECIPIENT_SERVER_ERROR,
		CAUSE_RECIPIENT_SYSTEM_FULL, CAUSE_RECIPIENT_TLS_FAILED, CAUSE_SERVER_DOWN};

	for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++)
		if (causes[i] == cause)
			return true;
	return cause_is_temporary(cause);
}

enum { SENTENCE_FAILED, SENTENCE_DELAYED, SENTENCE_UNKNOWN };

/* One for each case, for one recipient and for several. */
static const struct sentence {
	const char *one, *many;
} sentences[] = {
	[SENTENCE_FAILED] =
		/* TRANSLATORS: {recipient} is an email address, {count} a number, {reply} what a mail server
		   wrote, word by word */
	{NP_("The mail to {recipient} was not delivered. The reason given: {reply}",
		"The mail was not delivered to {count} recipients, the first of them {recipient}. The "
		"reason given: {reply}")},
	[SENTENCE_DELAYED] =
		/* TRANSLATORS: {recipient} is an email address, {count} a number, {reply} what a mail server
		   wrote, word by word */
	{NP_("The mail to {recipient} is not delivered yet; a mail server still tries. The reason given: "
	     "{reply}",
		"The mail is not delivered yet to {count} recipients, the first of them {recipient}; a mail "
		"server still tries. The reason given: {reply}")},
	[SENTENCE_UNKNOWN] =
		/* TRANSLATORS: {recipient} is an email address, {count} a number, {reply} what a mail server
		   wrote, word by word */
	{NP_("The mail to {recipient} was not delivered, and the report gives no reason that is known "
	     "here: {reply}",
		"The mail was not delivered to {count} recipients, the first of them {recipient}, and the "
		"report gives no reason that is known here: {reply}")},
};

static const struct sentence *sentence_of(const struct bounce_recipient *recipient)
{
	if (!recipient->reply.meaning.cause)
		return &sentences[SENTENCE_UNKNOWN];
	return &sentences[recipient->action == BOUNCE_DELAYED ? SENTENCE_DELAYED : SENTENCE_FAILED];
}

/* What is not known is left out: a text then has a plain word in its place. */
static void make_args(const struct bounce_recipient *recipient, const struct bounce_origin *origin,
	const char *words, size_t count, struct arg args_r[ARGS_MAX])
{
	const struct paste *reply = &recipient->reply;
	size_t n = 0;

	args_r[n++] = A_COUNT("count", (int64_t)count);
	if (recipient->address[0])
		args_r[n++] = A_EMAIL("recipient", recipient->address);
	if (words[0])
		args_r[n++] = A_TEXT("reply", words);
	if (reply->said_by[0]) {
		args_r[n++] = A_HOST("host", reply->said_by);
		args_r[n++] = A_PORT(MAIL_PORT);
	}
	if (origin->domain[0])
		args_r[n++] = A_HOST("domain", origin->domain);
	if (origin->date)
		args_r[n++] = A_DATE("tested_at", origin->date);
	args_r[n] = (struct arg){.type = ARG_NONE};
}

/* The sending server's own number, where the refusal is about it: the only one that stands in its words. "" for none. */
static void refused_number(const struct paste *reply, char *buf, size_t size)
{
	static const char parts[] = "0123456789abcdefABCDEF.:";
	struct net_addr addr, first = {.len = 0};
	char one[64];

	buf[0] = '\0';
	for (const char *s = reply->text; *s;) {
		size_t len = strspn(s, parts);

		while (len && strchr(".:", s[len - 1]))
			len--;
		if (len > 2 && len < sizeof one) {
			memcpy(one, s, len);
			one[len] = '\0';
			if (net_addr_parse(one, 0, &addr)) {
				if (first.len && !net_addr_same_ip(&first, &addr))
					return;
				first = addr;
			}
		}
		s += len ? len : 1;
	}
	if (first.len)
		net_addr_text(&first, buf, size);
}

/* Causes that lie in the number of the sending server. */
static bool is_about_number(enum cause_id cause)
{
	return (cause >= CAUSE_SPF_MISSING && cause <= CAUSE_HELO_NAME_WRONG) ||
	       cause == CAUSE_ADDRESS_LISTED || cause == CAUSE_POOR_REPUTATION ||
	       cause == CAUSE_DYNAMIC_ADDRESS;
}

static void add_meaning(struct finding *finding, const struct bounce_recipient *recipient)
{
	const struct reply_meaning *meaning = &recipient->reply.meaning;
	enum cause_id cause = CAUSE_NONE;
	char ip[64] = "";

	run_evidence(finding, "meaning", meaning->cause);
	if (meaning->scope && meaning->scope[0])
		run_evidence(finding, "meaning_scope", meaning->scope);
	if (meaning->source && meaning->source[0])
		run_evidence(finding, "meaning_source", meaning->source);
	if (!cause_by_name(meaning->cause, &cause))
		return;
	if (is_about_number(cause))
		refused_number(&recipient->reply, ip, sizeof ip);
	if (ip[0])
		run_evidence(finding, "ip", ip);
	if (recipient->action == BOUNCE_DELAYED && passes(cause))
		run_evidence(finding, "temporary", "yes");
	/* Between mail servers it is the recipient's side that does not know its own recipient. */
	if (cause == CAUSE_RELAY_DENIED)
		run_evidence(finding, "who", who_name(WHO_RECIPIENT));
}

static void add_evidence(struct finding *finding, const struct bounce *bounce,
	const struct bounce_recipient *recipient, const struct bounce_origin *origin, size_t count)
{
	const struct paste *reply = &recipient->reply;

	run_evidence(finding, "source", origin->source);
	run_evidencef(finding, "recipients", "%zu", count);
	run_evidence(finding, "action", bounce_action_name(recipient->action));
	if (recipient->status[0])
		run_evidence(finding, "status", recipient->status);
	if (reply->code)
		run_evidencef(finding, "reply_code", "%d", reply->code);
	if (reply->enhanced[0])
		run_evidence(finding, "enhanced", reply->enhanced);
	if (reply->text[0])
		run_evidence(finding, "reply", reply->text);
	if (reply->said_by[0])
		run_evidence(finding, "said_by", reply->said_by);
	if (bounce->reporter[0])
		run_evidence(finding, "reporter", bounce->reporter);
	if (bounce->dialect[0])
		run_evidence(finding, "dialect", bounce->dialect);
	if (reply->meaning.cause)
		add_meaning(finding, recipient);
}

/* One reason, with all whom it concerns. best: the one whose words tell most. */
static void say_reason(struct check_run *run, const struct bounce *bounce,
	const struct bounce_recipient *best, const struct bounce_origin *origin, size_t count)
{
	const struct sentence *sentence = sentence_of(best);
	char words[PASTE_TEXT_MAX + 32];
	struct arg args[ARGS_MAX];
	struct finding *finding;

	bounce_in_words(best, words, sizeof words);
	make_args(best, origin, words, count, args);
	finding = run_finding_plural(run, bounce_finding_id(best), sentence->one, sentence->many, args);
	add_evidence(finding, bounce, best, origin, count);
}

static bool was_before(const struct bounce *bounce, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (is_alike(&bounce->recipients[k], &bounce->recipients[i]))
			return true;
	return false;
}

/* Until when it is tried: the latest that is told; 0 where none is. */
static int64_t latest_retry(const struct bounce *bounce)
{
	int64_t latest = 0;

	for (size_t i = 0; i < bounce->n; i++)
		if (bounce->recipients[i].action == BOUNCE_DELAYED &&
			bounce->recipients[i].retry_until > latest)
			latest = bounce->recipients[i].retry_until;
	return latest;
}

static bool any_delayed(const struct bounce *bounce)
{
	for (size_t i = 0; i < bounce->n; i++)
		if (bounce->recipients[i].action == BOUNCE_DELAYED)
			return true;
	return bounce->kind == BOUNCE_DELAY;
}

static void say_delay(struct check_run *run, const struct bounce *bounce)
{
	int64_t until = latest_retry(bounce);

	if (until)
		/* TRANSLATORS: {until} is date and time */
		run_say(run, F_BOUNCE_DELAYED,
			N_("The mail is not lost: it is still being tried until {until}. Do not send it "
			   "again before."),
			A_DATE("until", until));
	else
		run_say(run, F_BOUNCE_DELAYED,
			N_("The mail is not lost: it is still being tried, usually for some days. You will "
			   "be told if it is given up."),
			{0});
}

void say_bounce(struct check_run *run, const struct bounce *bounce, const struct bounce_origin *origin)
{
	size_t said = 0;

	if (bounce->kind != BOUNCE_FAILURE && bounce->kind != BOUNCE_DELAY)
		return;
	for (size_t i = 0; i < bounce->n && said < BOUNCE_SAID_MAX; i++) {
		const struct bounce_recipient *best = &bounce->recipients[i];
		size_t count = 0;

		if (was_before(bounce, i))
			continue;
		for (size_t k = i; k < bounce->n; k++) {
			const struct bounce_recipient *one = &bounce->recipients[k];

			if (!is_alike(one, best))
				continue;
			count++;
			if (one->reply.meaning.sure && !best->reply.meaning.sure)
				best = one;
		}
		say_reason(run, bounce, best, origin, count);
		said++;
	}
	if (any_delayed(bounce))
		say_delay(run, bounce);
}
