/*
 * What a reply means: whose words, which words, which code; the surest reading first.
 */
#include "checks/know/reply.h"

#include <string.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"
#include "checks/know/pattern.h"
#include "checks/know/tables.h"

enum column { SCOPE, STAGE, PATTERN, CODE, ENHANCED, CAUSE, SEVERITY, SOURCE };

/* Signs of who speaks: in the host's name, the banner or the text. A vendor's rows count before all others. */
static const struct {
	const char *scope, *host, *words;
} signs[] = {
	{"gmail", ".google.com", "gsmtp"},
	{"gmail", ".gmail.com", "support.google.com"},
	{"gmail", ".googlemail.com", "gcdp"},
	{"ms365", ".office365.com", "outlook.office365.com"},
	{"ms365", ".outlook.com", ".prod.outlook.com"},
	{"ms-in", ".protection.outlook.com", "prod.protection.outlook.com"},
	{"ms-in", ".olc.protection.outlook.com", "postmaster.live.com"},
	{"yahoo", ".yahoo.com", "yahoo.com"},
	{"yahoo", ".yahoodns.net", "ymail"},
	{"aol", ".aol.com", "postmaster.aol.com"},
	{"icloud", ".me.com", "icloud"},
	{"icloud", ".icloud.com", "support.apple.com"},
	{"gmx", ".gmx.net", "nemesis"},
	{"gmx", ".gmx.com", "postmaster.gmx"},
	{"gmx", ".web.de", "postmaster.web.de"},
	{"gmx", ".1und1.de", "postmaster.1und1.de"},
	{"tonline", ".t-online.de", "t-online.de"},
	{"orange", ".orange.fr", "ofr"},
	{"orange", ".laposte.net", "lpn"},
	{"free", ".free.fr", NULL},
	{"sfr", ".sfr.fr", NULL},
	{"comcast", ".comcast.net", "comcast"},
	{"spectrum", ".charter.net", "aup#"},
	{"spectrum", ".twc.com", NULL},
	{"cox", ".cox.net", "cox.com"},
	{"att", ".att.net", "attrbl"},
	{"godaddy", ".secureserver.net", "secureserver.net"},
	{"mimecast", ".mimecast.com", "mimecast"},
	{"messagelabs", ".messagelabs.com", "messagelabs"},
	{"mailru", ".mail.ru", "mail.ru"},
	{"yandex", ".yandex.com", "yandex"},
	{"yandex", ".yandex.net", "ya.cc"},
	{"qq", ".qq.com", "qq.com"},
	{"netease", ".163.com", "163.com"},
	{"netease", ".126.com", "netease"},
	{"aliyun", ".aliyun.com", "aliyun"},
	{"zoho", ".zoho.com", "zoho"},
	{"zoho", ".zoho.eu", NULL},
	{"ses", ".amazonaws.com", "amazon ses"},
	{"sendgrid", ".sendgrid.net", "sendgrid"},
	{"mailgun", ".mailgun.org", "mailgun"},
	{"mailjet", ".mailjet.com", "mailjet"},
	{"brevo", ".brevo.com", "brevo"},
	{"brevo", ".sendinblue.com", "sendinblue"},
	{"postfix", NULL, "postfix"},
	{"exim", NULL, "exim"},
	{"sendmail", NULL, "sendmail"},
	{"opensmtpd", NULL, "opensmtpd"},
	{"dovecot", NULL, "dovecot"},
	{"exchange", NULL, "microsoft esmtp mail service"},
	{"qmail", NULL, "qmail"},
	{"mailenable", NULL, "mailenable"},
};

/* Server programs: their words count whoever runs them. */
static const char *const programs =
	"any,postfix,exim,sendmail,opensmtpd,dovecot,exchange,qmail,cpanel,mailenable";

static const char *const stage_names[] = {[REPLY_STAGE_UNKNOWN] = "",
	[REPLY_STAGE_BANNER] = "banner",
	[REPLY_STAGE_EHLO] = "ehlo",
	[REPLY_STAGE_STARTTLS] = "starttls",
	[REPLY_STAGE_AUTH] = "auth",
	[REPLY_STAGE_MAIL] = "mail",
	[REPLY_STAGE_RCPT] = "rcpt",
	[REPLY_STAGE_DATA] = "data",
	[REPLY_STAGE_INCOMING] = "incoming"};

static const char *const speaker_names[] = {[SPEAKER_UNKNOWN] = "",
	[SPEAKER_SERVER] = "server",
	[SPEAKER_PROGRAM] = "program",
	[SPEAKER_RELAY] = "relay"};

struct asked {
	const struct reply_query *query;
	const char *text, *banner; /* prepared */
};

static bool host_matches(const char *host, const char *suffix)
{
	return ascii_ends(host, suffix) || ascii_caseeq(host, suffix + 1);
}

