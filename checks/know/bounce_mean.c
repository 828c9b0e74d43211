/*
 * What became of one recipient: the texts about it, the machine's first, each read by the one engine for replies; the surest counts.
 */
#include "checks/know/bounce_reports.h"

#include <stdlib.h>
#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/utf8.h"

enum surety { NOTHING, HINT, SURE };

static enum surety surety(const struct reply_meaning *meaning)
{
	return !meaning->cause ? NOTHING : meaning->sure ? SURE : HINT;
}

/* "5.0.0" and "4.5.0" say no more than that it failed (RFC 3463 section 3.1). */
static bool says_something(const char *status)
{
	return status[0] && !ascii_ends(status, ".0.0") && !ascii_ends(status, ".5.0") &&
	       !ascii_ends(status, ".3.0");
}

/* What the report knows beside the text: whose words, and the status code. */
static void ask_again(const struct bounce_report *report, struct paste *paste)
{
	struct reply_query query = {.code = paste->code,
		.enhanced = paste->enhanced[0]		     ? paste->enhanced
			    : says_something(report->status) ? report->status
							     : "",
		.text = paste->text,
		.host = paste->said_by,
		.banner = "",
		.stage = paste->stage,
		.speaker = paste->speaker};
	struct reply_meaning meaning;

	reply_explain(&query, &meaning);
	if (surety(&meaning) >= surety(&paste->meaning))
		paste->meaning = meaning;
}

struct reading {
	const struct bounce_report *report;
	enum reply_stage stage; /* as the prose tells it: the machine-readable part does not */
};

/* Where in the conversation it was said, in the words of Exim, qmail, DragonFly, Courier and Postfix. */
static enum reply_stage told_stage(const char *text)
{
	static const struct {
		const char *words;
		enum reply_stage stage;
	} told[] = {{"mail from:", REPLY_STAGE_MAIL}, {"but sender was rejected", REPLY_STAGE_MAIL},
		{"did not like our mail from", REPLY_STAGE_MAIL}, {"rcpt to:", REPLY_STAGE_RCPT},
		{"in reply to rcpt to", REPLY_STAGE_RCPT}, {"does not like recipient", REPLY_STAGE_RCPT},
		{"after rcpt command", REPLY_STAGE_RCPT}, {"end of data", REPLY_STAGE_DATA},
		{"did not like our final data", REPLY_STAGE_DATA},
		{"failed after i sent the message", REPLY_STAGE_DATA}, {"failed on data", REPLY_STAGE_DATA},
		{"my name was rejected", REPLY_STAGE_EHLO}, {"after ehlo", REPLY_STAGE_EHLO},
		{"after helo", REPLY_STAGE_EHLO}, {"after initial connection", REPLY_STAGE_BANNER},
		{"but greeting failed", REPLY_STAGE_BANNER}, {"refused to talk to me", REPLY_STAGE_BANNER}};

	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
		if (ascii_find(text, told[i].words))
			return told[i].stage;
	return REPLY_STAGE_UNKNOWN;
}

static const char host_bytes[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";

static bool read_as(
	const char *text, enum reply_speaker speaker, const struct reading *reading, struct paste *paste_r)
{
	const struct bounce_report *report = reading->report;
	struct paste paste;

	if (!paste_read(text, speaker, &paste))
		return false;
	/* A name of a server and nothing else: the words of strangers stand around it. */
	if (paste.said_by[strspn(paste.said_by, host_bytes)])
		paste.said_by[0] = '\0';
	if (!paste.said_by[0] && report->host[0])
		str_copy(paste.said_by, sizeof paste.said_by, report->host);
	if (!paste.stage)
		paste.stage = reading->stage;
	if (paste.said_by[0] || paste.stage || says_something(report->status))
		ask_again(report, &paste);
	*paste_r = paste;
	return true;
}

/* One text: first as the words of who delivers, quoting the next server or not; then as that server's alone. */
static enum surety read_text(const char *text, const struct reading *reading, struct paste *paste_r)
{
	struct paste other;
	bool read;

	if (!*text)
		return NOTHING;
	read = read_as(text, SPEAKER_RELAY, reading, paste_r);
	if (read && surety(&paste_r->meaning) == SURE)
		return SURE;
	if (read_as(text, SPEAKER_SERVER, reading, &other) &&
		(!read || surety(&other.meaning) > surety(&paste_r->meaning))) {
		*paste_r = other;
		read = true;
	}
	return read ? surety(&paste_r->meaning) : NOTHING;
}

struct turned {
	const char *own, *theirs;
};

static const char *turn(const char *cause, const struct turned *table, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(cause, table[i].own) == 0)
			return table[i].theirs;
	return cause;
}

