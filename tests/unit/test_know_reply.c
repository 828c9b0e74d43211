/*
 * The table of replies: every row can be reached, the order of rows hides none, and what the words say is
 * what comes out.
 *
 * For each row a text is built from its own pattern, told by its own speaker with its own code at its own
 * stage. The row, or an earlier one that means the same, has to win; a row that no text of its own can reach
 * is a mistake in the order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "checks/base/str.h"
#include "checks/know/reply.h"
#include "checks/know/tables.h"

enum column { SCOPE, STAGE, PATTERN, CODE, ENHANCED, CAUSE, SEVERITY, SOURCE };

#define ELLIPSIS     "\xe2\x80\xa6"
#define TURNS	     24 /* no alternatives have more */
#define ENHANCED_MAX 24

/* Who speaks, by the name of the server or its greeting. Restated: the table of signs is not asked. */
static const struct {
	const char *scope, *host, *banner;
} speakers[] = {
	{"gmail", "smtp.gmail.com", ""},
	{"ms365", "smtp.office365.com", ""},
	{"ms-in", "example-org.mail.protection.outlook.com", ""},
	{"yahoo", "smtp.mail.yahoo.com", ""},
	{"aol", "smtp.aol.com", ""},
	{"icloud", "smtp.mail.me.com", ""},
	{"gmx", "mail.gmx.net", ""},
	{"tonline", "securesmtp.t-online.de", ""},
	{"orange", "smtp.orange.fr", ""},
	{"free", "smtp.free.fr", ""},
	{"sfr", "smtp.sfr.fr", ""},
	{"comcast", "smtp.comcast.net", ""},
	{"spectrum", "mobile.charter.net", ""},
	{"cox", "smtp.cox.net", ""},
	{"att", "outbound.att.net", ""},
	{"godaddy", "smtpout.secureserver.net", ""},
	{"mimecast", "smtp.mimecast.com", ""},
	{"messagelabs", "cluster1.messagelabs.com", ""},
	{"mailru", "smtp.mail.ru", ""},
	{"yandex", "smtp.yandex.com", ""},
	{"qq", "smtp.qq.com", ""},
	{"netease", "smtp.163.com", ""},
	{"aliyun", "smtp.aliyun.com", ""},
	{"zoho", "smtp.zoho.com", ""},
	{"ses", "email-smtp.eu-west-1.amazonaws.com", ""},
	{"sendgrid", "smtp.sendgrid.net", ""},
	{"mailgun", "smtp.mailgun.org", ""},
	{"mailjet", "in-v3.mailjet.com", ""},
	{"brevo", "smtp-relay.brevo.com", ""},
	{"postfix", "smtp.example.org", "smtp.example.org ESMTP Postfix"},
	{"exim", "smtp.example.org", "smtp.example.org ESMTP Exim 4.96"},
	{"sendmail", "smtp.example.org", "smtp.example.org ESMTP Sendmail 8.17"},
	{"opensmtpd", "smtp.example.org", "smtp.example.org ESMTP OpenSMTPD"},
	{"dovecot", "smtp.example.org", "smtp.example.org Dovecot ready."},
	{"exchange", "smtp.example.org", "smtp.example.org Microsoft ESMTP MAIL Service ready"},
	{"qmail", "smtp.example.org", "smtp.example.org ESMTP qmail"},
	{"mailenable", "smtp.example.org", "smtp.example.org ESMTP MailEnable Service"},
	{"cpanel", "smtp.example.org", ""},
	{"any", "smtp.example.org", ""},
};

static const struct {
	const char *name;
	enum reply_stage stage;
} stages[] = {
	{"banner", REPLY_STAGE_BANNER},
	{"ehlo", REPLY_STAGE_EHLO},
	{"starttls", REPLY_STAGE_STARTTLS},
	{"auth", REPLY_STAGE_AUTH},
	{"mail", REPLY_STAGE_MAIL},
	{"rcpt", REPLY_STAGE_RCPT},
	{"data", REPLY_STAGE_DATA},
	{"incoming", REPLY_STAGE_INCOMING},
};

