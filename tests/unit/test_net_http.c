/*
 * The smallest HTTP: what a web server may answer, and what may come in place of one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/base/str.h"
#include "checks/net/http.h"
#include "tests/unit/support/peer.h"

#define LIMIT_MS 5000

static struct io_scope scope_of(int64_t ms)
{
	const struct io_scope whole = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};

	return io_scope_within(&whole, ms);
}

/* One GET against a script; what the client said goes into said_r, which may be NULL. */
static enum io_status get(const struct peer_act *script, struct http_answer *answer, struct str *said_r)
{
	struct io_scope scope = scope_of(LIMIT_MS);
	struct peer *peer = peer_new(script, NULL);
	enum io_status status;

	*answer = (struct http_answer){.status = -1};
	status = http_get(&scope, peer_connect(peer), "example.org", "/page", answer);
	assert_null(peer_finish(&peer, said_r));
	return status;
}

#define REQUEST PEER_EXPECTS("GET /page HTTP/1.1")

static void one_polite_question(void **state)
{
	static const struct peer_act script[] = {
		REQUEST, PEER_SENDS("HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n"), PEER_DOES(PEER_END)};
	struct str STR_AUTO said = STR_INIT;
	struct http_answer answer;

	(void)state;
	assert_int_equal(get(script, &answer, &said), IO_OK);
	assert_int_equal(answer.status, 204);
	assert_string_equal(answer.body, "");
	assert_string_equal(str_text(&said),
		"GET /page HTTP/1.1\r\nHost: example.org\r\nUser-Agent: mailmend\r\n"
		"Accept: */*\r\nConnection: close\r\n\r\n");
}

static void a_body_by_length_and_by_end(void **state)
{
	static const struct peer_act by_length[] = {REQUEST,
		PEER_SENDS("HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\nsuccess\n"), PEER_DOES(PEER_END)};
	static const struct peer_act by_end[] = {
		REQUEST, PEER_SENDS("HTTP/1.0 200 OK\r\n\r\nsuccess"), PEER_DOES(PEER_CLOSE)};
	struct http_answer answer;

	(void)state;
	assert_int_equal(get(by_length, &answer, NULL), IO_OK);
	assert_int_equal(answer.status, 200);
	assert_string_equal(answer.body, "success\n");
	assert_int_equal(get(by_end, &answer, NULL), IO_OK);
	assert_string_equal(answer.body, "success\n");
}

static void where_a_redirect_leads(void **state)
{
	static const struct peer_act script[] = {REQUEST,
		PEER_SENDS("HTTP/1.1 302 Found\r\nLOCATION:   "
			   "http://10.0.0.1/sign-in\x1b[2J\r\nContent-Length: 0\r\n\r\n"),
		PEER_DOES(PEER_END)};
	struct http_answer answer;

	(void)state;
	assert_int_equal(get(script, &answer, NULL), IO_OK);
	assert_int_equal(answer.status, 302);
	assert_string_equal(answer.location, "http://10.0.0.1/sign-in\\x1b[2J");
}

static void what_is_no_http(void **state)
{
	static const struct peer_act mail[] = {
		REQUEST, PEER_SENDS("220 mail.example.org ESMTP\r\n"), PEER_DOES(PEER_END)};
	static const struct peer_act odd[] = {
		REQUEST, PEER_SENDS("HTTP/1.1 2x4 No\r\n\r\n"), PEER_DOES(PEER_END)};
	struct http_answer answer;

	(void)state;
	assert_int_equal(get(mail, &answer, NULL), IO_OK);
	assert_int_equal(answer.status, 0);
	assert_int_equal(get(odd, &answer, NULL), IO_OK);
	assert_int_equal(answer.status, 0);
}

static void what_never_ends(void **state)
{
	static const struct peer_act head[] = {REQUEST, PEER_SENDS("HTTP/1.1 200 OK\r\n"),
		PEER_REPEATS("X-Filler: y\r\n", 1000000), PEER_DOES(PEER_CLOSE)};
	static const struct peer_act body[] = {REQUEST, PEER_SENDS("HTTP/1.1 200 OK\r\n\r\n"),
		PEER_REPEATS("more and more\r\n", 1000000), PEER_DOES(PEER_CLOSE)};
	static const struct peer_act line[] = {REQUEST, PEER_SENDS("HTTP/1.1 200 OK\r\n\r\n"),
		PEER_REPEATS("more and more", 1000000), PEER_DOES(PEER_CLOSE)};
	struct http_answer answer;

	(void)state;
	assert_int_equal(get(head, &answer, NULL), IO_OK);
	assert_int_equal(answer.status, 200);
	assert_int_equal(get(body, &answer, NULL), IO_OK);
	assert_true(strlen(answer.body) <= HTTP_BODY_MAX);
	assert_int_equal(get(line, &answer, NULL), IO_OK);
	assert_true(strlen(answer.body) <= HTTP_BODY_MAX);
}

static void what_breaks_off(void **state)
{
	static const struct peer_act closed[] = {REQUEST, PEER_DOES(PEER_CLOSE)};
	static const struct peer_act in_head[] = {
		REQUEST, PEER_SENDS("HTTP/1.1 200 OK\r\nX-"), PEER_DOES(PEER_CLOSE)};
	struct http_answer answer;

	(void)state;
	assert_int_equal(get(closed, &answer, NULL), IO_CLOSED);
	assert_int_equal(get(in_head, &answer, NULL), IO_CLOSED);
	assert_int_equal(answer.status, -1);
}

static void silence_has_an_end(void **state)
{
	static const struct peer_act script[] = {PEER_DOES(PEER_END)};
	struct io_scope scope = scope_of(120);
	struct peer *peer = peer_new(script, NULL);
	struct http_answer answer;

	(void)state;
	assert_int_equal(http_get(&scope, peer_connect(peer), "example.org", "/", &answer), IO_TIMED_OUT);
	assert_null(peer_finish(&peer, NULL));
}

static void a_body_that_stays_away(void **state)
{
	static const struct peer_act script[] = {REQUEST,
		PEER_SENDS("HTTP/1.1 302 Found\r\nLocation: http://a/\r\n\r\n"), PEER_DOES(PEER_END)};
	struct io_scope scope = scope_of(150);
	struct peer *peer = peer_new(script, NULL);
	struct http_answer answer = {.status = -1};

	(void)state;
	assert_int_equal(http_get(&scope, peer_connect(peer), "example.org", "/page", &answer), IO_OK);
	assert_int_equal(answer.status, 302);
	assert_null(peer_finish(&peer, NULL));
}

static void lengths_that_are_none(void **state)
{
	static const char *const lengths[] = {
		"Content-Length: -5", "Content-Length: 99999999999999999999", "Content-Length: x"};

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct http_reader reader;

		http_reader_init(&reader);
		assert_true(http_reader_take(&reader, "HTTP/1.1 200 OK", 15));
		assert_true(http_reader_take(&reader, lengths[i], strlen(lengths[i])));
		assert_true(http_reader_take(&reader, "", 0));
		assert_true(http_reader_take(&reader, "text", 4));
		assert_string_equal(reader.answer.body, "text\n");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_polite_question),
		cmocka_unit_test(a_body_by_length_and_by_end),
		cmocka_unit_test(where_a_redirect_leads),
		cmocka_unit_test(what_is_no_http),
		cmocka_unit_test(what_never_ends),
		cmocka_unit_test(what_breaks_off),
		cmocka_unit_test(silence_has_an_end),
		cmocka_unit_test(a_body_that_stays_away),
		cmocka_unit_test(lengths_that_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
