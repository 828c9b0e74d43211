/*
 * Who sends for domains of others: every row of the table can be read, and each is found by its own names and no other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/know/senders.h"
#include "checks/know/tables.h"
#include "checks/mail/address.h"

static void found_by_names(void **state)
{
	static const struct {
		const char *host, *id;
		bool mx;
	} rows[] = {
		{"aspmx.l.google.com", "google", true},
		{"ASPMX2.googlemail.com.", "google", true},
		{"smtp.google.com", "google", true},
		{"example-org.mail.protection.outlook.com", "microsoft365", true},
		{"example-org.a-v1.mx.microsoft", "microsoft365", true},
		{"mx01.mail.icloud.com", "icloud", true},
		{"mx.zoho.eu", "zoho-eu", true},
		{"mx.zoho.com", "zoho-com", true},
		{"in1-smtp.messagingengine.com", "fastmail", true},
		{"mx00.ionos.de", "ionos", true},
		{"w0123.kasserver.com", "allinkl", true},
		{"mail.protonmail.ch", "proton", true},
		{"mx.yandex.net", "yandex", true},
		{"mx1.titan.email", "titan", true},
		{"mxbiz1.qq.com", "tencent", true},
		{"qiye163mx01.mxmail.netease.com", "netease", true},
		{"kr1-aspmx1.worksmobile.com", "naverworks", true},
		{"route1.mx.cloudflare.net", "cloudflare", true},
		{"notgoogle.com", NULL, true},
		{"google.com.example.org", NULL, true},
		{"", NULL, true},
		{"com", NULL, true},
		{"smtp.office365.com", "microsoft365", false},
		{"email-smtp.eu-west-1.amazonaws.com", "amazonses", false},
		{"a10-20.smtp-out.amazonses.com", "amazonses", false},
		{"smtp.sendgrid.net", "sendgrid", false},
		{"smtp-relay.brevo.com", "brevo", false},
		{"smtp.strato.de", "strato", false},
		{"smtp.example.org", NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct sender sender = {.id = ""};
		bool found = rows[i].mx ? sender_by_mx(rows[i].host, &sender)
					: sender_by_host(rows[i].host, &sender);

		if (found != (rows[i].id != NULL) || (found && strcmp(sender.id, rows[i].id) != 0))
			fail_msg("%s: %s", rows[i].host, found ? sender.id : "nobody");
	}
}

static void found_by_includes(void **state)
{
	struct sender sender;

	(void)state;
	assert_true(sender_by_spf("_SPF.google.com.", &sender));
	assert_string_equal(sender.id, "google");
	assert_true(sender_has_spf(&sender, "_spf.google.com"));
	assert_false(sender_has_spf(&sender, "google.com"));
	assert_true(sender_by_spf("spf.sendinblue.com", &sender));
	assert_string_equal(sender.id, "brevo");
	assert_string_equal(sender.spf[0], "spf.brevo.com");
	assert_false(sender_by_spf("_spf.example.org", &sender));
}

static void targets_of_keys(void **state)
{
	struct sender sender;
	struct str STR_AUTO target = STR_INIT;

	(void)state;
	assert_true(sender_by_mx("in1-smtp.messagingengine.com", &sender));
	assert_true(sender_key_target(&sender, 1, "example.org", &target));
	assert_string_equal(str_text(&target), "fm2.example.org.dkim.fmhosted.com");
	str_clear(&target);
	assert_true(sender_by_mx("mx00.ionos.de", &sender));
	assert_true(sender_key_target(&sender, 1, "example.org", &target));
	assert_string_equal(str_text(&target), "s2.dkim.ionos.com");
	assert_false(sender_key_target(&sender, 2, "example.org", &target));
	assert_true(sender_by_mx("aspmx.l.google.com", &sender));
	assert_false(sender_key_target(&sender, 0, "example.org", &target));
}

/* How many elements a list by comma has. */
static size_t elements(const char *list)
{
	size_t n = *list != '\0';

	for (; *list; list++)
		n += *list == ',';
	return n;
}

static void every_row(void **state)
{
	static const char *const states[] = {"vendor", "seen", "told"};

	(void)state;
	assert_true(know_senders_rows >= 60);
	for (size_t i = 0; i < know_senders_rows; i++) {
		const char *const *row = know_senders[i];
		struct sender sender = {.id = ""};
		bool known = false;

		assert_true(i == 0 || strcmp(know_senders[i - 1][0], row[0]) < 0);
		for (size_t s = 0; s < 3; s++)
			known |= strcmp(row[8], states[s]) == 0;
		assert_true(known);
		assert_true(row[1][0] && (row[2][0] || row[3][0]));
		if (row[4][0]) {
			char first[80];

			assert_true(strcspn(row[4], ",") < sizeof first);
			memcpy(first, row[4], strcspn(row[4], ","));
			first[strcspn(row[4], ",")] = '\0';
			assert_true(sender_by_spf(first, &sender));
			assert_int_equal(sender.n_spf, elements(know_senders[i][4]));
		}
		assert_true(elements(row[4]) <= SENDER_SPF_MAX && elements(row[6]) <= SENDER_SELECTORS_MAX);
		assert_true(elements(row[7]) <= 1 || elements(row[7]) == elements(row[6]));
	}
}

static void usual_selectors(void **state)
{
	const char *names[SENDER_USUAL_MAX];
	size_t n = sender_usual_selectors(names);

	(void)state;
	assert_true(n > 40 && n <= SENDER_USUAL_MAX);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(names[i], names[j]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found_by_names),
		cmocka_unit_test(found_by_includes),
		cmocka_unit_test(targets_of_keys),
		cmocka_unit_test(every_row),
		cmocka_unit_test(usual_selectors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
