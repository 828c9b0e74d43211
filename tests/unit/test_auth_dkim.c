/*
 * DKIM: the RFCs' own examples, signatures verified, and the reasons why they fail. Keys are made here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "checks/auth/dkim.h"
#include "checks/auth/dkim_canon.h"
#include "checks/base/encode.h"
#include "checks/base/mem.h"
#include "tests/unit/support/keys.h"

#define NOW 1800000000

/* The verdict about the first signature with this record. */
static enum dkim_verdict verdict_of(const char *mail, const char *record)
{
	struct message MESSAGE_AUTO message = {.len = 0};
	struct dkim_signature signatures[DKIM_SIGNATURES_MAX];
	struct dkim_key DKIM_KEY_AUTO key = {.fault = DKIM_KEY_NO_RECORD};
	enum dkim_verdict verdict;
	size_t n;

	assert_true(message_parse(mail, strlen(mail), &message));
	n = dkim_signatures(&message, signatures);
	assert_true(n > 0);
	if (record)
		dkim_key_read(record, strlen(record), &key);
	verdict = dkim_verify(&message, &signatures[0], record ? &key : NULL, NOW);
	while (n)
		dkim_signature_release(&signatures[--n]);
	return verdict;
}

/* --- the RFCs' own examples --- */

/* RFC 8463 appendix A.3. */
static const char football[] = "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
			       " d=football.example.com; i=@football.example.com;\r\n"
			       " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
			       " subject : date : message-id : from : subject : date;\r\n"
			       " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
			       " b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n"
			       " Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n"
			       "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
			       " d=football.example.com; i=@football.example.com;\r\n"
			       " q=dns/txt; s=test; t=1528637909; h=from : to : subject :\r\n"
			       " date : message-id : from : subject : date;\r\n"
			       " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
			       " b=F45dVWDfMbQDGHJFlXUNB2HKfbCeLRyhDXgFpEL8GwpsRe0IeIixNTe3\r\n"
			       " DhCVlUrSjV4BwcVcOF6+FF3Zo9Rpo1tFOeS9mPYQTnGdaSGsgeefOsk2Jz\r\n"
			       " dA+L10TeYt9BgDfQNZtKdN1WO//KgIqXP7OdEFE4LjFYNcUxZQ4FADY+8=\r\n"
			       "From: Joe SixPack <joe@football.example.com>\r\n"
			       "To: Suzie Q <suzie@shopping.example.net>\r\n"
			       "Subject: Is dinner ready?\r\n"
			       "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
			       "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
			       "\r\n"
			       "Hi.\r\n"
			       "\r\n"
			       "We lost the game.  Are you hungry yet?\r\n"
			       "\r\n"
			       "Joe.\r\n";
static const char *const football_keys[] = {
	"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
	"v=DKIM1; k=rsa; "
	"p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/"
	"J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/"
	"8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+"
	"2kryOTIKT+l/K4w3QIDAQAB",
};

static void rfc_8463_appendix_a(void **state)
{
	struct message MESSAGE_AUTO message = {.len = 0};
	struct dkim_signature signatures[DKIM_SIGNATURES_MAX];
	char name[HOST_MAX];

	(void)state;
	assert_true(message_parse(football, strlen(football), &message));
	assert_int_equal(dkim_signatures(&message, signatures), 2);
	assert_string_equal(signatures[0].selector, "brisbane");
	assert_true(dkim_key_name(signatures[1].selector, signatures[1].domain, name));
	assert_string_equal(name, "test._domainkey.football.example.com");
	for (int i = 0; i < 2; i++) {
		struct dkim_key DKIM_KEY_AUTO key;

		dkim_key_read(football_keys[i], strlen(football_keys[i]), &key);
		assert_int_equal(dkim_verify(&message, &signatures[i], &key, NOW), DKIM_PASS);
		/* And it is none for the other signature. */
		assert_int_equal(dkim_verify(&message, &signatures[!i], &key, NOW), DKIM_KEY_UNFIT);
	}
	dkim_signature_release(&signatures[0]);
	dkim_signature_release(&signatures[1]);
}

