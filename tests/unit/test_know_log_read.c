/*
 * Files as they are found: packed, cut off, with holes and lines without end, growing, replaced; and the same counts on one thread, on
 * several, and from a text in memory.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "checks/base/clock.h"
#include "checks/base/mem.h"
#include "checks/base/str.h"
#include "checks/know/log_read.h"

#define MIB 1048576

static const struct io_scope no_limit = {.cancel_fd = -1, .deadline_us = CLOCK_NEVER};
static char folder[] = "/tmp/mailmend-log-XXXXXX";
static char *path; /* in it */

static void write_at(const char *name, const void *bytes, size_t len, int flags)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, len), len);
	close(fd);
}

static void add_mail(struct str *log, int n)
{
	str_addf(log,
		"Nov 20 10:00:00 mx postfix/qmgr[8]: A%09d: from=<a@a.example>, size=9, nrcpt=1 (queue "
		"active)\n",
		n);
	str_addf(log,
		"Nov 20 10:00:00 mx postfix/smtp[8]: A%09d: to=<b@b.example>, relay=none, delay=1, dsn=%s\n",
		n, n % 10 ? "2.0.0, status=sent (ok)" : "4.2.2, status=deferred (452 4.2.2 mailbox full)");
	if (n % 10)
		str_addf(log, "Nov 20 10:00:00 mx postfix/qmgr[8]: A%09d: removed\n", n);
}

static void add_mails(struct str *log, int n)
{
	for (int i = 0; i < n; i++)
		add_mail(log, i);
}

/* The file's outcome and counts: "read: 2 lines, 1 mails, 1 sent". */
static void check(const char *name, const struct log_reading *how, enum log_outcome outcome, uint64_t lines,
	uint64_t mails, struct log_file *file_r)
{
	struct log_book *book = log_book_new(NULL);
	struct log_file file;

	assert_int_equal(log_read(&no_limit, name, how, book, &file), outcome);
	assert_int_equal(file.lines, lines);
	assert_int_equal(log_book_counts(book)->lines, lines);
	assert_int_equal(log_book_counts(book)->bytes, file.bytes);
	assert_int_equal(log_book_counts(book)->messages, mails);
	log_book_free(&book);
	if (file_r)
		*file_r = file;
}

static void write_log(const struct str *log)
{
	write_at(path, str_text(log), log->len, O_TRUNC);
}

static void test_whole(void **state)
{
	struct str STR_AUTO log = STR_INIT;
	struct log_file file;

	(void)state;
	add_mails(&log, 2);
	write_log(&log);
	check(path, NULL, LOG_READ, 5, 2, &file);
	assert_int_equal(file.bytes, log.len);
	log.s[log.len - 1] = '\0'; /* no line end at the end: a NUL is one, too */
	log.len--;
	write_log(&log);
	check(path, NULL, LOG_READ, 5, 2, NULL);
	write_at(path, "\r\n\n", 3, O_TRUNC);
	check(path, NULL, LOG_EMPTY, 0, 0, NULL);
	write_at(path, "", 0, O_TRUNC);
	check(path, NULL, LOG_EMPTY, 0, 0, NULL);
}

static void test_threads(void **state)
{
	struct str STR_AUTO log = STR_INIT;
	struct log_counts counts[4];

	(void)state;
	add_mails(&log, 12000);
	write_log(&log);
	assert_true(log.len > 2 * MIB);
	for (int threads = 1; threads <= 4; threads++) {
		struct log_book *book = log_book_new(NULL);
		struct log_reading how = {.threads = threads, .reference = 1795305600};
		struct log_file file;

		if (threads == 3)
			log_read_text(&no_limit, str_text(&log), log.len, &how, book, &file);
		else
			log_read(&no_limit, path, &how, book, &file);
		assert_int_equal(file.outcome, LOG_READ);
		counts[threads - 1] = *log_book_counts(book);
		assert_memory_equal(&counts[threads - 1], &counts[0], sizeof counts[0]);
		log_book_free(&book);
	}
	assert_int_equal(counts[0].messages, 12000);
	assert_int_equal(counts[0].sent, 10800);
	assert_int_equal(counts[0].deferred, 1200);
}

