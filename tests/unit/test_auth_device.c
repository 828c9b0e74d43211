/*
 * Signing in by a code: the answers of the sign-in server, whatever they hold, and the reader of flat objects that finds the secrets in
 * them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/auth/device.h"
#include "checks/auth/flat_json.h"
#include "checks/base/str.h"

#define N_OF(array) (sizeof(array) / sizeof *(array))

static void members_are_read(void **state)
{
	static const struct {
		const char *text, *key, *value; /* value NULL: none */
	} table[] = {
		{"{\"a\":\"b\"}", "a", "b"},
		{" {\r\n\"a\" : \"b\" , \"c\":1 } ", "c", "1"},
		{"{\"a\":[{\"b\":\"no\"},[]],\"b\":\"yes\"}", "b", "yes"},
		{"{\"a\":{\"b\":\"}\"},\"b\":-1.5e3}", "b", "-1.5e3"},
		{"{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", "a", "\"\\/\b\f\n\r\t"},
		{"{\"a\":\"\\u0041\\u00e4\\u20ac\"}", "a", "Aä€"},
		{"{\"a\":\"\\ud83d\\ude00\"}", "a", "??"},
		{"{\"\\u0061\":\"b\"}", "a", "b"},
		{"{\"a\":\"\"}", "a", ""},
		{"{}", "a", NULL},
		{"{\"b\":\"a\"}", "a", NULL},
		{"{\"a\":\"1\",\"a\":\"2\"}", "a", NULL},
		{"", "a", NULL},
		{"\"a\"", "a", NULL},
		{"[\"a\",\"b\"]", "a", NULL},
		{"{\"a\":\"b\"", "a", NULL},
		{"{\"a\":\"b\"}x", "a", NULL},
		{"{\"a\":\"b\",}", "a", NULL},
		{"{\"a\" \"b\"}", "a", NULL},
		{"{\"a\":}", "a", NULL},
		{"{\"a\":\"b\n\"}", "a", NULL},
		{"{\"a\":\"\\x\"}", "a", NULL},
		{"{\"a\":\"\\u00g0\"}", "a", NULL},
		{"{\"a\":\"\\", "a", NULL},
		{"{\"a\":[}]}", "a", NULL},
		{"{\"a\":[", "a", NULL},
	};
	struct str STR_AUTO value = STR_INIT;

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		bool found = flat_json_get(table[i].text, strlen(table[i].text), table[i].key, &value);

		if (found != (table[i].value != NULL) ||
			(found && strcmp(str_text(&value), table[i].value) != 0))
			fail_msg("%s: “%s”", table[i].text, found ? str_text(&value) : "none");
	}
}

static void only_so_deep(void **state)
{
	struct str STR_AUTO text = STR_INIT;

	(void)state;
	str_add(&text, "{\"a\":");
	for (int i = 0; i < 100000; i++)
		str_add_char(&text, '[');
	assert_false(flat_json_is_object(str_text(&text), text.len));
}

#define CODE(user, page, more)                                                                               \
	"{\"device_code\":\"ticket\",\"user_code\":\"" user "\",\"verification_uri\":\"" page "\"" more "}"

