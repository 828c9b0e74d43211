/*
 * dns.dkim over real packets: a name server on loopback holds the keys of a domain, mails are signed here, and what the check finds and what
 * is concluded from it is compared.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <openssl/pem.h>
#include <unistd.h>

#include "checks/base/mem.h"
#include "checks/catalogue.h"
#include "checks/engine/facts.h"
#include "checks/engine/run.h"
#include "tests/unit/support/sign.h"
#include "tests/unit/support/test_zone.h"

#define N(array)   (sizeof(array) / sizeof((array)[0]))
#define ZONE_MAX   12
#define FINDINGS_N 6

static EVP_PKEY *rsa, *other, *short_rsa, *ed25519;
static char *rsa_record, *ed_record, *short_record;

static int make_keys(void **state)
{
	(void)state;
	rsa = make_key(2048);
	other = make_key(1024);
	short_rsa = make_key(512);
	ed25519 = make_key(0);
	rsa_record = record_of(rsa);
	ed_record = record_of(ed25519);
	short_record = record_of(short_rsa);
	return 0;
}

static int drop_keys(void **state)
{
	(void)state;
	EVP_PKEY_free(rsa);
	EVP_PKEY_free(other);
	EVP_PKEY_free(short_rsa);
	EVP_PKEY_free(ed25519);
	free(rsa_record);
	free(ed_record);
	free(short_record);
	return 0;
}

/* What the check has put for others. */
static struct dkim_judged judged;

static void look(struct check_run *run)
{
	const struct dkim_judged *fact = fact_await_dkim_judged(run);

	judged = fact ? *fact : (struct dkim_judged){.state = DKIM_STATE_UNKNOWN, .domain = "none"};
}

static const struct check looker = {
	.id = "settings.names",
	.step = STEP_DNS,
	.title = "Look",
	.wants = FACT_BIT(DKIM_JUDGED),
	.limit_ms = 5000,
	.run = look,
};

#define RECEIVED                                                                                             \
	"Received: from mail.example.org (mail.example.org [192.0.2.1]) by mx.example.net with ESMTPS id "   \
	"1; Sat, 21 Nov 2026 08:00:02 +0000\r\n"
#define MAIL                                                                                                 \
	"From: Ann <ann@example.org>\r\nTo: bob@example.net\r\nSubject: Hello\r\nDate: Sat, 21 Nov 2026 "    \
	"08:00:00 +0000\r\n"                                                                                 \
	"\r\nText of the mail\r\n"
#define TAGS "a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=sel; h=from:to:subject:date"

enum which {
	NO_MAIL,
	SIGNED,
	UNSIGNED,
	UNSENT,
	BY_OTHERS,
	BODY,
	HEADER,
	OTHER_KEY,
	ED,
	PASTED,
	PASTED_CHANGED,
	CONFIRMED,
	FROM_OTHER,
	BOUNCED
};

/* The caller frees. */
static char *mail_of(enum which which)
{
	char *mail = NULL, *all;
	const char *before = RECEIVED;

	if (which == UNSIGNED || which == UNSENT)
		mail = mem_strdup(MAIL);
	else if (which == BY_OTHERS)
		mail = sign_mail(rsa, "a=rsa-sha256; d=mailer.test; s=sel; h=from", MAIL);
	else if (which == OTHER_KEY)
		mail = sign_mail(other, TAGS, MAIL);
	else if (which == ED)
		mail = sign_mail(ed25519, "a=ed25519-sha256; d=example.org; s=ed; h=from", MAIL);
	else
		mail = sign_mail(rsa, TAGS, MAIL);
	if (which == UNSENT)
		before = "";
	if (which == CONFIRMED)
		before = "Authentication-Results: mx.example.net; dkim=pass header.d=example.org "
			 "header.s=sel\r\n" RECEIVED;
	if (which == BOUNCED)
		before = "From: MAILER-DAEMON@mx.example.net\r\nContent-Type: multipart/report; "
			 "boundary=b\r\n\r\n--b\r\n"
			 "Content-Type: message/rfc822\r\n\r\n" RECEIVED;
	all = str_print("%s%s%s", before, mail, which == BOUNCED ? "--b--\r\n" : "");
	free(mail);
	if (which == BODY || which == CONFIRMED || which == PASTED_CHANGED) {
		mail = replaced(all, "Text of", "Another text of");
	} else if (which == HEADER) {
		mail = replaced(all, "Subject: ", "Subject: [list] ");
	} else if (which == FROM_OTHER) {
		mail = replaced(all, "ann@example.org", "ann@example.net");
	} else {
		return all;
	}
	free(all);
	return mail;
}