static void test_damage(void **state)
{
	struct str STR_AUTO log = STR_INIT;
	struct log_book *book = log_book_new(NULL);
	char *filler = mem_new(10 * MIB);
	struct log_file file;

	(void)state;
	add_mail(&log, 1);
	memset(filler, 'x', 10 * MIB);
	str_add(&log, "Nov 20 10:00:00 mx postfix/qmgr[8]: A2");
	str_add_bytes(&log, filler, 10 * MIB);
	str_add(&log, "\n");
	add_mail(&log, 3);
	memset(filler, 0, 10 * MIB);
	str_add_bytes(&log, "Nov 20 10:00:00 mx post", 23); /* a crash in the middle of a line */
	str_add_bytes(&log, filler, 3 * MIB);
	add_mail(&log, 4);
	str_add_bytes(&log, "\xff\xfe\x1b[2J\n", 7);
	write_log(&log);
	log_read(&no_limit, path, NULL, book, &file);
	assert_int_equal(file.outcome, LOG_READ);
	assert_int_equal(log_book_counts(book)->messages, 3);
	assert_int_equal(log_book_counts(book)->sent, 3);
	assert_int_equal(log_book_counts(book)->cut, 1);
	assert_int_equal(file.lines, 12);
	assert_int_equal(file.bytes, log.len);
	free(filler);
	log_book_free(&book);
}

/* A hole of ten gigabytes between two mails. */
static void test_hole(void **state)
{
	struct str STR_AUTO log = STR_INIT, STR_AUTO rest = STR_INIT;
	const uint64_t hole = UINT64_C(10) << 30;
	struct log_file file;
	int fd;

	(void)state;
	add_mail(&log, 1);
	add_mail(&rest, 2);
	write_log(&log);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (lseek(fd, (off_t)hole, SEEK_SET) < 0 || write(fd, rest.s, rest.len) != (ssize_t)rest.len) {
		close(fd);
		skip();
	}
	close(fd);
	check(path, NULL, LOG_READ, 6, 2, &file);
	assert_int_equal(file.bytes, hole + rest.len);
	assert_true(file.nuls > hole - MIB && file.nuls < hole);
}

static size_t pack(const struct str *text, unsigned char *packed, size_t size)
{
	z_stream z = {.next_in = (unsigned char *)text->s,
		.avail_in = (unsigned)text->len,
		.next_out = packed,
		.avail_out = (unsigned)size};

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	deflateEnd(&z);
	return size - z.avail_out;
}

static void test_gzip(void **state)
{
	struct str STR_AUTO one = STR_INIT, STR_AUTO two = STR_INIT;
	unsigned char *packed = mem_new(MIB);
	struct log_file file;
	size_t first, all;

	(void)state;
	add_mails(&one, 20000);
	add_mail(&two, 30001);
	first = pack(&one, packed, MIB);
	all = first + pack(&two, packed + first, MIB - first);
	write_at(path, packed, all, O_TRUNC);
	check(path, NULL, LOG_READ, 58003, 20001, &file);
	assert_true(file.gzip && file.bytes == one.len + two.len);
	memset(packed + all, 0, 512); /* as tapes fill up */
	write_at(path, packed, all + 512, O_TRUNC);
	check(path, NULL, LOG_READ, 58003, 20001, NULL);
	write_at(path, packed, first, O_TRUNC);
	check(path, NULL, LOG_READ, 58000, 20000, NULL);
	free(packed);
}

/* What is there is read, and that it broke off, or is damaged, is said. */
static void test_torn_gzip(void **state)
{
	struct str STR_AUTO log = STR_INIT;
	unsigned char *packed = mem_new(MIB);
	struct log_book *book = log_book_new(NULL);
	struct log_file file;
	size_t len;

	(void)state;
	add_mails(&log, 20000);
	len = pack(&log, packed, MIB);
	write_at(path, packed, len / 2, O_TRUNC);
	assert_int_equal(log_read(&no_limit, path, NULL, book, &file), LOG_BROKE_OFF);
	assert_true(log_book_counts(book)->messages > 5000 && log_book_counts(book)->messages < 15000);
	log_book_free(&book);
	memset(packed + len / 2, 0xff, 512);
	write_at(path, packed, len, O_TRUNC);
	book = log_book_new(NULL);
	assert_int_equal(log_read(&no_limit, path, NULL, book, &file), LOG_DAMAGED);
	assert_true(log_book_counts(book)->messages > 5000 && log_book_counts(book)->messages < 20000);
	log_book_free(&book);
	write_at(path, packed, 5, O_TRUNC);
	check(path, NULL, LOG_BROKE_OFF, 0, 0, NULL);
	free(packed);
}

