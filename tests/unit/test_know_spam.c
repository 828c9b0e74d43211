/*
 * What spam filters write into mails, in the forms of the filters and of providers, and what their rules look at; and folders by their names.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/know/folders.h"
#include "checks/know/spam_tests.h"
#include "checks/know/spam_verdict.h"

struct row {
	const char *header, *filter;
	enum spam_finding verdict;
	int score, needed; /* -1: not told */
	size_t hits;
	const char *first; /* the weightiest rule */
};

static const struct row rows[] = {
	{"X-Spam-Status: Yes, score=7.4 required=5.0 tests=BAYES_99=3.5,\n\tRCVD_IN_SBL=2.6,SPF_PASS=-0.0 "
	 "autolearn=no autolearn_force=no version=4.0.0\n",
		"SpamAssassin", SPAM_SPAM, 740, 500, 3, "BAYES_99"},
	{"X-Spam-Status: No, score=-0.9 required=5.0 tests=ALL_TRUSTED,T_X autolearn=ham\n", "SpamAssassin",
		SPAM_HAM, -90, 500, 2, "ALL_TRUSTED"},
	{"X-Spam-Status: No, hits=0.1 required=6.5\n\ttests=none\n", "SpamAssassin", SPAM_HAM, 10, 650, 0,
		""},
	{"X-Spam-Status: Yes, score=6.31 tagged_above=2 required=6.2\n\ttests=[BAYES_50=0.8, "
	 "URIBL_BLACK=1.7]\n",
		"SpamAssassin", SPAM_SPAM, 631, 620, 2, "URIBL_BLACK"},
	{"X-Spam-Status: Yes, score=18.00\nX-Spamd-Result: default: True [18.00 / 15.00];\n"
	 "\tBAYES_SPAM(5.10)[99.99%];\n\tR_SPF_FAIL(1.00)[-all:c];\n\tARC_NA(0.00)[];\n\tX{y}\n",
		"rspamd", SPAM_SPAM, 1800, -1, 4, "BAYES_SPAM"},
	{"X-Spamd-Result: default: False [-0.10 / 15.00]; MIME_GOOD(-0.10)[text/plain]\n", "rspamd",
		SPAM_NOT_TOLD, -10, -1, 1, "MIME_GOOD"},
	{"X-Forefront-Antispam-Report: CIP:192.0.2.1;CTRY:;LANG:en;SCL:5;SRV:;SFV:SPM;CAT:SPM;\n",
		"Microsoft", SPAM_SPAM, -1, -1, 0, ""},
	{"X-Forefront-Antispam-Report: CIP:192.0.2.1;SCL:1;SFV:NSPM;\n", "Microsoft", SPAM_HAM, -1, -1, 0,
		""},
	{"X-MS-Exchange-Organization-SCL: -1\n", "Microsoft", SPAM_HAM, -1, -1, 0, ""},
	{"X-UI-Filterresults: notjunk:1;V03:K0:abc\n", "GMX, WEB.DE, IONOS", SPAM_HAM, -1, -1, 0, ""},
	{"X-GND-Status: SPAM\n", "Gandi", SPAM_SPAM, -1, -1, 0, ""},
	{"X-Bogosity: Ham, tests=bogofilter, spamicity=0.00\n", "bogofilter", SPAM_HAM, -1, -1, 0, ""},
	{"X-Spam-Flag: YES\nX-Spam-Score: 9.1\n", "", SPAM_SPAM, 910, -1, 0, ""},
	{"X-Spam: Yes\n", "", SPAM_SPAM, -1, -1, 0, ""},
	{"X-Barracuda-Spam-Status: No, SCORE=0.00 using global scores of QUARANTINE_LEVEL=1000.0\n",
		"Barracuda", SPAM_HAM, 0, -1, 0, ""},
};

static void every_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct message MESSAGE_AUTO message = {.len = 0};
		struct str mail STR_AUTO = STR_INIT;
		struct spam_verdict v;

		str_addf(&mail, "From: a@b.example\n%sSubject: x\n\ntext\n", rows[i].header);
		assert_true(message_parse(str_text(&mail), mail.len, &message));
		if (!spam_verdict_read(&message, &v))
			fail_msg("row %zu: nothing", i);
		if (strcmp(v.filter, rows[i].filter) != 0 || v.verdict != rows[i].verdict ||
			(v.scored ? v.score : -1) != rows[i].score ||
			(v.bounded ? v.needed : -1) != rows[i].needed || v.n != rows[i].hits ||
			strcmp(v.n ? v.hits[0].name : "", rows[i].first) != 0)
			fail_msg("row %zu: %s %d %d %d %zu %s", i, v.filter, (int)v.verdict, v.score,
				v.needed, v.n, v.n ? v.hits[0].name : "");
	}
}

