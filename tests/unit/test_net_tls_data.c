/*
 * A conversation inside TLS: early bytes in clear, ends of all kinds, messages of TLS between those of mail,
 * sessions side by side (H1, hazards.md 11 and 27 to 30). SIGPIPE keeps its default: raising it would end
 * this program.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "tests/unit/support/test_tls.h"

#define HOST "mail.example.org"
#define MUCH (48 * 1024)

static struct test_cert good, bad;
static struct tls_store *store;
static const struct io_scope unlimited = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};

static int make_signers(void **state)
{
	char *path;

	(void)state;
	test_hide_system_signers();
	test_cert_make(&good, &(struct test_cert_options){.san = "DNS:" HOST}, NULL);
	test_cert_make(&bad, &(struct test_cert_options){.san = "DNS:" HOST}, NULL);
	path = test_cert_file(&good);
	store = tls_store_new(path, NULL);
	unlink(path);
	free(path);
	return store ? 0 : -1;
}

static int free_signers(void **state)
{
	(void)state;
	tls_store_free(&store);
	test_cert_release(&good);
	test_cert_release(&bad);
	return 0;
}

/* A server, and a stream to it that is in TLS (unless it begins in clear). */
struct session {
	struct test_tls tls;
	struct test_server *server;
	struct stream *stream;
	struct tls_report report;
};

static void session_open(struct session *session, const struct test_cert *cert)
{
	session->tls.context = test_server_context(cert, NULL, 0);
	session->server = test_server_new(AF_INET, test_serve_tls, &session->tls);
	session->stream = stream_new(test_server_connect(session->server));
}

static void session_start(struct session *session)
{
	struct io_scope scope = io_scope_within(&unlimited, 10000);

	assert_int_equal(stream_start_tls(session->stream, &scope, store, TLS_SECURE, HOST, &session->report),
		TLS_DONE);
}

static void session_close(struct session *session)
{
	stream_free(&session->stream);
	test_server_free(&session->server);
	SSL_CTX_free(session->tls.context);
}

/* What another session leaves behind in the queue of this thread. */
static void poison(void)
{
	ERR_raise(ERR_LIB_SSL, SSL_R_CERTIFICATE_VERIFY_FAILED);
}

static void expect_line(struct stream *stream, const char *text)
{
	struct io_scope scope = io_scope_within(&unlimited, 10000);
	struct str line = STR_INIT;
	enum line_fault fault = LINE_NUL;

	assert_int_equal(stream_read_line(stream, &scope, &line, &fault), IO_OK);
	assert_int_equal(fault, LINE_FINE);
	assert_string_equal(str_text(&line), text);
	str_release(&line);
}

static void talk_lines(SSL *ssl, void *data)
{
	char buf[64];

	(void)data;
	SSL_write(ssl, "220 first\r\n", 11);
	/* Both ends get new keys between two lines; the client has to answer by itself. */
	SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED);
	SSL_write(ssl, "250 second\r\n", 12);
	SSL_read(ssl, buf, sizeof buf);
	SSL_write(ssl, "250 th", 6);
	SSL_write(ssl, "ird\r\npart", 9);
	SSL_shutdown(ssl);
	test_tls_hear_out(ssl);
}

static void test_conversation(void **state)
{
	struct session session = {.tls.talk = talk_lines};
	struct str line = STR_INIT;
	enum line_fault fault;

	(void)state;
	session_open(&session, &good);
	session_start(&session);
	assert_true(stream_is_verified(session.stream));
	expect_line(session.stream, "220 first");
	expect_line(session.stream, "250 second");
	assert_int_equal(stream_write(session.stream, &unlimited, "EHLO x\r\n", 8), IO_OK);
	assert_int_equal(stream_wait_readable(session.stream, &unlimited), IO_OK);
	expect_line(session.stream, "250 third");
	assert_int_equal(stream_read_line(session.stream, &unlimited, &line, &fault), IO_CLOSED);
	assert_int_equal(fault, LINE_PARTIAL);
	assert_string_equal(str_text(&line), "part");
	session_close(&session);
	str_release(&line);
}

static void talk_reset(SSL *ssl, void *data)
{
	(void)data;
	SSL_write(ssl, "421", 3);
	test_reset(SSL_get_fd(ssl));
}

/* The connection ends without close_notify, because the session is freed. */
static void talk_cut(SSL *ssl, void *data)
{
	char buf[64];

	(void)data;
	SSL_read(ssl, buf, sizeof buf);
	SSL_write(ssl, "221", 3);
	SSL_set_quiet_shutdown(ssl, 1);
}

