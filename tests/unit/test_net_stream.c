/*
 * Lines: what a hostile or broken peer may send, and when reading ends.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/net/stream.h"
#include "tests/unit/support/test_server.h"

static const struct io_scope unlimited = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};

/* A stream and the peer's end of it. */
struct pair {
	struct stream *stream;
	int peer;
};

static struct pair pair_new(void)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	io_prepare(fds[0]);
	return (struct pair){.stream = stream_new(fds[0]), .peer = fds[1]};
}

static void pair_free(struct pair *pair)
{
	stream_free(&pair->stream);
	assert_null(pair->stream);
	stream_free(&pair->stream);
	if (pair->peer >= 0)
		close(pair->peer);
}

static void say(const struct pair *pair, const void *bytes, size_t len)
{
	test_send(pair->peer, bytes, len);
}

static void hang_up(struct pair *pair)
{
	close(pair->peer);
	pair->peer = -1;
}

static void test_lines(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *line;
		size_t line_len;
		enum line_fault fault;
	} cases[] = {
		{"220 hello\r\n", 11, "220 hello", 9, LINE_FINE},
		{"\r\n", 2, "", 0, LINE_FINE},
		{"220 hello\n", 10, "220 hello", 9, LINE_BARE_LF},
		{"\n", 1, "", 0, LINE_BARE_LF},
		{"220 a\rb\r\n", 9, "220 a\rb", 7, LINE_BARE_CR},
		{"220 a\r\r\n", 8, "220 a\r", 6, LINE_BARE_CR},
		{"220 a\rb\n", 8, "220 a\rb", 7, LINE_BARE_CR},
		{"220 a\0b\r\n", 9, "220 a\0b", 7, LINE_NUL},
		{"\0\r\n", 3, "\0", 1, LINE_NUL},
		{"\xff\xfe\x1b[2J\r\n", 8, "\xff\xfe\x1b[2J", 6, LINE_FINE},
	};
	struct str line = STR_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pair pair = pair_new();
		enum line_fault fault = LINE_TOO_LONG;

		say(&pair, cases[i].bytes, cases[i].len);
		say(&pair, "next\r\n", 6);
		assert_int_equal(stream_read_line(pair.stream, &unlimited, &line, &fault), IO_OK);
		assert_int_equal(fault, cases[i].fault);
		assert_int_equal(line.len, cases[i].line_len);
		assert_memory_equal(str_text(&line), cases[i].line, cases[i].line_len);
		assert_int_equal(stream_read_line(pair.stream, &unlimited, &line, &fault), IO_OK);
		assert_string_equal(str_text(&line), "next");
		pair_free(&pair);
	}
	str_release(&line);
}

/* n times 'x' and then the end. */
static enum line_fault long_line(size_t n, const char *end, struct str *line_r, enum io_status *next_r)
{
	struct pair pair = pair_new();
	enum line_fault fault = LINE_FINE;
	char *bytes = mem_new(n + 1);

	memset(bytes, 'x', n);
	say(&pair, bytes, n);
	say(&pair, end, strlen(end));
	assert_int_equal(stream_read_line(pair.stream, &unlimited, line_r, &fault), IO_OK);
	say(&pair, "next\r\n", 6);
	errno = 0;
	*next_r = stream_read_line(pair.stream, &unlimited, line_r, &(enum line_fault){LINE_FINE});
	free(bytes);
	pair_free(&pair);
	return fault;
}

static void test_long_lines(void **state)
{
	struct str line = STR_INIT;
	enum io_status next;

	(void)state;
	assert_int_equal(long_line(STREAM_LINE_MAX, "\r\n", &line, &next), LINE_FINE);
	assert_int_equal(next, IO_OK);
	assert_int_equal(long_line(STREAM_LINE_MAX, "\n", &line, &next), LINE_BARE_LF);
	assert_int_equal(next, IO_OK);
	assert_int_equal(long_line(STREAM_LINE_MAX + 1, "\r\n", &line, &next), LINE_TOO_LONG);
	assert_int_equal(line.len, STREAM_LINE_MAX);
	assert_int_equal(next, IO_FAILED);
	assert_int_equal(errno, EMSGSIZE);
	assert_int_equal(long_line(STREAM_LINE_MAX + 1, "\n", &line, &next), LINE_TOO_LONG);
	assert_int_equal(long_line(50000, "", &line, &next), LINE_TOO_LONG);
	assert_int_equal(next, IO_FAILED);
	str_release(&line);
}

