/*
 * A whole record in words: the texts of a cause with what was found, the verdict, the way and the same by
 * hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ui/words/mask.h"
#include "ui/words/words.h"

static struct finding finding = {
	.id = F_PORT_CLOSED,
	.msgid = "{host} closed {port}",
	.args = {{.name = "host", .type = ARG_HOST}, {.name = "port", .type = ARG_PORT, .number = 465}},
	.n_args = 2,
};

static struct record *make_record(void)
{
	struct record *record = mem_new(sizeof *record);
	struct mailcase *mailcase = &record->mailcase;

	finding.args[0].text = (char *)"smtp.firma.example";
	str_copy(mailcase->address.full, sizeof mailcase->address.full, "anna@firma.example");
	str_copy(mailcase->address.shown, sizeof mailcase->address.shown, "anna@firma.example");
	str_copy(mailcase->address.local, sizeof mailcase->address.local, "anna");
	str_copy(mailcase->address.domain, sizeof mailcase->address.domain, "firma.example");
	str_copy(record->learnt.outgoing.host, HOST_MAX, "smtp.firma.example");
	record->learnt.outgoing.port = 465;
	record->learnt.outgoing.security = SECURITY_TLS;
	record->learnt.url_password = record->learnt.url_app_password = record->learnt.url_enable = "";
	record->learnt.url_status = "";
	record->started = 86400;
	*VEC_ADD(&record->findings) = finding;
	record->diagnosis =
		(struct diagnosis){.verdict = VERDICT_CANNOT_SEND, .n = 1, .stops_at = WAY_SERVER};
	record->diagnosis.causes[0] = (struct diagnosed_cause){.id = CAUSE_PORT_WRONG,
		.confidence = 90,
		.n_findings = 1,
		.reason = "The port {port} is closed."};
	return record;
}

static void free_record(struct record *record)
{
	VEC_RELEASE(&record->findings);
	free(record);
}

static const struct diagnosed_cause *first(const struct record *record)
{
	return &record->diagnosis.causes[0];
}

static void assert_has(struct str *out, const char *part)
{
	if (!strstr(str_text(out), part))
		fail_msg("no \"%s\" in: %s", part, str_text(out));
	str_clear(out);
}

static void test_cause(void **state)
{
	struct record *record = make_record();
	struct str out = STR_INIT;

	(void)state;
	words_cause_title(&out, record, first(record), NULL);
	assert_has(&out, "port number");
	words_cause_meaning(&out, record, first(record), NULL);
	assert_has(&out, "smtp.firma.example takes no mail from you at port 465");
	words_cause_reason(&out, record, first(record), NULL);
	assert_has(&out, "The port 465 is closed.");
	words_cause_until(&out, record, first(record), NULL);
	assert_has(&out, "web page of your mail provider");
	assert_true(words_cause_step(&out, record, first(record), 1, NULL));
	assert_has(&out, "Set the port to 465 (or 587).");
	str_copy(record->learnt.working.host, HOST_MAX, "smtp.firma.example");
	record->learnt.working.port = 587;
	record->learnt.working.security = SECURITY_STARTTLS;
	assert_true(words_cause_step(&out, record, first(record), 1, NULL));
	assert_has(&out, "Set the port to 587.");
	assert_true(words_cause_step(&out, record, first(record), 2, NULL));
	assert_has(&out, "to STARTTLS;");
	assert_false(words_cause_step(&out, record, first(record), 6, NULL));
	str_release(&out);
	free_record(record);
}

static void test_steps_in_a_programs_menus(void **state)
{
	struct record *record = make_record();
	struct str out = STR_INIT;

	(void)state;
	record->mailcase.program = PROGRAM_THUNDERBIRD;
	assert_true(words_cause_step(&out, record, first(record), 0, NULL));
	assert_has(&out, "In Thunderbird open the menu > Account Settings");
	record->mailcase.program = PROGRAM_POSTFIX;
	assert_true(words_cause_step(&out, record, first(record), 1, NULL));
	assert_has(&out, "'relayhost = [smtp.firma.example]:465'");
	str_release(&out);
	free_record(record);
}

static void test_ready_text_only_for_others(void **state)
{
	struct record *record = make_record();
	struct str out = STR_INIT;

	(void)state;
	record->diagnosis.causes[0].id = CAUSE_SERVER_DOWN;
	record->diagnosis.causes[0].who = WHO_YOU;
	words_cause_ask(&out, record, first(record), NULL);
	assert_int_equal(out.len, 0);
	record->diagnosis.causes[0].who = WHO_MAIL_PROVIDER;
	words_cause_ask(&out, record, first(record), NULL);
	assert_has(&out, "The mail server smtp.firma.example, port 465, does not answer.");
	words_cause_ask(&out, record, first(record), NULL);
	assert_has(&out, "Tested at 1970-01-02, 00:00.");
	str_release(&out);
	free_record(record);
}

static void assert_ready_text(enum cause_id id, const char *reply, const char *end)
{
	struct record *record = make_record();
	struct finding *found = &record->findings.items[0];
	struct str out = STR_INIT;
	size_t len;

	record->diagnosis.causes[0].id = id;
	record->diagnosis.causes[0].who = WHO_ADMIN;
	if (reply) {
		found->args[0] = (struct arg){.name = "reply", .type = ARG_TEXT, .text = (char *)reply};
		found->n_args = 1;
	}
	words_cause_ask(&out, record, first(record), NULL);
	len = strlen(end);
	if (out.len < len || strcmp(out.s + out.len - len, end) != 0)
		fail_msg("not at the end, \"%s\": %s", end, str_text(&out));
	str_release(&out);
	free_record(record);
}

/* Nobody reads "Exact answer: (none)" out to anybody. */
static void test_ready_text_without_a_reply(void **state)
{
	(void)state;
	assert_ready_text(CAUSE_HELO_NAME_WRONG, NULL, "Can you correct it?");
	assert_ready_text(CAUSE_HELO_NAME_WRONG, "550 no", "Can you correct it? Exact answer: 550 no");
	assert_ready_text(CAUSE_DMARC_REJECTS, NULL, "or switch on its signing?"); /* nor its record */
	assert_ready_text(CAUSE_PORT_WRONG, NULL, "00. Can you look into it?");
	assert_ready_text(CAUSE_PORT_WRONG, "550 no", "Exact answer: 550 no. Can you look into it?");
}