static void test_cut(void **state)
{
	struct session session = {.tls.talk = talk_cut};
	struct str line = STR_INIT;
	enum line_fault fault;
	enum io_status status;

	(void)state;
	session_open(&session, &good);
	session_start(&session);
	assert_int_equal(stream_write(session.stream, &unlimited, "QUIT\r\n", 6), IO_OK);
	assert_int_equal(stream_read_line(session.stream, &unlimited, &line, &fault), IO_CLOSED);
	assert_int_equal(fault, LINE_PARTIAL);
	assert_string_equal(str_text(&line), "221");
	session_close(&session);
	session = (struct session){.tls.talk = talk_reset};
	session_open(&session, &good);
	session_start(&session);
	do {
		status = stream_read_line(session.stream, &unlimited, &line, &fault);
	} while (status == IO_OK);
	assert_int_equal(status, IO_RESET);
	session_close(&session);
	str_release(&line);
}

static void talk_leave(SSL *ssl, void *data)
{
	(void)data;
	SSL_set_quiet_shutdown(ssl, 1);
}

/* Nobody is there any more, and nothing has been read that would tell. */
static void test_write_to_nobody(void **state)
{
	struct session session = {.tls.talk = talk_leave};
	enum io_status status = IO_OK;

	(void)state;
	session_open(&session, &good);
	session_start(&session);
	for (int i = 0; i < 1000 && status == IO_OK; i++) {
		struct io_scope moment = io_scope_within(&unlimited, 2);

		io_wait(&moment, NULL, 0);
		status = stream_write(session.stream, &unlimited, "x", 1);
	}
	assert_int_equal(status, IO_RESET);
	session_close(&session);
}

static void talk_nothing_good(SSL *ssl, void *data)
{
	char *much = mem_new(10000);

	(void)data;
	SSL_write(ssl, "250 a\0b\r\n250 a\rb\r\n250 bare\n", 27);
	memset(much, 'x', 10000);
	SSL_write(ssl, much, 10000);
	free(much);
	test_tls_hear_out(ssl);
}

static void test_faults(void **state)
{
	static const enum line_fault faults[] = {LINE_NUL, LINE_BARE_CR, LINE_BARE_LF, LINE_TOO_LONG};
	struct session session = {.tls.talk = talk_nothing_good};
	struct str line = STR_INIT;

	(void)state;
	session_open(&session, &good);
	session_start(&session);
	for (size_t i = 0; i < 4; i++) {
		enum line_fault fault;

		assert_int_equal(stream_read_line(session.stream, &unlimited, &line, &fault), IO_OK);
		assert_int_equal(fault, faults[i]);
	}
	session_close(&session);
	str_release(&line);
}

/* Says back how much it heard, and then as much again. */
static void talk_much(SSL *ssl, void *data)
{
	char *buf = mem_new(MUCH);
	size_t got = 0;

	(void)data;
	while (got < MUCH) {
		int n = SSL_read(ssl, buf, 700);

		if (n <= 0)
			break;
		got += (size_t)n;
	}
	SSL_write(ssl, got == MUCH ? "whole\r\n" : "part\r\n", got == MUCH ? 7 : 6);
	memset(buf, 'y', MUCH);
	SSL_write(ssl, buf, MUCH);
	free(buf);
	test_tls_hear_out(ssl);
}

static void test_small_buffers(void **state)
{
	struct session session = {.tls.talk = talk_much};
	struct io_scope scope = io_scope_within(&unlimited, 30000);
	struct str got = STR_INIT;
	int one = 1;
	char *much = mem_new(MUCH);

	(void)state;
	session_open(&session, &good);
	setsockopt(stream_fd(session.stream), SOL_SOCKET, SO_SNDBUF, &one, sizeof one);
	session_start(&session);
	memset(much, 'x', MUCH);
	assert_int_equal(stream_write(session.stream, &scope, much, MUCH), IO_OK);
	expect_line(session.stream, "whole");
	for (size_t n = 0; n < MUCH; n += 16384) {
		assert_int_equal(stream_read_bytes(session.stream, &scope, 16384, &got), IO_OK);
		assert_int_equal(strspn(str_text(&got), "y"), 16384);
	}
	session_close(&session);
	str_release(&got);
	free(much);
}

static void talk_deaf(SSL *ssl, void *data)
{
	struct pollfd fd = {.fd = SSL_get_fd(ssl), .events = POLLRDHUP};

	(void)data;
	poll(&fd, 1, 10000);
}