static void test_ends(void **state)
{
	struct str line = STR_INIT;
	enum line_fault fault = LINE_NUL;
	struct pair pair = pair_new();

	(void)state;
	say(&pair, "220 a\r\n250-par", 14);
	hang_up(&pair);
	assert_int_equal(stream_read_line(pair.stream, &unlimited, &line, &fault), IO_OK);
	assert_string_equal(str_text(&line), "220 a");
	assert_int_equal(stream_read_line(pair.stream, &unlimited, &line, &fault), IO_CLOSED);
	assert_int_equal(fault, LINE_PARTIAL);
	assert_string_equal(str_text(&line), "250-par");
	assert_int_equal(stream_read_line(pair.stream, &unlimited, &line, &fault), IO_CLOSED);
	assert_int_equal(fault, LINE_FINE);
	assert_string_equal(str_text(&line), "");
	pair_free(&pair);
	str_release(&line);
}

/* A byte now and then: the deadline is that of the whole line. */
struct dripper {
	int fd, stop;
};

static void *drip(void *data)
{
	struct dripper *dripper = data;

	for (;;) {
		struct io_scope scope = {.cancel_fd = dripper->stop, .deadline_us = CLOCK_NEVER};

		scope = io_scope_within(&scope, 20);
		if (io_wait(&scope, NULL, 0) == IO_CANCELLED)
			return NULL;
		test_send(dripper->fd, "x", 1);
	}
}

static void test_slow_line(void **state)
{
	static const uint64_t one = 1;
	struct pair pair = pair_new();
	struct dripper dripper = {.fd = pair.peer, .stop = eventfd(0, EFD_CLOEXEC)};
	struct io_scope scope;
	struct str line = STR_INIT;
	enum line_fault fault = LINE_FINE;
	int64_t start = clock_us();
	pthread_t thread;

	(void)state;
	str_add(&line, "untouched");
	assert_int_equal(pthread_create(&thread, NULL, drip, &dripper), 0);
	scope = io_scope_within(&unlimited, 200);
	assert_int_equal(stream_read_line(pair.stream, &scope, &line, &fault), IO_TIMED_OUT);
	assert_in_range(clock_us() - start, 200000, 300000);
	assert_string_equal(str_text(&line), "untouched");
	assert_int_equal(write(dripper.stop, &one, sizeof one), sizeof one);
	pthread_join(thread, NULL);
	/* What came is not lost. */
	say(&pair, "\r\n", 2);
	assert_int_equal(stream_read_line(pair.stream, &unlimited, &line, &fault), IO_OK);
	assert_in_range(line.len, 5, 15);
	close(dripper.stop);
	pair_free(&pair);
	str_release(&line);
}

static void *cancel_soon(void *data)
{
	static const uint64_t one = 1;
	struct io_scope scope = io_scope_within(&unlimited, 50);

	io_wait(&scope, NULL, 0);
	assert_int_equal(write(*(int *)data, &one, sizeof one), sizeof one);
	return NULL;
}

static void test_cancelled(void **state)
{
	struct pair pair = pair_new();
	int cancel = eventfd(0, EFD_CLOEXEC);
	struct io_scope scope = {.cancel_fd = cancel, .deadline_us = CLOCK_NEVER};
	struct str line = STR_INIT;
	enum line_fault fault;
	int64_t start = clock_us();
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, cancel_soon, &cancel), 0);
	assert_int_equal(stream_read_line(pair.stream, &scope, &line, &fault), IO_CANCELLED);
	assert_in_range(clock_us() - start, 50000, 150000);
	assert_int_equal(stream_wait_readable(pair.stream, &scope), IO_CANCELLED);
	pthread_join(thread, NULL);
	close(cancel);
	pair_free(&pair);
}