/* Words that a provider has for its own customers alone. */
static bool speaks_to_customer(const struct paste *reply)
{
	const char *scope = reply->meaning.scope;

	return reply->meaning.sure &&
	       ((scope[0] && strcmp(scope, "any") != 0 && strcmp(scope, "words") != 0) ||
		       ascii_find(reply->text, "your "));
}

/* MAIL comes before any recipient is named (RFC 5321 section 3.3), and x.1.7 and x.1.8 are the sender's (RFC 3463 section 3.2). */
static bool about_sender(const struct paste *reply)
{
	return reply->stage == REPLY_STAGE_MAIL || ascii_ends(reply->enhanced, ".1.7") ||
	       ascii_ends(reply->enhanced, ".1.8");
}

/*
 * What a server says about the next one never concerns this person's own connection; and no login takes place between servers, so that
 * codes of one (RFC 4954, 5248) speak of the recipient.
 */
static void between_servers(struct paste *reply)
{
	static const struct turned line[] = {{"server-down", "recipient-unreachable"},
		{"dns-not-working", "recipient-unreachable"},
		{"server-name-unknown", "recipient-domain-unknown"},
		{"port-blocked", "recipient-unreachable"},
		{"all-smtp-ports-blocked", "recipient-unreachable"},
		{"port25-blocked", "recipient-unreachable"}, {"offline", "recipient-unreachable"},
		{"connection-unstable", "recipient-unreachable"}, {"slow-network", "recipient-unreachable"},
		{"certificate-expired", "recipient-tls-failed"},
		{"certificate-wrong-name", "recipient-tls-failed"},
		{"certificate-untrusted", "recipient-tls-failed"}};
	static const struct turned login[] = {{"account-suspended", "recipient-suspended"},
		{"account-locked", "recipient-suspended"}, {"login-method-outdated", "recipient-refuses"},
		{"login-refused-by-policy", "recipient-refuses"}, {"wrong-password", "recipient-refuses"},
		{"app-password-needed", "recipient-refuses"}, {"login-disabled", "recipient-refuses"},
		{"oauth-required", "recipient-refuses"}, {"tls-too-old", "recipient-refuses"},
		{"encryption-mismatch", "recipient-refuses"}};
	static const struct turned sender[] = {{"recipient-domain-unknown", "sender-domain-unknown"},
		{"recipient-unknown", "sender-refused"}};
	/* EHLO names the sending server, and nobody else (RFC 5321 section 4.1.1.1). */
	static const struct turned name[] = {{"recipient-domain-unknown", "helo-name-wrong"},
		{"sender-domain-unknown", "helo-name-wrong"}, {"recipient-unknown", "helo-name-wrong"}};
	struct reply_meaning *meaning = &reply->meaning;

	if (!meaning->cause)
		return;
	if (about_sender(reply))
		meaning->cause = turn(meaning->cause, sender, sizeof sender / sizeof sender[0]);
	if (reply->stage == REPLY_STAGE_EHLO)
		meaning->cause = turn(meaning->cause, name, sizeof name / sizeof name[0]);
	meaning->cause = turn(meaning->cause, line, sizeof line / sizeof line[0]);
	if (!speaks_to_customer(reply))
		meaning->cause = turn(meaning->cause, login, sizeof login / sizeof login[0]);
}

