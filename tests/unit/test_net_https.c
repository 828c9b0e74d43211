/*
 * One page over TLS: what a web server may answer, by length, in chunks, to the end or cut off; no word to one whose certificate is wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/net/https.h"
#include "tests/unit/support/peer.h"
#include "tests/unit/support/peer_tls.h"

#define HOST	    "mta-sts.example.org"
#define N_OF(array) (sizeof(array) / sizeof *(array))
#define HEAD	    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"

static void test_read(void **state)
{
	static const struct {
		const char *bytes;
		bool ended;
		bool there;
		int status;
		bool whole;
		const char *body;
	} table[] = {
		{HEAD "Content-Length: 5\r\n\r\nhello", false, true, 200, true, "hello"},
		{HEAD "Content-Length: 5\r\n\r\nhello world", false, true, 200, true, "hello"},
		{HEAD "Content-Length: 9\r\n\r\nhello", true, true, 200, false, "hello"},
		{HEAD "\r\nhello\n", true, true, 200, true, "hello\n"},
		{HEAD "\r\nhello\n", false, true, 200, false, "hello\n"},
		{HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nc;x=y\r\n, wide\r\nworl\r\n0\r\n\r\n",
			false, true, 200, true, "hello, wide\r\nworl"},
		{HEAD "transfer-encoding: gzip, Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", false, true, 200, true,
			"abc"},
		{HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhel", true, true, 200, false, "hel"},
		{HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", true, true, 200, false, "hello"},
		{HEAD "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", true, true, 200, false, ""},
		{HEAD "Transfer-Encoding: chunked\r\n\r\n123456789abcdef\r\nx", true, true, 200, false, ""},
		{HEAD "Transfer-Encoding: chunked\r\n\r\n", true, true, 200, false, ""},
		{"HTTP/1.1 404 Not Found\nContent-Length: 2\n\nno", false, true, 404, true, "no"},
		{"HTTP/1.1 204 No Content\r\n\r\n", false, true, 204, true, ""},
		{"HTTP/1.1 301 Moved\r\nLocation: https://elsewhere.test/\r\nContent-Length: 0\r\n\r\n",
			false, true, 301, true, ""},
		{"220 mail.example.org ESMTP\r\n", false, true, 0, false, ""},
		{HEAD, true, false, 0, false, ""},
		{"HTTP/1.1 200 OK", true, false, 0, false, ""},
		{"", true, false, 0, false, ""},
	};

	(void)state;
	for (size_t i = 0; i < N_OF(table); i++) {
		struct https_page page;
		bool there =
			https_page_read(table[i].bytes, strlen(table[i].bytes), table[i].ended, 100, &page);

		if (there != table[i].there || page.status != table[i].status || page.whole != table[i].whole)
			fail_msg("%s: there %d, status %d, whole %d", table[i].bytes, there, page.status,
				page.whole);
		assert_string_equal(str_text(&page.body), table[i].body);
		if (page.status == 301)
			assert_string_equal(page.location, "https://elsewhere.test/");
		if (page.status == 200)
			assert_string_equal(page.type, "text/plain");
		https_page_release(&page);
	}
}

static void test_cut(void **state)
{
	static const char text[] = HEAD "Content-Length: 12\r\n\r\nhello, world";
	struct https_page page;

	(void)state;
	assert_true(https_page_read(text, sizeof text - 1, false, 5, &page));
	assert_string_equal(str_text(&page.body), "hello");
	assert_false(page.whole);
	https_page_release(&page);
}

static struct tls_store *store;
static SSL_CTX *tls;

static enum io_status get(const struct peer_act *script, const char *host, size_t max,
	struct tls_report *report, struct https_page *page, struct str *said_r)
{
	const struct io_scope whole = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
	struct io_scope scope = io_scope_within(&whole, 10000);
	struct peer *peer = peer_new(script, tls);
	enum io_status status = https_get(&scope, peer_connect(peer), store, host, "/p", max, report, page);

	assert_null(peer_finish(&peer, said_r));
	return status;
}

#define REQUEST PEER_EXPECTS("GET /p HTTP/1.1")

static void test_fetch(void **state)
{
	static const struct peer_act by_length[] = {PEER_DOES(PEER_TLS), REQUEST,
		PEER_SENDS(HEAD "Content-Length: 6\r\n\r\nhello\n"), PEER_DOES(PEER_END)};
	static const struct peer_act by_end[] = {
		PEER_DOES(PEER_TLS), REQUEST, PEER_SENDS(HEAD "\r\nhello\n"), PEER_DOES(PEER_CLOSE)};
	static const struct peer_act by_chunks[] = {PEER_DOES(PEER_TLS), REQUEST,
		PEER_DRIPS(HEAD "Transfer-Encoding: chunked\r\n\r\n6\r\nhello\n\r\n0\r\n\r\n", 1),
		PEER_DOES(PEER_END)};
	static const struct peer_act *const scripts[] = {by_length, by_end, by_chunks};

	(void)state;
	for (size_t i = 0; i < N_OF(scripts); i++) {
		struct str STR_AUTO said = STR_INIT;
		struct https_page page;
		struct tls_report report;

		assert_int_equal(get(scripts[i], HOST, 1000, &report, &page, &said), IO_OK);
		assert_true(report.verified);
		assert_int_equal(page.status, 200);
		assert_true(page.whole);
		assert_string_equal(str_text(&page.body), "hello\n");
		assert_string_equal(str_text(&said), "GET /p HTTP/1.1\r\nHost: " HOST
						     "\r\nUser-Agent: mailmend\r\nAccept: text/plain, */*\r\n"
						     "Connection: close\r\n\r\n");
		assert_int_equal(strlen(report.chain[0].key_sha256), 64);
		https_page_release(&page);
	}
}

