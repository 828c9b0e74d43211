/*
 * Codes without words: each of IANA's registry of enhanced status codes and each reply code of SMTP means
 * something, but is never sure; what a code means depends on where it comes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "checks/know/reply.h"

static struct reply_meaning meaning_of(int code, const char *enhanced, enum reply_stage stage)
{
	const struct reply_query query = {
		.code = code, .enhanced = enhanced, .text = "", .host = "", .banner = "", .stage = stage};
	struct reply_meaning meaning;

	reply_explain(&query, &meaning);
	return meaning;
}

/* www.iana.org/assignments/smtp-enhanced-status-codes: the last detail of each subject. */
static void all_of_the_registry(void **state)
{
	static const int last[] = {0, 10, 4, 6, 7, 6, 10, 30};

	(void)state;
	for (int subject = 0; subject < 8; subject++)
		for (int detail = 0; detail <= last[subject]; detail++)
			for (int class = 4; class <= 5; class ++)
				for (int stage = REPLY_STAGE_UNKNOWN; stage <= REPLY_STAGE_DATA; stage++) {
					char enhanced[16];
					struct reply_meaning meaning;

					snprintf(enhanced, sizeof enhanced, "%d.%d.%d", class, subject,
						detail);
					meaning = meaning_of(class == 4 ? 451 : 550, enhanced, stage);
					if (!meaning.cause || meaning.sure || meaning.scope[0])
						fail_msg("%s at stage %d: %s", enhanced, stage,
							meaning.cause ? meaning.cause : "nothing");
					meaning = meaning_of(0, enhanced, stage);
					if (!meaning.cause)
						fail_msg("%s without a reply code at stage %d: nothing",
							enhanced, stage);
				}
}

/* RFC 5321, 4954, 3207, 7504, 8098 and what is not registered, but said. */
static void all_reply_codes(void **state)
{
	static const int codes[] = {421, 432, 450, 451, 452, 454, 455, 500, 501, 502, 503, 504, 521, 523, 525,
		530, 534, 535, 538, 550, 551, 552, 553, 554, 555, 556, 499, 599};

	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		for (int stage = REPLY_STAGE_UNKNOWN; stage <= REPLY_STAGE_DATA; stage++) {
			struct reply_meaning meaning = meaning_of(codes[i], "", stage);

			if (!meaning.cause)
				fail_msg("%d at stage %d: nothing", codes[i], stage);
			if (codes[i] != 535 && codes[i] != 530 && codes[i] != 534 && meaning.sure)
				fail_msg("%d at stage %d is sure of %s", codes[i], stage, meaning.cause);
		}
}