static void test_bytes(void **state)
{
	struct pair pair = pair_new();
	struct io_scope scope;
	struct str got = STR_INIT, line = STR_INIT;
	enum line_fault fault;

	(void)state;
	say(&pair, "* 1 {5}\r\na\r\n\0b tail\r\n", 21);
	assert_int_equal(stream_read_line(pair.stream, &unlimited, &line, &fault), IO_OK);
	assert_int_equal(stream_early(pair.stream), 12);
	assert_int_equal(stream_read_bytes(pair.stream, &unlimited, 5, &got), IO_OK);
	assert_int_equal(got.len, 5);
	assert_memory_equal(got.s, "a\r\n\0b", 5);
	assert_int_equal(stream_read_line(pair.stream, &unlimited, &line, &fault), IO_OK);
	assert_string_equal(str_text(&line), " tail");
	assert_int_equal(stream_read_bytes(pair.stream, &unlimited, 0, &got), IO_OK);
	assert_int_equal(got.len, 0);
	assert_int_equal(stream_read_bytes(pair.stream, &unlimited, 65537, &got), IO_FAILED);
	assert_int_equal(errno, EMSGSIZE);
	say(&pair, "abc", 3);
	scope = io_scope_within(&unlimited, 30);
	assert_int_equal(stream_read_bytes(pair.stream, &scope, 4, &got), IO_TIMED_OUT);
	assert_int_equal(got.len, 0);
	hang_up(&pair);
	assert_int_equal(stream_read_bytes(pair.stream, &unlimited, 4, &got), IO_CLOSED);
	pair_free(&pair);
	str_release(&got);
	str_release(&line);
}

static void test_readable(void **state)
{
	struct pair pair = pair_new();
	struct io_scope scope = io_scope_within(&unlimited, 30);
	struct str line = STR_INIT;
	enum line_fault fault;

	(void)state;
	assert_int_equal(stream_early(pair.stream), 0);
	assert_int_equal(stream_wait_readable(pair.stream, &scope), IO_TIMED_OUT);
	say(&pair, "+OK\r\n", 5);
	assert_int_equal(stream_wait_readable(pair.stream, &unlimited), IO_OK);
	assert_int_equal(stream_early(pair.stream), 5);
	assert_int_equal(stream_read_line(pair.stream, &unlimited, &line, &fault), IO_OK);
	assert_string_equal(str_text(&line), "+OK");
	hang_up(&pair);
	assert_int_equal(stream_wait_readable(pair.stream, &unlimited), IO_CLOSED);
	pair_free(&pair);
	str_release(&line);
}

/* SIGPIPE keeps its default here: a write that raised it would end this program. */
static void test_write(void **state)
{
	struct pair pair = pair_new();
	struct io_scope scope;
	char buf[16] = "";
	char *much = mem_new(1 << 20);

	(void)state;
	assert_int_equal(stream_write(pair.stream, &unlimited, "EHLO x\r\n", 8), IO_OK);
	assert_int_equal(recv(pair.peer, buf, sizeof buf, 0), 8);
	assert_string_equal(buf, "EHLO x\r\n");
	assert_int_equal(stream_write(pair.stream, &unlimited, "", 0), IO_OK);
	/* Nobody reads: the deadline ends it. */
	scope = io_scope_within(&unlimited, 50);
	assert_int_equal(stream_write(pair.stream, &scope, much, 1 << 20), IO_TIMED_OUT);
	hang_up(&pair);
	assert_int_equal(stream_write(pair.stream, &unlimited, "QUIT\r\n", 6), IO_RESET);
	assert_false(stream_is_encrypted(pair.stream));
	assert_false(stream_is_verified(pair.stream));
	free(much);
	pair_free(&pair);
}

static void serve_reset(int fd, void *data)
{
	char byte;

	(void)data;
	assert_int_equal(recv(fd, &byte, 1, 0), 1);
	test_reset(fd);
}

static void test_reset_connection(void **state)
{
	struct test_server *server = test_server_new(AF_INET, serve_reset, NULL);
	struct stream *stream = stream_new(test_server_connect(server));
	struct str line = STR_INIT;
	enum line_fault fault;

	(void)state;
	assert_int_equal(stream_write(stream, &unlimited, "x", 1), IO_OK);
	assert_int_equal(stream_read_line(stream, &unlimited, &line, &fault), IO_RESET);
	stream_free(&stream);
	test_server_free(&server);
	str_release(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_slow_line),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_readable),
		cmocka_unit_test(test_write),
		cmocka_unit_test(test_reset_connection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