/* Neither a name nor a wish is told to somebody who is not the one. */
static void test_wrong_certificate(void **state)
{
	static const struct peer_act script[] = {PEER_DOES(PEER_TLS), PEER_DOES(PEER_END)};
	struct str STR_AUTO said = STR_INIT;
	struct https_page page;
	struct tls_report report;

	(void)state;
	assert_int_equal(get(script, "mta-sts.example.net", 1000, &report, &page, &said), IO_OK);
	assert_int_equal(report.outcome, TLS_DONE);
	assert_false(report.verified);
	assert_int_equal(page.status, 0);
	assert_string_equal(str_text(&said), "");
	https_page_release(&page);
}

static void test_endless(void **state)
{
	static const struct peer_act head[] = {PEER_DOES(PEER_TLS), REQUEST, PEER_SENDS(HEAD),
		PEER_REPEATS("X-A: b\r\n", 10000), PEER_DOES(PEER_END)};
	static const struct peer_act body[] = {PEER_DOES(PEER_TLS), REQUEST, PEER_SENDS(HEAD "\r\n"),
		PEER_REPEATS("all work and no play\n", 10000), PEER_DOES(PEER_END)};
	struct https_page page;
	struct tls_report report;

	(void)state;
	assert_int_equal(get(head, HOST, 100, &report, &page, NULL), IO_OK);
	assert_int_equal(page.status, 200);
	assert_false(page.whole);
	https_page_release(&page);
	assert_int_equal(get(body, HOST, 100, &report, &page, NULL), IO_OK);
	assert_int_equal(page.status, 200);
	assert_false(page.whole);
	assert_int_equal(page.body.len, 100);
	https_page_release(&page);
}

static void test_nothing(void **state)
{
	static const struct peer_act script[] = {PEER_DOES(PEER_TLS), REQUEST, PEER_DOES(PEER_CLOSE)};
	struct https_page page;
	struct tls_report report;

	(void)state;
	assert_int_equal(get(script, HOST, 100, &report, &page, NULL), IO_CLOSED);
	assert_int_equal(page.status, 0);
	https_page_release(&page);
}

static int start(void **state)
{
	(void)state;
	tls = peer_tls_new(HOST, &store);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	SSL_CTX_free(tls);
	tls_store_free(&store);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_fetch),
		cmocka_unit_test(test_wrong_certificate),
		cmocka_unit_test(test_endless),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