static void test_no_logs(void **state)
{
	struct log_file file;
	char *other = str_print("%s/other", folder);

	(void)state;
	write_at(path, "\xfd\x37zXZ\0\0\4", 8, O_TRUNC);
	check(path, NULL, LOG_PACKED, 0, 0, &file);
	assert_string_equal(file.packed_by, "xz");
	write_at(path, "\x28\xb5\x2f\xfd....", 8, O_TRUNC);
	check(path, NULL, LOG_PACKED, 0, 0, &file);
	assert_string_equal(file.packed_by, "zstd");
	write_at(path, "BZh91AY&", 8, O_TRUNC);
	check(path, NULL, LOG_PACKED, 0, 0, &file);
	assert_string_equal(file.packed_by, "bzip2");
	check(folder, NULL, LOG_DIRECTORY, 0, 0, NULL);
	check("/dev/zero", NULL, LOG_DEVICE, 0, 0, NULL);
	check(other, NULL, LOG_MISSING, 0, 0, NULL);
	assert_int_equal(symlink(other, other), 0);
	check(other, NULL, LOG_LOOP, 0, 0, NULL);
	unlink(other);
	if (geteuid() != 0) {
		chmod(path, 0);
		check(path, NULL, LOG_FORBIDDEN, 0, 0, NULL);
	}
	free(other);
}

struct told {
	size_t times;
	uint64_t stop_at;
	int cancel_fd; /* -1: none */
	uint64_t lines;
	void (*then)(struct told *told, struct log_book *book);
	int step;
};

static bool on_tell(void *ctx, struct log_book *book)
{
	struct told *told = ctx;
	const struct log_group *const *groups;

	told->times++;
	told->lines = log_book_counts(book)->lines;
	log_book_groups(book, &groups);
	if (told->then)
		told->then(told, book);
	return !told->stop_at || told->lines < told->stop_at;
}

static void test_tells(void **state)
{
	struct str STR_AUTO log = STR_INIT;
	struct log_book *book = log_book_new(NULL);
	struct told told = {.cancel_fd = -1};
	struct log_reading how = {.tell = on_tell, .ctx = &told, .every_ms = 1};
	struct log_file file;

	(void)state;
	add_mails(&log, 100);
	write_log(&log);
	assert_int_equal(log_read(&no_limit, path, &how, book, &file), LOG_READ);
	assert_true(told.times >= 1 && told.lines == file.lines);
	log_book_free(&book);
}

static void test_ends(void **state)
{
	struct log_book *book = log_book_new(NULL);
	struct io_scope over = {.cancel_fd = -1, .deadline_us = clock_us() - 1};
	struct io_scope cancelled = {.cancel_fd = eventfd(1, EFD_CLOEXEC), .deadline_us = CLOCK_NEVER};
	struct log_file file;

	(void)state;
	write_at(path, "x\n", 2, O_TRUNC);
	assert_int_equal(log_read(&over, path, NULL, book, &file), LOG_STOPPED);
	assert_int_equal(log_read(&cancelled, path, NULL, book, &file), LOG_STOPPED);
	close(cancelled.cancel_fd);
	log_book_free(&book);
}

static void *feed(void *fd)
{
	struct str STR_AUTO log = STR_INIT;
	int to = *(int *)fd;

	add_mails(&log, 3000);
	for (size_t at = 0; at < log.len;) {
		size_t some = log.len - at < 700 ? log.len - at : 700;
		ssize_t n = write(to, log.s + at, some);

		if (n < 0)
			break;
		at += (size_t)n;
	}
	close(to);
	return NULL;
}