struct row {
	const char *name;
	const struct test_zone_record zone[ZONE_MAX];
	enum which mail;
	const char *selectors;
	enum finding_id finds[FINDINGS_N]; /* 0 ends: no finding of DKIM has the id 0 */
	enum cause_id cause;
	enum dkim_state state;
	const char *record;	  /* the line to publish begins with it; NULL: not looked at */
	enum check_status status; /* CHECK_OK: not looked at */
};

#define ORG                                                                                                  \
	{                                                                                                    \
		"example.org", "A", "192.0.2.80"                                                             \
	}
#define KEY(name)                                                                                            \
	{                                                                                                    \
		name "._domainkey.example.org", "TXT", "%R"                                                  \
	}
#define TEXT(name, t)                                                                                        \
	{                                                                                                    \
		name "._domainkey.example.org", "TXT", t                                                     \
	}

/* %R, %E, %S in the data stand for the records of the keys; %H for the first half of %R, %T for the rest. */
static const struct row rows[] = {
	{"key by habit", {ORG, KEY("default")}, .finds = {F_DKIM_KEY_FOUND}, .state = DKIM_STATE_KEY},
	{"key behind an alias",
		{ORG, {"s1._domainkey.example.org", "CNAME", "s1.keys.test"}, {"s1.keys.test", "TXT", "%R"}},
		.finds = {F_DKIM_KEY_FOUND}, .state = DKIM_STATE_KEY},
	{"key of the service that takes the mail",
		{ORG, {"example.org", "MX", "1 in1-smtp.messagingengine.com"}, KEY("fm2"),
			TEXT("fm1", "v=DKIM1; p=")},
		.finds = {F_DKIM_KEY_FOUND}, .state = DKIM_STATE_KEY},
	{"nothing at all", {ORG}, .finds = {F_DKIM_NONE}, .cause = CAUSE_DKIM_MISSING,
		.state = DKIM_STATE_ABSENT},
	{"nothing, and the service says what", {ORG, {"example.org", "MX", "1 mx1.migadu.com"}},
		.finds = {F_DKIM_NONE}, .cause = CAUSE_DKIM_MISSING, .state = DKIM_STATE_ABSENT,
		.record = "key1._domainkey.example.org. CNAME key1.example.org._domainkey.migadu.com."},
	{"a name that nobody guesses", {ORG, KEY("x7q9-2026")}, .finds = {F_DKIM_SELECTOR_UNKNOWN},
		.state = DKIM_STATE_UNKNOWN},
	{"that name told", {ORG, KEY("x7q9-2026")}, .selectors = "x7q9-2026", .finds = {F_DKIM_KEY_FOUND},
		.state = DKIM_STATE_KEY},
	{"a name told that is not there", {ORG, KEY("x7q9-2026")}, .selectors = "default",
		.finds = {F_DKIM_KEY_MISSING}, .cause = CAUSE_DKIM_MISSING},
	{"two names told", {ORG, KEY("one"), TEXT("two", "%E")}, .selectors = "two,one",
		.finds = {F_DKIM_KEY_FOUND}, .state = DKIM_STATE_KEY},
	{"revoked, told", {ORG, TEXT("sel", "v=DKIM1; p=")}, .selectors = "sel", .finds = {F_DKIM_KEY_WRONG},
		.cause = CAUSE_DKIM_INVALID, .state = DKIM_STATE_BROKEN},
	{"revoked, guessed", {ORG, TEXT("default", "v=DKIM1; p=")}, .finds = {F_DKIM_SELECTOR_UNKNOWN}},
	{"broken beside a right one", {ORG, TEXT("default", "v=DKIM1; p=%H"), KEY("s1")},
		.finds = {F_DKIM_KEY_WRONG}, .state = DKIM_STATE_KEY},
	{"quoted", {ORG, TEXT("default", "\"%R\"")}, .finds = {F_DKIM_KEY_WRONG}, .cause = CAUSE_DKIM_INVALID,
		.record = "default._domainkey.example.org. TXT \"v=DKIM1; k=rsa; p="},
	{"too short", {ORG, TEXT("default", "%S")}, .finds = {F_DKIM_KEY_WRONG}, .cause = CAUSE_DKIM_INVALID},
	{"only a test", {ORG, TEXT("default", "v=DKIM1; t=y; k=ed25519; p=%E")}, .finds = {F_DKIM_KEY_WRONG},
		.cause = CAUSE_DKIM_INVALID},
	{"not answered",
		{ORG, {"_domainkey.example.org", "SERVFAIL", ""},
			{"x-mailmend-no-such-key._domainkey.example.org", "SERVFAIL", ""}},
		.status = CHECK_UNKNOWN},
	{"the key of the mail not answered", {ORG, {"sel._domainkey.example.org", "SERVFAIL", ""}}, SIGNED,
		.status = CHECK_UNKNOWN},
	{"domain not there", {{"example.net", "A", "192.0.2.1"}}, .finds = {F_DOMAIN_UNKNOWN},
		.cause = CAUSE_SENDER_DOMAIN_UNKNOWN, .status = CHECK_SKIPPED},
	/* with a mail */
	{"signed", {ORG, KEY("sel")}, SIGNED, .finds = {F_DKIM_SIGNATURE_GOOD}, .state = DKIM_STATE_VERIFIED},
	{"signed, Ed25519", {ORG, TEXT("ed", "%E")}, ED, .finds = {F_DKIM_SIGNATURE_GOOD},
		.state = DKIM_STATE_VERIFIED},
	{"signed, another key revoked", {ORG, KEY("sel"), TEXT("default", "v=DKIM1; p=")}, SIGNED,
		.finds = {F_DKIM_SIGNATURE_GOOD}, .state = DKIM_STATE_VERIFIED},
	{"not signed", {ORG, KEY("default")}, UNSIGNED, .finds = {F_DKIM_NOT_SIGNED, F_DKIM_KEY_FOUND},
		.cause = CAUSE_DKIM_MISSING, .state = DKIM_STATE_ABSENT},
	{"not signed yet", {ORG, KEY("default")}, UNSENT, .finds = {F_DKIM_MAIL_UNSENT, F_DKIM_KEY_FOUND},
		.state = DKIM_STATE_KEY},
	{"signed by others", {ORG, {"sel._domainkey.mailer.test", "TXT", "%R"}}, BY_OTHERS,
		.finds = {F_DKIM_NOT_SIGNED, F_DKIM_NONE}, .cause = CAUSE_DKIM_MISSING,
		.state = DKIM_STATE_VERIFIED},
	{"key of the mail missing", {ORG, KEY("default")}, SIGNED, .finds = {F_DKIM_KEY_MISSING},
		.cause = CAUSE_DKIM_MISSING, .state = DKIM_STATE_BROKEN},
	{"key of the mail revoked", {ORG, TEXT("sel", "v=DKIM1; p=")}, SIGNED, .finds = {F_DKIM_KEY_WRONG},
		.cause = CAUSE_DKIM_INVALID, .state = DKIM_STATE_BROKEN},
	{"key of the mail in two pieces", {ORG, TEXT("sel", "%H"), TEXT("sel", "%T")}, SIGNED,
		.finds = {F_DKIM_KEY_WRONG}, .cause = CAUSE_DKIM_INVALID, .state = DKIM_STATE_BROKEN,
		.record = "sel._domainkey.example.org. TXT \"v=DKIM1; k=rsa; p="},
	{"text changed", {ORG, KEY("sel")}, BODY, .finds = {F_DKIM_SIGNATURE_WRONG},
		.cause = CAUSE_DKIM_INVALID, .state = DKIM_STATE_BROKEN},
	{"header changed", {ORG, KEY("sel")}, HEADER, .finds = {F_DKIM_SIGNATURE_WRONG},
		.cause = CAUSE_DKIM_INVALID, .state = DKIM_STATE_BROKEN},
	{"another key", {ORG, KEY("sel")}, OTHER_KEY, .finds = {F_DKIM_SIGNATURE_WRONG},
		.cause = CAUSE_DKIM_INVALID, .state = DKIM_STATE_BROKEN},
	{"changed after a receiver took it", {ORG, KEY("sel")}, CONFIRMED, .finds = {F_DKIM_SIGNATURE_GOOD},
		.state = DKIM_STATE_VERIFIED},
	{"pasted", {ORG, KEY("sel")}, PASTED, .finds = {F_DKIM_SIGNATURE_GOOD}, .state = DKIM_STATE_VERIFIED},
	{"pasted and changed by it", {ORG, KEY("sel")}, PASTED_CHANGED, .finds = {F_DKIM_KEY_FOUND},
		.state = DKIM_STATE_KEY},
	{"came back", {ORG, KEY("sel")}, BOUNCED, .finds = {F_DKIM_SIGNATURE_GOOD},
		.state = DKIM_STATE_VERIFIED},
	{"from somebody else", {ORG, KEY("default")}, FROM_OTHER,
		.finds = {F_DKIM_OTHER_MAIL, F_DKIM_KEY_FOUND}, .state = DKIM_STATE_BROKEN},
};

