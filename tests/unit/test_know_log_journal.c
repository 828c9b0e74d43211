/*
 * The journal's objects: escapes, bytes, null, fields told twice, other fields that look alike, lines that are cut off; and what
 * journalctl writes in its short forms, which are those of syslog.
 */
#include "support/log_lines.h"

#define QMAIL "\"SYSLOG_IDENTIFIER\":\"qmail\""
#define WHEN  "\"__REALTIME_TIMESTAMP\":\"1795305600123456\""

static void test_objects(void **state)
{
	static const struct log_case table[] = {
		{"{\"MESSAGE\":\"end msg 1311\"," QMAIL "," WHEN ",\"_PID\":\"4711\",\"_HOSTNAME\":\"mx\"}",
			"done id=1311"},
		{"{ " WHEN " , " QMAIL " , \"PRIORITY\" : \"6\" , \"MESSAGE\" : \"end msg 1311\" }",
			"done id=1311"},
		{"{\"MESSAGE\":[101,110,100,32,109,115,103,32,55]," QMAIL "}", "done id=7"},
		{"{\"MESSAGE\":[\"end msg 8\",\"x]y\"],\"A\":[[1,2],[3]]," QMAIL "}", "done id=8"},
		{"{\"A\":[\"q\\\"]\",null,[1]],\"B\":null,\"C\":7," QMAIL ",\"MESSAGE\":\"end msg 9\"}",
			"done id=9"},
		{"{\"MESSAGE\":\"starting delivery 8: msg 7 to remote "
		 "\\u00fc\\ud83d\\ude00\\\"\\\\\\/@b.example\"," QMAIL "}",
			"started id=7 other=8 to=\xc3\xbc\xf0\x9f\x98\x80\"\\/@b.example"},
		{"{\"MESSAGE\":\"starting delivery 8: msg 7 to remote a\\ud83dx\\u12\"," QMAIL "}",
			"started id=7 other=8 to=a\xef\xbf\xbdx12"},
		{"{\"MESSAGE\":\"end msg 7\",\"_COMM\":\"qmail-send\"," WHEN "}", "done id=7"},
		{"{\"MESSAGE\":null," QMAIL "," WHEN "}", "nothing"},
		{"{\"MESSAGE\":\"Started Session 7.\",\"SYSLOG_IDENTIFIER\":\"systemd\"," WHEN "}",
			"nothing"},
		{"{\"X_MESSAGE\":\"end msg 7\",\"MESSAGE\":\"\\\"MESSAGE\\\":\\\"end msg 8\\\"\"," QMAIL "}",
			"nothing"},
		{"{" WHEN "," QMAIL ",\"MESSAGE\":\"end msg 7\",\"_SYSTEMD_CGR", "done id=7"},
		{"data: {\"MESSAGE\":\"end msg 7\"," QMAIL "}", "done id=7"},
		{"\x1e{\"MESSAGE\":\"end msg 7\"," QMAIL "}", "done id=7"},
		{"{\"MESSAGE\":\"{\\\"MESSAGE\\\":\\\"end msg 7\\\"}\"," WHEN "}", "nothing"},
		{"{\"name\":\"end msg 7\"}", NULL},
	};

	(void)state;
	LOG_TABLE(log_journal, table);
}

static void test_when_and_where(void **state)
{
	char line[] = "{\"_HOSTNAME\":\"mx\"," WHEN "," QMAIL ",\"MESSAGE\":\"end msg 7\"}";
	char other[] = "{\"_HOSTNAME\":\"mx2\"," WHEN "," QMAIL ",\"MESSAGE\":\"end msg 7\"}";
	struct log_eyes eyes = {.clock = {.reference = 1}};
	struct log_event event, second;

	(void)state;
	assert_true(log_line_read(&eyes, line, strlen(line), &event, NULL));
	assert_int_equal(event.when, 1795305600);
	assert_true(span_is(event.line, "end msg 7"));
	assert_true(log_line_read(&eyes, other, strlen(other), &second, NULL));
	assert_true(event.place != second.place);
}

static void test_short_forms(void **state)
{
	static const struct log_case table[] = {
		{"Nov 20 10:00:00 mx qmail-send[4711]: end msg 1", "done id=1"},
		{"Nov 20 10:00:00.123456 mx qmail-send[4711]: end msg 2", "done id=2"},
		{"2026-11-20T10:00:00+0100 mx qmail-send[4711]: end msg 4", "done id=4"},
	};

	(void)state;
	LOG_TABLE(log_qmail, table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_objects),
		cmocka_unit_test(test_when_and_where),
		cmocka_unit_test(test_short_forms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