/* Whether the row's scope is who speaks here. */
static bool scope_speaks(const struct asked *asked, const char *scope)
{
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
		const char *words = signs[i].words;

		if (strcmp(signs[i].scope, scope))
			continue;
		if (signs[i].host && host_matches(asked->query->host, signs[i].host))
			return true;
		if (words && (strstr(asked->banner, words) || strstr(asked->text, words)))
			return true;
	}
	return false;
}

/* Whether a list names mine, or none of these names at all; mine 0 is anything. */
static bool names_fit(const char *list, const char *const *names, size_t n, size_t mine)
{
	bool named = false;

	if (!list[0] || !mine)
		return true;
	for (size_t i = 1; i < n && !named; i++)
		named = pattern_listed(list, names[i]);
	return !named || pattern_listed(list, names[mine]);
}

static bool place_fits(const char *list, const struct reply_query *query)
{
	return names_fit(list, stage_names, sizeof stage_names / sizeof stage_names[0], query->stage) &&
	       names_fit(list, speaker_names, sizeof speaker_names / sizeof speaker_names[0], query->speaker);
}

enum pass {
	PASS_VENDOR_EXACT, /* the speaker's own row, code and enhanced code as told */
	PASS_VENDOR,	   /* the speaker's own row by its words, the code of the same class */
	PASS_PROGRAM_EXACT,
	PASS_PROGRAM,
	PASS_FOREIGN, /* another vendor's words, where they are distinctive */
	PASS_N,
};

static bool codes_fit(const char *const row[8], const struct reply_query *query, bool exact)
{
	int code = query->code;

	if (exact)
		return (!code || pattern_code(row[CODE], code)) &&
		       (!query->enhanced[0] || pattern_enhanced(row[ENHANCED], query->enhanced));
	/* Servers vary in the code more than in the words; a passing refusal is still no final one. */
	return !code || !row[CODE][0] || row[CODE][0] - '0' == code / 100 ||
	       strchr(row[CODE], (char)('0' + code / 100));
}

static bool scope_fits(const char *const row[8], const struct asked *asked, enum pass pass)
{
	bool program = pattern_listed(programs, row[SCOPE]);

	switch (pass) {
	case PASS_VENDOR_EXACT:
	case PASS_VENDOR:
		return strcmp(row[SCOPE], "any") && scope_speaks(asked, row[SCOPE]);
	case PASS_PROGRAM_EXACT:
	case PASS_PROGRAM:
		return program;
	default:
		return !program && pattern_words(row[PATTERN]) >= 3;
	}
}

static bool row_fits(const char *const row[8], const struct asked *asked, enum pass pass)
{
	bool exact = pass == PASS_VENDOR_EXACT || pass == PASS_PROGRAM_EXACT;

	if (!row[PATTERN][0] && !(exact && asked->query->code))
		return false;
	return place_fits(row[STAGE], asked->query) && codes_fit(row, asked->query, exact) &&
	       scope_fits(row, asked, pass) && pattern_match(row[PATTERN], asked->text);
}

static bool explain_by_words(const struct asked *asked, struct reply_meaning *meaning_r)
{
	for (int pass = 0; pass < PASS_N; pass++)
		for (size_t i = 0; i < know_replies_rows; i++) {
			const char *const *row = know_replies[i];

			if (!row_fits(row, asked, (enum pass)pass))
				continue;
			*meaning_r = (struct reply_meaning){
				.cause = row[CAUSE],
				.sure = row[PATTERN][0] != '\0',
				.temporary = row[SEVERITY][0] == 'D' || asked->query->code / 100 == 4,
				.scope = row[SCOPE],
				.source = row[SOURCE],
				.row = i,
			};
			return true;
		}
	return false;
}

/* The codes alone: the enhanced one first, then the reply code at this stage. */
static bool explain_by_code(const struct reply_query *query, struct reply_meaning *meaning_r)
{
	for (size_t i = 0; i < know_codes_rows; i++) {
		const char *const *row = know_codes[i];
		bool enhanced = strchr(row[0], '.') != NULL;

		if (!place_fits(row[1], query) || (query->stage == REPLY_STAGE_UNKNOWN && row[1][0]))
			continue;
		if (enhanced ? !query->enhanced[0] || !pattern_enhanced(row[0], query->enhanced)
			     : !query->code || !pattern_code(row[0], query->code))
			continue;
		*meaning_r = (struct reply_meaning){.cause = row[2],
			.temporary = query->code / 100 == 4,
			.scope = "",
			.source = "RFC",
			.row = i};
		return true;
	}
	return false;
}

void reply_explain(const struct reply_query *query, struct reply_meaning *meaning_r)
{
	struct str text = STR_INIT, banner = STR_INIT;
	struct asked asked = {.query = query};

	*meaning_r = (struct reply_meaning){.scope = "", .source = ""};
	pattern_prepare(&text, query->text);
	pattern_prepare(&banner, query->banner);
	asked.text = str_text(&text);
	asked.banner = str_text(&banner);
	if (!explain_by_words(&asked, meaning_r))
		explain_by_code(query, meaning_r);
	str_release(&text);
	str_release(&banner);
}