static char *filled(const char *data)
{
	const char *p = strstr(rsa_record, "p=") + 2;
	size_t half = strlen(p) / 2 / 4 * 4;
	struct str out = STR_INIT;

	for (; *data; data++) {
		if (*data != '%') {
			str_add_char(&out, *data);
			continue;
		}
		switch (*++data) {
		case 'R':
			str_add(&out, rsa_record);
			break;
		case 'E':
			str_add(&out, ed_record);
			break;
		case 'S':
			str_add(&out, short_record);
			break;
		case 'H':
			str_add(&out, "v=DKIM1; k=rsa; p=");
			str_add_bytes(&out, p, half);
			break;
		case 'T':
			str_add(&out, p + half);
			break;
		}
	}
	return str_take(&out);
}

static bool is_dkim(enum finding_id id)
{
	return strncmp(finding_name(id), "dkim-", 5) == 0;
}

static bool listed(const struct row *row, enum finding_id id)
{
	for (size_t i = 0; i < FINDINGS_N && row->finds[i]; i++)
		if (row->finds[i] == id)
			return true;
	return false;
}

static void compare(const struct row *row, const struct record *record)
{
	size_t seen = 0, wanted = 0;

	while (wanted < FINDINGS_N && row->finds[wanted])
		wanted++;
	for (size_t i = 0; i < record->findings.n; i++) {
		const struct finding *finding = &record->findings.items[i];
		const char *line = finding_evidence(finding, "record");

		if (listed(row, finding->id))
			seen++;
		else if (is_dkim(finding->id))
			fail_msg("%s: %s", row->name, finding_name(finding->id));
		if (listed(row, finding->id) && row->record && is_dkim(finding->id) &&
			(!line || strncmp(line, row->record, strlen(row->record)) != 0))
			fail_msg("%s: publish %s", row->name, line ? line : "nothing");
	}
	if (seen != wanted)
		fail_msg("%s: %zu findings of %zu", row->name, seen, wanted);
	if ((record->diagnosis.n ? record->diagnosis.causes[0].id : CAUSE_NONE) != row->cause)
		fail_msg("%s: cause %s", row->name,
			record->diagnosis.n ? cause_name(record->diagnosis.causes[0].id) : "none");
	if (row->status != CHECK_OK && record->checks.items[1].status != row->status)
		fail_msg("%s: status %d", row->name, record->checks.items[1].status);
	if (row->status == CHECK_OK && judged.state != row->state)
		fail_msg("%s: state %d", row->name, judged.state);
}