/* RFC 6376 section 3.4.5: header and body in both forms. */
static void rfc_6376_forms(void **state)
{
	static const char mail[] = "A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";
	static const struct {
		bool relaxed;
		const char *header, *body;
	} rows[] = {
		{true, "a:X\r\nb:Y Z\r\n", " C\r\nD E\r\n"},
		{false, "A: X\r\nB : Y\t\r\n\tZ  \r\n", " C \r\nD \t E\r\n"},
	};
	struct message MESSAGE_AUTO message = {.len = 0};

	(void)state;
	assert_true(message_parse(mail, strlen(mail), &message));
	for (size_t i = 0; i < 2; i++) {
		struct dkim_signature signature = {.body_relaxed = rows[i].relaxed};
		struct str STR_AUTO header = STR_INIT;
		unsigned char hash[DKIM_HASH_LEN], expected[DKIM_HASH_LEN];

		dkim_field(&message.fields[0], rows[i].relaxed, &header);
		dkim_field(&message.fields[1], rows[i].relaxed, &header);
		assert_string_equal(str_text(&header), rows[i].header);
		assert_true(dkim_body_hash(&message, &signature, hash));
		EVP_Digest(rows[i].body, strlen(rows[i].body), expected, NULL, EVP_sha256(), NULL);
		assert_memory_equal(hash, expected, sizeof hash);
	}
}

/* RFC 6376 sections 3.4.3 and 3.4.4: the hashes of an empty body. */
static void empty_bodies(void **state)
{
	static const struct {
		const char *mail;
		bool relaxed;
		const char *hash;
	} rows[] = {
		{"A: X\r\n\r\n", false, "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="},
		{"A: X\r\n\r\n", true, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
		{"A: X\r\n\r\n\r\n\r\n", false, "frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="},
		{"A: X\r\n\r\n \r\n\t\r\n", true, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct message MESSAGE_AUTO message = {.len = 0};
		struct dkim_signature signature = {.body_relaxed = rows[i].relaxed};
		struct str STR_AUTO text = STR_INIT;
		unsigned char hash[DKIM_HASH_LEN];

		assert_true(message_parse(rows[i].mail, strlen(rows[i].mail), &message));
		assert_true(dkim_body_hash(&message, &signature, hash));
		base64_encode(&text, hash, sizeof hash);
		assert_string_equal(str_text(&text), rows[i].hash);
	}
}

/* --- verification --- */

#define MAIL                                                                                                 \
	"Received: from a by b; x\r\nFrom: Ann <ann@example.org>\r\nTo: b@example.net\r\nSubject:  Hello "   \
	"\r\n\tthere\r\n"                                                                                    \
	"X-A: 1\r\nX-A: 2\r\n\r\nFirst  line \r\n\r\nLast line\r\n\r\n"
#define TAGS(c) "a=rsa-sha256; c=" c "; d=example.org; s=sel; h=From:To:Subject:X-A:X-A:X-A"

/* Every change on the way, and whether each form of the header and the body stands it. */
static void changes_on_the_way(void **state)
{
	static const char *const forms[] = {TAGS("simple/simple"), TAGS("relaxed/relaxed"),
		TAGS("simple/relaxed"), TAGS("relaxed/simple"), TAGS("relaxed")};
	static const struct {
		const char *what, *by;
		enum dkim_verdict verdicts[5];
	} rows[] = {
		{"X-A: 2", "X-A: 2", {DKIM_PASS, DKIM_PASS, DKIM_PASS, DKIM_PASS, DKIM_PASS}},
		{"Received: from a", "Received: from c",
			{DKIM_PASS, DKIM_PASS, DKIM_PASS, DKIM_PASS, DKIM_PASS}},
		{"\r\n\r\nFirst", "\r\nX-New: 1\r\n\r\nFirst",
			{DKIM_PASS, DKIM_PASS, DKIM_PASS, DKIM_PASS, DKIM_PASS}},
		{"Last line\r\n\r\n", "Last line\r\n\r\n\r\n",
			{DKIM_PASS, DKIM_PASS, DKIM_PASS, DKIM_PASS, DKIM_PASS}},
		{"Last line\r\n\r\n", "Last line", {DKIM_PASS, DKIM_PASS, DKIM_PASS, DKIM_PASS, DKIM_PASS}},
		{"Subject:  Hello \r\n\tthere", "SUBJECT : Hello there",
			{DKIM_HEADER_CHANGED, DKIM_PASS, DKIM_HEADER_CHANGED, DKIM_PASS, DKIM_PASS}},
		{"First  line ", "First line",
			{DKIM_BODY_CHANGED, DKIM_PASS, DKIM_PASS, DKIM_BODY_CHANGED, DKIM_BODY_CHANGED}},
		{"Hello", "[list] Hello",
			{DKIM_HEADER_CHANGED, DKIM_HEADER_CHANGED, DKIM_HEADER_CHANGED, DKIM_HEADER_CHANGED,
				DKIM_HEADER_CHANGED}},
		{"Last line", "Last line\r\nFooter",
			{DKIM_BODY_CHANGED, DKIM_BODY_CHANGED, DKIM_BODY_CHANGED, DKIM_BODY_CHANGED,
				DKIM_BODY_CHANGED}},
		/* h= names X-A three times: the third must stay away, and the order of the two counts. */
		{"X-A: 1\r\n", "X-A: 0\r\nX-A: 1\r\n",
			{DKIM_HEADER_CHANGED, DKIM_HEADER_CHANGED, DKIM_HEADER_CHANGED, DKIM_HEADER_CHANGED,
				DKIM_HEADER_CHANGED}},
		{"X-A: 1\r\nX-A: 2", "X-A: 2\r\nX-A: 1",
			{DKIM_HEADER_CHANGED, DKIM_HEADER_CHANGED, DKIM_HEADER_CHANGED, DKIM_HEADER_CHANGED,
				DKIM_HEADER_CHANGED}},
	};
	char *record = record_of(rsa1024);

	(void)state;
	for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
		char *mail = sign_mail(rsa1024, forms[f], MAIL);

		for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
			char *changed = replaced(mail, rows[i].what, rows[i].by);

			if (verdict_of(changed, record) != rows[i].verdicts[f])
				fail_msg("%s -> %s with %s: %d", rows[i].what, rows[i].by, forms[f],
					verdict_of(changed, record));
			free(changed);
		}
		free(mail);
	}
	free(record);
}