static void what_they_mean(void **state)
{
	static const struct {
		int code;
		const char *enhanced;
		enum reply_stage stage;
		const char *cause;
	} means[] = {
		{550, "5.1.1", REPLY_STAGE_RCPT, "recipient-unknown"},
		{0, "5.1.1", REPLY_STAGE_UNKNOWN, "recipient-unknown"},
		{0, "5.1.2", REPLY_STAGE_UNKNOWN, "recipient-domain-unknown"},
		{551, "5.1.6", REPLY_STAGE_RCPT, "recipient-moved"},
		{0, "5.1.8", REPLY_STAGE_UNKNOWN, "sender-domain-unknown"},
		{556, "5.1.10", REPLY_STAGE_RCPT, "recipient-domain-no-mail"},
		{0, "5.2.1", REPLY_STAGE_UNKNOWN, "recipient-suspended"},
		{552, "5.2.2", REPLY_STAGE_UNKNOWN, "mailbox-full"},
		{452, "4.2.2", REPLY_STAGE_UNKNOWN, "mailbox-full"},
		{552, "5.2.3", REPLY_STAGE_DATA, "message-too-large"},
		{452, "4.3.1", REPLY_STAGE_UNKNOWN, "recipient-system-full"},
		{552, "5.3.4", REPLY_STAGE_MAIL, "message-too-large"},
		{0, "4.4.1", REPLY_STAGE_UNKNOWN, "recipient-unreachable"},
		{0, "5.4.6", REPLY_STAGE_UNKNOWN, "mail-loop"},
		{0, "4.4.7", REPLY_STAGE_UNKNOWN, "delivery-expired"},
		{452, "4.5.3", REPLY_STAGE_RCPT, "too-many-recipients"},
		{550, "5.6.0", REPLY_STAGE_DATA, "message-malformed"},
		{550, "5.7.1", REPLY_STAGE_RCPT, "relay-denied"},
		{550, "5.7.1", REPLY_STAGE_DATA, "recipient-refuses"},
		{554, "5.7.1", REPLY_STAGE_BANNER, "poor-reputation"},
		{535, "5.7.8", REPLY_STAGE_AUTH, "wrong-password"},
		{535, "", REPLY_STAGE_AUTH, "wrong-password"},
		{534, "5.7.9", REPLY_STAGE_AUTH, "app-password-needed"},
		{538, "5.7.11", REPLY_STAGE_AUTH, "encryption-required"},
		{530, "5.7.0", REPLY_STAGE_MAIL, "login-required"},
		{0, "5.7.20", REPLY_STAGE_UNKNOWN, "dkim-invalid"},
		{0, "5.7.23", REPLY_STAGE_UNKNOWN, "spf-excludes-server"},
		{0, "5.7.24", REPLY_STAGE_UNKNOWN, "spf-invalid"},
		{0, "5.7.25", REPLY_STAGE_UNKNOWN, "ptr-missing"},
		{0, "5.7.26", REPLY_STAGE_UNKNOWN, "sender-not-authenticated"},
		{0, "5.7.30", REPLY_STAGE_UNKNOWN, "recipient-tls-failed"},
		{0, "5.7.27", REPLY_STAGE_UNKNOWN, "sender-domain-unknown"},
		{550, "", REPLY_STAGE_RCPT, "recipient-unknown"},
		{450, "", REPLY_STAGE_RCPT, "greylisted"},
		{552, "", REPLY_STAGE_DATA, "message-too-large"},
		{521, "", REPLY_STAGE_BANNER, "recipient-domain-no-mail"},
		{556, "", REPLY_STAGE_RCPT, "recipient-domain-no-mail"},
		{421, "", REPLY_STAGE_BANNER, "temporary-failure"},
		{504, "", REPLY_STAGE_AUTH, "login-method-outdated"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(means) / sizeof(means[0]); i++) {
		const char *cause = meaning_of(means[i].code, means[i].enhanced, means[i].stage).cause;

		if (!cause || strcmp(cause, means[i].cause) != 0)
			print_error("%d %s at stage %d: %s, expected %s\n", means[i].code, means[i].enhanced,
				means[i].stage, cause ? cause : "nothing", means[i].cause);
	}
	for (size_t i = 0; i < sizeof(means) / sizeof(means[0]); i++)
		assert_string_equal(
			meaning_of(means[i].code, means[i].enhanced, means[i].stage).cause, means[i].cause);
}

/* What is no code of a refusal says nothing; what is out of every range is passed over. */
static void no_codes(void **state)
{
	(void)state;
	assert_null(meaning_of(0, "", REPLY_STAGE_UNKNOWN).cause);
	assert_null(meaning_of(0, "no code", REPLY_STAGE_UNKNOWN).cause);
	assert_null(meaning_of(250, "2.0.0", REPLY_STAGE_RCPT).cause);
	assert_non_null(meaning_of(550, "5.99.99", REPLY_STAGE_RCPT).cause);
	assert_non_null(meaning_of(550, "5.7.999999999999999999999", REPLY_STAGE_RCPT).cause);
}

/* Waiting may help where the code says so. */
static void for_now_or_for_good(void **state)
{
	(void)state;
	assert_true(meaning_of(452, "4.2.2", REPLY_STAGE_RCPT).temporary);
	assert_false(meaning_of(552, "5.2.2", REPLY_STAGE_RCPT).temporary);
	assert_true(meaning_of(0, "4.4.1", REPLY_STAGE_UNKNOWN).temporary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_the_registry),
		cmocka_unit_test(all_reply_codes),
		cmocka_unit_test(what_they_mean),
		cmocka_unit_test(no_codes),
		cmocka_unit_test(for_now_or_for_good),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