static bool is_pasted(const struct row *row)
{
	return row->mail == PASTED || row->mail == PASTED_CHANGED;
}

/* sample: what is pasted is pasted as a mail, as the wizard asks for it, not as a message. */
static struct record *run_row_as(const struct row *row, const char *key_file, bool sample)
{
	static const struct check *const checks[] = {&check_dns_domain, &check_dns_dkim, &looker};
	struct test_zone_record zone[ZONE_MAX + 1] = {{NULL, NULL, NULL}};
	char *data[ZONE_MAX] = {NULL}, *mail = row->mail ? mail_of(row->mail) : NULL;
	struct test_dns *dns;
	struct net_addr addr;
	struct mailcase mailcase;
	struct record *record;

	for (size_t i = 0; i < ZONE_MAX && row->zone[i].name; i++) {
		zone[i] = row->zone[i];
		zone[i].data = data[i] = filled(row->zone[i].data);
	}
	dns = test_dns_new(test_zone_answer, zone, false);
	addr = test_dns_addr(dns);
	mailcase_init(&mailcase);
	mailcase.role = ROLE_ADMIN;
	mailcase.only = STEP_BIT(STEP_DNS);
	str_copy(mailcase.domain, sizeof mailcase.domain, "example.org");
	snprintf(mailcase.resolver, sizeof mailcase.resolver, "127.0.0.1:%d", net_addr_port(&addr));
	str_copy(mailcase.selectors, sizeof mailcase.selectors, row->selectors ? row->selectors : "");
	str_copy(mailcase.dkim_key, sizeof mailcase.dkim_key, key_file);
	if (mail && is_pasted(row) && !sample)
		str_copy(mailcase.message, sizeof mailcase.message, mail);
	else if (mail)
		mailcase.mail = mail;
	mailcase.mail_pasted = is_pasted(row);
	mailcase.mail_len = mailcase.mail ? strlen(mail) : 0;
	record = run_to_end(&mailcase, checks, N(checks), -1);
	test_dns_free(&dns);
	for (size_t i = 0; i < ZONE_MAX; i++)
		free(data[i]);
	free(mail);
	return record;
}