/* In h= the name DKIM-Signature means the others (RFC 6376 section 3.5): the one that is judged is none of them, and one more may not come. */
static void signatures_that_sign_signatures(void **state)
{
	static const char tags[] = "a=rsa-sha256; d=example.org; s=sel; h=From:DKIM-Signature";
	char *record = record_of(rsa1024), *first = sign_mail(rsa1024, tags, MAIL);
	char *second = sign_mail(rsa1024, tags, first), *changed = replaced(second, "\r\n bh=", "\r\n  bh=");
	char *inner = replaced(second, "b@example.net", "c@example.net");

	(void)state;
	assert_int_equal(verdict_of(first, record), DKIM_PASS);
	assert_int_equal(verdict_of(second, record), DKIM_PASS);
	assert_int_equal(verdict_of(changed, record), DKIM_HEADER_CHANGED);
	assert_int_equal(verdict_of(inner, record), DKIM_PASS); /* To is not signed */
	free(inner);
	inner = replaced(second, "DKIM-Signature: v=1; a=rsa-sha256; d=example.org;",
		"DKIM-Signature: v=1; a=rsa-sha256;  d=example.org;");
	assert_int_equal(verdict_of(inner, record), DKIM_HEADER_CHANGED);
	free(inner);
	free(changed);
	free(second);
	free(first);
	free(record);
}