static bool has_step(struct record *record, const char *part)
{
	struct str out = STR_INIT;
	bool has = false;

	for (size_t i = 0; !has && words_cause_step(&out, record, first(record), i, NULL); i++) {
		has = strstr(str_text(&out), part) != NULL;
		str_clear(&out);
	}
	str_release(&out);
	return has;
}

/* Who sends through the right server is not told to send through it. */
static void test_another_server_is_another(void **state)
{
	struct record *record = make_record();

	(void)state;
	record->diagnosis.causes[0].id = CAUSE_DMARC_REJECTS;
	str_copy(record->learnt.recommended.host, HOST_MAX, "SMTP.firma.example");
	record->learnt.recommended.security = SECURITY_TLS;
	assert_false(has_step(record, "send through the server"));
	str_copy(record->learnt.recommended.host, HOST_MAX, "out.firma.example");
	assert_true(has_step(
		record, "Or send through the server that belongs to firma.example: out.firma.example."));
	free_record(record);
}

static void test_masked(void **state)
{
	struct record *record = make_record();
	struct mask *mask = mask_new();
	const struct words_style style = {.mask = mask};
	struct str out = STR_INIT;

	(void)state;
	mask_record(mask, record);
	words_cause_meaning(&out, record, first(record), &style);
	words_way(&out, record, &style);
	words_by_hand(&out, record, &record->findings.items[0], &style);
	assert_null(strstr(str_text(&out), "firma"));
	assert_false(mask_leaks(mask, str_text(&out)));
	assert_has(&out, "nc -vz -w 10 smtp.domain1.example 465");
	str_release(&out);
	mask_free(&mask);
	free_record(record);
}

static void test_way(void **state)
{
	struct record *record = make_record();
	struct str out = STR_INIT;

	(void)state;
	words_way(&out, record, NULL);
	assert_string_equal(str_text(&out),
		"you > your network > internet company > smtp.firma.example: it stops here > recipient");
	for (int way = WAY_UNKNOWN; way <= WAY_THROUGH; way++) {
		str_clear(&out);
		record->diagnosis.stops_at = (enum way)way;
		words_way(&out, record, NULL);
		assert_non_null(strstr(str_text(&out), "smtp.firma.example"));
	}
	str_release(&out);
	free_record(record);
}