static struct record *run_row(const struct row *row, const char *key_file)
{
	return run_row_as(row, key_file, false);
}

/* What a terminal may have changed is no sign of a change on the way. */
static void mails_pasted_as_mails(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct record *record;

		if (!is_pasted(&rows[i]))
			continue;
		record = run_row_as(&rows[i], "", true);
		compare(&rows[i], record);
		record_free(&record);
		n++;
	}
	assert_true(n >= 2);
}

static void keys_and_mails(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		struct record *record = run_row(&rows[i], "");

		compare(&rows[i], record);
		record_free(&record);
	}
}

static void own_keys(void **state)
{
	static const struct row own_rows[] = {
		{"the published one", {ORG, KEY("sel")}, .selectors = "sel",
			.finds = {F_DKIM_KEY_FOUND, F_DKIM_KEY_FOUND}},
		{"another one", {ORG, TEXT("sel", "%E")}, .selectors = "sel",
			.finds = {F_DKIM_KEY_FOUND, F_DKIM_KEY_DIFFERS}, .cause = CAUSE_DKIM_INVALID},
		{"none published", {ORG}, .finds = {F_DKIM_NONE}, .cause = CAUSE_DKIM_MISSING,
			.record = "default._domainkey.example.org. TXT \"v=DKIM1; k=rsa; p="},
		{"under a name not published", {ORG, KEY("x7q9-2026")}, .selectors = "sel",
			.finds = {F_DKIM_KEY_MISSING}, .cause = CAUSE_DKIM_MISSING,
			.record = "sel._domainkey.example.org. TXT \"v=DKIM1; k=rsa; p="},
	};
	char path[] = "/tmp/mailmend-dkim-XXXXXX";
	FILE *file = fdopen(mkstemp(path), "w");

	(void)state;
	assert_non_null(file);
	PEM_write_PrivateKey(file, rsa, NULL, NULL, 0, NULL, NULL);
	fclose(file);
	for (size_t i = 0; i < N(own_rows); i++) {
		struct row row = own_rows[i];
		struct record *record = run_row(&row, path);

		row.state = judged.state;
		compare(&row, record);
		record_free(&record);
	}
	unlink(path);
}

static void own_key_file_missing(void **state)
{
	static const struct row row = {"no file", {ORG, KEY("default")},
		.finds = {F_DKIM_KEY_FOUND, F_DKIM_KEY_FILE}, .state = DKIM_STATE_KEY};
	struct record *record = run_row(&row, "/nowhere/dkim.pem");

	(void)state;
	compare(&row, record);
	record_free(&record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_and_mails),
		cmocka_unit_test(mails_pasted_as_mails),
		cmocka_unit_test(own_keys),
		cmocka_unit_test(own_key_file_missing),
	};

	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