static void test_pipe(void **state)
{
	struct log_book *book = log_book_new(NULL);
	struct told told = {.cancel_fd = -1};
	struct log_reading how = {.tell = on_tell, .ctx = &told, .every_ms = 1};
	struct log_file file;
	pthread_t thread;
	int fds[2];

	(void)state;
	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	assert_int_equal(pthread_create(&thread, NULL, feed, &fds[1]), 0);
	assert_int_equal(log_read_fd(&no_limit, fds[0], &how, book, &file), LOG_READ);
	pthread_join(thread, NULL);
	close(fds[0]);
	assert_int_equal(log_book_counts(book)->messages, 3000);
	assert_int_equal(log_book_counts(book)->deferred, 300);
	log_book_free(&book);
}

/* Each time the log is told, the next thing happens to it. */
static void next_step(struct told *told, struct log_book *book)
{
	struct str STR_AUTO more = STR_INIT;
	char *older = str_print("%s/older", folder);
	uint64_t mails = log_book_counts(book)->messages;

	if (told->step == 0 && mails == 1) {
		add_mail(&more, 2);
		write_at(path, more.s, more.len - 20, O_APPEND); /* its last line is not whole yet */
	} else if (told->step == 1 && mails == 2) {
		add_mail(&more, 2);
		write_at(path, more.s + more.len - 20, 20, O_APPEND);
	} else if (told->step == 2 && mails == 2) {
		assert_int_equal(rename(path, older), 0);
		add_mail(&more, 3);
		add_mail(&more, 4);
		write_log(&more);
	} else if (told->step == 3 && mails == 4) {
		add_mail(&more, 5);
		write_log(&more); /* cut short and begun anew */
	} else if (told->step == 4 && mails == 5) {
		told->stop_at = 1;
	} else {
		free(older);
		return;
	}
	told->step++;
	free(older);
}

static void test_follow(void **state)
{
	struct str STR_AUTO log = STR_INIT;
	struct log_book *book = log_book_new(NULL);
	struct told told = {.cancel_fd = -1, .then = next_step};
	struct log_reading how = {.tell = on_tell, .ctx = &told, .every_ms = 1, .follow = true};
	struct io_scope scope = io_scope_within(&no_limit, 60000);
	struct log_file file;

	(void)state;
	add_mail(&log, 1);
	write_log(&log);
	assert_int_equal(log_read(&scope, path, &how, book, &file), LOG_STOPPED);
	assert_int_equal(told.step, 5);
	assert_true(file.rotated && file.shrank);
	assert_int_equal(log_book_counts(book)->messages, 5);
	assert_int_equal(log_book_counts(book)->sent, 5);
	assert_int_equal(log_book_counts(book)->strange, 0);
	log_book_free(&book);
}

/* Lines before it are lines, and no more. */
static void test_since(void **state)
{
	static const char log[] =
		"2026-11-20T10:00:00Z mx postfix/qmgr[8]: A1B2C3D4E5: from=<>, size=9, nrcpt=1\n"
		"2026-11-20T10:00:09Z mx postfix/smtp[8]: A1B2C3D4E5: to=<b@b.example>, dsn=2.0.0, "
		"status=sent (ok)\n";
	struct log_book *book = log_book_new(NULL);
	struct log_reading how = {.since = 1795168801};
	struct log_file file;

	(void)state;
	assert_int_equal(log_read_text(&no_limit, log, sizeof log - 1, &how, book, &file), LOG_READ);
	assert_int_equal(log_book_counts(book)->lines, 2);
	assert_int_equal(log_book_counts(book)->from, 1795168809);
	assert_int_equal(log_book_counts(book)->sent, 1);
	log_book_free(&book);
}

static int set_up(void **state)
{
	(void)state;
	path = mkdtemp(folder) ? str_print("%s/log", folder) : NULL;
	return path ? 0 : -1;
}

static int tear_down(void **state)
{
	char *older = str_print("%s/older", folder);

	(void)state;
	unlink(path);
	unlink(older);
	rmdir(folder);
	free(older);
	free(path);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_hole),
		cmocka_unit_test(test_gzip),
		cmocka_unit_test(test_torn_gzip),
		cmocka_unit_test(test_no_logs),
		cmocka_unit_test(test_tells),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_pipe),
		cmocka_unit_test(test_follow),
		cmocka_unit_test(test_since),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