static void forms_of_saving(void **state)
{
	char *mail = sign_mail(rsa1024, TAGS("relaxed/relaxed"), MAIL), *record = record_of(rsa1024);
	struct str STR_AUTO unix = STR_INIT;
	struct str STR_AUTO headers = STR_INIT;

	(void)state;
	str_add(&unix, "From ann@example.org Sat Nov 21 10:00:00 2026\n");
	for (const char *s = mail; *s; s++)
		if (*s != '\r')
			str_add_char(&unix, *s);
	assert_int_equal(verdict_of(str_text(&unix), record), DKIM_PASS);
	str_add_bytes(&headers, mail, (size_t)(strstr(mail, "\r\n\r\n") + 2 - mail));
	assert_int_equal(verdict_of(str_text(&headers), record), DKIM_PASS_HEADER);
	free(mail);
	free(record);
}

static void reasons(void **state)
{
	static const struct {
		const char *tags, *record;
		enum dkim_verdict verdict;
	} rows[] = {
		{"a=rsa-sha256; d=example.org; s=sel; h=From", "v=DKIM1; p=%R", DKIM_PASS},
		{"a=rsa-sha256; d=example.org; s=sel; h=From; l=5", "v=DKIM1; p=%R", DKIM_PASS},
		{"a=rsa-sha256; d=example.org; s=sel; h=From; l=5000", "v=DKIM1; p=%R", DKIM_BODY_CHANGED},
		{"a=rsa-sha256; d=example.org; s=sel; h=From; t=1700000000; x=1900000000", "v=DKIM1; p=%R",
			DKIM_PASS},
		{"a=rsa-sha256; d=example.org; s=sel; h=From; x=1700000000", "v=DKIM1; p=%R",
			DKIM_SIGNATURE_EXPIRED},
		{"a=rsa-sha256; d=example.org; s=sel; h=From; t=1900000000; x=1800000000", "v=DKIM1; p=%R",
			DKIM_SIGNATURE_SYNTAX},
		{"a=rsa-sha256; d=example.org; s=sel; h=From; i=a@sub.example.org", "v=DKIM1; p=%R",
			DKIM_PASS},
		{"a=rsa-sha256; d=example.org; s=sel; h=From; i=a@sub.example.org", "v=DKIM1; t=s; p=%R",
			DKIM_KEY_UNFIT},
		{"a=rsa-sha256; d=example.org; s=sel; h=From; i=@example.org", "v=DKIM1; t=s; p=%R",
			DKIM_PASS},
		{"a=rsa-sha256; d=example.org; s=sel; h=From; i=a@badexample.org", "v=DKIM1; p=%R",
			DKIM_SIGNATURE_IDENTITY},
		{"a=rsa-sha256; d=example.org; s=sel; h=From", "v=DKIM1; t=y; p=%R", DKIM_PASS},
		{"a=rsa-sha256; d=example.org; s=sel; h=From", "v=DKIM1; p=", DKIM_KEY_UNUSABLE},
		{"a=rsa-sha256; d=example.org; s=sel; h=From", "v=DKIM1; k=ed25519; p=%E", DKIM_KEY_UNFIT},
		{"a=rsa-sha256; d=example.org; s=sel; h=From", NULL, DKIM_KEY_UNANSWERED},
		{"a=rsa-sha1; d=example.org; s=sel; h=From", "v=DKIM1; p=%R", DKIM_SIGNATURE_SHA1},
		{"a=rsa-md5; d=example.org; s=sel; h=From", "v=DKIM1; p=%R", DKIM_SIGNATURE_ALGORITHM},
		{"a=rsa-sha256; d=example.org; s=sel; h=To", "v=DKIM1; p=%R", DKIM_SIGNATURE_NO_FROM},
		{"a=rsa-sha256; c=nowsp; d=example.org; s=sel; h=From", "v=DKIM1; p=%R",
			DKIM_SIGNATURE_SYNTAX},
		{"a=rsa-sha256; s=sel; h=From", "v=DKIM1; p=%R", DKIM_SIGNATURE_SYNTAX},
		{"a=rsa-sha256; d=example.org; h=From", "v=DKIM1; p=%R", DKIM_SIGNATURE_SYNTAX},
		{"d=example.org; s=sel; h=From", "v=DKIM1; p=%R", DKIM_SIGNATURE_SYNTAX},
		{"a=rsa-sha256; d=example.org; s=sel; s=two; h=From", "v=DKIM1; p=%R", DKIM_SIGNATURE_SYNTAX},
		{"a=rsa-sha256; d=example.org; s=sel; h=From; l=x", "v=DKIM1; p=%R", DKIM_SIGNATURE_SYNTAX},
		{"a=rsa-sha256; d=example.org; s=sel; h=From; q=http", "v=DKIM1; p=%R",
			DKIM_SIGNATURE_SYNTAX},
		{"a=rsa-sha256; d=exa mple.org; s=sel; h=From", "v=DKIM1; p=%R", DKIM_PASS},
		{"a=rsa-sha256; d=ex/ample.org; s=sel; h=From", "v=DKIM1; p=%R", DKIM_SIGNATURE_SYNTAX},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char *mail = sign_mail(rsa1024, rows[i].tags, MAIL),
		     *record = rows[i].record ? filled(rows[i].record) : NULL;

		if (verdict_of(mail, record) != rows[i].verdict)
			fail_msg("%s: %d, not %d", rows[i].tags, verdict_of(mail, record), rows[i].verdict);
		free(mail);
		free(record);
	}
}