static void what_is_no_verdict(void **state)
{
	static const char *const headers[] = {"", "X-Spam-Status: maybe\n", "X-Spamd-Result: default\n",
		"X-Spam-Score: high\n", "X-Spam-Flag: YESTERDAY\n", "X-Forefront-Antispam-Report: SCL\n"};

	(void)state;
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
		struct message MESSAGE_AUTO message = {.len = 0};
		struct str mail STR_AUTO = STR_INIT;
		struct spam_verdict v;

		str_addf(&mail, "From: a@b.example\n%sSubject: x\n\n", headers[i]);
		assert_true(message_parse(str_text(&mail), mail.len, &message));
		if (spam_verdict_read(&message, &v))
			fail_msg("row %zu", i);
	}
}

/* The weightiest are kept, however many there are. */
static void more_rules_than_fit(void **state)
{
	struct spam_verdict v = {.filter = ""};
	struct str list STR_AUTO = STR_INIT;

	(void)state;
	for (int i = 0; i < 60; i++)
		str_addf(&list, "RULE_%d=%d.5,", i, i);
	str_add(&list, "99999999999999999999999999999999999999999999999999999=1,=,x=y");
	spam_hits_read(str_text(&list), &v);
	assert_int_equal(v.n, SPAM_HITS_MAX);
	assert_true(v.cut);
	assert_string_equal(v.hits[0].name, "RULE_59");
	assert_int_equal(v.hits[0].weight, 5950);
	assert_string_equal(v.hits[SPAM_HITS_MAX - 1].name, "RULE_20");
}

static void what_rules_look_at(void **state)
{
	static const struct {
		const char *test;
		enum spam_reason reason;
	} tests[] = {
		{"BAYES_99", SPAM_REASON_LEARNT},
		{"BAYES_00", SPAM_REASON_GOOD},
		{"bayes_spam", SPAM_REASON_LEARNT},
		{"RCVD_IN_SBL", SPAM_REASON_LIST_SERVER},
		{"RCVD_IN_DNSWL_HI", SPAM_REASON_GOOD},
		{"RCVD_IN_ZEN_BLOCKED", SPAM_REASON_FILTER_FAULT},
		{"URIBL_DBL_SPAM", SPAM_REASON_LIST_LINK},
		{"URIBL_BLOCKED", SPAM_REASON_FILTER_FAULT},
		{"SPF_PASS", SPAM_REASON_GOOD},
		{"SPF_SOFTFAIL", SPAM_REASON_SPF},
		{"R_SPF_NA", SPAM_REASON_GOOD},
		{"R_SPF_FAIL", SPAM_REASON_SPF},
		{"DKIM_VALID_AU", SPAM_REASON_GOOD},
		{"DKIM_INVALID", SPAM_REASON_DKIM},
		{"DMARC_POLICY_ALLOW", SPAM_REASON_GOOD},
		{"DMARC_POLICY_SOFTFAIL", SPAM_REASON_DMARC},
		{"HTML_IMAGE_ONLY_08", SPAM_REASON_HTML},
		{"MISSING_SUBJECT", SPAM_REASON_HEADER},
		{"RDNS_NONE", SPAM_REASON_SERVER_NAME},
		{"HFILTER_HOSTNAME_UNKNOWN", SPAM_REASON_SERVER_NAME},
		{"FREEMAIL_FROM", SPAM_REASON_GOOD},
		{"FREEMAIL_FORGED_REPLYTO", SPAM_REASON_SENDER},
		{"PYZOR_CHECK", SPAM_REASON_KNOWN},
		{"CLAM_VIRUS", SPAM_REASON_VIRUS},
		{"GTUBE", SPAM_REASON_TEST},
		{"OUR_OWN_RULE", SPAM_REASON_UNKNOWN},
		{"", SPAM_REASON_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		if (spam_test_find(tests[i].test) != tests[i].reason)
			fail_msg("%s: %s", tests[i].test, spam_reason_name(spam_test_find(tests[i].test)));
}

static void folders_by_name(void **state)
{
	(void)state;
	assert_int_equal(folder_kind_by_name("Junk"), FOLDER_KIND_JUNK);
	assert_int_equal(folder_kind_by_name("SPAM"), FOLDER_KIND_JUNK);
	assert_int_equal(folder_kind_by_name("Courrier indésirable"), FOLDER_KIND_JUNK);
	assert_int_equal(folder_kind_by_name("垃圾邮件"), FOLDER_KIND_JUNK);
	assert_int_equal(folder_kind_by_name("sent items"), FOLDER_KIND_OWN);
	assert_int_equal(folder_kind_by_name("Papierkorb"), FOLDER_KIND_TRASH);
	assert_int_equal(folder_kind_by_name("Spamassassin talk"), FOLDER_KIND_UNKNOWN);
	assert_int_equal(folder_kind_by_name(""), FOLDER_KIND_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form),
		cmocka_unit_test(what_is_no_verdict),
		cmocka_unit_test(more_rules_than_fit),
		cmocka_unit_test(what_rules_look_at),
		cmocka_unit_test(folders_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