static void assert_verdict(const struct record *record, const char *expected)
{
	struct str out = STR_INIT;

	words_verdict(&out, record, NULL);
	assert_string_equal(str_text(&out), expected);
	str_release(&out);
}

static void test_verdict(void **state)
{
	struct record *record = make_record();

	(void)state;
	assert_verdict(record, "Your mail cannot be sent. We found what stops it.");
	record->diagnosis.causes[0].confidence = 60;
	assert_verdict(record, "Your mail cannot be sent. We found what probably stops it.");
	record->diagnosis.causes[0].temporary = true;
	assert_verdict(record, "Your mail cannot be sent at the moment. This usually goes away by itself.");
	record->diagnosis.verdict = VERDICT_CAN_SEND;
	assert_verdict(record, "The recommended settings work. Does your mail program use them?");
	str_copy(record->mailcase.in_use.host, HOST_MAX, "smtp.firma.example");
	assert_verdict(record, "Everything that was tested works: nothing stands in the way of sending.");
	record->diagnosis.verdict = VERDICT_UNKNOWN;
	record->timed_out = true;
	assert_verdict(record, "The time ran out before everything was tested.");
	free_record(record);
}

/* What would do harm in a shell gives no command; what is no host of this shape neither. */
static void test_by_hand_is_safe_to_paste(void **state)
{
	static const char *const hosts[] = {
		"a;rm -rf /", "$(id)", "-oProxyCommand=x", "a b", "`id`", "a|b", "a\nb"};
	struct record *record = make_record();
	struct str out = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		record->findings.items[0].args[0].text = (char *)hosts[i];
		words_by_hand(&out, record, &record->findings.items[0], NULL);
		assert_int_equal(out.len, 0);
	}
	str_release(&out);
	free_record(record);
}

static void test_by_hand(void **state)
{
	struct record *record = make_record();
	struct finding *found = &record->findings.items[0];
	struct str out = STR_INIT;

	(void)state;
	found->id = F_CERT_EXPIRED;
	words_by_hand(&out, record, found, NULL);
	assert_string_equal(str_text(&out),
		"openssl s_client -crlf -connect smtp.firma.example:465 -servername smtp.firma.example");
	str_clear(&out);
	found->args[1].number = 587;
	words_by_hand(&out, record, found, NULL);
	assert_has(&out, ":587 -servername smtp.firma.example -starttls smtp");
	found->id = F_NAME_UNKNOWN;
	words_by_hand(&out, record, found, NULL);
	assert_has(&out, "dig smtp.firma.example A\n");
	found->id = F_SAYS_RELAY_DENIED;
	words_by_hand(&out, record, found, NULL);
	assert_has(&out, "\nMAIL FROM:<SENDER>\nRCPT TO:<RECIPIENT>\nRSET\nQUIT");
	found->args[0].text = (char *)"2001:db8::5";
	found->id = F_CERT_EXPIRED;
	words_by_hand(&out, record, found, NULL);
	assert_has(&out, "-connect [2001:db8::5]:587 -starttls");
	found->id = F_TOLD_ALL;
	words_by_hand(&out, record, found, NULL);
	assert_int_equal(out.len, 0);
	str_release(&out);
	free_record(record);
}

static int use_utc(void **state)
{
	(void)state;
	setenv("TZ", "UTC", 1);
	tzset();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cause),
		cmocka_unit_test(test_steps_in_a_programs_menus),
		cmocka_unit_test(test_ready_text_only_for_others),
		cmocka_unit_test(test_ready_text_without_a_reply),
		cmocka_unit_test(test_another_server_is_another),
		cmocka_unit_test(test_masked),
		cmocka_unit_test(test_way),
		cmocka_unit_test(test_verdict),
		cmocka_unit_test(test_by_hand_is_safe_to_paste),
		cmocka_unit_test(test_by_hand),
	};

	return cmocka_run_group_tests(tests, use_utc, NULL);
}