/* The n-th element (counted in a circle) of a list by comma that ends at `end`. */
static size_t element(const char *list, const char *end, size_t n, const char **element_r)
{
	size_t count = 1;

	for (const char *c = list; c < end; c++)
		count += *c == ',';
	for (n %= count; n > 0; n--)
		list = strchr(list, ',') + 1;
	*element_r = list;
	return strcspn(list, ",}") < (size_t)(end - list) ? strcspn(list, ",}") : (size_t)(end - list);
}

/* A text that the pattern asks for: its words, the n-th of each group of alternatives, other words between. */
static void build_text(const char *pattern, size_t n, struct str *text)
{
	while (*pattern) {
		const char *close = *pattern == '{' ? strchr(pattern, '}') : NULL, *word;

		if (close) {
			size_t len = element(pattern + 1, close, n, &word);

			str_add_bytes(text, word, len);
			pattern = close + 1;
		} else if (strncmp(pattern, ELLIPSIS, strlen(ELLIPSIS)) == 0) {
			str_add(text, " zz ");
			pattern += strlen(ELLIPSIS);
		} else {
			str_add_char(text, *pattern++);
		}
	}
}

/* A code that the row lists; where it lists none, one that fits how it ends. */
static int code_of(const char *const row[8])
{
	if (!row[CODE][0])
		return row[SEVERITY][0] == 'D' ? 451 : 550;
	if (row[CODE][1] == 'x')
		return (row[CODE][0] - '0') * 100 + 50;
	return (int)strtol(row[CODE], NULL, 10);
}

/* The first enhanced code that the row lists, of the class of its code. */
static void enhanced_of(const char *const row[8], int code, char *buf)
{
	size_t len = strcspn(row[ENHANCED], ",");
	const char *range = strstr(row[ENHANCED], "..");

	if (range && (size_t)(range - row[ENHANCED]) < len)
		len = (size_t)(range - row[ENHANCED]);
	assert_true(len < ENHANCED_MAX);
	memcpy(buf, row[ENHANCED], len);
	buf[len] = '\0';
	if (buf[0] == 'x')
		buf[0] = (char)('0' + code / 100);
}

static enum reply_stage stage_of(const char *const row[8], size_t n)
{
	const char *name;
	size_t len;

	if (!row[STAGE][0])
		return REPLY_STAGE_UNKNOWN;
	len = element(row[STAGE], row[STAGE] + strlen(row[STAGE]), n, &name);
	for (size_t i = 0; i < sizeof stages / sizeof stages[0]; i++)
		if (strlen(stages[i].name) == len && strncmp(stages[i].name, name, len) == 0)
			return stages[i].stage;
	fail_msg("the row of %s names a stage that does not exist: %s", row[CAUSE], row[STAGE]);
	return REPLY_STAGE_UNKNOWN;
}

static void speaker_of(const char *scope, struct reply_query *query)
{
	for (size_t i = 0; i < sizeof speakers / sizeof speakers[0]; i++) {
		if (strcmp(speakers[i].scope, scope) == 0) {
			query->host = speakers[i].host;
			query->banner = speakers[i].banner;
			return;
		}
	}
	fail_msg("nobody here speaks for the scope %s", scope);
}

/* Whether the row, or an earlier one of the same cause, wins for its own text in the given turn. */
static bool wins(size_t row, size_t turn, struct str *text, size_t *instead_r)
{
	const char *const *cells = know_replies[row];
	struct reply_query query = {.code = code_of(cells)};
	struct reply_meaning meaning;
	char enhanced[ENHANCED_MAX];

	str_clear(text);
	build_text(cells[PATTERN], turn, text);
	enhanced_of(cells, query.code, enhanced);
	query.enhanced = enhanced;
	query.text = str_text(text);
	query.stage = stage_of(cells, turn);
	speaker_of(cells[SCOPE], &query);
	reply_explain(&query, &meaning);
	*instead_r = meaning.row;
	return meaning.cause && strcmp(meaning.cause, cells[CAUSE]) == 0 && meaning.row <= row;
}