/* A write that has to wait, beside another session's failure: it waits, and the deadline ends it. */
static void test_deaf_server(void **state)
{
	struct session session = {.tls.talk = talk_deaf};
	struct io_scope scope;
	char *much = mem_new(16 << 20);

	(void)state;
	session_open(&session, &good);
	session_start(&session);
	scope = io_scope_within(&unlimited, 200);
	poison();
	assert_int_equal(stream_write(session.stream, &scope, much, 16 << 20), IO_TIMED_OUT);
	session_close(&session);
	free(much);
}

static void talk_greeting(SSL *ssl, void *data)
{
	(void)data;
	SSL_write(ssl, "250 inside\r\n", 12);
	test_tls_hear_out(ssl);
}

/* RFC 3207 section 4.2: what was slipped in before TLS is never heard afterwards. */
static void test_early_bytes(void **state)
{
	struct session session = {.tls = {.clear = "220 go\r\n250-AUTH PLAIN\r\n", .talk = talk_greeting}};
	struct session honest = {.tls = {.clear = "220 go\r\n", .talk = talk_greeting}};

	(void)state;
	session_open(&session, &good);
	assert_int_equal(stream_write(session.stream, &unlimited, "STARTTLS\r\n", 10), IO_OK);
	expect_line(session.stream, "220 go");
	assert_int_equal(stream_early(session.stream), 16);
	session_start(&session);
	assert_int_equal(session.report.early, 16);
	expect_line(session.stream, "250 inside");
	session_close(&session);
	session_open(&honest, &good);
	assert_int_equal(stream_write(honest.stream, &unlimited, "STARTTLS\r\n", 10), IO_OK);
	expect_line(honest.stream, "220 go");
	assert_int_equal(stream_early(honest.stream), 0);
	session_start(&honest);
	assert_int_equal(honest.report.early, 0);
	expect_line(honest.stream, "250 inside");
	session_close(&honest);
}

/* Bytes that the stream has not read itself when TLS is asked for. */
static void test_early_in_the_kernel(void **state)
{
	int fds[2];
	struct stream *stream;
	struct io_scope scope = io_scope_within(&unlimited, 100);
	struct tls_report report;
	struct str line = STR_INIT;
	enum line_fault fault;

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	io_prepare(fds[0]);
	stream = stream_new(fds[0]);
	test_send(fds[1], "220 go\r\n", 8);
	assert_int_equal(stream_read_line(stream, &unlimited, &line, &fault), IO_OK);
	test_send(fds[1], "250 injected\r\n", 14);
	assert_int_equal(stream_early(stream), 14);
	assert_int_equal(stream_start_tls(stream, &scope, store, TLS_SECURE, HOST, &report), TLS_TIMED_OUT);
	assert_int_equal(report.early, 14);
	stream_free(&stream);
	close(fds[1]);
	str_release(&line);
}

static void talk_echo(SSL *ssl, void *data)
{
	char buf[64];
	int n;

	(void)data;
	do {
		n = SSL_read(ssl, buf, sizeof buf);
	} while (n > 0 && SSL_write(ssl, buf, n) == n);
}

static void four_sessions(int rounds)
{
	struct session sessions[4];

	for (int round = 0; round < rounds; round++) {
		for (size_t i = 0; i < 4; i++) {
			sessions[i] = (struct session){.tls.talk = talk_echo};
			session_open(&sessions[i], i == 1 ? &bad : &good);
			poison();
			session_start(&sessions[i]);
			assert_int_equal(stream_is_verified(sessions[i].stream), i != 1);
			assert_int_equal(sessions[i].report.verify_error,
				i == 1 ? X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT : X509_V_OK);
		}
		for (size_t i = 0; i < 4; i++) {
			poison();
			assert_int_equal(stream_write(sessions[i].stream, &unlimited, "NOOP\r\n", 6), IO_OK);
		}
		for (size_t i = 0; i < 4; i++) {
			poison();
			expect_line(sessions[i].stream, "NOOP");
		}
		for (size_t i = 0; i < 4; i++)
			session_close(&sessions[i]);
	}
}

static void test_four_sessions(void **state)
{
	(void)state;
	four_sessions(100);
}

static void *four_in_a_thread(void *data)
{
	(void)data;
	four_sessions(10);
	return NULL;
}

static void test_threads(void **state)
{
	pthread_t threads[4];

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, four_in_a_thread, NULL), 0);
	for (size_t i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conversation),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_write_to_nobody),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_small_buffers),
		cmocka_unit_test(test_deaf_server),
		cmocka_unit_test(test_early_bytes),
		cmocka_unit_test(test_early_in_the_kernel),
		cmocka_unit_test(test_four_sessions),
		cmocka_unit_test(test_threads),
	};

	return cmocka_run_group_tests(tests, make_signers, free_signers);
}
