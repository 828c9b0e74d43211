/*
 * Reports of one record: the JSON of the contract, the text within its columns, and nothing that was to be
 * masked.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "ui/report/report.h"
#include "ui/words/words.h"

static void run_nothing(struct check_run *run)
{
	(void)run;
}

static const struct check server_check = {
	.id = "settings.server", .step = STEP_SETTINGS, .title = "Speak with the server", .run = run_nothing};
static const struct check login_check = {
	.id = "login.sign-in", .step = STEP_LOGIN, .title = "Sign in to the server", .run = run_nothing};

static void add_arg(
	struct finding *finding, const char *name, enum arg_type type, const char *text, int64_t number)
{
	finding->args[finding->n_args++] =
		(struct arg){.name = name, .type = type, .text = mem_strdup(text), .number = number};
}

/* A refused password at a server of anna.muster's own company, told with names in every place. */
static struct record *a_record(void)
{
	static const char reply[] = "535 5.7.8 anna.muster@firma.example refused from 203.0.113.77 by "
				    "mail.firma.example \x1b[31m";
	struct record *record = calloc(1, sizeof *record);
	struct check_result *result;
	struct finding *finding;

	mailcase_init(&record->mailcase);
	assert_int_equal(address_parse("anna.muster@firma.example", &record->mailcase.address), ADDRESS_FINE);
	str_copy(record->learnt.outgoing.host, sizeof record->learnt.outgoing.host, "mail.firma.example");
	record->learnt.outgoing.port = 587;
	record->learnt.outgoing.security = SECURITY_STARTTLS;
	record->learnt.outgoing.source = SOURCE_GIVEN;
	record->mailcase.in_use = record->learnt.outgoing;
	record->learnt.url_password = record->learnt.url_app_password = record->learnt.url_enable =
		record->learnt.url_status = "";
	record->started = 1800000000;
	record->ms = 1234;
	record->transcript = transcript_new(0);
	transcript_add(record->transcript, "mail.firma.example:587", SAID_BY_PEER, reply, strlen(reply));
	result = VEC_ADD(&record->checks);
	*result = (struct check_result){.check = &server_check, .status = CHECK_OK, .ms = 20};
	result = VEC_ADD(&record->checks);
	*result = (struct check_result){.check = &login_check, .status = CHECK_PROBLEM, .ms = 30};
	finding = VEC_ADD(&record->findings);
	*finding = (struct finding){
		.id = F_SERVER_READY, .check = "settings.server", .msgid = "{host} on port {port} is ready."};
	add_arg(finding, "host", ARG_HOST, "mail.firma.example", 0);
	add_arg(finding, "port", ARG_PORT, NULL, 587);
	finding = VEC_ADD(&record->findings);
	*finding = (struct finding){.id = F_SAYS_WRONG_PASSWORD,
		.check = "login.sign-in",
		.msgid = "{host} said to {user}: {reply}"};
	add_arg(finding, "host", ARG_HOST, "mail.firma.example", 0);
	add_arg(finding, "user", ARG_EMAIL, "anna.muster@firma.example", 0);
	add_arg(finding, "reply", ARG_TEXT, "535 5.7.8 no such user anna.muster", 0);
	finding->evidence[finding->n_evidence++] =
		(struct evidence){.key = "reply_code", .value = mem_strdup("535")};
	diagnose(record, &record->diagnosis);
	return record;
}

static const char *string_at(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	if (!text)
		fail_msg("%s is no string", key);
	return text;
}