static void another_key(void **state)
{
	char *rsa = sign_mail(rsa1024, TAGS("relaxed/relaxed"), MAIL), *record = record_of(other1024);
	char *ed =
		sign_mail(ed25519, "a=ed25519-sha256; c=relaxed/relaxed; d=example.org; s=ed; h=From", MAIL);
	char *own = record_of(ed25519), *changed = replaced(ed, "ann@", "eve@"),
	     *version = replaced(rsa, "v=1", "v=2");

	(void)state;
	assert_int_equal(verdict_of(rsa, record), DKIM_KEY_DIFFERS);
	assert_int_equal(verdict_of(rsa, ""), DKIM_KEY_UNUSABLE);
	assert_int_equal(verdict_of(ed, own), DKIM_PASS);
	assert_int_equal(verdict_of(changed, own), DKIM_MISMATCH);
	assert_int_equal(verdict_of(version, record), DKIM_SIGNATURE_VERSION);
	free(rsa);
	free(record);
	free(ed);
	free(own);
	free(changed);
	free(version);
}

/* What stands behind l= bytes does not count: anybody could add it. */
static void text_behind_the_length(void **state)
{
	char *mail = sign_mail(rsa1024, "a=rsa-sha256; d=example.org; s=sel; h=From; l=5", MAIL),
	     *record = record_of(rsa1024);
	char *added = replaced(mail, "Last line", "Another line"), *cut = replaced(mail, "First", "Fir");

	(void)state;
	assert_int_equal(verdict_of(added, record), DKIM_PASS);
	assert_int_equal(verdict_of(cut, record), DKIM_BODY_CHANGED);
	free(mail);
	free(record);
	free(added);
	free(cut);
}

/* b= may stand anywhere in the field, folded, with blanks. */
static void places_of_b(void **state)
{
	char *mail = sign_mail(rsa1024, TAGS("relaxed/relaxed"), MAIL), *record = record_of(rsa1024);
	const char *b = strstr(mail, "b=");
	struct str STR_AUTO folded = STR_INIT;

	(void)state;
	while (b && strncmp(b - 1, " b=", 3) != 0)
		b = strstr(b + 1, "b=");
	assert_non_null(b);
	str_add_bytes(&folded, mail, (size_t)(b + 2 - mail));
	str_add_bytes(&folded, b + 2, 20);
	str_add(&folded, "\r\n\t ");
	str_add(&folded, b + 22);
	assert_int_equal(verdict_of(str_text(&folded), record), DKIM_PASS);
	free(mail);
	free(record);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc_8463_appendix_a),
		cmocka_unit_test(rfc_6376_forms),
		cmocka_unit_test(empty_bodies),
		cmocka_unit_test(changes_on_the_way),
		cmocka_unit_test(signatures_that_sign_signatures),
		cmocka_unit_test(forms_of_saving),
		cmocka_unit_test(reasons),
		cmocka_unit_test(another_key),
		cmocka_unit_test(text_behind_the_length),
		cmocka_unit_test(places_of_b),
	};

	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