static void codes_are_read(void **state)
{
	static const struct {
		const char *body;
		enum device_outcome outcome;
		int expires, interval;
		const char *said;
	} table[] = {
		{CODE("AB12-C", "https://microsoft.com/devicelogin", ",\"expires_in\":600,\"interval\":7"),
			DEVICE_DONE, 600, 7, ""},
		{CODE("AB12", "https://a.example", ""), DEVICE_DONE, 900, 5, ""},
		{CODE("AB12", "https://a.example", ",\"expires_in\":999999,\"interval\":0"), DEVICE_DONE, 900,
			1, ""},
		{CODE("AB12", "https://a.example", ",\"expires_in\":\"60\",\"interval\":\"-1\""), DEVICE_DONE,
			60, 5, ""},
		{CODE("AB12", "http://a.example", ""), DEVICE_GARBLED, 0, 0, ""},
		{CODE("AB12", "https://a.example/ and a lie", ""), DEVICE_GARBLED, 0, 0, ""},
		{CODE("AB\\u001b[31m", "https://a.example", ""), DEVICE_GARBLED, 0, 0, ""},
		{CODE("two words", "https://a.example", ""), DEVICE_GARBLED, 0, 0, ""},
		{CODE("", "https://a.example", ""), DEVICE_GARBLED, 0, 0, ""},
		{"{\"user_code\":\"AB12\",\"verification_uri\":\"https://a.example\"}", DEVICE_GARBLED, 0, 0,
			""},
		{"<html>", DEVICE_GARBLED, 0, 0, ""},
		{"{\"error\":\"unauthorized_client\",\"error_description\":\"AADSTS700016: no such "
		 "program.\\r\\nTrace ID: "
		 "x\"}",
			DEVICE_CLIENT, 0, 0, "AADSTS700016: no such program."},
		{"{\"error\":\"invalid_grant\",\"error_description\":\"AADSTS53003: blocked\"}",
			DEVICE_REFUSED, 0, 0, "AADSTS53003: blocked"},
		{"{\"error\":\"of-tomorrow\"}", DEVICE_REFUSED, 0, 0, "of-tomorrow"},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct device_code code = {.fetch = FETCH_DONE};
		enum device_outcome outcome = device_read_code(table[i].body, strlen(table[i].body), &code);

		if (outcome != table[i].outcome)
			fail_msg("%s: %d", table[i].body, (int)outcome);
		assert_int_equal(code.ticket != NULL, outcome == DEVICE_DONE);
		assert_string_equal(code.said, table[i].said);
		if (outcome == DEVICE_DONE) {
			assert_int_equal(code.expires_s, table[i].expires);
			assert_int_equal(code.interval_s, table[i].interval);
		}
		device_code_release(&code);
	}
}

static void keys_are_read(void **state)
{
	static const struct {
		const char *body;
		enum device_poll poll;
		enum device_outcome outcome;
	} table[] = {
		{"{\"error\":\"authorization_pending\"}", DEVICE_POLL_PENDING, DEVICE_GARBLED},
		{"{\"error\":\"slow_down\"}", DEVICE_POLL_SLOWER, DEVICE_GARBLED},
		{"{\"token_type\":\"Bearer\",\"access_token\":\"abc\"}", DEVICE_POLL_OVER, DEVICE_DONE},
		{"{\"error\":\"access_denied\"}", DEVICE_POLL_OVER, DEVICE_DECLINED},
		{"{\"error\":\"authorization_declined\"}", DEVICE_POLL_OVER, DEVICE_DECLINED},
		{"{\"error\":\"expired_token\"}", DEVICE_POLL_OVER, DEVICE_EXPIRED},
		{"{\"error\":\"invalid_client\"}", DEVICE_POLL_OVER, DEVICE_CLIENT},
		{"{\"access_token\":\"a\\nb\"}", DEVICE_POLL_OVER, DEVICE_GARBLED},
		{"{\"access_token\":\"\"}", DEVICE_POLL_OVER, DEVICE_GARBLED},
		{"{\"access_token\":\"abc\",\"error\":\"access_denied\"}", DEVICE_POLL_OVER, DEVICE_DECLINED},
		{"{}", DEVICE_POLL_OVER, DEVICE_GARBLED},
		{"", DEVICE_POLL_OVER, DEVICE_GARBLED},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct secret *token = NULL;
		enum device_outcome outcome;
		char said[100] = "";
		enum device_poll poll = device_read_token(
			table[i].body, strlen(table[i].body), &outcome, &token, said, sizeof said);

		if (poll != table[i].poll || outcome != table[i].outcome)
			fail_msg("%s: %d", table[i].body, (int)outcome);
		assert_int_equal(token != NULL, outcome == DEVICE_DONE);
		secret_free(&token);
	}
}

static void ids_hold_nothing_else(void **state)
{
	static const struct {
		const char *text;
		bool fine;
	} table[] = {{"11111111-2222-3333-4444-555555555555", true}, {"firma.onmicrosoft.com", true},
		{"common", true}, {"", false}, {"a/b", false}, {"a b", false}, {"a%2f", false},
		{"a?b=c", false}, {"ä", false}, {"a\r\nb", false}};
	char text[120];

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++)
		assert_int_equal(device_is_id(table[i].text), table[i].fine);
	memset(text, 'a', sizeof text);
	text[101] = '\0';
	assert_false(device_is_id(text));
	text[100] = '\0';
	assert_true(device_is_id(text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(members_are_read),
		cmocka_unit_test(only_so_deep),
		cmocka_unit_test(codes_are_read),
		cmocka_unit_test(keys_are_read),
		cmocka_unit_test(ids_hold_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