static void json_is_the_contract(void **state)
{
	struct record *record = a_record();
	struct str text = STR_INIT;
	json_t *doc, *the_case, *cause, *finding;

	(void)state;
	report_json(record, &(struct report_options){.scenario = "x"}, &text);
	doc = json_loads(str_text(&text), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(doc);
	assert_string_equal(string_at(doc, "mailmend"), MAILMEND_VERSION);
	assert_int_equal(json_integer_value(json_object_get(doc, "schema")), 1);
	assert_string_equal(string_at(doc, "command"), "check");
	assert_string_equal(string_at(doc, "scenario"), "x");
	assert_string_equal(string_at(doc, "started"), "2027-01-15T08:00:00Z");
	assert_int_equal(json_integer_value(json_object_get(doc, "ms")), 1234);
	the_case = json_object_get(doc, "case");
	assert_string_equal(string_at(the_case, "address"), "anna.muster@firma.example");
	assert_string_equal(string_at(the_case, "role"), "user");
	assert_string_equal(string_at(the_case, "where"), "here");
	assert_string_equal(string_at(json_object_get(the_case, "outgoing"), "host"), "mail.firma.example");
	assert_string_equal(string_at(json_object_get(the_case, "outgoing"), "security"), "starttls");
	assert_string_equal(string_at(json_object_get(the_case, "outgoing"), "source"), "given");
	assert_true(json_is_null(json_object_get(json_object_get(the_case, "incoming"), "host")));
	assert_true(json_is_null(json_object_get(the_case, "recommended")));
	assert_int_equal(json_array_size(json_object_get(doc, "checks")), 2);
	finding = json_array_get(json_object_get(doc, "findings"), 1);
	assert_string_equal(string_at(finding, "id"), "reply-means-wrong-password");
	assert_string_equal(string_at(finding, "step"), "login");
	assert_string_equal(string_at(finding, "severity"), "problem");
	assert_string_equal(string_at(json_object_get(finding, "evidence"), "reply_code"), "535");
	assert_null(strchr(string_at(finding, "text"), '{'));
	assert_string_equal(string_at(doc, "verdict"), "cannot-send");
	assert_string_equal(string_at(doc, "first_cause"), "wrong-password");
	cause = json_array_get(json_object_get(doc, "causes"), 0);
	assert_string_equal(string_at(cause, "who"), "you");
	assert_true(strlen(string_at(cause, "title")) > 0 && strlen(string_at(cause, "meaning")) > 0);
	assert_true(json_array_size(json_object_get(cause, "steps")) > 0);
	assert_true(json_is_boolean(json_object_get(cause, "temporary")));
	assert_null(strchr(str_text(&text), 0x1b));
	json_decref(doc);
	str_release(&text);
	record_free(&record);
}

static void text_keeps_its_columns(void **state)
{
	struct record *record = a_record();
	struct str text = STR_INIT;

	(void)state;
	report_text(record, &(struct report_options){0}, &text);
	assert_ptr_equal(strstr(str_text(&text), "Result: [PROBLEM]"), str_text(&text));
	assert_non_null(strstr(str_text(&text), "mailmend " MAILMEND_VERSION));
	assert_non_null(strstr(str_text(&text), "settings [WORKS]"));
	assert_non_null(strstr(str_text(&text), "login [PROBLEM]"));
	assert_null(strchr(str_text(&text), 0x1b));
	for (const char *line = str_text(&text); *line; line += strcspn(line, "\n") + 1) {
		char *one = mem_strndup(line, strcspn(line, "\n"));
		/* a command to be copied stands unbroken, and is the only thing that may be longer */
		bool command = strncmp(one, "openssl ", 8) == 0 || strncmp(one, "nc ", 3) == 0;

		if (words_width(one) > 72 && !command)
			fail_msg("too wide: %s", one);
		free(one);
	}
	str_release(&text);
	record_free(&record);
}

static void masked_reports_name_nobody(void **state)
{
	static const enum report_format formats[] = {REPORT_TEXT, REPORT_HTML, REPORT_JSON};
	static const char *const names[] = {"firma", "anna", "muster", "203.0.113.77"};
	struct record *record = a_record();

	(void)state;
	for (size_t f = 0; f < 3; f++) {
		struct str text = STR_INIT;

		assert_true(report_write(&text, record, formats[f], true));
		assert_true(text.len > 100);
		for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
			if (strcasestr(str_text(&text), names[i]))
				fail_msg("format %zu holds %s", f, names[i]);
		}
		str_clear(&text);
		assert_true(report_write(&text, record, formats[f], false));
		assert_non_null(strstr(str_text(&text), "mail.firma.example"));
		str_release(&text);
	}
	record_free(&record);
}