/* A program on the receiving side failed: its exit status is one of sysexits.h, as Sendmail and Postfix write it ("x-unix; 67"). */
static const char *program_cause(const char *text)
{
	static const struct {
		const char *status, *cause;
	} exits[] = {
		{"67", "recipient-unknown"}, {"68", "recipient-domain-unknown"}, {"65", "message-malformed"}};

	for (size_t i = 0; i < sizeof exits / sizeof exits[0]; i++)
		if (strcmp(text, exits[i].status) == 0)
			return exits[i].cause;
	return "recipient-server-error";
}

/* Without words that say it: the status code alone, then what kind of report it is. */
static void guess(const struct bounce_report *report, struct bounce_recipient *recipient)
{
	struct paste *reply = &recipient->reply;
	struct reply_query query = {.code = reply->code,
		.enhanced = report->status,
		.text = "",
		.host = "",
		.banner = "",
		.stage = reply->stage,
		.speaker = SPEAKER_RELAY};

	if (strcmp(report->type, "x-unix") == 0)
		return;
	if (says_something(report->status))
		reply_explain(&query, &reply->meaning);
	if (!reply->meaning.cause && recipient->action == BOUNCE_DELAYED)
		reply->meaning.cause = "recipient-unreachable";
}

/* What the kind of the report says more surely than a hint of its words. */
static void correct(const struct bounce_report *report, struct bounce_recipient *recipient)
{
	struct reply_meaning *meaning = &recipient->reply.meaning;
	bool passing = meaning->cause && strcmp(meaning->cause, "temporary-failure") == 0;
	bool wordless = !recipient->reply.text[strspn(recipient->reply.text, "0123456789. -")];

	between_servers(&recipient->reply);
	if (strcmp(report->type, "x-unix") == 0 && (!meaning->cause || !meaning->sure || passing))
		meaning->cause = program_cause(str_text(&report->machine));
	else if (passing && wordless && recipient->action == BOUNCE_DELAYED)
		meaning->cause = "recipient-unreachable";
	if (recipient->action == BOUNCE_DELAYED)
		meaning->temporary = true;
}

static void read_candidates(const struct bounce_report *report, const char *const *candidates, size_t n,
	size_t most, struct bounce_recipient *recipient)
{
	struct reading reading = {.report = report, .stage = told_stage(candidates[1])};
	enum surety best = NOTHING;
	bool read = false;

	for (size_t i = 0; i < n && best != SURE; i++) {
		struct paste paste = {.meaning = {.scope = "", .source = ""}};
		struct str STR_AUTO text = STR_INIT_MAX(most);
		enum surety now;

		/* What is said of all, or of nobody, is asked only where nothing about this one was understood. */
		if (i + 1 == n && (best != NOTHING || strcmp(report->type, "x-unix") == 0))
			break;
		str_add(&text, candidates[i]);
		now = read_text(str_text(&text), &reading, &paste);
		if (!paste.text[0])
			text_harmless_buf(paste.text, sizeof paste.text, str_text(&text), text.len);
		if (now > best || (!read && paste.text[0])) {
			recipient->reply = paste;
			best = now;
			read = true;
		}
	}
}

void bounce_explain(const struct bounce_report *report, const struct bounce_report *prose, const char *rest,
	size_t most, struct bounce_recipient *recipient_r)
{
	const char *const candidates[] = {str_text(&report->machine), prose ? str_text(&prose->coded) : "",
		prose ? str_text(&prose->plain) : "", rest};
	struct bounce_recipient *recipient = recipient_r;

	*recipient = (struct bounce_recipient){.action = report->delayed ? BOUNCE_DELAYED : BOUNCE_FAILED,
		.retry_until = report->retry_until,
		.reply = {.meaning = {.scope = "", .source = ""}}};
	text_harmless_buf(
		recipient->address, sizeof recipient->address, report->address, strlen(report->address));
	str_copy(recipient->status, sizeof recipient->status, report->status);
	read_candidates(report, candidates, sizeof candidates / sizeof candidates[0], most, recipient);
	if (!recipient->reply.meaning.cause)
		guess(report, recipient);
	correct(report, recipient);
	if (!recipient->reply.said_by[0])
		str_copy(recipient->reply.said_by, sizeof recipient->reply.said_by, report->host);
	if (!recipient->status[0])
		str_copy(recipient->status, sizeof recipient->status, recipient->reply.enhanced);
}