static void every_row_can_be_reached(void **state)
{
	struct str text = STR_INIT;
	size_t unreached = 0;

	(void)state;
	for (size_t row = 0; row < know_replies_rows; row++) {
		size_t instead = 0;
		bool reached = false;

		for (size_t turn = 0; turn < TURNS && !reached; turn++)
			reached = wins(row, turn, &text, &instead);
		if (reached)
			continue;
		unreached++;
		print_error("row %zu (%s, \"%s\", %s) is hidden behind row %zu (%s, \"%s\", %s)\n", row,
			know_replies[row][SCOPE], know_replies[row][PATTERN], know_replies[row][CAUSE],
			instead, know_replies[instead][SCOPE], know_replies[instead][PATTERN],
			know_replies[instead][CAUSE]);
	}
	str_release(&text);
	assert_int_equal(unreached, 0);
}

static void every_row_is_well_formed(void **state)
{
	(void)state;
	for (size_t i = 0; i < know_replies_rows; i++) {
		const char *const *row = know_replies[i];

		if (strlen(row[SEVERITY]) != 1 || !strchr("BMD", row[SEVERITY][0]))
			fail_msg("row %zu (%s) has the severity %s", i, row[PATTERN], row[SEVERITY]);
		if (!row[PATTERN][0] && !row[CODE][0] && !row[ENHANCED][0])
			fail_msg("row %zu (%s) asks for nothing", i, row[CAUSE]);
		assert_true(row[SOURCE][0] != '\0');
		for (const char *c = row[PATTERN]; *c; c++)
			if (*c >= 'A' && *c <= 'Z')
				fail_msg("row %zu has a capital letter: %s", i, row[PATTERN]);
	}
}

struct told {
	enum reply_stage stage;
	int code;
	const char *enhanced, *text, *cause;
};

/* Words that stand close together and mean different things. */
static const struct told told[] = {
	{REPLY_STAGE_MAIL, 550, "5.7.1", "Your account may be compromised. Change your password.",
		"account-misused"},
	{REPLY_STAGE_MAIL, 554, "5.7.1", "Unusual sending activity, sending was stopped", "account-misused"},
	{REPLY_STAGE_AUTH, 535, "5.7.8", "This account has been suspended", "account-suspended"},
	{REPLY_STAGE_AUTH, 535, "5.7.8", "Account locked after too many failed attempts", "account-locked"},
	{REPLY_STAGE_AUTH, 534, "5.7.14", "Suspicious sign-in: log in with your web browser first",
		"web-login-needed"},
	{REPLY_STAGE_AUTH, 535, "5.7.8", "Error: authentication failed", "wrong-password"},
	{REPLY_STAGE_BANNER, 421, "4.7.0", "Too many concurrent connections", "too-many-connections"},
	{REPLY_STAGE_RCPT, 450, "4.2.0", "Recipient address rejected: Greylisted", "greylisted"},
	{REPLY_STAGE_RCPT, 452, "4.5.3", "Error: too many recipients", "too-many-recipients"},
	{REPLY_STAGE_MAIL, 550, "5.4.5", "Daily sending limit exceeded", "sending-limit-reached"},
};

static void close_words_are_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
		const struct reply_query query = {.code = told[i].code,
			.enhanced = told[i].enhanced,
			.text = told[i].text,
			.host = "smtp.example.org",
			.banner = "",
			.stage = told[i].stage};
		struct reply_meaning meaning;

		reply_explain(&query, &meaning);
		if (!meaning.cause || strcmp(meaning.cause, told[i].cause) != 0)
			fail_msg("\"%s\" means %s, expected %s", told[i].text, meaning.cause, told[i].cause);
		assert_true(meaning.sure);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_well_formed),
		cmocka_unit_test(every_row_can_be_reached),
		cmocka_unit_test(close_words_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