/* A line break in front of a name is no part of it, nor is a backslash. */
static void escapes_of_json_are_no_letters(void **state)
{
	static const char *const before[] = {"localmacros:\n", "localmacros:\t", "\\", "\"", "\n\""};
	static const char *const names[] = {"host", "ip", "user"};
	static const char *const values[] = {
		"smtp.firma.example", "203.0.113.77", "anna.muster@firma.example"};

	(void)state;
	for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
		for (size_t k = 0; k < 3; k++) {
			struct record *record = a_record();
			struct finding *finding = &record->findings.items[1];
			struct str text = STR_INIT, value = STR_INIT;

			str_addf(&value, "%s%s", before[i], values[k]);
			finding->evidence[finding->n_evidence++] =
				(struct evidence){.key = names[k], .value = str_take(&value)};
			if (!report_write(&text, record, REPORT_JSON, true))
				fail_msg("refused: %zu, %s", i, values[k]);
			assert_null(strstr(str_text(&text), values[k]));
			str_release(&text);
			record_free(&record);
		}
}

/* What checks of records say of a domain: entries, questions, addresses back to front. */
static void records_name_nobody(void **state)
{
	static const struct {
		const char *key, *value;
	} evidence[] = {
		{"record", "mail._domainkey.firma.example. TXT \"v=DKIM1; k=ed25519; p=\""},
		{"published", "v=spf1 ip4:203.0.113.77 a:out.laden.example include:spf.migadu.com -all"},
		{"query", "PTR 77.113.0.203.in-addr.arpa; TXT _dmarc.firma.example @203.0.113.78; A "
			  "77.113.0.203.zen.spamhaus.org; "
			  "A firma.example.dbl.spamhaus.org"},
		{"asked", "RCPT TO of example.org"},
	};
	static const char *const hidden[] = {"firma", "laden", "203.0.113.7", "77.113.0.203", "78.113.0.203"};
	static const enum report_format formats[] = {REPORT_TEXT, REPORT_HTML, REPORT_JSON};
	struct record *record = a_record();
	struct finding *finding = VEC_ADD(&record->findings);

	(void)state;
	*finding = (struct finding){.id = F_SPF_LACKS_PROVIDER,
		.check = "settings.server",
		.msgid = "{domain} at {host} lacks {term}, as example.org does."};
	add_arg(finding, "domain", ARG_HOST, "firma.example", 0);
	add_arg(finding, "host", ARG_HOST, "mx1.migadu.com", 0);
	add_arg(finding, "term", ARG_TEXT, "include:spf.migadu.com", 0);
	add_arg(finding, "ip", ARG_IP, "203.0.113.77", 0);
	for (size_t i = 0; i < sizeof evidence / sizeof evidence[0]; i++)
		finding->evidence[finding->n_evidence++] =
			(struct evidence){.key = evidence[i].key, .value = mem_strdup(evidence[i].value)};
	for (size_t f = 0; f < 3; f++) {
		struct str text = STR_INIT;

		if (!report_write(&text, record, formats[f], true))
			fail_msg("format %zu was refused", f);
		for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
			if (strcasestr(str_text(&text), hidden[i]))
				fail_msg("format %zu holds %s", f, hidden[i]);
		assert_non_null(strstr(str_text(&text), "include:spf.migadu.com"));
		assert_non_null(strstr(str_text(&text), "zen.spamhaus.org"));
		str_release(&text);
	}
	record_free(&record);
}

static void the_ending_tells_the_format(void **state)
{
	enum report_format format = REPORT_TEXT;

	(void)state;
	assert_true(report_format_by_ending("a/b.HTML", &format));
	assert_int_equal(format, REPORT_HTML);
	assert_true(report_format_by_ending("x.json", &format));
	assert_int_equal(format, REPORT_JSON);
	assert_true(report_format_by_ending("x.txt", &format));
	assert_int_equal(format, REPORT_TEXT);
	assert_false(report_format_by_ending("txt", &format));
	assert_false(report_format_by_ending("x.txt.pdf", &format));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json_is_the_contract),
		cmocka_unit_test(text_keeps_its_columns),
		cmocka_unit_test(masked_reports_name_nobody),
		cmocka_unit_test(escapes_of_json_are_no_letters),
		cmocka_unit_test(records_name_nobody),
		cmocka_unit_test(the_ending_tells_the_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
